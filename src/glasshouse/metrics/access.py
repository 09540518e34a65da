"""Access to rights and its loss (measure F1), from the spells of standing.

A right counts as open to a person in a month unless the person's standing shuts it. The index of a person is
sum_r w_r a_ir / sum_r w_r over all rights of the run's vocabulary, with a_ir the share of its months in which
right r was open; it lies between 0 (all shut all the time) and 1. What is counted here is its complement, the
access lost, because small losses are easier to read than ones close to 1. Weights are those of
`data/vocabulary/rights.yaml`, a value judgement stated there; the unweighted figure stands beside it.

Table `standing`: one row per spell, `person`, `month`, `months`, `shut` (mask of rights denied).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from glasshouse.engine.bit_columns import WORD, Words, from_column, holds
from glasshouse.metrics.crowd import Crowd, integers, require
from glasshouse.metrics.known_rights import rights_of
from glasshouse.metrics.monthly import Ints
from glasshouse.metrics.paired import gap_table
from glasshouse.metrics.rates import PerPerson
from glasshouse.rulebooks.vocabulary import Vocabulary, vocabulary

_THOUSANDTHS = 1000
_HALF = 16
"""Bits of a word looked up at once."""

BY_RIGHT = pa.schema(
    [
        ("right", pa.string()),
        ("weight", pa.float64()),
        ("persons", pa.int64()),
        ("person_months", pa.int64()),
        ("lost", pa.float64()),
    ]
)
"""Columns of the table by right: persons ever shut out, person-months, their share of all person-months."""


def weights(known: Vocabulary | None = None, *, equal: bool = False) -> Ints:
    """The weight of each right in thousandths, in the order of their codes (1000 each when `equal`).

    `known` are the rights there are; None for those shipped."""
    terms = (known or vocabulary("rights")).values()
    return np.array([_THOUSANDTHS if equal else round(_THOUSANDTHS * term.get("weight")) for term in terms])


def access_lost(crowd: Crowd, standing: pa.Table, months: int, *, equal: bool = False) -> PerPerson:
    """Access lost: share of the run's (weighted) rights-months that were shut. Fraction; 1 - it is the index.

    Counts thousandths of rights-months. `months` is the length of the run."""
    per_right = weights(rights_of(standing), equal=equal)
    lost = _months(standing) * weight_of_sets(_shut(standing), per_right)
    whole = np.full(len(crowd), months * int(per_right.sum()), np.int64)
    return PerPerson(crowd.sums(integers(standing, "person"), lost), whole, "share")


def least_access(crowd: Crowd, standing: pa.Table, months: int) -> PerPerson:
    """Access of each person to the right that person lost most: months open / months of the run. Fraction.

    The minimum over rights of a_ir, mean over persons: no loss is made up for by rights left open."""
    most = np.zeros(len(crowd), np.int64)
    for _, shut in months_by_right(crowd, standing):
        np.maximum(most, shut, out=most)
    return PerPerson(months - most, np.full(len(crowd), months, np.int64), "share")


def lost_by_right(crowd: Crowd, standing: pa.Table, months: int) -> pa.Table:
    """For each right that was ever shut: who lost it and for how long (see `BY_RIGHT`), largest loss first.

    1 - the first row's `lost` is the minimum over rights of the society's mean access."""
    terms, size = rights_of(standing).terms, max(1, len(crowd) * months)
    rows = [
        {
            "right": terms[code].name,
            "weight": terms[code].get("weight"),
            "persons": int((shut > 0).sum()),
            "person_months": int(shut.sum()),
            "lost": float(shut.sum()) / size,
        }
        for code, shut in months_by_right(crowd, standing)
    ]
    rows.sort(key=lambda row: (-row["person_months"], row["right"]))
    return pa.Table.from_pylist(rows, schema=BY_RIGHT)


def access_gap(crowd: Crowd, system: pa.Table, twin: pa.Table, months: int) -> pa.Table:
    """F1: mean(twin - run) of the index, by group, paired by person (columns of `paired.SCHEMA`).

    Measures `loss` and `unweighted`, which counts all rights alike; `difference` is what the system costs, in
    fractions of all (weighted) rights-months, with its cluster-robust 95 % interval."""
    with_it, without = (
        {
            "loss": access_lost(crowd, standing, months).each(),
            "unweighted": access_lost(crowd, standing, months, equal=True).each(),
        }
        for standing in (system, twin)
    )
    return gap_table(with_it, without, crowd.dims, crowd.cluster)


def months_by_right(crowd: Crowd, standing: pa.Table) -> Iterator[tuple[int, Ints]]:
    """For each right ever shut: its code and the months each person was without it."""
    shut, months = _shut(standing), _months(standing)
    row = crowd.rows(integers(standing, "person"))
    known = row >= 0
    for code in range(len(rights_of(standing))):
        shut_here = holds(shut, code)
        if shut_here.any():
            hit = known & shut_here
            yield code, np.bincount(row[hit], months[hit], len(crowd)).astype(np.int64)


def weight_of_sets(sets: Words, per_right: Ints) -> Ints:
    """Sum of the weights of the rights in each set. Two look-ups a word of 32 rights."""
    found = np.zeros(len(sets), np.int64)
    for w in range(sets.shape[1]):
        here = per_right[WORD * w : WORD * (w + 1)]
        low, high = _sums(here[:_HALF]), _sums(here[_HALF:])
        found += low[sets[:, w] & np.uint32(0xFFFF)] + high[sets[:, w] >> np.uint32(_HALF)]
    return found


def _sums(per_right: Ints) -> Ints:
    """The sum of weights for every mask of 16 bits; bits without a right weigh nothing."""
    out = np.zeros(1, np.int64)
    for k in range(_HALF):
        out = np.concatenate((out, out + (per_right[k] if k < len(per_right) else 0)))
    return out


def _shut(standing: pa.Table) -> Words:
    require(standing, "standing", ("person", "months", "shut"))
    return from_column(standing.column("shut"))


def _months(standing: pa.Table) -> Ints:
    return integers(standing, "months")

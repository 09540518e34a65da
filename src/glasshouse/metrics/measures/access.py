"""Access to rights: its loss (F1), and deprivation of several rights at once (F2).

Access to rights and its loss (measure F1), from the spells of standing.

A right counts as open to a person in a month unless the person's standing shuts it. The index of a person is
sum_r w_r a_ir / sum_r w_r over all rights of the run's vocabulary, with a_ir the share of its months in which
right r was open; it lies between 0 (all shut all the time) and 1. What is counted here is its complement, the
access lost, because small losses are easier to read than ones close to 1. Weights are those of
`data/vocabulary/rights.yaml`, a value judgement stated there; the unweighted figure stands beside it.

Table `standing`: one row per spell, `person`, `month`, `months`, `shut` (mask of rights denied).

Deprivation in several rights at once (measure F2), after Alkire & Foster (2011).

The unit counted is a person in a month. Deprivation c is how many rights are shut to the person in that
month, of all d rights of the vocabulary, each counted alike. Somebody is deprived when c reaches the cutoff
k. Then

- H, the headcount: share of person-months that are deprived;
- A, the intensity: mean c/d among the deprived;
- M0 = H * A, the adjusted headcount: share of all rights-months that the deprived lose. It falls apart into
  groups (weighted by their size) and into rights (censored headcounts), and never rises with k.

Source: Alkire & Foster, "Counting and multidimensional poverty measurement", J. Public Economics 95 (2011).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from glasshouse.engine.bit_columns import WORD, Words, from_column, holds, sizes
from glasshouse.metrics.answers import counted
from glasshouse.metrics.crowd import Crowd, integers, require
from glasshouse.metrics.findings import Answer, GroupValue, answer
from glasshouse.metrics.known_rights import rights_of
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.monthly import Ints
from glasshouse.metrics.paired import gap_table
from glasshouse.metrics.rates import SCHEMA, PerPerson
from glasshouse.rulebooks.vocabulary import Vocabulary, vocabulary


@measure(
    id="F1",
    title="Loss of access to rights",
    unit="share of full access",
    worse="more",
    side="harm",
    needs=(
        "standing",
        "people",
        "twin?",
    ),
    source="own; weights are the value judgement in data/vocabulary/rights.yaml",
    parts={
        "loss": {"title": "Loss of access to rights"},
        "unweighted": {"title": "Loss of access to rights, all rights counted alike"},
        "least": {"title": "Access to the right a person lost most", "worse": "less"},
    },
)
def loss_of_rights(data: Data) -> Iterator[Answer]:
    """Access of a person to a right is the share of months in which it is open to them. The index
    is the mean over rights by their weights; the loss is the twin's index less the run's, mean over
    persons. Beside it stands the access of each person to the right that person lost most, because
    a mean hides one right that is gone.
    """
    people, standing = data.crowd, data.system.standing
    shut = deprivation(people, standing, data.months, 1).headcount
    if data.twin.has("standing"):
        yield from _losses(people, access_gap(people, standing, data.twin.standing, data.months), shut)
    yield counted("F1", least_access(people, standing, data.months), people, "least", events=shut)


def _losses(people: Crowd, gap: pa.Table, shut: PerPerson) -> Iterator[Answer]:
    events = {dim: shut.by(people, dim) for dim in people.cells}
    rows = gap.to_pylist()
    for part in ("loss", "unweighted"):
        values = [
            GroupValue(
                row["dim"],
                row["group"],
                row["difference"],
                row["low"],
                row["high"],
                row["persons"],
                events[row["dim"]][row["group"]].over,
            )
            for row in rows
            if row["measure"] == part
        ]
        yield answer("F1", values[0].estimate, part=part, by_group=values[1:])


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


DEPRIVED = 3
"""Rights shut at once from which a person counts as deprived of several. A choice, not a finding."""


@measure(
    id="F2",
    title="Deprivation of several rights at once",
    unit="fraction",
    worse="more",
    side="harm",
    needs=(
        "standing",
        "people",
    ),
    source="Alkire and Foster 2011, counting and multidimensional poverty",
    parts={
        "adjusted": {"title": "Adjusted headcount of deprivation", "unit": "fraction"},
        "headcount": {"title": "Persons deprived of several rights", "unit": "of persons"},
        "intensity": {"title": "Rights lacking among the deprived", "unit": "of rights"},
    },
)
def several_rights_lost(data: Data) -> Iterator[Answer]:
    """Share of persons who lack at least k rights at once in an average month (H), times the mean
    share of all rights that they then lack (A). The product is reported with both factors.
    """
    found = deprivation(data.crowd, data.system.standing, data.months, DEPRIVED)
    for part in ("adjusted", "headcount", "intensity"):
        note = f"At least {DEPRIVED} rights shut at once, in an average month."
        yield counted("F2", getattr(found, part), data.crowd, part, events=found.headcount, note=note)


CUTOFFS = (1, 3, 5)
"""Cutoffs printed by default: any right, several, many. A choice, not a finding."""


@dataclass(frozen=True)
class Deprivation:
    """Headcount, intensity and adjusted headcount for one cutoff, as counts per person."""

    headcount: PerPerson
    intensity: PerPerson
    adjusted: PerPerson


def deprivation(crowd: Crowd, standing: pa.Table, months: int, k: int) -> Deprivation:
    """H, A and M0 for cutoff `k` (1 or more rights) over a run of `months`. All are fractions."""
    require(standing, "standing", ("person", "months", "shut"))
    d = len(rights_of(standing))
    shut, spell = rights_shut(standing), integers(standing, "months")
    deprived = shut >= k
    who = integers(standing, "person")
    time = crowd.sums(who, spell * deprived)
    lost = crowd.sums(who, spell * shut * deprived)
    whole = np.full(len(crowd), months, np.int64)
    return Deprivation(
        PerPerson(time, whole, "share"),
        PerPerson(lost, time * d, "share"),
        PerPerson(lost, whole * d, "share"),
    )


def deprivation_table(
    crowd: Crowd, standing: pa.Table, months: int, cutoffs: Iterable[int] = CUTOFFS
) -> pa.Table:
    """H, A and M0 for each cutoff, for everybody and by group: columns `k`, `measure` and those of a rate."""
    parts = []
    for k in cutoffs:
        for name, counts in vars(deprivation(crowd, standing, months, k)).items():
            part = counts.table(crowd)
            about = {"k": pa.array([k] * len(part), pa.int64()), "measure": [name] * len(part)}
            parts.append(pa.table(about | dict(zip(part.column_names, part.columns, strict=True))))
    empty = pa.schema([("k", pa.int64()), ("measure", pa.string()), *SCHEMA]).empty_table()
    return pa.concat_tables(parts) if parts else empty


def censored_headcounts(crowd: Crowd, standing: pa.Table, months: int, k: int) -> dict[str, float]:
    """For each right, the share of person-months in which the person is deprived and this right is shut.

    Their mean over all d rights is M0; each divided by d * M0 is the right's contribution. Rights never shut
    among the deprived are left out."""
    deprived = standing.filter(pa.array(rights_shut(standing) >= k))
    terms, size = rights_of(standing).terms, max(1, len(crowd) * months)
    return {terms[k].name: float(shut.sum()) / size for k, shut in months_by_right(crowd, deprived)}


def ever_deprived(crowd: Crowd, standing: pa.Table, k: int) -> PerPerson:
    """Share of persons who had `k` or more rights shut at once in at least one month. Fraction."""
    deprived = standing.filter(pa.array(rights_shut(standing) >= k))
    ever = (crowd.sums(integers(deprived, "person")) > 0).astype(np.int64)
    return PerPerson(ever, np.ones(len(crowd), np.int64), "share")


def rights_shut(standing: pa.Table) -> Ints:
    """How many rights each spell shuts."""
    return sizes(from_column(standing.column("shut")))

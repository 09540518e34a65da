"""What shut which right, and sanctions out of context (F21).

What shut which right: the ledger summed by clause, by cause, by pair of contexts, by ground.

Table `ledger`: one row per (person, right, clause, ground) with `months` shut, `refusals` and the month it
was `first` shut. Where several causes shut one right in one month, each has that month; sums over rows are
months attributed, and may exceed the months in `standing`, where each is counted once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics.answers import counted
from glasshouse.metrics.crowd import Crowd, integers, is_one_of, require, words
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.known_rights import rights_of
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.monthly import Floats, Ints
from glasshouse.metrics.rates import PerPerson
from glasshouse.rulebooks.vocabulary import Vocabulary


@measure(
    id="F21",
    title="Sanctions out of context",
    unit="of months of lost rights",
    worse="more",
    side="harm",
    needs=(
        "ledger",
        "people",
    ),
    source="Nissenbaum 2010, contextual integrity; EU Regulation 2024/1689 article 5(1)(c)(i)",
)
def other_context(data: Data) -> Answer:
    """Months of lost rights in which the behaviour comes from another part of life than the right
    that is shut, as a share of all such months.
    """
    return counted("F21", cross_context(data.crowd, data.system.ledger), data.crowd)


_COUNTS = ("person", "right", "months", "refusals")
_FIGURES = (
    ("person_months", pa.int64()),
    ("weighted_months", pa.float64()),
    ("persons", pa.int64()),
    ("refusals", pa.int64()),
    ("share", pa.float64()),
)
"""Figures of every table: `weighted_months` in months of a right of weight 1, `share` their part of all."""


def by_clause(ledger: pa.Table) -> pa.Table:
    """What each clause shut: `clause`, and the figures, heaviest burden first."""
    return attributed(ledger, ("clause",))


def by_right(ledger: pa.Table) -> pa.Table:
    """Which clause shut which right: `right`, `clause`, and the figures."""
    return attributed(ledger, ("right", "clause"))


def by_cause(ledger: pa.Table) -> pa.Table:
    """What led to it (a list, a grade, a copy, a gatekeeper): `cause`, `clause`, and the figures."""
    return attributed(ledger, ("cause", "clause"))


def by_contexts(ledger: pa.Table) -> pa.Table:
    """From which part of life into which: `behaviour_context`, `sanction_context`, and the figures."""
    return attributed(ledger, ("behaviour_context", "sanction_context"))


def by_ground(ledger: pa.Table) -> pa.Table:
    """On what ground: `ground` (true, or how it was false), and the figures."""
    return attributed(ledger, ("ground",))


def top_clauses(ledger: pa.Table, most: int = 10) -> pa.Table:
    """The `most` clauses with the heaviest burden; their `share` is of the burden of all clauses."""
    return by_clause(ledger).slice(0, most)


def attributed(ledger: pa.Table, keys: Sequence[str]) -> pa.Table:
    """The ledger summed over each combination of the text columns `keys`, heaviest burden first.

    Burden is months weighted by the rights' weights (a value judgement of the vocabulary); the plain months
    stand beside it. An empty cell is printed as "unknown". Persons are counted once in each row."""
    require(ledger, "ledger", (*_COUNTS, *keys))
    labels, cell, cells = _cells(ledger, keys)
    burden = integers(ledger, "months") * weights_of(ledger)
    columns: dict[str, npt.NDArray[np.generic]] = {
        "person_months": _sums(cell, integers(ledger, "months"), cells),
        "weighted_months": np.bincount(cell, burden, cells),
        "persons": distinct(cell, integers(ledger, "person"), cells),
        "refusals": _sums(cell, integers(ledger, "refusals"), cells),
        "share": np.bincount(cell, burden, cells) / max(float(burden.sum()), 1e-300),
    }
    table = pa.table(
        {key: pa.array(column, pa.string()) for key, column in zip(keys, labels, strict=True)}
        | {name: pa.array(columns[name], kind) for name, kind in _FIGURES}
    )
    by_name = [(key, "ascending") for key in keys]
    order = [("weighted_months", "descending"), ("refusals", "descending"), *by_name]
    return table.sort_by(order)


def cross_context(crowd: Crowd, ledger: pa.Table, *, weighted: bool = False) -> PerPerson:
    """F21: share of rights-loss months whose sanction lies in another part of life than the behaviour.

    A fraction. Rows that do not name both contexts are left out. `weighted` counts months by the weight of
    the right, in thousandths. Source: contextual integrity (Nissenbaum 2010); EU Regulation 2024/1689,
    article 5(1)(c)(i)."""
    require(ledger, "ledger", (*_COUNTS, "behaviour_context", "sanction_context"))
    (names, here), (others, there) = (words(ledger, f"{side}_context") for side in ("behaviour", "sanction"))
    place = {name: k for k, name in enumerate(names)}
    alike = np.array([*(place.get(name, len(names)) for name in others), -1], np.int64)[there]
    known, crossed = (here >= 0) & (there >= 0), here != alike
    months = integers(ledger, "months")
    if weighted:
        months = months * np.rint(1000 * weights_of(ledger)).astype(np.int64)
    who = integers(ledger, "person")
    return PerPerson(crowd.sums(who, months * (known & crossed)), crowd.sums(who, months * known), "share")


def false_ground(crowd: Crowd, ledger: pa.Table, grounds: Sequence[str]) -> PerPerson:
    """Share of rights-loss months that rest on one of the grounds. Fraction of months attributed."""
    require(ledger, "ledger", (*_COUNTS, "ground"))
    hit = is_one_of(ledger, "ground", grounds)
    who, months = integers(ledger, "person"), integers(ledger, "months")
    return PerPerson(crowd.sums(who, months * hit), crowd.sums(who, months), "share")


def weights_of(ledger: pa.Table) -> Floats:
    """The weight of the right of each row (0 to 1). Raises `InputError` for a right the vocabulary lacks."""
    names, codes = words(ledger, "right")
    known = rights_of(ledger)
    _all_known(names, known)
    return np.array([*(float(known[name].get("weight")) for name in names), 0.0])[codes]


def distinct(cell: Ints, person: Ints, cells: int) -> Ints:
    """How many different persons each cell holds."""
    span = int(person.max(initial=0)) + 1
    met = np.sort(cell * span + person)  # much faster than np.unique
    first = np.diff(met, prepend=-1) > 0
    return np.bincount(met[first] // span, minlength=cells).astype(np.int64)


def _cells(ledger: pa.Table, keys: Sequence[str]) -> tuple[list[list[str]], Ints, int]:
    """The labels of each combination that occurs, one list a key; the combination of each row; how many."""
    key, sizes, names = np.zeros(len(ledger), np.int64), [], []
    for name in keys:
        found, codes = words(ledger, name)
        key = key * (len(found) + 1) + codes + 1
        sizes.append(len(found) + 1)
        names.append(("unknown", *found))
    occurs = np.flatnonzero(np.bincount(key, minlength=1) > 0)
    rank = np.zeros(int(np.prod(sizes)), np.int64)
    rank[occurs] = np.arange(len(occurs))
    parts = np.unravel_index(occurs, sizes)
    labels = [[word[int(k)] for k in part] for word, part in zip(names, parts, strict=True)]
    return labels, rank[key], len(occurs)


def _sums(cell: Ints, amounts: Ints, cells: int) -> Ints:
    return np.bincount(cell, amounts, cells).astype(np.int64)


def _all_known(names: Sequence[str], known: Vocabulary) -> None:
    diagnostics = [
        Diagnostic(
            f'the ledger names the right "{name}", which the vocabulary lacks', suggestion(name, known)
        )
        for name in names
        if name not in known
    ]
    if diagnostics:
        raise InputError(*diagnostics)

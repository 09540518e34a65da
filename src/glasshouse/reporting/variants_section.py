"""Carrot or stick: the run's rulebook beside the same rules recast, for the same people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from glasshouse.metrics import catalogue
from glasshouse.metrics.paired import ComparisonRow
from glasshouse.reporting import words
from glasshouse.reporting.differences import Row, clear, row_of
from glasshouse.reporting.folder import Folder

SAYS = {
    "benefits-only": "Every denial is recast as a reward: nobody holds the right unless it is granted, and "
    "it is granted to all but those whom the rulebook denied it. "
    "Entry, publication, points, procedure stay.",
    "penalties-only": "Every reward goes and every grant withheld becomes a denial; nothing starts shut.",
    "zero-base": "Nothing is held unless granted: what the rulebook refuses to some is granted to the rest, "
    "and what it rewards some with is shut to all whom no reward reaches.",
    "due-process": "Notice, reasons and a hearing before effect, a human being who looks first, a dispute "
    "decided within 30 days that suspends the effects, a test of ability to pay, no denial outside the part "
    "of life the act belongs to, an end to every listing.",
    "finance-only": "Only debts and contracts are recorded and only credit is refused; nobody is named.",
}
NAMES = {
    "benefits-only": "Rewards only",
    "penalties-only": "Penalties only",
    "zero-base": "From a zero base",
    "due-process": "With due process",
    "finance-only": "Finance only",
}


Rows = Mapping[str, Sequence[dict[str, Any]]]


@dataclass(frozen=True)
class Variant:
    """One variant: its name, what it changes, what came of it, the rows (system: rulebook, twin: variant)."""

    title: str
    says: str
    finding: str
    rows: Sequence[Row]


def variant_parts(folder: Folder) -> list[Variant]:
    """Each variant that was run; none where the folder holds no comparison."""
    return [_variant(name, rows) for name, rows in by_variant(folder).items()]


def by_variant(folder: Folder) -> Rows:
    """The rows of each variant that was run."""
    found: dict[str, list[dict[str, object]]] = {}
    for row in folder.variants.to_pylist() if folder.variants is not None else ():
        found.setdefault(row["variant"], []).append(row)
    return found


def _variant(name: str, rows: Sequence[dict[str, Any]]) -> Variant:
    rows = sorted(rows, key=lambda row: catalogue.place(row["measure"]))
    return Variant(
        NAMES.get(name, name),
        SAYS.get(name, ""),
        _finding([_compared(row) for row in rows]),
        [_row(row) for row in rows],
    )


def _row(row: dict[str, Any]) -> Row:
    """A row in the form of the table of differences: the rulebook first, then the variant."""
    return row_of(catalogue.measure(row["measure"]), _compared(row))


def _compared(row: dict[str, Any]) -> ComparisonRow:
    sides = {"system": row["rulebook"], "twin": row["under_variant"]}
    return cast(ComparisonRow, {**row, **sides})


def _finding(rows: Sequence[ComparisonRow]) -> str:
    moved = [row for row in rows if row["difference"]]
    if not moved:
        return "Nothing differs: the same people end without the same things."
    sure = [catalogue.measure(row["measure"]).title.lower() for row in moved if clear(row)]
    same = len(rows) - len(moved)
    told = f"{same} of {len(rows)} measures are equal for everybody" if same else "Every measure differs"
    return (
        f"{told}; clearly different: {words.listed(sure)}."
        if sure
        else f"{told}; no interval leaves out zero."
    )

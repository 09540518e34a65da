"""Carrot or stick: the run's rulebook beside the same rules recast, for the same people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from glasshouse.measure import catalogue
from glasshouse.report import words
from glasshouse.report.folder import Folder
from glasshouse.report.headline import Row, clear

SAYS = {
    "benefits-only": "Every denial is recast as a reward: nobody holds the right unless it is granted, and "
    "it is granted to all but those whom the rulebook denied it. Entry, publication, points, procedure stay.",
    "due-process": "Notice before effect, a dispute decided within 30 days that suspends the effects, a test "
    "of ability to pay, no denial outside the part of life the act belongs to, an end to every listing.",
    "finance-only": "Only debts and contracts are recorded and only credit is refused; nobody is named.",
}
NAMES = {"benefits-only": "Rewards only", "due-process": "With due process", "finance-only": "Finance only"}


@dataclass(frozen=True)
class Variant:
    """One variant: its name, what it changes, what came of it, the rows (system: rulebook, twin: variant)."""

    title: str
    says: str
    finding: str
    rows: Sequence[Row]


def build(folder: Folder) -> list[Variant]:
    """Each variant that was run; none where the folder holds no comparison."""
    if folder.variants is None:
        return []
    found: dict[str, list[dict[str, Any]]] = {}
    for row in folder.variants.to_pylist():
        found.setdefault(row["variant"], []).append(row)
    return [_variant(name, rows, folder.months) for name, rows in found.items()]


def _variant(name: str, rows: list[dict[str, Any]], months: int) -> Variant:
    rows = sorted(rows, key=lambda row: catalogue.place(row["measure"]))
    return Variant(
        NAMES.get(name, name), SAYS.get(name, ""), _finding(rows), [_row(row, months) for row in rows]
    )


def _row(row: dict[str, Any], months: int) -> Row:
    measure = catalogue.measure(row["measure"])
    scale = 100.0 if measure.kind == "share" else 1.0
    here, there, change = (
        measure.shown(row[key], months) * scale for key in ("rulebook", "under_variant", "difference")
    )
    ends = [None if row[key] is None else measure.shown(row[key], months) * scale for key in ("low", "high")]
    return Row(
        measure.title,
        "per cent of persons" if measure.kind == "share" else measure.unit,
        words.number(here),
        words.number(there),
        words.number(change, sign=True),
        words.interval(ends[0], ends[1]),
        clear(row),
    )


def _finding(rows: list[dict[str, Any]]) -> str:
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

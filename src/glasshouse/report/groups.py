"""Who gained and who lost: the paired difference of each group, with its size and its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from glasshouse.metrics import catalogue
from glasshouse.metrics.measure import Measure
from glasshouse.metrics.monthly import DIMS
from glasshouse.report import words
from glasshouse.report.differences import clear, gaps, row_of
from glasshouse.report.folder import Folder
from glasshouse.report.listed import LABELS

SHOWN = ("months_listed", "rights_lost_months", "denied", "income", "months_voiced", "paid")
"""Measures broken down on the page, when the run has them; the Parquet file has all."""


@dataclass(frozen=True)
class Group:
    """A row: figures in words, and dot, whisker and zero line in per cent of the width of the picture."""

    dim: str
    group: str
    persons: str
    difference: str
    interval: str
    clear: bool
    dot: float
    low: float
    high: float


@dataclass(frozen=True)
class Breakdown:
    """One measure by group, the sentence that sums it up, and where zero stands in the picture."""

    title: str
    unit: str
    finding: str
    zero: float
    rows: Sequence[Group]


@dataclass(frozen=True)
class Scale:
    """From values to per cent of the width of the picture."""

    low: float
    high: float

    def place(self, value: float) -> float:
        """Where a value stands, 4 to 96."""
        return 4 + 92 * (value - self.low) / ((self.high - self.low) or 1.0)


def build(folder: Folder) -> list[Breakdown]:
    """The breakdown of each shown measure whose difference is not nought everywhere."""
    tables = {dim: gaps(folder, dim) for dim in ("all", *_dims(folder))}
    found = []
    for name in SHOWN:
        rows = [
            (folder.dim_title(dim), row)
            for dim, table in tables.items()
            for row in table.get(name, {}).values()
        ]
        if any(row["difference"] for _, row in rows):
            found.append(_breakdown(catalogue.measure(name), rows))
    return found


def _dims(folder: Folder) -> list[str]:
    """Dimensions of the comparison, attributes of the society's own last."""
    own = folder.gap.column("dim").unique().to_pylist()
    return list(dict.fromkeys([*DIMS, *(dim for dim in own if dim not in ("all", "listing"))]))


def _breakdown(measure: Measure, rows: Sequence[tuple[str, dict[str, Any]]]) -> Breakdown:
    ends = [row[key] for _, row in rows for key in ("difference", "low", "high") if _known(row[key])]
    scale = Scale(min([0.0, *ends]), max([0.0, *ends]))
    groups = [_group(measure, dim, row, scale) for dim, row in rows]
    return Breakdown(
        measure.title, rows[0][1]["unit"] or measure.unit, _finding(measure, rows), scale.place(0.0), groups
    )


def _group(measure: Measure, dim: str, row: dict[str, Any], scale: Scale) -> Group:
    told = row_of(measure, row)
    low, high = (row[key] if _known(row[key]) else row["difference"] for key in ("low", "high"))
    return Group(
        dim,
        LABELS.get(row["group"], row["group"]),
        words.count(row["persons"]),
        told.difference,
        told.interval,
        clear(row),
        scale.place(row["difference"]),
        scale.place(low),
        scale.place(high),
    )


def _finding(measure: Measure, rows: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """Which groups stand furthest apart, said only where their own intervals leave zero out."""
    known = [(dim, row) for dim, row in rows if row["dim"] != "all" and clear(row)]
    if len(known) < 2:
        return "In no group can the difference be told from zero."
    sign = measure.sign or 1
    ordered = sorted((row for _, row in known), key=lambda row: row["difference"] * sign)
    least, worst = (
        f"{words.people(row['group'])} ({row_of(measure, row).difference})"
        for row in (ordered[0], ordered[-1])
    )
    if measure.sign and ordered[-1]["difference"] * sign < 0:
        return f"No group is worse off; least better: {worst}; most: {least}."
    most = "Hit hardest" if measure.sign else "At one end"
    return f"{most}: {worst}; at the other end: {least}."


def _known(value: float | None) -> bool:
    return value is not None and value == value

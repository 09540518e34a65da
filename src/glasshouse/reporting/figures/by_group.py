"""Who gained and who lost: the paired difference of each group from the same people without the system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glasshouse.auditing.evidence import FEWEST, chance_of_difference, not_by_chance
from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import ROW, Key, Plot, Points, Rule, named, numbers, scale
from glasshouse.charts.registry import Maker, figure
from glasshouse.metrics import catalogue
from glasshouse.metrics.measure import Measure
from glasshouse.metrics.monthly import DIMS
from glasshouse.metrics.paired import ComparisonRow
from glasshouse.reporting import words
from glasshouse.reporting.differences import clear, gaps, row_of
from glasshouse.reporting.figure_source import Source
from glasshouse.reporting.folder import Folder
from glasshouse.reporting.listed import LABELS

PREFIX = "by_group."
INKS = {
    "harm": ("system", "worse for people"),
    "gain": ("twin", "better"),
    "": ("muted", "no difference, or neither"),
}
"""Ink and words of a difference that is worse for people, better for them, or not for us to judge."""
LISTING, LISTED = "listing", "ever listed"
CHANCE = "Filled: different from 0 at a false discovery rate of 5\u202f% over all groups shown."


@dataclass(frozen=True)
class _Row:
    """A group: what it is one of, its name, its difference with its interval, and its cells."""

    dim: str
    name: str
    side: str
    value: float
    low: float | None
    high: float | None
    clear: bool
    cells: tuple[str, ...]


def _maker(measure: Measure) -> Maker:
    def make(source: Source) -> Figure | None:
        tables = {dim: gaps(source.folder, dim).get(measure.id, {}) for dim in _dims(source.folder)}
        rows = [
            (source.folder.dim_title(dim), row) for dim, table in tables.items() for row in table.values()
        ]
        if not any(row["difference"] for _, row in rows):
            return None
        listed = gaps(source.folder, LISTING).get(measure.id, {}).get(LISTED)
        return _figure(measure, rows, listed)

    title = f"{measure.title}: difference the system makes, group by group"
    return figure(id=PREFIX + measure.id, title=title, needs=("twin",))(make)


def _dims(folder: Folder) -> list[str]:
    """Everybody, the usual dimensions of groups, and any other that the comparison has."""
    found = folder.gap.column("dim").unique().to_pylist()
    return [dim for dim in dict.fromkeys(["all", *DIMS, *found]) if dim != LISTING]


def _figure(
    measure: Measure, found: Sequence[tuple[str, ComparisonRow]], listed: ComparisonRow | None
) -> Figure:
    found = [(dim, row) for dim, row in found if row["difference"] == row["difference"]]
    sure = _sure([row for _, row in found])
    rows = [_row(measure, dim, row, stays) for (dim, row), stays in zip(found, sure, strict=True)]
    known = [row for (_, row), stays in zip(found, sure, strict=True) if stays and row["dim"] != "all"]
    names = tuple(row.name for row in rows)
    ends = [0.0, *(x for row in rows for x in (row.value, row.low, row.high) if x is not None)]
    unit = row_of(measure, found[0][1]).unit
    least, most = 1.06 * min(ends), 1.06 * max(ends)
    sides = [side for side in INKS if any(row.side == side for row in rows)]
    marks = tuple(_points(rows, side) for side in sides)
    plot = Plot(scale(least, most or 1.0, unit), named(names), (Rule(x=0.0), *marks), height=ROW, rows=names)
    return Figure(
        f"{measure.title}. {_finding(measure, known)}",
        f"Each group with the system less the same group without it, {unit}; lines: 95\u202f% interval; "
        "hollow: not statistically different from 0",
        f"Dots with intervals for {len(rows)} groups. {_finding(measure, known)}",
        (plot,),
        keys=tuple(Key(*INKS[side], "dot") for side in sides),
        note=f"{_note(measure, listed)} {CHANCE}".strip(),
        columns=("Grouped by", "Group", "Persons", "With", "Without", "Difference", "95\u202f% interval"),
        rows=tuple((row.dim, row.name, *row.cells) for row in rows),
        files=("comparison.parquet",),
    )


def _sure(rows: Sequence[ComparisonRow]) -> list[bool]:
    """Which differences are not there by chance: that of everybody by its own interval, those of groups with
    all groups of the figure in mind."""
    groups = [row for row in rows if row["dim"] != "all"]
    kept = iter(
        not_by_chance([chance_of_difference(row["difference"], row["low"], row["high"]) for row in groups])
    )
    return [clear(row) if row["dim"] == "all" else next(kept) and row["persons"] >= FEWEST for row in rows]


def _row(measure: Measure, dim: str, row: ComparisonRow, sure: bool) -> _Row:
    factor = 100.0 if measure.kind == "share" else 1.0
    low, high = (None if end is None else factor * end for end in (row["low"], row["high"]))
    told = row_of(measure, row)
    side = "harm" if row["difference"] * measure.sign > 0 else "gain"
    return _Row(
        dim,
        LABELS.get(row["group"], f"aged {row['group']}" if row["group"][:1].isdigit() else row["group"]),
        side if measure.sign and row["difference"] else "",
        factor * row["difference"],
        low,
        high,
        sure,
        (words.count(row["persons"]), told.system, told.twin, told.difference, told.interval),
    )


def _points(rows: Sequence[_Row], side: str) -> Points:
    some = [(k + 0.5, row) for k, row in enumerate(rows) if row.side == side]
    return Points(
        INKS[side][0],
        numbers(row.value for _, row in some),
        numbers(at for at, _ in some),
        numbers(row.low for _, row in some),
        numbers(row.high for _, row in some),
        tuple(not row.clear for _, row in some),
    )


def _finding(measure: Measure, known: Sequence[ComparisonRow]) -> str:
    """Which groups are furthest apart, of those whose difference is not there by chance."""
    if len(known) < 2:
        return "In no group is the difference statistically different from 0."
    sign = measure.sign or 1
    ordered = sorted(known, key=lambda row: row["difference"] * sign)
    least, worst = (
        f"{words.people(row['group'])} ({row_of(measure, row).difference})"
        for row in (ordered[0], ordered[-1])
    )
    if measure.sign and ordered[-1]["difference"] * sign < 0:
        return f"No group is worse off; least better: {worst}; most: {least}."
    most = "Hit hardest" if measure.sign else "At one end"
    return f"{most}: {worst}; at the other end: {least}."


def _note(measure: Measure, listed: ComparisonRow | None) -> str:
    """What of those ever on a list, who would stretch the scale beyond use."""
    if listed is None or not listed["difference"] or listed["persons"] < FEWEST:
        return ""
    told = row_of(measure, listed)
    ends = f" ({told.interval})" if told.interval else ""
    return f"Those ever on a list, off the scale of the picture: {told.difference} {told.unit}{ends}."


MAKERS = tuple(_maker(measure) for measure in catalogue.figures())

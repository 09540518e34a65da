"""The table of differences between a run and its twin, in the units and the words of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from glasshouse.auditing.evidence import FEWEST
from glasshouse.auditing.touched import touched
from glasshouse.metrics import catalogue
from glasshouse.metrics.measure import Measure
from glasshouse.metrics.paired import ComparisonRow
from glasshouse.reporting import words
from glasshouse.reporting.folder import Folder


@dataclass(frozen=True)
class Row:
    """One measure in the table: both worlds, the difference, its interval, and whether that excludes zero.

    `touched` says for how many persons the figure differs at all and by how much, where that is known.
    """

    title: str
    unit: str
    system: str
    twin: str
    difference: str
    interval: str
    clear: bool
    touched: str = ""


def nothing_differs(folder: Folder) -> bool:
    """Whether the run and its twin agree in every recorded figure."""
    if folder.twin is None:
        return False
    equal = sorted(folder.system.column_names) == sorted(folder.twin.column_names)
    equal = equal and bool(folder.system.equals(folder.twin.select(folder.system.column_names)))
    return equal and not any(folder.gap.column("difference").to_pylist())


def gaps(folder: Folder, dim: str = "all") -> dict[str, dict[str, ComparisonRow]]:
    """Rows of the gap table of one dimension: measure -> group -> row, measures in printing order."""
    found: dict[str, dict[str, ComparisonRow]] = {}
    for row in folder.gap.to_pylist():
        if row["dim"] == dim:
            found.setdefault(row["measure"], {})[row["group"]] = row
    return {name: found[name] for name in sorted(found, key=catalogue.place)}


def row_of(measure: Measure, gap: ComparisonRow) -> Row:
    """One row of the gap table in the unit and the words of a page."""
    scale = 100.0 if measure.kind == "share" else 1.0
    shown = [gap[key] * scale for key in ("system", "twin", "difference")]
    ends = [None if end is None else end * scale for end in (gap["low"], gap["high"])]
    unit = "per cent of persons" if measure.kind == "share" else gap.get("unit") or measure.unit
    difference = words.number(shown[2], sign=True)
    return Row(
        measure.title,
        unit,
        words.number(shown[0]),
        words.number(shown[1]),
        difference,
        words.interval(ends[0], ends[1]),
        clear(gap),
    )


def _touched(folder: Folder, measure: Measure) -> str:
    """For how many persons a figure differs, and the mean difference among them."""
    whom = touched(folder.people, folder.manifest, measure.id) if measure.kind else None
    if whom is None:
        return ""
    if not whom.persons or measure.kind == "share":
        return words.count(whom.persons)
    if whom.persons < FEWEST:
        return f"{words.count(whom.persons)}, too few for a mean"
    return f"{words.count(whom.persons)}, by {words.number(whom.mean, sign=True)} {whom.unit}"


def clear(gap: ComparisonRow) -> bool:
    """Whether the 95 % interval of a difference leaves out zero; an interval without width says nothing."""
    low, high = gap["low"], gap["high"]
    return low is not None and high is not None and low < high and (low > 0 or high < 0)


def tables(folder: Folder) -> list[tuple[str, Sequence[Row]]]:
    """All differences for everybody: a title for each side, and its rows."""
    titles = {"harm": "Harm", "benefit": "Claimed benefit", "neither": "Other differences"}
    rows: dict[str, list[Row]] = {side: [] for side in titles}
    for name, groups in gaps(folder).items():
        measure = catalogue.measure(name)
        if "all" in groups:
            row = row_of(measure, groups["all"])
            rows[measure.side].append(replace(row, touched=_touched(folder, measure)))
    return [(titles[side], found) for side, found in rows.items() if found]

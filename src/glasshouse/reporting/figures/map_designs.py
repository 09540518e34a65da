"""What each design of a map gives away, beside what it claims to be for: the figure of the page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import ROW, Key, Plot, Points, decades, middles, named, numbers, scale
from glasshouse.charts.registry import figure
from glasshouse.metrics.privacy import DESIGNS, Design
from glasshouse.metrics.privacy.probes import PROBES
from glasshouse.reporting import words
from glasshouse.reporting.figure_source import Source

Rows = dict[tuple[str, str], dict[str, Any]]
"""Rows of the table of probes by design and probe."""

ROWS: tuple[tuple[str, str, str, bool], ...] = (
    ("location_error", "metres from home to the attacker's estimate", "system", False),
    ("candidates", "residents who may be the person", "system", True),
    ("shown_near", "per cent of phones nearby that show the person (use claimed)", "twin", False),
)
"""Panels from top to bottom: probe, axis title, colour, whether the axis is logarithmic."""


@figure(id="map_privacy", title="What an attacker learns from each design of a map", needs=("probes",))
def designs(source: Source) -> Figure | None:
    """The comparison of designs that the run was probed for."""
    probes = source.table("probes")
    return comparison(probes) if len(probes) else None


def comparison(table: pa.Table, designs: Sequence[Design] = DESIGNS) -> Figure:
    """The comparison of designs: two panels of what an attacker learns above one of the use claimed."""
    known = present(table, designs)
    rows = {(row["design"], row["probe"]): row for row in table.to_pylist()}
    attacked = max(row["targets"] for row in rows.values())
    return Figure(
        "What an attacker learns under each design, beside what the map is for",
        f"Mean and 5-95\u202f% range over {words.count(attacked)} listed persons who were attacked",
        "Location error, candidate set and share shown as claimed, by design of the map.",
        tuple(_panel(known, rows, *row) for row in ROWS),
        keys=(Key("system", "what an attacker learns"), Key("twin", "what the map claims to be for")),
        note="One synthetic town; the range is of persons, not of towns.",
        columns=("Design", *(probe.title for probe in PROBES if probe.name in {name for name, *_ in ROWS})),
        rows=tuple(
            (design.title, *(words.number(rows[design.name, name]["value"]) for name, *_ in ROWS))
            for design in known
        ),
        files=("probes.parquet",),
    )


def _panel(
    designs: Sequence[Design],
    rows: dict[tuple[str, str], dict[str, Any]],
    probe: str,
    unit: str,
    ink: str,
    log: bool,
) -> Plot:
    """Means as dots, ranges as lines; a logarithmic axis starts below one person."""
    factor = 100.0 if unit.startswith("per cent") else 1.0
    found = [rows[design.name, probe] for design in designs]
    value, low, high = (
        numbers(factor * row[end] if row[end] is not None else math.nan for row in found)
        for end in ("value", "low", "high")
    )
    top = max(1.0, *(known for known in (*value, *high) if known is not None))
    axis = decades(0.8, max(top, 2.0) * 1.2, unit) if log else scale(0.0, 1.06 * top, unit)
    names = [design.title for design in designs]
    points = Points(ink, value, middles(len(names)), low, high)
    return Plot(axis, named(names), (points,), height=ROW, rows=tuple(names))


def present(table: pa.Table, designs: Sequence[Design]) -> list[Design]:
    """The designs the table knows, in their order."""
    known = set(table.column("design").to_pylist())
    return [design for design in designs if design.name in known]

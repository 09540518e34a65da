"""Figures of the debtor map: the city with one circle, and what each design of a map gives away.

What each design of a map gives away, beside what it claims to be for: the figure of the page.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import (
    ROW,
    Axis,
    Bars,
    Circle,
    Dots,
    Key,
    Mark,
    Note,
    Plot,
    Points,
    Segments,
    decades,
    middles,
    named,
    numbers,
    scale,
)
from glasshouse.charts.registry import figure
from glasshouse.metrics.privacy import DESIGNS, Design
from glasshouse.metrics.privacy.probes import PROBES
from glasshouse.reporting import words
from glasshouse.reporting.figure_source import Source
from glasshouse.reporting.folder import Folder

DOTS = 4500
"""Most inhabitants drawn; more would be a grey sheet and a heavy file."""
HIGH = 460 / 680
"""Height of the picture over its width."""
REACH = 4.2
"""Half the width of the picture in radii, at most: further out the circle would be a speck."""
FILES = ("city.parquet",)

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Town:
    """The largest settlement at the end of the run, and the listed person whose circle is drawn."""

    x: Floats
    y: Floats
    viewers: Floats
    listed: Flags
    wrong: Flags
    weight: Floats
    chosen: int
    radius: int

    @property
    def away(self) -> Floats:
        """Metres from the chosen person."""
        return np.asarray(np.hypot(self.x - self.x[self.chosen], self.y - self.y[self.chosen]))


@figure(id="town_map", title="The synthetic city with one listed person's circle", needs=("city",))
def town_map(source: Source) -> Figure | None:
    """Inhabitants as dots, the listed larger, and the circle within which phones show one of them."""
    town = _town(source.folder)
    if town is None:
        return None
    inside, phones = _inside(town), words.count(town.viewers[town.chosen])
    wrong = (town.wrong & town.listed).any()
    ring = (Key("wrong", "listed for somebody else's act or though unable to pay", "ring"),) if wrong else ()
    return Figure(
        f"{inside} people live inside this circle; {phones} own a phone that can show it",
        f"The largest synthetic settlement at the end of the run. The circle of {town.radius} m belongs to "
        "the listed person with the median number of possible viewers",
        f"Map of the synthetic city: inhabitants as dots, the listed larger, {town.radius} m around one of "
        "them.",
        (_picture(town),),
        keys=(Key("muted", "inhabitant", "dot"), Key("system", "listed", "dot"), *ring),
        note="An invented city: no street, block or person in it exists.",
        columns=("Within the circle", "People"),
        rows=(
            ("who live there", inside),
            ("who own a phone that can show it", phones),
            (
                "who are listed",
                words.count(float((town.weight * town.listed)[town.away <= town.radius].sum())),
            ),
        ),
        files=FILES,
    )


@figure(id="viewers", title="How many possible viewers each listed person lives among", needs=("city",))
def spread(source: Source) -> Figure | None:
    """How many possible viewers each listed person of the largest settlement lives among."""
    town = _town(source.folder)
    if town is None or town.listed.sum() < 8:
        return None
    viewers = town.viewers[town.listed]
    counts, edges = np.histogram(viewers, bins=min(24, max(6, len(viewers) // 6)), range=(0, viewers.max()))
    most = words.count(float(np.quantile(viewers, 0.9)))
    return Figure(
        f"One listed person in ten lives among more than {most} possible viewers",
        "Smartphone owners within the radius of each listed person of the largest settlement, end of the run",
        f"Histogram of phones within the radius of each listed person; nine in ten have at most {most}.",
        (_histogram(edges, counts),),
        columns=("Possible viewers", "Listed persons"),
        rows=tuple(
            (f"{words.count(a)} to {words.count(b)}", words.count(n))
            for a, b, n in zip(edges[:-1], edges[1:], counts, strict=True)
        ),
        files=FILES,
    )


def _town(folder: Folder) -> _Town | None:
    """The town of a run whose rulebook has a map with anybody on it."""
    assert folder.city is not None
    radius = int(folder.rulebook.get("radius") or 0)
    x, y, viewers = (folder.city.column(name).to_numpy().astype(float) for name in ("x", "y", "viewers"))
    listed, wrong = (
        folder.city.column(name).to_numpy(zero_copy_only=False).astype(bool)
        for name in ("listed", "wrongly_listed")
    )
    if not radius or not listed.any():
        return None
    known = "weight" in folder.city.column_names
    weight = folder.city.column("weight").to_numpy() if known else np.ones(len(x))
    return _Town(x, y, viewers, listed, wrong, weight, _typical(np.flatnonzero(listed), viewers), radius)


def _typical(listed: npt.NDArray[np.int64], viewers: Floats) -> int:
    """The listed person with the median number of viewers: neither the worst case nor the best."""
    order = listed[np.argsort(viewers[listed], kind="stable")]
    return int(order[len(order) // 2])


def _inside(town: _Town) -> str:
    """How many live in the circle: points times the persons each stands for, to three figures if sampled."""
    found = float(town.weight[town.away <= town.radius].sum())
    if (town.weight > 1).any() and found > 1000:
        return f"About {words.count(round(found, 3 - len(str(int(found)))))}"
    return words.count(found)


def _histogram(edges: Floats, counts: npt.NDArray[np.int64]) -> Plot:
    gap = 0.06 * (edges[1] - edges[0])
    left, right = numbers(edges[:-1] + gap), numbers(edges[1:] - gap)
    return Plot(
        scale(0.0, float(edges[-1]), "possible viewers", many=8),
        scale(0.0, 1.05 * float(counts.max(initial=1)), "listed persons", many=4),
        (Bars("system", left, right, (0.0,) * len(counts), numbers(counts)),),
        height=170,
    )


def _picture(town: _Town) -> Plot:
    """The middle of the city, moved only as far as needed to hold all of the chosen person's circle."""
    half = max(_reach(town.x), _reach(town.y) / HIGH)
    half = min(half * 1.04, REACH * town.radius)
    spans = half, half * HIGH
    x, y = (
        _window(values, float(values[town.chosen]), span, 1.15 * town.radius)
        for values, span in zip((town.x, town.y), spans, strict=True)
    )
    edge = 0.02 * half
    shown = (town.x > x.low + edge) & (town.x < x.high - edge)
    shown &= (town.y > y.low + edge) & (town.y < y.high - edge)
    return Plot(x, y, tuple(_marks(town, shown, x)), square=True)


def _reach(values: Floats) -> float:
    return float(np.quantile(np.abs(values - values.mean()), 0.995))


def _window(values: Floats, chosen: float, span: float, kept: float) -> Axis:
    free = max(span - kept, 0.0)
    middle = float(np.clip(values.mean(), chosen - free, chosen + free))
    return Axis(middle - span, middle + span)


def _marks(town: _Town, shown: Flags, window: Axis) -> Iterator[Mark]:
    crowd = np.flatnonzero(shown & ~town.listed)
    crowd = crowd[:: max(1, -(-len(crowd) // DOTS))]
    cx, cy = float(town.x[town.chosen]), float(town.y[town.chosen])
    yield Dots("dense", numbers(town.x[crowd]), numbers(town.y[crowd]), 1.8)
    yield Circle("system", cx, cy, town.radius)
    for ink, some, size, hollow in (
        ("system", town.listed & ~town.wrong, 9.0, False),
        ("wrong", town.listed & town.wrong, 9.0, True),
        ("ink", np.arange(len(town.x)) == town.chosen, 17.0, True),
    ):
        at = np.flatnonzero(shown & some)
        yield Dots(ink, numbers(town.x[at]), numbers(town.y[at]), size, hollow)
    yield from _measure(cx, cy, town.radius, 1 if cx + 1.1 * town.radius < window.high else -1)


def _measure(x: float, y: float, radius: int, side: int) -> Iterator[Mark]:
    """The radius as a measured line, which is also the scale of the picture."""
    yield Segments("ink", (x + 0.1 * side * radius,), (y,), (x + side * radius,), (y,), thin=True)
    yield Note(x + side * radius / 2, y + 0.04 * radius, f"{radius} m", "middle")


Rows = dict[tuple[str, str], dict[str, Any]]
"""Rows of the table of probes by design and probe."""

ROWS: tuple[tuple[str, str, str, bool], ...] = (
    ("location_error", "metres from home to the attacker's estimate", "system", False),
    ("candidates", "residents who may be the person", "system", True),
    ("home_found", "per cent chance that a directory of homes leads to theirs", "system", False),
    ("shown_near", "per cent of phones nearby that show the person (use claimed)", "twin", False),
)
"""Panels from top to bottom: probe, axis title, colour, whether the axis is logarithmic."""


@figure(id="map_privacy", title="What an attacker learns from each design of a map", needs=("probes",))
def designs(source: Source) -> Figure | None:
    """The comparison of designs that the run was probed for."""
    probes = source.table("probes")
    return comparison(probes) if len(probes) else None


def comparison(table: pa.Table, designs: Sequence[Design] = DESIGNS) -> Figure:
    """The comparison of designs: panels of what an attacker learns above one of the use claimed."""
    known = present(table, designs)
    rows = {(row["design"], row["probe"]): row for row in table.to_pylist()}
    attacked = max(rows[design.name, "location_error"]["targets"] for design in known)
    measured = {probe for _, probe in rows}
    panels = [row for row in ROWS if row[0] in measured]
    return Figure(
        "What an attacker learns under each design, beside what the map is for",
        f"Mean and 5-95\u202f% range over {words.count(attacked)} listed persons who were attacked",
        "Location error, candidate set and share shown as claimed, by design of the map.",
        tuple(_panel(known, rows, *row) for row in panels),
        keys=(Key("system", "what an attacker learns"), Key("twin", "what the map claims to be for")),
        note="One synthetic town; the range is of persons, not of towns.",
        columns=("Design", *(probe.title for probe in PROBES if probe.name in {name for name, *_ in panels})),
        rows=tuple(
            (design.title, *(words.number(rows[design.name, name]["value"]) for name, *_ in panels))
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

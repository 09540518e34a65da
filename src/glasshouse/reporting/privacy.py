"""The figure of a probe: what each design of a map gives away, and what an attacker is left with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import Axis, Dots, Key, Mark, Plot, Points, numbers
from glasshouse.metrics.privacy import DESIGNS, Design, Region, Town, regions
from glasshouse.reporting import words
from glasshouse.reporting.figures.maps import comparison, present

DOTS = 500
"""Most residents drawn in one small map."""
ACROSS = 4
"""Small maps beside one another."""

Positions = npt.NDArray[np.float64]


def maps(town: Town, designs: Sequence[Design] = DESIGNS, *, seed: int = 1) -> Figure:
    """The town once per design: whom an attacker who looked for one listed person is left with."""
    who, found = regions(town, designs, seed=seed)
    return Figure(
        "The search for one listed person, by design of the map",
        f"Synthetic town of {len(town):,} invented residents, {int(town.now.sum()):,} of them listed",
        f"Small maps of the town under {len(found)} designs, with the candidates an attacker is left with.",
        tuple(_map(town, who, region) for region in found),
        keys=(
            Key("system", "candidates", "dot"),
            Key("ink", "home", "ring"),
            Key("ink", "the attacker's estimate", "cross"),
        ),
        columns=("Design", "Candidates left", "Found"),
        rows=tuple(
            (one.design.title, words.count(len(one.crowd)), "yes" if one.found else "no") for one in found
        ),
        across=ACROSS,
    )


def probe_figure(
    table: pa.Table, town: Town, designs: Sequence[Design] = DESIGNS, *, seed: int = 1
) -> Figure:
    """The comparison of designs above the maps."""
    known = present(table, designs)
    above, below = comparison(table, known), maps(town, known, seed=seed)
    wide = tuple(replace(plot, span=True) for plot in above.plots)
    return replace(
        above,
        title="What a map of the listed gives away, by design",
        unit=f"{below.unit}. Dots: mean; lines: 5-95\u202f% of those attacked. "
        "Maps: the search for one of them",
        alt=f"{above.alt} {below.alt}",
        plots=(*wide, *below.plots),
        keys=(*above.keys, *below.keys),
        across=ACROSS,
    )


def _map(town: Town, who: int, region: Region) -> Plot:
    """One small map: residents grey, candidates red, the home a ring, the estimate a cross."""
    middle = (town.at.min(0) + town.at.max(0)) / 2
    half = float((town.at.max(0) - town.at.min(0)).max()) / 2 * 1.04
    x, y = (Axis(float(at - half), float(at + half)) for at in middle)
    crowd = len(region.crowd)
    told = f"{words.count(crowd)} candidate{'s' if crowd > 1 else ''}"
    told = told if region.found else f"not found: {words.count(crowd)} left"
    marks = tuple(_marks(town, who, region))
    return Plot(x, y, marks, square=True, title=region.design.title, subtitle=told)


def _marks(town: Town, who: int, region: Region) -> Iterator[Mark]:
    yield _dots("crowd", _thinned(town.at), 2.0)
    yield _dots("system", _thinned(town.at[region.crowd]), 3.0)
    if region.found:
        x, y = (float(at) for at in region.estimate)
        yield Points("ink", (x,), (y,), shape="cross")
    yield _dots("ink", town.at[[who]], 11.0, hollow=True)


def _dots(ink: str, at: Positions, size: float, hollow: bool = False) -> Dots:
    return Dots(ink, numbers(at[:, 0]), numbers(at[:, 1]), size, hollow)


def _thinned(points: Positions) -> Positions:
    """Every k-th point, so that a crowd stays a crowd and a picture stays small."""
    return points[:: max(1, -(-len(points) // DOTS))]

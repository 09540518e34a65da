"""Pictures of map privacy: what each design gives away beside what it claims, and the town as attacked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import pyarrow as pa

from glasshouse import pictures
from glasshouse.metrics.privacy import DESIGNS, Design, Region, Town, regions
from glasshouse.report import charting, words
from glasshouse.report.maps import figure, present
from glasshouse.report.palette import LIGHT

DOTS = 500
"""Most residents drawn in one small map."""
SIDE = 152
"""Pixels of a small map."""


def maps(town: Town, designs: Sequence[Design] = DESIGNS, *, seed: int = 1, columns: int = 4) -> Any:
    """The town once per design: whom an attacker who looked for one listed person is left with."""
    who, found = regions(town, designs, seed=seed)
    charts = [_map(town, who, region) for region in found]
    return alt.concat(*charts, columns=columns, spacing=24)


def draw(
    table: pa.Table, town: Town, to: Path, designs: Sequence[Design] = DESIGNS, *, seed: int = 1
) -> Path:
    """Write the comparison above the maps to a .svg or .png file. Raises `InputError` for any other
    ending.
    """
    pictures.check(to)
    designs = present(table, designs)
    whole = alt.vconcat(
        charting.panels(figure(table, designs)),
        maps(town, designs, seed=seed),
        spacing=40,
        title=_title(town),
    )
    return pictures.write(charting.styled(whole).to_dict(), to)


def _title(town: Town) -> Any:
    return alt.TitleParams(
        "What a map of the listed gives away, by design",
        subtitle=[
            f"Synthetic town of {len(town):,} invented residents, {int(town.now.sum()):,} of them listed. "
            "Dots: mean; lines: 5-95 % of those attacked.",
            "Below, the search for one of them: home (ring), estimate (cross), candidates (red).",
        ],
        anchor="start",
        color=LIGHT["ink"],
        subtitleColor=LIGHT["muted"],
        fontSize=16,
        offset=14,
    )


def _map(town: Town, who: int, region: Region) -> Any:
    """One small map: residents grey, candidates red, the home a black ring, the estimate a cross."""
    middle = (town.at.min(0) + town.at.max(0)) / 2
    half = float((town.at.max(0) - town.at.min(0)).max()) / 2 * 1.04
    x, y = (
        alt.X("x:Q", axis=None, scale=alt.Scale(domain=[middle[0] - half, middle[0] + half])),
        alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[middle[1] - half, middle[1] + half])),
    )
    home, guess = town.at[[who]], region.estimate[None]

    def layer(points: Any, **mark: Any) -> Any:
        rows = [{"x": float(a), "y": float(b)} for a, b in points]
        return alt.Chart(alt.Data(values=rows)).mark_point(clip=True, **mark).encode(x=x, y=y)

    layers = (
        layer(_thinned(town.at), color=LIGHT["line"], filled=True, size=5, opacity=1),
        layer(_thinned(town.at[region.crowd]), color=LIGHT["system"], filled=True, size=8, opacity=0.55),
        *([layer(guess, shape="cross", color=LIGHT["ink"], size=70, filled=True)] if region.found else []),
        layer(home, color=LIGHT["ink"], size=90, strokeWidth=2),
    )
    crowd = len(region.crowd)
    told = f"{words.count(crowd)} candidate{'s' if crowd > 1 else ''}"
    told = told if region.found else f"not found: {words.count(crowd)} left"
    title = alt.TitleParams(
        region.design.title, subtitle=told, fontSize=12,
        anchor="start", color=LIGHT["ink"], subtitleColor=LIGHT["muted"], offset=4,
    )  # fmt: skip
    return alt.layer(*layers).properties(width=SIDE, height=SIDE, title=title)


def _thinned(points: Any) -> Any:
    """Every k-th point, so that a crowd stays a crowd and a picture stays small."""
    return points[:: max(1, -(-len(points) // DOTS))]

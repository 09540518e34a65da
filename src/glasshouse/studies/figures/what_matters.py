"""What an outcome depends on: indices of each factor with intervals."""

from __future__ import annotations

from typing import Any

from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import Key, Plot, Points, Rule, named, numbers, scale
from glasshouse.charts.registry import figure
from glasshouse.studies.figure_source import StudySource
from glasshouse.studies.sensitivity import Indices

NAMES = {
    "S1": "S1: by itself",
    "ST": "ST: with its interactions",
    "mu_star": "mu*: mean size of its effects",
    "sigma": "sigma: how unlike each other its effects are",
}
SIGNS = (("twin", "circle", "dot", 0.34), ("system", "square", "square", 0.66))
"""Ink, shape, swatch and place in its row of the first and the second number of a factor."""
HIGH = 34
"""Pixels of a factor."""
LUCK = "luck"


@figure(id="indices", title="What an outcome depends on, factor by factor", needs=("indices",))
def indices(source: StudySource) -> Figure:
    """Two numbers a factor with their intervals, the largest at the top and luck at the bottom."""
    found = source.indices
    pair = ("mu_star", "sigma") if found.method == "morris" else ("S1", "ST")
    by = "mu_star" if found.method == "morris" else "ST"
    rows = sorted(found.rows, key=lambda row: (row["names"] == LUCK, -row[by]))
    names = tuple(str(row["names"]) for row in rows)
    marks = [_points(rows, name, *sign) for name, sign in zip(pair, SIGNS, strict=True)]
    ends = [0.0, *(x for one in marks for x in (*one.x, *one.low, *one.high) if x is not None)]
    axis = scale(1.04 * min(ends), 1.04 * max(ends) or 1.0, _axis(found))
    return Figure(
        f"What {found.outcome} depends on",
        _about(found),
        f"Dots with intervals for {len(rows)} factors; the largest is {names[0] if names else 'none'}.",
        (Plot(axis, named(names), (Rule(x=0.0), *marks), height=HIGH, rows=names),),
        keys=tuple(
            Key(ink, NAMES[name], swatch) for name, (ink, _, swatch, _) in zip(pair, SIGNS, strict=True)
        ),
        note="\n".join(found.notes),
        columns=("Factor", *(cell for name in pair for cell in (NAMES[name], "95\u202f% interval"))),
        rows=tuple(
            (str(row["names"]), *(cell for name in pair for cell in _index_cells(row, name))) for row in rows
        ),
    )


def _points(rows: list[dict[str, Any]], name: str, ink: str, shape: str, _: str, place: float) -> Points:
    ends = [_ends(row, name) for row in rows]
    return Points(
        ink,
        numbers(row[name] for row in rows),
        numbers(k + place for k in range(len(rows))),
        numbers(low for low, _ in ends),
        numbers(high for _, high in ends),
        shape=shape,
    )


def _ends(row: dict[str, Any], name: str) -> tuple[float | None, float | None]:
    half = row.get(f"{name}_conf")
    if half is None or half != half:
        return None, None
    return row.get(f"{name}_low", row[name] - half), row.get(f"{name}_high", row[name] + half)


def _index_cells(row: dict[str, object], name: str) -> tuple[str, str]:
    low, high = _ends(row, name)
    return f"{row[name]:.4g}", "" if low is None else f"{low:.4g} to {high:.4g}"


def _axis(found: Indices) -> str:
    if found.method == "morris":
        return f"change of {found.outcome} from one end of a factor to the other"
    return "share of the variance of a run" if found.luck else "share of the variance"


def _about(found: Indices) -> str:
    about = f"{found.rulebook}: {found.points:,} points, {found.replicates} replicates; {found.method}"
    if found.surrogate:
        about += f" ({found.surrogate.kind}, Q2 {found.surrogate.q2:.2f})"
    return about

"""Variants that do less harm: two goals at a time, as searched and on fresh futures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import Axis, Key, Plot, Points, Segments, numbers, scale
from glasshouse.charts.registry import figure
from glasshouse.studies.figure_source import StudySource
from glasshouse.studies.fronts import Front
from glasshouse.studies.goals import Goal

HIGH = 300


@figure(id="front", title="Variants that do less harm, two goals at a time", needs=("front",))
def front(source: StudySource) -> Figure:
    """The rulebook as written, variants as searched, and the same variants on fresh futures."""
    found = source.front
    goals, every = found.asked.goals, (found.written, *found.variants)
    pairs = list(combinations(range(len(goals)), 2))
    return Figure(
        "Less harmful variants",
        f"{found.rulebook}, per person; a line joins a variant to itself on fresh futures",
        f"{len(pairs)} scatter plots of {len(found.variants)} variants and the rulebook as written.",
        tuple(_panel(found, a, b) for a, b in pairs),
        keys=(
            Key("ink", "as written, fresh futures", "diamond"),
            Key("twin", "variants as searched", "ring"),
            Key("system", "variants on fresh futures", "square"),
        ),
        note="\n".join(found.notes),
        columns=("Variant", *(f"{goal.outcome}{on}" for goal in goals for on in ("", ", fresh"))),
        rows=tuple(
            (
                "as written" if one is found.written else f"variant {k}",
                *(f"{value:.4g}" for both in zip(one.goals, one.fresh, strict=True) for value in both),
            )
            for k, one in enumerate(every)
        ),
        across=1 if len(pairs) == 1 else 2,
    )


def _panel(found: Front, a: int, b: int) -> Plot:
    every = (found.written, *found.variants)
    x, y = (numbers(one.goals[k] for one in every) for k in (a, b))
    fx, fy = (numbers(one.fresh[k] for one in every) for k in (a, b))
    goals = found.asked.goals
    return Plot(
        _axis(goals[a], (*x, *fx)),
        _axis(goals[b], (*y, *fy)),
        (
            Segments("muted", x, y, fx, fy, thin=True),
            Points("twin", x[1:], y[1:], hollow=(True,) * (len(x) - 1)),
            Points("system", fx[1:], fy[1:], shape="square"),
            Points("ink", fx[:1], fy[:1], shape="diamond"),
        ),
        height=HIGH,
    )


def _axis(goal: Goal, values: Sequence[float | None]) -> Axis:
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)
    room = 0.06 * (high - low) or abs(high) * 0.1 or 1.0
    return scale(low - room, high + room, f"{goal.outcome} ({goal.better} is better)", many=4)

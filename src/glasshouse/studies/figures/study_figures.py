"""Figures of studies: effects of rulebooks beside their twins, and variants that do less harm."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import (
    ROW,
    Axis,
    Key,
    Plot,
    Points,
    Rule,
    Segments,
    middles,
    named,
    numbers,
    scale,
)
from glasshouse.charts.registry import figure
from glasshouse.studies.contrasts import Contrast
from glasshouse.studies.figure_source import StudySource
from glasshouse.studies.fronts import Front
from glasshouse.studies.goals import Goal
from glasshouse.studies.outcomes import catalogue


@figure(id="effects", title="Effect of each rulebook on an outcome, over all futures", needs=("study",))
def effects(source: StudySource) -> Figure:
    """The mean paired difference of the outcome between each rulebook and no system, with its interval."""
    study, outcome = source.study, source.outcome
    found = {name: study.effect(outcome, name) for name in study.plan.rulebooks}
    every, names = list(found.values()), tuple(found)
    sure = tuple(one.low > 0 or one.high < 0 for one in every)
    points = Points(
        "system",
        numbers(one.mean for one in every),
        middles(len(every)),
        numbers(one.low for one in every),
        numbers(one.high for one in every),
        tuple(not clear for clear in sure),
    )
    ends = [0.0, *(x for x in (*points.x, *points.low, *points.high) if x is not None)]
    unit = catalogue()[outcome].unit
    axis = scale(1.06 * min(ends), 1.06 * max(ends) or 1.0, unit)
    return Figure(
        f"Effect on {outcome}, by rulebook",
        f"With the system less without it, {unit}; lines: 95\u202f% interval; hollow: not statistically "
        "different from 0",
        f"Dots with intervals for {len(names)} rulebooks; {sum(sure)} differ from 0.",
        (Plot(axis, named(names), (Rule(x=0.0), points), height=ROW, rows=names),),
        note="\n".join(f"{name}: {one.note}" for name, one in found.items() if one.note),
        columns=("Rulebook", "Difference", "95\u202f% interval", "Futures"),
        rows=tuple((name, *_cells(one)) for name, one in found.items()),
    )


def _cells(one: Contrast) -> tuple[str, str, str]:
    return f"{one.mean:.4g}", f"{one.low:.4g} to {one.high:.4g}", f"{one.pairs:,}"


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

"""What rulebooks do to an outcome, beside the twins without a system."""

from __future__ import annotations

from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import ROW, Plot, Points, Rule, middles, named, numbers, scale
from glasshouse.charts.registry import figure
from glasshouse.studies.contrasts import Contrast
from glasshouse.studies.figure_source import StudySource
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

"""Measure F25: whether two groups stand further apart after some time than the twin world put them.

From the monthly tables the gap can be followed month by month but has no interval; from the table of people
the gap at the end has one, because each person is compared with their twin.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics.findings import Answer, Estimate, GroupValue, answer
from glasshouse.metrics.frame import GroupFrame
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.monthly import DIMS, Floats, grouped, names_of
from glasshouse.metrics.persons import sides
from glasshouse.specs.units import MONEY

PAIRS = {
    "registration": (1, 0),
    "sex": (1, 0),
    "minority": (1, 0),
    "income_band": (0, 2),
}
"""Groups whose gap is followed, by their place among the names of the dimension: those worse placed at the
start, less the others."""
STANDINGS_AT_END = {
    "employed_at_end": "of persons",
    "savings_at_end": "money per person",
    "debt_at_end": "money per person",
}
"""Measures of people in which the gap at the end is taken, with their units."""


@measure(
    id="F25",
    title="Delayed gap",
    unit="as the standing compared",
    worse="more",
    side="harm",
    needs=(
        "people",
        "twin",
    ),
    source="Liu et al. 2018, delayed impact of fair machine learning",
    parts={
        "": {"many": True},
    },
)
def gap_at_the_end(data: Data) -> Iterator[Answer]:
    """How much further apart two groups stand after T months than the twin world put them: the
    difference between groups in a standing (work, debt, savings), run less twin, at that month.
    """
    for dim, pair in _pairs(data):
        for standing, unit in STANDINGS_AT_END.items():
            if data.has(dim, *sides(standing)):
                yield gap_at_end(data.people, dim, pair, standing, unit)


def _pairs(data: Data) -> Iterator[tuple[str, tuple[str, str]]]:
    """The names of the groups of `PAIRS`, where a society has both."""
    for dim, (worse, better) in PAIRS.items():
        names = (names_of(data.people, dim) if data.has(dim) else ()) or DIMS[dim]
        if max(worse, better) < len(names):
            yield dim, (names[worse], names[better])


STANDINGS: dict[str, tuple[str, str, float, str]] = {
    "work": ("employed", "working_age", 1.0, "of persons of working age"),
    "arrears": ("in_arrears", "adults", 1.0, "of adults"),
    "listed": ("listed", "adults", 1.0, "of adults"),
    "debt": ("debt", "persons", 0.01, "money per person"),
    "savings": ("savings", "persons", 0.01, "money per person"),
    "income": ("income", "persons", 0.01, "money per person a month"),
}
"""Standings to compare: the column counted, the column it is counted among, the scale and the unit."""


NOBODY = Estimate.bare(math.nan, 0, 0)
"""What is known of a group without persons."""


def gap_series(system: pa.Table, twin: pa.Table, dim: str, pair: tuple[str, str], standing: str) -> Floats:
    """Month by month: (first group - second group) with the system, less the same in the twin.

    `pair` are two groups of `dim`, `standing` one of `STANDINGS`. `nan` in months in which a group has
    nobody. Raises `InputError` for unknown names.
    """
    over, under, scale, _ = _standing(standing)
    gaps = []
    for monthly in (system, twin):
        labels, counts = grouped(monthly, dim, over)
        among = grouped(monthly, dim, under)[1]
        diagnostics = [
            Diagnostic(f"{g}: not a group of {dim}", suggestion(g, labels)) for g in pair if g not in labels
        ]
        if diagnostics:
            raise InputError(*diagnostics)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = scale * counts / among
        gaps.append(mean[labels.index(pair[0])] - mean[labels.index(pair[1])])
    return np.asarray(gaps[0] - gaps[1])


def delayed_gap(
    system: pa.Table, twin: pa.Table, dim: str, pair: tuple[str, str], standing: str, at: int = -1
) -> Answer:
    """The gap of `gap_series` at month `at` (-1: the last), without an interval (F25).

    `by_group` holds the change of each of the two groups against its own twin. `persons` are those the
    standing is counted among, `events` those in it under the system (all of them where it is a sum of
    money)."""
    over, under, scale, unit = _standing(standing)
    value = float(gap_series(system, twin, dim, pair, standing)[at])
    groups = [_group(system, twin, dim, group, (over, under, scale), at) for group in pair]
    persons, events = sum(g.persons for g in groups), sum(g.events for g in groups)
    title = f"Delayed gap in {standing}: {pair[0]} less {pair[1]}"
    return answer("F25", Estimate.bare(value, persons, events), by_group=groups, title=title, unit=unit)


def gap_at_end(
    people: pa.Table,
    dim: str,
    pair: tuple[str, str],
    measure: str = "employed_at_end",
    unit: str = "of persons",
) -> Answer:
    """Change of the gap between two groups in a measure of the table of people, with its interval (F25).

    Both groups are compared with their twins: (change of the first) - (change of the second). A unit that
    begins with `money` turns cents into it. Without a figure (`nan`) where nobody belongs to one of the
    groups. Raises `InputError` for unknown columns or groups."""
    frame = GroupFrame.of(people, measure, dim, side="difference")
    known = dict.fromkeys((*(names_of(people, dim) or DIMS.get(dim, ())), *map(str, frame.samples)))
    diagnostics = [
        Diagnostic(f"{group}: not a group of {dim}", suggestion(group, known) or f"one of {', '.join(known)}")
        for group in pair
        if group not in known
    ]
    if diagnostics:
        raise InputError(*diagnostics)
    scale = 0.01 if unit.startswith(MONEY) else 1.0
    groups = [GroupValue.of(dim, group, frame.by_group.get(group, NOBODY).times(scale)) for group in pair]
    title = f"Delayed gap in {measure.replace('_', ' ')}: {pair[0]} less {pair[1]}"
    found = _between(frame, pair).times(scale)
    return answer("F25", found, by_group=groups, title=title, unit=unit)


def _between(frame: GroupFrame, pair: tuple[str, str]) -> Estimate:
    first, second = (frame.samples.get(group) for group in pair)
    if first is None or second is None:
        present = first or second
        return Estimate.bare(math.nan, present.persons if present else 0, present.events if present else 0)
    return first.minus(second)


def _standing(name: str) -> tuple[str, str, float, str]:
    if name not in STANDINGS:
        raise InputError(
            Diagnostic(f"{name}: not a standing", suggestion(name, STANDINGS) or ", ".join(STANDINGS))
        )
    return STANDINGS[name]


def _group(
    system: pa.Table, twin: pa.Table, dim: str, group: str, of: tuple[str, str, float], at: int
) -> GroupValue:
    over, under, scale = of
    here, there = (_count(monthly, dim, group, over, at) for monthly in (system, twin))
    among, among_there = (_count(monthly, dim, group, under, at) for monthly in (system, twin))
    change = scale * (here / among - there / among_there) if among and among_there else float("nan")
    return GroupValue.of(dim, group, Estimate.bare(change, among, here if scale == 1.0 else among))


def _count(monthly: pa.Table, dim: str, group: str, name: str, at: int) -> int:
    labels, counts = grouped(monthly, dim, name)
    return int(counts[labels.index(group)][at])

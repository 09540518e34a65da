"""Measure CS: what the punishments of a rulebook add to its rewards.

Both runs have the same people and the same luck; one follows the rulebook, the other its twin that only gives
benefits. Every finding of the two is compared; none is added to another.
"""

from __future__ import annotations

import math

from glasshouse.metrics.ensemble import Findings, label
from glasshouse.metrics.findings import Answer, Estimate, Finding, GroupValue, answer


def carrot_and_stick(rulebook: Findings, benefits_only: Findings) -> tuple[Answer, ...]:
    """For every finding both runs have: its value under the rulebook less that under benefits only (CS).

    Intervals add up in squares, as if the runs were independent; they share their luck, so that the true
    interval is narrower as a rule. Persons and events are those of the rulebook. The unit is that of the
    finding.
    """
    carrots = {label(found): found for found in benefits_only}
    return tuple(_compared(found, carrots[label(found)]) for found in rulebook if label(found) in carrots)


def _compared(stick: Finding, carrot: Finding) -> Answer:
    beside = {(group.dim, group.group): group for group in carrot.by_group}
    pairs = [(group, beside.get((group.dim, group.group))) for group in stick.by_group]
    groups = [GroupValue.of(one.dim, one.group, less(one, other)) for one, other in pairs if other]
    return answer(
        "CS",
        less(stick, carrot),
        by_group=groups,
        title=f"{stick.name} {stick.title}: punishments against benefits only",
        unit=stick.unit,
        note=f"{stick.value:.3g} under the rulebook, {carrot.value:.3g} with benefits only.",
    )


def less(one: Finding | GroupValue, other: Finding | GroupValue) -> Estimate:
    """One estimate less another, with the interval of independent estimates (squares of the arms added)."""
    gap = one.value - other.value
    down = math.hypot(one.value - one.low, other.high - other.value)
    up = math.hypot(one.high - one.value, other.value - other.low)
    return Estimate(gap, gap - down, gap + up, one.persons, one.events)

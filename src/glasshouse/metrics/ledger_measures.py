"""The measures of standing, listings, ledger and states as findings: F1-F7, F9, F13, F14, F21, F22, F30.

`findings` takes whichever tables there are and answers with what can be said from them. Measures that compare
several runs stand in `several_runs`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import pyarrow as pa
import pyarrow.compute as pc

from glasshouse.metrics import (
    access,
    attribution,
    deprivation,
    due_process,
    redress_time,
    spells,
    trap,
    wrongful,
)
from glasshouse.metrics.crowd import EVERYBODY, Amounts, Crowd, crowd, integers, is_one_of
from glasshouse.metrics.findings import Estimate, Finding, GroupValue, finding
from glasshouse.metrics.gatekeepers import agreement, exclusion
from glasshouse.metrics.linear import compact
from glasshouse.metrics.monthly import Ints
from glasshouse.metrics.proportion import acts_of, proportion
from glasshouse.metrics.rates import PerPerson
from glasshouse.metrics.survival import Curve

WITHIN = 12
"""Months within which a new listing counts as relapse, unless another number is given."""

DEPRIVED = 3
"""Rights shut at once from which a person counts as deprived of several. A choice, not a finding."""

INDEPENDENT = "The interval takes entries as independent; those of one person or block are not quite."


@dataclass(frozen=True)
class Tables:
    """What is known of one run: its length in `months`, the people, and whichever other tables there are.

    `twin_standing` is the table of standing of the same people without the system. `gravity` gives the
    gravity (0 to 10) of each cause in the ledger that should be ordered by it.
    """

    people: pa.Table
    months: int
    standing: pa.Table | None = None
    twin_standing: pa.Table | None = None
    listings: pa.Table | None = None
    ledger: pa.Table | None = None
    states: pa.Table | None = None
    gatekeepers: pa.Table | None = None
    gravity: Mapping[str, float] | None = None

    @cached_property
    def crowd(self) -> Crowd:
        """The people, laid out for counting."""
        return crowd(self.people)


def findings(tables: Tables, within: int = WITHIN) -> tuple[Finding, ...]:
    """Every finding the tables allow.

    `within` is the time in months in which a new listing counts as relapse. Raises `InputError` for tables
    that lack columns."""
    return tuple(_findings(tables, within))


def _findings(tables: Tables, within: int) -> Iterator[Finding]:
    people, months = tables.crowd, tables.months
    if tables.standing is not None:
        yield from _access(people, tables.standing, tables.twin_standing, months)
        yield from _deprivation(people, tables.standing, months)
    if tables.listings is not None:
        yield from _exposure(people, tables.listings, months)
        if "system_exposure" in tables.people.column_names:
            yield counted("F3", spells.seen(people, tables.people, months), people, "publicity")
        yield from _wrongful(people, tables.listings, months)
        yield from _redress(people, tables.listings, months)
        yield _relapse(people, tables.listings, months, within)
        yield from _due_process(people, tables.listings, months)
    if tables.states is not None:
        yield _time_in_trap(people, tables.states)
    if tables.gatekeepers is not None and len(tables.gatekeepers):
        yield from _gatekeepers(people, tables.gatekeepers)
    if tables.ledger is not None:
        yield counted("F21", attribution.cross_context(people, tables.ledger), people)
        yield from _proportion(tables.ledger, tables.gravity or {})


def counted(
    measure: str,
    counts: PerPerson,
    people: Crowd,
    part: str = "",
    *,
    events: PerPerson | None = None,
    note: str = "",
) -> Finding:
    """A ratio of counts as a finding, with every group.

    Its events are what is counted above the line, or what `events` counts there."""
    values = []
    for dim in people.cells:
        found = counts.by(people, dim)
        seen = events.by(people, dim) if events else found
        values += [
            GroupValue(dim, label, rate.value, rate.low, rate.high, rate.persons, seen[label].over)
            for label, rate in found.items()
        ]
    return finding(measure, _estimate(values[0]), part=part, by_group=values[1:], note=note)


def _estimate(value: GroupValue) -> Estimate:
    return Estimate(value.value, value.low, value.high, value.persons, value.events)


def _access(people: Crowd, standing: pa.Table, twin: pa.Table | None, months: int) -> Iterator[Finding]:
    shut = deprivation.deprivation(people, standing, months, 1).headcount
    if twin is not None:
        yield from _losses(people, access.access_gap(people, standing, twin, months), shut)
    yield counted("F1", access.least_access(people, standing, months), people, "least", events=shut)


def _losses(people: Crowd, gap: pa.Table, shut: PerPerson) -> Iterator[Finding]:
    events = {dim: shut.by(people, dim) for dim in people.cells}
    rows = gap.to_pylist()
    for part in ("loss", "unweighted"):
        values = [
            GroupValue(
                row["dim"],
                row["group"],
                row["difference"],
                row["low"],
                row["high"],
                row["persons"],
                events[row["dim"]][row["group"]].over,
            )
            for row in rows
            if row["measure"] == part
        ]
        yield finding("F1", _estimate(values[0]), part=part, by_group=values[1:])


def _deprivation(people: Crowd, standing: pa.Table, months: int) -> Iterator[Finding]:
    found = deprivation.deprivation(people, standing, months, DEPRIVED)
    for part in ("adjusted", "headcount", "intensity"):
        note = f"At least {DEPRIVED} rights shut at once, in an average month."
        yield counted("F2", getattr(found, part), people, part, events=found.headcount, note=note)


def _exposure(people: Crowd, listings: pa.Table, months: int) -> Iterator[Finding]:
    found = spells.listed_spells(listings, months)
    ever = spells.ever_listed(people, found)
    yield counted("F3", spells.time_listed(people, found, months), people, "mean")
    values = []
    for dim in people.cells:
        years = spells.months_listed_percentile(people, found, dim) / 12
        values += [
            GroupValue(dim, label, float(value), math.nan, math.nan, rate.over, rate.over)
            for value, (label, rate) in zip(years, ever.by(people, dim).items(), strict=True)
        ]
    yield finding("F3", _estimate(values[0]), part="p90", by_group=values[1:])
    yield counted("F3", ever, people, "ever")


def _wrongful(people: Crowd, listings: pa.Table, months: int) -> Iterator[Finding]:
    yield counted("F4", wrongful.listing_rate(people, listings, months), people)
    for ground in wrongful.WRONGFUL:
        rate = wrongful.listing_rate(people, listings, months, (ground,))
        yield counted("F4", rate, people, ground.replace(" ", "_"))
    yield counted("F5", wrongful.false_share(people, listings, months), people)


def _redress(people: Crowd, listings: pa.Table, months: int) -> Iterator[Finding]:
    wronged = people.sums(integers(wrongful.wrongly(listings), "person"))
    found = {dim: redress_time.redress(people, listings, months, dim) for dim in people.cells}
    yield _of_curves("F6", "median", people, found, wronged, _median)
    for time in redress_time.OPEN_AFTER:
        yield _of_curves("F6", f"open_{time}", people, found, wronged, partial(_open, time))


def _relapse(people: Crowd, listings: pa.Table, months: int, within: int) -> Finding:
    found = spells.listed_spells(listings, months)
    left = people.sums(found.person[found.ended])
    curves = {dim: spells.relapse(people, found, months, dim) for dim in people.cells}
    note = f"Within {within} months."
    return _of_curves("F7", "", people, curves, left, partial(_back, within), note)


def _of_curves(
    measure: str,
    part: str,
    people: Crowd,
    curves: Mapping[str, list[Curve]],
    entries: Ints,
    read: Callable[[Curve], tuple[float, float, float]],
    note: str = "",
) -> Finding:
    """What `read` takes from the curve of each group: value and interval. `entries` are those of a person."""
    values, some = [], Amounts.of(entries > 0)
    for dim, cells in people.cells.items():
        persons = cells.by_group(cells.sums(some)).tolist()
        values += [
            GroupValue(dim, label, *read(curve), int(size), curve.happened)
            for label, curve, size in zip(cells.labels, curves[dim], persons, strict=True)
        ]
    return finding(
        measure, _estimate(values[0]), part=part, by_group=values[1:], note=f"{note} {INDEPENDENT}".strip()
    )


def _median(curve: Curve) -> tuple[float, float, float]:
    low, high = curve.median_interval
    return curve.median, low, high


def _open(time: int, curve: Curve) -> tuple[float, float, float]:
    return curve.at(time), *curve.interval(time)


def _back(within: int, curve: Curve) -> tuple[float, float, float]:
    low, high = curve.interval(within)
    return 1 - curve.at(within), 1 - high, 1 - low


def _due_process(people: Crowd, listings: pa.Table, months: int) -> Iterator[Finding]:
    for step, counts in due_process.funnel(people, listings, months).of_all.items():
        yield counted("F30", counts, people, step)


def _time_in_trap(people: Crowd, states: pa.Table) -> Finding:
    found = trap.time_in_trap(states)
    adults = int(people.adult.sum())
    stuck = " and ".join(map(trap.called, found.never_left))
    note = f"Nobody was seen to get out who was {stuck}; half an exit is assumed." if stuck else ""
    return finding("F9", Estimate(found.mean, found.low, found.high, adults, found.entries), note=note)


def _gatekeepers(people: Crowd, table: pa.Table) -> Iterator[Finding]:
    """For all kinds together, by kind of gatekeeper, and by what applicants have on file."""
    parts = [(EVERYBODY, EVERYBODY, table)]
    for dim, name in (("gatekeeper", "kind"), ("on file", "standing")):
        for label in sorted(set(table.column(name).to_pylist())):
            parts.append((dim, label, table.filter(pc.field(name) == label)))
    for measure, read in (("F13", exclusion), ("F14", agreement)):
        values = []
        for dim, label, rows in parts:
            value, low, high, events = read(rows)
            values.append(GroupValue(dim, label, value, low, high, len(people), events))
        note = "The interval takes applications as independent."
        yield finding(measure, _estimate(values[0]), by_group=values[1:], note=note)


def _proportion(ledger: pa.Table, gravity: Mapping[str, float]) -> Iterator[Finding]:
    acts = acts_of(ledger, gravity)
    if not acts:
        return
    found = proportion(acts)
    chosen = is_one_of(ledger, "cause", [act.name for act in acts])
    persons = compact(integers(ledger, "person")[chosen])[1]
    wrong = "; ".join(
        f"{pair.lesser.name} costs more than {pair.graver.name}" for pair in found.inversions[:5]
    )
    note = f"{len(acts)} acts. {wrong}".strip()
    yield finding("F22", Estimate.bare(found.tau, persons, len(acts)), part="tau", note=note)
    inverted = Estimate.bare(found.inverted, persons, len(found.inversions))
    yield finding("F22", inverted, part="inversions", note=note)

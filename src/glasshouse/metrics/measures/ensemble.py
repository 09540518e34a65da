"""Findings over several runs, the satisficing share (F31), and carrot and stick (CS).

Several runs of one question: each finding as median with its 5-95 % range over the runs.

The range says how much the answer depends on luck and on what was varied between the runs. It is not the
interval of one run, and it is only as good as the number of runs, which stands beside it.

Measure F31: in how many futures a design keeps within chosen bounds, and how far it falls behind the best.

The bounds are somebody's choice and are printed as such. No bound is weighed against another: a future counts
only if all hold.

Measure CS: what the punishments of a rulebook add to its rewards.

Both runs have the same people and the same luck; one follows the rulebook, the other its twin that only gives
benefits. Every finding of the two is compared; none is added to another.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics.findings import Answer, Bound, Estimate, Finding, GroupValue, Worse, answer
from glasshouse.metrics.intervals import wilson
from glasshouse.metrics.measure import measure


@measure(
    id="F31",
    title="Satisficing share",
    unit="of runs",
    worse="less",
    side="neither",
    needs=("runs",),
    source="Simon 1956; Savage 1951; robust decision making after Lempert, Popper and Bankes 2003",
    parts={
        "share": {"title": "Runs in which all bounds hold"},
        "regret": {"title": "Greatest regret", "unit": "as the measure it is taken of", "worse": "more"},
    },
)
def futures_within_bounds(runs: Sequence[Findings], bounds: Sequence[Bound]) -> Answer:
    """Share of the runs of an ensemble in which all chosen bounds hold. Regret of a design is how
    far it falls behind the best design of the same run, measure by measure.
    """
    return satisficing(runs, bounds)


Findings = Sequence[Finding]
Label = tuple[str, str]
"""Name and title of a finding: a measure taken of several things has several titles."""


def ensemble(runs: Sequence[Findings]) -> tuple[Finding, ...]:
    """Every finding that appears in the runs, as median and 5-95 % range, in order of first appearance.

    A finding with a figure in fewer than two runs keeps its own figure and interval. Persons and events are
    medians over runs. `runs` of the result says how many runs gave a figure.
    """
    gathered: dict[Label, list[Finding]] = {}
    for found in (found for run in runs for found in run):
        gathered.setdefault(label(found), []).append(found)
    return tuple(_together(same) for same in gathered.values())


def label(found: Finding) -> Label:
    """What makes two findings of different runs the same finding."""
    return found.name, found.title


def spread(found: Iterable[Estimate | Finding | GroupValue]) -> Estimate:
    """Median and 5-95 % range of the figures that are known (linear between runs); sizes are medians."""
    known = [one for one in found if not math.isnan(one.value)]
    if not known:
        return Estimate.bare(math.nan, 0, 0)
    low, middle, high = np.quantile([one.value for one in known], (0.05, 0.5, 0.95))
    persons, events = (
        int(np.median([getattr(one, size) for one in known])) for size in ("persons", "events")
    )
    return Estimate(float(middle), float(low), float(high), persons, events)


def _together(same: list[Finding]) -> Finding:
    known = [found for found in same if not math.isnan(found.value)]
    if len(known) < 2:
        return (known or same)[0]
    middle = vars(spread(known))
    return replace(known[0], **middle, by_group=tuple(_groups(known)), runs=len(known))


def _groups(same: list[Finding]) -> Iterator[GroupValue]:
    gathered: dict[tuple[str, str], list[GroupValue]] = {}
    for group in (group for found in same for group in found.by_group):
        gathered.setdefault((group.dim, group.group), []).append(group)
    for (dim, name), values in gathered.items():
        yield GroupValue.of(dim, name, spread(values))


def satisficing(runs: Sequence[Findings], bounds: Sequence[Bound]) -> Answer:
    """Share of the runs in which the figure of every bound lies within it, with Wilson's interval over runs
    (F31).

    Runs in which a figure is missing are left out; the note says how many. `persons` is the smallest number
    of persons any of the figures rests on, `events` the runs in which all bounds hold. Raises `InputError`
    without bounds and for a bound on a finding that no run has.
    """
    _known(runs, bounds)
    outcomes = [_holds(run, bounds) for run in runs]
    known = [holds for holds in outcomes if holds is not None]
    held = sum(known)
    low, high = (float(end) for end in wilson(held, len(known)))
    share = held / len(known) if known else math.nan
    names = {bound.name for bound in bounds}
    persons = min((found.persons for run in runs for found in run if found.name in names), default=0)
    terms = "; ".join(f"{bound.name} {bound.keep} {bound.limit:g}" for bound in bounds)
    missing = len(outcomes) - len(known)
    note = f"Bounds: {terms}." + (f" {missing} runs without a figure are left out." if missing else "")
    found = answer("F31", Estimate(share, low, high, persons, held), part="share", note=note)
    return replace(found, runs=len(known))


@dataclass(frozen=True)
class Regret:
    """How far a design falls behind the best of the same run, in the unit of the measure compared.

    `greatest` and `median` are over `runs`, `behind` is the number of runs in which another design was
    better.
    """

    greatest: float
    median: float
    behind: int
    runs: int


def regret(designs: Mapping[str, Sequence[float]], worse: Worse = "more") -> dict[str, Regret]:
    """How far each design falls behind the best of the same run (Savage 1951), by design.

    One figure per run, in the same order of runs for all designs; `worse` says whether "more" or "less" of
    it is worse. Raises `InputError` where designs differ in their number of runs, there are none, or `worse`
    is "neither"."""
    lengths = {len(figures) for figures in designs.values()}
    if worse == "neither" or len(lengths) != 1 or lengths == {0}:
        raise InputError(Diagnostic("regret needs a direction, and the same runs of every design"))
    figures = np.array(list(designs.values()), np.float64) * (1 if worse == "more" else -1)
    behind = figures - figures.min(axis=0)
    return {
        name: Regret(float(row.max()), float(np.median(row)), int(np.count_nonzero(row)), len(row))
        for name, row in zip(designs, behind, strict=True)
    }


def _holds(run: Findings, bounds: Sequence[Bound]) -> bool | None:
    """Whether all bounds hold in a run by its figures; None where one of the figures is missing.

    Where several findings have the name of a bound (a measure by several dimensions), it must hold for
    all."""
    pairs = [(bound, [found.value for found in run if found.name == bound.name]) for bound in bounds]
    if any(not values or any(map(math.isnan, values)) for _, values in pairs):
        return None
    return all(bound.holds(value) for bound, values in pairs for value in values)


def _known(runs: Sequence[Findings], bounds: Sequence[Bound]) -> None:
    names = {found.name for run in runs for found in run}
    diagnostics = [
        Diagnostic(f"{bound.name}: no run has this finding", suggestion(bound.name, names))
        for bound in bounds
        if bound.name not in names
    ]
    if not bounds:
        diagnostics = [Diagnostic("no bound is given", 'give for example Bound("F5", 0.1)')]
    if diagnostics:
        raise InputError(*diagnostics)


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


@measure(
    id="CS",
    title="Carrot and stick",
    unit="as the measure it is taken of",
    worse="neither",
    side="neither",
    needs=(
        "people",
        "monthly",
        "runs",
    ),
    source="own",
    parts={
        "": {"many": True},
    },
)
def sticks_beside_carrots(rulebook: Findings, benefits_only: Findings) -> tuple[Answer, ...]:
    """Every measure under the rulebook less the same measure under its twin that only gives
    benefits and shuts nothing: what the punishments add.
    """
    return carrot_and_stick(rulebook, benefits_only)

"""Measure F31: in how many futures a design keeps within chosen bounds, and how far it falls behind the best.

The bounds are somebody's choice and are printed as such. No bound is weighed against another: a future counts
only if all hold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics.ensemble import Findings
from glasshouse.metrics.findings import Answer, Bound, Estimate, Worse, answer
from glasshouse.metrics.intervals import wilson


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

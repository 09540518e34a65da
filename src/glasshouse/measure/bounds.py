"""Measure F31: in how many futures a design keeps within chosen bounds, and how far it falls behind the best.

The bounds are somebody's choice and are printed as such. No bound is weighed against another: a future counts
only if all hold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from glasshouse.errors import BadInput, Fault, suggestion
from glasshouse.measure.definitions import Worse
from glasshouse.measure.ensemble import Findings
from glasshouse.measure.findings import Bound, Estimate, Finding, finding
from glasshouse.measure.intervals import wilson


def satisficing(runs: Sequence[Findings], bounds: Sequence[Bound]) -> Finding:
    """Share of the runs in which the figure of every bound lies within it, with Wilson's interval over runs
    (F31).

    Runs in which a figure is missing are left out; the note says how many. `persons` is the smallest number
    of persons any of the figures rests on, `events` the runs in which all bounds hold. Raises `BadInput`
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
    found = finding("F31", Estimate(share, low, high, persons, held), part="share", note=note)
    return replace(found, runs=len(known))


def regret(designs: Mapping[str, Sequence[float]], worse: Worse = "more") -> dict[str, Estimate]:
    """How far each design falls behind the best of the same run: greatest over runs, with the 5-95 % range.

    One figure per run, in the same order of runs for all designs, with "more" or "less" of it worse. `value`
    is the greatest regret, `events` the number of runs in which another design was better (Savage 1951).
    Raises `BadInput` where designs differ in their number of runs or `worse` is "neither".
    """
    if worse == "neither" or len({len(figures) for figures in designs.values()}) != 1:
        raise BadInput(Fault("regret needs a direction and the same runs of every design"))
    figures = np.array(list(designs.values()), np.float64) * (1 if worse == "more" else -1)
    behind = figures - figures.min(axis=0)
    return {name: _regret(row) for name, row in zip(designs, behind, strict=True)}


def _regret(behind: np.ndarray) -> Estimate:
    if not len(behind):
        return Estimate.bare(math.nan, 0, 0)
    low, high = (float(end) for end in np.quantile(behind, (0.05, 0.95)))
    return Estimate(float(behind.max()), low, high, 0, int(np.count_nonzero(behind)))


def _holds(run: Findings, bounds: Sequence[Bound]) -> bool | None:
    """Whether all bounds hold in a run by its figures; None where one of the figures is missing."""
    figures = {found.name: found.value for found in run}
    values = [figures.get(bound.name, math.nan) for bound in bounds]
    if any(math.isnan(value) for value in values):
        return None
    return all(bound.holds(value) for bound, value in zip(bounds, values, strict=True))


def _known(runs: Sequence[Findings], bounds: Sequence[Bound]) -> None:
    names = {found.name for run in runs for found in run}
    faults = [
        Fault(f"{bound.name}: no run has this finding", suggestion(bound.name, names))
        for bound in bounds
        if bound.name not in names
    ]
    if not bounds:
        faults = [Fault("no bound is given", 'give for example Bound("F5", 0.1)')]
    if faults:
        raise BadInput(*faults)

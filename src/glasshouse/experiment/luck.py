"""Luck as an input of its own: which share of an outcome's variance no factor decides.

All points of a replicate share their luck, so the table of points by replicates is crossed: a part of luck
moves all points alike (and cancels where two are compared), another part moves each point by itself.
Analysis of variance of two crossed random factors tells them apart (Searle, Casella, McCulloch 1992, ch. 4).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
GROUPS = 20
"""Groups of points left out in turn for the interval of a share."""
DEAL = 1
"""Seed by which points are dealt into groups."""
REACH = 1.959963984540054
"""Standard errors either side of an interval of 95 %."""


@dataclass(frozen=True)
class Parts:
    """Variance of an outcome: by the factors, by luck all points share, and by luck of a point alone."""

    factors: float
    shared: float
    alone: float

    @property
    def total(self) -> float:
        """The variance of one run at a point drawn at random."""
        return self.factors + self.shared + self.alone

    @property
    def share(self) -> float:
        """Share of luck in all of it, `nan` where nothing varies: E[Var(Y | factors)] / Var(Y)."""
        return (self.shared + self.alone) / self.total if self.total > 0 else math.nan

    @property
    def main(self) -> float:
        """Share of the luck that moves all points alike: Var(E[Y | luck]) / Var(Y)."""
        return self.shared / self.total if self.total > 0 else math.nan


@dataclass(frozen=True)
class Luck:
    """Luck as a row beside the factors: its first-order and total index, each with half an interval.

    `parts` are the variances behind it, `replicates` how many lives each point had.
    """

    parts: Parts
    replicates: int
    main_conf: float
    share_conf: float


def parts_of(values: Floats) -> Parts:
    """The parts of variance in a table of points by replicates, both at least 2; none below zero."""
    points, replicates = values.shape
    rows, columns, mean = values.mean(axis=1), values.mean(axis=0), values.mean()
    rest = values - rows[:, None] - columns[None, :] + mean
    alone = float((rest**2).sum()) / ((points - 1) * (replicates - 1))
    by_point = replicates * float(((rows - mean) ** 2).sum()) / (points - 1)
    by_luck = points * float(((columns - mean) ** 2).sum()) / (replicates - 1)
    return Parts(max(0.0, (by_point - alone) / replicates), max(0.0, (by_luck - alone) / points), alone)


def luck_of(values: Floats) -> Luck | None:
    """Luck in a table of points by replicates; None where one replicate cannot tell it from the factors."""
    points, replicates = values.shape
    if points < 3 or replicates < 2:
        return None
    parts = parts_of(values)
    if not parts.total > 0:
        return Luck(parts, replicates, math.nan, math.nan)
    left_out = [parts_of(np.delete(values, group, axis=0)) for group in _groups(points)]
    spread = _spread_of_shared(parts, points, replicates) / parts.total
    errors = (
        math.hypot(jackknifed([one.main for one in left_out]), (1 - parts.main) * spread),
        math.hypot(jackknifed([one.share for one in left_out]), (1 - parts.share) * spread),
    )
    return Luck(parts, replicates, *(REACH * error for error in errors))


def jackknifed(estimates: list[float]) -> float:
    """The standard error of an estimate from its values with each group left out in turn."""
    known = np.array([value for value in estimates if not math.isnan(value)])
    n = len(known)
    return float(np.sqrt((n - 1) / n * ((known - known.mean()) ** 2).sum())) if n > 1 else math.nan


def _groups(points: int) -> list[npt.NDArray[np.int64]]:
    """Points dealt at random: every k-th of a sampled sequence would be no fair sample of it."""
    dealt = np.random.default_rng(DEAL).permutation(points)
    return np.array_split(dealt, min(GROUPS, points))


def _spread_of_shared(parts: Parts, points: int, replicates: int) -> float:
    """Standard error of the shared part: a mean square of `replicates` - 1 degrees of freedom."""
    by_luck = parts.shared + parts.alone / points
    return by_luck * math.sqrt(2 / (replicates - 1))

"""Two-way analysis of variance of points by replicates, both random and crossed.

All points of a replicate share their luck, so a study is a table of points by replicates. Its variance has
three parts: between points (the factors), between replicates (luck that all points share), and the rest (luck
of one point in one replicate). Mean squares tell them apart (Searle, Casella and McCulloch 1992, chapter 4).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


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
class TwoWay:
    """Mean squares of a table: between points, between replicates, and of the rest.

    `points` is the effective number of points (Kish): smaller than their count where some weigh more.
    """

    mean: float
    points: float
    replicates: float
    by_point: float
    by_replicate: float
    rest: float

    @property
    def parts(self) -> Parts:
        """The parts of variance, none below zero."""
        factors = (self.by_point - self.rest) / self.replicates
        shared = (self.by_replicate - self.rest) / self.points
        return Parts(max(0.0, factors), max(0.0, shared), self.rest)


def two_way(values: Floats, weights: Floats | None = None) -> TwoWay:
    """The analysis of a table of points by replicates, both at least 2; `weights` has one for each point.

    Cells that are `nan` are left out, which is close as long as they are few.
    """
    weight = np.ones(len(values)) if weights is None else weights
    share = weight / weight.sum()
    points = 1 / float((share**2).sum())
    known = np.isfinite(values)
    replicates = float((share * known.sum(axis=1)).sum())
    rows = np.nanmean(values, axis=1)
    mean = float((share * rows).sum())
    inside = np.where(known, values - rows[:, None], 0.0)
    columns = (share[:, None] * inside).sum(axis=0) / (share[:, None] * known).sum(axis=0)
    left = np.where(known, inside - columns, 0.0)
    freedom = 1 - 1 / points
    by_point = replicates * float((share * (rows - mean) ** 2).sum()) / freedom
    by_replicate = points * float((columns**2).sum()) / (values.shape[1] - 1)
    rest = float((share[:, None] * left**2).sum()) / (freedom * (replicates - 1))
    return TwoWay(mean, points, replicates, by_point, by_replicate, rest)


def parts_of(values: Floats, weights: Floats | None = None) -> Parts:
    """The parts of variance in a table of points by replicates, both at least 2; none below zero."""
    return two_way(values, weights).parts

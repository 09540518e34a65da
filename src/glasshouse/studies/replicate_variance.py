"""Luck as an input of its own: which share of an outcome's variance no factor decides, with intervals.

Intervals of ratios of variances are generalised confidence intervals (Weerahandi 1993): mean squares are
drawn again from the chi-squared distributions that the analysis of variance leaves them, each with its
degrees of freedom, and the quantiles of what follows from them are the ends. Degrees of freedom of points are
those of their kurtosis (Shoemaker 2003), for factors are seldom normal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from glasshouse.studies.contrasts import FEWEST_POINTS, FEWEST_REPLICATES
from glasshouse.studies.variance import Parts, TwoWay, two_way

Floats = npt.NDArray[np.float64]
DRAWS = 4000
"""Draws behind an interval."""
SEED = 1
SIDES = (0.025, 0.975)


@dataclass(frozen=True)
class ReplicateVariance:
    """Luck as a row beside the factors: its first-order and total index, each with the ends of an interval.

    `parts` are the variances behind it, `replicates` how many lives each point had. `draws` are the parts as
    they might be, shape (3, `DRAWS`): factors, shared and alone.
    """

    parts: Parts
    replicates: int
    main: tuple[float, float]
    share: tuple[float, float]
    draws: Floats

    @property
    def few(self) -> bool:
        """Whether there are too few replicates for intervals that involve luck."""
        return self.replicates < FEWEST_REPLICATES


def replicate_variance(values: Floats, weights: Floats | None = None) -> ReplicateVariance | None:
    """Luck in a table of points by replicates; None where one replicate cannot tell it from the factors.

    `weights` says how often each point counts; all the same by default.
    """
    points, replicates = values.shape
    if points < 3 or replicates < 2:
        return None
    found = two_way(values, weights)
    if not found.parts.total > 0:
        nothing = (math.nan, math.nan)
        return ReplicateVariance(found.parts, replicates, nothing, nothing, np.zeros((3, DRAWS)))
    draws = _draws(found, values)
    _, shared, alone = draws
    total = draws.sum(axis=0)
    main, share = (ends(part / total) for part in (shared, shared + alone))
    return ReplicateVariance(found.parts, replicates, main, share, draws)


def ends(draws: Floats) -> tuple[float, float]:
    """The ends of an interval of 95 %."""
    low, high = np.quantile(draws, SIDES)
    return float(low), float(high)


def _draws(found: TwoWay, values: Floats) -> Floats:
    dice = np.random.default_rng(SEED)
    squares = (found.by_point, found.by_replicate, found.rest)
    freedoms = (_freedom_of_points(values, found.points), found.replicates - 1, _freedom_of_rest(values))
    by_point, by_replicate, rest = (
        square * df / dice.chisquare(df, DRAWS) for square, df in zip(squares, freedoms, strict=True)
    )
    factors = np.maximum(by_point - rest, 0) / found.replicates
    shared = np.maximum(by_replicate - rest, 0) / found.points
    return np.stack((factors, shared, rest))


def _freedom_of_points(values: Floats, points: float) -> float:
    """Degrees of freedom of the variance between points: fewer where some lie far out."""
    from scipy.stats import kurtosis

    n = len(values)
    excess = float(kurtosis(values.mean(axis=1), bias=False)) if n > FEWEST_POINTS else 0.0
    excess = excess if math.isfinite(excess) else 0.0
    return max(1.0, (points - 1) / max(0.4, 1 + excess * (n - 1) / (2 * n)))


def _freedom_of_rest(values: Floats) -> float:
    """Degrees of freedom of the rest: fewer where luck is larger at some points than at others."""
    points, replicates = values.shape
    most = (points - 1) * (replicates - 1)
    each = (values - values.mean(axis=0)).var(axis=1, ddof=1)
    spread = float(each.var(ddof=1))
    return float(np.clip(2 * points * each.mean() ** 2 / spread, 1, most)) if spread > 0 else float(most)

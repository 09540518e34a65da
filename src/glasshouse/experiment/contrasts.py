"""Contrasts: a mean difference over futures with its interval, luck and factors taken into account.

A study crosses points with replicates: lives at one point share factors, those of one replicate their luck.
Futures are then not independent of each other, and the interval rests on the variation between points and
between replicates (two-way random effects; Searle, Casella and McCulloch 1992, chapter 4) with the degrees of
freedom of Satterthwaite (1946).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from glasshouse import arguments
from glasshouse.errors import BadInput, Fault

Future = tuple[int, int]
"""A point and a replicate."""
_MOST_REPLICATES = 10**9


@dataclass(frozen=True)
class Contrast:
    """A mean paired difference over `pairs` futures, its spread, and its 95 % interval (Student's t).

    `sd` is the spread that independent futures would need for the same standard error of the mean.
    """

    pairs: int
    mean: float
    sd: float
    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2

    def replicates_for(self, half_width: float) -> int:
        """Futures needed for an interval of at most `half_width` either side, at the spread seen so far.

        More futures are more points and more replicates in the proportion there is.
        """
        half_width = arguments.number("half_width", half_width, 0)
        if not half_width:
            raise BadInput(Fault("half_width: 0 is no precision", "give a number above 0"))
        if self.pairs < 2 or math.isnan(self.sd):
            raise BadInput(Fault("one pair tells nothing about spread", "run at least 2 replicates"))
        return bisect_left(
            range(_MOST_REPLICATES),
            True,
            lo=2,
            key=lambda n: _t(n - 1) * self.sd / math.sqrt(n) <= half_width,
        )


def contrast(differences: Sequence[float]) -> Contrast:
    """The mean of independent differences; `nan` where there are none, an interval from two on."""
    known = [value for value in differences if not math.isnan(value)]
    n = len(known)
    mean = math.fsum(known) / n if n else math.nan
    sd = math.sqrt(math.fsum((value - mean) ** 2 for value in known) / (n - 1)) if n > 1 else math.nan
    return _told(n, mean, sd, n - 1)


def crossed(differences: Mapping[Future, float]) -> Contrast:
    """The mean of differences by future, with an interval that minds shared factors and shared luck.

    With one point, or one replicate, futures are independent. Where some are missing, the mean squares are
    those of what is there, which is close as long as few are.
    """
    known = {future: value for future, value in differences.items() if not math.isnan(value)}
    sides = [np.unique([future[k] for future in known], return_inverse=True) for k in (0, 1)]
    if min(len(names) for names, _ in sides) < 2:
        return contrast(list(known.values()))
    values = np.array(list(known.values()))
    n, mean = len(values), float(np.mean(values))
    fitted = np.full(n, -mean)
    squares, degrees = [], []
    for names, at in sides:
        size = np.bincount(at)
        means = np.bincount(at, weights=values) / size
        fitted += means[at]
        degrees.append(len(names) - 1)
        squares.append(float(np.sum(size * (means - mean) ** 2)) / degrees[-1])
    degrees.append(max(1, n - 1 - sum(degrees)))
    squares.append(float(np.sum((values - fitted) ** 2)) / degrees[-1])
    points, replicates, rest = squares
    spread = points + replicates - rest
    if spread <= rest:  # neither factors nor luck are seen to be shared
        return contrast(list(known.values()))
    freedom = spread**2 / sum(square**2 / df for square, df in zip(squares, degrees, strict=True))
    return _told(n, mean, math.sqrt(spread), freedom)


def _told(n: int, mean: float, sd: float, freedom: float) -> Contrast:
    reach = _t(freedom) * sd / math.sqrt(n) if n > 1 else math.nan
    return Contrast(n, mean, sd, mean - reach, mean + reach)


def _t(df: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(df, 0.975))

"""Mean differences over futures with intervals, from the two-way analysis of variance of points by
replicates."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError

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


Future = tuple[int, int]
"""A point and a replicate."""
FEWEST_REPLICATES = 4
"""Fewest replicates at which intervals over crossed points hold what they say."""
FEWEST_POINTS = 16
"""Fewest distinct points at which they do, where there is more than one."""
MOST = 10**9
"""Most points, or replicates, that are ever said to be needed."""
Z = 1.959963984540054


@dataclass(frozen=True)
class Needed:
    """How many points and how many replicates at each a precision takes."""

    points: int
    replicates: int

    @property
    def futures(self) -> int:
        """Points times replicates."""
        return self.points * self.replicates


@dataclass(frozen=True)
class Contrast:
    """A mean paired difference over `pairs` distinct futures, its spread, and its 95 % interval.

    `sd` is the spread that independent futures would need for the same standard error of the mean. `parts`
    are the variances between points, between replicates and of the rest, where both were repeated. `note`
    says why the interval is not to be relied on; empty where it is.
    """

    pairs: int
    mean: float
    sd: float
    low: float
    high: float
    points: int = 1
    replicates: int = 1
    parts: Parts | None = None
    note: str = ""

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2

    def needed(self, half_width: float, points: int | None = None) -> Needed:
        """The fewest futures for an interval of at most `half_width` either side, at the variances seen.

        `points` fixes the number of points, for designs that cannot grow. Raises `InputError` where the
        variances are not known, or no number of replicates at these points is enough.
        """
        half_width = arguments.number("half_width", half_width, 0)
        if not half_width:
            raise InputError(Diagnostic("half_width: 0 is no precision", "give a number above 0"))
        if self.replicates < 2 or math.isnan(self.sd):
            raise InputError(Diagnostic("one replicate does not show the spread of luck", "run at least 2"))
        if self.parts is None:
            return Needed(1, _fewest_alone(self.sd, half_width))
        return _fewest(self.parts, half_width, points)


def contrast(differences: Sequence[float]) -> Contrast:
    """The mean of independent differences, by Student's t; `nan` without any, an interval from two."""
    known = [value for value in differences if not math.isnan(value)]
    n = len(known)
    mean = math.fsum(known) / n if n else math.nan
    sd = math.sqrt(math.fsum((value - mean) ** 2 for value in known) / (n - 1)) if n > 1 else math.nan
    reach = float(_t(n - 1)) * sd / math.sqrt(n) if n > 1 else math.nan
    return Contrast(n, mean, sd, mean - reach, mean + reach, replicates=n, note="" if n > 1 else _ONE)


def crossed(differences: Mapping[Future, float], weights: Mapping[int, int] | None = None) -> Contrast:
    """The mean of differences by future, with an interval that takes in shared factors and shared luck.

    `weights` says how often a design repeats a point: repeated points are the same lives, which count once
    as evidence and as often as they occur in the mean. Points weigh the same by default.
    """
    known = {future: value for future, value in differences.items() if not math.isnan(value)}
    points = sorted({point for point, _ in known})
    replicates = sorted({replicate for _, replicate in known})
    if len(points) < 2:
        return contrast(list(known.values()))
    row, column = ({name: k for k, name in enumerate(names)} for names in (points, replicates))
    table = np.full((len(points), len(replicates)), np.nan)
    for (point, replicate), value in known.items():
        table[row[point], column[replicate]] = value
    weight = np.array([(weights or {}).get(point, 1) for point in points], np.float64)
    if len(replicates) < 2:
        return _one_replicate(table[:, 0], weight)
    if len(known) < len(points) + len(replicates):  # hardly a point with two replicates
        return replace(contrast(list(known.values())), note="too few: most futures are missing")
    return of_table(table, weight)


def _one_replicate(values: Floats, weight: Floats) -> Contrast:
    """Points alone: luck that all points share does not show, and is not in the interval."""
    share = weight / weight.sum()
    points, mean = 1 / float((share**2).sum()), float((share * values).sum())
    sd = math.sqrt(float((share * (values - mean) ** 2).sum()) / (1 - 1 / points))
    reach = float(_t(points - 1)) * sd / math.sqrt(points)
    return Contrast(len(values), mean, sd, mean - reach, mean + reach, points=len(values), note=_ONE)


def of_table(table: Floats, weight: Floats | None = None) -> Contrast:
    """The mean of a table of points by replicates, both at least 2, `nan` where a future is missing.

    `weight` has one number for each point; all the same by default.
    """
    found = two_way(table, weight)
    size = found.points * found.replicates
    by_point, by_replicate, rest = (np.array(x) for x in (found.by_point, found.by_replicate, found.rest))
    spread, widened = _reach(by_point, by_replicate, rest, found.points, found.replicates)
    sd, reach = float(spread), float(widened)
    points, replicates = table.shape
    few = [
        f"fewer than {least} {name}"
        for name, count, least in (
            ("replicates", replicates, FEWEST_REPLICATES), ("distinct points", points, FEWEST_POINTS),
        )
        if count < least
    ]  # fmt: skip
    return Contrast(
        pairs=int(np.isfinite(table).sum()),
        mean=found.mean,
        sd=sd,
        low=found.mean - reach / math.sqrt(size),
        high=found.mean + reach / math.sqrt(size),
        points=points,
        replicates=replicates,
        parts=found.parts,
        note=f"too few: {' and '.join(few)}" if few else "",
    )


def _reach(
    by_point: Floats, by_replicate: Floats, rest: Floats, points: Floats | float, replicates: Floats | float
) -> tuple[Floats, Floats]:
    """Spread of a future, and half the interval of the mean, both times the root of the number of futures.

    The large-sample variance, widened for the degrees of freedom behind what each part has beyond the rest.
    With few replicates less of the rest is taken off, because their mean square is hardly known.
    """
    off = (1 - 1 / (np.asarray(replicates) - 1)) * rest
    variance = np.maximum(by_point + by_replicate - rest, rest)
    widened = [
        (_t(np.asarray(count) - 1) ** 2 - Z**2) * np.maximum(square - off, 0)
        for square, count in ((by_point, points), (by_replicate, replicates))
    ]
    return np.sqrt(variance), np.sqrt(Z**2 * variance + np.hypot(*widened))


def _fewest_alone(sd: float, half_width: float) -> int:
    def narrow(n: int) -> bool:
        return float(_t(n - 1)) * sd / math.sqrt(n) <= half_width

    return bisect_left(range(MOST), True, lo=2, key=narrow)


def _fewest(parts: Parts, half_width: float, points: int | None) -> Needed:
    """The cheapest of many numbers of replicates, each with the fewest points that will do."""
    replicates = np.unique(np.geomspace(FEWEST_REPLICATES, MOST, 2000).round())
    if points is None:
        low, high = np.full(len(replicates), FEWEST_POINTS - 1.0), np.full(len(replicates), float(MOST))
        for _ in range(31):  # halves the span from 10^9 to 1
            middle = np.floor((low + high) / 2)
            narrow = _expected(parts, middle, replicates) <= half_width
            low, high = np.where(narrow, low, middle), np.where(narrow, middle, high)
    else:
        high = np.full(len(replicates), float(points))
    good = _expected(parts, high, replicates) <= half_width
    if not good.any():
        what = f"no number of replicates at {points:,} points gives ±{half_width:g}" if points else (
            f"±{half_width:g} takes more than {MOST:,} futures"
        )  # fmt: skip
        raise InputError(Diagnostic(what, "add points, or ask for less precision"))
    best = int(np.argmin(np.where(good, high * replicates, np.inf)))
    return Needed(int(high[best]), int(replicates[best]))


def _expected(parts: Parts, points: Floats, replicates: Floats) -> Floats:
    """Half the interval that a study of this size is expected to give."""
    by_point = parts.alone + replicates * parts.factors
    by_replicate = parts.alone + points * parts.shared
    rest = np.full(len(points), parts.alone)
    return _reach(by_point, by_replicate, rest, points, replicates)[1] / np.sqrt(points * replicates)


def _t(df: Floats | float) -> Floats:
    from scipy.special import stdtrit

    return np.asarray(stdtrit(df, 0.975))


_ONE = "one replicate: luck that all points share is not in the interval"

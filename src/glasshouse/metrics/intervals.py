"""Intervals for rates and ratios of counts, each for 95 % and with its source.

All functions work on arrays of groups at once and answer `nan` where no honest interval exists.

Intervals of figures that are smooth functions of sums, by linearisation.

Each person gets an influence: how much the figure moves with them (Deville 1999). Influences of one cluster
are summed, because people of one block share luck; the spread of these sums gives the standard error.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from glasshouse.metrics.findings import Estimate
from glasshouse.metrics.monthly import Floats, Ints

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution."""

NO_EVENT = 3.688879454113936
"""Upper 97.5 % limit of a Poisson mean when no event was seen: -ln 0.025."""


def wilson(events: npt.ArrayLike, size: npt.ArrayLike, z: float | None = None) -> tuple[Floats, Floats]:
    """Interval of a share of `size` independent persons (Wilson 1927); inside [0, 1] also for rare events.

    `nan` where `size` is 0. Sizes and events may be effective ones, divided by a design effect; `z` is then
    the point of Student's t for the number of clusters."""
    k, n = _floats(events), _floats(size)
    far = Z if z is None else z
    with np.errstate(invalid="ignore", divide="ignore"):
        share = k / n
        middle = (share + far**2 / (2 * n)) / (1 + far**2 / n)
        reach = far / (1 + far**2 / n) * np.sqrt(share * (1 - share) / n + far**2 / (4 * n**2))
    low, high = np.maximum(middle - reach, 0.0), np.minimum(middle + reach, 1.0)
    return np.where(k == 0, 0 * low, low), np.where(k == n, 1 + 0 * high, high)


def katz(
    events: npt.ArrayLike, size: npt.ArrayLike, events_there: npt.ArrayLike, size_there: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Interval of a ratio of two shares, here over there (log method, Katz et al. 1978).

    Where one of the four cells is empty, half a person is added to each, as is usual; the interval is then
    wide rather than absent. `nan` where a group has no persons."""
    k, n, j, m = (_floats(x) for x in (events, size, events_there, size_there))
    empty = (k == 0) | (j == 0) | (k == n) | (j == m)
    half = np.where(empty, 0.5, 0.0)
    k, n, j, m = k + half, n + 2 * half, j + half, m + 2 * half
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = np.log(k / n) - np.log(j / m)
        reach = Z * np.sqrt(1 / k - 1 / n + 1 / j - 1 / m)
    known = (_floats(size) > 0) & (_floats(size_there) > 0)
    low, high = np.exp(middle - reach), np.exp(middle + reach)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def newcombe(
    events: npt.ArrayLike, size: npt.ArrayLike, events_there: npt.ArrayLike, size_there: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Interval of a difference of two shares, here less there (hybrid score method, Newcombe 1998).

    Built from the Wilson intervals of both; `nan` where a group has no persons."""
    with np.errstate(invalid="ignore", divide="ignore"):
        here, there = _floats(events) / _floats(size), _floats(events_there) / _floats(size_there)
    (low, high), (low_there, high_there) = wilson(events, size), wilson(events_there, size_there)
    gap = here - there
    down = np.hypot(here - low, high_there - there)
    up = np.hypot(high - here, there - low_there)
    return gap - down, gap + up


def gamma_factors(events: float) -> tuple[float, float]:
    """Limits of a Poisson mean over the `events` counted (above 0; an effective number need not be whole).

    Exact for counts (Garwood 1936); with an effective number the gamma interval of Fay and Feuer (1997)."""
    from scipy.special import gammaincinv  # late: a tenth of a second to import

    return float(gammaincinv(events, 0.025)) / events, float(gammaincinv(events + 1, 0.975)) / events


def t_quantile(df: npt.ArrayLike) -> Floats:
    """The 97.5 % point of Student's t with `df` degrees of freedom; `nan` below one."""
    from scipy.special import stdtrit  # late: a tenth of a second to import

    degrees = _floats(df)
    return np.asarray(np.where(degrees >= 1, stdtrit(np.maximum(degrees, 1), 0.975), np.nan))


def _floats(values: object) -> Floats:
    return np.asarray(values, np.float64)


def compact(numbers: npt.ArrayLike) -> tuple[Ints, int]:
    """Any integers as 0 .. k-1 in the same order, and k. One pass where they are dense, a sort where not."""
    values = np.asarray(numbers)
    if not len(values):
        return np.zeros(0, np.int64), 0
    lowest = int(values.min())
    shifted = values.astype(np.int64) - lowest
    if int(shifted.max()) > 16 * len(values) + 1024:
        found, codes = np.unique(shifted, return_inverse=True)
        return codes.astype(np.int64), len(found)
    there = np.zeros(int(shifted.max()) + 1, np.bool_)
    there[shifted] = True
    return (np.cumsum(there) - 1)[shifted], int(there.sum())


def estimate(
    value: float, influence: Floats, clusters: npt.ArrayLike | None, persons: int, events: int
) -> Estimate:
    """`value` with the 95 % interval that follows from the influence of each person.

    `influence` sums to about 0 and is scaled so that the figure moves by it when a person is added. Student's
    t with (clusters - 1) degrees of freedom; `nan` for a single cluster. Without `clusters` each person is
    one.
    """
    codes, blocks = compact(np.arange(len(influence)) if clusters is None else clusters)
    if blocks < 2 or math.isnan(value):
        return Estimate.bare(value, persons, events)
    sums = np.bincount(codes, influence, blocks)
    variance = blocks / (blocks - 1) * float(((sums - sums.mean()) ** 2).sum())
    reach = float(t_quantile(blocks - 1)) * math.sqrt(variance)
    return Estimate(value, value - reach, value + reach, persons, events)


def ratio_of_sums(
    over: npt.ArrayLike, under: npt.ArrayLike, clusters: npt.ArrayLike | None, events: int
) -> Estimate:
    """Sum of `over` / sum of `under` over persons; `nan` when nothing stands under the line.

    Persons are those with something under the line; `events` is what the caller counted."""
    above, below = np.asarray(over, np.float64), np.asarray(under, np.float64)
    whole, persons = float(below.sum()), int(np.count_nonzero(below))
    if not whole:
        return Estimate.bare(math.nan, persons, events)
    value = float(above.sum()) / whole
    return estimate(value, (above - value * below) / whole, clusters, persons, events)


def clipped(found: Estimate, low: float, high: float) -> Estimate:
    """The same with an interval that does not leave what the figure can be."""
    if math.isnan(found.low):
        return found
    least, most = (min(max(end, low), high) for end in (found.low, found.high))
    return Estimate(found.value, least, most, found.persons, found.events)

"""Intervals for rates and ratios of counts, each for 95 % and with its source.

All functions work on arrays of groups at once and answer `nan` where no honest interval exists.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from glasshouse.metrics.monthly import Floats

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

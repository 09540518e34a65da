"""Times until something happens, when not everybody was watched to the end: Kaplan & Meier (1958).

Times are whole months, so everything rests on two integer counts per month: how many events, how many stopped
being watched. Somebody who stops being watched in the month of an event still counts as at risk in it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from glasshouse.metrics.intervals import Z, wilson
from glasshouse.metrics.monthly import Floats, Ints


@dataclass(frozen=True)
class Curve:
    """The product-limit estimate for one group, by time 0, 1, 2, ... (months).

    `events` and `at_risk` are counts, `survival` the share still without the event after that time,
    `variance` that of Greenwood (1926). `nan` throughout when nobody was watched.
    """

    events: Ints
    at_risk: Ints
    survival: Floats
    variance: Floats

    @property
    def watched(self) -> int:
        """How many were watched from the start."""
        return int(self.at_risk[0])

    @property
    def happened(self) -> int:
        """How many events were seen."""
        return int(self.events.sum())

    def at(self, time: int) -> float:
        """Share without the event after `time` months; `nan` beyond the longest time anybody was watched."""
        if time < len(self.survival):
            return float(self.survival[time])
        return 0.0 if self.survival[-1] == 0 else math.nan

    def interval(self, time: int) -> tuple[float, float]:
        """Greenwood's 95 % interval of `at(time)` on the scale of log(-log), which stays inside [0, 1].

        Where there was no event yet the formula is blind; then Wilson's for as many as were watched to that
        time. `nan` where the estimate is 0 and where `at` is `nan`."""
        share = self.at(time)
        if share == 1:
            return 1 - float(wilson(0, self.at_risk[time])[1]), 1.0
        if not share > 0:
            return math.nan, math.nan
        low, high = self.limits
        return float(low[time]), float(high[time])

    @property
    def limits(self) -> tuple[Floats, Floats]:
        """The intervals of all times; where the survival is 0 or 1 both limits are that number."""
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = Z * np.sqrt(self.variance) / np.abs(self.survival * np.log(self.survival))
            inside = (self.survival > 0) & (self.survival < 1)
            low, high = (
                np.where(inside, self.survival ** np.exp(sign * reach), self.survival) for sign in (1, -1)
            )
        return low, high

    def standard_error(self, time: int) -> float:
        """Greenwood's standard error of `at(time)`; `nan` where that is."""
        return math.sqrt(float(self.variance[time])) if time < len(self.variance) else math.nan

    @property
    def median(self) -> float:
        """The first time at which half or more have had the event (`nan` when that was never reached)."""
        return _first(self.survival <= 0.5 + 1e-12)

    @property
    def median_interval(self) -> tuple[float, float]:
        """95 % interval of the median: from where the lower to where the upper limit falls to 1/2.

        After Brookmeyer & Crowley (1982). The upper end is infinite when the run is too short to say."""
        low, high = (_first(limit <= 0.5) for limit in self.limits)
        return low, high if math.isnan(low) or not math.isnan(high) else math.inf


def kaplan_meier(time: npt.ArrayLike, happened: npt.ArrayLike) -> Curve:
    """The curve of one group: whole times of 0 or more, and whether the event was seen at that time."""
    times = np.asarray(time, np.int64)
    return curves(times, np.asarray(happened, bool), np.zeros(len(times), np.int64), 1)[0]


def curves(time: Ints, happened: npt.NDArray[np.bool_], codes: Ints, groups: int) -> list[Curve]:
    """One curve per group 0 .. groups-1, from two countings of all rows.

    Raises `ValueError` for times below 0."""
    if len(time) and int(time.min()) < 0:
        raise ValueError("a time until an event cannot be negative")
    span = int(time.max(initial=0)) + 1
    key = codes * span + time
    events = np.bincount(key[happened], minlength=groups * span).reshape(groups, span)
    gone = np.bincount(key, minlength=groups * span).reshape(groups, span)
    at_risk = gone[:, ::-1].cumsum(1)[:, ::-1]
    return [_curve(events[g], at_risk[g]) for g in range(groups)]


def _curve(events: Ints, at_risk: Ints) -> Curve:
    if not at_risk[0]:
        nothing = np.full(len(events), math.nan)
        return Curve(events, at_risk, nothing, nothing)
    size = np.maximum(at_risk, 1)
    survival: Floats = np.cumprod(1.0 - events / size, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        summed = np.cumsum(np.where(events > 0, events / (size * (size - events).astype(np.float64)), 0.0))
        variance: Floats = np.where(survival > 0, survival**2 * summed, 0.0)
    return Curve(events, at_risk, survival, variance)


def _first(reached: npt.NDArray[np.bool_]) -> float:
    times = np.flatnonzero(reached)
    return float(times[0]) if len(times) else math.nan

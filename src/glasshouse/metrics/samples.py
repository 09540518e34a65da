"""A group of persons, counted: its mean, and its difference and ratio to another group, with intervals.

A sample holds sums, never rows. Sums are kept per cluster where people of one block share luck, and in one
entry where persons count as independent. Shares (0 or 1 per person) get score intervals, other means
Student's t.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from glasshouse.metrics.findings import Estimate
from glasshouse.metrics.intervals import katz, newcombe, t_quantile, wilson
from glasshouse.metrics.monthly import Floats, Ints


@dataclass(frozen=True)
class Sample:
    """What is known of a group: persons and sum of values per cluster (one entry without clusters).

    `events` are persons with a value other than 0. `squares` is the sum of squared deviations of values from
    `pivot`, used only without clusters. `share` says that values are 0 or 1.
    """

    size: Ints
    total: Floats
    events: int
    squares: float
    pivot: float
    share: bool
    clustered: bool

    @property
    def persons(self) -> int:
        """How many persons are in the group."""
        return int(self.size.sum())

    @property
    def value(self) -> float:
        """The mean over persons; `nan` for an empty group."""
        return float(self.total.sum()) / self.persons if self.persons else math.nan

    def mean(self) -> Estimate:
        """The mean with its interval: Wilson's for a share, widened by the design effect of clusters."""
        if not self.persons:
            return Estimate.bare(math.nan, 0, 0)
        low, high = self._of_share() if self.share else self._of_mean()
        return Estimate(self.value, low, high, self.persons, self.events)

    def minus(self, other: Sample) -> Estimate:
        """Mean here less mean there. Groups of one society share clusters, which the interval heeds."""
        persons, events = self.persons + other.persons, self.events + other.events
        if not (self.persons and other.persons):
            return Estimate.bare(math.nan, persons, events)
        gap = self.value - other.value
        if self.share and not self.clustered:
            low, high = newcombe(*self._counts, *other._counts)
            return Estimate(gap, float(low), float(high), persons, events)
        reach = _reach(self, other, 1.0, 1.0)
        return Estimate(gap, gap - reach, gap + reach, persons, events)

    def over(self, other: Sample) -> Estimate:
        """Mean here / mean there, interval by the log method; `nan` where there is nothing under the line.

        Where a share is 0 or 1 the interval is that of independent persons with half a person added."""
        persons, events = self.persons + other.persons, self.events + other.events
        if not (self.persons and other.persons and other.value > 0):
            return Estimate.bare(math.nan, persons, events)
        ratio = self.value / other.value
        low, high = self._ratio_interval(other)
        return Estimate(ratio, min(low, ratio), max(high, ratio), persons, events)

    def without(self, part: Sample) -> Sample:
        """This group without the persons of `part`, who all belong to it."""
        size, total = self.size - part.size, self.total - part.total
        events, squares = self.events - part.events, max(self.squares - part.squares, 0.0)
        return Sample(size, total, events, squares, self.pivot, self.share, self.clustered)

    @property
    def _counts(self) -> tuple[float, int]:
        return float(self.total.sum()), self.persons

    def _ratio_interval(self, other: Sample) -> tuple[float, float]:
        inside = all(0 < group.value < 1 for group in (self, other))
        if self.share and not (self.clustered and inside):
            low, high = katz(*self._counts, *other._counts)
            return float(low), float(high)
        if self.value <= 0:
            return math.nan, math.nan
        reach = _reach(self, other, self.value, other.value)
        ratio = self.value / other.value
        return ratio * math.exp(-reach), ratio * math.exp(reach)

    def _of_share(self) -> tuple[float, float]:
        events, persons = self._counts
        effect, z = 1.0, None
        if self.clustered:
            if self._blocks < 2:
                return math.nan, math.nan
            alone = self.value * (1 - self.value) / persons
            effect = max(self._variance / alone, 1.0) if alone else 1.0
            z = float(t_quantile(self._blocks - 1))
        low, high = wilson(events / effect, persons / effect, z)
        return float(low), float(high)

    def _of_mean(self) -> tuple[float, float]:
        reach = float(t_quantile(self._blocks - 1)) * math.sqrt(self._variance)
        return self.value - reach, self.value + reach

    @property
    def _blocks(self) -> int:
        return int(np.count_nonzero(self.size)) if self.clustered else self.persons

    @property
    def _residuals(self) -> Floats:
        """By cluster: how far its sum is from what its size would give, as a share of the group's persons."""
        return (self.total - self.size * self.value) / self.persons

    @property
    def _variance(self) -> float:
        blocks = self._blocks
        if blocks < 2:
            return math.nan
        if self.clustered:
            return blocks / (blocks - 1) * float((self._residuals**2).sum())
        around = self.squares - self.persons * (self.value - self.pivot) ** 2
        return max(around, 0.0) / (blocks - 1) / self.persons


def _reach(one: Sample, other: Sample, scale: float, scale_there: float) -> float:
    """Half the width of the interval of one / scale - other / scale_there."""
    if not one.clustered:
        variance = one._variance / scale**2 + other._variance / scale_there**2
        df = min(one._blocks, other._blocks) - 1
    else:
        blocks = int(np.count_nonzero(one.size + other.size))
        apart = one._residuals / scale - other._residuals / scale_there
        variance = blocks / (blocks - 1) * float((apart**2).sum()) if blocks > 1 else math.nan
        df = blocks - 1
    return float(t_quantile(df)) * math.sqrt(variance)

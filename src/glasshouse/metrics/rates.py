"""Ratios of counts per person, by group, with intervals that hold for people who share luck.

Most measures of harm are a sum of counts over another: wrongly listed months / listed months, onsets /
person-years. A measure therefore counts both sides for each person (`PerPerson`) and leaves the groups and
the intervals to this module. Clusters (blocks of 200 m) and not persons are the unit of the standard error:
with R = O/U, its variance is C/(C-1) * sum over clusters of (O_c - R U_c)^2 / U^2 (linearised ratio; Cochran
1977, section 6). From it come, for 95 %:

- `share`, a fraction: Wilson (1927) on the effective number R(1-R)/variance, with Student's t
  (Korn & Graubard 1998);
- `rate`, events per time: the gamma interval on the effective count R^2/variance (Fay & Feuer 1997);
- `mean`, anything else: Student's t with C-1 degrees of freedom.

Where all clusters have the same ratio, above all where nothing happened, the variance is blind; then Wilson
on the number of persons and the exact Poisson limits of the count (3.69 for none) bound what may have been
missed. A mean then has no honest interval, and neither has one cluster alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pyarrow as pa

from glasshouse.metrics.crowd import EVERYBODY, Amounts, Cells, Crowd
from glasshouse.metrics.findings import Estimate, GroupValue
from glasshouse.metrics.intervals import NO_EVENT, gamma_factors, t_quantile, wilson
from glasshouse.metrics.monthly import Floats, Ints

Kind = Literal["share", "rate", "mean"]
_BLIND = 1e-24
"""Relative variance below which clusters differ by rounding only."""

SCHEMA = pa.schema(
    [
        ("dim", pa.string()),
        ("group", pa.string()),
        ("persons", pa.int64()),
        ("clusters", pa.int64()),
        ("over", pa.int64()),
        ("under", pa.int64()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
    ]
)
"""Columns of a table by group; `over` and `under` are the counts, `value` their ratio times the scale."""


@dataclass(frozen=True)
class Rate:
    """A ratio with its 95 % interval and what it rests on.

    `persons` and `clusters` are those with anything under the line; `nan` when nobody has.
    """

    value: float
    low: float
    high: float
    over: int
    under: int
    persons: int
    clusters: int

    @property
    def estimate(self) -> Estimate:
        """The same as findings carry it; the events are what was counted above the line."""
        return Estimate(self.value, self.low, self.high, self.persons, self.over)


@dataclass(frozen=True)
class PerPerson:
    """Integer counts of each person above and under the line; one entry a row of the crowd, all 0 or more.

    `scale` turns the ratio into the printed unit, e.g. 12 for "per year" when `under` counts months.
    """

    over: Ints
    under: Ints
    kind: Kind
    scale: float = 1.0

    def overall(self, crowd: Crowd) -> Rate:
        """The ratio for the whole crowd."""
        return self._rates(crowd.cells[EVERYBODY])[0]

    def by(self, crowd: Crowd, dim: str) -> dict[str, Rate]:
        """The ratio for each group of a dimension, in printing order."""
        cells = crowd.cells[dim]
        return dict(zip(cells.labels, self._rates(cells), strict=True))

    def table(self, crowd: Crowd) -> pa.Table:
        """The ratio for everybody and for each group of each dimension (see `SCHEMA`)."""
        rows = [
            {"dim": dim, "group": label, **vars(rate)}
            for dim in crowd.cells
            for label, rate in self.by(crowd, dim).items()
        ]
        return pa.Table.from_pylist(rows, schema=SCHEMA)

    def groups(self, crowd: Crowd) -> tuple[GroupValue, ...]:
        """The ratio for each group of each dimension, as findings carry it."""
        return tuple(
            GroupValue.of(dim, label, rate.estimate)
            for dim in crowd.dims
            for label, rate in self.by(crowd, dim).items()
        )

    def each(self) -> Floats:
        """The ratio of each person (`nan` where nothing stands under the line)."""
        out = np.full(len(self.over), math.nan)
        np.divide(self.over * self.scale, self.under, out=out, where=self.under > 0)
        return out

    @cached_property
    def _sides(self) -> tuple[Amounts, Amounts, Amounts]:
        """What stands above and under the line, and whether anything stands under it."""
        return Amounts.of(self.over), Amounts.of(self.under), Amounts.of(self.under > 0)

    def _rates(self, cells: Cells) -> list[Rate]:
        over, under, there = (cells.sums(side) for side in self._sides)
        persons = cells.by_group(there).astype(np.int64)
        above, below, clusters = (cells.by_group(side) for side in (over, under, under > 0))
        value = _divided(above, below)
        residual = over - np.where(below > 0, value, 0.0)[cells.group] * under
        spread = _divided(clusters, clusters - 1) * cells.by_group(residual**2)
        variance = np.where(clusters > 1, _divided(spread, below**2), math.nan)
        variance[variance < _BLIND * value**2] = 0.0
        columns = (side.tolist() for side in (value, variance, above, below, persons, clusters))
        return [self._rate(*figures) for figures in zip(*columns, strict=True)]

    def _rate(
        self, value: float, variance: float, over: float, under: float, persons: int, clusters: float
    ) -> Rate:
        low, high = _interval(self.kind, value, variance, persons, int(clusters), over, under)
        value, low, high = (self.scale * figure for figure in (value, low, high))
        return Rate(value, low, high, int(over), int(under), persons, int(clusters))


def _divided(over: Floats, under: Floats) -> Floats:
    out = np.full(len(over), math.nan)
    np.divide(over, under, out=out, where=under > 0)
    return out


def _interval(
    kind: Kind, value: float, variance: float, persons: int, clusters: int, over: float, under: float
) -> tuple[float, float]:
    """The 95 % interval of a ratio, unscaled."""
    if math.isnan(variance):
        return math.nan, math.nan
    if kind == "share":
        return _of_share(value, variance, persons, clusters)
    if kind == "rate":
        if not over:
            return 0.0, NO_EVENT / under
        down, up = gamma_factors(value * value / variance if variance else over)
        return value * down, value * up
    if not variance:
        return math.nan, math.nan
    reach = float(t_quantile(clusters - 1)) * math.sqrt(variance)
    return value - reach, value + reach


def _of_share(value: float, variance: float, persons: int, clusters: int) -> tuple[float, float]:
    spread = value * (1 - value)
    if spread > 0 and variance > 0:
        tries = spread / variance
        low, high = wilson(value * tries, tries, float(t_quantile(clusters - 1)))
    else:
        low, high = wilson(value * persons, persons)
    return min(value, float(low)), max(value, float(high))

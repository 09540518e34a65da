"""Ratios of counts per person, by group, with intervals that hold for people who share luck.

Most measures of harm are a sum of counts over another: wrongly listed months / listed months, onsets /
person-years. A measure therefore counts both sides for each person (`PerPerson`) and leaves the groups and
the intervals to this module. Clusters (blocks of 200 m) and not persons are the unit of the standard error:
with R = O/U, its variance is C/(C-1) * sum over clusters of (O_c - R U_c)^2 / U^2 (linearised ratio; Cochran
1977, section 6). From it come, for 95 %:

- `share`, a fraction: Wilson (1927) on the effective number R(1-R)/variance (Korn & Graubard 1998);
- `rate`, events per time: the gamma interval on the effective count R^2/variance (Fay & Feuer 1997);
- `mean`, anything else: Student's t with C-1 degrees of freedom.

Where nothing (or everything) happened the variance is blind; then Wilson on the number of persons, and 3.69
events (the exact Poisson limit) bound what may have been missed. One cluster alone has no honest interval.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.measure.crowd import Crowd
from glasshouse.measure.findings import Estimate, GroupValue
from glasshouse.measure.intervals import gamma_factors, t_quantile, wilson
from glasshouse.measure.monthly import Floats, Ints

Kind = Literal["share", "rate", "mean"]
NO_EVENT = 3.688879454113936
"""Upper 97.5 % limit of a Poisson mean when no event was seen: -ln 0.025."""

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
        return self._rates(crowd, np.zeros(len(crowd), np.int64), 1)[0]

    def by(self, crowd: Crowd, dim: str) -> dict[str, Rate]:
        """The ratio for each group of a dimension, in printing order."""
        codes, labels = crowd.dims[dim]
        return dict(zip(labels, self._rates(crowd, codes, len(labels)), strict=True))

    def table(self, crowd: Crowd) -> pa.Table:
        """The ratio for everybody and for each group of each dimension (see `SCHEMA`)."""
        return pa.Table.from_pylist(list(self._table_rows(crowd)), schema=SCHEMA)

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

    def _table_rows(self, crowd: Crowd) -> Iterator[dict[str, Any]]:
        yield {"dim": "all", "group": "all", **vars(self.overall(crowd))}
        for dim in crowd.dims:
            for label, rate in self.by(crowd, dim).items():
                yield {"dim": dim, "group": label, **vars(rate)}

    def _rates(self, crowd: Crowd, codes: npt.NDArray[np.integer], groups: int) -> Sequence[Rate]:
        blocks = int(crowd.cluster.max()) + 1 if len(crowd) else 0
        key = crowd.cluster * groups + codes
        over, under = (
            np.bincount(key, side, blocks * groups).reshape(blocks, groups).astype(np.float64)
            for side in (self.over, self.under)
        )
        persons = np.bincount(codes, self.under > 0, groups)
        return [self._rate(over[:, g], under[:, g], int(persons[g])) for g in range(groups)]

    def _rate(self, over: Floats, under: Floats, persons: int) -> Rate:
        above, below, clusters = int(over.sum()), int(under.sum()), int((under > 0).sum())
        if not below:
            return Rate(math.nan, math.nan, math.nan, above, 0, 0, 0)
        value = above / below
        low, high = _interval(
            self.kind, value, _variance(over, under, value, clusters), persons, clusters, below
        )
        value, low, high = (self.scale * figure for figure in (value, low, high))
        return Rate(value, low, high, above, below, persons, clusters)


def _variance(over: Floats, under: Floats, value: float, clusters: int) -> float:
    if clusters < 2:
        return math.nan
    residual = over - value * under
    return clusters / (clusters - 1) * float(residual @ residual) / float(under.sum()) ** 2


def _interval(
    kind: Kind, value: float, variance: float, persons: int, clusters: int, below: int
) -> tuple[float, float]:
    """The 95 % interval of a ratio, unscaled."""
    if math.isnan(variance):
        return math.nan, math.nan
    if kind == "share":
        spread = value * (1 - value)
        tries = spread / variance if spread > 0 and variance > 0 else float(persons)
        low, high = wilson(value * tries, tries)
        return min(value, float(low)), max(value, float(high))
    if kind == "rate":
        if not value:
            return 0.0, NO_EVENT / below
        down, up = gamma_factors(value * value / variance) if variance else (1.0, 1.0)
        return value * down, value * up
    reach = float(t_quantile(clusters - 1)) * math.sqrt(variance)
    return value - reach, value + reach

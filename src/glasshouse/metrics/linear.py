"""Intervals of figures that are smooth functions of sums, by linearisation.

Each person gets an influence: how much the figure moves with them (Deville 1999). Influences of one cluster
are summed, because people of one block share luck; the spread of these sums gives the standard error.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from glasshouse.metrics.findings import Estimate
from glasshouse.metrics.intervals import t_quantile
from glasshouse.metrics.monthly import Floats, Ints


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

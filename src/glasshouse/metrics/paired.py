"""Paired differences: the same person with the system minus without it, with honest intervals.

Both lives share their luck, so the difference is per person and most chance cancels. What is left is whom the
draw of the society happened to contain; people of one block share creditors, neighbours and the map, so the
standard error treats the block, not the person, as the unit (cluster-robust).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypedDict

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.metrics.monthly import Floats, Ints

Dims = Mapping[str, tuple[npt.NDArray[np.integer], Sequence[str]]]
"""A grouping of persons per dimension: the code of each person and the label of each code."""

SCHEMA = pa.schema(
    [
        ("measure", pa.string()),
        ("dim", pa.string()),
        ("group", pa.string()),
        ("persons", pa.int64()),
        ("clusters", pa.int64()),
        ("unit", pa.string()),
        ("system", pa.float64()),
        ("twin", pa.float64()),
        ("difference", pa.float64()),
        ("se", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
    ]
)
"""Columns of the gap table. Values are means per person in the `unit` of the row; where that is null, of the
values as given."""
_AT_ONCE = 1 << 20
"""Persons compared at a time, so that wide copies of their numbers stay small."""
_FIGURES = ("system", "twin", "difference", "se", "low", "high")


class ComparisonRow(TypedDict):
    """A row of that table; None where a value is not known."""

    measure: str
    dim: str
    group: str
    persons: int
    clusters: int
    unit: str | None
    system: float
    twin: float
    difference: float
    se: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Difference:
    """Means per person with and without the system, their difference and its 95 % interval.

    `se` is cluster-robust; `low` and `high` use Student's t with (clusters - 1) degrees of freedom and are
    `nan` when everybody stands in one cluster, where no honest interval exists.
    """

    persons: int
    clusters: int
    system: float
    twin: float
    difference: float
    se: float
    low: float
    high: float


def paired_difference(system: npt.ArrayLike, twin: npt.ArrayLike, clusters: npt.ArrayLike) -> Difference:
    """Mean of system - twin over persons, with cluster-robust standard error and 95 % interval.

    Arrays have one entry per person in the same order; `clusters` may be any integers. The variance is
    C/(C-1) * sum over clusters of (sum of residuals)^2 / N^2, the usual sandwich for a mean.
    """
    of_person = numbered(np.asarray(clusters))
    everybody = _Groups.of(np.zeros(len(of_person), np.uint8), 1, of_person)
    return _differences(np.asarray(system), np.asarray(twin), everybody)[0]


def crossed(dims: Dims) -> Dims:
    """Every combination of the groups of several dimensions as one, the last dimension fastest."""
    code = np.zeros((), np.int64)
    names: list[tuple[str, ...]] = [()]
    for codes, labels in dims.values():
        code = code * len(labels) + np.asarray(codes, np.int64)
        names = [(*before, label) for before in names for label in labels]
    return {" x ".join(dims): (code, tuple(" x ".join(labels) for labels in names))}


def gap_table(
    system: Mapping[str, npt.NDArray[np.generic]],
    twin: Mapping[str, npt.NDArray[np.generic]],
    dims: Dims,
    clusters: npt.ArrayLike,
    units: Mapping[str, tuple[float, str]] | None = None,
) -> pa.Table:
    """Every measure both worlds have, for everybody and for each group of each dimension (see `SCHEMA`).

    `units` gives some measures a unit, with the number that turns a mean per person into it.
    Costs one pass of integer counting per measure and dimension, whatever the number of groups."""
    of_person = numbered(np.asarray(clusters))
    whole: Dims = {"all": (np.zeros(len(of_person), np.uint8), ("all",)), **dims}
    grouped = {dim: _Groups.of(codes, len(labels), of_person) for dim, (codes, labels) in whole.items()}
    rows: list[dict[str, object]] = []
    for name in (name for name in system if name in twin):
        scale, unit = (units or {}).get(name, (1.0, None))
        for dim, (_, labels) in whole.items():
            found = _differences(system[name], twin[name], grouped[dim])
            rows += [
                {"measure": name, "dim": dim, "group": label, "unit": unit, **_scaled(gap, scale)}
                for label, gap in zip(labels, found, strict=True)
                if gap.persons
            ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _scaled(gap: Difference, scale: float) -> dict[str, object]:
    return {**vars(gap), **{name: getattr(gap, name) * scale for name in _FIGURES}}


@dataclass(frozen=True)
class _Groups:
    """The groups of one dimension: the `codes` of persons, the cluster each is in, and how many persons each
    cell of a cluster and a group holds, `size` (clusters, groups)."""

    codes: npt.NDArray[np.integer]
    of_person: Ints
    size: Ints

    @classmethod
    def of(cls, codes: npt.NDArray[np.integer], groups: int, of_person: Ints) -> _Groups:
        clusters = int(of_person.max()) + 1 if len(of_person) else 0
        made = cls(codes, of_person, np.zeros((clusters, groups), np.int64))
        for _, rows, cell in made.blocks():
            room = (rows.stop - rows.start) * groups
            made.size[rows] += np.bincount(cell, minlength=room).reshape(-1, groups)
        return made

    def blocks(self) -> Iterator[tuple[slice, slice, Ints]]:
        """Persons in blocks, the clusters of each block, and the cell of each person, counted from there."""
        groups = self.size.shape[1]
        for start in range(0, len(self.of_person), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            of_person = self.of_person[part]
            rows = slice(int(of_person.min()), int(of_person.max()) + 1)
            yield part, rows, (of_person - rows.start) * groups + self.codes[part].astype(np.int64)

    @cached_property
    def persons(self) -> list[int]:
        """Persons of each group."""
        return list(self.size.sum(0).tolist())

    @cached_property
    def present(self) -> list[int]:
        """Clusters in which each group has somebody."""
        return list((self.size > 0).sum(0).tolist())


def _differences(
    system: npt.NDArray[np.generic], twin: npt.NDArray[np.generic], groups: _Groups
) -> list[Difference]:
    """One `Difference` per group, from sums per (cluster, group)."""
    count = groups.size.shape[1]
    change, here, there = np.zeros(groups.size.shape), np.zeros(count), np.zeros(count)
    for part, rows, cell in groups.blocks():
        with_it, without = system[part].astype(np.float64), twin[part].astype(np.float64)
        room = (rows.stop - rows.start) * count
        change[rows] += np.bincount(cell, with_it - without, room).reshape(-1, count)
        here += np.bincount(groups.codes[part], with_it, count)
        there += np.bincount(groups.codes[part], without, count)
    return [_one(groups, g, change[:, g], float(here[g]), float(there[g])) for g in range(count)]


def _one(groups: _Groups, g: int, change: Floats, system: float, twin: float) -> Difference:
    persons, present = groups.persons[g], groups.present[g]
    if not persons:
        return Difference(0, 0, *([math.nan] * 6))
    mean = float(change.sum()) / persons
    se = _standard_error(groups.size[:, g], change, mean, present)
    reach = _t_quantile(present - 1) * se if present > 1 else math.nan
    means = (system / persons, twin / persons, mean)
    return Difference(persons, present, *means, se, mean - reach, mean + reach)


def _standard_error(size: Ints, change: Floats, mean: float, present: int) -> float:
    if present < 2:
        return math.nan
    residual = change - size * mean
    variance = present / (present - 1) * float((residual**2).sum()) / float(size.sum()) ** 2
    return math.sqrt(variance)


@cache
def _t_quantile(df: int) -> float:
    from scipy.special import stdtrit  # late: a tenth of a second to import

    return float(stdtrit(df, 0.975))


def numbered(codes: npt.NDArray[np.integer]) -> Ints:
    """The number of each code (n,) among those that occur, ascending: the inverse of `np.unique`."""
    room = int(codes.max()) + 1 if len(codes) and codes.min() >= 0 else 0
    if not 0 < room <= 4 * len(codes):
        return np.asarray(np.unique(codes, return_inverse=True)[1], np.int64)
    seen = np.zeros(room, np.bool_)
    seen[codes] = True
    return np.asarray((np.cumsum(seen, dtype=np.int64) - 1)[codes], np.int64)

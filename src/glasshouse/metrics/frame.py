"""A measure by group, in the shape users of Fairlearn's `MetricFrame` know.

Counts come from one pass of integer counting (`bincount`) whatever the number of groups; no row is copied per
group. Beside every number stand its interval and the persons and events it rests on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics.findings import Estimate, GroupValue
from glasshouse.metrics.intervals import compact
from glasshouse.metrics.list_shares import ratio
from glasshouse.metrics.monthly import Floats, Ints, column, group_codes
from glasshouse.metrics.paired import Dims, crossed
from glasshouse.metrics.persons import clusters as clusters_of
from glasshouse.metrics.persons import need
from glasshouse.metrics.samples import Sample

Key = str | tuple[str, ...]
"""A group: its label, or the labels of an intersection in the order of the dimensions."""

Method = Literal["between_groups", "to_overall"]
METHODS: tuple[Method, ...] = ("between_groups", "to_overall")


class GroupFrame:
    """The mean of `values` over persons, for everybody and for each group with persons.

    `values` has one entry per person: 0/1 (a share), a count, cents. `by` names one dimension or several,
    each with the code of every person and the label of every code; several mean their intersections.
    `clusters` (any integers) are the blocks in which people share luck; without them persons count as
    independent. With `twin`, the same persons' values without the system, every number is a paired
    difference.

    Raises `InputError` when columns differ in length, hold something not finite, or no dimension is given.
    """

    def __init__(
        self,
        values: npt.ArrayLike,
        by: Dims,
        *,
        clusters: npt.ArrayLike | None = None,
        twin: npt.ArrayLike | None = None,
    ) -> None:
        _check(values, by, clusters, twin)
        self.dims = tuple(by)
        self.labels = tuple(tuple(labels) for _, labels in by.values())
        with_it = np.asarray(values)
        without = None if twin is None else np.asarray(twin)
        self._values = with_it if without is None else with_it.astype(np.float64) - without
        self._share = without is None and bool(np.all((with_it == 0) | (with_it == 1)))
        ((codes, _),) = crossed(by).values()
        self._codes = np.asarray(codes, np.int64)
        self._clusters = None if clusters is None else compact(clusters)

    @classmethod
    def of(
        cls,
        people: pa.Table,
        measure: str,
        by: str | Sequence[str],
        *,
        side: str = "system",
        ever: bool = False,
    ) -> GroupFrame:
        """The frame of one measure of a table of people, clustered by its column `cluster` where it has one.

        `side` is "system", "twin" or "difference" (paired, system less twin); `by` names columns of the
        table; `ever` turns the measure into 0/1: whether it is above 0. Raises `InputError` for unknown
        names.
        """
        names = (by,) if isinstance(by, str) else tuple(by)
        sides = ("system", "twin") if side == "difference" else (side,)
        need(people, *(f"{one}_{measure}" for one in sides), *names)
        found = [column(people, f"{one}_{measure}") for one in sides]
        found = [(values > 0).astype(np.int64) if ever else values for values in found]
        groups = {name: group_codes(people, name)[::-1] for name in names}
        return cls(found[0], groups, clusters=clusters_of(people), twin=found[1] if len(found) > 1 else None)

    @cached_property
    def everybody(self) -> Sample:
        """The counts of all persons together."""
        return next(iter(self._count(np.zeros(len(self._values), np.int64), 1)))

    @cached_property
    def samples(self) -> Mapping[Key, Sample]:
        """The counts of each group with persons, in the order of the labels."""
        keys: list[Key] = list(product(*self.labels)) if len(self.labels) > 1 else list(self.labels[0])
        counted = self._count(self._codes, len(keys))
        return {key: found for key, found in zip(keys, counted, strict=True) if found.persons}

    @cached_property
    def overall(self) -> Estimate:
        """The mean over everybody."""
        return self.everybody.mean()

    @cached_property
    def by_group(self) -> Mapping[Key, Estimate]:
        """The mean of each group with persons: by label, or by the labels of an intersection."""
        return {key: sample.mean() for key, sample in self.samples.items()}

    def group_min(self) -> Estimate:
        """The mean of the group where it is least."""
        return self.by_group[self._least]

    def group_max(self) -> Estimate:
        """The mean of the group where it is greatest."""
        return self.by_group[self._most]

    def difference(self, method: Method = "between_groups") -> Estimate:
        """Greatest mean less least, or ("to_overall") the greatest distance of a group from everybody.

        The interval is that of the two groups compared, as if they had been chosen beforehand."""
        if _known_method(method) == "between_groups":
            return self.samples[self._most].minus(self.samples[self._least])
        return max((self._from_overall(key) for key in self.samples), key=lambda found: found.value)

    def ratio(self, method: Method = "between_groups") -> Estimate:
        """Least mean / greatest, or ("to_overall") the least ratio, either way round, of a group to
        everybody.

        At most 1 where means are not negative. The interval is that of the two groups compared."""
        if _known_method(method) == "between_groups":
            return _at_most_one(self.samples[self._least].over(self.samples[self._most]))
        ratios = (self._ratio_to_overall(key) for key in self.samples)
        return min((_at_most_one(found) for found in ratios), key=lambda r: (math.isnan(r.value), r.value))

    def against_others(self, key: Key) -> tuple[Estimate, Estimate]:
        """Ratio and difference of one group's mean against all persons outside the group."""
        sample = self.samples[key]
        others = self.everybody.without(sample)
        return sample.over(others), sample.minus(others)

    def groups(self) -> tuple[GroupValue, ...]:
        """`by_group` as findings carry it."""
        return tuple(GroupValue.of(self.dim, group_name(key), found) for key, found in self.by_group.items())

    @property
    def dim(self) -> str:
        """The dimensions in one word, e.g. "sex x age_band"."""
        return " x ".join(self.dims)

    @property
    def _least(self) -> Key:
        return min(self.samples, key=lambda key: self.samples[key].value)

    @property
    def _most(self) -> Key:
        return max(self.samples, key=lambda key: self.samples[key].value)

    def _from_overall(self, key: Key) -> Estimate:
        """Distance of a group's mean from that of everybody, which is (1 - its share) times that from
        others."""
        sample = self.samples[key]
        if sample.persons == self.everybody.persons:
            return Estimate(0.0, 0.0, 0.0, sample.persons, sample.events)
        share = sample.persons / self.everybody.persons
        gap = sample.minus(self.everybody.without(sample)).times(1 - share)
        return gap if gap.value >= 0 else gap.times(-1)

    def _ratio_to_overall(self, key: Key) -> Estimate:
        """Ratio of a group's mean to that of everybody: with r to the others and share w, r / (w r + 1 -
        w)."""
        sample = self.samples[key]
        if sample.persons == self.everybody.persons:
            return Estimate(1.0, 1.0, 1.0, sample.persons, sample.events)
        share = sample.persons / self.everybody.persons
        found = sample.over(self.everybody.without(sample))
        low, high = (r / (share * r + 1 - share) for r in (found.low, found.high))
        value = ratio(sample.value, self.everybody.value)
        return Estimate(value, low, high, self.everybody.persons, self.everybody.events)

    def _count(self, codes: Ints, groups: int) -> list[Sample]:
        """A sample per group from counts per (cluster, group)."""
        of_person, blocks = self._clusters or (0, 1)
        key = of_person * groups + codes
        size = np.bincount(key, minlength=blocks * groups).reshape(blocks, groups)
        total = self._sum(key, self._values, blocks * groups).reshape(blocks, groups)
        events = total.sum(axis=0) if self._share else np.bincount(codes[self._values != 0], minlength=groups)
        pivot = float(total.sum()) / max(len(self._values), 1)
        around = self._sum(codes, self._squares(pivot), groups)
        return [
            Sample(
                size=size[:, g],
                total=total[:, g],
                events=int(events[g]),
                squares=float(around[g]),
                pivot=pivot,
                share=self._share,
                clustered=self._clusters is not None,
            )
            for g in range(groups)
        ]

    def _squares(self, pivot: float) -> Floats | None:
        return None if self._share or self._clusters is not None else (self._values - pivot) ** 2

    @staticmethod
    def _sum(key: Ints, values: npt.NDArray[np.generic] | None, size: int) -> Floats:
        if values is None:
            return np.zeros(size)
        return np.asarray(np.bincount(key, np.asarray(values, np.float64), size), np.float64)


def group_name(key: Key) -> str:
    """A group in one word, e.g. "women" or "women x 60+"."""
    return key if isinstance(key, str) else " x ".join(key)


def _at_most_one(found: Estimate) -> Estimate:
    if found.value <= 1 or not found.low > 0:
        return found
    return Estimate(1 / found.value, 1 / found.high, 1 / found.low, found.persons, found.events)


def _known_method(method: str) -> str:
    if method not in METHODS:
        raise InputError(
            Diagnostic(f"{method}: not a method", suggestion(method, METHODS) or "or ".join(METHODS))
        )
    return method


def _check(
    values: npt.ArrayLike, by: Dims, clusters: npt.ArrayLike | None, twin: npt.ArrayLike | None
) -> None:
    persons = len(np.asarray(values))
    diagnostics = [] if persons else [Diagnostic("there are no persons", "give one value per person")]
    if not by:
        diagnostics.append(Diagnostic("no dimension is given", 'give for example {"sex": (codes, labels)}'))
    columns = {"clusters": clusters, "twin": twin, **{name: codes for name, (codes, _) in by.items()}}
    for name, found in columns.items():
        if found is not None and len(np.asarray(found)) != persons:
            diagnostics.append(
                Diagnostic(f"{name} has {len(np.asarray(found))} entries, values has {persons}")
            )
    for name, found in (("values", values), ("twin", twin)):
        if found is not None and not np.isfinite(np.asarray(found)).all():
            diagnostics.append(
                Diagnostic(f"{name} holds numbers that are not finite", "leave such persons out")
            )
    for name, (codes, labels) in by.items():
        if len(np.asarray(codes)) and not 0 <= np.min(codes) <= np.max(codes) < len(labels):
            diagnostics.append(Diagnostic(f"{name} has codes without a label"))
    if diagnostics:
        raise InputError(*diagnostics)

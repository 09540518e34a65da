"""Who is counted: the persons of a results folder, their clusters, and the groups they belong to.

Read from the table of people: `person` (number), `cluster` (block of 200 m), `age` and the columns of
groups (province, and those of `monthly.dims_in`). Measures count events per person first, as integers; this
module says which row a person has and which group and cluster the row belongs to. Persons who are not in the
table (a sample was kept) are left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics.intervals import compact
from glasshouse.metrics.monthly import Floats, Ints, dims_in, group_codes
from glasshouse.metrics.paired import Dims
from glasshouse.metrics.persons import ADULT

EVERYBODY = "all"
"""The dimension of which everybody is the only group."""


@dataclass(frozen=True)
class Amounts:
    """One amount a person, ready to be summed by cell again and again: where it is not 0, and how much.

    `same` is the amount of everybody where all are alike, which spares the summing; else it is `nan`."""

    rows: Ints
    values: Floats
    same: float

    @classmethod
    def of(cls, amounts: npt.NDArray[np.generic]) -> Amounts:
        """The amounts of all persons of a crowd, in its order."""
        given = np.asarray(amounts, np.float64)
        if not len(given) or given.max() == given.min():
            same = float(given[0]) if len(given) else 0.0
            return cls(np.zeros(0, np.int64), np.zeros(0), same)
        rows = np.flatnonzero(given)
        return cls(rows, given[rows], math.nan)


@dataclass(frozen=True)
class Cells:
    """The inhabited pairs of cluster and group of one dimension, numbered 0, 1, ...

    `of_person` holds the cell of each person; `group` the group and `size` the persons of each cell; `labels`
    those of the groups.
    """

    of_person: Ints
    group: Ints
    size: Ints
    labels: tuple[str, ...]

    def sums(self, amounts: Amounts) -> Floats:
        """Sums of one amount a person by cell; nearly free where all are alike or most are 0."""
        if not math.isnan(amounts.same):
            return self.size.astype(np.float64) * amounts.same
        found = np.bincount(self.of_person[amounts.rows], amounts.values, len(self.size))
        return np.asarray(found, np.float64)

    def by_group(self, amounts: npt.NDArray[np.generic]) -> Floats:
        """Sums of one amount a cell by group."""
        found = np.bincount(self.group, amounts.astype(np.float64), len(self.labels))
        return np.asarray(found, np.float64)


@dataclass(frozen=True)
class Crowd:
    """The persons counted, one entry a row: number, cluster (0, 1, ... without gaps), whether adult, groups.

    `dims` holds for each dimension the code of every person and the label of every code.
    """

    person: Ints
    cluster: Ints
    adult: npt.NDArray[np.bool_]
    dims: Dims

    def __len__(self) -> int:
        return len(self.person)

    def rows(self, persons: npt.ArrayLike) -> Ints:
        """The row of each numbered person, -1 for those who are not in the crowd."""
        asked = np.asarray(persons, np.int64)
        if not len(self):
            return np.full(len(asked), -1, np.int64)
        if len(self._places):
            known = (asked >= 0) & (asked < len(self._places))
            return np.where(known, self._places[np.where(known, asked, 0)], -1)
        at = np.minimum(np.searchsorted(self._sorted, asked), len(self) - 1)
        return np.where(self._sorted[at] == asked, self._order[at], -1)

    def sums(self, persons: npt.ArrayLike, amounts: npt.ArrayLike | None = None) -> Ints:
        """For each row, the sum of the integer amounts of its events (how many events without amounts).

        Exact while a person's sum is below 2**53."""
        row = self.rows(persons)
        known = row >= 0
        weight = None if amounts is None else np.asarray(amounts, np.float64)[known]
        return np.bincount(row[known], weight, len(self)).astype(np.int64)

    def codes(self, dim: str) -> tuple[Ints, tuple[str, ...]]:
        """The group of each person in a dimension, and the labels; `EVERYBODY` is one group."""
        if dim == EVERYBODY:
            return np.zeros(len(self), np.int64), (EVERYBODY,)
        if dim not in self.dims:
            raise InputError(
                Diagnostic(f"{dim}: not a dimension of these people", suggestion(dim, self.dims))
            )
        codes, labels = self.dims[dim]
        return np.asarray(codes, np.int64), tuple(labels)

    @cached_property
    def cells(self) -> Mapping[str, Cells]:
        """The cells of each dimension, and of `EVERYBODY` first."""
        return {dim: self._cells(*self.codes(dim)) for dim in (EVERYBODY, *self.dims)}

    def _cells(self, codes: Ints, labels: tuple[str, ...]) -> Cells:
        key = self.cluster * len(labels) + codes
        cell, count = compact(key)
        group = np.zeros(count, np.int64)
        group[cell] = codes
        return Cells(cell, group, np.bincount(cell, minlength=count), labels)

    @cached_property
    def _places(self) -> Ints:
        """The row of every number up to the highest, where numbers are dense enough for such a table."""
        highest = int(self.person.max())
        if highest > 16 * len(self) + 1024:
            return np.zeros(0, np.int64)
        table = np.full(highest + 1, -1, np.int64)
        table[self.person] = np.arange(len(self))
        return table

    @cached_property
    def _order(self) -> Ints:
        return np.argsort(self.person, kind="stable")

    @cached_property
    def _sorted(self) -> Ints:
        return self.person[self._order]


def crowd(people: pa.Table) -> Crowd:
    """The crowd of a table of people. Raises `InputError` when it lacks columns or names a person twice."""
    require(people, "people", ("person", "cluster", "age"))
    person = integers(people, "person")
    if compact(person)[1] < len(person):
        raise InputError(Diagnostic("a person stands twice in the table of people", "give one row a person"))
    cluster = compact(integers(people, "cluster"))[0]
    return Crowd(person, cluster, integers(people, "age") >= ADULT, _dims(people))


def require(table: pa.Table, called: str, columns: Iterable[str]) -> None:
    """Raise `InputError` with every one of `columns` that the table `called` so does not have."""
    known = table.column_names
    diagnostics = [
        Diagnostic(f'the table of {called} has no column "{name}"', suggestion(name, known))
        for name in columns
        if name not in known
    ]
    if diagnostics:
        raise InputError(*diagnostics)


def integers(table: pa.Table, name: str) -> Ints:
    """A whole-number or boolean column as int64."""
    return np.asarray(table.column(name).to_numpy(), dtype=np.int64)


def words(table: pa.Table, name: str) -> tuple[tuple[str, ...], Ints]:
    """The words of a text column, in alphabetical order, and the code of each row (-1 where it is empty)."""
    encoded = pa.chunked_array(table.column(name)).combine_chunks()
    if not pa.types.is_dictionary(encoded.type):
        encoded = encoded.dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.unify_dictionaries().combine_chunks()
    found = [str(word) for word in encoded.dictionary.to_pylist()]
    labels = sorted(set(found) - {""})  # a dictionary may name a word twice
    place = {word: k for k, word in enumerate(labels)} | {"": -1}
    rank = np.array([*(place[word] for word in found), -1], np.int64)
    codes = encoded.indices.fill_null(len(found)).to_numpy(zero_copy_only=False).astype(np.int64)
    return tuple(labels), rank[codes]


def is_one_of(table: pa.Table, name: str, chosen: Iterable[str]) -> npt.NDArray[np.bool_]:
    """For each row, whether the text column holds one of the chosen words."""
    labels, codes = words(table, name)
    wanted = set(chosen)
    return np.array([*(label in wanted for label in labels), False])[codes]


def _dims(people: pa.Table) -> Dims:
    dims: dict[str, tuple[Ints, tuple[str, ...]]] = {}
    for name in ("province", *dims_in(people)):
        if name in people.column_names:
            labels, codes = group_codes(people, name)
            dims[name] = (codes, labels)
    return dims

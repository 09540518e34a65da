"""Who is counted: the persons of a results folder, their clusters, and the groups they belong to.

Read from the table of people: `person` (number), `cluster` (block of 200 m), `age` and the label columns of
`DIMENSIONS`. Measures count events per person first, as integers; this module says which row a person has and
which group and cluster the row belongs to. Persons who are not in the table (a sample was kept) are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.errors import BadInput, Fault, suggestion
from glasshouse.measure.monthly import DIMS, Ints, group_codes
from glasshouse.measure.paired import Dims

DIMENSIONS = ("province", *DIMS)
"""The label columns of the table of people, in printing order."""

ADULT = 18
"""Age in years from which a person counts as an adult."""


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
        at = np.minimum(np.searchsorted(self._sorted, asked), len(self) - 1)
        return np.where(self._sorted[at] == asked, self._order[at], -1)

    def sums(self, persons: npt.ArrayLike, amounts: npt.ArrayLike | None = None) -> Ints:
        """For each row, the sum of the integer amounts of its events (how many events without amounts).

        Exact while a person's sum is below 2**53."""
        row = self.rows(persons)
        known = row >= 0
        weight = None if amounts is None else np.asarray(amounts, np.float64)[known]
        return np.bincount(row[known], weight, len(self)).astype(np.int64)

    @cached_property
    def _order(self) -> Ints:
        return np.argsort(self.person, kind="stable")

    @cached_property
    def _sorted(self) -> Ints:
        return self.person[self._order]


def crowd(people: pa.Table) -> Crowd:
    """The crowd of a table of people. Raises `BadInput` when it lacks columns or names a person twice."""
    require(people, "people", ("person", "cluster", "age"))
    person = integers(people, "person")
    if len(np.unique(person)) < len(person):
        raise BadInput(Fault("a person stands twice in the table of people", "give one row a person"))
    cluster = np.unique(integers(people, "cluster"), return_inverse=True)[1].astype(np.int64)
    return Crowd(person, cluster, integers(people, "age") >= ADULT, _dims(people))


def require(table: pa.Table, called: str, columns: Iterable[str]) -> None:
    """Raise `BadInput` with every one of `columns` that the table `called` so does not have."""
    known = table.column_names
    faults = [
        Fault(f'the table of {called} has no column "{name}"', suggestion(name, known))
        for name in columns
        if name not in known
    ]
    if faults:
        raise BadInput(*faults)


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
    order = sorted(range(len(found)), key=found.__getitem__)
    rank = np.empty(len(found) + 1, np.int64)
    rank[order], rank[-1] = np.arange(len(found)), -1
    codes = encoded.indices.fill_null(len(found)).to_numpy(zero_copy_only=False).astype(np.int64)
    return tuple(found[k] for k in order), rank[codes]


def is_one_of(table: pa.Table, name: str, chosen: Iterable[str]) -> npt.NDArray[np.bool_]:
    """For each row, whether the text column holds one of the chosen words."""
    labels, codes = words(table, name)
    wanted = set(chosen)
    return np.array([*(label in wanted for label in labels), False])[codes]


def _dims(people: pa.Table) -> Dims:
    dims: dict[str, tuple[Ints, tuple[str, ...]]] = {}
    for name in DIMENSIONS:
        if name in people.column_names:
            labels, codes = group_codes(people, name)
            dims[name] = (codes, labels)
    return dims

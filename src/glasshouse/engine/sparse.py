"""Arrays that are mostly zero, as the places and values of what is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Sparse:
    """Equal arrays of whole numbers, added one after another; each is looked through once."""

    def __init__(self) -> None:
        self._shape: tuple[int, ...] = ()
        self._where: list[Array] = []
        self._what: list[Array] = []

    def __len__(self) -> int:
        return len(self._where)

    def add(self, array: Array) -> None:
        """Take in one more array of int64, of the shape of the others."""
        flat = array.reshape(-1)
        where = np.flatnonzero(flat)
        self._shape = array.shape
        self._where.append(where)
        self._what.append(flat[where])

    def packed(self) -> dict[str, Array]:
        """All of them as a few plain arrays by name."""
        return {
            "shape": np.array(self._shape, np.int64),
            "rows": np.array([len(where) for where in self._where], np.int64),
            "where": _joined(self._where),
            "what": _joined(self._what),
        }


def unpacked(packed: Mapping[str, Array]) -> list[Array]:
    """The arrays again from `Sparse.packed`."""
    made: list[Array] = []
    shape, end = tuple(packed["shape"].tolist()), 0
    for rows in packed["rows"].tolist():
        array = np.zeros(int(np.prod(shape)), np.int64)
        array[packed["where"][end : end + rows]] = packed["what"][end : end + rows]
        made.append(array.reshape(shape))
        end += rows
    return made


def _joined(arrays: list[Array]) -> Array:
    return np.concatenate(arrays) if arrays else np.zeros(0, np.int64)

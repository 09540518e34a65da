"""What set functions of NumPy do, for columns of everybody: in a pass or two, without sorting them.

`np.unique` and `np.isin` sort whole columns, or join two of them and sort both. That takes seconds for
millions of persons, and several times the memory of the column.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer[Any]]
Flags = npt.NDArray[np.bool_]

_AT_ONCE = 1 << 18


def count_codes(codes: Ints) -> tuple[Ints, Ints]:
    """The codes that occur, ascending, and how often each does; `codes` (n,) are 0 .. 255."""
    counts = np.zeros(256, np.int64)
    for start in range(0, len(codes), _AT_ONCE):  # counting makes a wide copy of what it counts
        counts += np.bincount(codes[start : start + _AT_ONCE], minlength=256)
    present = np.flatnonzero(counts)
    return present, counts[present]


def run_numbers(keys: Ints) -> npt.NDArray[np.int64]:
    """For each of `keys` (n,), of which equal ones stand together, the number of its run: 0, 1, 2, ..."""
    numbers = np.zeros(len(keys), np.int64)
    np.cumsum(keys[1:] != keys[:-1], out=numbers[1:])
    return numbers


def are_in(asked: Ints, ascending: Ints) -> Flags:
    """Which of `asked` (k,) are among the `ascending` ones."""
    if not len(ascending):
        return np.zeros(len(asked), np.bool_)
    at = np.searchsorted(ascending, asked)
    return np.asarray(ascending[np.minimum(at, len(ascending) - 1)] == asked)


def mark(ascending: Ints, chosen: Ints) -> Flags:
    """Which of the `ascending` ones (n,) are among those `chosen`, of whom there may be strangers."""
    marked = np.zeros(len(ascending), np.bool_)
    marked[np.searchsorted(ascending, chosen[are_in(chosen, ascending)])] = True
    return marked

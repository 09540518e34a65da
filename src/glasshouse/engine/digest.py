"""One number for all state, the same whatever order the records are stored in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_STEP = np.uint64(0x9E3779B97F4A7C15)


_AT_ONCE = 1 << 14
"""Rows taken at a time: a column of everybody would be copied in its widest form."""


def of_records(records: npt.NDArray[np.void], leave_out: Iterable[str] = ()) -> int:
    """A 64-bit digest of structured `records` as a set: the order of rows does not matter.

    Fields in `leave_out` (places in storage, say) do not count.
    """
    return of_columns(columns_of(records, leave_out))


def columns_of(
    records: npt.NDArray[np.void], leave_out: Iterable[str] = ()
) -> dict[str, npt.NDArray[np.generic]]:
    """The fields of structured `records` by name, without those in `leave_out`."""
    skipped = set(leave_out)
    return {name: records[name] for name in records.dtype.names or () if name not in skipped}


def of_columns(columns: Mapping[str, npt.NDArray[np.generic]]) -> int:
    """The same of records whose fields are these columns by name, (n,) or (n, k)."""
    return of_sums(sums_of(columns))


def sums_of(columns: Mapping[str, npt.NDArray[np.generic]]) -> npt.NDArray[np.uint64]:
    """What such a digest is made of, u8 (2,): the sums of two sets of records are those of both together."""
    sums = np.zeros(2, np.uint64)
    rows = len(next(iter(columns.values()))) if columns else 0
    for start in range(0, rows, _AT_ONCE):
        hashes = np.zeros(min(_AT_ONCE, rows - start), np.uint64)
        for name in sorted(columns):
            part = columns[name][start : start + _AT_ONCE]
            for values in np.ascontiguousarray(part).reshape(len(part), -1).T:
                hashes = _mixed(hashes ^ values.astype(np.int64).view(np.uint64))
        sums += np.array([hashes.sum(dtype=np.uint64), _mixed(hashes).sum(dtype=np.uint64)], np.uint64)
    return sums


def of_sums(sums: npt.NDArray[np.uint64]) -> int:
    """The digest of records whose sums are given."""
    return int(_mixed(sums[:1] ^ (sums[1:] << np.uint64(1)))[0])


def of_arrays(*arrays: npt.NDArray[np.generic]) -> str:
    """SHA-256 of arrays of integers in order, by value and shape."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(repr(array.shape).encode())
        digest.update(np.ascontiguousarray(array, "<i8").data)
    return digest.hexdigest()


def _mixed(word: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    word = word + _STEP
    word = (word ^ (word >> np.uint64(30))) * _MIX1
    word = (word ^ (word >> np.uint64(27))) * _MIX2
    return word ^ (word >> np.uint64(31))

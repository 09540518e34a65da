"""Putting records into another order where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from glasshouse.engine.array_space import ArraySpace

_BYTES = 16
"""Bytes of each record moved at a time: the memory it takes, and no second copy of the records."""


_AT_ONCE = 1 << 18


def reordered(
    records: npt.NDArray[Any], order: npt.NDArray[np.integer[Any]], space: ArraySpace
) -> npt.NDArray[Any]:
    """`records` (n,) in the `order` of a permutation: moved where they lie, or copied if that is on disk."""
    if not space.on_disk:
        reorder(records, order)
        return records
    made = space.zeros(len(records), records.dtype).view(type(records))
    for start in range(0, len(order), _AT_ONCE):
        made[start : start + _AT_ONCE] = records[order[start : start + _AT_ONCE]]
    return made


def reorder(records: npt.NDArray[Any], order: npt.NDArray[np.integer[Any]]) -> None:
    """Put `records` (n,) into the `order` of a permutation: number k becomes what `order[k]` was."""
    if not len(records):
        return
    size, step = records.dtype.itemsize, records.strides[0]
    for start in range(0, size, _BYTES):
        part = np.ndarray((len(records),), f"V{min(_BYTES, size - start)}", records, start, (step,))
        part[...] = part[order]

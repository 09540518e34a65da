"""Putting records into another order where they lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

_BYTES = 16
"""Bytes of each record moved at a time: the memory it takes, and no second copy of the records."""


def reorder(records: npt.NDArray[Any], order: npt.NDArray[np.integer[Any]]) -> None:
    """Put `records` (n,) into the `order` of a permutation: number k becomes what `order[k]` was."""
    if not len(records):
        return
    size, step = records.dtype.itemsize, records.strides[0]
    for start in range(0, size, _BYTES):
        part = np.ndarray((len(records),), f"V{min(_BYTES, size - start)}", records, start, (step,))
        part[...] = part[order]

"""Sets kept as bits of a whole number."""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.engine.compiled import inlined

_PLACE = np.zeros(67, np.int64)
_PLACE[[(1 << bit) % 67 for bit in range(63)]] = range(63)
"""Powers of two differ modulo 67, so the remainder says which one it is."""


@inlined
def without(mask: Any, bits: Any) -> Any:
    """`mask` with `bits` taken out (works for every width, in compiled and plain Python)."""
    # Not `mask & ~bits`: the complement of an unsigned column is negative in plain Python and 64 bits wide in
    # compiled code, and storing it back would fail in one of the two.
    return mask ^ (mask & bits)


@inlined
def count(mask: Any) -> Any:
    """How many bits are set."""
    n = 0
    while mask:
        mask &= mask - 1
        n += 1
    return n


@inlined
def lowest(mask: Any) -> Any:
    """Index of the lowest bit set of a mask of up to 63 bits that is not 0."""
    return _PLACE[(mask & -mask) % 67]

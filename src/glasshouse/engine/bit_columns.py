"""Sets of codes as a column of a table: a number where one word holds them, else bytes of a fixed width."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

WORD = 32
Words = npt.NDArray[np.uint32]
"""Sets in words of 32 bits, (rows, words): code c is bit c % 32 of word c // 32."""


def to_column(words: Words) -> pa.Array:
    """The column of some sets: uint32 for one word, else binary of a fixed width."""
    if words.shape[1] == 1:
        return pa.array(np.ascontiguousarray(words[:, 0], np.uint32))
    whole = np.ascontiguousarray(words, "<u4")
    width = pa.binary(whole.shape[1] * 4)
    return pa.Array.from_buffers(width, len(whole), [None, pa.py_buffer(whole.tobytes())])


def from_column(column: pa.ChunkedArray | pa.Array) -> Words:
    """The sets of a column that `to_column` made."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not pa.types.is_fixed_size_binary(whole.type):
        return np.asarray(whole.to_numpy(zero_copy_only=False), np.uint32).reshape(-1, 1)
    width = whole.type.byte_width
    flat = np.frombuffer(whole.buffers()[1], np.uint8)[
        whole.offset * width : (whole.offset + len(whole)) * width
    ]
    return flat.view("<u4").reshape(len(whole), width // 4)


def holds(words: Words, code: int) -> npt.NDArray[np.bool_]:
    """Which sets hold a code."""
    return np.asarray(words[:, code // WORD] >> np.uint32(code % WORD) & np.uint32(1), bool)


def sizes(words: Words) -> npt.NDArray[np.int64]:
    """How many codes each set holds."""
    return np.asarray(np.bitwise_count(words).sum(axis=1), np.int64)

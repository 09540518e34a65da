"""A hash of a table by value: the same for equal tables, however they were chunked, encoded or compressed."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from glasshouse.engine.bit_columns import from_column


def value_hash(table: pa.Table) -> str:
    """SHA-256 of the names, values and order of all columns of integers, flags and words.

    Floating-point columns are left out: they are statistics computed from the others, and their last digit
    may differ between machines.
    """
    digest = hashlib.sha256(str(table.num_rows).encode())
    for name in table.column_names:
        column = table.column(name)
        if pa.types.is_floating(column.type):
            continue
        digest.update(f"\n{name}\n".encode())
        for part in _parts(column):
            digest.update(part)
    return digest.hexdigest()


def _parts(column: pa.ChunkedArray) -> list[Any]:
    """The bytes of a column: which values are missing, then the values in one form for every type."""
    missing = np.packbits(np.asarray(pc.is_null(column)))
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return [missing, *_text(pc.fill_null(pc.cast(column, pa.large_string()), "").combine_chunks())]
    if pa.types.is_fixed_size_binary(kind):
        return [missing, from_column(column).tobytes()]
    whole = pc.fill_null(pc.cast(column, pa.int64()), 0)
    return [missing, np.asarray(whole, "<i8").tobytes()]


def _text(words: pa.Array) -> list[Any]:
    """How long each word is, and all words in one piece."""
    if not len(words):
        return []
    _, offsets, text = words.buffers()
    ends = np.frombuffer(offsets, "<i8")[words.offset : words.offset + len(words) + 1]
    return [np.diff(ends).tobytes(), memoryview(text)[ends[0] : ends[-1]] if text else b""]

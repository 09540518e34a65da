"""Parquet read from bytes that were looked at first.

The bytes lie in memory of Arrow, not of Python: a thread of Arrow may let them go after the interpreter has
begun to end, and the process would then be aborted.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def contents(path: Path) -> tuple[pa.Buffer, str]:
    """The bytes of a file and their SHA-256. Raises `OSError`."""
    with pa.OSFile(str(path), "rb") as file:
        data = file.read_buffer()
    return data, hashlib.sha256(data).hexdigest()


def table_in(data: pa.Buffer) -> pa.Table:
    """The table in the bytes of a Parquet file, read by this thread alone. Raises `pa.ArrowException`."""
    with pq.ParquetFile(pa.BufferReader(data), pre_buffer=False) as file:
        return file.read(use_threads=False)

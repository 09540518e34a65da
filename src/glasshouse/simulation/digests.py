"""Digests: one hash of everything the model produced, the same for equal tables however they are stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from glasshouse.engine.bit_columns import from_column
from glasshouse.errors import Diagnostic, InputError
from glasshouse.simulation import manifest
from glasshouse.simulation.results_folder import SIDES, ResultsFolder, open_results


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


def _text(words: pa.Array) -> list[object]:
    """How long each word is, and all words in one piece."""
    if not len(words):
        return []
    _, offsets, text = words.buffers()
    ends = np.frombuffer(offsets, "<i8")[words.offset : words.offset + len(words) + 1]
    return [np.diff(ends).tobytes(), memoryview(text)[ends[0] : ends[-1]] if text else b""]


_OF_EVERYBODY = ("people", "outcomes")
_VARIANTS, _STATES = "variants", ("variant", "state")


def hashes(tables: Iterable[tuple[str, pa.Table]]) -> Iterator[tuple[str, str]]:
    """Name and value hash of the tables that are model results.

    Statistics computed from them (the comparison, targets, probes of the map) are left out; of the variants
    the end state of each life counts.
    """
    for name, table in tables:
        if name in _OF_EVERYBODY or name.partition("/")[0] in SIDES:
            yield name, value_hash(table)
        elif name == _VARIANTS:
            yield name, value_hash(table.select(_STATES))


def digest_of(folder: str | Path) -> str:
    """One hash of all model results in a folder: independent of time, folder, threads and machine.

    Every file is verified and every table hashed anew. Raises `InputError` where anything is not what the run
    wrote.
    """
    return digest_of_opened(open_results(folder))


def digest_of_opened(results: ResultsFolder) -> str:
    """The digest of a folder that is open already; see `digest_of`."""
    about = results.manifest
    named = [Path(name).with_suffix("").as_posix() for name in about["files"] if name.endswith(".parquet")]
    found = dict(hashes((name, results.table(name)) for name in sorted(named)))
    if found != about["tables"] or manifest.joined(about["results"], found) != about["digest"]:
        what = "its digest is not that of the tables beside it"
        raise InputError(
            Diagnostic(
                what, "restore the folder from a copy, or run again", str(results.path / manifest.FILE)
            )
        )
    return str(about["digest"])

"""Chunks: Parquet files of members, named by the SHA-256 of their bytes, with a seal on every row.

The name shows that a file is what was written. The seal, a SHA-256 over a member's key, digests and outcomes,
also shows numbers that were altered in a file that was then given a fitting name. Neither has a secret in it:
whoever computes both anew is found out only by living members again (`Study.verify`).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from glasshouse.engine.array_store import Damaged, hash_of_file
from glasshouse.engine.parquet import contents, table_in
from glasshouse.studies.members import Member
from glasshouse.studies.outcomes import names

if TYPE_CHECKING:
    from glasshouse.studies.worker import Result

VERSION = "glasshouse/members@2"
UNFINISHED = ".unfinished-"
ABANDONED = 3600.0
ENDING = ".parquet"
SEALED = ("key", "digest", "twin_digest", "rulebook", "practice", "society", "seed",
          "persons", "replicate", "months")  # fmt: skip
"""Columns under the seal beside the outcomes; the seconds a member took are no result."""
_TEXT, _WHOLE = SEALED[:7], SEALED[7:]
_ABOUT = [
    ("key", pa.string()), ("seal", pa.string()), ("seconds", pa.float64()),
    *((name, pa.string()) for name in _TEXT[1:]), *((name, pa.int64()) for name in _WHOLE),
]  # fmt: skip
SCHEMA = pa.schema([*_ABOUT, *((name, pa.float64()) for name in names())], metadata={"schema": VERSION})
"""Columns of a chunk: a row a member. Outcomes that only some studies ask for follow."""


def write(folder: Path, lived: Sequence[tuple[Member, Result]]) -> tuple[str, dict[str, str]]:
    """Write a chunk, whole or not at all: its name and the seal of each key. Raises `OSError`."""
    rows = [row_of(member, one) for member, one in lived]
    handle, written = tempfile.mkstemp(prefix=UNFINISHED, dir=folder)
    partial = Path(written)
    try:
        with os.fdopen(handle, "wb") as file:
            pq.write_table(pa.Table.from_pylist(rows, schema=_schema(rows)), file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        name = hash_of_file(partial)
        partial.chmod(0o644)
        partial.replace(path_of(folder, name))
    finally:
        partial.unlink(missing_ok=True)
    return name, {row["key"]: row["seal"] for row in rows}


def bytes_of(folder: Path, name: str) -> pa.Buffer:
    """The bytes of a chunk, if they are those its name says. Raises `Damaged`."""
    path = path_of(folder, name)
    try:
        data, hashed = contents(path)
    except FileNotFoundError:
        raise Damaged(path, "a chunk is missing") from None
    except OSError as error:
        raise Damaged(path, f"cannot be read: {error.strerror or error}") from None
    if hashed != name:
        raise Damaged(path, "is damaged: its bytes are not those written")
    return data


def read(folder: Path, name: str) -> pa.Table:
    """A chunk, if its bytes are those its name says. Raises `Damaged`."""
    data = bytes_of(folder, name)
    try:
        return table_in(data)
    except (pa.ArrowException, OSError, ValueError):
        raise Damaged(path_of(folder, name), "is no chunk of members: not a table that can be read") from None


def seals_in(folder: Path, name: str) -> dict[str, str]:
    """The seal of each key of a chunk, every row of it checked. Raises `Damaged`."""
    table = read(folder, name)
    path = path_of(folder, name)
    if (why := _unlike(table.schema)) is not None:
        raise Damaged(path, why)
    keys, said = table["key"].to_pylist(), table["seal"].to_pylist()
    if len(set(keys)) < len(keys):
        raise Damaged(path, "is no chunk of members: it has one of them twice")
    wrong = [key for key, seal, made in zip(keys, said, seals(table), strict=True) if seal != made]
    if wrong:
        what = f"is forged or damaged: the numbers of member {str(wrong[0])[:12]} do not fit their seal"
        raise Damaged(path, f"{what} ({len(wrong)} of {len(keys)} rows)")
    return dict(zip(keys, said, strict=True))


def seals(table: pa.Table) -> list[str]:
    """The seal each row of a table of members should bear."""
    outcomes = [name for name in table.column_names if name not in dict(_ABOUT)]
    numbers = np.column_stack([np.asarray(table[name], "<f8") for name in outcomes])
    about = table.select(SEALED).to_pylist()
    return [_seal(row, outcomes, values) for row, values in zip(about, numbers, strict=True)]


def seal_of(row: dict[str, object]) -> str:
    """The seal of one row of plain data."""
    outcomes = [name for name in row if name not in dict(_ABOUT)]
    return _seal(row, outcomes, np.array([row[name] for name in outcomes], "<f8"))


def row_of(member: Member, one: Result) -> dict[str, Any]:
    """The row of a member, in the columns of `SCHEMA`, with its seal."""
    row = {
        "key": member.key,
        "seal": "",
        "seconds": one.seconds,
        "digest": one.digest,
        "twin_digest": one.twin_digest,
        "rulebook": member.rulebook_hash,
        "practice": member.practice_hash,
        "society": member.society_hash,
        "seed": str(member.seed),
        "persons": member.persons,
        "replicate": member.replicate,
        "months": member.months,
        **{name: one.outcomes[name] for name in (*names(), *(name for name, _ in member.taken))},
    }
    return row | {"seal": seal_of(row)}


def _schema(rows: Sequence[dict[str, object]]) -> pa.Schema:
    known = frozenset(SCHEMA.names)
    more = {name: None for row in rows for name in row if name not in known}
    return pa.schema([*SCHEMA, *((name, pa.float64()) for name in more)], metadata=SCHEMA.metadata)


def path_of(folder: Path, name: str) -> Path:
    """Where a chunk lies."""
    return folder / f"{name}{ENDING}"


def clear_unfinished(folder: Path) -> None:
    """Remove what killed processes left half written, once it is older than `ABANDONED` seconds."""
    for path in folder.glob(f"{UNFINISHED}*"):
        with suppress(OSError):  # another process may be quicker
            if time.time() - path.stat().st_mtime > ABANDONED:
                path.unlink()


def names_in(folder: Path) -> set[str]:
    """Names of the chunks in a folder, sound or not."""
    return {path.name.removesuffix(ENDING) for path in folder.glob(f"*{ENDING}")}


def _seal(row: dict[str, Any], outcomes: Iterable[str], values: Any) -> str:
    """NaN is one number here, whatever its bits."""
    said = "\n".join([VERSION, *(str(row[name]) for name in SEALED), *outcomes])
    plain = np.where(np.isnan(values), np.nan, values).astype("<f8")
    return hashlib.sha256(said.encode() + b"\n" + plain.tobytes()).hexdigest()


def _unlike(schema: pa.Schema) -> str | None:
    """Why columns are not those of a chunk; other outcomes than today's are those of other code."""
    if (schema.metadata or {}).get(b"schema") != VERSION.encode():
        return f"is no chunk of this version of glasshouse ({VERSION})"
    kinds = {field.name: field.type for field in schema}
    if len(kinds) != len(schema) or any(kinds.get(name) != kind for name, kind in _ABOUT):
        return "is no chunk of members: other columns"
    known = dict(_ABOUT)
    if any(kind != pa.float64() for name, kind in kinds.items() if name not in known):
        return "is no chunk of members: an outcome is no number"
    return None

"""The store: what came of members, each kept once under its key, whatever studies ask for it.

Chunks of members are Parquet files named by the SHA-256 of their own bytes, written whole under another name
first; an SQLite file beside them says which member lies where. A chunk speaks for itself: the index can be
made anew from chunks alone, and machines that share nothing but a folder can each write their own.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from glasshouse.engine.kept import hash_of_file
from glasshouse.errors import BadInput, Fault
from glasshouse.experiment.members import Member
from glasshouse.experiment.outcomes import names

if TYPE_CHECKING:
    from glasshouse.experiment.living import Lived

INDEX = "members.sqlite"
CHUNKS = "chunks"
UNFINISHED = ".unfinished-"
_TABLES = """
create table if not exists chunks (name text primary key, rows integer not null);
create table if not exists members (
    key text primary key, chunk text, rulebook text not null, practice text not null, society text not null,
    persons integer not null, seed text not null, replicate integer not null, months integer not null,
    status text not null check (status in ('done', 'failed')),
    digest text not null, twin_digest text not null, seconds real not null, error text not null);
create table if not exists studies (study text primary key, title text not null);
create table if not exists rows (
    study text not null, position integer not null, point integer not null, rulebook text not null,
    practice_draw text not null, replicate integer not null, key text not null,
    primary key (study, position));
"""
_TEXT = ("rulebook", "practice", "society")
_WHOLE = ("persons", "replicate", "months")
SCHEMA = pa.schema(
    [("key", pa.string()), ("digest", pa.string()), ("twin_digest", pa.string()), ("seconds", pa.float64())]
    + [(name, pa.string()) for name in (*_TEXT, "seed")]
    + [(name, pa.int64()) for name in _WHOLE]
    + [(name, pa.float64()) for name in names()]
)
"""Columns of a chunk: a row a member."""


class Store:
    """A folder of members. Opening one that is not there makes it; what is damaged is named, never read."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        try:
            (self.folder / CHUNKS).mkdir(parents=True, exist_ok=True)
            with self._index() as index:
                index.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            raise _unusable(self.folder, error) from None

    def done(self, keys: Iterable[str]) -> set[str]:
        """Which of `keys` have been lived."""
        with self._index() as index:
            known = {key for (key,) in index.execute("select key from members where status = 'done'")}
        return known & set(keys)

    def failed(self, keys: Iterable[str]) -> dict[str, str]:
        """Which of `keys` went wrong, and how."""
        with self._index() as index:
            known = dict(index.execute("select key, error from members where status = 'failed'"))
        return {key: known[key] for key in keys if key in known}

    def add(self, members: Sequence[Member], lived: Sequence[Lived]) -> None:
        """Keep what came of some members: one chunk, whole or not at all."""
        pairs = list(zip(members, lived, strict=True))
        fine = [(member, one) for member, one in pairs if not one.error]
        name = self.write_chunk(fine) if fine else ""
        with self._index() as index:
            if name:
                index.execute("insert or ignore into chunks values (?, ?)", (name, len(fine)))
            index.executemany(_INSERT, [_row(member, one, name) for member, one in pairs])

    def write_chunk(self, lived: Sequence[tuple[Member, Lived]]) -> str:
        """Write a chunk without telling the index, as workers on other machines do; its name."""
        table = pa.Table.from_pylist([_chunk_row(*pair) for pair in lived], schema=SCHEMA)
        partial = Path(tempfile.mkstemp(prefix=UNFINISHED, dir=self.folder / CHUNKS)[1])
        try:
            pq.write_table(table, partial, compression="zstd")
            name = hash_of_file(partial)
            with partial.open("rb+") as file:
                os.fsync(file.fileno())
            partial.chmod(0o644)
            partial.rename(self._path(name))
        except OSError as error:
            raise _unusable(self.folder, error) from None
        finally:
            partial.unlink(missing_ok=True)
        return name

    def gather(self) -> tuple[int, list[Fault]]:
        """Take chunks into the index that others have written; how many members, and chunks that are damaged.

        A damaged or missing chunk is named, set aside and forgotten, so that its members are lived again.
        """
        with self._index() as index:
            known = {name for (name,) in index.execute("select name from chunks")}
        there = {path.stem for path in (self.folder / CHUNKS).glob("*.parquet")}
        faults = [fault for name in sorted(known | there) if (fault := self._damage(name))]
        damaged = {Path(fault.file).stem for fault in faults}
        self._forget(damaged)
        new = sorted(there - known - damaged)
        return sum(self._take(name) for name in new), faults

    def written(self) -> set[str]:
        """Keys in whole chunks that the index does not know: what others have written and nobody gathered."""
        with self._index() as index:
            known = {name for (name,) in index.execute("select name from chunks")}
        found: set[str] = set()
        for path in (self.folder / CHUNKS).glob("*.parquet"):
            if path.stem not in known and hash_of_file(path) == path.stem:
                found |= set(pq.read_table(path, columns=["key"])["key"].to_pylist())
        return found

    def read(self, keys: Sequence[str]) -> pa.Table:
        """A row for each of `keys` that has been lived, with every outcome; columns as in `SCHEMA`."""
        with self._index() as index:
            lies = dict(index.execute("select key, chunk from members where status = 'done'"))
        names_ = sorted({lies[key] for key in keys if key in lies})
        wanted = pa.array(list(dict.fromkeys(keys)), pa.string())
        tables = [table for name in names_ if len(table := self._members(name, wanted))]
        return pa.concat_tables(tables) if tables else SCHEMA.empty_table()

    def note(self, study: str, title: str, rows: Sequence[tuple[int, str, int, Member]]) -> None:
        """Write down which members a study is made of: the experiment table."""
        with self._index() as index:
            index.execute("insert or replace into studies values (?, ?)", (study, title))
            index.executemany(
                "insert or replace into rows values (?, ?, ?, ?, ?, ?, ?)",
                [
                    (study, k, point, book, _practice_draw(member), replicate, member.key)
                    for k, (point, book, replicate, member) in enumerate(rows)
                ],
            )

    @contextmanager
    def _index(self) -> Iterator[sqlite3.Connection]:
        """The index, in one transaction: all of it or none."""
        connection = sqlite3.connect(self.folder / INDEX, timeout=60)
        try:
            connection.execute("pragma synchronous = full")
            with connection:
                yield connection
        except sqlite3.Error as error:
            raise _unusable(self.folder, error) from None
        finally:
            connection.close()

    def _path(self, name: str) -> Path:
        return self.folder / CHUNKS / f"{name}.parquet"

    def _damage(self, name: str) -> Fault | None:
        path = self._path(name)
        if not path.is_file():
            return Fault("a chunk is missing", "its members will be lived again", str(path))
        if hash_of_file(path) != name:
            return Fault(
                "is damaged: its bytes are not those written", "its members will be lived again", str(path)
            )
        return None

    def _forget(self, damaged: Iterable[str]) -> None:
        with self._index() as index:
            for name in damaged:
                index.execute("delete from members where chunk = ?", (name,))
                index.execute("delete from chunks where name = ?", (name,))
        for name in damaged:
            if (path := self._path(name)).is_file():
                path.rename(path.with_suffix(".damaged"))

    def _take(self, name: str) -> int:
        rows = pq.read_table(self._path(name), columns=[*SCHEMA.names[:11]]).to_pylist()
        with self._index() as index:
            index.execute("insert or ignore into chunks values (?, ?)", (name, len(rows)))
            index.executemany(_INSERT, [_taken(row, name) for row in rows])
        return len(rows)

    def _members(self, name: str, wanted: pa.Array) -> pa.Table:
        import pyarrow.compute as pc

        table = pq.read_table(self._path(name))
        return table.filter(pc.is_in(table["key"], wanted))


_COLUMNS = ("key", "chunk", *_TEXT, "persons", "seed", "replicate", "months", "status", "digest",
            "twin_digest", "seconds", "error")  # fmt: skip
_INSERT = f"insert or replace into members ({', '.join(_COLUMNS)}) values ({', '.join('?' * len(_COLUMNS))})"


def _about(member: Member) -> dict[str, object]:
    return {
        "rulebook": member.rulebook_hash,
        "practice": member.practice_hash,
        "society": member.society_hash,
        "persons": member.persons,
        "seed": str(member.seed),
        "replicate": member.replicate,
        "months": member.months,
    }


def _practice_draw(member: Member) -> str:
    return "; ".join(f"{name}={value}" for name, value in (*member.levers, *member.inputs))


def _chunk_row(member: Member, one: Lived) -> dict[str, object]:
    about = {"key": one.key, "digest": one.digest, "twin_digest": one.twin_digest, "seconds": one.seconds}
    return about | _about(member) | one.outcomes


def _row(member: Member, one: Lived, chunk: str) -> tuple[object, ...]:
    status = "failed" if one.error else "done"
    about = _about(member) | {
        "key": member.key, "chunk": chunk, "status": status, "digest": one.digest,
        "twin_digest": one.twin_digest, "seconds": one.seconds, "error": one.error,
    }  # fmt: skip
    return tuple(about[name] for name in _COLUMNS)


def _taken(row: dict[str, object], chunk: str) -> tuple[object, ...]:
    whole = row | {"chunk": chunk, "status": "done", "error": ""}
    return tuple(whole[name] for name in _COLUMNS)


def _unusable(folder: Path, error: Exception) -> BadInput:
    reason = getattr(error, "strerror", None) or str(error)
    fix = "what was finished is kept; free space, or choose another store"
    return BadInput(Fault(f"the store cannot be used: {reason}", fix, str(folder)))

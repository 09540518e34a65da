"""The index of a store: an SQLite file that says which member lies in which chunk, and who is at work.

No result depends on it: what it says of chunks is checked against a hash, and once removed it is made again
from the chunks. Only notes are then gone: which study asked for what, and which members failed.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from glasshouse.errors import Diagnostic, InputError

FILE = "members.sqlite"
VERSION = 2
_TABLES = """
create table chunks (name text primary key, contents text not null) without rowid;
create table places (
    chunk text not null, key text not null, seal text not null, primary key (chunk, key)) without rowid;
create index places_of_keys on places (key);
create table failures (key text primary key, error text not null);
create table owners (owner text primary key, host text not null, pid integer not null, beat integer not null);
create table claims (key text primary key, owner text not null);
create table studies (study text primary key, title text not null, part_of text not null);
create table rows (
    study text not null, position integer not null, point integer not null, rulebook text not null,
    practice_draw text not null, replicate integer not null, key text not null,
    primary key (study, position));
"""
Place = tuple[str, str, str]
"""Chunk, key and seal of a member."""
MEND = "`glasshouse study run` makes it anew from the chunks"
_OF_THE_MACHINE = (
    sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN,
)  # fmt: skip
"""Errors that say nothing about the file itself."""


@dataclass(frozen=True)
class Index:
    """The index in a folder; made when it is first opened."""

    folder: Path

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.folder / FILE

    @contextmanager
    def open(self, mode: Literal["deferred", "immediate"] = "immediate") -> Iterator[sqlite3.Connection]:
        """The index in one transaction, all of it or none; `deferred` for reading. Raises `InputError`."""
        connection = None
        try:
            connection = sqlite3.connect(self.path, timeout=60, isolation_level=None)
            connection.execute("pragma synchronous = full")
            self._set_up(connection)
            connection.execute(f"begin {mode}")
            with connection:
                yield connection
        except (sqlite3.DatabaseError, UnicodeDecodeError, OverflowError) as error:
            raise InputError(self.diagnostic(error)) from None
        finally:
            if connection is not None:
                connection.close()

    def diagnostic(self, error: Exception) -> Diagnostic:
        """What is wrong with the index, and what to do."""
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _OF_THE_MACHINE:
            fix = "what was finished is kept; free space, end what holds it, or choose another store"
            return Diagnostic(f"the store cannot be used: {error}", fix, str(self.path))
        return Diagnostic(f"the index is damaged: {error}", MEND, str(self.path))

    def _set_up(self, connection: sqlite3.Connection) -> None:
        if self._version(connection) == VERSION:
            return
        connection.execute("begin exclusive")
        with connection:
            if self._version(connection) != VERSION:  # another process may have come first
                self._refuse_others(connection)
                for statement in filter(str.strip, _TABLES.split(";")):
                    connection.execute(statement)
                connection.execute(f"pragma user_version = {VERSION}")

    def _version(self, connection: sqlite3.Connection) -> int:
        (version,) = connection.execute("pragma user_version").fetchone()
        return int(version)

    def _refuse_others(self, connection: sqlite3.Connection) -> None:
        (tables,) = connection.execute("select count(*) from sqlite_master").fetchone()
        if tables:
            what = f"another version of glasshouse wrote this store (index {self._version(connection)})"
            raise InputError(Diagnostic(what, "name another folder with --store", str(self.path)))


def contents(places: Iterable[Sequence[str]]) -> str:
    """SHA-256 of which keys a chunk holds, with which seals."""
    lines = sorted(f"{key} {seal}" for _, key, seal in places)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def put(index: sqlite3.Connection, chunk: str, seals: Mapping[str, str]) -> None:
    """Note a chunk and what lies in it; claims and failures of its members are done with."""
    places = [(chunk, key, seal) for key, seal in seals.items()]
    index.execute("insert or replace into chunks values (?, ?)", (chunk, contents(places)))
    index.executemany("insert or replace into places values (?, ?, ?)", places)
    for table in ("claims", "failures"):
        index.executemany(f"delete from {table} where key = ?", [(key,) for key in seals])


def put_failures(index: sqlite3.Connection, errors: Mapping[str, str]) -> None:
    """Note members that went wrong, and how."""
    index.executemany("insert or replace into failures values (?, ?)", list(errors.items()))
    index.executemany("delete from claims where key = ?", [(key,) for key in errors])


def forget(index: sqlite3.Connection, chunks: Iterable[str]) -> None:
    """Take chunks out of the index."""
    for name in chunks:
        index.execute("delete from places where chunk = ?", (name,))
        index.execute("delete from chunks where name = ?", (name,))


def places(index: sqlite3.Connection) -> dict[str, list[Place]]:
    """What lies in each chunk."""
    found: dict[str, list[Place]] = {name: [] for (name,) in index.execute("select name from chunks")}
    for place in index.execute("select chunk, key, seal from places"):
        found.setdefault(place[0], []).append(place)
    return found


def unsound(index: sqlite3.Connection, found: Mapping[str, list[Place]]) -> list[str]:
    """Chunks of which the index does not say what was once noted."""
    noted: dict[Any, Any] = dict(index.execute("select name, contents from chunks"))
    return [name for name, held in found.items() if noted.get(name) != contents(held)]


def done(index: sqlite3.Connection) -> set[str]:
    """Keys of all members that have been lived."""
    return {key for (key,) in index.execute("select distinct key from places")}

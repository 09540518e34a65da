"""The index of a store: which member lies in which chunk, and which process has which members in hand."""

from __future__ import annotations

import hashlib
import os
import platform
import sqlite3
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from glasshouse.errors import Diagnostic, InputError
from glasshouse.studies.members import Member

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
    noted: dict[object, object] = dict(index.execute("select name, contents from chunks"))
    return [name for name, held in found.items() if noted.get(name) != contents(held)]


def done(index: sqlite3.Connection) -> set[str]:
    """Keys of all members that have been lived."""
    return {key for (key,) in index.execute("select distinct key from places")}


LEASE = 60.0
"""Seconds without a beat after which an owner counts as dead."""
BEAT = 5.0
"""Seconds between beats."""


@dataclass
class Claims:
    """The claims of one owner, this process, on members of a store."""

    index: Index
    lease: float = LEASE
    owner: str = field(default_factory=lambda: uuid.uuid4().hex)
    _seen: dict[str, tuple[int, float]] = field(default_factory=dict)

    def take(self, waiting: deque[Member], most: int) -> tuple[list[Member], list[Member]]:
        """Claim up to `most` members from the front of `waiting`; those, and those in others' hands.

        Members that have been lived meanwhile are dropped.
        """
        mine: list[Member] = []
        others: list[Member] = []
        with self.index.open() as index:
            self._bury(index)
            while waiting and len(mine) < most:
                member = waiting.popleft()
                if _is_done(index, member.key):
                    continue
                free = index.execute("insert or ignore into claims values (?, ?)", (member.key, self.owner))
                (mine if free.rowcount else others).append(member)
        return mine, others

    def held(self, members: list[Member]) -> list[Member]:
        """Those of `members` that others still have in hand."""
        with self.index.open() as index:
            self._bury(index)
            claimed = {key for (key,) in index.execute("select key from claims")}
        return [member for member in members if member.key in claimed]

    @contextmanager
    def kept(self, every: float = BEAT) -> Iterator[Claims]:
        """Beat while the block runs; give every claim back at its end, however it ends."""
        with self.index.open() as index:
            index.execute(
                "insert into owners values (?, ?, ?, 0)", (self.owner, platform.node(), os.getpid())
            )
        ended = threading.Event()
        beating = threading.Thread(target=self._beat, args=(ended, every), daemon=True)
        beating.start()
        try:
            yield self
        finally:
            ended.set()
            beating.join()
            with self.index.open() as index:
                _release(index, self.owner)

    def _beat(self, ended: threading.Event, every: float) -> None:
        while not ended.wait(every):
            with suppress(InputError), self.index.open() as index:  # a beat missed is made up by the next
                index.execute("update owners set beat = beat + 1 where owner = ?", (self.owner,))

    def _bury(self, index: sqlite3.Connection) -> None:
        """Free the claims of owners that are dead."""
        for owner, host, pid, beat in index.execute("select * from owners").fetchall():
            if owner != self.owner and self._is_dead(owner, host, pid, beat):
                _release(index, owner)

    def _is_dead(self, owner: str, host: str, pid: int, beat: int) -> bool:
        if host == platform.node() and not _runs(pid):
            return True
        known, since = self._seen.get(owner, (None, 0.0))
        if known != beat:
            self._seen[owner] = (beat, time.monotonic())
            return False
        return time.monotonic() - since > self.lease


def _release(index: sqlite3.Connection, owner: str) -> None:
    for table in ("claims", "owners"):
        index.execute(f"delete from {table} where owner = ?", (owner,))


def _is_done(index: sqlite3.Connection, key: str) -> bool:
    return index.execute("select 1 from places where key = ? limit 1", (key,)).fetchone() is not None


def _runs(pid: int) -> bool:
    """Whether a process of this machine runs. Elsewhere than on POSIX nobody can ask without harm: yes."""
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True

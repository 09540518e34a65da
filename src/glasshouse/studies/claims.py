"""Claims: which process has which members in hand, so that a study started twice shares its work.

Every owner counts a beat up while it runs. It counts as dead when its process is gone (which only its own
machine can see), or when its beat has not changed for `LEASE` seconds of the observer's clock; so clocks need
not agree. Claims of dead owners are free again. At worst a member is computed twice, with the same result.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from glasshouse.errors import InputError
from glasshouse.studies.index import Index
from glasshouse.studies.members import Member

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

"""Living the members a store lacks, together with whoever else is at the same study.

Members are claimed chunk by chunk, as an executor asks for them. What others have in hand is waited for, and
taken over when they give up.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from glasshouse.engine.shards import available_cores
from glasshouse.studies.executors.protocol import Chunk, Executor
from glasshouse.studies.members import Member
from glasshouse.studies.store import Store
from glasshouse.studies.store_index import Claims
from glasshouse.studies.worker import Result, Worker

CHUNK = 16
"""Most members a chunk: what is lost of a worker's time when a study is killed."""
CHUNK_SECONDS = 60.0
"""Most seconds a chunk should take, for the same reason."""
CHUNKS_A_CORE = 8
"""Chunks each core gets at least, so that none waits long for the last."""
PAUSE = 0.2
"""Seconds between looks at what others have in hand."""
OnMember = Callable[[int, int], None]


@dataclass
class Pace:
    """How many members the next chunk gets: one until it is known how long a member takes."""

    seconds: float = 0.0
    members: int = 0

    def learn(self, lived: Iterable[Result]) -> None:
        """Note how long some members took."""
        for one in lived:
            self.seconds += one.seconds
            self.members += 1

    def size(self, left: int) -> int:
        """Members for the next chunk, of so many that are left."""
        if not self.members:
            return 1
        by_time = CHUNK_SECONDS * self.members / max(self.seconds, 1e-9)
        return max(1, int(min(CHUNK, by_time, left / (CHUNKS_A_CORE * available_cores()))))


@dataclass
class Sharing:
    """A study under way: what is not settled yet, and what this process has taken in hand."""

    store: Store
    claims: Claims
    total: int
    on_member: OnMember
    chunk: int | None = None
    unsettled: set[str] = field(default_factory=set)
    pace: Pace = field(default_factory=Pace)

    def live(self, members: Iterable[Member], by: Executor) -> None:
        """Live members until each is lived or has failed, here or elsewhere."""
        left = deque(members)
        self.unsettled = {member.key for member in left}
        self.settle(())
        while left:
            taken: list[Chunk] = []
            others: list[Member] = []
            for number, lived in by.live(self._chunks(left, taken, others)):
                self.store.add(taken[number], lived)
                self.pace.learn(lived)
                self.settle(member.key for member in taken[number])
            left = self._given_up(others)

    def settle(self, keys: Iterable[str]) -> None:
        """Note that members are lived or have failed, and say how many are."""
        self.unsettled.difference_update(keys)
        self.on_member(self.total - len(self.unsettled), self.total)

    def _chunks(self, left: deque[Member], taken: list[Chunk], others: list[Member]) -> Iterator[Chunk]:
        """Chunks claimed one by one; `taken` gets each, `others` what is in other hands."""
        while left:
            mine, theirs = self.claims.take(left, self.chunk or self.pace.size(len(left)))
            others += theirs
            if mine:
                taken.append(mine)
                yield mine

    def _given_up(self, others: list[Member]) -> deque[Member]:
        """Wait for what others have in hand; what is left once any of it is free again."""
        while others:
            held = {member.key for member in self.claims.held(others)}
            done = self.store.done(member.key for member in others)
            if done & self.unsettled:
                self.settle(done)
            others = [member for member in others if member.key not in done]
            if any(member.key not in held for member in others):
                break
            if others:
                time.sleep(PAUSE)
        return deque(others)


def part_of(members: Sequence[Member], part: int, of: int, together: int) -> list[Member]:
    """Part `part` (from 0) of `of`: every part has as many members, to `together` more or fewer.

    `together` neighbours, which share a twin, stay in one part as long as there is work for all.
    """
    size = max(1, min(together, len(members) // of))
    return [member for k, member in enumerate(members) if k // size % of == part]


def live_apart(
    store: Store, members: Sequence[Member], chunk: int, seconds: float, on_member: OnMember
) -> list[Result]:
    """Live members one by one and write a chunk every so many or so many seconds; those that failed.

    Leaves the index alone, for machines that share the folder and nothing else.
    """
    worker = Worker(threads=1)
    left, failed, done = iter(members), [], 0
    while pairs := list(_timed(((member, worker.live(member)) for member in islice(left, chunk)), seconds)):
        if fine := [pair for pair in pairs if not pair[1].error]:
            store.write_chunk(fine)
        failed += [one for _, one in pairs if one.error]
        done += len(pairs)
        on_member(done, len(members))
    return failed


def _timed(pairs: Iterable[tuple[Member, Result]], seconds: float) -> Iterator[tuple[Member, Result]]:
    """Pairs until so many seconds have gone by."""
    began = time.monotonic()
    for pair in pairs:
        yield pair
        if time.monotonic() - began >= seconds:
            return

"""What an executor is: one method that computes chunks of members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from glasshouse.studies.members import Member
    from glasshouse.studies.worker import Result

Chunk = Sequence["Member"]


@runtime_checkable
class Executor(Protocol):
    """Computes chunks of members. A run hands in chunks of other tasks (`members.Task`)."""

    def live(self, chunks: Iterable[Chunk]) -> Iterator[tuple[int, list[Result]]]:
        """The number of a chunk, counted from 0 as taken, and what came of its members, as each ends.

        Taking a chunk from `chunks` claims its members, so take only what can begin and leave the rest to
        other processes at the same study. Chunks may come back in any order. `worker.Worker.live` computes a
        member anywhere; a chunk that could not be computed comes back as `worker.Result` with an error for
        each member.
        """
        ...

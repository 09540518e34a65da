"""In this process, on its own threads: for a few large members, and for debugging."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from glasshouse.studies.executors.protocol import Chunk
from glasshouse.studies.worker import Result, Worker


@dataclass(frozen=True)
class Serial:
    """Lives one member after the other on `threads` threads (0: all cores)."""

    threads: int = 0

    def live(self, chunks: Iterable[Chunk]) -> Iterator[tuple[int, list[Result]]]:
        """Chunks in order."""
        worker = Worker(self.threads)
        for number, chunk in enumerate(chunks):
            yield number, [worker.live(member) for member in chunk]

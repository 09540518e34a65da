"""In this process, on its own threads: for a few large members, and for debugging."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from glasshouse.studies.executors.protocol import Chunk
from glasshouse.studies.worker import Result, Worker


@dataclass(frozen=True)
class Serial:
    """Lives one member after the other on `threads` threads (0: all cores)."""

    threads: int = 0
    _workers: list[Worker] = field(default_factory=list, repr=False, compare=False)

    def live(self, chunks: Iterable[Chunk]) -> Iterator[tuple[int, list[Result]]]:
        """Chunks in order; what is warm stays so for the next ones."""
        if not self._workers:
            self._workers.append(Worker(self.threads))
        (worker,) = self._workers
        for number, chunk in enumerate(chunks):
            yield number, [worker.live(member) for member in chunk]

"""In this process, on its own threads: for a few large members, and for debugging."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from glasshouse.experiment.executors import Chunk
from glasshouse.experiment.living import Lived, Workshop


@dataclass(frozen=True)
class Here:
    """Lives one member after the other on `threads` threads (0: all cores)."""

    threads: int = 0

    def live(self, chunks: Iterable[Chunk]) -> Iterator[tuple[int, list[Lived]]]:
        """Chunks in order."""
        workshop = Workshop(self.threads)
        for number, chunk in enumerate(chunks):
            yield number, [workshop.live(member) for member in chunk]

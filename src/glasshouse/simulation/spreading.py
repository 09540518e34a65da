"""Where the provinces of a run are computed: the executor, and what it needs to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


class Executor(Protocol):
    """Computes chunks of tasks; those of studies do (see `studies.executors`)."""

    def live(self, chunks: Iterable[Sequence[Any]], /) -> Iterator[tuple[int, list[Any]]]:
        """The number of a chunk and what came of its tasks, as each ends."""
        ...


@dataclass(frozen=True)
class Spread:
    """Where the provinces of a run are computed: by `executor`, dealt to so many `workers`.

    `folder` is one that all workers see. A process holds at most `memory` bytes (None: no limit).
    """

    executor: Executor
    workers: int
    folder: Path
    memory: int | None = None

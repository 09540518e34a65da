"""Dask: chunks as tasks of a cluster, which gives those of a lost worker to another.

Without the address of a scheduler a cluster is made on this machine. Workers keep societies and machine code
warm in a workshop of their own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from glasshouse.engine.shards import available_cores
from glasshouse.experiment.executors import Chunk
from glasshouse.experiment.executors.processes import importable_main
from glasshouse.experiment.extras import extra
from glasshouse.experiment.living import Lived, Workshop
from glasshouse.experiment.members import Member

_own = threading.local()


@dataclass(frozen=True)
class Dask:
    """Lives chunks on the cluster at `scheduler`, or on one of `workers` processes made here."""

    scheduler: str | None = None
    workers: int | None = None

    def live(self, chunks: Sequence[Chunk]) -> Iterator[tuple[int, list[Lived]]]:
        """Chunks in the order in which they are finished."""
        distributed = extra("distributed", "cluster")
        with ExitStack() as stack:
            client = stack.enter_context(self._client(distributed, stack))
            tasks = {
                client.submit(
                    live_chunk, list(chunk), key=f"chunk-{number}-{chunk[0].key[:12]}", retries=2
                ): number
                for number, chunk in enumerate(chunks)
            }
            for task in distributed.as_completed(list(tasks)):
                number = tasks.pop(task)
                yield number, _result(task, chunks[number])
                task.release()

    def _client(self, distributed: Any, stack: ExitStack) -> Any:
        if self.scheduler:
            return distributed.Client(self.scheduler)
        with importable_main():
            cluster = distributed.LocalCluster(
                n_workers=self.workers or available_cores(), threads_per_worker=1, processes=True,
                dashboard_address=None,
            )  # fmt: skip
        return distributed.Client(stack.enter_context(cluster))


def live_chunk(chunk: list[Member]) -> list[Lived]:
    """Live the members of a chunk in the workshop of this worker's thread."""
    workshop: Workshop | None = getattr(_own, "workshop", None)
    if workshop is None:
        workshop = _own.workshop = Workshop(threads=1)
    return [workshop.live(member) for member in chunk]


def _result(task: Any, chunk: Chunk) -> list[Lived]:
    """What a task gave; its members with an error each if it was given up."""
    if task.status == "finished":
        lived: list[Lived] = task.result()
        return lived
    why = f"the cluster gave the chunk up: {task.exception()}"
    return [Lived(member.key, error=why) for member in chunk]

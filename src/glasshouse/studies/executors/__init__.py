"""Executors: where members are lived. Each takes chunks of members and gives back what came of them.

The interface is one method. Taking a chunk claims its members, so an executor takes only what it can begin
and leaves the rest to other processes at the same study. Chunks come back in any order; one that could not be
lived at all comes back with errors instead of being lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from glasshouse import arguments

if TYPE_CHECKING:
    from glasshouse.studies.members import Member
    from glasshouse.studies.worker import Result

Chunk = Sequence["Member"]
NAMES = ("serial", "processes", "dask")


class Executor(Protocol):
    """Lives chunks of members."""

    def live(self, chunks: Iterable[Chunk]) -> Iterator[tuple[int, list[Result]]]:
        """The number of a chunk, counted from 0 as taken, and what came of its members, as each ends."""
        ...


def executor(
    name: str, workers: int | None = None, scheduler: str | None = None, patience: float | None = None
) -> Executor:
    """The executor of that name. `workers` None means all cores.

    `scheduler` is the address of one of dask, `patience` the seconds to wait for it and its workers.
    """
    name = arguments.one_of("by", name, NAMES, "an executor")
    workers = arguments.threads("workers", workers) or None
    if name == "serial":
        from glasshouse.studies.executors.serial import Serial

        return Serial(workers or 0)
    if name == "processes":
        from glasshouse.studies.executors.processes import Processes

        return Processes(workers)
    from glasshouse.studies.executors.cluster import PATIENCE, Dask

    return Dask(scheduler, workers, PATIENCE if patience is None else patience)

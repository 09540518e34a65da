"""Executors: where members are lived. Each takes chunks of members and gives back what came of them.

The interface is one method. Chunks come back in any order; one that could not be lived at all comes back with
errors instead of being lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from glasshouse import arguments

if TYPE_CHECKING:
    from glasshouse.experiment.living import Lived
    from glasshouse.experiment.members import Member

Chunk = Sequence["Member"]
NAMES = ("here", "processes", "dask")


class Executor(Protocol):
    """Lives chunks of members."""

    def live(self, chunks: Sequence[Chunk]) -> Iterator[tuple[int, list[Lived]]]:
        """The number of a chunk and what came of its members, as each is finished."""
        ...


def executor(name: str, workers: int | None = None, scheduler: str | None = None) -> Executor:
    """The executor of that name. `workers` None means all cores; `scheduler` is for dask."""
    name = arguments.one_of("by", name, NAMES, "an executor")
    workers = arguments.threads("workers", workers) or None
    if name == "here":
        from glasshouse.experiment.executors.here import Here

        return Here(workers or 0)
    if name == "processes":
        from glasshouse.experiment.executors.processes import Processes

        return Processes(workers)
    from glasshouse.experiment.executors.cluster import Dask

    return Dask(scheduler, workers)

"""Dask: chunks as tasks of a cluster, which gives those of a lost worker to another.

Without the address of a scheduler a cluster is made on this machine. Workers keep societies and machine code
warm in a workshop of their own. The key of a task is made from the keys of all its members, so that studies
on one scheduler share equal tasks and never different ones.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from glasshouse.engine.shards import available_cores
from glasshouse.errors import Diagnostic, InputError
from glasshouse.extras import extra
from glasshouse.studies.executors.processes import importable_main
from glasshouse.studies.executors.protocol import Chunk
from glasshouse.studies.members import Member, Task, fingerprint, shown
from glasshouse.studies.worker import Result, Worker

PATIENCE = 10.0
"""Seconds to wait for a scheduler to answer and for its first worker."""
AHEAD = 2
"""Chunks a thread of the cluster gets at once, so that none waits for the next."""
ENDED = ("finished", "error")
"""States of a task that are final."""
_own = threading.local()


@dataclass(frozen=True)
class Dask:
    """Lives chunks on the cluster at `scheduler`, or on one of `workers` processes made here.

    A scheduler that does not answer, or has no worker, for `patience` seconds is given up. `client` is one
    that is connected already (see `kept`).
    """

    scheduler: str | None = None
    workers: int | None = None
    patience: float = PATIENCE
    client: Any = None

    @contextmanager
    def kept(self) -> Iterator[Dask]:
        """The same on one cluster for several calls of `live`, so that its workers stay."""
        distributed = extra("distributed", "cluster")
        with ExitStack() as stack:
            yield replace(self, client=stack.enter_context(self._client(distributed, stack)))

    def live(self, chunks: Iterable[Chunk]) -> Iterator[tuple[int, list[Result]]]:
        """Chunks in the order in which they are finished.

        Raises `InputError` where there is no scheduler or worker, or a worker runs other code.
        """
        distributed = extra("distributed", "cluster")
        with ExitStack() as stack:
            client = self.client or stack.enter_context(self._client(distributed, stack))
            self._refuse_unready(client)
            ahead = AHEAD * sum(client.nthreads().values())
            new = enumerate(chunks)
            tasks: dict[Any, tuple[int, Chunk]] = {}
            while True:
                for number, chunk in islice(new, max(0, ahead - len(tasks))):
                    tasks[_submitted(client, chunk)] = number, chunk
                if not tasks:
                    return
                for task in self._finished(distributed, client, list(tasks)):
                    # what a worker had finished is computed anew when the worker dies before it is fetched
                    if task.status in ENDED:
                        number, chunk = tasks.pop(task)
                        yield number, _result(task, chunk)
                        task.release()

    def _client(self, distributed: Any, stack: ExitStack) -> Any:
        if self.scheduler:
            try:
                return distributed.Client(self.scheduler, timeout=self.patience)
            except (OSError, ValueError, TimeoutError):
                what = f"no dask scheduler answers at {self.scheduler} within {self.patience:g} seconds"
                raise InputError(
                    Diagnostic(what, "start one (dask scheduler), or correct --scheduler")
                ) from None
        with importable_main():
            cluster = distributed.LocalCluster(
                n_workers=self.workers or available_cores(), threads_per_worker=1, processes=True,
                dashboard_address=":0",
            )  # fmt: skip
        return distributed.Client(stack.enter_context(cluster))

    def _refuse_unready(self, client: Any) -> None:
        """Raises `InputError` where there is no worker, or one that would compute other numbers."""
        try:
            client.wait_for_workers(1, timeout=self.patience)
        except TimeoutError:
            raise InputError(self._no_workers()) from None
        said = client.run(_said_by, on_error="return")
        if diagnostics := [_other(address, code) for address, code in said.items() if code != fingerprint()]:
            raise InputError(*diagnostics)

    def _finished(self, distributed: Any, client: Any, tasks: list[Any]) -> list[Any]:
        """The tasks that have ended, as soon as one has."""
        while True:
            try:
                ended = distributed.wait(tasks, timeout=self.patience, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                if not client.nthreads():
                    raise InputError(self._no_workers()) from None
                continue
            return list(ended)

    def _no_workers(self) -> Diagnostic:
        where = f"the dask scheduler at {self.scheduler}" if self.scheduler else "the dask cluster made here"
        fix = f"start one: dask worker {self.scheduler or ''}".strip()
        return Diagnostic(f"{where} has had no worker for {self.patience:g} seconds", fix)


def _said_by() -> str:
    """What a worker computes with."""
    return fingerprint()


def _other(address: str, code: object) -> Diagnostic:
    other = shown(code) if isinstance(code, str) else "another version of glasshouse, or none"
    what = f"worker {address} runs other code ({other}) than this process ({shown(fingerprint())})"
    fix = "install the same versions of glasshouse and its packages on every worker, then restart it"
    return Diagnostic(what, fix)


def live_chunk(chunk: list[Member | Task]) -> list[Result]:
    """Live the members of a chunk in the workshop of this worker's thread."""
    worker: Worker | None = getattr(_own, "worker", None)
    if worker is None:
        worker = _own.worker = Worker(threads=1)
    return [worker.live(member) for member in chunk]


def task_key(chunk: Chunk) -> str:
    """The key of a chunk's task: the same members, the same key."""
    return f"members-{hashlib.sha256(' '.join(member.key for member in chunk).encode()).hexdigest()}"


def _submitted(client: Any, chunk: Chunk) -> Any:
    home = getattr(chunk[0], "home", None)  # tasks that find at one worker what they left there
    there = None if home is None else [sorted(client.nthreads())[home % len(client.nthreads())]]
    return client.submit(
        live_chunk,
        list(chunk),
        key=task_key(chunk),
        retries=2,
        workers=there,
        allow_other_workers=there is not None,
    )


def _result(task: Any, chunk: Chunk) -> list[Result]:
    """What a task gave; its members with an error each if it was given up."""
    if task.status == "finished":
        lived: list[Result] = task.result()
        return lived
    why = f"the cluster gave the chunk up: {task.exception()}"
    return [Result(member.key, error=why) for member in chunk]

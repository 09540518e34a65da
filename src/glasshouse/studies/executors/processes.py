"""Processes of this machine: workers that stay, are made anew when one dies, and end with who hired them.

A worker takes one chunk at a time through a pipe of its own. When it dies (killed, out of memory) the chunk
goes to another one; a chunk that has taken `TRIES` workers with it comes back as failed.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from glasshouse.engine.shards import available_cores
from glasshouse.errors import Diagnostic, InputError
from glasshouse.studies.executors.protocol import Chunk
from glasshouse.studies.worker import Result, Worker

UNGUARDED = 77
"""How a worker leaves that finds itself starting workers, because it had to import what started it."""
STARTED = "started"
TRIES = 3
"""Workers a chunk may take with it before it is given up."""


Task = tuple[int, Chunk]
"""A chunk and its number."""


@dataclass
class Child:
    """A process and the pipe to it; `at` is the chunk it lives now, with its number, if any.

    `started` says that it has imported what it needs and told so.
    """

    process: Any
    pipe: Connection
    at: Task | None = None
    started: bool = False

    def take(self, task: Task) -> None:
        """Begin a chunk."""
        self.at = task
        number, chunk = task
        self.pipe.send((number, list(chunk)))

    def end(self) -> None:
        """Let the worker go."""
        self.pipe.close()
        self.process.join(timeout=1)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


@dataclass
class Processes:
    """Lives chunks in `count` processes (None: one a core), which stay for the next chunks until `close`."""

    count: int | None = None
    _tries: dict[int, int] = field(default_factory=dict)
    _children: list[Child] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Workers end when nobody holds the executor any more, `close` or no."""
        weakref.finalize(self, _end, self._children)

    def live(self, chunks: Iterable[Chunk]) -> Iterator[tuple[int, list[Result]]]:
        """Chunks in the order in which they are finished.

        Raises `InputError` where the script that asks has no `if __name__ == "__main__":`, and where workers
        cannot start.
        """
        if _is_being_imported():
            os._exit(UNGUARDED)
        self._tries.clear()
        tasks = _Tasks(enumerate(chunks))
        children = self._children
        _end(children, [child for child in children if not child.process.is_alive()])
        try:
            self._begin(tasks)
            while any(child.at for child in children):
                for child in _ready(children):
                    yield from self._finished(child, tasks)
        finally:
            _end(children, [child for child in children if child.at])

    @contextmanager
    def kept(self) -> Iterator[Processes]:
        """The same, whose workers go at the end."""
        try:
            yield self
        finally:
            self.close()

    def close(self) -> None:
        """Let all workers go; the next chunks hire others."""
        _end(self._children)

    def _begin(self, tasks: _Tasks) -> None:
        """Give every worker a chunk; as many are hired as there are chunks for."""
        for k in range(self.count or available_cores()):
            if (task := tasks.next()) is None:
                return
            if k == len(self._children):
                self._children.append(_hired())
            self._children[k].take(task)

    def _finished(self, child: Child, tasks: _Tasks) -> Iterator[tuple[int, list[Result]]]:
        """What a worker has to give; one that has died is replaced and its chunk tried again."""
        assert child.at is not None
        try:
            said = child.pipe.recv()
            if said == STARTED:
                child.started = True
                return
            number, lived = said
        except (EOFError, OSError):
            _refuse_unstartable(child)
            number, lived = child.at[0], self._lost(child.at)
            if not lived:
                tasks.again.append(child.at)
            child = self._replaced(child)
        child.at = None
        if task := tasks.next():
            child.take(task)
        if lived:
            yield number, lived

    def _replaced(self, child: Child) -> Child:
        self._children[self._children.index(child)] = fresh = _hired()
        child.end()
        return fresh

    def _lost(self, task: Task) -> list[Result]:
        """Nothing while a chunk may still be tried; then its members with an error each."""
        number, chunk = task
        self._tries[number] = self._tries.get(number, 0) + 1
        if self._tries[number] < TRIES:
            return []
        why = f"{TRIES} workers died living the chunk of this member"
        return [Result(member.key, error=why) for member in chunk]


@dataclass
class _Tasks:
    """Chunks to live: first those to be tried again, then new ones."""

    new: Iterator[Task]
    again: list[Task] = field(default_factory=list)

    def next(self) -> Task | None:
        return self.again.pop() if self.again else next(self.new, None)


def _end(children: list[Child], which: Sequence[Child] | None = None) -> None:
    """Let workers go, by default all."""
    for child in list(children if which is None else which):
        children.remove(child)
        child.end()


def _ready(children: Sequence[Child]) -> list[Child]:
    """Workers at work that have something to say, or have died."""
    by_pipe = {child.pipe: child for child in children if child.at}
    return [by_pipe[pipe] for pipe in wait(list(by_pipe))]  # type: ignore[index]


def _is_being_imported() -> bool:
    """Whether this is a new process that has not come to its work yet: it still imports the main script."""
    return bool(getattr(multiprocessing.current_process(), "_inheriting", False))


def _refuse_unstartable(child: Child) -> None:
    """Raises `InputError` where no other worker would start either; one that was killed may be replaced."""
    child.process.join(timeout=1)
    code, script = child.process.exitcode, str(getattr(sys.modules["__main__"], "__file__", ""))
    if code == UNGUARDED:
        what = "starts workers while it is imported, and every worker has to import it"
        fix = 'put what it does under `if __name__ == "__main__":`'
        raise InputError(Diagnostic(what, fix, script or "the script")) from None
    if not child.started and code is not None and code > 0:
        what = f"a worker process ended with exit code {code} before it could begin"
        fix = 'its error is printed above; run(by="serial") uses no worker processes'
        raise InputError(Diagnostic(what, fix, script)) from None


@contextmanager
def importable_main() -> Iterator[None]:
    """Let processes start that need nothing of a main script without a file, such as standard input."""
    main = sys.modules["__main__"]
    file = getattr(main, "__file__", None)
    if file is None or os.path.exists(file):
        yield
        return
    del main.__file__
    try:
        yield
    finally:
        main.__file__ = file


def _hired() -> Child:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,), daemon=True)
    with importable_main():
        process.start()
    theirs.close()
    return Child(process, ours)


def _work(pipe: Connection) -> None:
    """What a worker does until the pipe closes: live chunks, warm from one to the next."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    worker = Worker(threads=1)
    with suppress(OSError):
        pipe.send(STARTED)
    while True:
        try:
            number, chunk = pipe.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        try:
            pipe.send((number, [worker.live(member) for member in chunk]))
        except (OSError, KeyboardInterrupt):
            return


def _end_with_parent() -> None:
    """Leave at once when the parent is gone, also in the middle of a chunk."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)

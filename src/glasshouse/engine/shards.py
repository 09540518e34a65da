"""Work on persons in shards, on one thread or several, with the same result either way."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

from glasshouse.engine.rng import BLOCK

T = TypeVar("T")

_LEAST = 16 * BLOCK
"""Persons below which a second thread costs more than it brings."""


class Shards:
    """A pool of threads that cuts 0 .. n into runs of whole blocks.

    Compiled functions release the interpreter lock, so plain threads suffice. Use as a context manager.

    The main thread only waits: Ctrl-C interrupts it anywhere, and inside the compiler or its cache that
    is lost, or leaves a lock behind that stops the other threads for good. Any other thread takes a share.
    """

    def __init__(self, threads: int = 0) -> None:
        """`threads` of 0 means one per core this process may use."""
        if threads < 0:
            raise ValueError(f"threads must be 0 (all cores) or more, not {threads}")
        self.threads = threads or available_cores()
        self._pool = ThreadPoolExecutor(self.threads)

    def __enter__(self) -> Shards:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._pool.shutdown(wait=kind is not KeyboardInterrupt, cancel_futures=True)

    def each(self, n: int, work: Callable[[int, int], T]) -> list[T]:
        """`work(start, stop)` for every shard of 0 .. n; the results in the order of the shards."""
        bounds = cuts(n, self.threads)
        if threading.current_thread() is threading.main_thread():
            return list(self._pool.map(lambda bound: work(*bound), bounds))
        others = [self._pool.submit(work, start, stop) for start, stop in bounds[1:]]
        return [work(*bounds[0]), *(other.result() for other in others)]


def cuts(n: int, shards: int) -> list[tuple[int, int]]:
    """At most `shards` runs of whole blocks that cover 0 .. n."""
    shards = max(1, min(shards, n // _LEAST))
    blocks = -(-n // BLOCK)
    edges = [min(n, BLOCK * (blocks * k // shards)) for k in range(shards + 1)]
    return list(pairwise(edges))


def available_cores() -> int:
    """Cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1

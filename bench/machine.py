"""What the bench ran on, and whether there is room for a large society."""

from __future__ import annotations

import os
import platform
import time
from importlib.metadata import version
from pathlib import Path

from glasshouse import __version__
from glasshouse.engine.shards import available_cores


def described() -> str:
    """Processor, cores, memory and versions, in two lines."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "llvmlite"))
    memory = free_memory()
    free = f", {memory / 2**30:.0f} GiB of memory free" if memory else ""
    return (
        f"{processor()}, {available_cores()} cores{free}, {platform.system()} {platform.machine()}\n"
        f"glasshouse {__version__}, Python {platform.python_version()}, {packages}"
    )


def processor() -> str:
    """The name of the processor, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def busy_elsewhere() -> float:
    """Cores that others keep busy, by the load of the last minute; 0 where the system does not say."""
    try:
        return os.getloadavg()[0]
    except (AttributeError, OSError):
        return 0.0


def free_memory() -> int:
    """Bytes a process may still take; 0 where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        return next(1024 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0


class Watch:
    """Seconds of the wall, and of processors, that the work inside took."""

    def __enter__(self) -> Watch:
        self.seconds = self.processor_seconds = 0.0
        self._began = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        wall, processor = self._began
        self.seconds = time.perf_counter() - wall
        self.processor_seconds = time.process_time() - processor

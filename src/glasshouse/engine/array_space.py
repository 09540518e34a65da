"""Where large arrays lie: in memory, or in files of a folder from which the system reads what is needed.

Arrays of a space on disk are mappings of files without a name, so nothing is left behind when the process
ends, however it ends. Code that works on them sees arrays like any other. The system takes memory of such
arrays back when it runs short; a space with a budget does so as soon as the process holds more than that.
"""

from __future__ import annotations

import math
import mmap
import os
import tempfile
import threading
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.errors import Diagnostic, InputError

Array = npt.NDArray[Any]
STEP = 1 << 27
"""Bytes of mapped files in memory at which giving them back is worth the effort."""
EVERY = 0.02
"""Seconds between two looks at what the process holds."""
Files = list["weakref.ref[mmap.mmap]"]


class ArraySpace:
    """Makes arrays of zeros: in memory, or in files in `folder` if there is one.

    `budget` are the bytes that the process may hold before pages of these files are given back; 0 leaves that
    to the system. Where the process cannot be measured (not Linux) it is always left to the system.
    """

    def __init__(self, folder: Path | None = None, budget: int = 0) -> None:
        self.folder, self.budget = folder, budget
        self._files: Files = []
        self._keeper: threading.Thread | None = None

    @property
    def on_disk(self) -> bool:
        """Whether arrays of this space lie in files."""
        return self.folder is not None

    def zeros(self, shape: int | tuple[int, ...], kind: npt.DTypeLike) -> Array:
        """An array of zeros. Raises `InputError` where the disk has no room for it."""
        dtype, sizes = np.dtype(kind), (shape,) if isinstance(shape, int) else shape
        size = math.prod(sizes) * dtype.itemsize
        if self.folder is None or not size:
            return np.zeros(sizes, dtype)
        try:
            with tempfile.TemporaryFile(dir=self.folder) as file:
                _reserve(file.fileno(), size)
                mapped = mmap.mmap(file.fileno(), size)
        except OSError as error:
            what = f"an array of {size:,} bytes cannot be written: {error.strerror or error}"
            raise InputError(
                Diagnostic(what, "free space, or choose another disk", str(self.folder))
            ) from None
        self._files[:] = [*(file for file in self._files if file() is not None), weakref.ref(mapped)]
        self._watch()
        return np.frombuffer(mapped, dtype).reshape(sizes)

    def _watch(self) -> None:
        if self._keeper is None and self.budget and _resident() is not None:
            self._keeper = threading.Thread(
                target=_keep, args=(weakref.ref(self), self._files, self.budget), daemon=True
            )
            self._keeper.start()


IN_MEMORY = ArraySpace()
"""The space in which arrays lie unless another is asked for."""


def _reserve(handle: int, size: int) -> None:
    """Make a file of that size, with its room on the disk where the system can reserve it."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, size)
    else:
        os.ftruncate(handle, size)


def _resident() -> tuple[int, int] | None:
    """Bytes of memory that this process holds, and of these those of mapped files; None where unknown."""
    try:
        _, held, shared, *_ = Path("/proc/self/statm").read_text().split()
    except (OSError, ValueError):
        return None
    return int(held) * mmap.PAGESIZE, int(shared) * mmap.PAGESIZE


def _keep(space: weakref.ref[ArraySpace], files: Files, budget: int) -> None:
    """Give pages of the files back whenever the process holds more than `budget`, while the space is used."""
    left, pause = 0, threading.Event()
    while not pause.wait(EVERY) and (space() is not None or any(file() for file in files)):
        held = _resident()
        if held is None or held[0] < budget or held[1] < left + STEP:
            continue
        for file in list(files):
            if (mapped := file()) is not None:
                mapped.madvise(mmap.MADV_DONTNEED)  # of a shared mapping: what was written stays in the file
        now = _resident()
        left = now[1] if now else 0

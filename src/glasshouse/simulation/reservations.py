"""Reservations: one process at a time writes to a results folder; what a killed one left is cleared away."""

from __future__ import annotations

import glob
import os
import shutil
from contextlib import suppress
from pathlib import Path

from glasshouse.errors import Diagnostic, InputError

try:
    import fcntl
except ImportError:  # Windows has no such locks; two processes are told apart there by the folder alone
    fcntl = None  # type: ignore[assignment]


class Busy(InputError):
    """Another process that still runs writes there."""

    def __init__(self, folder: Path) -> None:
        what = "another process that still runs writes here"
        super().__init__(Diagnostic(what, "wait for it, end it, or choose another folder", str(folder)))


class Lock:
    """A locked file: it says that this process writes in a folder, until it ends, however it ends."""

    def __init__(self, file: Path, about: Path) -> None:
        """Raises `Busy` for the folder `about` where another process holds the lock, and `OSError`."""
        self.file, self._handle = file, -1
        if fcntl is None:
            return
        while self._handle < 0:
            self._handle = self._locked(about)

    def release(self, *, remove: bool = False) -> None:
        """Let others write; with `remove` the file goes too."""
        if self._handle >= 0:
            if remove:
                self.file.unlink(missing_ok=True)
            os.close(self._handle)
        self._handle = -1

    def _locked(self, about: Path) -> int:
        """The handle of the locked file; -1 where the file was removed before the lock was had."""
        handle = os.open(self.file, os.O_WRONLY | os.O_CREAT, 0o644)
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            here = self.file.stat()
        except BlockingIOError:
            os.close(handle)
            raise Busy(about) from None
        except FileNotFoundError:
            os.close(handle)
            return -1
        if os.fstat(handle).st_ino != here.st_ino:
            os.close(handle)
            return -1
        return handle

    def __del__(self) -> None:
        self.release()


class Reservation:
    """The right to write to the results folder `folder`, held to the end of a block or of the process."""

    def __init__(self, folder: Path) -> None:
        """Raises `Busy` where another process holds it, `InputError` where nothing can be written there."""
        self.folder = folder
        target = target_of(folder)
        self._made = [place for place in target.parents if not place.exists()]
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._lock = Lock(target.with_name(f".{target.name}.lock"), folder)
            _clear_away(target)
        except OSError as error:
            what = f"cannot be written: {error.strerror or error}"
            raise InputError(Diagnostic(what, "choose another folder", str(folder))) from None

    def __enter__(self) -> Reservation:
        return self

    def __exit__(self, *_reason: object) -> None:
        self._lock.release(remove=True)
        with suppress(OSError):  # one that holds results by now stays
            for place in self._made:
                place.rmdir()


def target_of(folder: Path) -> Path:
    """The folder itself, where a symbolic link leads to it: the link stays a link."""
    return Path(os.path.realpath(folder))


def _clear_away(target: Path) -> None:
    """Remove what killed processes left half-written, and put back results they had moved aside."""
    name = glob.escape(target.name)
    for aside in sorted(target.parent.glob(f".{name}.replaced-*")):
        if target.exists():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.rename(target)
    for rest in target.parent.glob(f".{name}.unfinished-*"):
        shutil.rmtree(rest, ignore_errors=True)

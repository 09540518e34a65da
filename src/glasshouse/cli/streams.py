"""Standard streams that are closed, or that nobody reads any more."""

from __future__ import annotations

import os
import sys

_MODES = {"stdin": "r", "stdout": "w", "stderr": "w"}


def open_missing() -> None:
    """Give a closed standard stream the null device.

    Otherwise the next file that is opened takes its number, and what is printed lands in that file.
    """
    for name, mode in _MODES.items():
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(handle, mode, encoding="utf-8", closefd=False))


def flush() -> None:
    """Write what is still unsaid; where it cannot be written it goes nowhere, also at the end of Python."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

"""Files somebody asked for: written whole or not at all, and what is said when they cannot be."""

from __future__ import annotations

from pathlib import Path

from glasshouse.engine.array_store import write_whole
from glasshouse.errors import Diagnostic, InputError


def write_atomic(path: Path, contents: str | bytes) -> Path:
    """Write a file into a folder there is, and return where it is.

    What stood there before stays until the new contents are on the disk. Raises `InputError` where that
    fails.
    """
    data = contents.encode() if isinstance(contents, str) else contents
    try:
        write_whole(path, data)
    except OSError as error:
        what = f"cannot be written: {error.strerror or error}"
        raise InputError(Diagnostic(what, "choose another file", str(path))) from None
    return path

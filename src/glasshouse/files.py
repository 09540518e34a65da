"""Files somebody asked for: written whole or not at all, and what is said when they cannot be."""

from __future__ import annotations

from pathlib import Path

from glasshouse.engine.array_store import write_whole
from glasshouse.errors import Diagnostic, InputError
from glasshouse.plugins import Source

CODE = "code"
"""Folder beside results that keeps the source of what a user added, each file under its SHA-256."""


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


def place_of_source(source: Source) -> str:
    """Where results keep the source text of what a user added, counted from their folder."""
    return f"{CODE}/{Path(source.file or source.name).stem}-{source.sha256[:12]}.py"


def kept_source(source: Source, folder: Path) -> Path:
    """Write the source text of what a user added into `CODE` of a folder, unless it is there already.

    Its name ends in the first digits of its SHA-256. Raises `OSError` where it cannot be written.
    """
    place = folder / place_of_source(source)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(place, source.text.encode())
    return place

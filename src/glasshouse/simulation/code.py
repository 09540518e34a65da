"""The code that a result stands on: one hash of every file of the package that decides it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
DECIDES = ("engine", "model", "population", "rulebook", "specs", "simulation", "metrics", "data")
"""Parts of the package that decide results; a report or a command does not."""
APART = "data/rulebooks/"
"""Texts a run names one of, and hashes by itself."""


@cache
def code_hash(*others: str) -> str:
    """SHA-256 of the code and data that decide results, and of the files `others` of the package.

    The same wherever the package is installed: names count from its folder, and line ends do not count.
    """
    digest = hashlib.sha256()
    for name in sorted({*_sources(), *others}):
        digest.update(name.encode())
        digest.update((PACKAGE / name).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _sources() -> Iterator[str]:
    for part in DECIDES:
        for path in (PACKAGE / part).rglob("*"):
            name = path.relative_to(PACKAGE).as_posix()
            if path.suffix in (".py", ".yaml") and not name.startswith(APART):
                yield name

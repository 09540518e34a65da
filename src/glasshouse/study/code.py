"""The code that a result stands on: one hash of every file of the package that decides it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
DECIDES = ("engine", "model", "society", "rulebook", "texts", "study", "measure", "data")
"""Parts of the package that decide results; a report or a command does not."""


@cache
def code_hash(*others: str) -> str:
    """SHA-256 of the code and data that decide results, and of the files `others` of the package."""
    digest = hashlib.sha256()
    for path in sorted([*_sources(), *(PACKAGE / other for other in others)]):
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterable[Path]:
    for part in DECIDES:
        for path in (PACKAGE / part).rglob("*"):
            if path.suffix in (".py", ".yaml") and "rulebooks" not in path.parts:
                yield path

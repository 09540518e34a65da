"""What a result stands on: the hash of the code, and what decides a run beside its command."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from glasshouse.files import place_of_source
from glasshouse.rulebooks.tree import IN_CODE
from glasshouse.simulation.mechanism_files import SHORT, source_of

if TYPE_CHECKING:
    from glasshouse.rulebooks import Rulebook
    from glasshouse.simulation.run_config import RunConfig


PACKAGE = Path(__file__).resolve().parent.parent
DECIDES = ("engine", "model", "population", "rulebooks", "specs", "simulation", "metrics", "data")
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


def beyond_command(chosen: RunConfig) -> tuple[str, ...]:
    """A sentence for everything of a setting that its command does not hold; empty if it repeats the run."""
    return tuple(_sentences(chosen))


def _sentences(chosen: RunConfig) -> Iterator[str]:
    for one in chosen.mechanisms:
        side = "also applies" if one.applies_to == "both" else "does not apply"
        yield (
            f"The mechanism {one.name} (source {one.hash[:SHORT]}) was part of this run and {side} to the "
            f"twin. Its text is kept in {place_of_source(source_of(one))} of the results folder."
        )
    books = {id(book): book for book in (chosen.rulebook, *dict(chosen.provinces).values()) if book}
    for book in books.values():
        yield from _of_book(book)
    if not _is_shipped(chosen.society.recipe.file):
        yield _at(f"society {chosen.society.id}", chosen.society.recipe.file)
    if _has_other_practice(chosen):
        yield "The practice of this run differs from the shipped one, and not by --set alone."
    if chosen.replicate:
        yield f"This run is replicate {chosen.replicate} of its seed; the command gives replicate 0."


def _of_book(book: Rulebook) -> Iterator[str]:
    if any(leaf.steps[-1].origin.layer == IN_CODE for leaf in book.tree.values()):
        yield f"Values of the rulebook {book.id} were set in code; the command gives it as written."
    own = [file for file in book.files if not _is_shipped(file)]
    if own:
        yield _at(f"rulebook {book.id}", own[-1])


def _at(what: str, file: str) -> str:
    return f"The {what} is not shipped: put its file ({Path(file).name}) in place of the name in the command."


def _is_shipped(file: str | Path) -> bool:
    return PACKAGE in Path(file).resolve().parents


def _has_other_practice(chosen: RunConfig) -> bool:
    from glasshouse.rulebooks import practice

    usual, named = practice(chosen.rulebook), dict(chosen.changed)
    return any(p.value != usual[p.name].value for p in chosen.practice.parameters if p.name not in named)

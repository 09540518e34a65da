"""What decides a run and is not in the command that its results print."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.rulebook.leaves import IN_CODE
from glasshouse.simulation.code import PACKAGE

if TYPE_CHECKING:
    from glasshouse.rulebook import Rulebook
    from glasshouse.simulation.run_config import RunConfig

SHORT = 12
"""Digits of a hash that are printed."""


def named_rules(rules: Sequence[Any]) -> list[dict[str, str]]:
    """Each rule of the caller's own by its qualified name, with the SHA-256 of its source ("" if unknown)."""
    return [{"name": _qualified(rule), "hash": _source_hash(rule)} for rule in rules]


def rules_told(rules: Sequence[Mapping[str, str]]) -> str:
    """The rules as `named_rules` gives them, in one line: name and the first digits of the hash."""
    return ", ".join(
        f"{one['name']} (source {one['hash'][:SHORT]})" if one["hash"] else f"{one['name']} (source unknown)"
        for one in rules
    )


def beyond_command(chosen: RunConfig) -> tuple[str, ...]:
    """A sentence for everything of a setting that its command does not hold; empty if it repeats the run."""
    return tuple(_sentences(chosen))


def _sentences(chosen: RunConfig) -> Iterator[str]:
    if chosen.rules:
        side = "also apply" if chosen.rules_apply_to == "both" else "do not apply"
        yield (
            f"This run used rules written in Python: {rules_told(named_rules(chosen.rules))}. They {side} "
            "to the twin. The command alone does not repeat the run: call glasshouse.run with the same rules."
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
    from glasshouse.rulebook import practice

    usual, named = practice(chosen.rulebook), dict(chosen.changed)
    return any(p.value != usual[p.name].value for p in chosen.practice.parameters if p.name not in named)


def _qualified(rule: Any) -> str:
    plain = _plain(rule)
    module, name = getattr(plain, "__module__", ""), getattr(plain, "__qualname__", repr(plain))
    return f"{module}.{name}" if module else str(name)


def _source_hash(rule: Any) -> str:
    try:
        source = inspect.getsource(_plain(rule))
    except (OSError, TypeError):
        return ""
    return hashlib.sha256(source.encode()).hexdigest()


def _plain(rule: Any) -> Any:
    """The function as it was written, without what compiles it."""
    return inspect.unwrap(getattr(rule, "py_func", rule))

"""What a value of a rulebook does to the compiled law: every other value it may have, tried one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.rulebooks import Rulebook
from glasshouse.rulebooks.checks import check
from glasshouse.rulebooks.law import LAW, law_type
from glasshouse.rulebooks.leaf_kinds import Day, Flag, Prose, Quantity, Word, Words
from glasshouse.rulebooks.schema import ABOUT
from glasshouse.rulebooks.scope import Scope
from glasshouse.rulebooks.sheets import month_of
from glasshouse.rulebooks.tree import Leaf

SET_OF_RIGHTS = np.dtype("u4")
Cell = tuple[str, int]
"""A field of the law and the index in it; -1 for a field that has none."""
_MOST = 1_000_000


def is_rule(leaf: Leaf) -> bool:
    """Whether a leaf states a rule: no title or text, nothing about the rulebook."""
    return not (isinstance(leaf.kind, Prose | Day) or leaf.path[0] in ABOUT)


def moved(book: Rulebook, leaf: Leaf) -> Iterator[Rulebook]:
    """The rulebook with each other value that the leaf may have, at all dates, where it can stand.

    Times so long that records would need more room are left out: shorter ones reach the same places.
    """
    book = book.within(Scope(book.words, book.room, book.measures))
    for value in others(book, leaf):
        other = replace(book, tree=book.tree.but([_at(leaf, value)]))
        if other.room == book.room and not check(other.tree):
            yield other
    if leaf.steps[-1].value is not None:
        tree = type(book.tree)({path: one for path, one in book.tree.items() if path != leaf.path})
        if not check(tree):
            yield replace(book, tree=tree)


def turns_of(book: Rulebook, months: int, start: str) -> list[int]:
    """The months of a run, from 0, in which a rulebook begins to say something else, the first among them."""
    year, month = month_of(start)
    first = year * 12 + month - 1
    turns = {0}
    for year, month in (*book.tree.changes(), *(month_of(day) for day in (book.start, book.until) if day)):
        turns |= {year * 12 + month - 1 - first, year * 12 + month - first}
    return [turn for turn in sorted(turns) if 0 <= turn < months]


def laws_in(book: Rulebook, turns: list[int], start: str) -> npt.NDArray[np.void]:
    """The law of some months of a run."""
    laws = np.zeros(len(turns), law_type(book.room))
    for row, turn in enumerate(turns):
        laws[row] = book.law(turn, start)[0]
    return laws


def cells(laws: npt.NDArray[np.void], others: npt.NDArray[np.void]) -> list[Cell]:
    """The places in which two rows of laws, time by time, differ. A set of rights is one place."""
    if laws.tobytes() == others.tobytes():
        return []
    found: list[Cell] = []
    for name in LAW.names or ():
        differs = laws[name] != others[name]
        if laws.dtype[name].base == SET_OF_RIGHTS:
            differs = differs.any(axis=-1)
        if differs.ndim > 1:
            found += [(name, int(k)) for k in np.flatnonzero(differs.any(axis=0))]
        elif differs.any():
            found.append((name, -1))
    return found


def others(book: Rulebook, leaf: Leaf) -> tuple[Any, ...]:
    """Values that reach every place of the law which some value of the leaf reaches."""
    kind, now = leaf.kind, leaf.steps[-1].value
    if isinstance(kind, Flag):
        return (True, False)
    if isinstance(kind, Quantity):
        return tuple(_numbers(kind, now))
    if isinstance(kind, Word):
        return tuple(word for word in _words(book, kind) if word != now)
    if isinstance(kind, Words):
        words = _words(book, kind)
        return ((), words, *((word,) for word in words))
    return ()


def _at(leaf: Leaf, value: object) -> Leaf:
    step = replace(leaf.steps[-1], since=None, born=None, absent=False, value=value, shown=value)
    return replace(leaf, steps=(step,))


def _numbers(kind: Quantity, now: float | None) -> Iterator[float | None]:
    low, high = max(kind.low, -_MOST), min(kind.high, _MOST)
    near = (now or 0) + (1 if high > 1 else 0.1)
    for value in dict.fromkeys([low, high, (low + high) / 2, near, 2 * (now or 0), 1, -1, 0]):
        if kind.low <= value <= kind.high:
            yield int(value) if kind.whole else value
    if kind.open:
        yield None


def _words(book: Rulebook, kind: Word | Words) -> tuple[str, ...]:
    if kind.of:
        return tuple(book.words.of(kind.of))
    if kind.refers == "grade":
        return tuple(f"{s}.{g}" for s in book.tree.names("scores") for g in book.tree.grades(s))
    if kind.refers == "sanction":
        lists = [f"lists.{name}" for name in book.tree.names("lists")]
        return (*book.tree.names("sanctions"), *lists)
    if kind.refers == "list":
        return book.tree.names("lists")
    return kind.choices or ("some vendor", "another vendor")

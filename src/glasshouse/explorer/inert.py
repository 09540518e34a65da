"""For the page: which levers and switches change nothing in a run that is asked for, and why."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from glasshouse.explorer.requests import Live
from glasshouse.explorer.rulebooks import OFFERED
from glasshouse.model.parameters import mechanisms
from glasshouse.rulebook import Rulebook, practice
from glasshouse.rulebook.leaves import Leaf
from glasshouse.rulebook.recasting import held
from glasshouse.rulebook.shape import node_at
from glasshouse.simulation import inert as reasons
from glasshouse.specs.parameters import ParameterSet

_KEPT = 64


def inert(book: Rulebook, asked: Live) -> dict[str, Any]:
    """The reason of each lever (by path) and switch (by name) without effect; `book` is what is asked for.

    Whoever lives there counts as a society in which everybody may be met.
    """
    return _inert(_Hashed(book), asked.months, tuple(sorted(asked.switches.items())))


class _Hashed:
    """A rulebook that is equal to all that say the same."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book

    def __hash__(self) -> int:
        return hash(self.book.text_hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed) and other.book.text_hash == self.book.text_hash


@lru_cache(maxsize=_KEPT)
def _inert(hashed: _Hashed, months: int, switches: tuple[tuple[str, bool], ...]) -> dict[str, Any]:
    book = hashed.book
    known = mechanisms()
    world = known.but({f"switch.{name}": int(on) for name, on in switches if f"switch.{name}" in known})
    facts = reasons.facts_under(
        book, ParameterSet((*world.parameters, *practice(book).parameters)), months, book.first_month
    )
    switched = [one for one in world.parameters if one.name.startswith("switch.")]
    found = {one.name.removeprefix("switch."): reasons.why_parameter(one, facts) for one in switched}
    silent = [path for path in OFFERED if path not in book.tree.by_name]
    offered = [reasons.clause(book, _unsaid(path), facts, months) for path in silent]
    levers = [*reasons.clauses(book, facts, months), *(one for one in offered if one)]
    return {
        "levers": {one.name: one.reason for one in levers},
        "switches": {name: why for name, why in found.items() if why},
    }


def _unsaid(path: str) -> Leaf:
    """The leaf of a rule that the rulebook is silent on."""
    keys = tuple(path.split("."))
    return held(keys, getattr(node_at(keys), "absent", None), "")

"""A jurisdiction: the law and the rulebook of a province in a period, and what the rulebook says there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from glasshouse.model.record_types import LawRow
from glasshouse.rulebooks import Rulebook
from glasshouse.rulebooks.tree import Month
from glasshouse.rulebooks.vocabulary import Words, shipped_words, vocabulary

_CONTEXTS = {
    "movement": "transport",
    "movement.leave_country": "borders",
    "education": "education",
    "leisure": "consumption",
    "housing": "housing",
    "housing.utilities": "public_services",
    "economic": "finance",
    "economic.public_tender": "commerce",
    "economic.premises_lease": "commerce",
    "economic.subsidy": "public_services",
    "economic.deposit_waiver": "public_services",
    "work": "employment",
    "consumption": "consumption",
    "expression": "politics",
    "services": "public_services",
    "political": "politics",
    "welfare": "welfare",
    "health": "health",
    "justice": "courts",
    "communication": "communication",
}
"""Part of life a right belongs to, where the rulebook's sanction names none; the longest name that fits."""


@dataclass(frozen=True, eq=False)
class Jurisdiction:
    """The law and rulebook of a province in a period, from the calendar month `month` on.

    `words` are those of the run. What the rulebook is asked again and again, it is asked once.
    """

    law: LawRow
    book: Rulebook | None
    month: Month
    words: Words = field(default_factory=shipped_words, repr=False)
    _told: dict[object, str] = field(default_factory=dict, repr=False)

    def right_name(self, right: int) -> str:
        """The name of a right by its code."""
        return self.words.rights.terms[right].name

    def once(self, question: Callable[..., str], *about: object) -> str:
        """The answer to `question(self, *about)`."""
        key = (question, *about)
        if key not in self._told:
            self._told[key] = question(self, *about)
        return self._told[key]


def context_of_behaviour(where: Jurisdiction, behaviour: int) -> str:
    """What the rulebook says the behaviour belongs to, else the vocabulary; empty for no behaviour."""
    terms = where.words.behaviours.terms
    if behaviour >= len(terms):
        return ""
    told = value_at(where, "behaviours", terms[behaviour].name, "context")
    return str(told or terms[behaviour].get("context", ""))


def context_at(where: Jurisdiction, clause: str, right: int) -> str:
    """What the sanction says its right belongs to, else what the right's name says."""
    told = value_at(where, *clause.split("."), "context") if clause.startswith("sanctions.") else None
    term = where.words.rights.terms[right]
    return str(told or term.get("context") or context_of_right(term.name))


def context_of_right(right: str) -> str:
    """The part of life a right belongs to by its name; empty for none known."""
    return _CONTEXTS.get(right) or _CONTEXTS.get(right.partition(".")[0], "")


SHUTTING = ("shuts", "withholds", "marks", "delays")


def sanction_at(where: Jurisdiction, triggers: tuple[str, ...], right: int) -> str:
    """The sanction that shuts a right, for good or at times, among those that `triggers` names; any that
    does, if none of them."""
    if where.book is None:
        return ""
    for name in _named_by(where, triggers, ()):
        kind = value_at(where, "sanctions", name, "effect")
        harms = kind is not None and vocabulary("effects")[kind].get("mask") in SHUTTING
        if harms and value_at(where, "sanctions", name, "right") == where.right_name(right):
            return f"sanctions.{name}"
    return where.book.clause_of("right", right)


def _named_by(where: Jurisdiction, path: tuple[str, ...], seen: tuple[str, ...]) -> Iterator[str]:
    """Names of sanctions at a path; `lists.x` stands for all that list x triggers."""
    for name in value_at(where, *path) or ():
        other = name.removeprefix("lists.")
        if other == name:
            yield name
        elif other not in seen:
            yield from _named_by(where, ("lists", other, "triggers"), (*seen, other))


def value_at(where: Jurisdiction, *path: str) -> Any:
    """What the rulebook says at a path in the month; None where it says nothing."""
    return where.book.tree.value(path, where.month, None) if where.book else None


def list_at(where: Jurisdiction, k: int) -> str:
    """The dotted path of list `k`; empty for none."""
    names = where.book.tree.names("lists") if where.book else ()
    return f"lists.{names[k]}" if k < len(names) else ""


def clause_at(where: Jurisdiction, kind: str, index: int) -> str:
    """The clause behind entry `index` of a field of the law (see `Rulebook.clause_of`)."""
    return where.book.clause_of(kind, index) if where.book else ""

"""Inert values: what a user can set that changes nothing in a run, and why.

A value of a rulebook is moved to every other value it may have and the law compiled again; the places in
which the two laws differ are looked up in a table of conditions under which the model reads them (`of_law`).
Parameters and switches have such conditions themselves (`of_parameters`). What is called inert changes no
count and nobody's fate, whatever it is set to; what is not called inert may still change nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from glasshouse.model.shipped_parameters import mechanisms
from glasshouse.rulebooks import Rulebook, practice
from glasshouse.rulebooks.clauses import is_descriptive, is_unplayed
from glasshouse.rulebooks.loading import FOLDER
from glasshouse.rulebooks.sheets import month_of
from glasshouse.rulebooks.tree import IN_CODE, SECTION
from glasshouse.simulation.inert.facts import Facts, facts_of, facts_under, numbers_of
from glasshouse.simulation.inert.law_leaves import cells, is_rule, laws_in, moved, turns_of
from glasshouse.simulation.inert.of_law import of_field
from glasshouse.simulation.inert.of_parameters import of_parameter
from glasshouse.specs.parameters import ParameterSet

if TYPE_CHECKING:
    from glasshouse.rulebooks.tree import Leaf
    from glasshouse.simulation.run_config import RunConfig
    from glasshouse.specs.parameters import Parameter

__all__ = [
    "Facts",
    "Inert",
    "clause",
    "clauses",
    "facts_of",
    "facts_under",
    "numbers_of",
    "of_setting",
    "of_text",
    "parameter",
    "why_clause",
    "why_in_text",
    "why_parameter",
]
NOT_PLAYED = "the model has no mechanism for this clause yet"
DESCRIPTIVE = "lint and the variants of a rulebook read it, no mechanism does"
NO_MECHANISM = (NOT_PLAYED, DESCRIPTIVE)
"""Reasons that hold in every run."""
SAME_LAW = "the law of every month is the same whatever it says"
_WAITS_FOR = {
    "publicity.map": "the rulebook has no map (publicity.map.radius is not set)",
    "publicity.notify": "no phone is told (publicity.notify.radius is 0)",
    "firms": "the rulebook does not score firms (firms.start is not set)",
    "gatekeepers.freeze": "gatekeepers.freeze.ordered is false",
    "procedure.correction.allowed": "people may dispute by way of appeal (procedure.appeal.allowed)",
    "procedure.appeal.allowed": "people may dispute by way of correction (procedure.correction.allowed)",
    "sanctions": "its effect neither denies, withholds nor grants a right, or nothing leads to it",
}
"""Why nothing is compiled from a clause, by the beginning of its path."""


@dataclass(frozen=True)
class Inert:
    """A value that changes nothing in a run: its name, the reason, and where it is written if it is."""

    name: str
    reason: str
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " if self.file else ""
        return f"{where}{self.name} has no effect: {self.reason}"


def of_setting(chosen: RunConfig) -> tuple[Inert, ...]:
    """What a user set and what changes nothing in a run.

    Looks at parameters and switches set by name, at values of a rulebook set in code, and at the rules of
    files that are not shipped. With mechanisms of a user's own nothing is called inert: they may read it.
    """
    if chosen.mechanisms:
        return ()
    books = {id(book): book for book in (chosen.rulebook, *dict(chosen.provinces).values()) if book}
    own = [(book.within(chosen.scope), leaf) for book in books.values() for leaf in _own_rules(book)]
    if not (own or chosen.changed):
        return ()
    facts = facts_of(chosen)
    found = [parameter(chosen.all_parameters[name], facts) for name, _ in chosen.changed]
    found += [clause(book, leaf, facts, chosen.months, chosen.start) for book, leaf in own]
    return tuple(dict.fromkeys(one for one in found if one and one.reason not in NO_MECHANISM))


def _own_rules(book: Rulebook) -> Iterator[Leaf]:
    """The rules of a rulebook that the caller has written, in code or in a file that is not shipped."""
    own = {file for file in book.files if FOLDER not in Path(file).resolve().parents}
    for leaf in book.tree.values():
        origin = leaf.steps[-1].origin
        if is_rule(leaf) and (origin.layer == IN_CODE or origin.file in own):
            yield leaf


def clauses(book: Rulebook, facts: Facts, months: int = 120, start: str = "") -> Iterator[Inert]:
    """Every value of a rulebook that states a rule and changes nothing under these facts."""
    for leaf in book.tree.values():
        if is_rule(leaf) and (found := clause(book, leaf, facts, months, start)):
            yield found


def clause(book: Rulebook, leaf: Leaf, facts: Facts, months: int = 120, start: str = "") -> Inert | None:
    """A value of a rulebook that changes nothing, or None where it can."""
    why = why_clause(book, leaf, facts, months, start)
    origin = leaf.steps[-1].origin
    return Inert(leaf.dotted, why, origin.file, origin.line) if why else None


def why_clause(book: Rulebook, leaf: Leaf, facts: Facts, months: int = 120, start: str = "") -> str:
    """Why nothing comes of a value of a rulebook, whatever it is; empty where something can."""
    if leaf.path[0] == SECTION:
        return ""  # what people do, try and weigh is no law
    if is_unplayed(leaf.path):
        return NOT_PLAYED
    if is_descriptive(leaf.path):
        return DESCRIPTIVE
    first = start or book.first_month
    turns, names = turns_of(book, months, first), book.tree.names("lists")
    laws = laws_in(book, turns, first)
    reasons: list[str] = []
    tried = False
    for other in moved(book, leaf):
        changed = laws_in(other, turns, first)
        found = cells(laws, changed)
        both = facts.beside(changed) if found else facts
        for name, k in found:
            why = of_field(name)(both, k)
            if not why:
                return ""
            reasons.append(why.replace("{list}", names[k] if name.startswith("list_") else ""))
        tried = True
    return reasons[0] if reasons else _not_compiled(leaf) if tried else ""


def _not_compiled(leaf: Leaf) -> str:
    beginnings = [path for path in _WAITS_FOR if f"{leaf.dotted}.".startswith(f"{path}.")]
    return _WAITS_FOR[max(beginnings, key=len)] if beginnings else SAME_LAW


def of_text(book: Rulebook) -> tuple[Inert, ...]:
    """The rules of a rulebook that change nothing in any run of the whole text, with nothing else changed.

    Provinces count as named, so that people can move; everything is on, and carried out as usual.
    """
    months = _months_of(book)
    return tuple(clauses(book, _usual_facts(book, months), months))


def why_in_text(book: Rulebook, path: str) -> str:
    """Why nothing comes of one value, as `of_text`; empty where something can."""
    months = _months_of(book)
    return why_clause(book, book.tree.by_name[path], _usual_facts(book, months), months)


def _months_of(book: Rulebook) -> int:
    """Months from the first of a text to ten years after its last change."""
    year, first = month_of(book.first_month)
    ends = [(y - year) * 12 + month - first for y, month in book.tree.changes()]
    return max([0, *ends]) + 120


def _usual_facts(book: Rulebook, months: int) -> Facts:
    parameters = ParameterSet((*mechanisms().parameters, *practice(book).parameters))
    return replace(facts_under(book, parameters, months), places=2)


def parameter(one: Parameter, facts: Facts) -> Inert | None:
    """A parameter or switch that changes nothing, or None where it can."""
    why = why_parameter(one, facts)
    return Inert(one.name, why) if why else None


def why_parameter(one: Parameter, facts: Facts) -> str:
    """Why nothing comes of a parameter or switch, whatever it is; empty where something can."""
    return of_parameter(one.name)(facts.moved(one), 0).replace("{list}", "*")

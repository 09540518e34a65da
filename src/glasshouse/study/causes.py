"""Causes: which clauses shut which rights to somebody of a given standing, in what context, on what ground.

A right can be shut by several causes at once; each is named, in this order: lists by their index, the grade,
the zero base, a copy that missed a correction, private gatekeepers. The first is the leading cause, to which
refusals are put down.

What cannot be known is called unknown: private gatekeepers refuse by a score of their own, what nobody was
granted rests on nothing anybody did, and a grade may have fallen by points for the household, for contacts or
for records that the model no longer tells apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from glasshouse.model.person import NOTHING_RECORDED
from glasshouse.model.rights import KEPT, LEAVE_COUNTRY
from glasshouse.model.trail import BASES
from glasshouse.rulebook import Rulebook
from glasshouse.rulebook.law import (
    ENTRY_ARREARS,
    ENTRY_BEHAVIOUR,
    ENTRY_FIRM_LISTED,
    ENTRY_GRADE_AT_LEAST,
    ENTRY_GRADE_AT_MOST,
    FREEZE_DISSENT,
    KEEPERS,
    LISTS,
    RIGHTS,
)
from glasshouse.rulebook.tree import Month
from glasshouse.rulebook.vocabulary import vocabulary

UNKNOWN, TRUE, WRONG, PROTECTED = BASES
UNABLE = "unable"
GROUNDS = (*BASES, UNABLE)
"""What a sanction rests on; `wrong person` stands for every mistake of person or fact."""
COPY = ".copy"
"""Ends the cause of a right that a stale copy of a list shuts; no clause orders it."""
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


class Cause(NamedTuple):
    """One right shut by one clause: `clause` is the sanction or gatekeeper, `cause` what led to it.

    Both are dotted paths of the rulebook. Contexts are words of the vocabulary, empty where there is none:
    nothing that anybody did stands behind a zero base or a gatekeeper's score.
    """

    right: str
    clause: str
    cause: str
    behaviour_context: str
    sanction_context: str
    ground: str


@dataclass(frozen=True, eq=False)
class Jurisdiction:
    """The law and rulebook of a province in a period, from the calendar month `month` on.

    What the rulebook is asked again and again, it is asked once.
    """

    law: Any
    book: Rulebook | None
    month: Month
    _told: dict[Any, str] = field(default_factory=dict, repr=False)

    def once(self, question: Callable[..., str], *about: Any) -> str:
        """The answer to `question(self, *about)`."""
        key = (question, *about)
        if key not in self._told:
            self._told[key] = question(self, *about)
        return self._told[key]


def causes(standing: Any, here: Jurisdiction, register: Jurisdiction) -> Iterator[tuple[int, Cause]]:
    """Index of the right and cause, for every cause of every right that is shut to somebody of `standing`.

    `here` is where the person lives, `register` where their lists are kept. What no cause accounts for, such
    as a right that was shut when the law ended, is named with the sanction alone.
    """
    shut, told = int(standing["shut"]), 0
    for bit, cause in _all(standing, here, register):
        if shut & bit:
            told |= bit
            yield bit.bit_length() - 1, cause
    for right in _bits(shut & ~told):
        yield right, named(right, here)


def named(right: int, here: Jurisdiction) -> Cause:
    """A right that is refused by a sanction or gatekeeper, without anything known of what led to it."""
    clause = here.book.clause_of("right", right) if here.book else ""
    return Cause(_name(right), clause, "", "", here.once(_context, clause, right), UNKNOWN)


def exit_visa(right: int, here: Jurisdiction) -> Cause:
    """Leaving the country refused where everybody must ask, on no stated ground."""
    return Cause(
        _name(right), "movement.exit_visa", "movement.exit_visa", "", here.once(_context, "", right), UNKNOWN
    )


def kept_by(kind: int, here: Jurisdiction, frozen: bool = False) -> Cause:
    """A right refused by all gatekeepers of a kind, or shut by an emergency order."""
    right = KEPT[kind].bit_length() - 1
    clause = "gatekeepers.freeze" if frozen else f"gatekeepers.{tuple(KEEPERS)[kind]}"
    dissent = frozen and here.law.freeze_who == FREEZE_DISSENT
    return Cause(
        _name(right),
        clause,
        clause,
        "politics" if dissent else "",
        here.once(_context, "", right),
        PROTECTED if dissent else UNKNOWN,
    )


def list_ground(k: int, wrong: bool, unable: bool, basis: int, register: Jurisdiction) -> str:
    """The ground of being on list `k`, by the flags of the entry and what the records rest on.

    The head of a listed firm stands on a true ground: the firm is listed.
    """
    if wrong or unable:
        return WRONG if wrong else UNABLE
    entry = register.law.list_entry[k]
    if entry in (ENTRY_GRADE_AT_MOST, ENTRY_GRADE_AT_LEAST):
        return BASES[basis]
    if entry == ENTRY_BEHAVIOUR and is_protected(int(register.law.list_entry_value[k])):
        return PROTECTED
    return TRUE


def list_path(k: int, register: Jurisdiction) -> str:
    """The dotted path of list `k`; empty where the register's rulebook has none."""
    return register.once(_list, k)


def is_protected(behaviour: int) -> bool:
    """Whether a human right covers the behaviour of that index."""
    return bool(vocabulary("behaviours").terms[behaviour].get("protected"))


def _all(standing: Any, here: Jurisdiction, register: Jurisdiction) -> Iterator[tuple[int, Cause]]:
    """Every cause with the bit of its right, whether that right is shut or not."""
    suspended = bool(standing["suspended"])
    for k in _bits(int(standing["lists"]) | int(standing["struck"])):
        if not suspended and _binds(k, standing, here, register):
            yield from _by_list(k, standing, here, register)
    if standing["grade"] >= 0 and not suspended:
        yield from _by_grade(int(standing["grade"]), standing, here)
    yield from _by_base(here)
    for right in _bits(int(standing["copied"])):
        yield 1 << right, _copy(right, int(standing["copy_of"]) - 1, register)
    for kind in _bits(int(standing["barred"])):
        frozen = bool(standing["frozen"]) and bool(int(here.law.freeze_kinds) >> kind & 1)
        yield KEPT[kind], kept_by(kind, here, frozen)


def _binds(k: int, standing: Any, here: Jurisdiction, register: Jurisdiction) -> bool:
    same = standing["lives_in"] == standing["listed_in"]
    return bool(same or here.law.recognises or not register.law.list_local[k])


def _by_list(
    k: int, standing: Any, here: Jurisdiction, register: Jurisdiction
) -> Iterator[tuple[int, Cause]]:
    wrong = int(standing["wrong_person"]) | int(standing["struck_wrong"])
    unable = int(standing["unable"]) | int(standing["struck_unable"])
    ground = list_ground(k, bool(wrong >> k & 1), bool(unable >> k & 1), int(standing["basis"]), register)
    of = register.once(_list, k)
    behaviour = _behaviour_context(k, standing, register)
    law = register.law
    withheld = int(law.list_withholds[k]) & int(here.law.zero_base)
    for right in _bits(int(law.list_shuts[k]) | withheld):
        clause = register.once(_sanction, ("lists", of.removeprefix("lists."), "triggers"), right)
        yield (
            1 << right,
            Cause(_name(right), clause, of, behaviour, register.once(_context, clause, right), ground),
        )
    if here.law.exit_visa and not law.list_red[k] and not int(law.list_shuts[k]) & LEAVE_COUNTRY:
        right = LEAVE_COUNTRY.bit_length() - 1
        clause = "movement.exit_visa"
        yield (
            LEAVE_COUNTRY,
            Cause(_name(right), clause, of, behaviour, here.once(_context, "", right), ground),
        )


def _by_grade(grade: int, standing: Any, here: Jurisdiction) -> Iterator[tuple[int, Cause]]:
    of, links = here.once(_path, "grade_floor", grade), here.once(_path, "grade_shuts", grade)
    behaviour = here.once(_context_of_behaviour, int(standing["behaviour"]))
    withheld = int(here.law.grade_withholds[grade]) & int(here.law.zero_base)
    for right in _bits(int(here.law.grade_shuts[grade]) | withheld):
        clause = here.once(_sanction, ("links", links.removeprefix("links.")), right)
        ground = BASES[int(standing["basis"])]
        yield (
            1 << right,
            Cause(_name(right), clause, of or links, behaviour, here.once(_context, clause, right), ground),
        )


def _by_base(here: Jurisdiction) -> Iterator[tuple[int, Cause]]:
    """Rights nobody has unless granted; where all in good standing have it, who withholds is the cause."""
    for right in _bits(int(here.law.zero_base) & ~int(here.law.granted_in_standing)):
        path = "rights.zero_base"
        yield 1 << right, Cause(_name(right), path, path, "", here.once(_context, "", right), UNKNOWN)


def _copy(right: int, k: int, register: Jurisdiction) -> Cause:
    of = register.once(_list, k)
    clause = register.once(_sanction, ("lists", of.removeprefix("lists."), "triggers"), right)
    behaviour = _behaviour_context(k, None, register)
    return Cause(_name(right), clause, of + COPY, behaviour, register.once(_context, clause, right), WRONG)


def _behaviour_context(k: int, standing: Any, register: Jurisdiction) -> str:
    """The part of life to which belongs what leads onto list `k`."""
    entry = register.law.list_entry[k]
    if entry == ENTRY_ARREARS:
        return "finance"
    if entry == ENTRY_FIRM_LISTED:
        return "business"
    if entry == ENTRY_BEHAVIOUR:
        return register.once(_context_of_behaviour, int(register.law.list_entry_value[k]))
    if entry in (ENTRY_GRADE_AT_MOST, ENTRY_GRADE_AT_LEAST):
        return (
            register.once(_context_of_behaviour, int(standing["behaviour"])) if standing is not None else ""
        )
    return "courts"


def _context_of_behaviour(where: Jurisdiction, behaviour: int) -> str:
    """What the rulebook says the behaviour belongs to, else the vocabulary; empty for no behaviour."""
    terms = vocabulary("behaviours").terms
    if behaviour == NOTHING_RECORDED or behaviour >= len(terms):
        return ""
    told = _value(where, "behaviours", terms[behaviour].name, "context")
    return str(told or terms[behaviour].get("context", ""))


def _context(where: Jurisdiction, clause: str, right: int) -> str:
    """What the sanction says its right belongs to, else what the right's name says."""
    told = _value(where, *clause.split("."), "context") if clause.startswith("sanctions.") else None
    return str(told or context_of_right(_name(right)))


def context_of_right(right: str) -> str:
    """The part of life a right belongs to by its name; empty for none known."""
    return _CONTEXTS.get(right) or _CONTEXTS.get(right.partition(".")[0], "")


def _sanction(where: Jurisdiction, triggers: tuple[str, ...], right: int) -> str:
    """The sanction that shuts a right among those that `triggers` names; any that does, if none of them."""
    if where.book is None:
        return ""
    for name in _named_by(where, triggers, ()):
        kind = _value(where, "sanctions", name, "effect")
        harms = kind is not None and vocabulary("effects")[kind].get("mask") in ("shuts", "withholds")
        if harms and _value(where, "sanctions", name, "right") == _name(right):
            return f"sanctions.{name}"
    return where.book.clause_of("right", right)


def _named_by(where: Jurisdiction, path: tuple[str, ...], seen: tuple[str, ...]) -> Iterator[str]:
    """Names of sanctions at a path; `lists.x` stands for all that list x triggers."""
    for name in _value(where, *path) or ():
        other = name.removeprefix("lists.")
        if other == name:
            yield name
        elif other not in seen:
            yield from _named_by(where, ("lists", other, "triggers"), (*seen, other))


def _value(where: Jurisdiction, *path: str) -> Any:
    return where.book.tree.value(path, where.month, None) if where.book else None


def _list(where: Jurisdiction, k: int) -> str:
    names = where.book.tree.names("lists") if where.book else ()
    return f"lists.{names[k]}" if k < len(names) else ""


def _path(where: Jurisdiction, kind: str, index: int) -> str:
    return where.book.clause_of(kind, index) if where.book else ""


@cache
def _name(right: int) -> str:
    return vocabulary("rights").terms[right].name


def _bits(mask: int) -> list[int]:
    return [bit for bit in range(max(LISTS, RIGHTS)) if mask >> bit & 1]

"""Which clauses shut which rights to somebody of a given standing, province by province and month by
month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from glasshouse.model.record_types import LawRow
from glasshouse.model.rights import KEPT, LEAVE_COUNTRY
from glasshouse.model.trail import BASES
from glasshouse.rulebooks.law import (
    ENTRY_ACTS,
    ENTRY_ARREARS,
    ENTRY_BEHAVIOUR,
    ENTRY_FIRM_LISTED,
    ENTRY_GRADE_AT_LEAST,
    ENTRY_GRADE_AT_MOST,
    ENTRY_OWES_STATE,
    ENTRY_STATUS,
    FREEZE_DISSENT,
    KEEPERS,
    bits_of,
    counted_acts,
)
from glasshouse.simulation.jurisdiction import (
    Jurisdiction,
    clause_at,
    context_at,
    context_of_behaviour,
    list_at,
    sanction_at,
)

UNKNOWN, TRUE, WRONG, PROTECTED = BASES
UNABLE = "unable"
GROUNDS = (*BASES, UNABLE)
"""What a sanction rests on; `wrong person` stands for every mistake of person or fact."""
COPY = ".copy"
"""Ends the cause of a right that a stale copy of a list shuts; no clause orders it."""


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


def causes(standing: np.void, here: Jurisdiction, register: Jurisdiction) -> Iterator[tuple[int, Cause]]:
    """Index of the right and cause, for every cause of every right that is shut to somebody of `standing`.

    `here` is where the person lives, `register` where their lists are kept. What no cause accounts for, such
    as a right that was shut when the law ended, is named with the sanction alone.
    """
    shut, told = bits_of(standing["shut"]), 0
    for right, cause in _all(standing, here, register):
        if shut >> right & 1:
            told |= 1 << right
            yield right, cause
    for right in _bits(shut & ~told):
        yield right, named(right, here)


def named(right: int, here: Jurisdiction) -> Cause:
    """A right that is refused by a sanction or gatekeeper, without anything known of what led to it."""
    clause = here.book.clause_of("right", right) if here.book else ""
    return _cause(here, right, clause, "", "", UNKNOWN)


def exit_visa(right: int, here: Jurisdiction) -> Cause:
    """Leaving the country refused where everybody must ask, on no stated ground."""
    return _cause(here, right, "movement.exit_visa", "movement.exit_visa", "", UNKNOWN)


def kept_by(kind: int, here: Jurisdiction, frozen: bool = False) -> Cause:
    """A right refused by all gatekeepers of a kind, or shut by an emergency order."""
    right = KEPT[kind]
    clause = "gatekeepers.freeze" if frozen else f"gatekeepers.{tuple(KEEPERS)[kind]}"
    dissent = frozen and here.law.freeze_who == FREEZE_DISSENT
    return Cause(
        here.right_name(right),
        clause,
        clause,
        "politics" if dissent else "",
        here.once(context_at, "", right),
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
    if entry == ENTRY_BEHAVIOUR and is_protected(int(register.law.list_entry_value[k]), register):
        return PROTECTED
    if entry == ENTRY_ACTS and any(
        is_protected(act, register) for acts in counted_acts(register.law, k) for act in acts
    ):
        return PROTECTED
    return TRUE


def list_path(k: int, register: Jurisdiction) -> str:
    """The dotted path of list `k`; empty where the register's rulebook has none."""
    return register.once(list_at, k)


def is_protected(behaviour: int, where: Jurisdiction) -> bool:
    """Whether a human right covers the behaviour of that code."""
    return bool(where.words.behaviours.terms[behaviour].get("protected"))


def _all(standing: np.void, here: Jurisdiction, register: Jurisdiction) -> Iterator[tuple[int, Cause]]:
    """Every cause with the code of its right, whether that right is shut or not."""
    suspended = bool(standing["suspended"])
    for k in _bits(int(standing["lists"]) | int(standing["struck"])):
        if not suspended and _binds(k, standing, here, register):
            yield from _by_list(k, standing, here, register)
    if standing["grade"] >= 0 and not suspended:
        yield from _by_grade(int(standing["grade"]), standing, here)
    yield from _by_base(here)
    for right in _bits(bits_of(standing["copied"])):
        yield right, _copy(right, int(standing["copy_of"]) - 1, register)
    for kind in _bits(int(standing["barred"])):
        frozen = bool(standing["frozen"]) and bool(int(here.law.freeze_kinds) >> kind & 1)
        yield KEPT[kind], kept_by(kind, here, frozen)


def _cause(where: Jurisdiction, right: int, clause: str, of: str, behaviour: str, ground: str) -> Cause:
    context = where.once(context_at, clause, right)
    return Cause(where.right_name(right), clause, of, behaviour, context, ground)


def _binds(k: int, standing: np.void, here: Jurisdiction, register: Jurisdiction) -> bool:
    same = standing["lives_in"] == standing["listed_in"]
    return bool(same or here.law.recognises or not register.law.list_local[k])


def _by_list(
    k: int, standing: np.void, here: Jurisdiction, register: Jurisdiction
) -> Iterator[tuple[int, Cause]]:
    wrong = int(standing["wrong_person"]) | int(standing["struck_wrong"])
    unable = int(standing["unable"]) | int(standing["struck_unable"])
    ground = list_ground(k, bool(wrong >> k & 1), bool(unable >> k & 1), int(standing["basis"]), register)
    of = register.once(list_at, k)
    behaviour = _behaviour_context(k, standing, register)
    law = register.law
    shuts = _of_list(law, k, "shuts")
    withheld = _of_list(law, k, "withholds") & bits_of(here.law.zero_base)
    partly = bits_of(law.list_marks[k]) | bits_of(law.list_delays[k])
    for right in _bits(shuts | withheld | partly):
        clause = register.once(sanction_at, ("lists", of.removeprefix("lists."), "triggers"), right)
        yield (
            right,
            _cause(register, right, clause, of, behaviour, ground),
        )
    if here.law.exit_visa and not law.list_red[k] and not shuts >> int(LEAVE_COUNTRY) & 1:
        right = int(LEAVE_COUNTRY)
        clause = "movement.exit_visa"
        yield (
            right,
            _cause(here, right, clause, of, behaviour, ground),
        )


def _of_list(law: LawRow, k: int, what: str) -> int:
    """The rights that list `k` shuts or withholds, on whatever step of its ladder."""
    rights = bits_of(law[f"list_{what}"][k])
    for step in law[f"rung_{what}"][law.list_ladder[k] - 1] if law.list_ladder[k] else ():
        rights |= bits_of(step)
    return rights


def _by_grade(grade: int, standing: np.void, here: Jurisdiction) -> Iterator[tuple[int, Cause]]:
    of, links = here.once(clause_at, "grade_floor", grade), here.once(clause_at, "grade_shuts", grade)
    behaviour = here.once(context_of_behaviour, int(standing["behaviour"]))
    withheld = bits_of(here.law.grade_withholds[grade]) & bits_of(here.law.zero_base)
    partly = bits_of(here.law.grade_marks[grade]) | bits_of(here.law.grade_delays[grade])
    for right in _bits(bits_of(here.law.grade_shuts[grade]) | withheld | partly):
        clause = here.once(sanction_at, ("links", links.removeprefix("links.")), right)
        ground = BASES[int(standing["basis"])]
        yield (
            right,
            _cause(here, right, clause, of or links, behaviour, ground),
        )


def _by_base(here: Jurisdiction) -> Iterator[tuple[int, Cause]]:
    """Rights nobody has unless granted; where all in good standing have it, who withholds is the cause."""
    for right in _bits(bits_of(here.law.zero_base) & ~bits_of(here.law.granted_in_standing)):
        path = "rights.zero_base"
        yield (
            right,
            _cause(here, right, path, path, "", UNKNOWN),
        )


def _copy(right: int, k: int, register: Jurisdiction) -> Cause:
    of = register.once(list_at, k)
    clause = register.once(sanction_at, ("lists", of.removeprefix("lists."), "triggers"), right)
    behaviour = _behaviour_context(k, None, register)
    return _cause(register, right, clause, of + COPY, behaviour, WRONG)


def _behaviour_context(k: int, standing: np.void | None, register: Jurisdiction) -> str:
    """The part of life to which belongs what leads onto list `k`."""
    entry = register.law.list_entry[k]
    if entry in (ENTRY_ARREARS, ENTRY_OWES_STATE):
        return "finance"
    if entry == ENTRY_FIRM_LISTED:
        return "business"
    if entry == ENTRY_ACTS:
        return _shared_context(k, register)
    if entry == ENTRY_STATUS:
        return str(register.words.statuses.terms[int(register.law.list_entry_value[k])].get("context", ""))
    if entry == ENTRY_BEHAVIOUR:
        return register.once(context_of_behaviour, int(register.law.list_entry_value[k]))
    if entry in (ENTRY_GRADE_AT_MOST, ENTRY_GRADE_AT_LEAST):
        return register.once(context_of_behaviour, int(standing["behaviour"])) if standing is not None else ""
    return "courts"


def _shared_context(k: int, register: Jurisdiction) -> str:
    """The part of life of all acts that list `k` counts; empty where they belong to several."""
    acts = {act for counted in counted_acts(register.law, k) for act in counted}
    found = {register.once(context_of_behaviour, act) for act in acts}
    return found.pop() if len(found) == 1 else ""


def _bits(mask: int) -> list[int]:
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]

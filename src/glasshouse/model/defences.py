"""Defences: good cause, hardship, inability and other grounds that keep a person off a list or a sanction.

A defence has a condition (who can plead it), a decider and a time: it is asked about before an entry, or
pleaded after it. Whoever meets a narrow condition has the ground; of everybody only some have. Some plead
it, and who decides grants it more or less often. Where a list follows from a record, luck is new with each
record; else pleas and decisions last, so that nobody gets another decision by waiting. A defence against a
sanction leaves its right open.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import CERTAIN, LASTING, draw_pair, draw_when, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import has, holds_any, remove
from glasshouse.model.court import able
from glasshouse.model.fields import events
from glasshouse.model.listing import concerns_debt, falls_under, is_by_act, is_for, leave
from glasshouse.model.person import (
    EXCUSED,
    NOTHING_RECORDED,
    NOTIFIED,
    SPARED,
    SPENT,
)
from glasshouse.model.record_types import Bool, DrawsRow, Int, LawRow, MonthRecord, ParameterRow, Person
from glasshouse.model.statuses import meets as has_status
from glasshouse.model.statuses import reaches
from glasshouse.rulebooks.law import (
    CONDITIONS,
    DECIDED_BY_COURT,
    DECIDED_BY_MACHINE,
    FREED_BY_DEFENCE,
)
from glasshouse.rulebooks.vocabulary import vocabulary

EVENTS = events(
    exempted="was kept off a list, or taken off it, because a defence was granted",
)

PLEADS = stream("defences.pleads")
GRANTED = stream("defences.granted", redrawn=True)
PLEADS_RIGHT = stream("defences.pleads_right")
LIFTS = stream("defences.lifts")
GRANTED_RIGHT = stream("defences.granted_right", redrawn=True)
MOST_LISTS = 64
"""What sets the draws of one defence apart from those of the next."""

EVERYONE, UNABLE, PARENTS, FIRST_TIME = (
    CONDITIONS.index(name) for name in ("everyone", "unable", "parents", "first_time")
)
STATUS = np.array(
    [vocabulary("statuses")[name].index if name in vocabulary("statuses") else -1 for name in CONDITIONS]
)
"""The shipped status that each condition is; -1 for those that are about the case."""


@inlined
def meets(p: Person, record: MonthRecord, who: Int, parameters: ParameterRow) -> Bool:
    """Whether the person meets a condition (its place in `CONDITIONS`)."""
    if who == UNABLE:
        return p.debt > 0 and not able(p, record, parameters)
    if who == PARENTS:
        return p.dependants > 0
    if who == FIRST_TIME:
        return p.times_listed == 0
    return has_status(p, STATUS[who])


@inlined
def chance_to_plead(
    p: Person, record: MonthRecord, d: int, law: LawRow, parameters: ParameterRow, practice: ParameterRow
) -> float:
    """Threshold of having the ground of defence `d` and pleading it; 0 where its condition is not met."""
    who = np.int64(law.defence_who[d])
    status = np.int64(law.defence_status[d])
    if not meets(p, record, who, parameters) or (status and not has(record.holds, status - 1)):
        return 0.0
    pleads = np.float64(practice.defences_pleads)
    return pleads if who != EVERYONE or status else pleads * practice.defences_has_ground / CERTAIN


@inlined
def chance_to_win(decider: Int, practice: ParameterRow) -> np.uint64:
    """Threshold of a plea being granted, by who decides."""
    if decider == DECIDED_BY_COURT:
        return practice.defences_granted_court
    if decider == DECIDED_BY_MACHINE:
        return practice.defences_granted_machine
    return practice.defences_granted_body


@inlined
def is_granted(
    p: Person,
    record: MonthRecord,
    d: int,
    pleads: np.uint64,
    granted: np.uint64,
    law: LawRow,
    parameters: ParameterRow,
    practice: ParameterRow,
) -> Bool:
    """Whether defence `d` is pleaded and granted, by a word of luck for each."""
    return np.float64(pleads) < chance_to_plead(
        p, record, d, law, parameters, practice
    ) and granted < chance_to_win(np.int64(law.defence_decider[d]), practice)


@inlined
def is_open_to(record: MonthRecord, k: int, law: LawRow) -> bool:
    """Whether the text and list `k` apply to somebody with the statuses of the person."""
    return is_for(record, k, law) and reaches(record, law.scope_applies, law.scope_exempt)


@inlined
def is_due(p: Person, record: MonthRecord, d: int, k: int, law: LawRow, practice: ParameterRow) -> Bool:
    """Whether defence `d` against list `k` is decided on now: before an entry, or some time after it.

    Whoever a defence took off a list is kept off it for the same ground.
    """
    if not law.defence_lists[d] >> k & 1 or record.excused >> k & 1:
        return False
    if p.lists >> k & 1:
        return law.defence_after[d] != 0 and p.since[k] == practice.defences_months
    if p.listed_in != p.lives_in or not is_open_to(record, k, law) or not falls_under(p, record, k, law):
        return False
    again = p.times_listed > 0 and not is_by_act(k, law)
    return not law.defence_after[d] or again


@rule(
    reads="stage stage_months state arrears score lists since savings debt dependants traits age "
    "times_listed lives_in listed_in history charged settled behind released",
    writes="lists unable wrong_person released term state",
    streams="defences.pleads defences.granted",
)
def plead_against_lists(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    law: LawRow,
    parameters: ParameterRow,
    practice: ParameterRow,
) -> None:
    """A defence that is granted keeps the person off a list, or takes them off it."""
    for d in range(np.int64(law.defences)):
        for k in range(len(p.term)):
            if not is_due(p, record, d, k, law, practice):
                continue
            here = d * MOST_LISTS + k
            pleads, granted = draw_when(rng, here, LASTING, PLEADS), draw_when(rng, here, LASTING, GRANTED)
            if is_by_act(k, law) and not p.lists >> k & 1:
                pleads, granted = draw_pair(rng, here, PLEADS), draw_pair(rng, here, GRANTED)
            if is_granted(p, record, d, pleads, granted, law, parameters, practice):
                excuse(p, record, k, law)


@inlined
def excuse(p: Person, record: MonthRecord, k: int, law: LawRow) -> None:
    """Keep the person off list `k` this month, or take them off it; told once for each debt or record."""
    record.excused |= 1 << k
    if p.lists >> k & 1:
        leave(p, record, k)
        record.freed |= 1 << k
        record.freed_by = FREED_BY_DEFENCE
        record.happened |= event.EXEMPTED
        p.state |= SPENT if concerns_debt(k, law) else 0
    elif concerns_debt(k, law):
        if not p.state & SPARED:
            record.happened |= event.EXEMPTED
        p.state |= SPARED
    elif record.recorded != NOTHING_RECORDED:
        record.happened |= event.EXEMPTED


@inlined
def is_lifted(rng: DrawsRow, d: int, law: LawRow) -> Bool:
    """Whether defence `d`, if granted, opens a right this month: always, or in a share of the months."""
    lifts = np.float64(law.defence_lifts[d])
    return lifts == 1 or np.float64(draw_pair(rng, d, LIFTS)) < lifts * CERTAIN


@rule(
    reads="shut state savings debt dependants traits age times_listed",
    writes="shut",
    streams="defences.pleads_right defences.granted_right defences.lifts",
)
def leave_rights_open(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    law: LawRow,
    parameters: ParameterRow,
    practice: ParameterRow,
) -> None:
    """Defences against sanctions leave rights open; to plead one after an entry, one must have been told."""
    for d in range(np.int64(law.defences)):
        if not holds_any(p.shut, law.defence_rights[d]) or (law.defence_after[d] and not p.state & NOTIFIED):
            continue
        if not is_lifted(rng, d, law):
            continue
        pleads, granted = (
            draw_when(rng, d, LASTING, PLEADS_RIGHT),
            draw_when(rng, d, LASTING, GRANTED_RIGHT),
        )
        if is_granted(p, record, d, pleads, granted, law, parameters, practice):
            remove(p.shut, law.defence_rights[d])
            record.acts |= EXCUSED

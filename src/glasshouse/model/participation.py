"""Participation: where taking part is a choice, many people have no file at all.

Whether somebody takes part is decided once in a life by luck of their own, so that raising the share that
joins only adds people. An app can be joined by owners of a smartphone only; where people must opt out, all
take part who do not. Who joined or opted out has heard of the system; who does not take part has no score, no
records, and loses those held before the choice was given (assumption: such files are closed).

Where the law lets people withdraw, a share of those who take part does so each month and does not come back
(assumption). What is kept of them then is up to the law. For a purpose with a choice of its own each person
decides once, again by luck of their own.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import CERTAIN, draw_when, stream
from glasshouse.engine.rules import rule
from glasshouse.model.bits import without
from glasshouse.model.listing import leave
from glasshouse.model.person import AWARE, RECORDS, SCORED, SMARTPHONE, WITHDREW
from glasshouse.model.record_types import Bool, DrawsRow, Int, LawRow, MonthRecord, ParameterRow, Person
from glasshouse.model.statuses import reaches
from glasshouse.rulebooks.law import (
    ENTRY_ACTS,
    ENTRY_BEHAVIOUR,
    ENTRY_GRADE_AT_LEAST,
    ENTRY_GRADE_AT_MOST,
    FREED_BY_WITHDRAWAL,
    OPT_IN_APP,
    OPT_IN_NONE,
    OPT_IN_OPT_OUT,
    WITHDRAWAL_DELETES,
    WITHDRAWAL_KEEPS_LISTINGS,
)

JOINS = stream("participation.joins")
WITHDRAWS = stream("participation.withdraws")
AGREES = stream("participation.agrees")
FOR_LIFE = np.uint64(0xFFFFFFFF)
"""A month that no run reaches: what is drawn there holds for life."""


@rule(
    reads="traits state lists",
    writes="state record_left record_points lists unable wrong_person released term",
    streams="participation.joins participation.withdraws",
)
def join_or_stay_out(
    p: Person, record: MonthRecord, rng: DrawsRow, law: LawRow, practice: ParameterRow
) -> bool:
    """Whether the person takes part in a system that lets people choose.

    Who never did has no file. Who has withdrawn keeps the file as it was, or has none where it is deleted.
    """
    chosen = may_join(p, law) and joins(rng, law, practice)
    if chosen != (law.opt_in == OPT_IN_OPT_OUT):
        p.state |= AWARE
    if chosen and not has_withdrawn(record, rng, law, practice):
        return True
    if chosen and not law.withdrawal & WITHDRAWAL_DELETES:
        return False
    if p.state & SCORED:
        close_file(p)
        if chosen and not law.withdrawal & WITHDRAWAL_KEEPS_LISTINGS:
            leave_with_file(p, record, law)
    return False


@inlined
def is_outside(p: Person, record: MonthRecord, law: LawRow) -> bool:
    """Whether somebody with a file is none of those to whom the law applies."""
    return p.state & SCORED != 0 and not reaches(record, law.scope_applies, law.scope_exempt)


@rule(reads="state", writes="state record_left record_points", when=is_outside)
def leave_scope(p: Person, record: MonthRecord, law: LawRow) -> None:
    """Who is none of those to whom the law applies any more has no file."""
    if is_outside(p, record, law):
        close_file(p)


@inlined
def may_join(p: Person, law: LawRow) -> bool:
    """Whether the person has what it takes: an app needs a smartphone."""
    return law.opt_in != OPT_IN_APP or p.traits & SMARTPHONE != 0


@inlined
def joins(rng: DrawsRow, law: LawRow, practice: ParameterRow) -> Bool:
    """Whether the person joins where people are asked, or does not opt out where they must."""
    if law.opt_in == OPT_IN_OPT_OUT:
        return draw_when(rng, 0, FOR_LIFE, JOINS) >= practice.participation_opts_out
    return draw_when(rng, 0, FOR_LIFE, JOINS) < practice.participation_joins


@inlined
def has_withdrawn(record: MonthRecord, rng: DrawsRow, law: LawRow, practice: ParameterRow) -> bool:
    """Whether somebody who took part has left by now: each month as likely, by one word of luck for life."""
    if not law.withdrawal:
        return False
    luck = np.float64(draw_when(rng, 0, FOR_LIFE, WITHDRAWS))
    if luck >= left_within(np.int64(law.asked_months), practice):
        return False
    if luck >= left_within(np.int64(law.asked_months) - 1, practice):
        record.acts |= WITHDREW
    return True


@inlined
def left_within(months: Int, practice: ParameterRow) -> float:
    """Threshold of having left after some months of choice, none at the beginning."""
    stays = 1.0 - np.float64(practice.participation_withdraws) / CERTAIN
    return np.float64(CERTAIN) * (1.0 - stays ** max(np.int64(0), months))


@inlined
def close_file(p: Person) -> None:
    """Delete the score and all records."""
    p.state = without(p.state, SCORED)
    for slot in range(RECORDS):
        p.record_left[slot] = 0
        p.record_points[slot] = 0


@inlined
def leave_with_file(p: Person, record: MonthRecord, law: LawRow) -> None:
    """Take the person off the lists that records or a grade led to."""
    for k in range(len(p.term)):
        entry = law.list_entry[k]
        if p.lists >> k & 1 and entry in (
            ENTRY_ACTS,
            ENTRY_BEHAVIOUR,
            ENTRY_GRADE_AT_MOST,
            ENTRY_GRADE_AT_LEAST,
        ):
            leave(p, record, k)
            record.freed |= 1 << k
            record.freed_by = FREED_BY_WITHDRAWAL


@inlined
def has_file(p: Person, record: MonthRecord, law: LawRow) -> bool:
    """Whether anything about the person is recorded: the scored, or everybody under a law without a score,
    of those to whom the law applies."""
    if not reaches(record, law.scope_applies, law.scope_exempt):
        return False
    return not law.score_on or p.state & SCORED != 0


@inlined
def lets_see(p: Person, rng: DrawsRow, k: int, law: LawRow, practice: ParameterRow) -> bool:
    """Whether gatekeepers of kind `k` may look at the person's score and lists: for a purpose agreed to, or
    where no purpose names them."""
    named = False
    for j in range(np.int64(law.purposes)):
        if law.purpose_reaches[j] >> k & 1:
            named = True
            if agrees(p, rng, j, law, practice):
                return True
    return not named


@inlined
def agrees(p: Person, rng: DrawsRow, j: int, law: LawRow, practice: ParameterRow) -> Bool:
    """Whether the person agrees to purpose `j`, or does not object to it."""
    by = law.purpose_by[j]
    if by == OPT_IN_NONE:
        return True
    luck = draw_when(rng, j, FOR_LIFE, AGREES)
    if by == OPT_IN_OPT_OUT:
        return luck >= practice.participation_opts_out
    return (by != OPT_IN_APP or p.traits & SMARTPHONE != 0) and luck < practice.participation_agrees

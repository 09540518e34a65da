"""Participation: where taking part is a choice, most people have no file at all.

Whether somebody takes part is decided once in a life by luck of their own, so that raising the share that
joins only adds people. An app can be joined by owners of a smartphone only. Who takes part has heard of the
system; who does not has no score, no records, and loses those held before consent was asked for
(assumption: such files are closed).
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import draw_when, stream
from glasshouse.engine.rules import rule
from glasshouse.model.bits import without
from glasshouse.model.person import AWARE, RECORDS, SCORED, SMARTPHONE
from glasshouse.model.record_types import DrawsRow, LawRow, MonthRecord, ParameterRow, Person
from glasshouse.model.statuses import reaches
from glasshouse.rulebooks.law import OPT_IN_APP

JOINS = stream("participation.joins")
FOR_LIFE = np.uint64(0xFFFFFFFF)
"""A month that no run reaches: what is drawn there holds for life."""


@rule(
    reads="traits state",
    writes="state record_left record_points",
    streams="participation.joins",
)
def join_or_stay_out(p: Person, rng: DrawsRow, law: LawRow, practice: ParameterRow) -> bool:
    """Whether the person takes part in a system that asks first; who does not has no file."""
    if may_join(p, law) and draw_when(rng, 0, FOR_LIFE, JOINS) < practice.participation_joins:
        p.state |= AWARE
        return True
    drop_file(p)
    return False


@inlined
def is_outside(p: Person, record: MonthRecord, law: LawRow) -> bool:
    """Whether somebody with a file is none of those to whom the law applies."""
    return p.state & SCORED != 0 and not reaches(record, law.scope_applies, law.scope_exempt)


@rule(reads="state", writes="state record_left record_points", when=is_outside)
def leave_scope(p: Person, record: MonthRecord, law: LawRow) -> None:
    """Who is none of those to whom the law applies any more has no file."""
    if is_outside(p, record, law):
        drop_file(p)


@inlined
def drop_file(p: Person) -> None:
    """Close the file of the person: no score, and no records."""
    if p.state & SCORED:
        p.state = without(p.state, SCORED)
        for slot in range(RECORDS):
            p.record_left[slot] = 0
            p.record_points[slot] = 0


@inlined
def may_join(p: Person, law: LawRow) -> bool:
    """Whether the person has what it takes: an app needs a smartphone."""
    return law.opt_in != OPT_IN_APP or p.traits & SMARTPHONE != 0


@inlined
def has_file(p: Person, record: MonthRecord, law: LawRow) -> bool:
    """Whether anything about the person is recorded: the scored, or everybody under a law without a score,
    of those to whom the law applies."""
    if not reaches(record, law.scope_applies, law.scope_exempt):
        return False
    return not law.score_on or p.state & SCORED != 0

"""Sanctions that shut nothing for good: marks, delays, closer inspection, duties.

A mark is weighed by those who decide: now and then it makes them refuse. Who has to wait is served once in
so many months. Who is inspected is found out more often. A duty is owed every month, and failing it is an act
of the rulebook, seen as often as the catalogue says.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import compiled, inlined
from glasshouse.engine.rng import draw_pair, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import WORD_SHIFT, add, clear, count, lowest, without
from glasshouse.model.events import COLUMN
from glasshouse.model.fields import events
from glasshouse.model.listing import binds_here
from glasshouse.model.person import DISPUTING, RURAL, SCORED
from glasshouse.model.record_types import (
    ActRow,
    Counts,
    DrawsRow,
    Int,
    LawRow,
    MonthRecord,
    ParameterRow,
    Person,
)
from glasshouse.model.scoring import TRUE, file_record, grade_of

EVENTS = events(
    duty_breached="failed a duty that a list or a grade brings",
)

WEIGHS = stream("partial_sanctions.weighs", redrawn=True)
FAILS = stream("partial_sanctions.fails")
SEEN = stream("partial_sanctions.seen", redrawn=True)
REFUSED_BY_MARK = COLUMN["refused_by_mark"]
DELAYED = COLUMN["delayed"]
NO_GRADE = -1


@inlined
def clear_partial(record: MonthRecord) -> None:
    """Nothing is marked or delayed yet."""
    clear(record.marked)
    clear(record.delayed)


@inlined
def grade_in_force(p: Person, law: LawRow) -> int:
    """The index of the grade of somebody who has one; `NO_GRADE` for others."""
    if law.score_on and law.grades and p.state & SCORED:
        return grade_of(p.score, law)
    return NO_GRADE


@rule(
    reads="who lists since score state shut lives_in listed_in",
    writes="shut",
    streams="partial_sanctions.weighs",
)
def weigh_marks_and_wait(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    month: int,
    law: LawRow,
    register: LawRow,
    practice: ParameterRow,
) -> None:
    """Marked rights that are refused this month, and delayed ones whose turn has not come, are shut."""
    if law.suspensive and p.state & DISPUTING:
        return
    grade = grade_in_force(p, law)
    for k in range(len(p.term)):
        if p.lists >> k & 1 and binds_here(p, k, law, register):
            for w in range(len(p.shut)):
                shut_marked(p, record, rng, w, np.int64(register.list_marks[k, w]), practice)
                shut_delayed(
                    p, record, w, np.int64(register.list_delays[k, w]), np.int64(p.since[k]), register
                )
    if grade != NO_GRADE:
        turn = month + np.int64(p.who)
        for w in range(len(p.shut)):
            shut_marked(p, record, rng, w, np.int64(law.grade_marks[grade, w]), practice)
            shut_delayed(p, record, w, np.int64(law.grade_delays[grade, w]), turn, law)


@compiled
def shut_marked(
    p: Person, record: MonthRecord, rng: DrawsRow, w: int, marked: Int, practice: ParameterRow
) -> None:
    """Shut the rights of word `w` that those who decide refuse this month because of a mark."""
    left = without(marked, np.int64(p.shut[w]))
    while left:
        right = (w << WORD_SHIFT) + lowest(left)
        left &= left - 1
        if draw_pair(rng, right, WEIGHS) < practice.gates_mark_refuses:
            add(p.shut, right)
            add(record.marked, right)


@compiled
def shut_delayed(p: Person, record: MonthRecord, w: int, delayed: Int, turn: Int, law: LawRow) -> None:
    """Shut the rights of word `w` for which the person still waits: one month in so many they are served."""
    left = without(delayed, np.int64(p.shut[w]))
    while left:
        right = (w << WORD_SHIFT) + lowest(left)
        left &= left - 1
        months = np.int64(law.delay_months[right])
        if turn % (months + 1) != months:
            add(p.shut, right)
            add(record.delayed, right)


@compiled
def checked_more(p: Person, effort: float, law: LawRow, register: LawRow, practice: ParameterRow) -> float:
    """The effort of watching somebody, more where a list or their grade has them inspected."""
    grade = grade_in_force(p, law)
    inspected = grade != NO_GRADE and law.grade_inspects[grade] != 0
    for k in range(len(p.term)):
        if p.lists >> k & 1 and register.list_inspects[k] and binds_here(p, k, law, register):
            inspected = True
    return effort * practice.surveillance_inspected if inspected else effort


@rule(
    reads="lists score state traits lives_in listed_in",
    writes="score record_what record_left record_points",
    streams="partial_sanctions.fails partial_sanctions.seen",
)
def owe_duties(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    law: LawRow,
    register: LawRow,
    practice: ParameterRow,
    catalogue: ActRow,
) -> None:
    """Each duty owed this month is met or failed; a failure that is seen is recorded as the act it is."""
    grade = grade_in_force(p, law)
    owed = np.int64(law.grade_duties[grade]) if grade != NO_GRADE else np.int64(0)
    fail(p, record, rng, owed, law, law, practice, catalogue)
    owed = np.int64(0)
    for k in range(len(p.term)):
        if p.lists >> k & 1 and binds_here(p, k, law, register):
            owed |= np.int64(register.list_duties[k])
    fail(p, record, rng, owed, register, law, practice, catalogue)


@compiled
def fail(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    owed: Int,
    by: LawRow,
    law: LawRow,
    practice: ParameterRow,
    catalogue: ActRow,
) -> None:
    """Fail some of the duties that the law `by` lays on the person; `law` says what is recorded."""
    while owed:
        duty = lowest(owed)
        owed &= owed - 1
        if draw_pair(rng, duty, FAILS) >= practice.gates_duty_failed:
            continue
        record.happened |= event.DUTY_BREACHED
        act = np.int64(by.duty_breach[duty])
        seen = catalogue.detected[1 if p.traits & RURAL else 0, act]
        if law.recorded[act] and draw_pair(rng, duty, SEEN) < seen:
            file_record(p, record, act, TRUE, law, catalogue)


@inlined
def count_partial(record: MonthRecord, g: int, tally: Counts) -> None:
    """Refusals because of a mark, and tries that were put off."""
    for w in range(len(record.refused)):
        refused = np.int64(record.refused[w])
        tally[g, REFUSED_BY_MARK] += count(refused & np.int64(record.marked[w]))
        tally[g, DELAYED] += count(refused & np.int64(record.delayed[w]))

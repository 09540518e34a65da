"""The trail: what a run that is written down keeps of each person's month, besides the counts of everybody.

A plain run keeps none: its trail has no rows and its months pay one comparison a person. Whoever reads the
trail compares the standing of a month, some words of 64 bits, with that of the month before. Nothing here
is ever read by a rule, so that a run written down and a plain run are the same run.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from glasshouse.engine.compiled import compiled, inlined
from glasshouse.model import events as event
from glasshouse.model.bits import copy, is_empty
from glasshouse.model.census import WORKING_AGE_ENDS
from glasshouse.model.listing import blacklists
from glasshouse.model.person import (
    DISPUTING,
    FROZEN,
    NOTHING_RECORDED,
    RECORDS,
    SCORED,
    WORKS,
)
from glasshouse.model.record_types import (
    ActRow,
    Counts,
    LawRow,
    MonthRecord,
    Person,
    Records,
    Signs,
    TraceRow,
)
from glasshouse.model.scoring import grade_of, waits
from glasshouse.rulebooks.sizes import STANDARD, Field, Sizes, sized

STANDING_FIELDS: list[Field] = [
    ("shut", "rights"),  # rights denied (mask)
    ("copied", "rights"),  # of these, denied by a copy that missed a correction (mask)
    ("lists", "lists"),  # lists stood on at the end of the month (mask)
    ("wrong_person", "lists"),  # of these, by mistake of person or fact (mask)
    ("unable", "lists"),  # of these, though unable to pay (mask)
    ("struck", "lists"),  # lists that still shut rights this month and that a won dispute then ended (mask)
    ("struck_wrong", "lists"),  # of these, by mistake of person or fact (mask)
    ("struck_unable", "lists"),  # of these, though unable to pay (mask)
    ("barred", "u1"),  # kinds of private gatekeeper that are shut (mask)
    ("grade", "i1"),  # grade of the score, 0 the best; -1 none
    ("lives_in", "u1"),  # serial of the province whose law applies
    ("listed_in", "u1"),  # serial of the province that keeps the lists
    ("suspended", "u1"),  # 1: a dispute keeps lists and grade from shutting anything
    ("frozen", "u1"),  # 1: accounts are shut by an emergency order
    ("basis", "u1"),  # what the records behind the score rest on, see BASES
    ("behaviour", "behaviour"),  # the record of it that weighs most; NOTHING_RECORDED if none
    ("copy_of", "u1"),  # list a stale copy is of, counted from 1; 0 none
]
"""What somebody's standing is at the end of a month."""
FIELDS: list[Field] = [
    *STANDING_FIELDS,
    ("happened", "i8"),  # events (mask)
    ("refused", "rights"),  # rights refused (mask)
    ("entered", "lists"),  # lists entered (mask)
    ("left", "lists"),  # lists left (mask)
    ("freed", "lists"),  # lists left by a deadline, a defence or a withdrawal (mask)
    ("freed_by", "u1"),  # which of these it was last; holds only with `freed`
    ("firm_entered", "lists"),  # the same for a firm, before the month began for the person
    ("firm_left", "lists"),
    # kept from month to month
    ("situation", "u1"),  # bits below; CHILD for minors
    ("disputing", "u1"),  # 1: a dispute was open at the end of the month
    ("false_what", "behaviour", RECORDS),  # behaviour of a false record in each slot, counted from 1; 0 none
]
"""One person's month. The standing comes first and fills whole words of 64 bits."""


@cache
def trace_type(sizes: Sizes) -> np.dtype[np.void]:
    """The record of one person's month with room for these many lists, rights and so on."""
    return sized(FIELDS, sizes)


def words_of_standing(trace: np.dtype[np.void]) -> int:
    """How many words of 64 bits of such a record hold the standing."""
    assert trace.fields is not None
    return int(trace.fields["happened"][1]) // WORD


WORD = 8
"""Bytes of a word."""


BASES = ("unknown", "true", "wrong person", "protected")
"""What the records behind a score rest on: a false one counts first, then a protected act, then a breach."""
UNKNOWN, TRUE, FALSE, PROTECTED = range(len(BASES))

ON_LIST, OUT_OF_WORK, INDEBTED, CHILD = 1, 2, 4, 8
"""Bits of `situation`: on a blacklist, of working age and without work, in debt."""


def blank(rows: int, sizes: Sizes = STANDARD) -> Records:
    """A trail of `rows` persons of whom nothing is known yet."""
    made = np.zeros(rows, trace_type(sizes))
    made["grade"] = -1
    made["behaviour"] = NOTHING_RECORDED
    made["situation"] = CHILD
    return made.view(np.recarray)


def words_of(trail: Records) -> npt.NDArray[np.uint64]:
    """A trail as words of 64 bits, (rows, words), on the same memory."""
    return np.asarray(trail.view(np.ndarray).view(np.uint64).reshape(-1, trail.dtype.itemsize // WORD))


@inlined
def note_month(record: MonthRecord, trace: TraceRow) -> None:
    """Keep what happened to somebody this month, and before it for their firm."""
    trace.happened = record.happened | (event.LEFT_WITH_FIRM if trace.firm_left else 0)
    copy(trace.refused, record.refused)
    trace.entered = record.entered | trace.firm_entered
    trace.left = record.left | trace.firm_left
    trace.freed = record.freed
    trace.freed_by = record.freed_by if record.freed else 0
    trace.firm_entered = 0
    trace.firm_left = 0


@inlined
def note_firm(record: MonthRecord, trace: TraceRow) -> None:
    """Keep the lists that somebody came onto or left with their firm."""
    trace.firm_entered |= record.entered
    trace.firm_left |= record.left


@inlined
def note_standing(
    p: Person, record: MonthRecord, law: LawRow, register: LawRow, catalogue: ActRow, trace: TraceRow
) -> None:
    """Keep an adult's standing after the month."""
    copy(trace.shut, p.shut)
    copy(trace.copied, record.copied)
    trace.copy_of = 0 if is_empty(record.copied) else 1 + record.copy_of
    trace.lists = p.lists
    trace.wrong_person = p.wrong_person
    trace.unable = p.unable
    won = record.happened & event.DISPUTE_WON != 0
    trace.struck = record.struck if won else 0
    trace.struck_wrong = record.struck_wrong if won else 0
    trace.struck_unable = record.struck_unable if won else 0
    trace.barred = p.barred
    trace.lives_in = p.lives_in
    trace.listed_in = p.listed_in
    trace.suspended = law.suspensive != 0 and trace.disputing != 0
    trace.disputing = p.state & DISPUTING != 0
    trace.frozen = p.file >= FROZEN
    scored = law.score_on != 0 and law.grades > 0 and p.state & SCORED != 0
    trace.grade = grade_of(p.score, law) if scored else -1
    note_records(p, record, trace)
    if not is_empty(p.shut) or p.lists or trace.struck:
        note_basis(p, law, catalogue, trace)
    trace.situation = situation(p, register)


@inlined
def situation(p: Person, register: LawRow) -> int:
    """Whether an adult is on a blacklist, of working age without work, in debt (bits)."""
    found = 0
    if p.lists and blacklists(p, register):
        found |= ON_LIST
    if p.age < WORKING_AGE_ENDS and not p.state & WORKS:
        found |= OUT_OF_WORK
    if p.debt > 0:
        found |= INDEBTED
    return found


@inlined
def note_records(p: Person, record: MonthRecord, trace: TraceRow) -> None:
    """Remember which records are false: of nothing, of somebody else's act, or an official's invention.

    Of two false records in one month the last is remembered. A true record of the same behaviour shares the
    slot, which then stays false.
    """
    for slot in range(RECORDS):
        if trace.false_what[slot] and (
            p.record_left[slot] == 0 or p.record_what[slot] + 1 != trace.false_what[slot]
        ):
            trace.false_what[slot] = 0
    invented = event.RECORDED_FALSELY | event.RECORDED_WRONG_PERSON | event.ADDED_BY_WHIM
    if record.happened & invented and record.recorded != NOTHING_RECORDED:
        trace.false_what[record.slot] = record.recorded + 1


@inlined
def note_basis(p: Person, law: LawRow, catalogue: ActRow, trace: TraceRow) -> None:
    """What the records that still count against somebody rest on, and the one that weighs most."""
    basis, behaviour, most = UNKNOWN, np.int64(NOTHING_RECORDED), np.int64(0)
    for slot in range(RECORDS):
        what, points = np.int64(p.record_what[slot]), np.int64(p.record_points[slot])
        if p.record_left[slot] == 0 or waits(points) or (points >= 0 and law.drop_to_grade[what] <= 0):
            continue
        kind = FALSE if trace.false_what[slot] else PROTECTED if catalogue.protected[what] else TRUE
        if rank(kind) > rank(basis) or (kind == basis and points < most):
            basis, behaviour, most = kind, what, points
    trace.basis = basis
    trace.behaviour = behaviour


@inlined
def rank(kind: int) -> int:
    """A false record counts before a protected act, that before a breach, that before nothing."""
    return 4 if kind == FALSE else kind


NOT_KEPT = np.int32(-1)
"""In place of a row: this person's month is not kept."""

CHANGED, REFUSED, TOLD = 1, 2, 4
"""What `scan` finds of a month: another standing, a refusal, a list entered or left or an event asked for."""


@compiled
def scan(
    trail: Records,
    words: npt.NDArray[np.uint64],
    before: npt.NDArray[np.uint64],
    events: int,
    situations: Signs,
    moves: Counts,
    found: Signs,
    first: bool,
) -> None:
    """Find the rows worth reading after a month.

    `words` is the trail as words, `before` (rows, words) the standings of last month, `events` a mask.
    `found` gets a mask for each row; `situations` (rows,) is brought up to date, and unless this is the
    `first` month `moves` (9, 9) counts who went from which to which.
    """
    for row in range(trail.shape[0]):
        trace, what = trail[row], 0
        for word in range(before.shape[1]):
            if words[row, word] != before[row, word]:
                what = CHANGED
        if not is_empty(trace.refused):
            what |= REFUSED
        if trace.entered | trace.left or trace.happened & events:
            what |= TOLD
        found[row] = what
        if not first:
            moves[situations[row], trace.situation] += 1
        situations[row] = trace.situation

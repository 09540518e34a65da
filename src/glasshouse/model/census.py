"""Census: every month each person is counted, as integers, under the group they belong to."""

from __future__ import annotations

from functools import cache

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.model import events as event
from glasshouse.model.bits import copy, count, is_empty, lowest, size, without
from glasshouse.model.events import COLUMN, FIRST_EVENT
from glasshouse.model.listing import blacklists
from glasshouse.model.person import (
    AWARE,
    CAUGHT_BEFORE,
    DISPUTING,
    EMPLOYED,
    EXCUSED,
    FROZEN,
    INFERRED_FALSELY,
    JUDGED,
    KINDNESS,
    LOW_GRADE,
    MERIT,
    PRAISES,
    REFRAINED,
    SCORED,
    SELF_EMPLOYED,
    VOICES,
    WITHDREW,
)
from glasshouse.model.record_types import Counts, Ids, Int, LawRow, MonthRecord, Person, Records
from glasshouse.rulebooks.law import FREED_BY_DEADLINE, FREED_BY_DEFENCE
from glasshouse.rulebooks.sizes import Field, Sizes, sized

PERSONS = COLUMN["persons"]
ADULTS = COLUMN["adults"]
WORKING_AGE = COLUMN["working_age"]
C_EMPLOYED = COLUMN["employed"]
C_SELF_EMPLOYED = COLUMN["self_employed"]
INDEBTED = COLUMN["indebted"]
IN_ARREARS = COLUMN["in_arrears"]
UNDER_ENFORCEMENT = COLUMN["under_enforcement"]
C_LISTED = COLUMN["listed"]
LISTED_WRONG_PERSON = COLUMN["listed_wrong_person"]
LISTED_UNABLE = COLUMN["listed_unable"]
REDLISTED = COLUMN["redlisted"]
C_LOW_GRADE = COLUMN["low_grade"]
GATED = COLUMN["gated"]
VOICED = COLUMN["voiced"]
PRAISED = COLUMN["praised"]
FEARFUL = COLUMN["fearful"]
C_AWARE = COLUMN["aware"]
C_DISPUTING = COLUMN["disputing"]
APPROVES_PRIVATELY = COLUMN["approves_privately"]
APPROVES_STATED = COLUMN["approves_stated"]
SHUT_OUT = COLUMN["shut_out"]
C_FROZEN = COLUMN["frozen"]
INCOME = COLUMN["income"]
PAID = COLUMN["paid"]
INTEREST = COLUMN["interest"]
BORROWED = COLUMN["borrowed"]
CONSUMED = COLUMN["consumed"]
RAISED = COLUMN["raised"]
EXPOSURE = COLUMN["exposure"]
SCORE = COLUMN["score"]
SAVINGS = COLUMN["savings"]
DEBT = COLUMN["debt"]
REFUSALS = COLUMN["refusals"]
REFUSED_BY_COPIES = COLUMN["refused_by_copies"]
ON_COURSE = COLUMN["on_course"]
POINTS_MOVED = COLUMN["points_moved"]
POINTS_BY_WHIM = COLUMN["points_by_whim"]
ENTRIES_BY_WHIM = COLUMN["entries_by_whim"]
ENTRIES_SPARED = COLUMN["entries_spared"]
EXITS_BY_WHIM = COLUMN["exits_by_whim"]
TOLD_PUSH = COLUMN["told_push"]
TOLD_RINGTONE = COLUMN["told_ringtone"]
TOLD_SCREENS = COLUMN["told_screens"]
CONFORMS = COLUMN["conforms"]
MERITS = COLUMN["merits"]
KINDNESSES = COLUMN["kindnesses"]
C_REFRAINED = COLUMN["refrained"]
C_INFERRED_FALSELY = COLUMN["inferred_falsely"]
C_WITHDREW = COLUMN["withdrew"]
C_EXCUSED = COLUMN["excused"]
ENTRIES_EXEMPTED = COLUMN["entries_exempted"]
EXITS_EXEMPTED = COLUMN["exits_exempted"]
EXITS_BY_DEADLINE = COLUMN["exits_by_deadline"]
C_CAUGHT_BEFORE = COLUMN["caught_before"]
WORKING_AGE_ENDS = 60
FEARFUL_FROM = 64  # a quarter of the scale


@inlined
def count_child(p: Person, record: MonthRecord, g: int, tally: Counts) -> None:
    """A minor counts as a person and by what is refused to them."""
    tally[g, PERSONS] += 1
    if record.happened:
        count_events(record.happened, g, tally)
        tally[g, REFUSALS] += size(record.refused)


@inlined
def count_adult(p: Person, record: MonthRecord, sign: int, register: LawRow, g: int, tally: Counts) -> None:
    """An adult counts in every state they are in, with the events and sums of the month."""
    count_livelihood(p, g, tally)
    count_standing(p, sign, register, g, tally)
    count_mind(p, g, tally)
    count_money(p, record, g, tally)
    if record.acts:
        count_acts(record.acts, g, tally)
    if record.happened:
        count_events(record.happened, g, tally)
        tally[g, REFUSALS] += size(record.refused)
        count_whim(record, g, tally)
        if record.excused | record.freed:
            count_safeguards(record, g, tally)


@inlined
def count_money(p: Person, record: MonthRecord, g: int, tally: Counts) -> None:
    """Income and its use, and debt of those who owe or owed this month."""
    tally[g, INCOME] += record.income
    tally[g, CONSUMED] += record.consumed
    tally[g, SAVINGS] += p.savings
    if p.debt | record.paid | record.interest | record.borrowed | record.raised:
        tally[g, PAID] += record.paid
        tally[g, INTEREST] += record.interest
        tally[g, BORROWED] += record.borrowed
        tally[g, RAISED] += record.raised
        tally[g, DEBT] += p.debt


@inlined
def count_whim(record: MonthRecord, g: int, tally: Counts) -> None:
    """Points moved, and what an official's choice had to do with it; people told by channel."""
    if record.happened & (event.RECORDED | event.REWARDED | event.SOLD):
        tally[g, POINTS_MOVED] += record.points_moved
    if record.happened & (event.WAIVED | event.ADDED_BY_WHIM | event.SOLD):
        tally[g, POINTS_BY_WHIM] += record.points_whim
        tally[g, ENTRIES_BY_WHIM] += record.entries_whim
        tally[g, ENTRIES_SPARED] += record.entries_spared
        tally[g, EXITS_BY_WHIM] += record.exits_whim
    if record.happened & event.TOLD_NEARBY:
        tally[g, TOLD_PUSH] += record.told_push
        tally[g, TOLD_RINGTONE] += record.told_ringtone
        tally[g, TOLD_SCREENS] += record.told_screens


@inlined
def count_safeguards(record: MonthRecord, g: int, tally: Counts) -> None:
    """Lists not entered, and lists left, by a defence or a deadline."""
    if record.happened & event.EXEMPTED:
        tally[g, ENTRIES_EXEMPTED] += count(without(np.int64(record.excused), np.int64(record.freed)))
    if record.freed and record.freed_by == FREED_BY_DEFENCE:
        tally[g, EXITS_EXEMPTED] += count(np.int64(record.freed))
    if record.freed and record.freed_by == FREED_BY_DEADLINE:
        tally[g, EXITS_BY_DEADLINE] += count(np.int64(record.freed))


@inlined
def count_livelihood(p: Person, g: int, tally: Counts) -> None:
    """Work and debt."""
    tally[g, PERSONS] += 1
    tally[g, ADULTS] += 1
    tally[g, WORKING_AGE] += p.age < WORKING_AGE_ENDS
    tally[g, C_EMPLOYED] += (p.state & EMPLOYED) != 0
    tally[g, C_SELF_EMPLOYED] += (p.state & SELF_EMPLOYED) != 0
    if p.debt > 0:
        tally[g, INDEBTED] += 1
        tally[g, IN_ARREARS] += p.arrears > 0
        tally[g, UNDER_ENFORCEMENT] += p.stage == JUDGED


@inlined
def count_standing(p: Person, sign: int, register: LawRow, g: int, tally: Counts) -> None:
    """Lists, gates and score."""
    tally[g, C_AWARE] += (p.state & AWARE) != 0
    if p.state & SCORED:
        tally[g, SCORE] += p.score
        tally[g, C_LOW_GRADE] += (sign & LOW_GRADE) != 0
    if not is_empty(p.shut):
        tally[g, GATED] += 1
    if p.barred:
        tally[g, SHUT_OUT] += 1
        tally[g, C_FROZEN] += p.file >= FROZEN
    if p.stale | p.course:
        tally[g, REFUSED_BY_COPIES] += p.stale != 0
        tally[g, ON_COURSE] += p.course != 0
    if p.lists:
        black = blacklists(p, register) != 0
        tally[g, C_LISTED] += black
        tally[g, REDLISTED] += not black
        tally[g, LISTED_WRONG_PERSON] += p.wrong_person != 0
        tally[g, LISTED_UNABLE] += p.unable != 0 and p.wrong_person == 0
        tally[g, C_DISPUTING] += (p.state & DISPUTING) != 0


@inlined
def count_mind(p: Person, g: int, tally: Counts) -> None:
    """Voice, fear and approval. Under fear, or in praise, people state an approval they do not feel."""
    approves, praises = p.approval >= 0, p.state & PRAISES != 0
    tally[g, APPROVES_PRIVATELY] += approves
    tally[g, APPROVES_STATED] += approves | praises | (-p.approval < p.fear)
    if p.state & (VOICES | PRAISES):
        tally[g, VOICED] += (p.state & VOICES) != 0
        tally[g, PRAISED] += praises
        tally[g, CONFORMS] += praises and not approves
    if p.fear >= FEARFUL_FROM:
        tally[g, FEARFUL] += 1


@inlined
def count_acts(acts: int, g: int, tally: Counts) -> None:
    """Good acts seen and unseen, acts refrained from, opinions inferred that are not held, choices, mistakes
    that were found before an entry."""
    tally[g, MERITS] += (acts & MERIT) != 0
    tally[g, KINDNESSES] += (acts & KINDNESS) != 0
    tally[g, C_REFRAINED] += (acts & REFRAINED) != 0
    tally[g, C_INFERRED_FALSELY] += (acts & INFERRED_FALSELY) != 0
    tally[g, C_WITHDREW] += (acts & WITHDREW) != 0
    tally[g, C_EXCUSED] += (acts & EXCUSED) != 0
    tally[g, C_CAUGHT_BEFORE] += (acts & CAUGHT_BEFORE) != 0


@inlined
def count_events(happened: Int, g: Int, tally: Counts) -> None:
    """One for each event of the month."""
    while happened:
        tally[g, FIRST_EVENT + lowest(happened)] += 1
        happened &= happened - 1


@inlined
def row_of(who: Int, panel_ids: Ids) -> Int:
    """The row of a sampled life: the place of its identity among the sorted ones.

    NumPy's own search would take the compiler as long as thirty rules.
    """
    low, high = np.int64(0), np.int64(len(panel_ids))
    while low < high:
        middle = (low + high) // 2
        if panel_ids[middle] < who:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def note_life(p: Person, record: MonthRecord, month: int, row: int, panel_records: Records) -> None:
    """Write the month of a sampled life down."""
    entry = panel_records[row, month]
    entry.happened |= record.happened
    entry.entered |= record.entered
    entry.left |= record.left
    entry.excused = record.excused
    entry.freed = record.freed
    entry.freed_by = record.freed_by if record.freed else 0
    entry.acts = record.acts
    entry.recorded = record.recorded
    copy(entry.refused, record.refused)
    entry.exposure = record.exposure
    entry.income = record.income
    entry.paid = record.paid
    entry.savings = p.savings
    entry.debt = p.debt
    entry.state = p.state
    entry.score = p.score
    entry.arrears = p.arrears
    entry.fear = p.fear
    entry.lists = p.lists
    copy(entry.shut, p.shut)
    for m in range(len(record.billed)):
        entry.billed[m] += record.billed[m]
        entry.taken[m] += record.taken[m]
        entry.given[m] += record.given[m]


PANEL_FIELDS: list[Field] = [
    ("happened", "i8"),
    ("income", "i8"),
    ("paid", "i8"),
    ("savings", "i8"),
    ("debt", "i8"),
    ("refused", "rights"),
    ("shut", "rights"),
    ("billed", "u4", "measures"),  # cents charged, taken and given by each measure of money
    ("taken", "u4", "measures"),
    ("given", "u4", "measures"),
    ("exposure", "i4"),
    ("state", "u2"),
    ("arrears", "u2"),
    ("score", "i2"),
    ("entered", "lists"),
    ("left", "lists"),
    ("excused", "lists"),
    ("freed", "lists"),
    ("recorded", "behaviour"),
    ("fear", "u1"),
    ("acts", "u1"),
    ("freed_by", "u1"),
    ("lists", "lists"),
]
"""One month of a sampled life."""


@cache
def panel_record_type(sizes: Sizes) -> np.dtype[np.void]:
    """The record of a month of a sampled life with room for these many lists, rights and so on."""
    return sized(PANEL_FIELDS, sizes)

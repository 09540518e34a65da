"""Scoring: records become points, points become a grade.

A record counts for as long as the law says and its points come back when it expires. Records of the same
behaviour share a slot: repetition adds points and starts the term again. What rests on a ground that takes
time, such as a decision that can still be contested, waits in a slot of its own until it counts.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import compiled, inlined
from glasshouse.engine.rng import pick
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import longest
from glasshouse.model.fields import events, field, fields
from glasshouse.model.person import LISTED, MINORITY, NOTHING_RECORDED, RECORDS, SCORED
from glasshouse.model.record_types import ActRow, Bool, Int, LawRow, MonthRecord, Person
from glasshouse.model.rights import JUDGMENT_UNPERFORMED
from glasshouse.model.statuses import reaches

PERSON_FIELDS = fields(
    score=field("i2", "point", "points on the person's file"),
    record_what=field("behaviour", "code", "behaviour of each record on file", RECORDS),
    record_left=field("months", "month", "time each record still counts; 0 an empty slot", RECORDS),
    record_points=field("i2", "point", "points of each record", RECORDS),
)

EVENTS = events(
    recorded="a behaviour that costs points was recorded",
    rewarded="a behaviour that gives points was recorded",
    recorded_falsely="was recorded for what they did not do",
    recorded_wrong_person="was recorded for what somebody else did",
    speech_punished="was recorded for what they said",
)


@inlined
def lacks_score(p: Person, record: MonthRecord, law: LawRow) -> bool:
    """Whether the law scores the person, who has no score yet."""
    return (
        law.score_on != 0 and p.state & SCORED == 0 and reaches(record, law.scope_applies, law.scope_exempt)
    )


@rule(reads="state traits", writes="state score", when=lacks_score)
def open_score(p: Person, record: MonthRecord, law: LawRow) -> None:
    """People start with the points the law gives, more or fewer where it looks at who somebody is."""
    if lacks_score(p, record, law):
        p.state |= SCORED
        p.score = law.score_start
        if law.score_origin and p.traits & MINORITY:
            add_points(p, np.int64(law.score_origin), law)


# What a slot holds instead of points while its record waits: how it came about, and the months left.
WAITING = -32768
MOST_WAITING = 64
ORIGINS = TRUE, OF_NOTHING, OF_A_NAMESAKE, OF_SPEECH = range(4)
LEAST_POINTS = WAITING + MOST_WAITING * len(ORIGINS)


@inlined
def waits(points: Int) -> Bool:
    """Whether a slot with these points holds a record that does not count yet."""
    return points < LEAST_POINTS


@compiled
def file_record(
    p: Person, record: MonthRecord, behaviour: Int, origin: int, law: LawRow, catalogue: ActRow
) -> None:
    """Put a record on file, now or once its ground is firm."""
    months = min(MOST_WAITING - 1, int(catalogue.ground_delay[law.record_ground[behaviour]]))
    if months:
        for slot in range(RECORDS):
            if p.record_left[slot] == 0:
                p.record_what[slot] = behaviour
                p.record_left[slot] = longest(p.record_left)
                p.record_points[slot] = WAITING + MOST_WAITING * origin + months
                return
    count_record(p, record, behaviour, origin, law)


@compiled
def count_record(p: Person, record: MonthRecord, behaviour: Int, origin: Int, law: LawRow) -> None:
    """From now on the record counts; what was wrong with it is noted."""
    enter_record(p, record, behaviour, law)
    if origin == OF_NOTHING:
        record.happened |= event.RECORDED_FALSELY
    elif origin == OF_A_NAMESAKE:
        record.happened |= event.RECORDED_WRONG_PERSON
    elif origin == OF_SPEECH:
        record.happened |= event.SPEECH_PUNISHED


@compiled
def enter_record(p: Person, record: MonthRecord, behaviour: Int, law: LawRow) -> None:
    """Put a record on file and take or give its points, within the cap for a month."""
    points = capped(np.int64(law.points[behaviour]), law.points_cap[behaviour])
    slot = slot_for(p, behaviour)
    keep_page(p, record, slot)
    p.record_what[slot] = behaviour
    for_ever = longest(p.record_left)
    p.record_left[slot] = law.record_validity if 0 < law.record_validity < for_ever else for_ever
    before = np.int64(p.record_points[slot])
    if waits(before):
        before = np.int64(0)
    p.record_points[slot] = max(LEAST_POINTS, min(32767, before + points))
    add_points(p, points, law)
    if law.drop_to_grade[behaviour] >= 0:
        drop_to(p, law.drop_to_grade[behaviour], law)
    record.points_moved += abs(np.int64(p.score) - np.int64(record.score_before))
    record.recorded = behaviour
    record.grounds |= law.act_counters[behaviour]
    record.happened |= event.REWARDED if points > 0 else event.RECORDED


@inlined
def keep_page(p: Person, record: MonthRecord, slot: Int) -> None:
    """Remember what the record overwrites, so that it can be taken back within the month."""
    record.slot = slot
    record.score_before = p.score
    record.what_before = p.record_what[slot]
    record.left_before = p.record_left[slot]
    record.points_before = p.record_points[slot]
    record.grounds_before = record.grounds


@inlined
def take_back(p: Person, record: MonthRecord) -> None:
    """Undo the last record of the month as if it had never reached the file."""
    slot = record.slot
    p.score = record.score_before
    p.record_what[slot] = record.what_before
    p.record_left[slot] = record.left_before
    p.record_points[slot] = record.points_before
    record.recorded = NOTHING_RECORDED
    record.grounds = record.grounds_before


@inlined
def capped(points: Int, cap: Int) -> Int:
    """No more points in a month than the cap, in either direction; a cap of 0 is none."""
    return max(-np.int64(cap), min(np.int64(cap), points)) if cap else points


@inlined
def slot_for(p: Person, behaviour: Int) -> int:
    """The slot of the same behaviour, else a free one, else the one nearest to expiry (its points stay)."""
    free, soonest = -1, 0
    for slot in range(RECORDS):
        if p.record_left[slot] == 0:
            free = slot if free < 0 else free
        elif p.record_what[slot] == behaviour and not waits(p.record_points[slot]):
            return slot
        elif p.record_left[slot] < p.record_left[soonest]:
            soonest = slot
    return free if free >= 0 else soonest


@inlined
def add_points(p: Person, points: Int, law: LawRow) -> None:
    """Change the score within its floor and cap."""
    if law.score_on:
        p.score = max(np.int64(law.score_floor), min(np.int64(law.score_cap), np.int64(p.score) + points))


@inlined
def drop_to(p: Person, grade: Int, law: LawRow) -> None:
    """A grave record drops the person straight to a grade, whatever the points."""
    if law.score_on and grade > 0:
        p.score = min(np.int64(p.score), np.int64(law.grade_floor[grade - 1]) - 1)


@inlined
def has_waiting(p: Person) -> Bool:
    """Whether a record on file does not count yet."""
    least = np.int64(0)
    for slot in range(RECORDS):
        least = min(least, np.int64(p.record_points[slot]))
    return waits(least)


@rule(
    reads="score record_what record_left record_points",
    writes="score record_what record_left record_points",
    when=has_waiting,
)
def let_waiting_count(p: Person, record: MonthRecord, law: LawRow) -> None:
    """A record that does not count yet is a month nearer to it, or counts from now on."""
    for slot in range(RECORDS):
        points = np.int64(p.record_points[slot])
        if p.record_left[slot] == 0 or not waits(points):
            continue
        origin, left = (points - WAITING) // MOST_WAITING, (points - WAITING) % MOST_WAITING
        if left > 1:
            p.record_points[slot] -= 1
            continue
        p.record_left[slot] = 0
        p.record_points[slot] = 0
        count_record(p, record, np.int64(p.record_what[slot]), origin, law)


@inlined
def changes_with_time(p: Person, law: LawRow) -> bool:
    """Whether there are records on file, or a score that recovers."""
    records = np.int64(0)
    for slot in range(RECORDS):
        records |= np.int64(p.record_left[slot])
    return records != 0 or (law.score_on != 0 and law.score_recovery != 0)


@rule(
    reads="score record_left record_points",
    writes="score record_left record_points",
    when=changes_with_time,
)
def let_records_expire(p: Person, law: LawRow) -> None:
    """Records age; the points of an expired one come back, and a score recovers toward its start."""
    for slot in range(RECORDS):
        left = p.record_left[slot]
        if left == 0 or left == longest(p.record_left):
            continue
        p.record_left[slot] = left - 1
        if left == 1:
            add_points(p, -np.int64(p.record_points[slot]), law)
            p.record_points[slot] = 0
    if law.score_on and law.score_recovery and p.score < law.score_start:
        p.score = min(np.int64(law.score_start), np.int64(p.score) + law.score_recovery)


@inlined
def is_scored(law: LawRow) -> bool:
    """Whether the law gives points."""
    return law.score_on != 0


@rule(reads="score", writes="score", when=is_scored)
def charge_association(p: Person, record: MonthRecord, household_points: Int, law: LawRow) -> None:
    """Points lost for a listed payer in the household and for listed contacts, a month at a time."""
    points = household_points + np.int64(record.listed) * law.contact_points
    if points and law.score_on:
        add_points(p, points, law)


@inlined
def points_for_payer(payer: int, law: LawRow) -> Int:
    """Points a month a member loses while the payer of the household is listed: a share of the payer's."""
    if payer & LISTED:
        return np.int64(law.household_share * law.points[JUDGMENT_UNPERFORMED])
    return np.int64(0)


@inlined
def grade_of(score: Int, law: LawRow) -> int:
    """Index of the grade a score falls in: 0 is the best; the last grade has no floor."""
    for grade in range(law.grades - 1):
        if score >= law.grade_floor[grade]:
            return grade
    return max(0, law.grades - 1)


@inlined
def some_recorded_breach(word: np.uint64, law: LawRow, catalogue: ActRow) -> Int:
    """One of the breaches this law records, each alike; `NOTHING_RECORDED` if it records none."""
    n = 0
    for behaviour in range(len(law.recorded)):
        n += law.recorded[behaviour] and catalogue.breach[behaviour]
    if n == 0:
        return NOTHING_RECORDED
    chosen = np.int64(pick(word, n))
    for behaviour in range(len(law.recorded)):
        if law.recorded[behaviour] and catalogue.breach[behaviour]:
            if chosen == 0:
                return behaviour
            chosen -= 1
    return NOTHING_RECORDED

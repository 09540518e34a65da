"""Redress: being told, disputing, waiting, and being taken off or not.

Who is not told learns of a listing at the counter that refuses them. A dispute takes months; the chance
that it is won depends on whether the listing was wrong, and stays far from certain.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import LASTING, draw, draw_pair, draw_when, pick, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import (
    WORD_SHIFT,
    add,
    is_empty,
    list_and_months,
    list_in,
    lowest,
    months_in,
    without,
)
from glasshouse.model.fields import events, field, fields
from glasshouse.model.listing import blacklists, leave
from glasshouse.model.person import AWARE, DISPUTING, NOTIFIED, SPENT
from glasshouse.model.procedure import chance_of_correction, months_shortened, readiness_to_contest
from glasshouse.model.record_types import ActRow, DrawsRow, Int, LawRow, MonthRecord, ParameterRow, Person
from glasshouse.model.repetition import correct
from glasshouse.rulebooks.law import EXIT_REPAIRED, NOTICE_NONE

PERSON_FIELDS = fields(
    dispute=field("months", "month", "time until a dispute is decided; 0 none"),
    stale=field(
        "list_months",
        "month",
        "a copy of a list that missed a correction: which list, and how long it will be used",
    ),
    course=field(
        "list_months", "month", "a course that repairs a listing: which list, and how long it still lasts"
    ),
)

EVENTS = events(
    left_corrected="left a list because an error was corrected",
    left_repaired="left a list after a repair",
    noticed="learnt of a listing of theirs",
    dispute_filed="filed a dispute",
    dispute_won="won a dispute",
    dispute_lost="lost a dispute",
)

TOLD = stream("redress.told", redrawn=True)
FILE = stream("redress.file")
REVIEW = stream("redress.review", redrawn=True)
IN_TIME = stream("redress.in_time", redrawn=True)
DECIDE = stream("redress.decide", redrawn=True)
COPIES = stream("redress.copies", redrawn=True)
COPY_MONTHS = stream("redress.copy_months", redrawn=True)
STALE_GATE = stream("redress.stale_gate", redrawn=True)
COURSE = stream("redress.course")
PASSES = stream("redress.passes", redrawn=True)


@inlined
def may_learn(p: Person, rng: DrawsRow, practice: ParameterRow) -> bool:
    """Whether luck tells the person of the system, or they are on a list."""
    return (rng.awareness < practice.redress_awareness) | (p.lists != 0)


@rule(reads="lists state", writes="state", streams="awareness redress.told", when=may_learn)
def learn(p: Person, record: MonthRecord, rng: DrawsRow, law: LawRow, practice: ParameterRow) -> None:
    """Learn of the system in general, and of one's own listing by notice or by being refused."""
    if rng.awareness < practice.redress_awareness and not p.state & AWARE:
        p.state |= AWARE
    if p.state & NOTIFIED or not blacklists(p, law):
        return
    told = record.entered and law.notice != NOTICE_NONE and draw(rng, TOLD) < practice.redress_notice_arrives
    if told or record.happened & event.DENIED_RIGHT:
        p.state |= NOTIFIED | AWARE
        record.happened |= event.NOTICED


@inlined
def knows(p: Person) -> bool:
    """Whether the person has learnt of a listing."""
    return p.state & NOTIFIED != 0


@rule(
    reads="lists state wrong_person unable",
    writes="state dispute",
    streams="redress.file redress.review redress.in_time",
    when=knows,
)
def file_dispute(
    p: Person, record: MonthRecord, rng: DrawsRow, law: LawRow, practice: ParameterRow, catalogue: ActRow
) -> None:
    """Who knows of the listing may dispute it, once a month at the most and one dispute at a time."""
    if not law.dispute or not p.state & NOTIFIED or p.state & DISPUTING:
        return
    listed = blacklists(p, law)
    if not listed:
        return
    wronged = p.wrong_person | p.unable
    files = np.float64(practice.redress_files_wronged if wronged else practice.redress_files)
    if draw(rng, FILE) < files * readiness_to_contest(listed, law, practice, catalogue):
        p.state |= DISPUTING
        p.dispute = months_of_review(rng, law, practice)
        record.happened |= event.DISPUTE_FILED


@inlined
def months_of_review(rng: DrawsRow, law: LawRow, practice: ParameterRow) -> Int:
    """How long the review takes: the legal limit where it is kept, else what practice shows."""
    if law.decide_within and draw(rng, IN_TIME) < practice.redress_limit_kept:
        return np.int64(law.decide_within)
    low, high = practice.redress_review_least, practice.redress_review_most
    return months_shortened(low + np.int64(pick(draw(rng, REVIEW), high - low + 1)), law, practice)


@inlined
def disputes(p: Person) -> bool:
    """Whether a dispute is under way."""
    return p.state & DISPUTING != 0


@rule(
    reads="lists wrong_person unable dispute state history mistaken_history",
    writes="state dispute lists wrong_person unable released term stale history mistaken_history",
    streams="redress.decide redress.copies redress.copy_months",
    when=disputes,
)
def decide_dispute(
    p: Person, record: MonthRecord, rng: DrawsRow, law: LawRow, practice: ParameterRow, catalogue: ActRow
) -> None:
    """A dispute comes to its end: the person is taken off the blacklists, or stays."""
    if not p.state & DISPUTING:
        return
    listed = blacklists(p, law)
    p.dispute = max(0, np.int64(p.dispute) - 1)
    if p.dispute and listed:
        return
    p.state = without(p.state, DISPUTING | NOTIFIED)
    p.dispute = 0
    if not listed:
        return
    chance, wronged = np.float64(chance_to_win(p, practice)), p.wrong_person | p.unable
    if draw(rng, DECIDE) < chance_of_correction(chance, listed, wronged, law, practice, catalogue):
        record.struck = listed
        record.struck_wrong = listed & p.wrong_person
        record.struck_unable = listed & p.unable
        record.happened |= event.DISPUTE_WON | event.LEFT_CORRECTED
        for k in range(len(p.term)):
            if listed >> k & 1:
                leave(p, record, k)
                miss_copies(p, rng, k, law, practice)
        correct(p)
        p.state |= SPENT
    else:
        record.happened |= event.DISPUTE_LOST


@inlined
def chance_to_win(p: Person, practice: ParameterRow) -> float:
    """Threshold of winning a dispute, by what is wrong with the listing."""
    if p.wrong_person:
        return practice.redress_won_wrong_person
    if p.unable:
        return practice.redress_won_unable
    return practice.redress_won_rightful


@inlined
def miss_copies(p: Person, rng: DrawsRow, k: int, law: LawRow, practice: ParameterRow) -> None:
    """The entry of list `k` is struck out at its source, and perhaps not in the copies others took of it."""
    if (is_empty(law.list_shuts[k]) and is_empty(law.list_withholds[k])) or draw(
        rng, COPIES
    ) >= practice.redress_copies_missed:
        return
    low, high = practice.redress_copy_least, practice.redress_copy_most
    months = low + np.int64(pick(draw(rng, COPY_MONTHS), high - low + 1))
    p.stale = list_and_months(k, months)


@rule(reads="shut", writes="shut stale", streams="redress.stale_gate")
def refuse_from_copies(
    p: Person, record: MonthRecord, rng: DrawsRow, law: LawRow, practice: ParameterRow
) -> None:
    """Some who refused go on refusing from a copy that the correction missed, until the copy is renewed."""
    k = list_in(p.stale)
    for w in range(len(p.shut)):
        copied = np.int64(law.list_shuts[k, w]) | np.int64(law.list_withholds[k, w])
        while copied:
            right = (w << WORD_SHIFT) + lowest(copied)
            copied &= copied - 1
            if draw_when(rng, right, LASTING, STALE_GATE) < practice.redress_copy_refuses:
                add(p.shut, right)
                add(record.copied, right)
    record.copy_of = k
    months = months_in(p.stale) - 1
    p.stale = list_and_months(k, months) if months > 0 else np.int64(0)


@rule(
    reads="lists since savings",
    writes="course savings lists wrong_person unable released term state",
    streams="redress.course redress.passes",
)
def take_course(p: Person, record: MonthRecord, rng: DrawsRow, law: LawRow, practice: ParameterRow) -> None:
    """Repair by a course: taken up some time after the entry, paid for month by month, passed or failed."""
    if p.course:
        attend(p, record, rng, practice)
        return
    for k in range(len(p.term)):
        if (
            p.lists >> k & 1
            and law.list_exits[k] & EXIT_REPAIRED
            and p.since[k] >= law.list_repair_after[k]
            and p.savings >= practice.redress_course_fee
            and draw_pair(rng, k, COURSE) < practice.redress_course
        ):
            p.course = list_and_months(k, np.int64(law.repair_course))
            return


@inlined
def attend(p: Person, record: MonthRecord, rng: DrawsRow, practice: ParameterRow) -> None:
    """A month of the course; who is off the list or cannot pay drops out."""
    k, months = list_in(p.course), months_in(p.course) - 1
    if not p.lists >> k & 1 or p.savings < practice.redress_course_fee:
        p.course = 0
        return
    p.savings -= practice.redress_course_fee
    record.consumed += practice.redress_course_fee
    p.course = list_and_months(k, months) if months > 0 else np.int64(0)
    if months <= 0 and draw(rng, PASSES) < practice.redress_course_passed:
        leave(p, record, k)
        p.state |= SPENT
        record.happened |= event.LEFT_REPAIRED

"""Watching: what reaches a file, and what reaches it wrongly.

Acts are seen by channel with the chance of the catalogue times the reach of the channel in the practice
file. Two kinds of error: a record of something that did not happen, and a true record of somebody else that
lands on a namesake. The second kind is as frequent as there are records to misplace.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import CERTAIN, draw, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.conduct import NO_ACT
from glasshouse.model.fields import events
from glasshouse.model.person import NOTHING_RECORDED, PRAISES, RURAL, VOICES
from glasshouse.model.record_types import ActRow, DrawsRow, LawRow, MonthRecord, ParameterRow, Person
from glasshouse.model.rights import CRITICAL_SPEECH, DEBT_JUDGMENT, MISSED_LOAN_PAYMENT, PRAISE_OF_AUTHORITY
from glasshouse.model.scoring import enter_record, some_recorded_breach

EVENTS = events(
    recorded_falsely="was recorded for what they did not do",
    recorded_wrong_person="was recorded for what somebody else did",
    speech_punished="was recorded for what they said",
)

SPEECH_SEEN = stream("watching.speech", redrawn=True)
PRAISE_SEEN = stream("watching.praise", redrawn=True)
BANK = stream("watching.bank", redrawn=True)
COURT = stream("watching.court", redrawn=True)
WHICH = stream("watching.which", redrawn=True)


@inlined
def is_of_interest(act: int, law: LawRow) -> bool:
    """Whether the law records the act."""
    # Both are asked of everybody: half of all people act, so that which half cannot be foreseen.
    return (act != NO_ACT) & (law.recorded[max(0, act)] != 0)


@rule(
    reads="traits",
    writes="score record_what record_left record_points",
    streams="detected",
    when=is_of_interest,
)
def watch_conduct(
    p: Person, record: MonthRecord, rng: DrawsRow, act: int, effort: float, law: LawRow, catalogue: ActRow
) -> None:
    """An act the law records is seen, or not; `effort` is 1 in an ordinary month and place."""
    if act == NO_ACT or not law.recorded[act]:
        return
    if rng.detected < catalogue.detected[1 if p.traits & RURAL else 0, act] * effort:
        enter_record(p, record, act, law)


@inlined
def owes(record: MonthRecord) -> bool:
    """Whether dues were missed or a judgment was given this month."""
    return record.happened & (event.PAYMENT_MISSED | event.WAS_JUDGED) != 0


@rule(
    reads="traits",
    writes="score record_what record_left record_points",
    streams="watching.bank watching.court",
    when=owes,
)
def watch_dues(p: Person, record: MonthRecord, rng: DrawsRow, law: LawRow, catalogue: ActRow) -> None:
    """Banks and courts know their own files; how much of it they pass on is practice."""
    seen = catalogue.detected[1 if p.traits & RURAL else 0]
    if record.happened & event.PAYMENT_MISSED and law.recorded[MISSED_LOAN_PAYMENT]:
        if draw(rng, BANK) < seen[MISSED_LOAN_PAYMENT]:
            enter_record(p, record, MISSED_LOAN_PAYMENT, law)
    if record.happened & event.WAS_JUDGED and law.recorded[DEBT_JUDGMENT]:
        if draw(rng, COURT) < seen[DEBT_JUDGMENT]:
            enter_record(p, record, DEBT_JUDGMENT, law)


@inlined
def can_be_heard(p: Person, law: LawRow) -> bool:
    """Whether the person voices dissent, or praise that is recorded."""
    return p.state & VOICES != 0 or (p.state & PRAISES != 0 and law.recorded[PRAISE_OF_AUTHORITY] != 0)


@rule(
    reads="state",
    writes="score record_what record_left record_points",
    streams="watching.speech watching.praise",
    when=can_be_heard,
)
def watch_speech(
    p: Person, record: MonthRecord, rng: DrawsRow, effort: float, law: LawRow, catalogue: ActRow
) -> None:
    """Critical speech is found and punished where the law records it; praise is noted likewise."""
    if p.state & VOICES:
        seen = catalogue.detected[0, CRITICAL_SPEECH] * effort
        if law.recorded[CRITICAL_SPEECH] and draw(rng, SPEECH_SEEN) < seen:
            enter_record(p, record, CRITICAL_SPEECH, law)
            record.happened |= event.SPEECH_PUNISHED
    elif (
        p.state & PRAISES
        and law.recorded[PRAISE_OF_AUTHORITY]
        and draw(rng, PRAISE_SEEN) < catalogue.detected[0, PRAISE_OF_AUTHORITY]
    ):
        enter_record(p, record, PRAISE_OF_AUTHORITY, law)


@inlined
def is_mistaken(rng: DrawsRow, misplaced: np.uint64, practice: ParameterRow) -> bool:
    """Whether luck puts a record on file that does not belong there."""
    of_nothing = rng.false_record < practice.surveillance_false_positive
    return of_nothing | (rng.false_record >= CERTAIN - misplaced)


@rule(
    writes="score record_what record_left record_points",
    streams="false_record watching.which",
    when=is_mistaken,
)
def record_wrongly(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    misplaced: np.uint64,
    law: LawRow,
    practice: ParameterRow,
    catalogue: ActRow,
) -> None:
    """A record of nothing, or of a namesake's act (`misplaced`: its chance this month in this province)."""
    of_nothing = rng.false_record < practice.surveillance_false_positive
    of_a_namesake = rng.false_record >= CERTAIN - misplaced
    if not (of_nothing or of_a_namesake):
        return
    behaviour = some_recorded_breach(draw(rng, WHICH), law, catalogue)
    if behaviour == NOTHING_RECORDED:
        return
    enter_record(p, record, behaviour, law)
    record.happened |= event.RECORDED_FALSELY if of_nothing else event.RECORDED_WRONG_PERSON

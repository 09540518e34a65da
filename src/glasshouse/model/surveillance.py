"""Watching: what reaches a file, and what reaches it wrongly.

Acts are seen by channel with the chance of the catalogue times the reach of the channel in the practice
file. Two kinds of error follow what is recorded: a record of something that did not happen, by act, channel
and ground; and a true record of somebody else that lands on a namesake, by how records are matched to
persons. Safeguards before the entry keep some of both out.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import compiled, inlined
from glasshouse.engine.rng import CERTAIN, draw, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.conduct import NO_ACT
from glasshouse.model.person import CAUGHT_BEFORE, NOTHING_RECORDED, PRAISES, RURAL, VOICES
from glasshouse.model.procedure import caught_before, share_misplaced
from glasshouse.model.record_types import (
    ActRow,
    Bool,
    DrawsRow,
    Int,
    LawRow,
    MonthRecord,
    ParameterRow,
    Person,
)
from glasshouse.model.rights import CRITICAL_SPEECH, DEBT_JUDGMENT, MISSED_LOAN_PAYMENT, PRAISE_OF_AUTHORITY
from glasshouse.model.scoring import OF_A_NAMESAKE, OF_NOTHING, OF_SPEECH, TRUE, file_record

SPEECH_SEEN = stream("watching.speech", redrawn=True)
PRAISE_SEEN = stream("watching.praise", redrawn=True)
BANK = stream("watching.bank", redrawn=True)
COURT = stream("watching.court", redrawn=True)
WHICH = stream("watching.which", redrawn=True)
CAUGHT = stream("watching.caught", redrawn=True)


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
        file_record(p, record, act, TRUE, law, catalogue)


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
            file_record(p, record, MISSED_LOAN_PAYMENT, TRUE, law, catalogue)
    if record.happened & event.WAS_JUDGED and law.recorded[DEBT_JUDGMENT]:
        if draw(rng, COURT) < seen[DEBT_JUDGMENT]:
            file_record(p, record, DEBT_JUDGMENT, TRUE, law, catalogue)


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
            file_record(p, record, CRITICAL_SPEECH, OF_SPEECH, law, catalogue)
    elif (
        p.state & PRAISES
        and law.recorded[PRAISE_OF_AUTHORITY]
        and draw(rng, PRAISE_SEEN) < catalogue.detected[0, PRAISE_OF_AUTHORITY]
    ):
        file_record(p, record, PRAISE_OF_AUTHORITY, TRUE, law, catalogue)


@inlined
def is_mistaken(rng: DrawsRow, recorded: np.uint64, catalogue: ActRow) -> bool:
    """Whether luck may put a record on file that does not belong there."""
    return (rng.false_record < catalogue.false_most) | (rng.false_record >= CERTAIN - recorded)


@rule(
    reads="traits",
    writes="score record_what record_left record_points",
    streams="false_record watching.which watching.caught",
    when=is_mistaken,
)
def record_wrongly(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    recorded: np.uint64,
    law: LawRow,
    practice: ParameterRow,
    catalogue: ActRow,
) -> None:
    """A record of nothing, or of a namesake's act (`recorded`: how many there were last month)."""
    place = 1 if p.traits & RURAL else 0
    behaviour, origin = taken_for(rng.false_record, place, law, catalogue), OF_NOTHING
    if behaviour == NOTHING_RECORDED and of_a_namesake(rng, recorded, law, practice):
        behaviour, origin = some_breach(draw(rng, WHICH), place, law, catalogue), OF_A_NAMESAKE
    if behaviour == NOTHING_RECORDED:
        return
    if draw(rng, CAUGHT) < caught_before(law, practice):
        record.acts |= CAUGHT_BEFORE
        return
    file_record(p, record, behaviour, origin, law, catalogue)


@compiled
def taken_for(word: np.uint64, place: int, law: LawRow, catalogue: ActRow) -> Int:
    """The breach of which somebody is held guilty for nothing; `NOTHING_RECORDED` as a rule.

    Each is as likely as it is recorded, by the error of its channel and of the ground it rests on.
    """
    left = np.float64(word)
    if left >= catalogue.false_most:
        return NOTHING_RECORDED
    for behaviour in range(len(law.recorded)):
        if law.recorded[behaviour]:
            left -= (
                catalogue.false_records[place, behaviour]
                * catalogue.ground_errors[law.record_ground[behaviour]]
            )
            if left < 0.0:
                return np.int64(behaviour)
    return NOTHING_RECORDED


@inlined
def of_a_namesake(rng: DrawsRow, recorded: np.uint64, law: LawRow, practice: ParameterRow) -> Bool:
    """Whether one of last month's records of others lands here, by how records are matched to persons."""
    return CERTAIN - np.float64(rng.false_record) <= recorded * share_misplaced(law, practice)


@compiled
def some_breach(word: np.uint64, place: int, law: LawRow, catalogue: ActRow) -> Int:
    """One of the breaches this law records, as likely as it is recorded; `NOTHING_RECORDED` for none."""
    whole = 0.0
    for behaviour in range(len(law.recorded)):
        whole += law.recorded[behaviour] * catalogue.records[place, behaviour]
    left = whole * (np.float64(word) / CERTAIN)
    for behaviour in range(len(law.recorded)):
        left -= law.recorded[behaviour] * catalogue.records[place, behaviour]
        if left < 0.0:
            return np.int64(behaviour)
    return NOTHING_RECORDED

"""Fear and legitimacy: what watching and punishment do to people who look on.

Fear moves each month toward what the person sees: contacts punished for speech, a record or listing of
their own, the map on a neighbour's phone. What people think of the authority falls with injustice met and
heals slowly toward the private view (assumption; direction after Kuran 1995).
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import without
from glasshouse.model.fields import field, fields
from glasshouse.model.person import AWARE
from glasshouse.model.record_types import LawRow, MonthRecord, ParameterRow, Person
from glasshouse.model.rights import CRITICAL_SPEECH, INFERRED_DISLOYALTY

PERSON_FIELDS = fields(
    fear=field("u1", "level", "fear of being punished, 0 to 255", start="`fear.floor`"),
    approval=field(
        "i1", "point", "what the person has come to think of the authority, -100 to 100", start="`attitude`"
    ),
)

MOST = 255


@rule(reads="fear lists state", writes="fear")
def fear_or_calm(p: Person, record: MonthRecord, law: LawRow, parameters: ParameterRow) -> None:
    """Fear decays toward its floor and rises with what was seen and suffered this month."""
    fear = parameters.fear_floor + (p.fear - parameters.fear_floor) * parameters.fear_persistence
    fear += record.punished * parameters.fear_contact_punished
    if law.active:
        fear += record.listed * parameters.fear_contact_listed
        if p.lists:
            fear += parameters.fear_listed
        if record.happened & event.RECORDED:
            fear += parameters.fear_recorded
        if record.happened & event.SPEECH_PUNISHED:
            fear += parameters.fear_punished
        if record.happened & event.OPINION_INFERRED:
            fear += parameters.fear_opinion_inferred
        if law.points[CRITICAL_SPEECH] < 0 and p.state & AWARE:
            fear += parameters.fear_speech_watched
        if law.recorded[INFERRED_DISLOYALTY] and p.state & AWARE:
            fear += parameters.fear_opinion_watched
    p.fear = np.int64(min(float(MOST), max(0.0, fear)))


@rule(reads="attitude approval wrong_person unable", writes="approval")
def judge_authority(p: Person, record: MonthRecord, law: LawRow, parameters: ParameterRow) -> None:
    """Approval falls with injustice to oneself and refusals met, and drifts back to the private view."""
    approval = p.approval + (p.attitude - p.approval) * parameters.fear_approval_return
    if p.wrong_person | p.unable:
        approval -= parameters.fear_injustice
    if record.happened & event.DENIED_RIGHT:
        denied = np.int64(0)
        for w in range(len(record.refused)):
            denied |= without(np.int64(record.refused[w]), np.int64(law.zero_base[w]))
        approval -= parameters.fear_refusal * (1.0 if denied else parameters.fear_withheld)
    if law.active:
        approval += parameters.fear_framing
    p.approval = np.int64(max(-100.0, min(100.0, approval)))

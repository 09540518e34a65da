"""Fear and legitimacy: what watching and punishment do to people who look on.

Fear moves each month toward what the person sees: contacts punished for speech, a record or listing of
their own, the map on a neighbour's phone. What people think of the authority falls with injustice met and
heals slowly toward the private view (assumption; direction after Kuran 1995).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import without
from glasshouse.model.person import AWARE
from glasshouse.model.rights import CRITICAL_SPEECH, INFERRED_DISLOYALTY

MOST = 255


@rule(reads="fear lists state", writes="fear")
def fear_or_calm(p: Any, diary: Any, law: Any, ways: Any) -> None:
    """Fear decays toward its floor and rises with what was seen and suffered this month."""
    fear = ways.fear_floor + (p.fear - ways.fear_floor) * ways.fear_persistence
    fear += diary.punished * ways.fear_contact_punished
    if law.active:
        fear += diary.listed * ways.fear_contact_listed
        if p.lists:
            fear += ways.fear_listed
        if diary.happened & event.RECORDED:
            fear += ways.fear_recorded
        if diary.happened & event.SPEECH_PUNISHED:
            fear += ways.fear_punished
        if diary.happened & event.OPINION_INFERRED:
            fear += ways.fear_opinion_inferred
        if p.state & AWARE:
            if law.points[CRITICAL_SPEECH] < 0:
                fear += ways.fear_speech_watched
            if law.recorded[INFERRED_DISLOYALTY]:
                fear += ways.fear_opinion_watched
    p.fear = np.int64(min(float(MOST), max(0.0, fear)))


@rule(reads="attitude approval wrong_person unable", writes="approval")
def judge_authority(p: Any, diary: Any, law: Any, ways: Any) -> None:
    """Approval falls with injustice to oneself and refusals met, and drifts back to the private view."""
    approval = p.approval + (p.attitude - p.approval) * ways.fear_approval_return
    if p.wrong_person | p.unable:
        approval -= ways.fear_injustice
    if diary.happened & event.DENIED_RIGHT:
        denied = without(np.int64(diary.refused), np.int64(law.zero_base))
        approval -= ways.fear_refusal * (1.0 if denied else ways.fear_withheld)
    if law.active:
        approval += ways.fear_framing
    p.approval = np.int64(max(-100.0, min(100.0, approval)))

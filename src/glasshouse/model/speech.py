"""Voice: private view against public speech.

A threshold cascade in the line of Granovetter (1978) and Kuran (1989): who thinks ill of the authority says
so when conviction, carried by the share of contacts who spoke last month, exceeds fear and the luck of the
day. Praise is voiced for conformity, reward or cover. Both read last month's neighbours. A smooth
deterrence without thresholds can stand in for the cascade (`speech.model`, see `deterrence.py`).
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import CERTAIN
from glasshouse.engine.rules import rule
from glasshouse.model.bits import has, without
from glasshouse.model.deterrence import FULL, speaks_out
from glasshouse.model.fields import field, fields
from glasshouse.model.person import AWARE, PRAISES, VOICES
from glasshouse.model.record_types import DrawsRow, LawRow, MonthRecord, ParameterRow, Person
from glasshouse.model.rights import INFERRED_DISLOYALTY, PLATFORM_SPEECH, PRAISE_OF_AUTHORITY

PERSON_FIELDS = fields(
    months_voiced=field("u2", "month", "time in which dissent was voiced so far"),
)

CASCADE, SMOOTH = 0, 1
"""Values of `speech.model`."""
SHARE = np.arange(256) / FULL
"""Every level as a share of the highest: looked up, since a division takes several times as long."""


@rule(reads="attitude conviction fear shut state", writes="state months_voiced", streams="speech")
def speak_or_hold_back(p: Person, record: MonthRecord, rng: DrawsRow, parameters: ParameterRow) -> None:
    """Voice dissent this month, or not, by the model of voice chosen."""
    p.state = without(p.state, VOICES)
    if p.attitude >= 0:
        return
    if parameters.speech_model == SMOOTH:
        punished = record.punished / record.contacts if record.contacts else 0.0
        speaks = speaks_out(p, punished, rng.speech, parameters)
    else:
        heard = record.dissenters / record.contacts if record.contacts else 0.0
        speaks = joins(p, heard, rng.speech, parameters)
    if speaks:
        p.state |= VOICES
        p.months_voiced = min(65535, np.int64(p.months_voiced) + 1)


@inlined
def joins(p: Person, heard: float, word: np.uint64, parameters: ParameterRow) -> bool:
    """The threshold decision: whether the share `heard` speaking carries the person past what holds back.

    Without the luck of the day (`speech.noise` 0) this is the threshold of Granovetter (1978): the person
    speaks once enough others do.
    """
    urge = -p.attitude / 100.0 * SHARE[p.conviction] * (parameters.speech_base + heard)
    if has(p.shut, PLATFORM_SPEECH):
        urge *= parameters.speech_without_platform
    held = SHARE[p.fear] + parameters.speech_noise * (word / CERTAIN)
    return urge > held


@rule(reads="attitude fear state", writes="state", streams="praise")
def praise(p: Person, record: MonthRecord, rng: DrawsRow, law: LawRow, parameters: ParameterRow) -> None:
    """Voice praise: from conviction, from fear, for points, as cover, or because others do."""
    reward = parameters.speech_praise_reward if law.points[PRAISE_OF_AUTHORITY] > 0 else 0.0
    if law.recorded[INFERRED_DISLOYALTY] and p.state & AWARE:
        reward += parameters.speech_praise_cover
    heard = record.praisers / record.contacts if record.contacts else 0.0
    pull = parameters.speech_praise_base + max(0, p.attitude) / 100.0 * parameters.speech_praise_view
    pull += parameters.speech_praise_fear * SHARE[p.fear] + reward + parameters.speech_praise_heard * heard
    praises = (p.state & VOICES == 0) & (rng.praise < pull * CERTAIN)
    p.state = without(p.state, PRAISES) | PRAISES * np.int64(praises)

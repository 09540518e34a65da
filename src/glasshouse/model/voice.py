"""Voice: private view against public speech.

A threshold cascade in the line of Granovetter (1978) and Kuran (1989): who thinks ill of the authority says
so when conviction, carried by the share of contacts who spoke last month, exceeds fear and the luck of the
day. Praise is voiced for conformity, reward or cover. Both read last month's neighbours. A smooth
deterrence without thresholds can stand in for the cascade (`voice.model`, see `deterrence.py`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.luck import CERTAIN
from glasshouse.engine.rules import rule
from glasshouse.model.bits import without
from glasshouse.model.deterrence import FULL, speaks_out
from glasshouse.model.person import AWARE, PRAISES, VOICES
from glasshouse.model.rights import INFERRED_DISLOYALTY, PLATFORM_SPEECH, PRAISE_OF_AUTHORITY

CASCADE, SMOOTH = 0, 1
"""Values of `voice.model`."""


@rule(reads="attitude conviction fear shut state", writes="state months_voiced", luck="speech")
def speak_or_hold_back(p: Any, diary: Any, luck: Any, ways: Any) -> None:
    """Voice dissent this month, or not, by the model of voice chosen."""
    p.state = without(p.state, VOICES)
    if p.attitude >= 0:
        return
    if ways.voice_model == SMOOTH:
        punished = diary.punished / diary.contacts if diary.contacts else 0.0
        speaks = speaks_out(p, punished, luck.speech, ways)
    else:
        heard = diary.dissenters / diary.contacts if diary.contacts else 0.0
        speaks = joins(p, heard, luck.speech, ways)
    if speaks:
        p.state |= VOICES
        p.months_voiced = min(65535, np.int64(p.months_voiced) + 1)


@inlined
def joins(p: Any, heard: Any, word: Any, ways: Any) -> Any:
    """The threshold decision: whether the share `heard` speaking carries the person past what holds back.

    Without the luck of the day (`voice.noise` 0) this is the threshold of Granovetter (1978): the person
    speaks once enough others do.
    """
    urge = -p.attitude / 100.0 * (p.conviction / FULL) * (ways.voice_base + heard)
    if p.shut & PLATFORM_SPEECH:
        urge *= ways.voice_without_platform
    held = p.fear / FULL + ways.voice_noise * (word / CERTAIN)
    return urge > held


@rule(reads="attitude fear state", writes="state", luck="praise")
def praise(p: Any, diary: Any, luck: Any, law: Any, ways: Any) -> None:
    """Voice praise: from conviction, from fear, for points, as cover, or because others do."""
    p.state = without(p.state, PRAISES)
    if p.state & VOICES:
        return
    reward = ways.voice_praise_reward if law.points[PRAISE_OF_AUTHORITY] > 0 else 0.0
    if law.recorded[INFERRED_DISLOYALTY] and p.state & AWARE:
        reward += ways.voice_praise_cover
    heard = diary.praisers / diary.contacts if diary.contacts else 0.0
    pull = ways.voice_praise_base + max(0, p.attitude) / 100.0 * ways.voice_praise_view
    pull += ways.voice_praise_fear * (p.fear / FULL) + reward + ways.voice_praise_heard * heard
    if luck.praise < pull * CERTAIN:
        p.state |= PRAISES

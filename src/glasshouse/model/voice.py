"""Voice: private view against public speech.

A threshold cascade in the line of Granovetter (1978) and Kuran (1989): who thinks ill of the authority says
so when conviction, carried by the share of contacts who spoke last month, exceeds fear and the luck of the
day. Praise is voiced for conformity or reward. Both read last month's neighbours.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.engine.luck import CERTAIN
from glasshouse.engine.rules import rule
from glasshouse.model.bits import without
from glasshouse.model.person import PRAISES, VOICES
from glasshouse.model.rights import PLATFORM_SPEECH

FULL = 255.0


@rule(reads="attitude conviction fear shut state", writes="state months_voiced", luck="speech")
def speak_or_hold_back(p: Any, diary: Any, luck: Any, ways: Any) -> None:
    """Voice dissent this month, or not."""
    p.state = without(p.state, VOICES)
    if p.attitude >= 0:
        return
    heard = diary.dissenters / diary.contacts if diary.contacts else 0.0
    urge = -p.attitude / 100.0 * (p.conviction / FULL) * (ways.voice_base + heard)
    if p.shut & PLATFORM_SPEECH:
        urge *= ways.voice_without_platform
    held = p.fear / FULL + ways.voice_noise * (luck.speech / CERTAIN)
    if urge > held:
        p.state |= VOICES
        p.months_voiced = min(65535, np.int64(p.months_voiced) + 1)


@rule(reads="attitude fear state", writes="state", luck="praise")
def praise(p: Any, diary: Any, luck: Any, law: Any, ways: Any) -> None:
    """Voice praise: from conviction, from fear, for points, or because others do."""
    p.state = without(p.state, PRAISES)
    if p.state & VOICES:
        return
    reward = ways.voice_praise_reward if law.points[3] > 0 else 0.0
    heard = diary.praisers / diary.contacts if diary.contacts else 0.0
    pull = ways.voice_praise_base + max(0, p.attitude) / 100.0 * ways.voice_praise_view
    pull += ways.voice_praise_fear * (p.fear / FULL) + reward + ways.voice_praise_heard * heard
    if luck.praise < pull * CERTAIN:
        p.state |= PRAISES

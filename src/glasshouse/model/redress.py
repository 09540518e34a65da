"""Redress: being told, disputing, waiting, and being taken off or not.

Who is not told learns of a listing at the counter that refuses them. A dispute takes months; the chance
that it is won depends on whether the listing was wrong, and stays far from certain.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.luck import draw, pick, purpose
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import without
from glasshouse.model.listing import blacklists, leave
from glasshouse.model.person import AWARE, DISPUTING, NOTIFIED, SPENT
from glasshouse.rulebook.law import LISTS, NOTICE_NONE

TOLD = purpose("redress.told")
FILE = purpose("redress.file")
REVIEW = purpose("redress.review")
IN_TIME = purpose("redress.in_time")
DECIDE = purpose("redress.decide")


@rule(reads="lists state", writes="state", luck="awareness redress.told")
def learn(p: Any, diary: Any, luck: Any, law: Any, practice: Any) -> None:
    """Learn of the system in general, and of one's own listing by notice or by being refused."""
    if not p.state & AWARE and luck.awareness < practice.redress_awareness:
        p.state |= AWARE
    if p.state & NOTIFIED or not blacklists(p, law):
        return
    told = diary.entered and law.notice != NOTICE_NONE and draw(luck, TOLD) < practice.redress_notice_arrives
    if told or diary.happened & event.DENIED_RIGHT:
        p.state |= NOTIFIED | AWARE
        diary.happened |= event.NOTICED


@rule(
    reads="lists state wrong_person unable",
    writes="state dispute",
    luck="redress.file redress.review redress.in_time",
)
def file_dispute(p: Any, diary: Any, luck: Any, law: Any, practice: Any) -> None:
    """Who knows of the listing may dispute it, once a month at the most and one dispute at a time."""
    if not law.dispute or not p.state & NOTIFIED or p.state & DISPUTING or not blacklists(p, law):
        return
    wronged = p.wrong_person | p.unable
    if draw(luck, FILE) < (practice.redress_files_wronged if wronged else practice.redress_files):
        p.state |= DISPUTING
        p.dispute = months_of_review(luck, law, practice)
        diary.happened |= event.DISPUTE_FILED


@inlined
def months_of_review(luck: Any, law: Any, practice: Any) -> Any:
    """How long the review takes: the legal limit where it is kept, else what practice shows."""
    if law.decide_within and draw(luck, IN_TIME) < practice.redress_limit_kept:
        return np.int64(law.decide_within)
    low, high = practice.redress_review_least, practice.redress_review_most
    return low + np.int64(pick(draw(luck, REVIEW), high - low + 1))


@rule(
    reads="lists wrong_person unable dispute state",
    writes="state dispute lists wrong_person unable term",
    luck="redress.decide",
)
def decide_dispute(p: Any, diary: Any, luck: Any, law: Any, practice: Any) -> None:
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
    if draw(luck, DECIDE) < chance_to_win(p, practice):
        diary.happened |= event.DISPUTE_WON | event.LEFT_CORRECTED
        for k in range(LISTS):
            if listed >> k & 1:
                leave(p, diary, k)
        p.state |= SPENT
    else:
        diary.happened |= event.DISPUTE_LOST


@inlined
def chance_to_win(p: Any, practice: Any) -> Any:
    """Threshold of winning a dispute, by what is wrong with the listing."""
    if p.wrong_person:
        return practice.redress_won_wrong_person
    if p.unable:
        return practice.redress_won_unable
    return practice.redress_won_rightful

"""Officials: what is decided by whom one knows, whom one annoys and what one can pay.

Where the law leaves officials a choice they waive records, mostly for their own ties, enter what no act
stands behind, mostly against critics and to fill a quota, and sell points and delistings. What a choice
moved is counted apart, so that a run can say how much of its outcome is whim.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.engine.compiled import compiled, inlined
from glasshouse.engine.luck import draw, purpose
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import without
from glasshouse.model.groups import DIMENSIONS
from glasshouse.model.listing import blacklists, leave, put_on
from glasshouse.model.person import CONNECTED, NOTHING_RECORDED, SCORED, SPENT, TIED, VOICES
from glasshouse.model.rights import CRITICAL_SPEECH
from glasshouse.model.scoring import add_points, enter_record, some_recorded_breach, take_back
from glasshouse.model.shielding import bounded
from glasshouse.rulebook.law import ENTRY_NONE, LISTS, MAY_ADD, MAY_SELL, MAY_SHIELD, MAY_WAIVE

WAIVE = purpose("officials.waive", redrawn=True)
CRITIC = purpose("officials.critic", redrawn=True)
LIST_CRITIC = purpose("officials.list_critic", redrawn=True)
ADD = purpose("officials.add", redrawn=True)
QUOTA = purpose("officials.quota", redrawn=True)
WHICH = purpose("officials.which", redrawn=True)
BUY = purpose("officials.buy")
BANDS = len(DIMENSIONS["income_band"])


@rule(reads="traits score", writes="score record_what record_left record_points", luck="officials.waive")
def waive_record(p: Any, diary: Any, luck: Any, law: Any, ways: Any) -> None:
    """The last record of the month against a person falls under the table."""
    if diary.recorded == NOTHING_RECORDED or law.points[diary.recorded] > 0:
        return
    chance = 0.0
    if law.officials_may & MAY_WAIVE:
        chance = np.float64(ways.officials_waive)
    if law.officials_may & MAY_SHIELD and p.traits & TIED:
        chance = max(chance, np.float64(ways.officials_shield))
    if not chance or np.float64(draw(luck, WAIVE)) >= bounded(chance, law, ways):
        return
    if diary.recorded == CRITICAL_SPEECH:
        diary.happened = without(diary.happened, event.SPEECH_PUNISHED)
    diary.points_whim += abs(np.int64(p.score) - np.int64(diary.score_before))
    take_back(p, diary)
    diary.happened |= event.WAIVED


@rule(
    reads="state group lists score lives_in listed_in",
    writes="score record_what record_left record_points lists wrong_person term since times_listed",
    luck="officials.critic officials.list_critic officials.add officials.quota officials.which",
)
def add_by_whim(p: Any, diary: Any, luck: Any, quota: Any, law: Any, ways: Any, catalogue: Any) -> None:
    """Officials enter what no act stands behind: against critics, on top of a record, to fill a quota."""
    if law.officials_may & MAY_ADD:
        if p.state & VOICES:
            if np.float64(draw(luck, CRITIC)) < bounded(ways.officials_critic, law, ways):
                put_on_file(p, diary, luck, law, catalogue)
                if np.float64(draw(luck, LIST_CRITIC)) < ways.officials_list_critic:
                    list_critic(p, diary, law, ways)
        elif diary.recorded != NOTHING_RECORDED and law.points[diary.recorded] < 0:
            if np.float64(draw(luck, ADD)) < bounded(ways.officials_add, law, ways):
                put_on_file(p, diary, luck, law, catalogue)
    if quota and may_fall_on(p, law) and draw(luck, QUOTA) < quota:
        put_on_file(p, diary, luck, law, catalogue)


@inlined
def may_fall_on(p: Any, law: Any) -> Any:
    """Whether a missing finding may be made of this person: anybody, or only the poor."""
    return not law.quota_weak or p.group % BANDS == 0


@compiled
def put_on_file(p: Any, diary: Any, luck: Any, law: Any, catalogue: Any) -> None:
    """A record of some breach that did not happen."""
    behaviour = some_recorded_breach(draw(luck, WHICH), law, catalogue)
    if behaviour == NOTHING_RECORDED:
        return
    enter_record(p, diary, behaviour, law)
    diary.points_whim += abs(np.int64(p.score) - np.int64(diary.score_before))
    diary.happened |= event.ADDED_BY_WHIM


@compiled
def list_critic(p: Any, diary: Any, law: Any, ways: Any) -> None:
    """A critic is put on the first blacklist; nobody's debt or act stands behind the entry."""
    for k in range(LISTS):
        if law.list_entry[k] == ENTRY_NONE or not ways.switch_listing or p.listed_in != p.lives_in:
            return
        if not law.list_red[k]:
            if not p.lists >> k & 1:
                put_on(p, diary, k, law.list_term[k], law)
                p.wrong_person |= 1 << k
                diary.entries_whim += 1
                diary.happened |= event.ADDED_BY_WHIM
            return


@rule(
    reads="traits savings lists score state",
    writes="savings score lists wrong_person unable term state",
    luck="officials.buy",
)
def buy_favour(p: Any, diary: Any, luck: Any, law: Any, register: Any, ways: Any) -> None:
    """Who is rich or connected and in trouble pays to be taken off the list, or for points."""
    if not law.officials_may & MAY_SELL or p.savings < ways.officials_price:
        return
    if not (p.traits & CONNECTED or p.savings >= ways.officials_rich):
        return
    listed = blacklists(p, register)
    short = law.score_on and p.state & SCORED and p.score < law.score_start
    if not (listed or short) or diary.entered:
        return
    if np.float64(draw(luck, BUY)) >= bounded(ways.officials_buy, law, ways):
        return
    p.savings -= ways.officials_price
    diary.consumed += ways.officials_price
    diary.happened |= event.SOLD
    if listed:
        for k in range(LISTS):
            if listed >> k & 1:
                leave(p, diary, k)
        p.state |= SPENT
        diary.exits_whim += 1
    else:
        buy_points(p, diary, law, ways)


@inlined
def buy_points(p: Any, diary: Any, law: Any, ways: Any) -> None:
    """Points for money, within the cap of the score."""
    before = np.int64(p.score)
    add_points(p, np.int64(ways.officials_points), law)
    bought = abs(np.int64(p.score) - before)
    diary.points_moved += bought
    diary.points_whim += bought

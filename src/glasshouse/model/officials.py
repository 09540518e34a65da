"""Officials: what is decided by whom one knows, whom one annoys and what one can pay.

Where the law leaves officials a choice they waive records, mostly for their own ties, enter what no act
stands behind, mostly against critics and to fill a quota, and sell points and delistings. What a choice
moved is counted apart, so that a run can say how much of its outcome is whim.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import compiled, inlined
from glasshouse.engine.rng import draw, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import without
from glasshouse.model.fields import events
from glasshouse.model.groups import DIMENSIONS
from glasshouse.model.listing import blacklists, leave, put_on
from glasshouse.model.person import CONNECTED, NOTHING_RECORDED, SCORED, SPENT, TIED, VOICES
from glasshouse.model.record_types import ActRow, DrawsRow, LawRow, MonthRecord, ParameterRow, Person
from glasshouse.model.rights import CRITICAL_SPEECH
from glasshouse.model.scoring import add_points, enter_record, some_recorded_breach, take_back
from glasshouse.model.shielding import bounded
from glasshouse.rulebooks.law import ENTRY_NONE, MAY_ADD, MAY_SELL, MAY_SHIELD, MAY_WAIVE

EVENTS = events(
    waived="an official dropped a record, or kept them off a list",
    added_by_whim="was recorded or listed by an official without an act behind it",
    sold="paid an official for points, or to be taken off a list",
)

WAIVE = stream("officials.waive", redrawn=True)
CRITIC = stream("officials.critic", redrawn=True)
LIST_CRITIC = stream("officials.list_critic", redrawn=True)
ADD = stream("officials.add", redrawn=True)
QUOTA = stream("officials.quota", redrawn=True)
WHICH = stream("officials.which", redrawn=True)
BUY = stream("officials.buy")
BANDS = len(DIMENSIONS["income_band"])


@rule(reads="traits score", writes="score record_what record_left record_points", streams="officials.waive")
def waive_record(
    p: Person, record: MonthRecord, rng: DrawsRow, law: LawRow, parameters: ParameterRow
) -> None:
    """The last record of the month against a person falls under the table."""
    if record.recorded == NOTHING_RECORDED or law.points[record.recorded] > 0:
        return
    chance = 0.0
    if law.officials_may & MAY_WAIVE:
        chance = np.float64(parameters.officials_waive)
    if law.officials_may & MAY_SHIELD and p.traits & TIED:
        chance = max(chance, np.float64(parameters.officials_shield))
    if not chance or np.float64(draw(rng, WAIVE)) >= bounded(chance, law, parameters):
        return
    if record.recorded == CRITICAL_SPEECH:
        record.happened = without(record.happened, event.SPEECH_PUNISHED)
    record.points_whim += abs(np.int64(p.score) - np.int64(record.score_before))
    take_back(p, record)
    record.happened |= event.WAIVED


@rule(
    reads="state group lists score lives_in listed_in",
    writes="score record_what record_left record_points lists wrong_person term since times_listed",
    streams="officials.critic officials.list_critic officials.add officials.quota officials.which",
)
def add_by_whim(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    quota: np.uint64,
    law: LawRow,
    parameters: ParameterRow,
    catalogue: ActRow,
) -> None:
    """Officials enter what no act stands behind: against critics, on top of a record, to fill a quota."""
    if law.officials_may & MAY_ADD:
        if p.state & VOICES:
            if np.float64(draw(rng, CRITIC)) < bounded(parameters.officials_critic, law, parameters):
                put_on_file(p, record, rng, law, catalogue)
                if np.float64(draw(rng, LIST_CRITIC)) < parameters.officials_list_critic:
                    list_critic(p, record, law, parameters)
        elif record.recorded != NOTHING_RECORDED and law.points[record.recorded] < 0:
            if np.float64(draw(rng, ADD)) < bounded(parameters.officials_add, law, parameters):
                put_on_file(p, record, rng, law, catalogue)
    if quota and may_fall_on(p, law) and draw(rng, QUOTA) < quota:
        put_on_file(p, record, rng, law, catalogue)


@inlined
def may_fall_on(p: Person, law: LawRow) -> bool:
    """Whether a missing finding may be made of this person: anybody, or only the poor."""
    return not law.quota_weak or p.group % BANDS == 0


@compiled
def put_on_file(p: Person, record: MonthRecord, rng: DrawsRow, law: LawRow, catalogue: ActRow) -> None:
    """A record of some breach that did not happen."""
    behaviour = some_recorded_breach(draw(rng, WHICH), law, catalogue)
    if behaviour == NOTHING_RECORDED:
        return
    enter_record(p, record, behaviour, law)
    record.points_whim += abs(np.int64(p.score) - np.int64(record.score_before))
    record.happened |= event.ADDED_BY_WHIM


@compiled
def list_critic(p: Person, record: MonthRecord, law: LawRow, parameters: ParameterRow) -> None:
    """A critic is put on the first blacklist; nobody's debt or act stands behind the entry."""
    for k in range(len(law.list_entry)):
        if law.list_entry[k] == ENTRY_NONE or not parameters.switch_listing or p.listed_in != p.lives_in:
            return
        if not law.list_red[k]:
            if not p.lists >> k & 1:
                put_on(p, record, k, law.list_term[k], law)
                p.wrong_person |= 1 << k
                record.entries_whim += 1
                record.happened |= event.ADDED_BY_WHIM
            return


@rule(
    reads="traits savings lists score state",
    writes="savings score lists wrong_person unable released term state",
    streams="officials.buy",
)
def buy_favour(
    p: Person, record: MonthRecord, rng: DrawsRow, law: LawRow, register: LawRow, parameters: ParameterRow
) -> None:
    """Who is rich or connected and in trouble pays to be taken off the list, or for points."""
    if not law.officials_may & MAY_SELL or p.savings < parameters.officials_price:
        return
    if not (p.traits & CONNECTED or p.savings >= parameters.officials_rich):
        return
    listed = blacklists(p, register)
    short = law.score_on and p.state & SCORED and p.score < law.score_start
    if not (listed or short) or record.entered:
        return
    if np.float64(draw(rng, BUY)) >= bounded(parameters.officials_buy, law, parameters):
        return
    p.savings -= parameters.officials_price
    record.consumed += parameters.officials_price
    record.happened |= event.SOLD
    if listed:
        for k in range(len(p.term)):
            if listed >> k & 1:
                leave(p, record, k)
        p.state |= SPENT
        record.exits_whim += 1
    else:
        buy_points(p, record, law, parameters)


@inlined
def buy_points(p: Person, record: MonthRecord, law: LawRow, parameters: ParameterRow) -> None:
    """Points for money, within the cap of the score."""
    before = np.int64(p.score)
    add_points(p, np.int64(parameters.officials_points), law)
    bought = abs(np.int64(p.score) - before)
    record.points_moved += bought
    record.points_whim += bought

"""Deadlines: measures that lapse unless confirmed, decisions that come too late, clocks that start later.

An interim listing ends where nobody confirms it in time; confirmation is the likelier the better its ground.
Where the law frees whoever is not given a decision in time, some authorities let the deadline pass. A term
may run from the settlement of the debt, from the decision behind the entry, or from the notice to the person
instead of from the entry.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import draw, draw_pair, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import longest
from glasshouse.model.listing import concerns_debt, leave
from glasshouse.model.person import DISPUTING, JUDGED, NOTIFIED, SPENT
from glasshouse.model.record_types import Bool, DrawsRow, LawRow, MonthRecord, ParameterRow, Person
from glasshouse.model.state_debts import owes_the_state
from glasshouse.rulebooks.law import (
    CLOCK_DECISION,
    CLOCK_NOTICE,
    CLOCK_SETTLEMENT,
    ENTRY_ARREARS,
    ENTRY_OWES_STATE,
    FREED_BY_DEADLINE,
)

CONFIRM = stream("deadlines.confirm", redrawn=True)
IN_TIME = stream("deadlines.in_time", redrawn=True)


@rule(reads="lists arrears stage state term charged settled behind", writes="term")
def hold_clocks(p: Person, law: LawRow) -> None:
    """Terms that do not run yet are as long at the end of the month as before."""
    for k in range(len(p.term)):
        if p.lists >> k & 1 and law.list_term[k] and is_held(p, k, law):
            p.term[k] = min(longest(p.term), np.int64(p.term[k]) + 1)


@inlined
def is_held(p: Person, k: int, law: LawRow) -> Bool:
    """Whether the clock of list `k` has not started: a debt is still owed, the person was not told."""
    if law.list_clock[k] == CLOCK_SETTLEMENT and law.list_entry[k] == ENTRY_OWES_STATE:
        return owes_the_state(p, law.list_owes[k], 0, law)
    if law.list_clock[k] == CLOCK_SETTLEMENT:
        return p.arrears > 0 if law.list_entry[k] == ENTRY_ARREARS else p.stage == JUDGED
    if law.list_clock[k] == CLOCK_NOTICE:
        return p.term[k] >= law.list_term[k] and not p.state & (NOTIFIED | DISPUTING)
    return False


@rule(reads="stage_months term", writes="term")
def start_clocks(p: Person, record: MonthRecord, law: LawRow) -> None:
    """Of a term that runs from the decision behind an entry, the time since then is over."""
    if not record.entered:
        return
    for k in range(len(p.term)):
        if record.entered >> k & 1 and p.term[k] and law.list_clock[k] == CLOCK_DECISION:
            p.term[k] = max(np.int64(1), np.int64(p.term[k]) - np.int64(p.stage_months))


@rule(
    reads="lists since wrong_person unable",
    writes="lists unable wrong_person released term state",
    streams="deadlines.confirm",
)
def confirm_or_lapse(
    p: Person, record: MonthRecord, rng: DrawsRow, law: LawRow, practice: ParameterRow
) -> None:
    """At the end of its time an interim listing is confirmed, or it lapses."""
    for k in range(len(p.term)):
        if (
            p.lists >> k & 1
            and law.list_interim[k]
            and p.since[k] == law.list_interim[k]
            and draw_pair(rng, k, CONFIRM) >= chance_to_confirm(p, k, practice)
        ):
            lapse(p, record, k, law)


@inlined
def chance_to_confirm(p: Person, k: int, practice: ParameterRow) -> np.uint64:
    """Threshold of an interim listing being confirmed in time, by what is wrong with it."""
    if p.wrong_person >> k & 1:
        return practice.deadlines_confirmed_wrong_person
    if p.unable >> k & 1:
        return practice.deadlines_confirmed_unable
    return practice.deadlines_confirmed


@inlined
def lapse(p: Person, record: MonthRecord, k: int, law: LawRow) -> None:
    """List `k` ends for the person because a deadline has passed; the same debt lists nobody again."""
    leave(p, record, k)
    record.freed |= 1 << k
    record.freed_by = FREED_BY_DEADLINE
    record.happened |= event.LEFT_EXPIRED
    p.state |= SPENT if concerns_debt(k, law) else 0


@rule(
    reads="lists state dispute",
    writes="dispute lists unable wrong_person released term state",
    streams="deadlines.in_time",
)
def let_decisions_come_late(
    p: Person, record: MonthRecord, rng: DrawsRow, law: LawRow, practice: ParameterRow
) -> None:
    """A dispute about a list whose deadline frees is decided within it, or the person leaves the list."""
    if not p.state & DISPUTING:
        return
    for k in range(len(p.term)):
        if not p.lists >> k & 1 or not law.list_lapses[k]:
            continue
        if record.happened & event.DISPUTE_FILED:
            # Not less than two: what is filed this month is decided in a later one.
            p.dispute = max(np.int64(2), np.int64(law.list_lapses[k]))
        elif p.dispute <= 1 and draw(rng, IN_TIME) >= practice.redress_limit_kept:
            lapse(p, record, k, law)

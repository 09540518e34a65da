"""Repetition: what happened in which of the last months, counted by a list or by its ladder.

A list that several acts lead onto, or one act only when it is done often, keeps a history of 60 months for
each thing it counts, one bit a month: twice in one month counts once. A ladder keeps one of the entries onto
its list; how many of them lie in its window says which step somebody has come to. A province counts what
happened while it was the one to live in.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import count, longest, without
from glasshouse.model.fields import field, fields
from glasshouse.model.record_types import Int, LawRow, MonthRecord, Person

PERSON_FIELDS = fields(
    history=field(
        "i8", "flags", "months in which what is counted happened, this month in the lowest bit", "counted"
    ),
    mistaken_history=field("i8", "flags", "of these, months of a record of what they did not do", "counted"),
    rung=field("u1", "count", "step of the ladder that the last entry came to, from 1", "counted"),
)
KEPT = np.int64((1 << 60) - 1)
NOT_THEIR_DOING = event.RECORDED_FALSELY | event.RECORDED_WRONG_PERSON
"""The record of the month is of a namesake's act, or of nothing at all."""


@inlined
def in_use(p: Person, law: LawRow) -> int:
    """How many histories are kept."""
    return min(len(p.history), law.counters)


@inlined
def counts_months(p: Person, law: LawRow) -> bool:
    """Whether the law counts how often something happens."""
    return len(p.history) != 0 and law.counters != 0


@rule(reads="history mistaken_history", writes="history mistaken_history", when=counts_months)
def remember_month(p: Person, record: MonthRecord, law: LawRow) -> None:
    """Note in each history whether what it counts was recorded this month."""
    mistaken = np.int64(record.happened & NOT_THEIR_DOING != 0)
    for c in range(in_use(p, law)):
        recorded = np.int64(record.grounds) >> c & 1
        p.history[c] = (np.int64(p.history[c]) << 1 | recorded) & KEPT
        p.mistaken_history[c] = (np.int64(p.mistaken_history[c]) << 1 | recorded & mistaken) & KEPT


@inlined
def happened_often(p: Person, k: int, law: LawRow) -> bool:
    """Whether all that list `k` counts was recorded as often as it asks, some of it this month."""
    often, now = True, np.int64(0)
    for c in range(in_use(p, law)):
        if law.counter_list[c] == k and not law.counter_ladder[c]:
            often = often and count(np.int64(p.history[c]) & law.counter_window[c]) >= law.counter_least[c]
            now |= np.int64(p.history[c]) & 1
    return often and now != 0


@inlined
def rests_on_mistake(p: Person, k: int, law: LawRow) -> bool:
    """Whether, without the records of what they did not do, something that list `k` counts is too rare."""
    mistaken = False
    for c in range(in_use(p, law)):
        if law.counter_list[c] == k and not law.counter_ladder[c]:
            true = without(np.int64(p.history[c]), np.int64(p.mistaken_history[c]))
            mistaken = mistaken or count(true & law.counter_window[c]) < law.counter_least[c]
    return mistaken


@inlined
def climb(p: Person, k: int, law: LawRow) -> Int:
    """The step of the ladder of list `k` that an entry now comes to, noted; returns the months it lasts."""
    c = np.int64(law.list_ladder[k]) - 1
    p.history[c] = np.int64(p.history[c]) | 1
    steps = count(np.int64(p.history[c]) & law.counter_window[c])
    p.rung[c] = min(steps, np.int64(law.rungs[c]))
    return min(longest(p.term), np.int64(law.rung_term[c, p.rung[c] - 1]))


@inlined
def correct(p: Person) -> None:
    """Take out of all histories what only a mistaken record says."""
    for c in range(len(p.history)):
        p.history[c] = without(np.int64(p.history[c]), np.int64(p.mistaken_history[c]))
        p.mistaken_history[c] = 0


@inlined
def forget(p: Person) -> None:
    """Begin all histories anew."""
    for c in range(len(p.history)):
        p.history[c] = 0
        p.mistaken_history[c] = 0

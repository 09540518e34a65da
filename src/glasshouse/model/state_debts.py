"""Debts to the state: what fines and clawbacks have charged and is not paid yet, apart from loans."""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import compiled, inlined
from glasshouse.model.bits import has
from glasshouse.model.record_types import Int, LawRow, Person
from glasshouse.rulebooks.law import MEASURE_CLAWBACK, MEASURE_FINE


@inlined
def owed(p: Person, m: int) -> Int:
    """What is owed for measure `m`, in cents."""
    return np.int64(p.charged[m]) - np.int64(p.settled[m])


@inlined
def is_claim(m: int, law: LawRow) -> bool:
    """Whether the state can claim money by measure `m`."""
    return MEASURE_FINE <= law.measure_effect[m] <= MEASURE_CLAWBACK


@inlined
def brings(p: Person, k: int, m: int, register: LawRow) -> bool:
    """Whether list `k`, or the step of its ladder that the person has come to, brings measure `m`."""
    if len(p.rung) and register.list_ladder[k]:
        c = np.int64(register.list_ladder[k]) - 1
        if has(register.rung_measures[c, max(np.int64(0), np.int64(p.rung[c]) - 1)], m):
            return True
    return has(register.list_measures[k], m)


@inlined
def owes_the_state(p: Person, least: Int, months: Int, law: LawRow) -> bool:
    """Whether at least `least` cents are owed to the state, each debt among them overdue for `months`."""
    total = np.int64(0)
    for m in range(len(p.charged)):
        if is_claim(m, law) and p.behind[m] >= months:
            total += owed(p, m)
    return total >= max(np.int64(1), least)


@compiled
def has_paid(p: Person, k: int, law: LawRow) -> bool:
    """Whether everything that being on list `k` has charged is paid; false where it charges nothing."""
    charges = False
    for m in range(len(p.charged)):
        if is_claim(m, law) and brings(p, k, m, law):
            if not p.held[m] or owed(p, m) > 0:
                return False
            charges = True
    return charges

"""Livelihood: work is lost and found, wages come in, people live on them.

Separation and hiring are constant monthly hazards scaled by the business climate of the province. A hire
fails when the employer screens and the right to screened employment is shut; the person then lives on
self-employment at a lower income (assumption). Who heads a firm or holds a public post loses it when that
office is shut to them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.luck import draw, purpose
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import without
from glasshouse.model.person import (
    EMPLOYED,
    LEFT_OFFICE,
    LEGAL_REP,
    MOST_OF_A_LIFE,
    OFFICIAL,
    SEEKING,
    SELF_EMPLOYED,
    WORKS,
)
from glasshouse.model.rights import COMPANY_OFFICE, PUBLIC_POST, SCREENED_EMPLOYMENT

SCREENED = purpose("livelihood.screened")
BARRED = purpose("livelihood.barred")


@rule(reads="state shut traits", writes="state", luck="work livelihood.screened livelihood.barred")
def lose_or_find_work(p: Any, diary: Any, luck: Any, ways: Any, climate: Any) -> None:
    """A job ends, soon if its office is shut; a seeker is hired unless the employer finds the gate shut."""
    if p.state & EMPLOYED:
        office = office_shut(p)
        if office and draw(luck, BARRED) < ways.livelihood_barred:
            p.state = without(p.state, EMPLOYED) | SEEKING | LEFT_OFFICE
            diary.happened |= event.JOB_LOST | event.REFUSED_OTHER | event.DENIED_RIGHT
            diary.refused |= office
        elif luck.work < ways.livelihood_separation * climate:
            p.state = without(p.state, EMPLOYED) | SEEKING
            diary.happened |= event.JOB_LOST
    elif p.state & SEEKING and luck.work < ways.livelihood_hire:
        if p.shut & SCREENED_EMPLOYMENT and draw(luck, SCREENED) < ways.livelihood_screens:
            p.state |= SELF_EMPLOYED
            diary.happened |= event.HIRE_REFUSED | event.DENIED_RIGHT
            diary.refused |= SCREENED_EMPLOYMENT
        else:
            p.state = without(p.state, SELF_EMPLOYED | SEEKING) | EMPLOYED
            diary.happened |= event.JOB_FOUND


@inlined
def office_shut(p: Any) -> Any:
    """The office by which the person lives, where it is shut: the head of a firm, a public post."""
    held = np.int64(0)
    if p.state & LEFT_OFFICE:
        return held
    if p.traits & LEGAL_REP:
        held |= COMPANY_OFFICE
    if p.traits & OFFICIAL:
        held |= PUBLIC_POST
    return held & np.int64(p.shut)


@rule(reads="state age wage", writes="savings earned", luck="bad_month")
def earn(p: Any, diary: Any, luck: Any, ways: Any) -> None:
    """Wage, self-employment, pension or support comes in; now and then a month brings nothing."""
    income = np.int64(0)
    if p.state & WORKS and luck.bad_month < ways.livelihood_bad_month:
        income = ways.livelihood_support
    elif p.state & EMPLOYED:
        income = np.int64(p.wage)
    elif p.state & SELF_EMPLOYED:
        income = np.int64(p.wage * ways.livelihood_self_employed_share)
    elif p.age >= ways.livelihood_retirement:
        income = np.int64(p.wage)
    else:
        income = ways.livelihood_support
    p.savings += income
    p.earned = min(MOST_OF_A_LIFE, np.int64(p.earned) + income)
    diary.income = income


@rule(reads="dependants", writes="savings")
def live(p: Any, diary: Any, ways: Any) -> None:
    """Spend on need, a part of the income left over and a part of the savings; never more than there is."""
    need = subsistence(p, ways)
    left_over = max(np.int64(0), diary.income + diary.raised - need - diary.paid)
    wants = left_over * ways.livelihood_spends + p.savings * ways.livelihood_spends_savings
    spent = min(p.savings, need + np.int64(wants))
    p.savings -= spent
    diary.consumed += spent


@inlined
def subsistence(p: Any, ways: Any) -> Any:
    """What the person and a share of the dependants need for a month, in cents."""
    return ways.livelihood_subsistence + np.int64(p.dependants) * ways.livelihood_per_dependant

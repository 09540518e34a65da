"""Livelihood: work is lost and found, wages come in, people live on them.

Separation and hiring are constant monthly hazards scaled by the business climate of the province. A hire
fails when the employer screens and the right to screened employment is shut; the person then lives on
self-employment at a lower income (assumption). Who heads a firm or holds a public post loses it when that
office is shut to them.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import draw, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import add, has, without
from glasshouse.model.fields import events, field, fields
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
from glasshouse.model.record_types import DrawsRow, MonthRecord, ParameterRow, Person, ProvinceRow
from glasshouse.model.rights import COMPANY_OFFICE, PUBLIC_POST, SCREENED_EMPLOYMENT

PERSON_FIELDS = fields(
    savings=field("i8", "cent", "money put by", start="drawn"),
    wage=field("i4", "cent", "pay for a month when in work; the pension of the retired", start="drawn"),
    earned=field("u4", "cent", "income so far, kept up to 42.9 million CNY"),
)

EVENTS = events(
    job_lost="lost work",
    job_found="found work",
    hire_refused="was not hired because a listing or record shuts the job",
)

SCREENED = stream("livelihood.screened")
BARRED = stream("livelihood.barred")


@rule(reads="state shut traits", writes="state", streams="work livelihood.screened livelihood.barred")
def lose_or_find_work(
    p: Person, record: MonthRecord, rng: DrawsRow, parameters: ParameterRow, province: ProvinceRow
) -> None:
    """A job ends, soon if its office is shut; a seeker is hired unless the employer finds the gate shut."""
    if p.state & EMPLOYED:
        if is_office_shut(p) and draw(rng, BARRED) < parameters.livelihood_barred:
            p.state = without(p.state, EMPLOYED) | SEEKING | LEFT_OFFICE
            record.happened |= event.JOB_LOST | event.REFUSED_OTHER | event.DENIED_RIGHT
            refuse_office(p, record)
        elif rng.work < parameters.livelihood_separation * province.climate:
            p.state = without(p.state, EMPLOYED) | SEEKING
            record.happened |= event.JOB_LOST
    elif p.state & SEEKING and rng.work < parameters.livelihood_hire * province.hires:
        if has(p.shut, SCREENED_EMPLOYMENT) and draw(rng, SCREENED) < parameters.livelihood_screens:
            p.state |= SELF_EMPLOYED
            record.happened |= event.HIRE_REFUSED | event.DENIED_RIGHT
            add(record.refused, SCREENED_EMPLOYMENT)
        else:
            p.state = without(p.state, SELF_EMPLOYED | SEEKING) | EMPLOYED
            record.happened |= event.JOB_FOUND


@inlined
def is_office_shut(p: Person) -> bool:
    """Whether the office by which the person lives is shut: the head of a firm, a public post."""
    return not p.state & LEFT_OFFICE and (loses_firm(p) or loses_post(p))


@inlined
def loses_firm(p: Person) -> bool:
    """Whether the person heads a firm and may not."""
    return p.traits & LEGAL_REP != 0 and has(p.shut, COMPANY_OFFICE)


@inlined
def loses_post(p: Person) -> bool:
    """Whether the person holds a public post and may not."""
    return p.traits & OFFICIAL != 0 and has(p.shut, PUBLIC_POST)


@inlined
def refuse_office(p: Person, record: MonthRecord) -> None:
    """Note the offices that are refused."""
    if loses_firm(p):
        add(record.refused, COMPANY_OFFICE)
    if loses_post(p):
        add(record.refused, PUBLIC_POST)


@rule(reads="state age wage", writes="savings earned", streams="bad_month")
def earn(
    p: Person, record: MonthRecord, rng: DrawsRow, parameters: ParameterRow, province: ProvinceRow
) -> None:
    """Wage, self-employment, pension or support comes in; now and then a month brings nothing."""
    income = np.int64(0)
    if p.state & WORKS and rng.bad_month < parameters.livelihood_bad_month + province.idle:
        income = parameters.livelihood_support
    elif p.state & EMPLOYED:
        income = np.int64(p.wage * province.pay)
    elif p.state & SELF_EMPLOYED:
        income = np.int64(p.wage * parameters.livelihood_self_employed_share * province.pay)
    elif p.age >= parameters.livelihood_retirement:
        income = np.int64(p.wage)
    else:
        income = parameters.livelihood_support
    p.savings += income
    p.earned = min(MOST_OF_A_LIFE, np.int64(p.earned) + income)
    record.income = income


@rule(reads="dependants", writes="savings")
def live(p: Person, record: MonthRecord, parameters: ParameterRow) -> None:
    """Spend on need, a part of the income left over and a part of the savings; never more than there is."""
    need = subsistence(p, parameters)
    left_over = max(np.int64(0), record.income + record.raised - need - record.paid - record.levied)
    wants = left_over * parameters.livelihood_spends + p.savings * parameters.livelihood_spends_savings
    spent = min(p.savings, need + np.int64(wants))
    p.savings -= spent
    record.consumed += spent


@inlined
def subsistence(p: Person, parameters: ParameterRow) -> int:
    """What the person and a share of the dependants need for a month, in cents."""
    return parameters.livelihood_subsistence + np.int64(p.dependants) * parameters.livelihood_per_dependant

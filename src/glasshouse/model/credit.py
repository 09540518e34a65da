"""Credit and dues: borrowing, paying the month's service, missing it, and standing surety.

A payer is able when income and savings above subsistence cover the service. An able payer may still lapse,
rarely by slip, more often when inclined to (strategic). Interest accrues on what is owed.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import CERTAIN, draw, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import add, has
from glasshouse.model.fields import events, field, fields
from glasshouse.model.livelihood import subsistence
from glasshouse.model.person import (
    EMPLOYED,
    FEMALE,
    JUDGED,
    MOST_OF_A_LIFE,
    NOT_SUED,
    SHAMED_FULLY,
    STRATEGIC,
    SUED,
)
from glasshouse.model.record_types import DrawsRow, Int, MonthRecord, ParameterRow, Person
from glasshouse.model.rights import LOAN

PERSON_FIELDS = fields(
    debt=field("i8", "cent", "money owed", start="drawn"),
    due=field(
        "i4",
        "cent",
        "service of the debt for a month",
        start="the share of the debt that `credit.service` says",
    ),
    arrears=field("u2", "count", "dues missed and not made up"),
    repaid=field("u4", "cent", "debt paid so far, kept up to 42.9 million CNY"),
)

EVENTS = events(
    payment_missed="could not pay a month's dues",
    payment_lapsed="did not pay a month's dues though able",
    surety_paid="paid for a contact they stand surety for",
    borrowed_money="took out a loan",
)

LOAN_SIZE = stream("dues.loan_size")


@rule(reads="debt stage state shut wage", writes="debt due", streams="borrow dues.loan_size")
def borrow(p: Person, record: MonthRecord, rng: DrawsRow, parameters: ParameterRow) -> None:
    """A debt-free earner takes a loan, unless lenders are shut to them, and spends it on its purpose."""
    if rng.borrow >= parameters.credit_borrow or p.debt > 0 or p.stage != NOT_SUED or not p.state & EMPLOYED:
        return
    if has(p.shut, LOAN):
        record.happened |= event.REFUSED_LOAN | event.DENIED_RIGHT
        add(record.refused, LOAN)
        return
    months = parameters.credit_loan_least + (
        parameters.credit_loan_most - parameters.credit_loan_least
    ) * square(draw(rng, LOAN_SIZE))
    p.debt = np.int64(p.wage * months)
    p.due = np.int64(p.debt * parameters.credit_service)
    record.borrowed = p.debt
    record.happened |= event.BORROWED_MONEY


@inlined
def square(word: np.uint64) -> float:
    """A word as a number in [0, 1), squared: small loans are common, large ones rare."""
    share = word / CERTAIN
    return share * share


@rule(
    reads="debt due stage savings traits shamed arrears dependants",
    writes="debt savings arrears repaid",
    streams="lapse",
)
def pay_dues(p: Person, record: MonthRecord, rng: DrawsRow, parameters: ParameterRow) -> None:
    """Pay the month's service and what is behind, as far as able; a month not paid adds to the arrears."""
    if p.debt <= 0 or p.stage >= JUDGED:
        return
    interest = np.int64(p.debt * parameters.credit_interest)
    p.debt += interest
    record.interest = interest
    due = min(np.int64(p.due), p.debt)
    spare = p.savings - subsistence(p, parameters)
    if spare < due:
        miss(p, record)
    elif rng.lapse < lapse_chance(p, parameters):
        miss(p, record)
        record.happened |= event.PAYMENT_LAPSED
    else:
        pay(p, record, due)
        while (
            p.arrears > 0 and p.stage < SUED and p.savings - subsistence(p, parameters) >= due and p.debt > 0
        ):
            pay(p, record, min(due, p.debt))
            p.arrears -= 1


@inlined
def lapse_chance(p: Person, parameters: ParameterRow) -> float:
    """Threshold of not paying though able. A strategic debtor begins now and then and then goes on, less so
    when shamed as a debtor."""
    if not p.traits & STRATEGIC:
        return np.float64(parameters.credit_lapse)
    if p.arrears == 0:
        return parameters.credit_lapse_strategic * (
            parameters.credit_lapse_women if p.traits & FEMALE else 1.0
        )
    return parameters.credit_lapse_again * (1.0 - p.shamed / SHAMED_FULLY)


@inlined
def miss(p: Person, record: MonthRecord) -> None:
    """A month's service is not paid."""
    p.arrears = min(65535, np.int64(p.arrears) + 1)
    record.happened |= event.PAYMENT_MISSED


@inlined
def pay(p: Person, record: MonthRecord, amount: Int) -> None:
    """Money goes from savings to the creditor."""
    p.savings -= amount
    p.debt -= amount
    p.repaid = min(MOST_OF_A_LIFE, np.int64(p.repaid) + amount)
    record.paid += amount


@rule(reads="savings dependants", writes="savings", sees="default")
def stand_surety(p: Person, record: MonthRecord, called: bool, parameters: ParameterRow) -> None:
    """Pay a month's instalment for a contact in default whose debt this person guaranteed, if able."""
    amount = parameters.credit_surety_instalment
    if called and p.savings - subsistence(p, parameters) >= amount:
        p.savings -= amount
        record.consumed += amount
        record.happened |= event.SURETY_PAID

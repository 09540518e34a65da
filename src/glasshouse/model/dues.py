"""Credit and dues: borrowing, paying the month's service, missing it, and standing surety.

A payer is able when income and savings above subsistence cover the service. An able payer may still lapse,
rarely by slip, more often when inclined to (strategic). Interest accrues on what is owed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.luck import CERTAIN, draw, purpose
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
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
from glasshouse.model.rights import LOAN

LOAN_SIZE = purpose("dues.loan_size")


@rule(reads="debt stage state shut wage", writes="debt due", luck="borrow dues.loan_size")
def borrow(p: Any, diary: Any, luck: Any, ways: Any) -> None:
    """A debt-free earner takes a loan, unless lenders are shut to them, and spends it on its purpose."""
    if p.debt > 0 or p.stage != NOT_SUED or not p.state & EMPLOYED or luck.borrow >= ways.dues_borrow:
        return
    if p.shut & LOAN:
        diary.happened |= event.REFUSED_LOAN | event.DENIED_RIGHT
        diary.refused |= LOAN
        return
    months = ways.dues_loan_least + (ways.dues_loan_most - ways.dues_loan_least) * square(
        draw(luck, LOAN_SIZE)
    )
    p.debt = np.int64(p.wage * months)
    p.due = np.int64(p.debt * ways.dues_service)
    diary.borrowed = p.debt
    diary.happened |= event.BORROWED_MONEY


@inlined
def square(word: Any) -> Any:
    """A word as a number in [0, 1), squared: small loans are common, large ones rare."""
    share = word / CERTAIN
    return share * share


@rule(
    reads="debt due stage savings traits shamed arrears dependants",
    writes="debt savings arrears repaid",
    luck="lapse",
)
def pay_dues(p: Any, diary: Any, luck: Any, ways: Any) -> None:
    """Pay the month's service and what is behind, as far as able; a month not paid adds to the arrears."""
    if p.debt <= 0 or p.stage >= JUDGED:
        return
    interest = np.int64(p.debt * ways.dues_interest)
    p.debt += interest
    diary.interest = interest
    due = min(np.int64(p.due), p.debt)
    spare = p.savings - subsistence(p, ways)
    if spare < due:
        miss(p, diary)
    elif luck.lapse < lapse_chance(p, ways):
        miss(p, diary)
        diary.happened |= event.PAYMENT_LAPSED
    else:
        pay(p, diary, due)
        while p.arrears > 0 and p.stage < SUED and p.savings - subsistence(p, ways) >= due and p.debt > 0:
            pay(p, diary, min(due, p.debt))
            p.arrears -= 1


@inlined
def lapse_chance(p: Any, ways: Any) -> Any:
    """Threshold of not paying though able. A strategic debtor begins now and then and then goes on, less so
    when shamed as a debtor."""
    if not p.traits & STRATEGIC:
        return np.float64(ways.dues_lapse)
    if p.arrears == 0:
        return ways.dues_lapse_strategic * (ways.dues_lapse_women if p.traits & FEMALE else 1.0)
    return ways.dues_lapse_again * (1.0 - p.shamed / SHAMED_FULLY)


@inlined
def miss(p: Any, diary: Any) -> None:
    """A month's service is not paid."""
    p.arrears = min(65535, np.int64(p.arrears) + 1)
    diary.happened |= event.PAYMENT_MISSED


@inlined
def pay(p: Any, diary: Any, amount: Any) -> None:
    """Money goes from savings to the creditor."""
    p.savings -= amount
    p.debt -= amount
    p.repaid = min(MOST_OF_A_LIFE, np.int64(p.repaid) + amount)
    diary.paid += amount


@rule(reads="savings dependants", writes="savings", sees="default")
def stand_surety(p: Any, diary: Any, called: Any, ways: Any) -> None:
    """Pay a month's instalment for a contact in default whose debt this person guaranteed, if able."""
    amount = ways.dues_surety_instalment
    if called and p.savings - subsistence(p, ways) >= amount:
        p.savings -= amount
        diary.consumed += amount
        diary.happened |= event.SURETY_PAID

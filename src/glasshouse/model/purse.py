"""The purse of the state: what measures of money bring to it and take out of it, month by month.

The purse of a province is the sum of these columns over the months so far: what was paid or cut comes in,
deposits are held for their owners, rewards and refunds go out. What a price brings goes to whoever sells.
"""

from __future__ import annotations

from glasshouse.engine.compiled import inlined
from glasshouse.model.events import COLUMN
from glasshouse.model.penalties import effect_of
from glasshouse.model.record_types import Counts, Int, LawRow, MonthRecord, Person
from glasshouse.model.state_debts import owed
from glasshouse.rulebooks.law import (
    MEASURE_ALLOWANCE,
    MEASURE_CLAWBACK,
    MEASURE_CUT,
    MEASURE_DEPOSIT,
    MEASURE_FINE,
    MEASURE_PRICE,
    MEASURE_REWARD,
    MEASURE_SPENDING,
)

CHARGED = COLUMN["state_charged"]
FINES = COLUMN["fines_paid"]
CLAWBACKS = COLUMN["clawbacks_paid"]
CUT = COLUMN["benefits_cut"]
PRICED = COLUMN["prices_paid"]
DEPOSITED = COLUMN["deposits_paid"]
RETURNED = COLUMN["deposits_returned"]
REWARDS = COLUMN["rewards_paid"]
REFUNDS = COLUMN["refunds_paid"]
SPENT = COLUMN["points_spent"]
OWED = COLUMN["owed_to_state"]
DEBTORS = COLUMN["debtors_of_state"]
BEHIND = COLUMN["behind_with_state"]


@inlined
def count_purse(p: Person, record: MonthRecord, g: Int, law: LawRow, register: LawRow, tally: Counts) -> None:
    """Add the money of a person's month to the columns of the purse."""
    debts: Int = 0
    behind: Int = 0
    for m in range(len(p.charged)):
        effect = effect_of(m, law, register)
        count_taken(effect, record.taken[m], g, tally)
        count_given(effect, record.given[m], g, tally)
        tally[g, SPENT] += record.spent[m]
        if effect != MEASURE_DEPOSIT:
            tally[g, CHARGED] += record.billed[m]
            tally[g, OWED] += owed(p, m)
            debts += owed(p, m) > 0
            behind += p.behind[m] > 0
    tally[g, DEBTORS] += debts > 0
    tally[g, BEHIND] += behind > 0


@inlined
def count_taken(effect: Int, amount: Int, g: Int, tally: Counts) -> None:
    """Money that left a person, by what took it."""
    if effect == MEASURE_FINE:
        tally[g, FINES] += amount
    elif effect == MEASURE_CLAWBACK:
        tally[g, CLAWBACKS] += amount
    elif effect == MEASURE_CUT:
        tally[g, CUT] += amount
    elif effect == MEASURE_PRICE:
        tally[g, PRICED] += amount
    elif effect == MEASURE_DEPOSIT:
        tally[g, DEPOSITED] += amount


@inlined
def count_given(effect: Int, amount: Int, g: Int, tally: Counts) -> None:
    """Money that a person was given, by why."""
    if effect == MEASURE_DEPOSIT:
        tally[g, RETURNED] += amount
    elif effect in (MEASURE_REWARD, MEASURE_ALLOWANCE, MEASURE_SPENDING):
        tally[g, REWARDS] += amount
    else:
        tally[g, REFUNDS] += amount

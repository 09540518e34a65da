"""Penalties: what a measure of money charges, and how it is paid. Rewards are the same with another sign.

A measure has a ground: a list the person is on, the grade of their score, or a record. Fines, clawbacks,
deposits and rewards come once, when the ground begins; cuts and prices for as long as it holds, or for so
many months; allowances again and again while it holds. What is owed to the state is kept apart from loans. It
is paid by instalments, from what is left above subsistence, or withheld from income whatever is left.
"""

from __future__ import annotations

import math

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import draw, draw_pair, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import has, longest
from glasshouse.model.defences import is_granted
from glasshouse.model.fields import events, field, fields
from glasshouse.model.listing import binds_here
from glasshouse.model.livelihood import subsistence
from glasshouse.model.person import DISPUTING, EXCUSED, MOST_OF_A_LIFE, NOTHING_RECORDED, RURAL, SCORED, WORKS
from glasshouse.model.record_types import (
    ActRow,
    Bool,
    DrawsRow,
    Int,
    LawRow,
    MonthRecord,
    ParameterRow,
    Person,
)
from glasshouse.model.rights import LOAN
from glasshouse.model.scoring import grade_of
from glasshouse.model.state_debts import brings, owed
from glasshouse.rulebooks.law import (
    FREED_BY_DEFENCE,
    INCOME_ALL,
    INCOME_BENEFIT,
    INCOME_PENSION,
    INCOME_WAGE,
    MEASURE_ALLOWANCE,
    MEASURE_CLAWBACK,
    MEASURE_CUT,
    MEASURE_DEPOSIT,
    MEASURE_FINE,
    MEASURE_NONE,
    MEASURE_PRICE,
    MEASURE_REWARD,
    MEASURE_SPENDING,
)

PERSON_FIELDS = fields(
    charged=field(
        "u4", "cent", "charged so far by each measure of money, kept up to 42.9 million", "measures"
    ),
    settled=field("u4", "cent", "of that paid, lost or received so far; what is missing is owed", "measures"),
    benefits=field("u4", "cent", "benefits received since the last clawback by this measure", "measures"),
    held=field("u1", "flags", "1 while the ground of the measure holds", "measures"),
    lasting=field(
        "months",
        "month",
        "time left of a cut or price that has an end, or until the next allowance",
        "measures",
    ),
    behind=field("u1", "count", "instalments missed since the last that was paid in full", "measures"),
)

EVENTS = events(fined="was charged a fine, or has to pay benefits back")

USES = stream("penalties.uses")
SPENDS = stream("penalties.spends")
PLEADS = stream("penalties.pleads")
GRANTED = stream("penalties.granted", redrawn=True)
MOST_MEASURES = 1024
"""What sets the draws of one defence apart from those of the next."""
MOST_BEHIND = 255
MONTHS = 12


@inlined
def effect_of(m: int, law: LawRow, register: LawRow) -> Int:
    """What measure `m` does by the law of the place lived in, else by that of the register."""
    return law.measure_effect[m] if law.measure_effect[m] else register.measure_effect[m]


@inlined
def law_of(m: int, law: LawRow, register: LawRow) -> LawRow:
    """The law that says how measure `m` is carried out: that of the place lived in, else of the register."""
    return law if law.measure_effect[m] else register


@inlined
def is_paused(p: Person, law: LawRow) -> bool:
    """Whether a dispute suspends what the law takes."""
    return law.suspensive != 0 and p.state & DISPUTING != 0


@inlined
def applies(p: Person, m: int, of: LawRow) -> bool:
    """Whether a measure that lasts is in force: it has months left, or has no end and its ground holds."""
    return p.lasting[m] > 0 or (of.measure_months[m] == 0 and p.held[m] != 0)


@rule(
    reads="savings earned state age charged settled held lasting benefits",
    writes="savings earned charged settled benefits",
)
def cut_income(
    p: Person, record: MonthRecord, law: LawRow, register: LawRow, parameters: ParameterRow
) -> None:
    """Benefits are counted, and an income that is cut comes in smaller."""
    source = source_of(p, record, parameters)
    whole = record.income if source != INCOME_BENEFIT else np.int64(record.income * parameters.money_benefit)
    for m in range(len(p.charged)):
        of = law_of(m, law, register)
        if of.measure_effect[m] == MEASURE_CUT and applies(p, m, of) and not is_paused(p, law):
            if of.measure_income[m] == INCOME_ALL or of.measure_income[m] == source:
                wanted = np.int64(of.measure_amount[m] + math.ceil(of.measure_share[m] * whole))
                cut = min(wanted, whole, record.income)
                record.income -= cut
                whole -= cut
                p.savings -= cut
                p.earned = max(0, np.int64(p.earned) - cut)
                take(p, record, m, cut)
                p.charged[m] = min(MOST_OF_A_LIFE, np.int64(p.charged[m]) + cut)
    if source == INCOME_BENEFIT:
        for m in range(len(p.charged)):
            p.benefits[m] = min(MOST_OF_A_LIFE, np.int64(p.benefits[m]) + whole)


@inlined
def source_of(p: Person, record: MonthRecord, parameters: ParameterRow) -> int:
    """Which income the month brought. A month in which work brings nothing leaves support alone."""
    if p.state & WORKS and record.income != parameters.livelihood_support:
        return INCOME_WAGE
    if not p.state & WORKS and p.age >= parameters.livelihood_retirement:
        return INCOME_PENSION
    return INCOME_BENEFIT


@inlined
def take(p: Person, record: MonthRecord, m: int, amount: Int) -> None:
    """Note money that measure `m` took."""
    p.settled[m] = min(MOST_OF_A_LIFE, np.int64(p.settled[m]) + amount)
    record.taken[m] += amount


@inlined
def give(p: Person, record: MonthRecord, m: int, amount: Int) -> None:
    """Money comes in by measure `m`."""
    p.savings += amount
    record.given[m] += amount


@rule(
    reads="savings dependants state charged settled behind",
    writes="savings settled behind",
)
def pay_the_state(
    p: Person, record: MonthRecord, law: LawRow, register: LawRow, parameters: ParameterRow
) -> None:
    """What is owed to the state is withheld from income, then paid from what is left above subsistence."""
    if is_paused(p, law):
        return
    for m in range(len(p.charged)):
        of = law_of(m, law, register)
        left = owed(p, m)
        if left == 0 or of.measure_effect[m] == MEASURE_NONE:
            continue
        withheld = min(left, p.savings, np.int64(of.measure_withheld[m] * record.income))
        pay(p, record, m, withheld)
        due = np.int64(0)
        if of.measure_instalments[m]:
            due = math.ceil(np.int64(p.charged[m]) / of.measure_instalments[m]) - withheld
            due = max(np.int64(0), min(due, left - withheld))
        able = max(np.int64(0), p.savings - subsistence(p, parameters))
        pay(p, record, m, min(due, able))
        p.behind[m] = min(MOST_BEHIND, np.int64(p.behind[m]) + 1) if able < due else 0


@inlined
def pay(p: Person, record: MonthRecord, m: int, amount: Int) -> None:
    """Money goes from savings to the state."""
    p.savings -= amount
    record.levied += amount
    take(p, record, m, amount)


@rule(
    reads="savings dependants debt shut traits state held lasting charged settled",
    writes="savings debt charged settled",
    streams="penalties.uses",
)
def pay_more(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    law: LawRow,
    register: LawRow,
    parameters: ParameterRow,
    catalogue: ActRow,
) -> None:
    """A debt grows faster, and a use of a right costs more, where a price is in force."""
    place = 1 if p.traits & RURAL else 0
    for m in range(len(p.charged)):
        of = law_of(m, law, register)
        if of.measure_effect[m] != MEASURE_PRICE or not applies(p, m, of) or is_paused(p, law):
            continue
        amount = np.int64(of.measure_share[m] * p.debt / MONTHS)
        if amount:
            p.debt += amount
            record.interest += amount
        fee, right = np.int64(of.measure_amount[m]), np.int64(of.measure_right[m]) - 1
        if fee and not has(p.shut, right) and uses(p, record, rng, m, right, catalogue.tries[place, right]):
            if p.savings - subsistence(p, parameters) >= fee:
                p.savings -= fee
                record.consumed += fee
                amount += fee
        if amount:
            p.charged[m] = min(MOST_OF_A_LIFE, np.int64(p.charged[m]) + amount)
            take(p, record, m, amount)


@inlined
def uses(p: Person, record: MonthRecord, rng: DrawsRow, m: int, right: Int, chance: np.uint64) -> Bool:
    """Whether a right is used this month: loans as they are taken, others as often as people try them."""
    if right == LOAN:
        return record.borrowed > 0
    return draw_pair(rng, m, USES) < chance


@rule(
    reads="lists lives_in listed_in score state held lasting charged settled savings benefits behind "
    "debt dependants traits age times_listed rung",
    writes="held lasting charged settled savings benefits behind",
    streams="penalties.pleads penalties.granted",
)
def charge(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    law: LawRow,
    register: LawRow,
    parameters: ParameterRow,
    practice: ParameterRow,
) -> None:
    """Every ground that begins brings its measures, every record too; one that ends gives a deposit back."""
    for m in range(len(p.charged)):
        of = law_of(m, law, register)
        p.lasting[m] = max(0, np.int64(p.lasting[m]) - 1)
        holds = has_ground(p, m, law, register)
        acted = record.recorded != NOTHING_RECORDED and has(law.act_measures[record.recorded], m)
        if ((holds and not p.held[m]) or acted) and not is_excused(
            p, record, rng, m, law, parameters, practice
        ):
            begin(p, record, m, of)
        if holds and of.measure_effect[m] == MEASURE_ALLOWANCE and p.lasting[m] == 0:
            reward(p, record, m, np.int64(of.measure_amount[m]))
            p.lasting[m] = min(longest(p.lasting), np.int64(of.measure_months[m]))
        if p.held[m] and not holds:
            end(p, record, m, effect_of(m, law, register), register)
        p.held[m] = holds


@inlined
def has_ground(p: Person, m: int, law: LawRow, register: LawRow) -> Bool:
    """Whether the person is on a list, or holds the grade, that brings measure `m`."""
    if p.lists:
        for k in range(len(p.term)):
            if p.lists >> k & 1 and brings(p, k, m, register) and binds_here(p, k, law, register):
                return True
    if law.score_on and law.grades and p.state & SCORED:
        return has(law.grade_measures[grade_of(p.score, law)], m)
    return False


@inlined
def is_excused(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    m: int,
    law: LawRow,
    parameters: ParameterRow,
    practice: ParameterRow,
) -> Bool:
    """Whether a defence against measure `m` is pleaded and granted in the month in which its ground begins,
    whenever the law has it asked (assumption)."""
    for d in range(np.int64(law.defences)):
        if has(law.defence_measures[d], m) and parameters.switch_defences:
            here = d * MOST_MEASURES + m
            pleads, granted = draw_pair(rng, here, PLEADS), draw_pair(rng, here, GRANTED)
            if is_granted(p, record, d, pleads, granted, law, parameters, practice):
                record.acts |= EXCUSED
                return True
    return False


@inlined
def begin(p: Person, record: MonthRecord, m: int, of: LawRow) -> None:
    """What a ground brings once: a charge, a reward, or the first month of a cut or price."""
    effect = of.measure_effect[m]
    if effect in (MEASURE_FINE, MEASURE_DEPOSIT):
        bill(p, record, m, np.int64(of.measure_amount[m]))
    elif effect == MEASURE_CLAWBACK:
        paid_out = np.int64(of.measure_share[m] * np.int64(p.benefits[m]))
        bill(p, record, m, np.int64(of.measure_amount[m]) + paid_out)
        p.benefits[m] = 0
    elif effect == MEASURE_REWARD:
        reward(p, record, m, np.int64(of.measure_amount[m]))
    elif effect in (MEASURE_CUT, MEASURE_PRICE):
        p.lasting[m] = min(longest(p.lasting), np.int64(of.measure_months[m]))
    if effect <= MEASURE_CLAWBACK and record.billed[m]:
        record.happened |= event.FINED


@inlined
def bill(p: Person, record: MonthRecord, m: int, amount: Int) -> None:
    """An amount is owed from now on."""
    before = np.int64(p.charged[m])
    p.charged[m] = min(MOST_OF_A_LIFE, before + amount)
    record.billed[m] += np.int64(p.charged[m]) - before


@inlined
def reward(p: Person, record: MonthRecord, m: int, amount: Int) -> None:
    """Money is given, and counts as charged and settled at once."""
    give(p, record, m, amount)
    p.charged[m] = min(MOST_OF_A_LIFE, np.int64(p.charged[m]) + amount)
    p.settled[m] = min(MOST_OF_A_LIFE, np.int64(p.settled[m]) + amount)


@inlined
def end(p: Person, record: MonthRecord, m: int, effect: Int, register: LawRow) -> None:
    """A ground ends: a deposit comes back, and what an entry took is refunded if it is struck or excused."""
    ended = np.int64(record.struck) if record.happened & event.DISPUTE_WON else np.int64(0)
    if record.freed_by == FREED_BY_DEFENCE:
        ended |= np.int64(record.freed)
    struck = False
    for k in range(len(p.term)):
        if ended >> k & 1 and brings(p, k, m, register):
            struck = True
    penalty = MEASURE_FINE <= effect <= MEASURE_CUT
    if effect == MEASURE_DEPOSIT or (struck and penalty):
        give(p, record, m, np.int64(p.settled[m]))
        p.charged[m] = 0
        p.settled[m] = 0
        p.behind[m] = 0
    if struck:
        p.lasting[m] = 0


@rule(
    reads="state score savings charged settled",
    writes="score savings charged settled",
    streams="penalties.spends",
)
def spend_points(
    p: Person, record: MonthRecord, rng: DrawsRow, law: LawRow, parameters: ParameterRow
) -> None:
    """Points above the start are spent now and then, and bring their worth in money."""
    for m in range(len(p.charged)):
        points = np.int64(law.measure_points[m])
        if law.measure_effect[m] == MEASURE_SPENDING and p.state & SCORED:
            if p.score - points >= law.score_start and draw(rng, SPENDS) < parameters.money_spends:
                p.score -= points
                record.spent[m] += points
                reward(p, record, m, np.int64(law.measure_amount[m]))

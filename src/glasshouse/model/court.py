"""Court: a creditor sues, a judgment follows, and enforcement asks whether the debtor cannot or will not pay.

Courts and enforcement exist with and without a rulebook: what a listing adds is pressure, publicity and
shut gates. Truth and finding are kept apart: `able` is what the debtor could pay, the finding is what the
court believes, with the error rates of the practice file.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import draw, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import longest, size, without
from glasshouse.model.credit import pay
from glasshouse.model.fields import events, field, fields
from glasshouse.model.livelihood import subsistence
from glasshouse.model.person import (
    CLOSED,
    INSPECTED,
    JUDGED,
    NOT_SUED,
    OBSTRUCTS,
    SHAMED_FULLY,
    SPENT,
    STRATEGIC,
    SUED,
    UNWILLING,
)
from glasshouse.model.record_types import DrawsRow, Int, LawRow, MonthRecord, ParameterRow, Person
from glasshouse.rulebooks.law import ENTRY_COURT_UNWILLING

PERSON_FIELDS = fields(
    stage=field("u1", "code", "where the debt stands in court, see the codes below"),
    stage_months=field("months", "month", "time in that stage, at most 255 or 65,535"),
)

EVENTS = events(
    sued="was sued for a debt",
    judged="a court ordered them to pay",
    performed="paid a judgment in full",
    found_unwilling="a court found them able to pay and unwilling",
    found_unable="a court found them unable to pay",
    enforcement_closed="enforcement ended without full payment: nothing to take",
)

SUE = stream("court.sue")
# Redrawn, as everything that an official or a court decides: an audit repeats a run in which the same people
# get into the same debts and only these decisions fall anew.
FIND = stream("court.find", redrawn=True)
HIDE = stream("court.hide")
YIELD = stream("court.yield")
SETTLE = stream("court.settle")
CLOSE = stream("court.close")
YEAR = 12


@rule(reads="stage arrears stage_months", writes="stage stage_months", streams="court.sue")
def sue_and_judge(p: Person, record: MonthRecord, rng: DrawsRow, practice: ParameterRow) -> None:
    """After some months in arrears the creditor may sue; after the proceedings there is a judgment to pay."""
    if p.stage == NOT_SUED:
        if p.arrears >= practice.court_sue_after and draw(rng, SUE) < practice.court_sue:
            enter_stage(p, SUED)
            record.happened |= event.WAS_SUED
    elif p.stage == SUED and p.stage_months >= practice.court_proceedings:
        enter_stage(p, JUDGED)
        record.happened |= event.WAS_JUDGED


@inlined
def enter_stage(p: Person, stage: Int) -> None:
    """The case moves on."""
    p.stage = stage
    p.stage_months = 0


@inlined
def able(p: Person, record: MonthRecord, parameters: ParameterRow) -> bool:
    """Whether savings and a year's income above subsistence would cover a fair part of the debt."""
    spare = p.savings + YEAR * max(np.int64(0), record.income - subsistence(p, parameters))
    return spare >= p.debt * parameters.court_able_share


@rule(
    reads="stage stage_months state savings debt dependants", writes="state", streams="court.find court.hide"
)
def find_unwilling(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    parameters: ParameterRow,
    practice: ParameterRow,
    law: LawRow,
) -> None:
    """Once, after the time to pay has run out, the court finds the debtor unwilling or unable.

    Where the law asks for no test of ability, few of the unable are recognised.
    """
    k = court_list(law)
    # Not "at least": a finding that may be asked for every month would in the end find everybody unwilling.
    if p.stage != JUDGED or p.stage_months != practice.court_time_to_pay + law.list_grace[k]:
        return
    if is_found_unwilling(p, record, draw(rng, FIND), law.list_ability_test[k], parameters, practice):
        p.state |= UNWILLING
        record.happened |= event.FOUND_UNWILLING
        if draw(rng, HIDE) < practice.court_obstructs:
            p.state |= OBSTRUCTS
    else:
        record.happened |= event.FOUND_UNABLE


@inlined
def court_list(law: LawRow) -> int:
    """Index of the first list that a finding of unwillingness leads to; 0 where there is none."""
    for k in range(len(law.list_entry)):
        if law.list_entry[k] == ENTRY_COURT_UNWILLING:
            return k
    return 0


@inlined
def is_found_unwilling(
    p: Person,
    record: MonthRecord,
    word: np.uint64,
    tested: bool,
    parameters: ParameterRow,
    practice: ParameterRow,
) -> bool:
    """What the court believes, right or wrong; it looks closer where the law asks for a test of ability."""
    # One word for both kinds of debtor and with or without a test, so that a law that asks for a test
    # changes the findings of those whom the test recognises and of nobody else.
    if able(p, record, parameters):
        return word < practice.court_finds_able
    if tested:
        return word >= practice.court_finds_unable
    return word >= practice.court_finds_unable_untested


@rule(reads="stage state savings dependants", writes="savings debt repaid state")
def enforce(p: Person, record: MonthRecord, parameters: ParameterRow, practice: ParameterRow) -> None:
    """Enforcement takes a part of what stands above subsistence every month, more after an inspection."""
    spare = p.savings - subsistence(p, parameters)
    if p.stage == JUDGED and spare > 0:
        share = practice.map_inspection_takes if p.state & INSPECTED else practice.court_attachment
        pay(p, record, min(p.debt, np.int64(spare * share)))
    p.state = without(p.state, INSPECTED)


@rule(
    reads="stage debt traits lists shut shamed state savings dependants",
    writes="savings debt repaid stage stage_months arrears due state",
    streams="court.yield court.settle",
)
def perform(p: Person, record: MonthRecord, rng: DrawsRow, parameters: ParameterRow) -> None:
    """A debtor pays the judgment off: because nothing is left to pay, because they yield, or by settlement.

    The able yield at a base hazard, raised by a listing, by the gates it shuts and by being shamed; the
    rest settle with help of relatives. What savings do not cover is raised outside the model.
    """
    if p.stage != JUDGED:
        return
    if p.debt > 0:
        if able(p, record, parameters):
            yields = draw(rng, YIELD) < yield_chance(p, parameters)
        else:
            yields = draw(rng, SETTLE) < parameters.court_settle * (
                parameters.court_settle_listed if p.lists else 1.0
            )
        if not yields:
            return
        raised = max(np.int64(0), p.debt - p.savings)
        p.savings += raised
        record.raised = raised
        pay(p, record, p.debt)
    clear(p)
    record.happened |= event.PERFORMED


@inlined
def yield_chance(p: Person, parameters: ParameterRow) -> float:
    """Threshold of paying up this month though the person would rather not."""
    base = parameters.court_yield_strategic if p.traits & STRATEGIC else parameters.court_yield
    # Exactly the base without a list: enforcement alone acts in the twin too, and must not differ there.
    if not p.lists:
        return np.float64(base)
    pressure = size(p.shut) * parameters.court_pressure_per_gate
    small = 1.0 if p.debt < parameters.court_small_debt else 0.25
    return base * (1.0 + pressure + small * parameters.court_pressure_shame * p.shamed / SHAMED_FULLY)


@inlined
def clear(p: Person) -> None:
    """The case is over and the slate is clean."""
    enter_stage(p, NOT_SUED)
    p.arrears = 0
    p.due = 0
    p.state = without(p.state, UNWILLING | OBSTRUCTS | SPENT)


@rule(reads="stage state", writes="stage stage_months", streams="court.close")
def close_enforcement(p: Person, record: MonthRecord, rng: DrawsRow, practice: ParameterRow) -> None:
    """After years without anything to take, a case against an unable debtor is shelved."""
    if p.stage == JUDGED and not p.state & UNWILLING and draw(rng, CLOSE) < practice.court_shelve:
        enter_stage(p, CLOSED)
        record.happened |= event.ENFORCEMENT_CLOSED


@rule(writes="stage_months")
def age_case(p: Person) -> None:
    """Another month in this stage, or since the case was over."""
    if p.stage_months < longest(p.term):
        p.stage_months += 1

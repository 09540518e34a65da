"""Court: a creditor sues, a judgment follows, and enforcement asks whether the debtor cannot or will not pay.

Courts and enforcement exist with and without a rulebook: what a listing adds is pressure, publicity and
shut gates. Truth and finding are kept apart: `able` is what the debtor could pay, the finding is what the
court believes, with the error rates of the practice file.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.luck import draw, purpose
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import count, without
from glasshouse.model.dues import pay
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
from glasshouse.rulebook.law import ENTRY_COURT_UNWILLING, LISTS

SUE = purpose("court.sue")
FIND = purpose("court.find", redrawn=True)
HIDE = purpose("court.hide")
YIELD = purpose("court.yield")
SETTLE = purpose("court.settle")
CLOSE = purpose("court.close")
YEAR = 12


@rule(reads="stage arrears stage_months", writes="stage stage_months", luck="court.sue")
def sue_and_judge(p: Any, diary: Any, luck: Any, practice: Any) -> None:
    """After some months in arrears the creditor may sue; after the proceedings there is a judgment to pay."""
    if p.stage == NOT_SUED:
        if p.arrears >= practice.court_sue_after and draw(luck, SUE) < practice.court_sue:
            enter_stage(p, SUED)
            diary.happened |= event.WAS_SUED
    elif p.stage == SUED and p.stage_months >= practice.court_proceedings:
        enter_stage(p, JUDGED)
        diary.happened |= event.WAS_JUDGED


@inlined
def enter_stage(p: Any, stage: Any) -> None:
    """The case moves on."""
    p.stage = stage
    p.stage_months = 0


@inlined
def able(p: Any, diary: Any, ways: Any) -> Any:
    """Whether savings and a year's income above subsistence would cover a fair part of the debt."""
    spare = p.savings + YEAR * max(np.int64(0), diary.income - subsistence(p, ways))
    return spare >= p.debt * ways.court_able_share


@rule(reads="stage stage_months state savings debt dependants", writes="state", luck="court.find court.hide")
def find_unwilling(p: Any, diary: Any, luck: Any, ways: Any, practice: Any, law: Any) -> None:
    """Once, after the time to pay has run out, the court finds the debtor unwilling or unable.

    Where the law asks for no test of ability, few of the unable are recognised.
    """
    k = court_list(law)
    if p.stage != JUDGED or p.stage_months != practice.court_time_to_pay + law.list_grace[k]:
        return
    if is_found_unwilling(p, diary, draw(luck, FIND), law.list_ability_test[k], ways, practice):
        p.state |= UNWILLING
        diary.happened |= event.FOUND_UNWILLING
        if draw(luck, HIDE) < practice.court_obstructs:
            p.state |= OBSTRUCTS
    else:
        diary.happened |= event.FOUND_UNABLE


@inlined
def court_list(law: Any) -> Any:
    """Index of the first list that a finding of unwillingness leads to; 0 where there is none."""
    for k in range(LISTS):
        if law.list_entry[k] == ENTRY_COURT_UNWILLING:
            return k
    return 0


@inlined
def is_found_unwilling(p: Any, diary: Any, word: Any, tested: Any, ways: Any, practice: Any) -> Any:
    """What the court believes, right or wrong; it looks closer where the law asks for a test of ability."""
    if able(p, diary, ways):
        return word < practice.court_finds_able
    if tested:
        return word >= practice.court_finds_unable
    return word >= practice.court_finds_unable_untested


@rule(reads="stage state savings dependants", writes="savings debt repaid state")
def enforce(p: Any, diary: Any, ways: Any, practice: Any) -> None:
    """Enforcement takes a part of what stands above subsistence every month, more after an inspection."""
    spare = p.savings - subsistence(p, ways)
    if p.stage == JUDGED and spare > 0:
        share = practice.map_inspection_takes if p.state & INSPECTED else practice.court_attachment
        pay(p, diary, min(p.debt, np.int64(spare * share)))
    p.state = without(p.state, INSPECTED)


@rule(
    reads="stage debt traits lists shut shamed state savings dependants",
    writes="savings debt repaid stage stage_months arrears due state",
    luck="court.yield court.settle",
)
def perform(p: Any, diary: Any, luck: Any, ways: Any) -> None:
    """A debtor pays the judgment off: because nothing is left to pay, because they yield, or by settlement.

    The able yield at a base hazard, raised by a listing, by the gates it shuts and by being shamed; the
    rest settle with help of relatives. What savings do not cover is raised outside the model.
    """
    if p.stage != JUDGED:
        return
    if p.debt > 0:
        if able(p, diary, ways):
            yields = draw(luck, YIELD) < yield_chance(p, ways)
        else:
            yields = draw(luck, SETTLE) < ways.court_settle * (ways.court_settle_listed if p.lists else 1.0)
        if not yields:
            return
        raised = max(np.int64(0), p.debt - p.savings)
        p.savings += raised
        diary.raised = raised
        pay(p, diary, p.debt)
    clear(p)
    diary.happened |= event.PERFORMED


@inlined
def yield_chance(p: Any, ways: Any) -> Any:
    """Threshold of paying up this month though the person would rather not."""
    base = ways.court_yield_strategic if p.traits & STRATEGIC else ways.court_yield
    if not p.lists:
        return np.float64(base)
    pressure = count(p.shut) * ways.court_pressure_per_gate
    small = 1.0 if p.debt < ways.court_small_debt else 0.25
    return base * (1.0 + pressure + small * ways.court_pressure_shame * p.shamed / SHAMED_FULLY)


@inlined
def clear(p: Any) -> None:
    """The case is over and the slate is clean."""
    enter_stage(p, NOT_SUED)
    p.arrears = 0
    p.due = 0
    p.state = without(p.state, UNWILLING | OBSTRUCTS | SPENT)


@rule(reads="stage state", writes="stage stage_months", luck="court.close")
def close_enforcement(p: Any, diary: Any, luck: Any, practice: Any) -> None:
    """After years without anything to take, a case against an unable debtor is shelved."""
    if p.stage == JUDGED and not p.state & UNWILLING and draw(luck, CLOSE) < practice.court_shelve:
        enter_stage(p, CLOSED)
        diary.happened |= event.ENFORCEMENT_CLOSED


@rule(writes="stage_months")
def age_case(p: Any) -> None:
    """Another month in this stage, or since the case was over."""
    if p.stage_months < 255:
        p.stage_months += 1

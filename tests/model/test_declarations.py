"""Every rule's declaration tells the truth: it reads, writes and draws what it says, no more and no less."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from glasshouse.engine.field_access import touched
from glasshouse.engine.rules import unknown_names
from glasshouse.model import firm_liability, firms, month, plan
from glasshouse.model.firm import FIRM, FIRM_CHANGING, FIRM_FIXED, FIRM_MONTH_RECORD
from glasshouse.model.person import CHANGING, DRAWS, FIXED, MONTH_RECORD, PERSON, SIGNS

RULES = [getattr(plan, one.name) for phase in plan.PLAN for one in phase.rules]
OF_FIRMS = {f"firm.{name}" for name, *_ in FIRM_FIXED + FIRM_CHANGING}
OF_OTHERS = {"be_seen": {"who", "x", "y"}}  # fixed for life, read of the viewer


RECORDS = {"p": "", "f": "firm."}
"""What rules call a person and a firm, and how their declarations name the fields of each."""


def plain(function: Any) -> Any:
    return getattr(function, "py_func", function)


def names(touched: set[tuple[str, str]]) -> set[str]:
    """Fields of persons and firms (as "firm.name") among those touched."""
    return {RECORDS[record] + name for record, name in touched if record in RECORDS}


@pytest.mark.parametrize("function", RULES, ids=lambda function: function.rule.name)
def test_a_rule_touches_what_it_declares(function):
    from glasshouse.engine.rng import stream

    found = touched(function, [*RECORDS, "rng"])
    reads, writes, declared = names(found.reads), names(found.writes), function.rule
    assert writes == set(declared.writes)
    assert reads - writes <= set(declared.reads)
    assert set(declared.reads) <= reads
    rare = {f"#{int(stream(name))}" for name in declared.streams if "." in name}
    routine = {name for name in declared.streams if "." not in name}
    assert {f"#{number}" for number in found.streams} == rare
    assert {name for record, name in found.reads if record == "rng"} == routine
    assert routine <= set(DRAWS)


def test_declared_names_exist():
    fields = [name for name, *_ in FIXED + CHANGING] + sorted(OF_FIRMS)
    assert [diagnostic for phase in plan.PLAN for diagnostic in unknown_names(phase, fields, SIGNS)] == []


def test_nobody_changes_what_is_fixed_for_life():
    fixed = {name for name, *_ in FIXED} | {f"firm.{name}" for name, *_ in FIRM_FIXED}
    assert not [one.name for phase in plan.PLAN for one in phase.rules if fixed & set(one.writes)]


def test_every_rule_of_the_plan_is_called_in_its_order():
    source = "".join(inspect.getsource(plain(getattr(month, name))) for name in ("adult", "apply_system"))
    adult = inspect.getsource(plain(month.adult))
    rest = inspect.getsource(plain(month.apply_system))
    order = adult.replace("apply_system(", rest)
    called = [one.name for one in plan.LIVE_A_MONTH.rules if one.name != "try_school"]
    places = [order.index(f"{name}(") for name in called]
    assert places == sorted(places)
    assert all(f"{name}(" in source for name in called)


def test_the_rules_about_firms_are_called_in_their_order():
    source = inspect.getsource(plain(firms.trade))
    source += inspect.getsource(plain(firms.trade_a_month))
    places = [source.index(f"{one.name}(") for one in plan.TRADE.rules]
    assert places == sorted(places)
    source = inspect.getsource(plain(firm_liability.answer_for_firms))
    places = [source.index(f"{one.name}(") for one in plan.ANSWER.rules]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "kind", [PERSON, MONTH_RECORD, FIRM, FIRM_MONTH_RECORD], ids=["person", "diary", "firm", "page"]
)
def test_fields_are_aligned_and_hide_no_attribute_of_records(kind):
    for name in kind.names:
        assert not hasattr(np.recarray, name)
        base, offset = kind.fields[name][0].base, kind.fields[name][1]
        assert offset % base.itemsize == 0, name


def test_a_person_is_small():
    assert PERSON.itemsize <= 122

"""Every rule's declaration tells the truth: it reads, writes and draws what it says, no more and no less."""

from __future__ import annotations

import ast
import inspect
import textwrap
from types import ModuleType
from typing import Any

import numpy as np
import pytest

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


def touched(function: Any, seen: set[str] | None = None) -> tuple[set[str], set[str], set[str]]:
    """Fields of `p` (or of a firm `f`, as "firm.name") read and written, and draws made, by a rule and the
    helpers it hands them or `rng` to."""
    seen = set() if seen is None else seen
    code = plain(function)
    tree = ast.parse(textwrap.dedent(inspect.getsource(code)))
    module = inspect.getmodule(code)
    assert module is not None
    reads, writes, rng = set(), set(), set()
    measured, filled = first_of(tree, "len"), first_of(tree, "clear", "copy")
    for node in ast.walk(tree):
        if node in measured:
            continue  # how many there are room for follows from the type
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in RECORDS and node in filled:
                writes.add(RECORDS[node.value.id] + node.attr)
            elif node.value.id in RECORDS:
                name = RECORDS[node.value.id] + node.attr
                (writes if isinstance(node.ctx, ast.Store) else reads).add(name)
                if node in first_of(tree, "add") or is_written_element(tree, node):
                    writes.add(name)
            elif node.value.id == "rng":
                rng.add(node.attr)
        if isinstance(node, ast.AugAssign) and is_field(node.target):
            reads.add(RECORDS[node.target.value.id] + node.target.attr)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            follow(node, module, seen, (reads, writes, rng))
    return reads, writes, rng


def follow(node: ast.Call, module: ModuleType, seen: set[str], found: tuple[set[str], ...]) -> None:
    name = node.func.id
    passed = [argument.id for argument in node.args if isinstance(argument, ast.Name)]
    if name in ("draw", "draw_pair", "draw_when", "draw_for_life"):
        constant = node.args[-1]
        assert isinstance(constant, ast.Name)
        found[2].add(f"#{int(getattr(module, constant.id)) & 0xFFFFFFFF}")
    elif {"p", "f", "rng"} & set(passed) and name not in seen and hasattr(module, name):
        seen.add(name)
        for into, more in zip(found, touched(getattr(module, name), seen), strict=True):
            into |= more


def first_of(tree: ast.AST, *names: str) -> list[ast.expr]:
    """The first arguments of calls of functions of these names."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    return [node.args[0] for node in calls if isinstance(node.func, ast.Name) and node.func.id in names]


def is_field(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in RECORDS


def is_written_element(tree: ast.AST, field: ast.Attribute) -> bool:
    return any(
        isinstance(node, ast.Subscript) and node.value is field and isinstance(node.ctx, ast.Store)
        for node in ast.walk(tree)
    )


@pytest.mark.parametrize("function", RULES, ids=lambda function: function.rule.name)
def test_a_rule_touches_what_it_declares(function):
    from glasshouse.engine.rng import stream

    reads, writes, rng = touched(function)
    declared = function.rule
    assert writes == set(declared.writes)
    assert reads - writes <= set(declared.reads)
    assert set(declared.reads) <= reads
    rare = {f"#{int(stream(name))}" for name in declared.streams if "." in name}
    routine = {name for name in declared.streams if "." not in name}
    assert rng == rare | routine
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

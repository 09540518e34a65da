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
from glasshouse.model import month
from glasshouse.model.person import CHANGING, DIARY, DRAWS, FIXED, PERSON, SIGNS

RULES = [getattr(month, one.name) for phase in month.PLAN for one in phase.rules]
OF_OTHERS = {"be_seen": {"who", "x", "y"}}  # fixed for life, read of the viewer


def plain(function: Any) -> Any:
    return getattr(function, "py_func", function)


def touched(function: Any, seen: set[str] | None = None) -> tuple[set[str], set[str], set[str]]:
    """Fields of `p` read and written, and draws made, by a rule and the helpers it hands `p` or `luck` to."""
    seen = set() if seen is None else seen
    code = plain(function)
    tree = ast.parse(textwrap.dedent(inspect.getsource(code)))
    module = inspect.getmodule(code)
    assert module is not None
    reads, writes, luck = set(), set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "p":
                (writes if isinstance(node.ctx, ast.Store) else reads).add(node.attr)
                if isinstance(node.ctx, ast.Load) and is_written_element(tree, node):
                    writes.add(node.attr)
            elif node.value.id == "luck":
                luck.add(node.attr)
        if isinstance(node, ast.AugAssign) and is_field(node.target):
            reads.add(node.target.attr)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            follow(node, module, seen, (reads, writes, luck))
    return reads, writes, luck


def follow(node: ast.Call, module: ModuleType, seen: set[str], found: tuple[set[str], ...]) -> None:
    name = node.func.id
    passed = [argument.id for argument in node.args if isinstance(argument, ast.Name)]
    if name in ("draw", "draw_pair", "draw_when"):
        constant = node.args[-1]
        assert isinstance(constant, ast.Name)
        found[2].add(f"#{int(getattr(module, constant.id))}")
    elif ("p" in passed or "luck" in passed) and name not in seen and hasattr(module, name):
        seen.add(name)
        for into, more in zip(found, touched(getattr(module, name), seen), strict=True):
            into |= more


def is_field(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "p"


def is_written_element(tree: ast.AST, field: ast.Attribute) -> bool:
    return any(
        isinstance(node, ast.Subscript) and node.value is field and isinstance(node.ctx, ast.Store)
        for node in ast.walk(tree)
    )


@pytest.mark.parametrize("function", RULES, ids=lambda function: function.rule.name)
def test_a_rule_touches_what_it_declares(function):
    from glasshouse.engine.luck import purpose

    reads, writes, luck = touched(function)
    declared = function.rule
    assert writes == set(declared.writes)
    assert reads - writes <= set(declared.reads)
    assert set(declared.reads) <= reads
    rare = {f"#{int(purpose(name))}" for name in declared.luck if "." in name}
    routine = {name for name in declared.luck if "." not in name}
    assert luck == rare | routine
    assert routine <= set(DRAWS)


def test_declared_names_exist():
    fields = [name for name, *_ in FIXED + CHANGING]
    assert [fault for phase in month.PLAN for fault in unknown_names(phase, fields, SIGNS)] == []


def test_nobody_changes_what_is_fixed_for_life():
    fixed = {name for name, *_ in FIXED}
    assert not [one.name for phase in month.PLAN for one in phase.rules if fixed & set(one.writes)]


def test_every_rule_of_the_plan_is_called_in_its_order():
    source = "".join(inspect.getsource(plain(getattr(month, name))) for name in ("adult", "under_the_law"))
    adult = inspect.getsource(plain(month.adult))
    rest = inspect.getsource(plain(month.under_the_law))
    order = adult.replace("under_the_law(", rest)
    called = [one.name for one in month.LIVE_A_MONTH.rules if one.name != "try_school"]
    places = [order.index(f"{name}(") for name in called]
    assert places == sorted(places)
    assert all(f"{name}(" in source for name in called)


@pytest.mark.parametrize("kind", [PERSON, DIARY], ids=["person", "diary"])
def test_fields_are_aligned_and_hide_no_attribute_of_records(kind):
    for name in kind.names:
        assert not hasattr(np.recarray, name)
        base, offset = kind.fields[name][0].base, kind.fields[name][1]
        assert offset % base.itemsize == 0, name


def test_a_person_is_small():
    assert PERSON.itemsize <= 130

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
from glasshouse.engine.steps import calls
from glasshouse.model.firm import FIRM_MONTH_RECORD
from glasshouse.model.layout import FIRM, FIRM_FIELDS, PERSON, PERSON_FIELDS
from glasshouse.model.person import DRAWS, MONTH_RECORD, SIGNS
from glasshouse.model.schedule import MONTH

CALLED = [one.function for phase in MONTH.phases for one, _ in calls(phase.kernel.steps)]
RULES = list(dict.fromkeys(function for function in CALLED if hasattr(function, "rule")))
OF_FIRMS = {f"firm.{one.name}" for one in FIRM_FIELDS}


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
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in RECORDS:
                name = RECORDS[node.value.id] + node.attr
                (writes if isinstance(node.ctx, ast.Store) else reads).add(name)
                if isinstance(node.ctx, ast.Load) and is_written_element(tree, node):
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
    fields = [one.name for one in PERSON_FIELDS] + sorted(OF_FIRMS)
    assert [diagnostic for phase in MONTH.phases for diagnostic in unknown_names(phase, fields, SIGNS)] == []


def test_nobody_changes_what_is_fixed_for_life():
    fixed = {one.name for one in PERSON_FIELDS if one.fixed}
    fixed |= {f"firm.{one.name}" for one in FIRM_FIELDS if one.fixed}
    assert not [one.name for phase in MONTH.phases for one in phase.rules if fixed & set(one.writes)]


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

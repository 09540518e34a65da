"""Persons whom no rule concerns skip the rules, and nothing else comes of it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np
import pytest

from glasshouse.engine.compiled import inlined
from glasshouse.engine.kernels import Kernel, Unknown
from glasshouse.engine.picking import asked_by, given_by
from glasshouse.engine.rules import rule
from glasshouse.engine.steps import call, each, let, when


class Numbers(NamedTuple):
    numbers: Any
    factor: int


@inlined
def is_odd(p):
    return p.size % 2 == 1


@inlined
def is_large(p, factor):
    return p.size * factor > 50


@rule(when=is_odd)
def make_even(p):
    """Odd numbers grow by one."""
    if p.size % 2 == 1:
        p.size += 1


@rule(when=is_large)
def halve(p, factor):
    """Large numbers are halved."""
    if p.size * factor > 50:
        p.size //= 2


@rule()
def count_up(p):
    """Every number grows by ten."""
    p.size += 10


@inlined
def doubled(p):
    return 2 * p.size


def kernel(*steps, picks=True):
    return Kernel("grow", "Let numbers grow.", {"context": Numbers._fields}).over(
        each("i", "range(start, stop)").do(let("p", "numbers[i]"), when("p.size > 0", picks=picks).do(*steps))
    )


def picked(*steps):
    """What is asked of everybody before the steps; "" for nothing."""
    lines = [line.strip() for line in kernel(*steps).source().splitlines()]
    after = lines[lines.index("if p.size > 0:") + 1]
    return after.removeprefix("if ").removesuffix(":") if after.startswith("if inserted_is") else ""


def test_the_conditions_of_all_rules_are_asked_together():
    assert picked(make_even, halve) == "inserted_is_odd(p) or inserted_is_large(p, factor)"


def test_a_condition_gets_what_its_rule_gets():
    assert picked(call(halve, factor="3")) == "inserted_is_large(p, 3)"


def test_a_rule_without_a_condition_is_asked_of_everybody():
    assert picked(make_even, count_up, halve) == ""


def test_what_must_hold_for_a_step_holds_for_its_condition():
    asked = picked(make_even, when("factor == 2 or factor == 4").do(make_even, halve))
    both = "inserted_is_odd(p) or inserted_is_large(p, factor)"
    assert asked == f"inserted_is_odd(p) or (factor == 2 or factor == 4) and ({both})"


def test_values_that_steps_give_each_other_are_not_asked_for():
    steps = (make_even, call(doubled, gives="twice"), when("twice > 4").do(halve))
    assert picked(*steps) == "inserted_is_odd(p) or inserted_is_large(p, factor)"
    assert given_by(kernel(*steps).steps) == {"p", "twice"}
    assert {"numbers", "factor", "twice"} <= asked_by(kernel(*steps).steps)


def test_what_only_the_picked_have_is_not_there_for_others():
    later = when("p.size > 0", picks=True).do(call(doubled, gives="twice"), make_even)
    with pytest.raises(Unknown, match='needs "twice"'):
        kernel(later, let("more", "twice + 1"), picks=False).source()
    assert "if inserted_is_odd(p)" not in kernel(let("twice", "0"), later, picks=False).source()


def test_who_is_not_picked_would_not_have_changed(tmp_path, monkeypatch):
    monkeypatch.setenv("GLASSHOUSE_CACHE_DIR", str(tmp_path))
    start = np.arange(-5, 60).astype([("size", "i8")]).view(np.recarray)
    ends = []
    for picks in (True, False):
        numbers = start.copy()
        kernel(make_even, halve, picks=picks).load()(Numbers(numbers, 2), 0, len(numbers))
        ends.append(numbers["size"].tolist())
    assert ends[0] == ends[1] != start["size"].tolist()


def test_plain_python_asks_every_rule_of_everybody(monkeypatch):
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)
    assert picked(make_even, halve) == ""


def test_values_alone_concern_nobody():
    assert "if False:" in kernel(let("double", "2 * factor")).source()

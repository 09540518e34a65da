"""Custom mechanisms in the month: each becomes a rule inserted into the schedule, with records of its own."""

from __future__ import annotations

import ast
import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np

from glasshouse.engine.compiled import by_kind, inlined
from glasshouse.engine.rng import CERTAIN, draw, draw_pair, pick, stream
from glasshouse.engine.rules import Rule
from glasshouse.model.custom_mechanism import CustomMechanism
from glasshouse.model.inserting import InsertedMechanism, InsertedRule, Schedule
from glasshouse.model.mechanism_names import CALENDAR, MATH, MOST, NOW, PREFIX
from glasshouse.model.mechanism_values import stream_constant
from glasshouse.model.record_types import Bool, Int, Records
from glasshouse.model.schedule import MONTH
from glasshouse.rulebooks.sizes import STANDARD, Sizes
from glasshouse.specs import packing
from glasshouse.specs.parameters import ParameterSet


def month_with(
    mechanisms: Sequence[CustomMechanism], parameters: ParameterSet, start: str, sizes: Sizes = STANDARD
) -> Schedule:
    """The month of a run of these `sizes` from `start` ("2014-01") with mechanisms that read `parameters`."""
    return MONTH.with_rules([_inserted(one, parameters, start, sizes) for one in mechanisms])


def _inserted(of: CustomMechanism, parameters: ParameterSet, start: str, sizes: Sizes) -> InsertedMechanism:
    replaced = of.replaced
    declared = Rule(
        name=of.name,
        mechanism=replaced.rule.mechanism if replaced else of.name,
        meaning=of.meaning,
        reads=of.reads,
        writes=tuple(name for name in of.writes if "." not in name),
        sees=(),
        shows=(),
        streams=tuple(_stream_name(of, name) for name in of.streams),
        when=_condition(of, sizes),
    )
    fields = [*of.fields, *((f"{NOW}{name}", "u1") for name in of.own_events)]
    widest = sorted(fields, key=lambda one: -np.dtype(one[1]).itemsize)
    rule = InsertedRule(
        _function(of, sizes), of.after or None, declared=declared, replaces=of.replaces or None
    )
    return InsertedMechanism(
        of.name,
        (rule,),
        np.dtype(widest) if widest else None,
        events=of.own_events,
        given=given_to(parameters, [one.name for one in of.parameters], start),
    )


def _stream_name(of: CustomMechanism, name: str) -> str:
    """The name of a stream among all of the month: that of the rule it replaces, or one of its own."""
    return name if of.replaced and name in of.replaced.rule.streams else f"mechanism.{of.name}.{name}"


def given_to(parameters: ParameterSet, names: Iterable[str], start: str) -> Records:
    """The values of a mechanism's own parameters as it reads them, one record of shape (1,), and the first
    month.

    They are stored as the shipped ones are (`specs.packing`).
    """
    stored = {name: packing.packed(parameters[name].value, parameters[name].unit) for name in names}
    row = np.zeros(
        1, [(CALENDAR, "i8", ()), *((name, kind, shape) for name, (kind, shape, _) in stored.items())]
    )
    year, _, month = start.partition("-")
    row[CALENDAR] = 12 * int(year) + int(month) - 1
    for name, (_, _, value) in stored.items():
        row[name][0] = value
    return row.view(np.recarray)


@cache
def _function(of: CustomMechanism, sizes: Sizes) -> Callable[..., None]:
    """The translated mechanism, compiled."""
    return _compiled(of, of.translated(sizes))


@cache
def _condition(of: CustomMechanism, sizes: Sizes) -> Callable[..., bool] | None:
    """Its condition, compiled, where who does not fulfil it may skip it."""
    translated = of.translated_condition(sizes)
    return _compiled(of, translated) if translated else None


def _compiled(of: CustomMechanism, translated: ast.FunctionDef) -> Callable[..., Any]:
    """A function of a mechanism, compiled; its code keeps the file and the lines of its author."""
    tree = ast.Module([translated], [])
    ast.increment_lineno(tree, of.source.line - 1)
    module = ModuleType(f"mechanism_{translated.name}")
    sys.modules[module.__name__] = module  # cached machine code is loaded only if its module is found
    space = vars(module)
    space.update(_tools())
    for name in of.streams:
        space[stream_constant(name)] = _stream(of, name)
    exec(compile(tree, of.source.file, "exec"), space)
    made: Callable[..., Any] = inlined(space[translated.name])
    return made


def _stream(of: CustomMechanism, name: str) -> np.uint64:
    """The number of a stream; that of a shipped one says also whether audits draw it again."""
    number = stream(_stream_name(of, name))
    return of.replaced.streams.get(int(number), number) if of.replaced else number


@cache
def _tools() -> Mapping[str, Any]:
    """What the translation calls, by name."""
    tools: dict[str, Callable[..., object]] = {
        "int": _int,
        "float": _float,
        "whole": _whole,
        "share": _share,
        "word": draw,
        "numbered": draw_pair,
        "draw": _draw,
        "chance": _chance,
        "pick": _pick,
    }
    amount = by_kind(inlined(_int), inlined(_amount))
    compiled = {
        f"{PREFIX}{name}": one if hasattr(one, "py_func") else inlined(one) for name, one in tools.items()
    }
    return {
        **compiled,
        f"{PREFIX}amount": amount,
        **{f"{PREFIX}{name}": getattr(math, name) for name in MATH},
    }


def _int(value: float) -> Int:
    return np.int64(value)


def _float(value: float) -> float:
    return np.float64(value)


def _whole(value: float, low: int, high: int) -> Int:
    """The value without its decimals, kept within what a field can hold."""
    return np.int64(min(max(value + 0, low), high))


def _amount(value: float) -> Int:
    """A number with decimals as one of 64 bits, kept far from where sums of such numbers wrap around."""
    return np.int64(min(max(value, -float(MOST)), float(MOST)))


def _share(threshold: np.uint64) -> float:
    """The probability that a threshold of a word stands for."""
    return np.float64(threshold) / CERTAIN


def _draw(word: np.uint64) -> float:
    return np.float64(word) / CERTAIN


def _chance(word: np.uint64, probability: float) -> Bool:
    return np.float64(word) < probability * CERTAIN


def _pick(word: np.uint64, many: Int) -> Int:
    return np.int64(pick(word, max(1, many)))

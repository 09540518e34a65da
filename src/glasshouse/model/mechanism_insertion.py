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

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import CERTAIN, draw, pick, stream
from glasshouse.engine.rules import Rule
from glasshouse.model.custom_mechanism import CustomMechanism
from glasshouse.model.inserting import InsertedMechanism, InsertedRule, Schedule
from glasshouse.model.mechanism_translation import CALENDAR, MATH, NOW, PREFIX
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
    declared = Rule(
        of.name,
        of.name,
        of.meaning,
        of.reads,
        of.writes,
        (),
        (),
        tuple(f"{of.name}.{name}" for name in of.streams),
    )
    fields = [*of.fields, *((f"{NOW}{name}", "u1") for name in of.events)]
    widest = sorted(fields, key=lambda one: -np.dtype(one[1]).itemsize)
    return InsertedMechanism(
        of.name,
        (InsertedRule(_function(of, sizes), of.after or None, declared=declared),),
        np.dtype(widest) if widest else None,
        events=of.events,
        given=given_to(parameters, of.uses, start),
    )


def given_to(parameters: ParameterSet, names: Iterable[str], start: str) -> np.recarray[Any, Any]:
    """The values of `names` as mechanisms read them, one record of shape (1,), and the first month.

    Money is in cents, time in months, a rate the probability of a month; everything else is in its own unit.
    """
    stored = {name: packing.packed(parameters[name].value, parameters[name].unit) for name in names}
    kinds = [(name, "f8" if kind == "u8" else kind, shape) for name, (kind, shape, _) in stored.items()]
    row = np.zeros(1, [(CALENDAR, "i8", ()), *kinds])
    year, _, month = start.partition("-")
    row[CALENDAR] = 12 * int(year) + int(month) - 1
    for name, (kind, _, value) in stored.items():
        row[name][0] = np.asarray(value) / CERTAIN if kind == "u8" else value
    return row.view(np.recarray)


@cache
def _function(of: CustomMechanism, sizes: Sizes) -> Callable[..., None]:
    """The translated mechanism, compiled; its code keeps the file and the lines of its author."""
    tree = ast.Module([of.translated(sizes)], [])
    ast.increment_lineno(tree, of.source.line - 1)
    module = ModuleType(f"mechanism_{of.name}")
    sys.modules[module.__name__] = module  # cached machine code is loaded only if its module is found
    space = vars(module)
    space.update(_tools())
    for name in of.streams:
        space[f"{PREFIX}stream_{name.replace('.', '_')}"] = stream(f"mechanism.{of.name}.{name}")
    exec(compile(tree, of.source.file, "exec"), space)
    made: Callable[..., None] = inlined(space[of.name])
    return made


@cache
def _tools() -> Mapping[str, Any]:
    """What the translation calls, by name."""
    tools: dict[str, Callable[..., Any]] = {
        "int": _int,
        "float": _float,
        "whole": _whole,
        "draw": _draw,
        "chance": _chance,
        "pick": _pick,
    }
    compiled = {f"{PREFIX}{name}": inlined(function) for name, function in tools.items()}
    return {**compiled, **{f"{PREFIX}{name}": getattr(math, name) for name in MATH}}


def _int(value: Any) -> Any:
    return np.int64(value)


def _float(value: Any) -> Any:
    return np.float64(value)


def _whole(value: Any, low: Any, high: Any) -> Any:
    """The value without its decimals, kept within what a field can hold."""
    return np.int64(min(max(value + 0, low), high))


def _draw(rng: Any, why: Any) -> Any:
    return np.float64(draw(rng, why)) / CERTAIN


def _chance(rng: Any, why: Any, probability: Any) -> Any:
    return np.float64(draw(rng, why)) < probability * CERTAIN


def _pick(rng: Any, why: Any, many: Any) -> Any:
    return np.int64(pick(draw(rng, why), max(1, many)))

"""Reading what varies: a parameter or a value of the rulebook, with the values it takes."""

from __future__ import annotations

from typing import Any

from glasshouse.errors import BadInput, Fault, suggestion
from glasshouse.experiment.factors import Factor, span
from glasshouse.rulebook import Rulebook
from glasshouse.texts.parameters import ParameterSet
from glasshouse.texts.priors import parse_prior
from glasshouse.texts.units import quantity

RANGE_KEYS = ("from", "to", "scale")


def resolved(book: Rulebook, name: str) -> str:
    """The full path a name means in a rulebook; empty where the rulebook says nothing there."""
    try:
        return book.explain(name).path
    except BadInput:
        return ""


def input_factor(name: str, given: Any, inputs: ParameterSet) -> Factor:
    """A parameter nobody is sure of, from what stands beside its name under `vary`. Raises `BadInput`."""
    parameter = inputs[name]
    if isinstance(parameter.value, tuple):
        raise BadInput(Fault("is a row of numbers, which cannot vary as one", "set it instead"))
    whole = isinstance(parameter.value, int) and parameter.range[1] - parameter.range[0] >= 2
    if given == "prior" and parameter.prior is None and all(map(_finite, parameter.range)):
        return Factor(name, "input", prior=span(*parameter.range), whole=whole)
    if given == "prior":
        if parameter.prior is None:
            raise BadInput(Fault("has no prior of its own", "give from and to"))
        return Factor(name, "input", prior=parameter.prior, whole=whole)
    made = _given(name, "input", given, parameter.unit, whole)
    for value in made.levels:
        inputs.but({name: value})
    if made.prior and made.prior.family in ("uniform", "loguniform"):
        inputs.but({name: made.prior.numbers[0]})
        inputs.but({name: made.prior.numbers[1]})
    return made


def lever(name: str, given: Any, books: dict[str, Rulebook], inputs: ParameterSet) -> Factor:
    """A value of the rulebooks that have it, from what stands beside its path. Raises `BadInput`."""
    found = [book for book in books.values() if resolved(book, name)]
    if not found:
        known = [*inputs, *(path for book in books.values() for path in book.paths())]
        raise BadInput(Fault("neither a parameter nor a value of these rulebooks", suggestion(name, known)))
    told = found[0].explain(name)
    if given == "lever":
        if not told.lever:
            raise BadInput(Fault("the rulebook gives it no lever", "give from and to"))
        given = list(told.lever) if len(told.lever) > 2 or isinstance(told.lever[0], str) else {
            "from": told.lever[0], "to": told.lever[-1],
        }  # fmt: skip
    current = found[0].value(name)
    made = _given(name, "lever", given, told.unit, isinstance(current, int))
    for value in made.levels or (made.at(0.0), made.at(1.0)):
        for book in found:
            book.but({name: made.written(value)})
    return made


def _given(name: str, kind: Any, given: Any, unit: str, whole: bool) -> Factor:
    if isinstance(given, list) and given:
        return Factor(
            name, kind, levels=tuple(_number(value, unit) for value in given), unit=_unit(kind, unit)
        )
    if isinstance(given, str):
        return Factor(name, kind, prior=parse_prior(given), unit=_unit(kind, unit), whole=whole)
    if not isinstance(given, dict) or not {"from", "to"} <= set(given) <= set(RANGE_KEYS):
        raise BadInput(
            Fault("says not how it varies", "write a list of values, {from: ..., to: ...}, a prior, or prior")
        )
    scale = given.get("scale", "linear")
    if scale not in ("linear", "log"):
        raise BadInput(Fault(f"{scale} is not a scale", "linear or log"))
    low, high = (float(_number(given[end], unit)) for end in ("from", "to"))
    return Factor(name, kind, prior=span(low, high, scale == "log"), unit=_unit(kind, unit), whole=whole)


def _unit(kind: str, unit: str) -> str:
    """Parameters know their unit; rulebooks want it written."""
    return unit if kind == "lever" else ""


def _number(value: Any, unit: str) -> Any:
    """A value as written; a text with a unit as a number in `unit`."""
    if isinstance(value, str) and unit and value[:1] in "+-.0123456789":
        return quantity(value, unit)
    return value


def _finite(value: float) -> bool:
    return abs(value) != float("inf")

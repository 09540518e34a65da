"""Reading what varies: a parameter or a value of the rulebook, with the values it takes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.rulebooks import Rulebook
from glasshouse.rulebooks.book import Explanation
from glasshouse.specs.parameters import Parameter, ParameterSet
from glasshouse.specs.priors import Prior, parse_prior
from glasshouse.specs.units import quantity
from glasshouse.studies import forms
from glasshouse.studies.members import AS_WRITTEN, Factor, Kind, Value, span

RANGE_KEYS = ("from", "to", "scale")
MOST_LEVELS = 1_000
HOW = "write a list of values, {from: ..., to: ...}, a prior such as beta(2, 38), or prior"
RESERVED = ("point", "rulebook", "replicate")
"""Columns every table of a study has."""


def resolved(book: Rulebook, name: str) -> str:
    """The full path a name means in a rulebook; empty where the rulebook says nothing there."""
    try:
        return book.explain(name).path
    except InputError:
        return ""


@dataclass(frozen=True)
class Subjects:
    """What a study can vary: parameters by name, and the values of its rulebooks by path."""

    inputs: ParameterSet
    books: Mapping[str, Rulebook] = field(default_factory=dict)

    def factor(self, name: str, given: object) -> Factor:
        """The factor under a name, from what stands beside it. Raises `InputError`."""
        made = self._input(name, given) if name in self.inputs else self._lever(name, given)
        if made.levels:
            self.admit(made, made.levels)
            return made
        ends = _ends(made)
        try:
            self.admit(made, ends)
        except InputError as bad:
            whole = f"{made.prior} gives " if isinstance(given, str) else ""
            whole += f"{ends[0]:.6g} to {ends[1]:.6g}"
            raise InputError(
                *(Diagnostic(f"{whole}: {diagnostic.what}", diagnostic.fix) for diagnostic in bad.diagnostics)
            ) from None
        return made

    def admit(self, factor: Factor, values: Iterable[Value]) -> None:
        """Raises `InputError` for the first value that cannot be set.

        Of numbers the lowest, the highest and one that is not whole are tried: ranges have no holes.
        """
        for value in telling(values):
            if factor.kind == "input":
                self._set(factor.name, value)
                continue
            for book in self.having(factor.name):
                book.but({factor.name: _explicit(factor.written(value), factor.unit)})

    def having(self, name: str) -> list[Rulebook]:
        """The rulebooks that say something under a name."""
        return [book for book in self.books.values() if resolved(book, name)]

    def _set(self, name: str, value: Value) -> None:
        if value is None:
            raise InputError(Diagnostic("null is not a value of a parameter", "write a number"))
        try:
            self.inputs.but({name: value})
        except InputError as bad:
            raise InputError(
                *(
                    Diagnostic(diagnostic.what.removeprefix(f"{name}: "), diagnostic.fix)
                    for diagnostic in bad.diagnostics
                )
            ) from None

    def _input(self, name: str, given: object) -> Factor:
        parameter = self.inputs[name]
        if isinstance(parameter.value, tuple):
            raise InputError(Diagnostic("is a row of numbers, which cannot vary as one", "set it instead"))
        if given == "prior":
            given = _own_prior(parameter)
        if name.startswith("switch.") and isinstance(given, list):
            given = [int(on) if isinstance(on, bool) else on for on in given]
        whole = isinstance(parameter.value, int) and parameter.range[1] - parameter.range[0] >= 2
        made = _given(name, "input", given, parameter.unit, whole)
        return replace(made, measured_in=parameter.unit, meaning=parameter.note)

    def _lever(self, name: str, given: object) -> Factor:
        found = self.having(name)
        if not found:
            near = suggestion(name, self._known) or "glasshouse explain RULEBOOK PATH looks a path up"
            raise InputError(Diagnostic("neither a parameter nor a value of these rulebooks", near))
        told = found[0].explain(name)
        whole = isinstance(found[0].value(name), int)
        made = _given(name, "lever", _own_lever(told) if given == "lever" else given, told.unit, whole)
        return replace(made, unit=told.unit, measured_in=told.unit, meaning=told.note)

    @cached_property
    def _known(self) -> list[str]:
        return [*self.inputs, *(path for book in self.books.values() for path in book.paths())]


def level(given: object, unit: str) -> Value:
    """One value that is tried: a number in `unit`, a word, null, or `as written`. Raises `InputError`."""
    if isinstance(given, dict):
        given = _spelled(given)
    value = forms.scalar(given)
    if isinstance(value, str) and value != AS_WRITTEN and unit and value[:1] in "+-.0123456789":
        return _counted(value, unit)
    return value


def _spelled(given: dict[object, object]) -> object:
    """`{value: 6, unit: month}` as `6 month`."""
    if not given or not set(given) <= {"value", "unit"} or "value" not in given:
        raise InputError(
            Diagnostic(f"{forms.shown(given)} is not one value", "write a number, or {value: 6, unit: month}")
        )
    value, unit = (forms.scalar(given.get(key)) for key in ("value", "unit"))
    return value if unit is None else f"{value} {unit}"


def _counted(text: str, unit: str) -> float | int:
    if len(text) > forms.SHOWN:
        raise InputError(Diagnostic(f"{forms.shown(text)} is not a number with a unit", f"write 3 {unit}"))
    try:
        found = quantity(text, unit)
    except (ArithmeticError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(Diagnostic(f"{text} is not a number with a unit", f"write 3 {unit}")) from None
    forms.scalar(found)
    return found


def _given(name: str, kind: Kind, given: object, unit: str, whole: bool) -> Factor:
    if isinstance(given, Prior):
        return Factor(name, kind, prior=given, whole=whole)
    if isinstance(given, list):
        return Factor(name, kind, levels=_levels(given, unit))
    if isinstance(given, str):
        return Factor(name, kind, prior=parse_prior(given), whole=whole)
    if not isinstance(given, dict) or not {"from", "to"} <= set(given) <= set(RANGE_KEYS):
        raise InputError(Diagnostic(f"{forms.shown(given)} does not say how it varies", HOW))
    scale = forms.word("a scale", "linear", "log")(given.get("scale", "linear"))
    low, high = (_end(given[end], unit) for end in ("from", "to"))
    return Factor(name, kind, prior=span(low, high, scale == "log"), whole=whole)


def _levels(given: list[object], unit: str) -> tuple[Value, ...]:
    if not 0 < len(given) <= MOST_LEVELS:
        raise InputError(Diagnostic(f"a list of {len(given):,} values", f"write 1 to {MOST_LEVELS:,} values"))
    found = tuple(level(value, unit) for value in given)
    twice = [value for k, value in enumerate(found) if value in found[:k]]
    if twice:
        raise InputError(Diagnostic(f"{forms.shown(twice[0])} stands twice", "keep one of them"))
    return found


def _end(given: object, unit: str) -> float:
    value = level(given, unit)
    if isinstance(value, (str, bool, type(None))):
        raise InputError(
            Diagnostic(f"{forms.shown(value)} is not a number", "write {from: ..., to: ...} with numbers")
        )
    return float(value)


def _own_prior(parameter: Parameter) -> Prior:
    if parameter.prior is not None:
        return parameter.prior
    if not all(map(math.isfinite, parameter.range)):
        raise InputError(Diagnostic("has no prior of its own", "give from and to"))
    return span(*parameter.range)


def _own_lever(told: Explanation) -> object:
    if not told.lever:
        raise InputError(Diagnostic("the rulebook gives it no lever", "give from and to"))
    if len(told.lever) > 2 or isinstance(told.lever[0], str):
        return list(told.lever)
    return {"from": told.lever[0], "to": told.lever[-1]}


def _ends(factor: Factor) -> tuple[float, float]:
    """The lowest and highest value a design can draw. Raises `InputError` where they are not numbers."""
    try:
        low, high = (float(factor.at(end)) for end in (0.0, 1.0))  # type: ignore[arg-type]
        if math.isfinite(low) and math.isfinite(high):
            return (round(low), round(high)) if factor.whole else (low, high)
    except (ArithmeticError, ValueError):
        pass
    raise InputError(Diagnostic(f"{factor.prior} has no ends that can be computed", "use smaller numbers"))


def telling(values: Iterable[Value]) -> list[Value]:
    """The values that decide whether all can be set."""
    all_ = [value for value in values if value != AS_WRITTEN]
    numbers = [v for v in all_ if isinstance(v, (int, float)) and not isinstance(v, bool)]
    others = dict.fromkeys(v for v in all_ if isinstance(v, (str, bool, type(None))))
    broken = [v for v in numbers if v != int(v)][:1]
    return [*others, *dict.fromkeys([min(numbers), max(numbers), *broken] if numbers else [])]


def _explicit(value: Value, unit: str) -> object:
    """Null as a rulebook writes it: no end, which only some values can be."""
    return {"value": None, **({"unit": unit} if unit else {})} if value is None else value

"""Parameters: every number of the model with its unit, range, source and how far it can be trusted.

A parameter file holds one group of leaves under `parameters`; the leaves of `mechanism: dues` are called
`dues.<name>`. Maps of leaves may be nested, and a leaf is a map with a `value`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError, choices
from glasshouse.specs import packing
from glasshouse.specs.parameter_leaves import EVIDENCE, Leaf, Value, leaves_of, within
from glasshouse.specs.priors import Prior
from glasshouse.specs.reading import Text, survey
from glasshouse.specs.units import MONEY, currency_of, kind_of, quantity, same_kind

__all__ = ["EVIDENCE", "Parameter", "ParameterSet", "Prior", "load", "overlay"]

SCHEMA = "glasshouse/parameters@1"
PRACTICE_SCHEMA = "glasshouse/practice@1"
LISTED = "`glasshouse describe --mechanisms` lists all parameters"


@dataclass(frozen=True)
class Parameter:
    """One number (or row of numbers) of the model.

    `value` and `range` (lowest and highest sensible value) are in `unit`; `evidence` is one of `EVIDENCE`;
    `prior` is None where nothing is known beyond the range; `file` and `line` say where it is written.

    >>> import glasshouse as gh
    >>> gh.practice()["court.sue"].unit
    '1/month'
    """

    name: str
    value: Value
    unit: str
    range: tuple[float, float]
    evidence: str
    source: str = ""
    prior: Prior | None = None
    note: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True)
class ParameterSet(Mapping[str, Parameter]):
    """Parameters by dotted name, in the order of their files.

    >>> import glasshouse as gh
    >>> parameters = gh.practice().but({"court.sue": 0.02})
    >>> parameters["court.sue"].value, parameters["court.sue"].evidence
    (0.02, 'assumption')
    """

    parameters: tuple[Parameter, ...]

    def __getitem__(self, name: str) -> Parameter:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self.parameters)

    @cached_property
    def _by_name(self) -> dict[str, Parameter]:
        return {parameter.name: parameter for parameter in self.parameters}

    def record(self) -> np.recarray[tuple[int, ...], np.dtype[np.void]]:
        """All values as one record of shape (1,), in the forms of `packing`: `court.sue` is `.court_sue`."""
        return self._record.copy()

    @cached_property
    def _record(self) -> np.recarray[tuple[int, ...], np.dtype[np.void]]:
        fields = [(packing.field(p.name), *packing.packed(p.value, p.unit)) for p in self.parameters]
        dtype = np.dtype([(name, kind, shape) for name, kind, shape, _ in fields], align=True)
        row = np.zeros(1, dtype=dtype)
        for name, _, _, stored in fields:
            row[name][0] = stored
        return row.view(np.recarray)

    def assumptions(self) -> tuple[Parameter, ...]:
        """The parameters that rest on nobody's figures."""
        return tuple(p for p in self.parameters if p.evidence == "assumption")

    def but(self, changes: Mapping[str, object]) -> ParameterSet:
        """A copy with other values, each a number in the parameter's own unit, or a text such as `"3 month"`.

        A changed parameter counts as an assumption of the caller. Raises `InputError` for an unknown name,
        another kind of unit, or a value outside the range.
        """
        diagnostics: list[Diagnostic] = []
        changed: dict[str, Parameter] = {}
        for name, given in changes.items():
            try:
                changed[name] = self._changed(name, arguments.plain(given))
            except InputError as bad:
                diagnostics += [
                    dataclasses.replace(diagnostic, what=f"{name}: {diagnostic.what}")
                    for diagnostic in bad.diagnostics
                ]
        if diagnostics:
            raise InputError(*diagnostics)
        return ParameterSet(tuple(changed.get(p.name, p) for p in self.parameters))

    def in_money(self, currency: str, worth: Mapping[str, float]) -> ParameterSet:
        """A copy with all amounts in `currency`; `worth` is what one unit of other currencies is worth in it.

        Amounts in `money` are taken to be in it. Raises `InputError` where a currency has no worth.
        """
        known = {currency: 1.0, MONEY: 1.0, **worth}
        lacking: dict[str, list[str]] = {}
        for parameter in self.parameters:
            if (other := currency_of(parameter.unit)) and other not in known:
                lacking.setdefault(other, []).append(parameter.name)
        if lacking:
            raise InputError(*(_no_rate(other, names, currency) for other, names in lacking.items()))
        return ParameterSet(tuple(_in_money(parameter, currency, known) for parameter in self.parameters))

    def _changed(self, name: str, given: object) -> Parameter:
        if name not in self:
            raise InputError(Diagnostic("not a known parameter", choices(name, self, LISTED)))
        old = self[name]
        value = _in_unit(given, old.unit)
        if _shape(value) != _shape(old.value):
            raise InputError(Diagnostic("has another number of values", f"give {_shape(old.value) or 'one'}"))
        within(value, old.range, old.unit)
        packing.packed(value, old.unit)
        return dataclasses.replace(old, value=value, evidence="assumption", source="set by the caller")


def _in_money(parameter: Parameter, currency: str, worth: Mapping[str, float]) -> Parameter:
    other = currency_of(parameter.unit)
    if other in ("", currency):
        return parameter
    unit = parameter.unit.replace(other, currency, 1)
    if (rate := worth[other]) == 1:
        return dataclasses.replace(parameter, unit=unit)
    given, (low, high) = parameter.value, parameter.range
    return dataclasses.replace(
        parameter,
        value=tuple(rate * one for one in given) if isinstance(given, tuple) else rate * given,
        unit=unit,
        range=(rate * low, rate * high),
        prior=parameter.prior and parameter.prior.scaled(rate),
        note=f"{parameter.note} (converted: {rate:g} {currency} for one {other})".strip(),
    )


def _no_rate(other: str, names: list[str], currency: str) -> Diagnostic:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    what = f"{', '.join(names[:3])}{more}: given in {other}, and the society has {currency}"
    rate = f"{other}: {{value: ..., unit: {currency}/{other}, evidence: ..., source: ...}}"
    return Diagnostic(what, f"add {rate} to money.rates of the society")


def load(*paths: str | Path) -> ParameterSet:
    """The parameters of several files together. Raises `InputError` with the faults of all of them."""
    diagnostics: list[Diagnostic] = []
    found: list[tuple[Text, Leaf]] = []
    for path in paths:
        try:
            text = survey(path)
            leaves, wrong = leaves_of(text, (SCHEMA, PRACTICE_SCHEMA))
            found += [(text, leaf) for leaf in leaves]
            diagnostics += text.all_diagnostics(wrong)
        except InputError as bad:
            diagnostics += bad.diagnostics
    diagnostics += _repeated(found)
    if diagnostics:
        raise InputError(*diagnostics)
    return ParameterSet(tuple(_parameter(text, leaf) for text, leaf in found))


def overlay(base: ParameterSet, text: Text, diagnostics: Iterable[Diagnostic] = ()) -> ParameterSet:
    """`base` with the leaves of a practice file put over those of the same name.

    A leaf may leave out its range; it then keeps the range of `base`. Raises `InputError` with the faults of
    the file, unknown names among them. `faults` were found in it before; they stand in place of others at
    the same keys.
    """
    leaves, wrong = leaves_of(text, (PRACTICE_SCHEMA,), range_needed=False)
    misfits = [diagnostic for leaf in leaves for diagnostic in _misfits(base, text, leaf)]
    before = list(diagnostics)
    marks = {(diagnostic.line, diagnostic.column) for diagnostic in before}
    after = [
        diagnostic for diagnostic in (*wrong, *misfits) if (diagnostic.line, diagnostic.column) not in marks
    ]
    if found := text.all_diagnostics([*before, *after]):
        raise InputError(*found)
    laid = {leaf.name: _over(base[leaf.name], _parameter(text, leaf), leaf.range is None) for leaf in leaves}
    return ParameterSet(tuple(laid.get(p.name, p) for p in base.parameters))


def _misfits(base: ParameterSet, text: Text, leaf: Leaf) -> Iterator[Diagnostic]:
    if leaf.name not in base:
        yield text.diagnostic(leaf.path, "not a known parameter", choices(leaf.name, base, LISTED))
        return
    old = base[leaf.name]
    if kind_of(leaf.unit) != kind_of(old.unit):
        yield text.diagnostic(
            leaf.path, f"{leaf.unit} cannot be turned into {old.unit}", f"give it in {old.unit}"
        )
    elif not same_kind(leaf.unit, old.unit) and leaf.range is None:
        what = f"has no range in {leaf.unit}: the one known is in {old.unit}"
        yield text.diagnostic(leaf.path, what, "write range: [lowest, highest] sensible value")
    elif _shape(leaf.value) != _shape(old.value):
        yield text.diagnostic(leaf.path, "has another number of values", f"give {_shape(old.value) or 'one'}")
    else:
        try:
            unit = _unit_laid(old.unit, leaf.unit)
            value = _in_unit({"value": leaf.value, "unit": leaf.unit}, unit)
            packing.packed(value, unit)
            if leaf.range is None:
                within(value, old.range, old.unit)
        except InputError as bad:
            yield from (
                text.diagnostic(leaf.path, diagnostic.what, diagnostic.fix) for diagnostic in bad.diagnostics
            )


def _over(old: Parameter, new: Parameter, keep_range: bool) -> Parameter:
    unit = _unit_laid(old.unit, new.unit)
    value = _in_unit({"value": new.value, "unit": new.unit}, unit)
    limits = old.range if keep_range else _pair(_in_unit({"value": new.range, "unit": new.unit}, unit))
    prior = new.prior or (old.prior if unit == old.unit else None)
    return dataclasses.replace(new, value=value, unit=unit, range=limits, prior=prior)


def _unit_laid(old: str, new: str) -> str:
    """The unit of a value laid over one in `old`: that unit, in the currency of `new` where it is money."""
    currency = currency_of(old)
    return old.replace(currency, currency_of(new), 1) if currency and not same_kind(new, old) else old


def _parameter(text: Text, leaf: Leaf) -> Parameter:
    return Parameter(
        name=leaf.name,
        value=leaf.value,
        unit=leaf.unit,
        range=leaf.range or (float("-inf"), float("inf")),
        evidence=leaf.evidence,
        source=leaf.source,
        prior=leaf.prior,
        note=leaf.note,
        file=text.file,
        line=text.mark(leaf.path)[0],
    )


def _repeated(found: list[tuple[Text, Leaf]]) -> Iterator[Diagnostic]:
    first: dict[str, str] = {}
    for text, leaf in found:
        flat = packing.field(leaf.name)
        here = f"{text.file}:{text.mark(leaf.path)[0]}"
        if flat in first:
            yield text.diagnostic(
                leaf.path, f"{leaf.name} is already set at {first[flat]}", "give it another name"
            )
        first.setdefault(flat, here)


def _in_unit(given: object, unit: str) -> Value:
    value, named = (
        (given.get("value"), given.get("unit", unit)) if isinstance(given, Mapping) else (given, unit)
    )
    if isinstance(value, (list, tuple)):
        return tuple(quantity({"value": item, "unit": named}, unit) for item in value)
    if not isinstance(value, str):
        return quantity({"value": value, "unit": named}, unit)
    return quantity(f"{value} {named}" if _WITHOUT_UNIT.fullmatch(value) else value, unit)


_WITHOUT_UNIT = re.compile(r"[-+0-9.,eE\s]+")


def _pair(value: Value) -> tuple[float, float]:
    assert isinstance(value, tuple)
    return float(value[0]), float(value[1])


def _shape(value: Value) -> int:
    return len(value) if isinstance(value, tuple) else 0

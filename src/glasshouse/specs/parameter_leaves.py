"""The leaves of a parameter file, `{value, unit, range, evidence, source, prior, note}`, and their checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from glasshouse.errors import Diagnostic, InputError, choices, shown
from glasshouse.specs import packing
from glasshouse.specs.composing import KeyPath
from glasshouse.specs.priors import Prior, parse_prior
from glasshouse.specs.reading import Text
from glasshouse.specs.scalars import is_number, is_text, mapping, one_of
from glasshouse.specs.units import Number, check_unit

EVIDENCE = {
    "V": "seen in a source that is primary, official, academic or a mainstream newspaper",
    "V2": "seen, but only in a secondary copy",
    "D": "derived by arithmetic from seen figures",
    "M": "from memory, not yet verified",
    "assumption": "nobody's figure: a guess to be varied",
}
"""How far a value can be trusted, by its code."""

Value = Number | tuple[Number, ...]

_HEADER = ("schema", "mechanism", "for", "title", "note", "parameters")
_FIELDS = ("value", "unit", "range", "evidence", "source", "prior", "note")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


@dataclass(frozen=True)
class Leaf:
    """One checked leaf and the path in its text where it stands."""

    name: str
    path: KeyPath
    value: Value
    unit: str
    range: tuple[float, float] | None
    evidence: str
    source: str
    prior: Prior | None
    note: str


def leaves_of(
    text: Text, schemas: tuple[str, ...], *, range_needed: bool = True
) -> tuple[list[Leaf], list[Diagnostic]]:
    """The sound leaves of a parameter file, and every fault in it."""
    diagnostics = list(_header_diagnostics(text, schemas))
    leaves: list[Leaf] = []
    for path, data in _walk(mapping(text.data.get("parameters")), ("parameters",)):
        try:
            leaves.append(_Check(text, path, data, range_needed).leaf())
        except InputError as bad:
            diagnostics += bad.diagnostics
    return leaves, diagnostics


def within(value: Value, limits: tuple[float, float], unit: str) -> None:
    """Raises `InputError` (without a place) unless every number of `value` lies inside `limits`."""
    low, high = limits
    for number in value if isinstance(value, tuple) else (value,):
        if not low <= number <= high:
            raise InputError(
                Diagnostic(f"{number:g} {unit} is outside its range", f"give {low:g} to {high:g}")
            )


def _header_diagnostics(text: Text, schemas: tuple[str, ...]) -> Iterator[Diagnostic]:
    for key in text.data:
        if key not in _HEADER:
            yield text.diagnostic((key,), "not a known key", choices(key, _HEADER))
    schema = text.data.get("schema")
    if not one_of(schema, schemas):
        found = "is missing" if schema is None else f"{shown(schema)} is not a schema of parameters"
        yield text.diagnostic(("schema",), found, f"write schema: {schemas[0]}")
    for key in ("mechanism", "for", "title", "note"):
        if key in text.data and not is_text(text.data[key]):
            yield text.diagnostic((key,), f"{shown(text.data[key])} is not a text", "write a word or a line")
    if not isinstance(text.data.get("parameters"), dict):
        yield text.diagnostic(("parameters",), "a map of parameters is missing", "write parameters: {...}")


def _walk(data: dict[object, object], path: KeyPath) -> Iterator[tuple[KeyPath, object]]:
    for key, entry in data.items():
        here = (*path, key)
        inside = mapping(entry)
        if "value" not in inside and any(isinstance(inner, dict) for inner in inside.values()):
            yield from _walk(inside, here)
        else:
            yield here, entry


@dataclass
class _Check:
    """The checking of one leaf; what is wrong with it is gathered, not raised at the first."""

    text: Text
    path: KeyPath
    data: Any
    range_needed: bool

    def __post_init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def leaf(self) -> Leaf:
        if not isinstance(self.data, dict):
            raise InputError(self._place("a parameter needs at least value, unit and evidence", _EXAMPLE))
        self._known_fields()
        value, unit, limits = self._value(), self._unit(), self._range()
        leaf = Leaf(
            name=self._name(),
            path=self.path,
            value=value or 0,
            unit=unit,
            range=limits,
            evidence=self._evidence(),
            source=self._text("source"),
            prior=self._prior(),
            note=self._text("note"),
        )
        if value is not None and unit:
            self._fits(value, unit, limits)
        if self.diagnostics:
            raise InputError(*self.diagnostics)
        return leaf

    def _place(self, what: str, fix: str = "", key: str = "") -> Diagnostic:
        inside = (key,) if key in mapping(self.data) else ()
        return self.text.diagnostic((*self.path, *inside), what, fix)

    def _wrong(self, what: str, fix: str = "", key: str = "") -> None:
        self.diagnostics.append(self._place(what, fix, key))

    def _known_fields(self) -> None:
        for key in self.data:
            if key not in _FIELDS:
                self._wrong("not a field of a parameter", choices(key, _FIELDS), key)

    def _text(self, key: str) -> str:
        given = self.data.get(key, "")
        if not isinstance(given, str):
            self._wrong(f"{shown(given)} is not a text", "write a line, in quotes if need be", key)
        return str(given)

    def _name(self) -> str:
        mechanism = self.text.data.get("mechanism")
        own = ".".join(str(step) for step in self.path[1:])
        name = f"{mechanism}.{own}" if mechanism else own
        if not _NAME.fullmatch(name):
            self._wrong("is not a name", "use small letters, digits and underscores, a letter first")
        elif packing.reserved(name):
            self._wrong(f"would hide NumPy's own attribute {packing.field(name)}", "use another name")
        return name

    def _value(self) -> Value | None:
        value = self.data.get("value")
        if isinstance(value, list) and value and all(is_number(item) for item in value):
            return tuple(value)
        if is_number(value):
            return value
        what = "the value is missing" if value is None else f"{shown(value)} is not a number"
        self._wrong(what, _EXAMPLE, "value")
        return None

    def _unit(self) -> str:
        if "unit" not in self.data:
            self._wrong("the unit is missing", "write for example unit: month")
            return ""
        try:
            return check_unit(self.data["unit"])
        except InputError as bad:
            self.diagnostics += [
                self._place(diagnostic.what, diagnostic.fix, "unit") for diagnostic in bad.diagnostics
            ]
            return ""

    def _range(self) -> tuple[float, float] | None:
        limits = self.data.get("range")
        if limits is None:
            if self.range_needed:
                self._wrong("the range is missing", "write range: [lowest, highest] sensible value")
            return None
        pair = isinstance(limits, list) and len(limits) == 2 and all(is_number(item) for item in limits)
        if pair and limits[0] < limits[1]:
            return limits[0], limits[1]
        self._wrong("the range is not two numbers, the lower first", "write range: [0, 1]", "range")
        return None

    def _evidence(self) -> str:
        code = self.data.get("evidence")
        if not one_of(code, EVIDENCE):
            what = "the evidence is missing" if code is None else f"{shown(code)} is not a code of evidence"
            self._wrong(what, choices(code, EVIDENCE), "evidence")
        elif code != "assumption" and not self.data.get("source"):
            self._wrong(f"evidence {code} needs a source", "name the source, or write evidence: assumption")
        return str(code)

    def _prior(self) -> Prior | None:
        if "prior" not in self.data:
            return None
        try:
            return parse_prior(self.data["prior"])
        except InputError as bad:
            self.diagnostics += [
                self._place(diagnostic.what, diagnostic.fix, "prior") for diagnostic in bad.diagnostics
            ]
            return None

    def _fits(self, value: Value, unit: str, limits: tuple[float, float] | None) -> None:
        try:
            if limits:
                within(value, limits, unit)
            packing.packed(value, unit)
        except InputError as bad:
            self.diagnostics += [
                self._place(diagnostic.what, diagnostic.fix, "value") for diagnostic in bad.diagnostics
            ]


_EXAMPLE = "write for example {value: 3, unit: month, range: [0, 12], evidence: assumption}"

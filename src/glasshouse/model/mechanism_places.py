"""Places that a mechanism reads and writes: fields of person, law and month, and parameters."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from glasshouse.errors import InputError, choices, suggestion
from glasshouse.model.mechanism_names import CALENDAR, MONTH, USES
from glasshouse.model.mechanism_scope import Scope, converted, load, local
from glasshouse.specs import packing
from glasshouse.specs.parameters import Parameter

RECORDS = {"person": "p", "law": "law", MONTH: "record", "province": "province"}
"""Records that a mechanism reads, and the argument in which each is found."""
_UNKNOWN = {
    "person": "{} is not a field of a person", "law": "the law has no field {}",
    MONTH: "ctx.this_month has no {}", "province": "ctx.province has no {}",
}  # fmt: skip


@dataclass(frozen=True)
class Located:
    """What an expression names: a field `name` of a `record` at the index `at`, None for the whole field."""

    record: str
    name: str
    at: ast.expr | None


@dataclass(frozen=True)
class Places:
    """Finds the places that expressions name, each within its record for sure."""

    scope: Scope

    def located(self, node: ast.expr) -> Located | None:
        """The field of a record that an expression names; None for anything else."""
        at = node.slice if isinstance(node, ast.Subscript) else None
        match node.value if isinstance(node, ast.Subscript) else node:
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner == self.scope.person:
                return Located("person", name, at)
            case ast.Attribute(value=of, attr=name) if self.scope.of_context(of) in RECORDS:
                return Located(self.scope.of_context(of), name, at)
        return None

    def place(self, node: ast.expr, of: Located) -> ast.expr | None:
        """A field of a record or one of its entries; None where there is no such thing."""
        names = self.scope.names
        offered = names.offered(of.record)
        if of.name not in offered:
            own = f'declare it: fields={{"{of.name}": "i8"}}'
            fix = suggestion(of.name, offered) or own if of.record == "person" else choices(of.name, offered)
            self.scope.wrong(node, _UNKNOWN[of.record].format(of.name), fix)
            return None
        found: ast.expr = ast.Attribute(load(RECORDS[of.record]), of.name, ast.Load())
        if of.record == "person" and of.name in names.own:
            found = ast.Subscript(load("own"), ast.Constant(of.name), ast.Load())
        return self._entry(node, found, of.name, names.kind(of.record, of.name).shape, of.at)

    def value(self, node: ast.expr, of: Located) -> ast.expr:
        """What stands at a place, as a number of 64 bits."""
        place = self.place(node, of)
        if place is None:
            return ast.Constant(0)
        return converted(place, self.scope.names.kind(of.record, of.name).base)

    def parameter(self, node: ast.expr) -> tuple[ast.expr, str] | None:
        """A parameter as it is stored and its type; None where an expression names none."""
        match node:
            case ast.Subscript(value=of, slice=key) if self.scope.of_context(of) == "parameters":
                return self._parameter(node, key, None)
            case ast.Subscript(value=ast.Subscript(value=of, slice=key), slice=at):
                if self.scope.of_context(of) == "parameters":
                    return self._parameter(node, key, at)
        return None

    def _parameter(self, node: ast.expr, key: ast.expr, at: ast.expr | None) -> tuple[ast.expr, str]:
        name = key.value if isinstance(key, ast.Constant) else None
        known = self.scope.names.parameters
        if not isinstance(name, str):
            return self.scope.wrong(node, "a parameter must be named in quotes", USES["parameters"]), "i8"
        if name not in known:
            fix = suggestion(name, known) or "declare it: parameters={...}"
            return self.scope.wrong(node, f"{name} is not a known parameter", fix), "i8"
        self.scope.used.parameters.add(name)
        home = self.scope.names.home(name)
        kind, shape = _stored(known[name])
        place: ast.expr = ast.Attribute(load(home), packing.field(name), ast.Load())
        if home == "given":
            place = ast.Subscript(load("given"), ast.Constant(name), ast.Load())
        return self._entry(node, place, name, shape, at) or ast.Constant(0), kind

    def whole(self, node: ast.expr) -> int | None:
        """The whole number that an expression is for sure."""
        if isinstance(node, ast.Name) and node.id not in self.scope.local:
            node = self.scope.variable(node, node.id)
        if (length := self.length(node)) is not None:
            return length
        value = node.value if isinstance(node, ast.Constant) else None
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def length(self, node: ast.expr) -> int | None:
        """The number of entries where an expression is `len(<a field that is a row>)`."""
        match node:
            case ast.Call(func=ast.Name(id="len"), args=[row], keywords=[]) if of := self.located(row):
                if of.at is None and of.name in self.scope.names.offered(of.record):
                    shape = self.scope.names.kind(of.record, of.name).shape
                    return shape[0] if shape else None
        return None

    def calendar(self) -> ast.expr:
        """The month of the run, counted from the year 0."""
        first = ast.Subscript(load("given"), ast.Constant(CALENDAR), ast.Load())
        return ast.BinOp(first, ast.Add(), load("month"))

    def _entry(
        self, node: ast.expr, place: ast.expr, name: str, shape: tuple[int, ...], at: ast.expr | None
    ) -> ast.expr | None:
        if not shape and at is None:
            return place
        if not shape:
            self.scope.wrong(node, f"{name} is a single number", "leave out the index")
            return None
        given = at.elts if isinstance(at, ast.Tuple) else [] if at is None else [at]
        if len(given) != len(shape):
            what = f"{name} is a row of {' x '.join(map(str, shape))} numbers"
            self.scope.wrong(node, what, f"name one: {name}[{', '.join('0' for _ in shape)}]")
            return None
        indices = [
            made
            for one, length in zip(given, shape, strict=True)
            if (made := self._index(one, length)) is not None
        ]
        if len(indices) < len(shape):
            return None
        inside = indices[0] if len(indices) == 1 else ast.Tuple(indices, ast.Load())
        return ast.Subscript(place, inside, ast.Load())

    def _index(self, node: ast.expr, length: int) -> ast.expr | None:
        """An index that lies in a row for sure."""
        numbers: range | None = None
        made: ast.expr = node
        if isinstance(node, ast.Name) and node.id in self.scope.ranges:
            numbers, made = self.scope.ranges[node.id], load(local(node.id))
        elif (whole := self.whole(node)) is not None:
            numbers, made = range(whole, whole + 1), ast.Constant(whole)
        if numbers is None or not all(0 <= end < length for end in (*numbers[:1], *numbers[-1:])):
            fix = f"give 0 to {length - 1}, or the variable of for k in range({length})"
            self.scope.wrong(node, f"an index that may lie outside of the row of {length}", fix)
            return None
        return made


def _stored(one: Parameter) -> tuple[str, tuple[int, ...]]:
    """Type and shape in which a parameter is stored; any type where its declaration is wrong, as is said
    there."""
    try:
        return packing.packed(one.value, one.unit)[:2]
    except (InputError, KeyError):
        return "f8", (len(one.value),) if isinstance(one.value, tuple) else ()

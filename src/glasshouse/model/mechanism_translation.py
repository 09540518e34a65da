"""From a mechanism as somebody writes it to a plain function that Numba compiles.

A mechanism is written in a small part of Python: arithmetic, conditions, loops of a fixed length, fields of
`person` and what `ctx` offers. Each construct is checked and translated where it stands, and whatever is
outside that part is refused with its line. So a mechanism can touch nothing but its person, and its text may
be run again from a results folder without trust in whoever wrote it.

Here are its statements; expressions are in `mechanism_values`, what they read and write in
`mechanism_places`. Line numbers are kept: a traceback under NUMBA_DISABLE_JIT=1 shows the lines of the
author.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

from glasshouse.errors import choices
from glasshouse.model.events import EVENTS
from glasshouse.model.mechanism_names import (
    ARGUMENTS,
    CODES,
    FIXED_FIELDS,
    MONTH,
    NOW,
    PREFIX,
    THIS_MONTH,
    WRITABLE,
    Names,
)
from glasshouse.model.mechanism_places import Located, Places
from glasshouse.model.mechanism_scope import Scope, call, load, local
from glasshouse.model.mechanism_text import FunctionText
from glasshouse.model.mechanism_values import Values

LONGEST_LOOP = 1000
"""Most passes of one loop."""
_ENDS = (ast.Return, ast.Break, ast.Continue)


class Translator:
    """Translates one function; what is wrong with it is gathered in `scope.diagnostics`, and the names it
    uses in `scope.used`."""

    def __init__(self, source: FunctionText, names: Names) -> None:
        self.scope = Scope(source, names)

    @cached_property
    def _places(self) -> Places:
        return Places(self.scope)

    @cached_property
    def _values(self) -> Values:
        return Values(self.scope, self._places)

    def function(self, written: ast.FunctionDef, when: ast.expr | None = None) -> ast.FunctionDef:
        """The function with those of `ARGUMENTS` it needs in place of person and ctx.

        `when` is the condition without which it does nothing, in the same language.
        """
        self.scope.person, self.scope.ctx = self._arguments(written)
        self.scope.local = {
            node.id for node in ast.walk(written) if isinstance(node, ast.Name) and _is_stored(node)
        }
        test = self._condition(when) if when else None
        inner = self._block(written.body)
        body = [*self._blank_events(), *([ast.If(test, inner, [])] if test else inner)]
        return _function(written, written.name, body)

    def condition(self, written: ast.FunctionDef, when: ast.expr) -> ast.FunctionDef:
        """A function that says whether `when` holds, with those of `ARGUMENTS` that it needs."""
        self.scope.person, self.scope.ctx = self._arguments(written)
        self.scope.local = set()
        holds = ast.IfExp(self._condition(when), ast.Constant(True), ast.Constant(False))
        return _function(written, f"{written.name}_when", [ast.Return(holds)])

    def _condition(self, when: ast.expr) -> ast.expr:
        test = self._values.value(when)
        if self.scope.used.streams:
            self.scope.wrong(when, "when: draws", "draw in the function")
        return test

    def _blank_events(self) -> Iterator[ast.stmt]:
        for name in self.scope.names.own_events:
            yield ast.Assign([_now(name)], ast.Constant(0))

    def _arguments(self, written: ast.FunctionDef) -> tuple[str, str]:
        given = written.args
        more = (*given.posonlyargs, *given.kwonlyargs, given.vararg, given.kwarg, *given.defaults)
        if len(given.args) != 2 or any(more):
            self.scope.wrong(written, "takes other arguments than person and ctx", "write (person, ctx)")
        names = [one.arg for one in given.args[:2]]
        return (*names, "person", "ctx")[0], (*names[1:], "ctx")[0]

    def _block(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        return [made for one in statements for made in self._statement(one)] or [ast.Pass()]

    def _statement(self, node: ast.stmt) -> Iterator[ast.stmt]:
        for made in self._statements(node):
            yield ast.copy_location(made, node)

    def _statements(self, node: ast.stmt) -> Iterator[ast.stmt]:
        match node:
            case ast.Pass() | ast.Break() | ast.Continue() | ast.Return(value=None):
                yield node
            case ast.Expr(value=value):
                yield from self._alone(value)
            case (
                ast.Assign(targets=[target], value=value)
                | ast.AnnAssign(target=target, value=ast.expr() as value)
            ):
                yield self._assign(target, self._values.value(value))
            case ast.AugAssign(target=target, op=op, value=value):
                now = self._values.value(_loaded(target))
                yield self._assign(target, ast.BinOp(now, op, self._values.value(value)))
            case ast.If():
                yield self._if(node)
            case ast.For():
                yield self._for(node)
            case _:
                self.scope.refuse(node)

    def _alone(self, value: ast.expr) -> Iterator[ast.stmt]:
        """An expression that is a statement: a docstring, an event, or something without effect."""
        if isinstance(value, ast.Call) and self.scope.of_context(value.func) == "record":
            yield from self._record(value)
        elif not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
            yield ast.Expr(self._values.value(value))

    def _if(self, node: ast.If) -> ast.stmt:
        scope = self.scope
        test, before, drawn = self._values.value(node.test), set(scope.known), set(scope.used.streams)
        body, then, drawn_then = self._block(node.body), scope.known, scope.used.streams
        scope.known, scope.used.streams = set(before), drawn  # of two branches only one draws
        other, otherwise = self._block(node.orelse) if node.orelse else [], scope.known
        scope.used.streams |= drawn_then
        if isinstance(node.body[-1], _ENDS):
            scope.known = otherwise
        elif node.orelse and isinstance(node.orelse[-1], _ENDS):
            scope.known = then
        else:
            scope.known = then & otherwise
        return ast.If(test, body, other)

    def _for(self, node: ast.For) -> ast.stmt:
        scope, numbers = self.scope, self._range(node.iter)
        name = node.target.id if isinstance(node.target, ast.Name) else ""
        if numbers is None or not name or node.orelse:
            fix = "write for k in range(12) with a fixed number"
            scope.wrong(node, "a loop whose length is not fixed", fix)
            return ast.Pass()
        before = scope.known | ({name} if numbers else set())
        scope.ranges[name] = numbers
        scope.known = scope.known | {name}
        body = self._block(node.body)
        leaves = any(isinstance(inner, ast.Break | ast.Continue) for inner in ast.walk(node))
        scope.known = before if leaves or not numbers else scope.known
        del scope.ranges[name]
        bounds = [ast.Constant(n) for n in (numbers.start, numbers.stop, numbers.step)]
        return ast.For(ast.Name(local(name), ast.Store()), call("range", *bounds), body, [])

    def _range(self, node: ast.expr) -> range | None:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"):
            return None
        bounds = [self._places.whole(one) for one in node.args]
        if node.keywords or not 1 <= len(bounds) <= 3 or None in bounds or bounds[2:] == [0]:
            return None
        numbers = range(*bounds)  # type: ignore[arg-type]
        return numbers if len(numbers) <= LONGEST_LOOP else None

    def _record(self, node: ast.Call) -> Iterator[ast.stmt]:
        """Count an event: one of the model's in the record of the month, one of its own in its counts."""
        name = self.scope.named(node, self.scope.names.events, "event", "events")
        if name is None:
            return
        self.scope.used.events.add(name)
        if name in EVENTS:
            happened = ast.Attribute(load("record"), "happened", ast.Store())
            yield ast.AugAssign(happened, ast.BitOr(), ast.Constant(1 << EVENTS.index(name)))
            return
        place = ast.Constant(self.scope.names.own_events.index(name))
        yield ast.Assign([_now(name)], ast.Constant(1))
        yield ast.AugAssign(ast.Subscript(load("counts"), place, ast.Store()), ast.Add(), ast.Constant(1))

    def _assign(self, target: ast.expr, value: ast.expr) -> ast.stmt:
        if isinstance(target, ast.Name):
            return self._assign_local(target, target.id, value)
        of = self._places.located(target)
        if of is None or of.record not in ("person", MONTH):
            what = "writes something else than a variable or a field of person"
            self.scope.wrong(target, what, "write person.<field> = ...")
            return ast.Pass()
        return self._assign_field(target, of, value)

    def _assign_local(self, node: ast.expr, name: str, value: ast.expr) -> ast.stmt:
        if name in (self.scope.person, self.scope.ctx):
            self.scope.wrong(node, f"gives {name} another meaning", "use another name")
        elif name in self.scope.ranges:
            self.scope.wrong(node, f"changes {name}, which counts the loop", "use another name")
        self.scope.known.add(name)
        return ast.Assign([ast.Name(local(name), ast.Store())], value)

    def _assign_field(self, node: ast.expr, of: Located, value: ast.expr) -> ast.stmt:
        self._refuse_fixed(node, of)
        place = self._places.place(node, of)
        if place is None:
            return ast.Pass()
        if of.record == MONTH:
            self.scope.used.written.setdefault(of.name, node)
        place.ctx = ast.Store()  # type: ignore[attr-defined]
        kind = self.scope.names.kind(of.record, of.name).base
        if kind.itemsize == 8:
            return ast.Assign([place], call(f"{PREFIX}{'float' if kind.kind == 'f' else 'amount'}", value))
        bounds = (ast.Constant(bound) for bound in self.scope.names.bounds(of.record, of.name))
        return ast.Assign([place], call(f"{PREFIX}whole", value, *bounds))

    def _refuse_fixed(self, node: ast.expr, of: Located) -> None:
        own = "declare a field of its own: fields={...}"
        if of.record == MONTH:
            if of.name in THIS_MONTH and of.name not in WRITABLE:
                what = f"writes ctx.this_month.{of.name}, which the model keeps"
                self.scope.wrong(node, what, choices(of.name, WRITABLE))
        elif of.name in FIXED_FIELDS:
            self.scope.wrong(node, f"writes {of.name}, which is fixed for life", own)
        elif of.name in CODES:
            what = f"writes {of.name}, which holds a row of a table"
            self.scope.wrong(node, what, "declare a field of its own")


def _now(event: str) -> ast.expr:
    return ast.Subscript(load("own"), ast.Constant(f"{NOW}{event}"), ast.Store())


def _loaded(target: ast.expr) -> ast.expr:
    """The target of an assignment as a value."""
    made = ast.parse(ast.unparse(target), mode="eval").body
    for node in ast.walk(made):
        ast.copy_location(node, target)
    return made


def _is_stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _function(written: ast.FunctionDef, name: str, body: list[ast.stmt]) -> ast.FunctionDef:
    """A function with those of `ARGUMENTS` that its body needs, in the place of the one `written`."""
    asked = {node.id for one in body for node in ast.walk(one) if isinstance(node, ast.Name)}
    names = [ast.arg(argument) for argument in ARGUMENTS if argument in asked]
    arguments = ast.arguments([], names, None, [], [], None, [])
    made = ast.FunctionDef(name, arguments, body, [], None, None)
    return ast.fix_missing_locations(ast.copy_location(made, written))

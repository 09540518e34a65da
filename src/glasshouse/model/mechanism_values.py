"""Expressions of a mechanism: arithmetic, what is read, and the functions that may be called."""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass

from glasshouse.errors import choices, suggestion
from glasshouse.model.events import EVENTS
from glasshouse.model.mechanism_names import FUNCTIONS, MATH, PREFIX, USES
from glasshouse.model.mechanism_places import Places
from glasshouse.model.mechanism_scope import Scope, call, load, local

_CALLS = f"{', '.join(FUNCTIONS)}, {', '.join(f'math.{name}' for name in MATH)}"
_HIDING = ("getattr", "setattr", "delattr", "vars", "exec", "eval", "globals", "locals", "open", "__import__")
_OPERATORS = (ast.MatMult, ast.Is, ast.IsNot, ast.In, ast.NotIn)
_DRAWS = ("draw", "chance", "pick")


@dataclass(frozen=True)
class Values:
    """Translates expressions; what is wrong with them is noted in the scope."""

    scope: Scope
    places: Places

    def value(self, node: ast.expr) -> ast.expr:
        """The expression as it is compiled."""
        return ast.copy_location(self._expression(node), node)

    def _expression(self, node: ast.expr) -> ast.expr:
        match node:
            case ast.Constant(value=int() | float()):
                return node
            case ast.Constant():
                return self.scope.wrong(node, "only numbers are values in a mechanism", "write a number")
            case ast.Name(id=name):
                return self.scope.variable(node, name)
            case ast.Attribute() | ast.Subscript():
                return self._read(node)
            case ast.Call():
                return self._called(node)
        return self._combined(node)

    def _combined(self, node: ast.expr) -> ast.expr:
        match node:
            case ast.BinOp(left=left, op=op, right=right) if not isinstance(op, _OPERATORS):
                return ast.BinOp(self.value(left), op, self.value(right))
            case ast.UnaryOp(op=op, operand=operand):
                return ast.UnaryOp(op, self.value(operand))
            case ast.BoolOp(op=op, values=values):
                return ast.BoolOp(op, [self.value(one) for one in values])
            case ast.IfExp(test=test, body=body, orelse=other):
                return ast.IfExp(self.value(test), self.value(body), self.value(other))
            case ast.Compare(left=left, ops=ops, comparators=right):
                if not any(isinstance(op, _OPERATORS) for op in ops):
                    return ast.Compare(self.value(left), ops, [self.value(one) for one in right])
        return self.scope.refuse(node)

    def _read(self, node: ast.expr) -> ast.expr:
        if found := self.places.parameter(node):
            place, kind = found
            return call(f"{PREFIX}share", place) if kind == "u8" else place
        if name := self.scope.of_context(node):
            return self._context(node, name)
        if of := self.places.located(node):
            return self.places.value(node, of)
        match node:
            case ast.Attribute(value=ast.Name(id="math"), attr="pi" | "e" | "inf" as name):
                return ast.Constant(getattr(math, name))
        what = "reads something else than person and ctx"
        return self.scope.wrong(node, what, "see docs/mechanism-of-your-own.md")

    def _context(self, node: ast.expr, name: str) -> ast.expr:
        match name:
            case "month":
                return load("month")
            case "year":
                return ast.BinOp(self.places.calendar(), ast.FloorDiv(), ast.Constant(12))
            case "month_of_year":
                inside = ast.BinOp(self.places.calendar(), ast.Mod(), ast.Constant(12))
                return ast.BinOp(inside, ast.Add(), ast.Constant(1))
        if name in USES:
            return self.scope.wrong(node, f"{self.scope.ctx}.{name} is no number by itself", USES[name])
        return self.scope.wrong(node, f"ctx has no {name}", choices(name, USES))

    def _called(self, node: ast.Call) -> ast.expr:
        how = self.scope.of_context(node.func)
        if how in _DRAWS:
            return self._draw(node, how)
        if how == "happened":
            return self._happened(node)
        if how == "record":
            return self.scope.wrong(node, "ctx.record gives no value", "write it on a line of its own")
        if (length := self.places.length(node)) is not None:
            return ast.Constant(length)
        if not node.keywords and (made := self._function(node)):
            return made
        return self._refuse_call(node)

    def _function(self, node: ast.Call) -> ast.expr | None:
        """A call of Python's own functions of numbers, or of those of `math`."""
        match node.func:
            case ast.Name(id=name) if name in FUNCTIONS and node.args:
                plain = {"int": f"{PREFIX}int", "float": f"{PREFIX}float"}.get(name, name)
                return call(plain, *(self.value(one) for one in node.args))
            case ast.Attribute(value=ast.Name(id="math"), attr=name) if name in MATH:
                return call(f"{PREFIX}{name}", *(self.value(one) for one in node.args))
        return None

    def _refuse_call(self, node: ast.Call) -> ast.expr:
        name = ast.unparse(node.func)
        what = "hides what the mechanism touches" if name in _HIDING else "is not among what it may call"
        near = suggestion(name, (*FUNCTIONS, *(f"{self.scope.ctx}.{one}" for one in USES)), 0.8)
        for one in node.args:
            self.value(one)
        fix = near or f"it may call {_CALLS} and what ctx has"
        return self.scope.wrong(node, f"calls {name}, which {what}", fix)

    def _happened(self, node: ast.Call) -> ast.expr:
        """Whether an event of the model happened to the person this month."""
        name = self.scope.named(node, EVENTS, "event")
        if name is None:
            return ast.Constant(0)
        happened = ast.Attribute(load("record"), "happened", ast.Load())
        mask = ast.BinOp(happened, ast.BitAnd(), ast.Constant(1 << EVENTS.index(name)))
        return ast.Compare(mask, [ast.NotEq()], [ast.Constant(0)])

    def _draw(self, node: ast.Call, how: str) -> ast.expr:
        name = self.scope.named(node, self.scope.names.streams, "stream", "streams")
        if name is None:
            return ast.Constant(0)
        if len(node.args) != (1 if how == "draw" else 2) or [one.arg for one in node.keywords] not in (
            [],
            ["number"],
        ):
            return self.scope.wrong(node, f"ctx.{how} takes other arguments", USES[how])
        number = node.keywords[0].value if node.keywords else None
        word = self._word(node, name, number)
        self.scope.used.streams.add(name)
        if how == "chance" and (found := self.places.parameter(node.args[1])) and found[1] == "u8":
            return ast.Compare(word, [ast.Lt()], [found[0]])  # both are whole numbers: no division is needed
        return call(f"{PREFIX}{how}", word, *(self.value(one) for one in node.args[1:]))

    def _word(self, node: ast.Call, name: str, number: ast.expr | None) -> ast.expr:
        """32 random bits of a stream, which must not be drawn twice."""
        again = set(self.scope.ranges)
        if isinstance(number, ast.Name):
            again.discard(number.id)
        if name in self.scope.used.streams or again:
            fix = "keep the first draw in a variable, write number=k in a loop, or declare one stream more"
            what = f'draws "{name}" again in one month, which gives the same number'
            return self.scope.wrong(node, what, fix)
        if name in self.scope.names.routine and number is None:
            return ast.Attribute(load("rng"), name, ast.Load())
        stream = load(stream_constant(name))
        if number is None:
            return call(f"{PREFIX}word", load("rng"), stream)
        if not (isinstance(number, ast.Name) and number.id in self.scope.ranges):
            return self.scope.wrong(
                number, "the number of a draw is not that of a loop", "write number=k in for k in range(8)"
            )
        return call(f"{PREFIX}numbered", load("rng"), load(local(number.id)), stream)


def stream_constant(name: str) -> str:
    """What translated code calls the number of a random stream."""
    return f"{PREFIX}stream_{name.replace('.', '_')}"

"""From a mechanism as somebody writes it to a plain function that Numba compiles.

A mechanism is written in a small part of Python: arithmetic, conditions, loops of a fixed length, fields of
`person` and what `ctx` offers. Each construct is checked and translated where it stands, and whatever is
outside that part is refused with its line. So a mechanism can touch nothing but its person, and its text may
be run again from a results folder without trust in whoever wrote it.

Line numbers are kept: a traceback under NUMBA_DISABLE_JIT=1 shows the lines of the author.
"""

from __future__ import annotations

import ast
import math
import textwrap
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from glasshouse.errors import Diagnostic, choices, suggestion
from glasshouse.model.events import EVENTS
from glasshouse.model.layout import PERSON_FIELDS, person_type
from glasshouse.model.person import month_record_type
from glasshouse.rulebooks.law import law_type
from glasshouse.rulebooks.sizes import STANDARD, Sizes

ARGUMENTS = ("p", "own", "rng", "law", "given", "counts", "month", "record")
"""Arguments that a translated mechanism may have (see `inserting.ASKABLE`): the records of the person, of its
own fields, of draws, of the law and of parameters, its counts, the month, and what happened in it."""
CALENDAR = "calendar"
"""The name among parameters of the months from the year 0 to the first of the run."""
NOW = "now."
"""How fields begin that say which events of a mechanism this month recorded of a person."""
PREFIX = "_gh_"
"""How names begin that the translation adds."""
LONGEST_LOOP = 1000
"""Most passes of one loop."""
MOST = 2**62
"""Bound of amounts kept in 64 bits."""
KINDS = {one.name: one.kind for one in PERSON_FIELDS}
"""Declared type of every field of a person."""
FIXED_FIELDS = frozenset(one.name for one in PERSON_FIELDS if one.fixed)
CODES = {name for name, kind in KINDS.items() if kind in ("behaviour", "list_months")} | {
    "lives_in",
    "listed_in",
}
"""Fields that hold a row of a table: a wrong number there would read outside of it."""
SETS = ("lists", "firm_lists", "keepers")
"""Types of fields that hold a set in one number, and the sizes that say of how many."""
CONTEXT = (
    "month", "year", "month_of_year", "parameters", "law", "this_month", "happened", "record", "draw",
    "chance", "pick",
)  # fmt: skip
"""What `ctx` offers."""
THIS_MONTH = (
    "income", "paid", "interest", "borrowed", "consumed", "raised", "refused", "entered", "left", "contacts",
    "dissenters", "praisers", "punished", "listed",
)  # fmt: skip
"""What `ctx.this_month` offers: fields of the record of a month that are set anew in each."""
MATH = ("sqrt", "floor", "ceil", "exp", "log")
FUNCTIONS = ("min", "max", "abs", "round", "int", "float")
_CALLS = f"{', '.join(FUNCTIONS)}, {', '.join(f'math.{name}' for name in MATH)}"
_HIDING = ("getattr", "setattr", "delattr", "vars", "exec", "eval", "globals", "locals", "open", "__import__")
_REFUSED: dict[type[ast.AST], tuple[str, str]] = {
    ast.While: ("a while loop may never end", "write for k in range(12) with a fixed number"),
    ast.Import: ("an import inside a mechanism", "import numbers above the mechanism"),
    ast.ImportFrom: ("an import inside a mechanism", "import numbers above the mechanism"),
    ast.Global: ("shares state between persons", "declare a field of its own: fields={...}"),
    ast.Nonlocal: ("shares state between persons", "declare a field of its own: fields={...}"),
    ast.FunctionDef: ("a function inside a mechanism", "write its lines where they are needed"),
    ast.Lambda: ("a function inside a mechanism", "write its lines where they are needed"),
    ast.JoinedStr: ("a text is of no use in a mechanism", "use numbers"),
    ast.Raise: ("a mechanism cannot stop a run", "leave the month of this person with return"),
    ast.Try: ("nothing in a mechanism raises an error", "take the try away"),
}
_OPERATORS = (ast.MatMult, ast.Is, ast.IsNot, ast.In, ast.NotIn)


@dataclass(frozen=True)
class Source:
    """The text of a mechanism: `text` from its decorator on, which stands at `line` of `file`.

    `indent` is how many columns its lines were indented, `module` the whole file, empty where there is none.
    """

    text: str
    file: str
    line: int
    indent: int = 0
    module: str = ""

    def diagnostic(self, node: ast.AST | None, what: str, fix: str) -> Diagnostic:
        """A fault at a node of the parsed text, or of the whole mechanism."""
        line = getattr(node, "lineno", 1)
        column = getattr(node, "col_offset", 0)
        shown = " " * self.indent + self.text.splitlines()[line - 1]
        return Diagnostic(what, fix, self.file, self.line + line - 1, self.indent + column + 1, shown)

    def function(self) -> ast.FunctionDef | None:
        """The function in the text, lines counted within the text; None where it holds something else."""
        body = ast.parse(self.text).body
        return body[0] if body and isinstance(body[0], ast.FunctionDef) else None


def sources_in(text: str, name: str, file: str) -> Iterator[Source]:
    """Every function of that name in the text of a file, from its decorators to its last statement."""
    lines = text.splitlines(keepends=True)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            own = "".join(lines[first - 1 : node.end_lineno])
            indent = len(own) - len(own.lstrip())
            yield Source(textwrap.dedent(own).rstrip() + "\n", file, first, indent, text)


@dataclass(frozen=True)
class Names:
    """What the names in a mechanism mean: `own` fields with their types, what it may record and draw, numbers
    of entries of every parameter (0 for a single number), and values that stand `outside` of the function.
    `sizes` are those of the run.
    """

    own: Mapping[str, str]
    events: Collection[str]
    streams: Collection[str]
    parameters: Mapping[str, int]
    outside: Mapping[str, object]
    sizes: Sizes = STANDARD

    @property
    def person(self) -> np.dtype[np.void]:
        """The record of a person."""
        return person_type(self.sizes)

    @property
    def law(self) -> np.dtype[np.void]:
        """The record of the law of a month."""
        return law_type(self.sizes)


@dataclass
class Translator:
    """Translates one function; what is wrong with it is gathered in `diagnostics`.

    Afterwards `events`, `streams` and `parameters` hold the names that were used, `constants` the numbers
    taken from outside.
    """

    source: Source
    names: Names
    diagnostics: list[Diagnostic] = field(default_factory=list)
    events: set[str] = field(default_factory=set)
    streams: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)
    constants: dict[str, int | float] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)
    _ranges: dict[str, range] = field(default_factory=dict)
    _locals: set[str] = field(default_factory=set)
    _person: str = ""
    _ctx: str = ""

    def function(self, written: ast.FunctionDef) -> ast.FunctionDef:
        """The function with those of `ARGUMENTS` it needs in place of person and ctx."""
        self._person, self._ctx = self._arguments(written)
        self._locals = {
            node.id for node in ast.walk(written) if isinstance(node, ast.Name) and _is_stored(node)
        }
        body = [*self._blank_events(), *self._block(written.body)]
        asked = {node.id for one in body for node in ast.walk(one) if isinstance(node, ast.Name)}
        names = [name for name in ARGUMENTS if name in asked]
        arguments = ast.arguments([], [ast.arg(name) for name in names], None, [], [], None, [])
        made = ast.FunctionDef(written.name, arguments, body, [], None, None)
        return ast.fix_missing_locations(ast.copy_location(made, written))

    def _blank_events(self) -> Iterator[ast.stmt]:
        for name in self.names.events:
            yield ast.Assign([self._now(name)], ast.Constant(0))

    def _now(self, event: str) -> ast.expr:
        return ast.Subscript(_load("own"), ast.Constant(f"{NOW}{event}"), ast.Store())

    def _arguments(self, written: ast.FunctionDef) -> tuple[str, str]:
        given = written.args
        more = (*given.posonlyargs, *given.kwonlyargs, given.vararg, given.kwarg, *given.defaults)
        if len(given.args) != 2 or any(more):
            self._wrong(written, "takes other arguments than person and ctx", "write (person, ctx)")
        names = [one.arg for one in given.args[:2]]
        return (*names, "person", "ctx")[0], (*names[1:], "ctx")[0]

    def _wrong(self, node: ast.AST, what: str, fix: str) -> ast.expr:
        self.diagnostics.append(self.source.diagnostic(node, what, fix))
        return ast.Constant(0)

    def _block(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        return [made for one in statements for made in self._statement(one)] or [ast.Pass()]

    def _statement(self, node: ast.stmt) -> Iterator[ast.stmt]:
        for made in self._statements(node):
            yield ast.copy_location(made, node)

    def _statements(self, node: ast.stmt) -> Iterator[ast.stmt]:
        match node:
            case ast.Pass() | ast.Break() | ast.Continue() | ast.Return(value=None):
                yield node
            case ast.Expr(value=ast.Constant(value=str())):
                return  # a docstring
            case ast.Expr(value=ast.Call() as call) if self._is_context(call.func, "record"):
                yield from self._record(call)
            case ast.Expr(value=value):
                yield ast.Expr(self._value(value))
            case (
                ast.Assign(targets=[target], value=value)
                | ast.AnnAssign(target=target, value=ast.expr() as value)
            ):
                yield self._assign(target, self._value(value))
            case ast.AugAssign(target=target, op=op, value=value):
                now = self._value(_loaded(target))
                yield self._assign(target, ast.BinOp(now, op, self._value(value)))
            case ast.If():
                yield self._if(node)
            case ast.For():
                yield self._for(node)
            case _:
                self._refuse(node)

    def _refuse(self, node: ast.AST) -> ast.expr:
        what, fix = _REFUSED.get(
            type(node),
            (
                f"{type(node).__name__.lower()}: not part of what a mechanism may say",
                "use arithmetic, if and for",
            ),
        )
        return self._wrong(node, what, fix)

    def _if(self, node: ast.If) -> ast.stmt:
        test, before = self._value(node.test), set(self._known)
        body, then = self._block(node.body), self._known
        self._known = set(before)
        other, otherwise = self._block(node.orelse) if node.orelse else [], self._known
        ends = (ast.Return, ast.Break, ast.Continue)
        if isinstance(node.body[-1], ends):
            self._known = otherwise
        elif node.orelse and isinstance(node.orelse[-1], ends):
            self._known = then
        else:
            self._known = then & otherwise
        return ast.If(test, body, other)

    def _for(self, node: ast.For) -> ast.stmt:
        numbers = self._range(node.iter)
        name = node.target.id if isinstance(node.target, ast.Name) else ""
        if numbers is None or not name or node.orelse:
            self._wrong(
                node, "a loop whose length is not fixed", "write for k in range(12) with a fixed number"
            )
            return ast.Pass()
        before = self._known | ({name} if numbers else set())
        self._ranges[name] = numbers
        self._known = self._known | {name}
        body = self._block(node.body)
        leaves = any(isinstance(inner, ast.Break | ast.Continue) for inner in ast.walk(node))
        self._known = before if leaves or not numbers else self._known
        del self._ranges[name]
        bounds = [ast.Constant(n) for n in (numbers.start, numbers.stop, numbers.step)]
        return ast.For(ast.Name(_local(name), ast.Store()), _call("range", *bounds), body, [])

    def _range(self, node: ast.expr) -> range | None:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"):
            return None
        bounds = [self._whole(one) for one in node.args]
        if node.keywords or not 1 <= len(bounds) <= 3 or None in bounds or bounds[2:] == [0]:
            return None
        numbers = range(*bounds)  # type: ignore[arg-type]
        return numbers if len(numbers) <= LONGEST_LOOP else None

    def _whole(self, node: ast.expr) -> int | None:
        """The whole number that an expression is for sure."""
        made = self._value(node) if isinstance(node, ast.Name) and node.id not in self._locals else node
        value = made.value if isinstance(made, ast.Constant) else None
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def _record(self, call: ast.Call) -> Iterator[ast.stmt]:
        name = self._named(call, self.names.events, "event", "events")
        if name is not None:
            self.events.add(name)
            place = ast.Constant(list(self.names.events).index(name))
            yield ast.Assign([self._now(name)], ast.Constant(1))
            yield ast.AugAssign(
                ast.Subscript(_load("counts"), place, ast.Store()), ast.Add(), ast.Constant(1)
            )

    def _named(self, call: ast.Call, known: Collection[str], what: str, declared: str) -> str | None:
        """The text a call of ctx begins with, if it is one of the declared names."""
        first = call.args[0] if call.args else None
        if not (isinstance(first, ast.Constant) and isinstance(first.value, str)) or call.keywords:
            self._wrong(call, f"the {what} must be named in quotes", f'write for example ("{what}_name")')
        elif first.value not in known:
            told = (
                f'declare it: {declared}=("{first.value}",)'
                if declared
                else "glasshouse describe --odd lists them"
            )
            state = "declared" if declared else "known"
            self._wrong(
                first, f'{what} "{first.value}" is not {state}', suggestion(first.value, known) or told
            )
        else:
            return first.value
        return None

    def _assign(self, target: ast.expr, value: ast.expr) -> ast.stmt:
        match target:
            case ast.Name(id=name):
                return self._assign_local(target, name, value)
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner == self._person:
                return self._assign_field(target, name, value, None)
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id=owner), attr=name), slice=at) if (
                owner == self._person
            ):
                return self._assign_field(target, name, value, at)
        self._wrong(
            target, "writes something else than a variable or a field of person", "write person.<field> = ..."
        )
        return ast.Pass()

    def _assign_local(self, node: ast.expr, name: str, value: ast.expr) -> ast.stmt:
        if name in (self._person, self._ctx):
            self._wrong(node, f"gives {name} another meaning", "use another name")
        elif name in self._ranges:
            self._wrong(node, f"changes {name}, which counts the loop", "use another name")
        self._known.add(name)
        return ast.Assign([ast.Name(_local(name), ast.Store())], value)

    def _assign_field(self, node: ast.expr, name: str, value: ast.expr, at: ast.expr | None) -> ast.stmt:
        if name in FIXED_FIELDS:
            self._wrong(
                node, f"writes {name}, which is fixed for life", "declare a field of its own: fields={...}"
            )
        elif name in CODES:
            self._wrong(node, f"writes {name}, which holds a row of a table", "declare a field of its own")
        place = self._place(node, name, at)
        if place is None:
            return ast.Pass()
        place.ctx = ast.Store()  # type: ignore[attr-defined]
        kind = self._kind(name).base
        if kind.kind == "f":
            return ast.Assign([place], _call(f"{PREFIX}float", value))
        bounds = (ast.Constant(bound) for bound in self._bounds(name, kind))
        return ast.Assign([place], _call(f"{PREFIX}whole", value, *bounds))

    def _bounds(self, name: str, kind: np.dtype[Any]) -> tuple[int, int]:
        """Lowest and highest number that a field can hold, of a set those without unknown members."""
        if name not in self.names.own and KINDS[name] in SETS:
            return 0, (1 << getattr(self.names.sizes, KINDS[name])) - 1
        return (-MOST, MOST) if kind.itemsize == 8 else (int(np.iinfo(kind).min), int(np.iinfo(kind).max))

    def _kind(self, name: str) -> np.dtype[np.void]:
        own = self.names.own.get(name)
        return np.dtype(own) if own else self.names.person.fields[name][0]  # type: ignore[index]

    def _place(self, node: ast.expr, name: str, at: ast.expr | None) -> ast.expr | None:
        """A field of the person, or one of its entries; None where there is no such thing."""
        if name not in self.names.own and name not in (self.names.person.names or ()):
            known = (*self.names.own, *(self.names.person.names or ()))
            fix = suggestion(name, known) or f'declare it: fields={{"{name}": "i8"}}'
            self._wrong(node, f"{name} is not a field of a person", fix)
            return None
        place: ast.expr = (
            ast.Subscript(_load("own"), ast.Constant(name), ast.Load())
            if name in self.names.own
            else ast.Attribute(_load("p"), name, ast.Load())
        )
        return self._entry(node, place, name, self._kind(name).shape, at)

    def _entry(
        self, node: ast.expr, place: ast.expr, name: str, shape: tuple[int, ...], at: ast.expr | None
    ) -> ast.expr | None:
        if not shape and at is None:
            return place
        if not shape:
            self._wrong(node, f"{name} is a single number", "leave out the index")
            return None
        given = at.elts if isinstance(at, ast.Tuple) else [] if at is None else [at]
        if len(given) != len(shape):
            what = f"{name} is a row of {' x '.join(map(str, shape))} numbers"
            self._wrong(node, what, f"name one: {name}[{', '.join('0' for _ in shape)}]")
            return None
        indices = [self._index(one, length) for one, length in zip(given, shape, strict=True)]
        if None in indices:
            return None
        inside: Any = indices[0] if len(indices) == 1 else ast.Tuple(indices, ast.Load())  # type: ignore[arg-type]
        return ast.Subscript(place, inside, ast.Load())

    def _index(self, node: ast.expr, length: int) -> ast.expr | None:
        """An index that lies in a row for sure."""
        numbers: range | None = None
        made: ast.expr = node
        if isinstance(node, ast.Name) and node.id in self._ranges:
            numbers, made = self._ranges[node.id], _load(_local(node.id))
        elif (whole := self._whole(node)) is not None:
            numbers, made = range(whole, whole + 1), ast.Constant(whole)
        if numbers is None or not all(0 <= end < length for end in (*numbers[:1], *numbers[-1:])):
            fix = f"give 0 to {length - 1}, or the variable of for k in range({length})"
            self._wrong(node, f"an index that may lie outside of the row of {length}", fix)
            return None
        return made

    def _value(self, node: ast.expr) -> ast.expr:
        return ast.copy_location(self._expression(node), node)

    def _expression(self, node: ast.expr) -> ast.expr:
        match node:
            case ast.Constant(value=int() | float()):
                return node
            case ast.Constant():
                return self._wrong(node, "only numbers are values in a mechanism", "write a number")
            case ast.Name(id=name):
                return self._name(node, name)
            case ast.BinOp(left=left, op=op, right=right) if not isinstance(op, _OPERATORS):
                return ast.BinOp(self._value(left), op, self._value(right))
            case ast.UnaryOp(op=op, operand=operand):
                return ast.UnaryOp(op, self._value(operand))
            case ast.BoolOp(op=op, values=values):
                return ast.BoolOp(op, [self._value(one) for one in values])
            case ast.IfExp(test=test, body=body, orelse=other):
                return ast.IfExp(self._value(test), self._value(body), self._value(other))
            case ast.Compare(left=left, ops=ops, comparators=right) if not any(
                isinstance(op, _OPERATORS) for op in ops
            ):
                return ast.Compare(self._value(left), ops, [self._value(one) for one in right])
            case ast.Attribute() | ast.Subscript():
                return self._read(node)
            case ast.Call():
                return self._called(node)
        return self._refuse(node)

    def _name(self, node: ast.expr, name: str) -> ast.expr:
        if name in self._known:
            return _load(_local(name))
        if name in self._locals:
            return self._wrong(node, f"{name} may have no value yet", f"write {name} = 0 before")
        if name in (self._person, self._ctx):
            used = f"read what is needed of it: {name}.{'debt' if name == self._person else 'month'}"
            return self._wrong(node, f"hands {name} on or keeps it under another name", used)
        outside = self.names.outside
        if name not in outside:
            near = suggestion(name, (*self._locals, self._person, self._ctx)) or f"write {name} = 0 before"
            return self._wrong(node, f"{name} is not known", near)
        value = outside[name]
        if not isinstance(value, int | float | np.integer | np.floating):
            what = f"uses {name} from outside, which is {_article(type(value).__name__)}"
            return self._wrong(node, what, "use numbers only, or declare a field of its own: fields={...}")
        self.constants[name] = value.item() if isinstance(value, np.generic) else value
        return ast.Constant(self.constants[name])

    def _read(self, node: ast.expr) -> ast.expr:
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner == self._person:
                return self._read_field(node, name, None)
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id=owner), attr=name), slice=at) if (
                owner == self._person
            ):
                return self._read_field(node, name, at)
            case ast.Subscript(value=of, slice=name) if self._is_context(of, "parameters"):
                return self._parameter(node, name, None)
            case ast.Subscript(value=ast.Subscript(value=of, slice=name), slice=at) if self._is_context(
                of, "parameters"
            ):
                return self._parameter(node, name, at)
            case ast.Attribute(value=of, attr=name) if self._is_context(of, "law"):
                return self._law(node, name, None)
            case ast.Subscript(value=ast.Attribute(value=of, attr=name), slice=at) if self._is_context(
                of, "law"
            ):
                return self._law(node, name, at)
            case ast.Attribute(value=of, attr=name) if self._is_context(of, "this_month"):
                return self._this_month(node, name, None)
            case ast.Subscript(value=ast.Attribute(value=of, attr=name), slice=at) if self._is_context(
                of, "this_month"
            ):
                return self._this_month(node, name, at)
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner == self._ctx:
                return self._context(node, name)
            case ast.Attribute(value=ast.Name(id="math"), attr="pi" | "e" | "inf" as name):
                return ast.Constant(getattr(math, name))
        return self._wrong(
            node, "reads something else than person and ctx", "see docs/mechanism-of-your-own.md"
        )

    def _read_field(self, node: ast.expr, name: str, at: ast.expr | None) -> ast.expr:
        place = self._place(node, name, at)
        return ast.Constant(0) if place is None else _converted(place, self._kind(name).base)

    def _law(self, node: ast.expr, name: str, at: ast.expr | None) -> ast.expr:
        if name not in (self.names.law.names or ()):
            return self._wrong(
                node, f"the law has no field {name}", choices(name, self.names.law.names or ())
            )
        kind = self.names.law.fields[name][0]  # type: ignore[index]
        place = self._entry(node, ast.Attribute(_load("law"), name, ast.Load()), name, kind.shape, at)
        return ast.Constant(0) if place is None else _converted(place, kind.base)

    def _this_month(self, node: ast.expr, name: str, at: ast.expr | None) -> ast.expr:
        if name not in THIS_MONTH:
            return self._wrong(node, f"ctx.this_month has no {name}", choices(name, THIS_MONTH))
        kind = month_record_type(self.names.sizes).fields[name][0]  # type: ignore[index]
        place = self._entry(node, ast.Attribute(_load("record"), name, ast.Load()), name, kind.shape, at)
        return ast.Constant(0) if place is None else _converted(place, kind.base)

    def _parameter(self, node: ast.expr, written: ast.expr, at: ast.expr | None) -> ast.expr:
        name = written.value if isinstance(written, ast.Constant) else None
        if not isinstance(name, str):
            return self._wrong(
                node, "a parameter must be named in quotes", 'write ctx.parameters["group.name"]'
            )
        if name not in self.names.parameters:
            fix = suggestion(name, self.names.parameters) or "declare it: parameters={...}"
            return self._wrong(node, f"{name} is not a known parameter", fix)
        self.parameters.add(name)
        many = self.names.parameters[name]
        place = ast.Subscript(_load("given"), ast.Constant(name), ast.Load())
        return self._entry(node, place, name, (many,) if many else (), at) or ast.Constant(0)

    def _context(self, node: ast.expr, name: str) -> ast.expr:
        match name:
            case "month":
                return _load("month")
            case "year":
                return ast.BinOp(self._calendar(), ast.FloorDiv(), ast.Constant(12))
            case "month_of_year":
                inside = ast.BinOp(self._calendar(), ast.Mod(), ast.Constant(12))
                return ast.BinOp(inside, ast.Add(), ast.Constant(1))
        if name in CONTEXT:
            return self._wrong(node, f"{self._ctx}.{name} is no number by itself", _USES[name])
        return self._wrong(node, f"ctx has no {name}", choices(name, CONTEXT))

    def _calendar(self) -> ast.expr:
        """The month of the run, counted from the year 0."""
        first = ast.Subscript(_load("given"), ast.Constant(CALENDAR), ast.Load())
        return ast.BinOp(first, ast.Add(), _load("month"))

    def _is_context(self, node: ast.expr, name: str) -> bool:
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=attribute):
                return owner == self._ctx and attribute == name
        return False

    def _called(self, node: ast.Call) -> ast.expr:
        match node.func:
            case ast.Attribute(value=ast.Name(id=owner), attr="draw" | "chance" | "pick" as how) if (
                owner == self._ctx
            ):
                return self._draw(node, how)
            case ast.Attribute(value=ast.Name(id=owner), attr="happened") if owner == self._ctx:
                return self._happened(node)
            case ast.Attribute(value=ast.Name(id=owner), attr="record") if owner == self._ctx:
                return self._wrong(node, "ctx.record gives no value", "write it on a line of its own")
            case ast.Name(id=name) if name in FUNCTIONS and node.args and not node.keywords:
                plain = {"int": f"{PREFIX}int", "float": f"{PREFIX}float"}.get(name, name)
                return _call(plain, *(self._value(one) for one in node.args))
            case ast.Attribute(value=ast.Name(id="math"), attr=name) if name in MATH and not node.keywords:
                return _call(f"{PREFIX}{name}", *(self._value(one) for one in node.args))
        name = ast.unparse(node.func)
        what = "hides what the mechanism touches" if name in _HIDING else "is not among what it may call"
        near = suggestion(name, (*FUNCTIONS, *(f"{self._ctx}.{one}" for one in CONTEXT)), 0.8)
        for one in node.args:
            self._value(one)
        return self._wrong(
            node, f"calls {name}, which {what}", near or f"it may call {_CALLS} and what ctx has"
        )

    def _happened(self, node: ast.Call) -> ast.expr:
        """Whether an event of the model happened to the person this month."""
        name = self._named(node, EVENTS, "event", "")
        if name is None:
            return ast.Constant(0)
        happened = ast.Attribute(_load("record"), "happened", ast.Load())
        mask = ast.BinOp(happened, ast.BitAnd(), ast.Constant(1 << EVENTS.index(name)))
        return ast.Compare(mask, [ast.NotEq()], [ast.Constant(0)])

    def _draw(self, node: ast.Call, how: str) -> ast.expr:
        name = self._named(node, self.names.streams, "stream", "streams")
        if name is None:
            return ast.Constant(0)
        if len(node.args) != (1 if how == "draw" else 2):
            return self._wrong(node, f"ctx.{how} takes other arguments", _USES[how])
        if name in self.streams or self._ranges:
            fix = "keep the first draw in a variable, or declare one stream more"
            return self._wrong(node, f'draws "{name}" again in one month, which gives the same number', fix)
        self.streams.add(name)
        word = _load(f"{PREFIX}stream_{name.replace('.', '_')}")
        return _call(f"{PREFIX}{how}", _load("rng"), word, *(self._value(one) for one in node.args[1:]))


_USES = {
    "parameters": 'write ctx.parameters["group.name"]',
    "law": "write ctx.law.<field>",
    "this_month": "write ctx.this_month.income",
    "happened": 'write ctx.happened("job_lost")',
    "record": 'write ctx.record("event") on a line of its own',
    "draw": 'write ctx.draw("stream"): a number from 0 to 1',
    "chance": 'write ctx.chance("stream", 0.1): true in one month of ten',
    "pick": 'write ctx.pick("stream", 6): a whole number from 0 to 5',
}


def _load(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _local(name: str) -> str:
    """A variable of the author's under a name that hides no argument."""
    return f"{name}_" if name in ARGUMENTS or name.startswith(PREFIX) else name


def _call(name: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(_load(name), list(arguments), [])


def _converted(place: ast.expr, kind: np.dtype[Any]) -> ast.expr:
    """Whole numbers as 64 bits with a sign, so that no difference wraps around zero."""
    return _call(f"{PREFIX}{'float' if kind.kind == 'f' else 'int'}", place)


def _loaded(target: ast.expr) -> ast.expr:
    """The target of an assignment as a value."""
    made = ast.parse(ast.unparse(target), mode="eval").body
    for node in ast.walk(made):
        ast.copy_location(node, target)
    return made


def _is_stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _article(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"

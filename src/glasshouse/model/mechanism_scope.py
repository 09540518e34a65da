"""What is known at a place of a mechanism while it is translated, and what was found out on the way."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from glasshouse.errors import Diagnostic, suggestion
from glasshouse.model.mechanism_names import ARGUMENTS, PREFIX, Names
from glasshouse.model.mechanism_text import FunctionText

REFUSED: dict[type[ast.AST], tuple[str, str]] = {
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


@dataclass
class Used:
    """The names that a function was found to use.

    `written` are fields of the record of the month that it writes, with the place of each.
    """

    events: set[str] = field(default_factory=set)
    streams: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)
    constants: dict[str, int | float] = field(default_factory=dict)
    written: dict[str, ast.expr] = field(default_factory=dict)


@dataclass
class Scope:
    """The names at one place of a function: `person` and `ctx` as the author calls them, variables that
    have a value for sure (`known`) or may have one (`local`), and counters of loops with their ranges.

    What is wrong is gathered in `diagnostics`.
    """

    source: FunctionText
    names: Names
    person: str = "person"
    ctx: str = "ctx"
    local: Collection[str] = ()
    known: set[str] = field(default_factory=set)
    ranges: dict[str, range] = field(default_factory=dict)
    used: Used = field(default_factory=Used)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def wrong(self, node: ast.AST, what: str, fix: str) -> ast.expr:
        """Note a fault; the number 0 stands in for what cannot be translated."""
        self.diagnostics.append(self.source.diagnostic(node, what, fix))
        return ast.Constant(0)

    def refuse(self, node: ast.AST) -> ast.expr:
        """Note a construct that no mechanism may use."""
        unknown = f"{type(node).__name__.lower()}: not part of what a mechanism may say"
        return self.wrong(node, *REFUSED.get(type(node), (unknown, "use arithmetic, if and for")))

    def of_context(self, node: ast.expr) -> str:
        """The name X where a node is `ctx.X`, empty for any other."""
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner == self.ctx:
                return name
        return ""

    def variable(self, node: ast.expr, name: str) -> ast.expr:
        """A variable, or a number from outside of the function."""
        if name in self.known:
            return load(local(name))
        if name in self.local:
            return self.wrong(node, f"{name} may have no value yet", f"write {name} = 0 before")
        if name in (self.person, self.ctx):
            used = f"read what is needed of it: {name}.{'debt' if name == self.person else 'month'}"
            return self.wrong(node, f"hands {name} on or keeps it under another name", used)
        return self._outside(node, name)

    def _outside(self, node: ast.expr, name: str) -> ast.expr:
        if name not in self.names.outside:
            near = suggestion(name, (*self.local, self.person, self.ctx)) or f"write {name} = 0 before"
            return self.wrong(node, f"{name} is not known", near)
        value = self.names.outside[name]
        if not isinstance(value, int | float | np.integer | np.floating):
            what = f"uses {name} from outside, which is {_article(type(value).__name__)}"
            return self.wrong(node, what, "use numbers only, or declare a field of its own: fields={...}")
        number = value.item() if isinstance(value, np.generic) else value
        self.used.constants[name] = number
        return ast.Constant(number)

    def named(self, call: ast.Call, known: Collection[str], what: str, declared: str = "") -> str | None:
        """The text that a call of ctx begins with, if it is one of the names of this kind.

        `declared` is the argument of the decorator that names them.
        """
        first = call.args[0] if call.args else None
        if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
            self.wrong(call, f"the {what} must be named in quotes", f'write for example ("{what}_name")')
            return None
        if first.value in known:
            return first.value
        state = "declared" if declared else "known"
        fix = (
            f'declare it: {declared}=("{first.value}",)'
            if declared
            else "glasshouse describe --odd lists them"
        )
        self.wrong(first, f'{what} "{first.value}" is not {state}', suggestion(first.value, known) or fix)
        return None


def load(name: str) -> ast.Name:
    """A name as a value."""
    return ast.Name(name, ast.Load())


def local(name: str) -> str:
    """A variable of the author's under a name that hides no argument."""
    return f"{name}_" if name in ARGUMENTS or name.startswith(PREFIX) else name


def call(name: str, *arguments: ast.expr) -> ast.expr:
    """A call of a function by name."""
    return ast.Call(load(name), list(arguments), [])


def converted(place: ast.expr, kind: np.dtype[np.generic]) -> ast.expr:
    """Whole numbers as 64 bits with a sign, so that no difference wraps around zero."""
    return call(f"{PREFIX}{'float' if kind.kind == 'f' else 'int'}", place)


def _article(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"

"""Which fields of a record a function reads and writes, and which random streams it draws, from its syntax.

Declarations of rules are compared with what is found here: `accesses` looks at one function alone, `touched`
follows the helper functions that a rule hands its records to.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any

DRAWING = ("draw", "draw_pair", "draw_when", "draw_for_life")
"""Functions of `engine.rng` whose last argument is the number of a random stream."""


@dataclass(frozen=True)
class Access:
    """One read or write of a field of a record, with the node of the syntax tree that does it."""

    record: str
    name: str
    writes: bool
    node: ast.Attribute


@dataclass
class Touched:
    """What a rule and its helpers do: fields by record and name, and numbers of streams drawn."""

    reads: set[tuple[str, str]] = field(default_factory=set)
    writes: set[tuple[str, str]] = field(default_factory=set)
    streams: set[int] = field(default_factory=set)


def accesses(tree: ast.AST, records: Collection[str]) -> Iterator[Access]:
    """Every read and write of `record.field` in a tree, for the names in `records`.

    An augmented assignment is a read and a write; an element of an array field is written as the field is.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in records:
            yield Access(node.value.id, node.attr, isinstance(node.ctx, ast.Store), node)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            if found := _field(node.value, records):
                yield Access(*found, True, node.value)  # type: ignore[arg-type]
        elif isinstance(node, ast.AugAssign) and (found := _field(node.target, records)):
            yield Access(*found, False, node.target)  # type: ignore[arg-type]


def _field(node: ast.expr, records: Collection[str]) -> tuple[str, str] | None:
    """Record and field of an expression `record.field`, None for any other."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in records:
        return node.value.id, node.attr
    return None


def touched(function: Callable[..., Any], records: Collection[str]) -> Touched:
    """What a compiled or plain rule does with the arguments named in `records`, helpers included.

    A helper that takes a record under another name is followed under that name.
    """
    found = Touched()
    _follow(function, {name: name for name in records}, found, set())
    return found


def _follow(
    function: Callable[..., Any], records: Mapping[str, str], found: Touched, seen: set[tuple[Any, ...]]
) -> None:
    """Add what a function does with its arguments `records`, each known to the rule by another name."""
    code = getattr(function, "py_func", function)
    module, tree = inspect.getmodule(code), _parsed(code)
    assert module is not None
    for access in accesses(tree, records):
        kind = found.writes if access.writes else found.reads
        kind.add((records[access.record], access.name))
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name in DRAWING:
            found.streams.add(_stream(call, module))
        elif (helper := getattr(module, name, None)) is not None and hasattr(helper, "py_func"):
            handed = dict(_handed(call, helper, records))
            key = (helper, *sorted(handed.items()))
            if handed and key not in seen:
                seen.add(key)
                _follow(helper, handed, found, seen)


def _stream(call: ast.Call, module: ModuleType) -> int:
    constant = call.args[-1]
    assert isinstance(constant, ast.Name), "a stream is a constant of its module"
    return int(getattr(module, constant.id)) & 0xFFFFFFFF


def _handed(call: ast.Call, helper: Any, records: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The parameters of a helper that a call fills with records, each with the rule's name for it."""
    for parameter, given in zip(inspect.signature(helper.py_func).parameters, call.args, strict=False):
        if isinstance(given, ast.Name) and given.id in records:
            yield parameter, records[given.id]


@cache
def _parsed(code: Callable[..., Any]) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(code)))

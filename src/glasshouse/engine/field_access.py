"""Which fields of a record a function reads and writes, and which random streams it draws, from its syntax.

Declarations of rules are compared with what is found here: `accesses` looks at one function alone, `touched`
follows the helper functions that a rule hands its records to.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType

from glasshouse.engine.steps import Function, plain

DRAWING = ("draw", "draw_pair", "draw_pairs", "draw_when", "draw_for_life")
"""Functions of `engine.rng` whose last argument is the number of a random stream."""


Place = tuple[str, str]
"""A record and a field of it; "" for the whole record."""


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


def touched(function: Function, records: Collection[str]) -> Touched:
    """What a compiled or plain rule does with the arguments named in `records`, helpers included.

    A helper that takes a record, or an array field of one, under another name is followed under that name.
    The length and type of a field are not read.
    """
    found = Touched()
    _follow(function, {name: (name, "") for name in records}, found, set())
    return found


def _follow(
    function: Function, known: Mapping[str, Place], found: Touched, seen: set[tuple[object, ...]]
) -> None:
    """Add what a function does with its arguments, each `known` as a record or a field of the rule."""
    code = _plain(function)
    assert code is not None
    module, tree = inspect.getmodule(code), _parsed(code)
    assert module is not None
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    # What a field has room for follows from its type as well.
    passed_on: list[ast.expr] = [
        node.value for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "dtype"
    ]
    for call in calls:
        name = call.func.id  # type: ignore[attr-defined]
        helper = _plain(getattr(module, name, None))
        if name in DRAWING:
            found.streams.add(_stream(call, module))
        elif name == "len":
            passed_on += call.args
        elif helper is not None:
            handed = dict(_handed(call, helper, known))
            passed_on += [given for given in call.args if _place(given, known)]
            if handed and (key := (helper, *sorted(handed.items()))) not in seen:
                seen.add(key)
                _follow(helper, handed, found, seen)
    for place, writes in _touches(tree, known, passed_on):
        (found.writes if writes else found.reads).add(place)


def _plain(function: object) -> Function | None:
    """The Python function behind a compiled one, which it is itself where nothing is compiled; None for
    anything else."""
    found = getattr(function, "py_func", function)
    return found if inspect.isfunction(found) else None


def _touches(
    tree: ast.AST, known: Mapping[str, Place], passed_on: Collection[ast.expr]
) -> Iterator[tuple[Place, bool]]:
    """Fields that a function reads (False) and writes (True) itself."""
    records = {name: record for name, (record, of) in known.items() if not of}
    for access in accesses(tree, records):
        if access.node not in passed_on:
            yield (records[access.record], access.name), access.writes
    fields = {name: place for name, place in known.items() if place[1]}
    filled = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
    ]
    added = [node.target.value for node in ast.walk(tree) if _adds_to_entry(node)]  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in fields and node not in passed_on:
            if node in filled:
                yield fields[node.id], True
            if node not in filled or node in added:
                yield fields[node.id], False


def _adds_to_entry(node: ast.AST) -> bool:
    return isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Subscript)


def _place(node: ast.expr, known: Mapping[str, Place]) -> Place | None:
    """The record or field that an expression names, if it is one."""
    if isinstance(node, ast.Name):
        return known.get(node.id)
    record = _field(node, [name for name, (_, of) in known.items() if not of])
    return (known[record[0]][0], record[1]) if record else None


def _handed(call: ast.Call, helper: Function, known: Mapping[str, Place]) -> Iterator[tuple[str, Place]]:
    """The parameters of a helper that a call fills with records and fields."""
    for parameter, given in zip(inspect.signature(plain(helper)).parameters, call.args, strict=False):
        if place := _place(given, known):
            yield parameter, place


def _stream(call: ast.Call, module: ModuleType) -> int:
    constant = call.args[-1]
    assert isinstance(constant, ast.Name), "a stream is a constant of its module"
    return int(getattr(module, constant.id)) & 0xFFFFFFFF


@cache
def _parsed(code: Function) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(code)))

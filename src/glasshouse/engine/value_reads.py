"""Which values of a law, of parameters or of other shared records some steps can read, from their syntax.

Where steps read nothing in which two worlds differ, persons who are equal stay equal. What cannot be followed
(a record handed on under another name, a function without a source) counts as reading all of it.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from glasshouse.engine.steps import Assign, Call, Each, Function, Step, When, arguments, plain

ALL = "*"
"""In place of a name: any value of the record."""
Value = tuple[str, str]
"""A record, and the name of a value of it."""


@dataclass(frozen=True)
class Read:
    """A value that steps can read, unless one of the values `only_if` is zero everywhere."""

    value: Value
    only_if: frozenset[Value] = frozenset()


def read_by(steps: Iterable[Step], records: Mapping[str, str]) -> frozenset[Read]:
    """What steps can read of shared records. `records` maps what steps call a record to which it is."""
    return frozenset(_steps_read(tuple(steps), records, frozenset()))


def _steps_read(
    steps: tuple[Step, ...], records: Mapping[str, str], only_if: frozenset[Value]
) -> Iterator[Read]:
    for one in steps:
        yield from (Read(value, only_if) for value in _step_reads(one, records))
        if isinstance(one, When):
            yield from _steps_read(one.steps, records, only_if | _guards(one, records))
        elif isinstance(one, Each):
            yield from _steps_read(one.steps, records, only_if)


def _step_reads(one: Step, records: Mapping[str, str]) -> Iterator[Value]:
    """What a step reads itself, without the steps it holds."""
    if isinstance(one, Call):
        yield from _call_reads(one.function, one.named, records)
    elif isinstance(one, Assign):
        yield from _text_reads(one.value, records)
    elif isinstance(one, Each):
        yield from _text_reads(one.over, records)
    else:
        if one.switch:
            yield _switch(one, records)
        if isinstance(one.condition, str):
            yield from _text_reads(one.condition, records)
        else:
            yield from _call_reads(one.condition, {}, records)


def _guards(one: When, records: Mapping[str, str]) -> frozenset[Value]:
    """Values that must not be zero for the steps of a condition to run."""
    found = {_switch(one, records)} if one.switch else set()
    if isinstance(one.condition, str) and one.condition:
        whole = ast.parse(one.condition, mode="eval").body
        if isinstance(whole, ast.Attribute) and isinstance(whole.value, ast.Name):
            found |= {(records[name], whole.attr) for name in [whole.value.id] if name in records}
    return frozenset(found)


def _switch(one: When, records: Mapping[str, str]) -> Value:
    return records["parameters"], f"switch_{one.switch}"


def _call_reads(
    function: Function, named: Mapping[str, str], records: Mapping[str, str]
) -> Iterator[Value]:
    handed = []
    for argument in arguments(function):
        given = named.get(argument, argument)
        if given in records:
            handed.append((argument, records[given]))
        else:
            yield from _text_reads(given, records)
    yield from _function_reads(plain(function), tuple(handed))


def _text_reads(text: str, records: Mapping[str, str]) -> Iterator[Value]:
    if text:
        yield from _tree_reads(ast.parse(text, mode="eval"), records, None)


@cache
def _function_reads(function: Function, handed: tuple[tuple[str, str], ...]) -> frozenset[Value]:
    """What a function reads of the records it is handed, itself and through what it calls."""
    if not handed:
        return frozenset()
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return frozenset((record, ALL) for _, record in handed)
    return frozenset(_tree_reads(tree, dict(handed), function))


def _tree_reads(tree: ast.AST, records: Mapping[str, str], function: Function | None) -> Iterator[Value]:
    followed: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in records:
            followed.add(node.value)
            yield records[node.value.id], node.attr
        elif isinstance(node, ast.Call) and (helper := _helper(node, function)) and not node.keywords:
            names = list(inspect.signature(helper).parameters)
            handed = dict(_handed(node.args, len(names), records))
            followed.update(node.args[at] for at in handed)
            yield from _function_reads(helper, tuple((names[at], record) for at, record in handed.items()))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in records and node not in followed:
            yield records[node.id], ALL


def _helper(node: ast.Call, function: Function | None) -> Function | None:
    """The Python function that a call in the source of `function` calls, if it can be told."""
    if function is None or not isinstance(node.func, ast.Name):
        return None
    found = plain(function.__globals__.get(node.func.id))  # type: ignore[arg-type]
    return found if inspect.isfunction(found) else None


def _handed(given: Collection[ast.expr], most: int, records: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Which arguments of a call are records, by their place."""
    for at, one in enumerate(given):
        if isinstance(one, ast.Name) and one.id in records and at < most:
            yield at, records[one.id]

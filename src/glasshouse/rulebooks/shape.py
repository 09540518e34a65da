"""Walking the schema: which keys may stand where, and what kind of leaf is at a path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from glasshouse.errors import suggestion
from glasshouse.rulebooks.kinds import Kind
from glasshouse.rulebooks.schema import HEADER, RulebookFile
from glasshouse.rulebooks.sections import Clause

Path = tuple[Any, ...]
"""The keys leading to a clause or leaf, without list indices."""


@dataclass(frozen=True)
class Keyed:
    """A map whose keys the rulebook chooses; `inside` is what stands under each."""

    inside: Kind | type[Clause]


Node = Kind | type[Clause] | Keyed
NOTES = ("basis", "note", "evidence")
"""Keys that any clause may carry."""


@dataclass(frozen=True)
class Child:
    """What stands under one key of a clause: the attribute of the model and the node."""

    attribute: str
    node: Node


@cache
def children(clause: type[Clause]) -> dict[str, Child]:
    """The keys of a clause that hold leaves or clauses, as written in a file."""
    found: dict[str, Child] = {}
    for attribute, info in clause.model_fields.items():
        kinds = [entry for entry in info.metadata if isinstance(entry, Kind)]
        node = kinds[0] if kinds else _node(info.annotation)
        if node is not None and not (clause is RulebookFile and info.alias in HEADER):
            found[info.alias or attribute] = Child(attribute, node)
    return found


def _node(annotation: object) -> Node | None:
    """The kind, clause or keyed map inside a type such as `dict[Name, List | None] | None`."""
    arguments = get_args(annotation)
    if get_origin(annotation) is Annotated:
        return next((entry for entry in arguments[1:] if isinstance(entry, Kind)), None)
    if get_origin(annotation) is dict:
        inside = _node(arguments[1])
        return Keyed(inside) if inside is not None and not isinstance(inside, Keyed) else None
    if isinstance(annotation, type) and issubclass(annotation, Clause):
        return annotation
    if get_origin(annotation) in (Union, type(int | str)):
        return next((node for node in map(_node, arguments) if node is not None), None)
    return None


def node_at(path: Path) -> Node | None:
    """What the schema has at `path`; None where it has nothing."""
    node: Node | None = RulebookFile
    for step in path:
        if isinstance(node, Keyed):
            node = node.inside
        elif isinstance(node, type):
            child = children(node).get(step)
            node = child.node if child else None
        else:
            return None
    return node


def keys_at(path: Path) -> tuple[str, ...]:
    """The keys a file may use in the clause at `path`; none where it may choose them itself."""
    node = node_at(path)
    if not isinstance(node, type):
        return ()
    return (*(HEADER if node is RulebookFile else ()), *children(node), *NOTES)


@cache
def leaf_patterns() -> tuple[str, ...]:
    """The dotted path of every leaf of the schema, with `*` for a key that the rulebook chooses."""
    return tuple(_patterns((), RulebookFile))


def _patterns(path: Path, node: Node) -> Iterator[str]:
    if isinstance(node, Kind):
        yield ".".join(path)
    elif isinstance(node, Keyed):
        yield from _patterns((*path, "*"), node.inside)
    else:
        for key, child in children(node).items():
            yield from _patterns((*path, key), child.node)


def misplaced_key(parent: Path, key: object) -> tuple[str, str]:
    """The sentence and the fix for a key that may not stand in the clause at `parent`."""
    known = keys_at(parent)
    if key == "prior":
        return (
            "a prior says what we do not know; a rulebook says what is written",
            "move it to a practice file",
        )
    hint = suggestion(key, known) or (f"known here: {', '.join(known)}" if known else "")
    return "not a known key", hint

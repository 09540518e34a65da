"""The shape of a rulebook file: its header and its sections.

Nothing in a file is required here, since a file that extends another states only what it changes; whether
the merged rulebook is complete is asked in `checks`. All maps are keyed, so that every clause has a stable
dotted path. A clause set to null is taken away (only where there is one to take).

Walking the schema: which keys may stand where, and what kind of leaf is at a path.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from glasshouse.errors import suggestion
from glasshouse.rulebooks.actor_sections import Discretion, Enforcement, Firms, Gatekeepers
from glasshouse.rulebooks.exchange_rates import Money
from glasshouse.rulebooks.leaf_kinds import Day, Word, Words
from glasshouse.rulebooks.leaf_schema import Kind
from glasshouse.rulebooks.safeguards import (
    DataDuties,
    Defence,
    Governance,
    MadeUnder,
    Participation,
    Procedure,
    Retention,
    Suppression,
)
from glasshouse.rulebooks.sections import (
    REACHES,
    Association,
    Base,
    BehaviourRule,
    Clause,
    Coverage,
    List,
    Movement,
    Publicity,
    Sanction,
    Sanctions,
    Score,
    Text,
)
from glasshouse.rulebooks.statements import Statement
from glasshouse.rulebooks.vocabulary import vocabulary
from glasshouse.rulebooks.vocabulary_sections import OwnWords

SCHEMA = "glasshouse/rulebook@1"
LAYERS = ("outline", "province", "city")
"""The layers of law, the highest first."""


def _lines(given: object) -> object:
    lines = [given] if isinstance(given, str) else given
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise PydanticCustomError(
            "name", "{what}", {"what": "must be text, or a list of texts", "fix": "write - before each"}
        )
    return tuple(lines)


Lines = Annotated[
    tuple[str, ...],
    BeforeValidator(_lines),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
ACT = r"^[a-z][a-z0-9_-]*$"
RuleId = Annotated[str, Field(pattern=r"^[A-Z]{3}-[0-9]+$")]
Behaviour = Annotated[
    str,
    WithJsonSchema({"anyOf": [{"enum": list(vocabulary("behaviours"))}, {"type": "string", "pattern": ACT}]}),
]
"""A behaviour of the vocabulary or of the rulebook's own; which is asked when it is whole."""


class Source(Clause):
    """A legal text or report that the rulebook rests on. `confidence` is a code of evidence."""

    title: Text | None = None
    """The title of the text or report."""
    issuer: Text | None = None
    """Who issued it."""
    rank: Annotated[Statement, Word(of="ranks")] | None = None
    """What kind of text it is, from a constitution down to mere practice."""
    date: Annotated[Statement, Day()] | None = None
    """The day it was issued, or seen."""
    url: Text | None = None
    """Where it can be read."""
    confidence: Annotated[Statement, Word(of="evidence")] | None = None
    """How well it is known: a code of evidence."""
    under: Annotated[Statement, Word(refers="source")] | None = None
    """The source that empowered its issuer to make it."""


class Condition(Clause):
    """What a lower layer's rule must rest on to be allowed."""

    rank: Annotated[Statement, Word(of="ranks")] | None = None
    """The least rank of its source."""
    ground: Annotated[Statement, Word(of="grounds")] | None = None
    """The least firm ground it may rest on."""


class Delegation(Clause):
    """What lower layers may do to the clauses whose path begins with the key."""

    allow: Annotated[Statement, Words(choices=("add", "ease", "tighten"))] | None = None
    """What lower layers may do to these clauses."""
    condition: Condition | None = Field(None, alias="if")
    """What a lower layer's rule must rest on."""
    reach: Annotated[Statement, Word(choices=REACHES)] | None = None
    """How far a lower layer's rule may reach."""


class RulebookFile(Clause):
    """One rulebook file: its header and its clauses.

    `uses` names add-ons that are always joined to it, such as a file of words that several rulebooks share.
    """

    schema_: Annotated[str | None, Field(json_schema_extra={"const": SCHEMA})] = Field(None, alias="schema")
    kind: Literal["rulebook", "add-on"] = "rulebook"
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+([-/][a-z0-9]+)*$")] = ""
    title: str = ""
    layer: Literal["outline", "province", "city"] | None = None
    extends: str = ""
    amends: str = ""
    uses: Lines = ()
    start: Annotated[Statement, Day()] | None = Field(None, alias="from")
    until: Annotated[Statement, Day()] | None = None
    notes: Lines = ()
    unknowns: Lines = ()
    sources: dict[Name, Source] | None = None
    made_under: MadeUnder | None = None
    money: Money | None = None
    delegation: dict[str, Delegation] | None = None
    scope: Coverage | None = None
    lists: dict[Name, List | None] | None = None
    scores: dict[Name, Score | None] | None = None
    behaviours: dict[Behaviour, BehaviourRule | None] | None = None
    sanctions: dict[Name, Sanction | None] | None = None
    links: dict[str, Sanctions | None] | None = None
    """What follows from a grade (`score.grade`): sanctions, or rewards."""
    publicity: Publicity | None = None
    association: Association | None = None
    discretion: Discretion | None = None
    procedure: Procedure | None = None
    retention: Retention | None = None
    movement: Movement | None = None
    gatekeepers: Gatekeepers | None = None
    firms: Firms | None = None
    enforcement: Enforcement | None = None
    rights: Base | None = None
    participation: Participation | None = None
    defences: dict[Name, Defence | None] | None = None
    governance: Governance | None = None
    data: DataDuties | None = None
    vocabulary: OwnWords | None = None
    suppressions: dict[RuleId, Suppression | None] | None = None


HEADER = (
    "schema", "kind", "id", "title", "layer", "extends", "amends", "uses",
    "from", "until", "notes", "unknowns",
)  # fmt: skip
"""The keys of a file that are about the file; all others hold clauses."""
ABOUT = ("sources", "made_under", "money", "delegation", "suppressions", "vocabulary")
"""Sections that state no rule."""


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
        node = _inside(node, step)
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


@cache
def clauses() -> tuple[type[Clause], ...]:
    """Every kind of clause, the file first."""
    return tuple(dict.fromkeys(_clauses(RulebookFile)))


def _clauses(clause: type[Clause]) -> Iterator[type[Clause]]:
    yield clause
    for child in children(clause).values():
        below = child.node.inside if isinstance(child.node, Keyed) else child.node
        if isinstance(below, type):
            yield from _clauses(below)


def pattern_of(path: Path) -> str:
    """A path with `*` for each key that the rulebook chooses; unknown keys stay as they are."""
    node: Node | None = RulebookFile
    steps: list[str] = []
    for step in path:
        steps.append("*" if isinstance(node, Keyed) else str(step))
        node = _inside(node, step)
    return ".".join(steps)


def _inside(node: Node | None, step: object) -> Node | None:
    """What the schema has under one key of a node."""
    if isinstance(node, Keyed):
        return node.inside
    child = children(node).get(str(step)) if isinstance(node, type) else None
    return child.node if child else None


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

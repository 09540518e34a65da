"""The shape of a rulebook file: its header and its sections.

Nothing in a file is required here, since a file that extends another states only what it changes; whether
the merged rulebook is complete is asked in `checks`. All maps are keyed, so that every clause has a stable
dotted path. A clause set to null is taken away (only where there is one to take).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from glasshouse.rulebooks.actor_sections import Discretion, Enforcement, Firms, Gatekeepers
from glasshouse.rulebooks.leaf_kinds import Day, Word, Words
from glasshouse.rulebooks.safeguards import (
    DataDuties,
    Governance,
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
    issuer: Text | None = None
    rank: Annotated[Statement, Word(of="ranks")] | None = None
    date: Annotated[Statement, Day()] | None = None
    url: Text | None = None
    confidence: Annotated[Statement, Word(of="evidence")] | None = None


class Condition(Clause):
    """What a lower layer's rule must rest on to be allowed."""

    rank: Annotated[Statement, Word(of="ranks")] | None = None
    ground: Annotated[Statement, Word(of="grounds")] | None = None


class Delegation(Clause):
    """What lower layers may do to the clauses whose path begins with the key."""

    allow: Annotated[Statement, Words(choices=("add", "ease", "tighten"))] | None = None
    condition: Condition | None = Field(None, alias="if")
    reach: Annotated[Statement, Word(choices=REACHES)] | None = None


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
    delegation: dict[str, Delegation] | None = None
    lists: dict[Name, List | None] | None = None
    scores: dict[Name, Score | None] | None = None
    behaviours: dict[Behaviour, BehaviourRule | None] | None = None
    sanctions: dict[Name, Sanction | None] | None = None
    links: dict[str, Sanctions | None] | None = None
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
    governance: Governance | None = None
    data: DataDuties | None = None
    vocabulary: OwnWords | None = None
    suppressions: dict[RuleId, Suppression | None] | None = None


HEADER = (
    "schema", "kind", "id", "title", "layer", "extends", "amends", "uses",
    "from", "until", "notes", "unknowns",
)  # fmt: skip
"""The keys of a file that are about the file; all others hold clauses."""
ABOUT = ("sources", "delegation", "suppressions", "vocabulary")
"""Sections that state no rule."""

"""The shape of a rulebook file: every key, its kind, and which direction bears harder on people.

Nothing in a file is required here beyond its header, since a file that extends another states only what it
changes; whether the merged rulebook is complete is asked in `checks`. All maps are keyed, so that every
clause has a stable dotted path. A clause set to null is taken away (only where there is one to take).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from glasshouse.errors import suggestion
from glasshouse.rulebook.quantities import Quantity
from glasshouse.rulebook.statements import Statement
from glasshouse.rulebook.vocabulary import vocabulary
from glasshouse.rulebook.words import Day, Flag, Prose, Word, Words

SCHEMA = "glasshouse/rulebook@1"
LAYERS = ("outline", "province", "city")
"""The layers of law, the highest first."""
LOWEST_POINTS, HIGHEST_POINTS = -1_000_000, 1_000_000

Text = Annotated[Statement, Prose()]
Yes = Annotated[Statement, Flag(harsher="true")]
MildIfYes = Annotated[Statement, Flag(harsher="false")]
Points = Annotated[
    Statement, Quantity("down", 0, unit="point", low=LOWEST_POINTS, high=HIGHEST_POINTS, whole=True)
]
Sanctions = Annotated[Statement, Words("by_effect", refers="sanction")]


def _months(harsher: Any, *, open: bool = False) -> Quantity:
    return Quantity(harsher, None if open else 0, unit="month", high=1200, open=open)


def _known_behaviour(given: object) -> object:
    if given not in vocabulary("behaviours"):
        hint = suggestion(given, vocabulary("behaviours"))
        raise PydanticCustomError("name", "{what}", {"what": "not a known behaviour", "fix": hint})
    return given


def _known_evidence(given: object) -> object:
    codes = vocabulary("evidence")
    if given not in codes:
        hint = suggestion(given, codes) or f"one of: {', '.join(codes)}"
        raise PydanticCustomError("name", "{what}", {"what": f"{given} is not a code of evidence", "fix": hint})
    return given


def _lines(given: object) -> object:
    lines = [given] if isinstance(given, str) else given
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise PydanticCustomError("name", "{what}", {"what": "must be text, or a list of texts", "fix": ""})
    return tuple(lines)


Lines = Annotated[
    tuple[str, ...],
    BeforeValidator(_lines),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Behaviour = Annotated[
    str, BeforeValidator(_known_behaviour), WithJsonSchema({"enum": list(vocabulary("behaviours"))})
]


class Clause(BaseModel):
    """A map of leaves. Its own basis, note and evidence hold for every leaf inside that says nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True)

    basis: str = ""
    note: str = ""
    evidence: Annotated[
        str, BeforeValidator(_known_evidence), WithJsonSchema({"enum": list(vocabulary("evidence"))})
    ] = ""


class Source(Clause):
    title: Text | None = None
    issuer: Text | None = None
    rank: Annotated[Statement, Word(of="ranks")] | None = None
    date: Annotated[Statement, Day()] | None = None
    url: Text | None = None
    confidence: Annotated[Statement, Word(of="evidence")] | None = None


class Condition(Clause):
    rank: Annotated[Statement, Word(of="ranks")] | None = None
    ground: Annotated[Statement, Word(of="grounds")] | None = None


class Delegation(Clause):
    allow: Annotated[Statement, Words(choices=("add", "ease", "tighten"))] | None = None
    condition: Condition | None = Field(None, alias="if")
    reach: Annotated[Statement, Word(choices=("own_territory", "everywhere"))] | None = None


ENTRIES = (
    "able_and_refuses",
    "obstructs",
    "unperformed",
    "in_arrears",
    "grade_at_most",
    "grade_at_least",
    "behaviour",
)
DECIDERS = ("court", "agency", "bank", "platform", "committee", "official", "machine")
REPORTERS = ("agency", "camera", "app", "inspector", "informer", "court", "bank")
EXITS = ("performed", "expired", "repaired", "inability", "grade_left")
CHANNELS = ("website", "screens", "ringtone", "contacts")
FIELDS = ("name", "id", "address_part", "reason", "amount", "photo", "employer")


class Entry(Clause):
    ground: Annotated[Statement, Word("later", of="grounds")] | None = None
    when: Annotated[Statement, Word(choices=ENTRIES)] | None = None
    arrears: Annotated[Statement, _months("down")] | None = None
    grade: Annotated[Statement, Word(refers="grade")] | None = None
    behaviour: Annotated[Statement, Word(of="behaviours")] | None = None
    decided_by: Annotated[Statement, Word(choices=DECIDERS)] | None = None
    grace: Annotated[Statement, _months("down")] | None = None
    ability_test: MildIfYes | None = None
    retest: Annotated[Statement, _months("up", open=True)] | None = None


class Extension(Clause):
    least: Annotated[Statement, _months("up")] | None = None
    most: Annotated[Statement, _months("up")] | None = None


class Exit(Clause):
    on: Annotated[Statement, Words("fewer", choices=EXITS)] | None = None
    within: Annotated[Statement, _months("up")] | None = None


class List(Clause):
    kind: Annotated[Statement, Word(choices=("blacklist", "redlist"))] | None = None
    title: Text | None = None
    purpose: Text | None = None
    entry: Entry | None = None
    term: Annotated[Statement, _months("up", open=True)] | None = None
    extension: Extension | None = None
    exit: Exit | None = None
    repair_after: Annotated[Statement, _months("up")] | None = None
    minors: Annotated[Statement, Word("later", choices=("excluded", "included"))] | None = None
    triggers: Sanctions | None = None
    publish: Annotated[Statement, Words("more", choices=CHANNELS)] | None = None


class Score(Clause):
    title: Text | None = None
    start: Points | None = None
    lowest: Points | None = None
    highest: Points | None = None
    cycle: Annotated[Statement, Word(choices=("month", "year", "rolling"))] | None = None
    recovery: Annotated[Statement, Quantity("down", 0, unit="point/month", high=10**6, whole=True)] | None = (
        None
    )
    grades: (
        dict[
            Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_+-]*$")],
            Annotated[
                Statement, Quantity("up", unit="point", low=LOWEST_POINTS, high=HIGHEST_POINTS, whole=True)
            ],
        ]
        | None
    ) = None


class BehaviourRule(Clause):
    title: Text | None = None
    points: Points | None = None
    cap: Annotated[Statement, Quantity("by_sign", unit="point/month", high=10**6, whole=True)] | None = None
    drop_to: Annotated[Statement, Word("by_effect", refers="grade")] | None = None
    recorded: Annotated[Statement, Flag("true", True)] | None = None
    context: Annotated[Statement, Word(of="contexts")] | None = None
    ground: Annotated[Statement, Word("later", of="grounds")] | None = None
    reporter: Annotated[Statement, Word(choices=REPORTERS)] | None = None
    gravity: Annotated[Statement, Quantity(unit="count", high=10)] | None = None


class Sanction(Clause):
    title: Text | None = None
    right: Annotated[Statement, Word(of="rights")] | None = None
    effect: Annotated[Statement, Word("later", of="effects")] | None = None
    by: Annotated[Statement, Quantity(unit="CNY/year")] | None = None
    context: Annotated[Statement, Word(of="contexts")] | None = None


class Map(Clause):
    title: Text | None = None
    radius: Annotated[Statement, Quantity("up", 0, unit="metre", high=100_000, whole=True)] | None = None
    grid: Annotated[Statement, Quantity("down", 0, unit="metre", high=100_000, whole=True)] | None = None
    fields_shown: Annotated[Statement, Words("more", choices=FIELDS)] | None = Field(None, alias="fields")
    lists: Annotated[Statement, Words("more", refers="list")] | None = None
    audience: Annotated[Statement, Word("later", of="audiences")] | None = None
    reports: Yes | None = None
    until: Annotated[Statement, Word("later", choices=("exit", "never"))] | None = None


class Publicity(Clause):
    map: Map | None = None


class Household(Clause):
    share: Annotated[Statement, Quantity("up", 0, unit="fraction", high=1)] | None = None


class Contacts(Clause):
    points: (
        Annotated[
            Statement, Quantity("down", 0, unit="point/month", low=LOWEST_POINTS, high=HIGHEST_POINTS, whole=True)
        ]
        | None
    ) = None


class Association(Clause):
    household: Household | None = None
    contacts: Contacts | None = None
    legal_representative: (
        Annotated[Statement, Word("later", "spared", choices=("spared", "listed"))] | None
    ) = None


class Discretion(Clause):
    officials_may: Annotated[Statement, Words(choices=("waive", "add"))] | None = None
    bounds: Annotated[Statement, Word("later", choices=("written", "none"))] | None = None


class Correction(Clause):
    allowed: MildIfYes | None = None
    decide_within: Annotated[Statement, _months("up", open=True)] | None = None


class Appeal(Clause):
    allowed: MildIfYes | None = None
    to: Text | None = None
    suspensive: MildIfYes | None = None


class Repair(Clause):
    allowed: MildIfYes | None = None
    needs: (
        Annotated[Statement, Words("more", choices=("performed", "course", "pledge", "waiting", "merit"))] | None
    ) = None


class Procedure(Clause):
    notice: Annotated[Statement, Word("later", "none", choices=("before", "after", "none"))] | None = None
    correction: Correction | None = None
    appeal: Appeal | None = None
    repair: Repair | None = None
    single_lifting: MildIfYes | None = None


class Retention(Clause):
    records: Annotated[Statement, _months("up", open=True)] | None = None


class RulebookFile(Clause):
    """One rulebook file: its header and its clauses."""

    schema_: Annotated[str | None, Field(json_schema_extra={"const": SCHEMA})] = Field(None, alias="schema")
    kind: Literal["rulebook", "add-on"] = "rulebook"
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+([-/][a-z0-9]+)*$")] = ""
    title: str = ""
    layer: Literal["outline", "province", "city"] | None = None
    extends: str = ""
    amends: str = ""
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


HEADER = ("schema", "kind", "id", "title", "layer", "extends", "amends", "from", "until", "notes", "unknowns")
"""The keys of a file that are about the file; all others hold clauses."""

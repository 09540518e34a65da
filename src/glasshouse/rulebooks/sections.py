"""The clauses of a rulebook: every key, its kind, and which direction bears harder on people."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from glasshouse.errors import choices, shown
from glasshouse.rulebooks.leaf_kinds import Flag, Prose, Quantity, Word, Words
from glasshouse.rulebooks.leaf_schema import Harsher
from glasshouse.rulebooks.statements import Statement
from glasshouse.rulebooks.vocabulary import vocabulary

LOWEST_POINTS, HIGHEST_POINTS = -1_000_000, 1_000_000

Text = Annotated[Statement, Prose()]
Yes = Annotated[Statement, Flag(harsher="true")]
MildIfYes = Annotated[Statement, Flag(harsher="false")]
Points = Annotated[
    Statement, Quantity("down", 0, unit="point", low=LOWEST_POINTS, high=HIGHEST_POINTS, whole=True)
]
Sanctions = Annotated[Statement, Words("by_effect", refers="sanction")]


def months(harsher: Harsher, *, open: bool = False) -> Quantity:
    """A length of time in months; `open`: null is allowed and means "without end"."""
    return Quantity(harsher, None if open else 0, unit="month", high=1200, open=open)


def _known_evidence(given: object) -> object:
    codes = vocabulary("evidence")
    if given not in codes:
        what = f"{shown(given)} is not a code of evidence"
        raise PydanticCustomError("name", "{what}", {"what": what, "fix": choices(given, codes)})
    return given


class Clause(BaseModel):
    """A map of leaves. Its own basis, note and evidence hold for every leaf inside that says nothing else."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True
    )

    basis: str = ""
    note: str = ""
    evidence: Annotated[
        str, BeforeValidator(_known_evidence), WithJsonSchema({"enum": list(vocabulary("evidence"))})
    ] = ""


ENTRIES = (
    "able_and_refuses",
    "obstructs",
    "unperformed",
    "in_arrears",
    "grade_at_most",
    "grade_at_least",
    "behaviour",
    "firm_listed",
)
DECIDERS = ("court", "agency", "bank", "platform", "committee", "official", "machine")
REPORTERS = ("agency", "camera", "app", "inspector", "informer", "court", "bank")
EXITS = ("performed", "expired", "repaired", "inability", "grade_left", "firm_left")
NO_EXIT = "names nothing that ends a listing"
CHANNELS = ("website", "screens", "ringtone", "contacts")
REACHES = ("own_territory", "everywhere")
ASKED = ("nobody", "listed", "everybody")
NEEDS_SPARED = ("work", "health", "court", "family")
POSITIONS = ("area", "home", "live")
FIELDS = ("name", "id", "address_part", "reason", "amount", "photo", "employer", "family")


class Entry(Clause):
    """What brings a person onto a list, and what comes before; `definition` gives the words of the law."""

    ground: Annotated[Statement, Word("later", of="grounds")] | None = None
    when: Annotated[Statement, Word(choices=ENTRIES)] | None = None
    arrears: Annotated[Statement, months("down")] | None = None
    grade: Annotated[Statement, Word(refers="grade")] | None = None
    behaviour: Annotated[Statement, Word(of="behaviours")] | None = None
    decided_by: Annotated[Statement, Word(choices=DECIDERS)] | None = None
    grace: Annotated[Statement, months("down")] | None = None
    ability_test: MildIfYes | None = None
    retest: Annotated[Statement, months("up", open=True)] | None = None
    definition: Text | None = None


class Extension(Clause):
    """Months added to the term for resistance or repetition, from `least` to `most`."""

    least: Annotated[Statement, months("up")] | None = None
    most: Annotated[Statement, months("up")] | None = None


class Exit(Clause):
    """What takes a person off a list, and how soon it must be done."""

    on: Annotated[Statement, Words("fewer", choices=EXITS, needed=NO_EXIT)] | None = None
    within: Annotated[Statement, months("up")] | None = None


class List(Clause):
    """A blacklist, or a redlist of honours; `triggers` names the sanctions (or rewards) that follow.

    `review`: every so many months somebody asks whether the person must still be there. `shown` is what is
    published of them, and `shown_until` when that ends.
    """

    kind: Annotated[Statement, Word(choices=("blacklist", "redlist"))] | None = None
    title: Text | None = None
    purpose: Text | None = None
    entry: Entry | None = None
    term: Annotated[Statement, months("up", open=True)] | None = None
    extension: Extension | None = None
    exit: Exit | None = None
    review: Annotated[Statement, months("up", open=True)] | None = None
    repair_after: Annotated[Statement, months("up")] | None = None
    minors: Annotated[Statement, Word("later", choices=("excluded", "included"))] | None = None
    triggers: Sanctions | None = None
    publish: Annotated[Statement, Words("more", choices=CHANNELS)] | None = None
    shown: Annotated[Statement, Words("more", choices=FIELDS)] | None = None
    shown_until: Annotated[Statement, Word("later", choices=("exit", "never"))] | None = None
    reach: Annotated[Statement, Word("later", "everywhere", choices=REACHES)] | None = None


class Score(Clause):
    """Points everybody holds. `grades` gives the least score of each grade, the best first.

    `origin` are points given or taken at the start for belonging to a minority. `passed_to` are those who
    receive the score, and `binding` whether they must act on it.
    """

    title: Text | None = None
    start: Points | None = None
    origin: Points | None = None
    lowest: Points | None = None
    highest: Points | None = None
    cycle: Annotated[Statement, Word(choices=("month", "year", "rolling"))] | None = None
    passed_to: Annotated[Statement, Words("more", of="audiences")] | None = None
    binding: Yes | None = None
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


class Penalty(Clause):
    """What ordinary law itself does about an act: a fine at most so high, a measure at most so long."""

    fine: Annotated[Statement, Quantity(unit="money")] | None = None
    months: Annotated[Statement, Quantity(unit="month", high=1200)] | None = None


class BehaviourRule(Clause):
    """What a record of one behaviour does.

    `definition` says what counts, in the words of the law; `penalty` what ordinary law does about it.
    """

    title: Text | None = None
    points: Points | None = None
    cap: Annotated[Statement, Quantity("by_sign", unit="point/month", high=10**6, whole=True)] | None = None
    drop_to: Annotated[Statement, Word("by_effect", refers="grade")] | None = None
    recorded: Annotated[Statement, Flag("true", True)] | None = None
    context: Annotated[Statement, Word(of="contexts")] | None = None
    ground: Annotated[Statement, Word("later", of="grounds")] | None = None
    reporter: Annotated[Statement, Word(choices=REPORTERS)] | None = None
    gravity: Annotated[Statement, Quantity(unit="count", high=10)] | None = None
    definition: Text | None = None
    penalty: Penalty | None = None


class Sanction(Clause):
    """What is done to one right: denied, marked, granted.

    A `delay` makes people `wait` so long each time; `inspect` and `duty` need no right. Failing a duty is the
    act `breach`, which is recorded like any other. `because` gives the reason that links it to what it
    answers. `spares` are the needs it leaves alone.
    `definition` says what is refused, in the words of the law.
    """

    title: Text | None = None
    right: Annotated[Statement, Word(of="rights")] | None = None
    effect: Annotated[Statement, Word("later", of="effects")] | None = None
    wait: Annotated[Statement, Quantity("up", 0, unit="month", high=60)] | None = None
    breach: Annotated[Statement, Word(of="behaviours")] | None = None
    by: Annotated[Statement, Quantity(unit="money/year")] | None = None
    context: Annotated[Statement, Word(of="contexts")] | None = None
    because: Text | None = None
    spares: Annotated[Statement, Words("fewer", choices=NEEDS_SPARED)] | None = None
    reach: Annotated[Statement, Word("later", choices=REACHES)] | None = None
    definition: Text | None = None


class Map(Clause):
    """The map of listed people: how far one sees, how exactly, and what is told.

    `position` is what it shows: the area somebody lives in, their home, or where they are now.
    """

    title: Text | None = None
    radius: Annotated[Statement, Quantity("up", 0, unit="metre", high=100_000, whole=True)] | None = None
    grid: Annotated[Statement, Quantity("down", 0, unit="metre", high=100_000, whole=True)] | None = None
    position: Annotated[Statement, Word("later", choices=POSITIONS)] | None = None
    fields_shown: Annotated[Statement, Words("more", choices=FIELDS)] | None = Field(None, alias="fields")
    lists: Annotated[Statement, Words("more", refers="list")] | None = None
    audience: Annotated[Statement, Word("later", of="audiences")] | None = None
    reports: Yes | None = None
    until: Annotated[Statement, Word("later", choices=("exit", "never"))] | None = None


class Notify(Clause):
    """Messages to the phones around a person who comes onto a list (or falls to a low grade)."""

    radius: Annotated[Statement, Quantity("up", 0, unit="metre", high=100_000, whole=True)] | None = None
    lists: Annotated[Statement, Words("more", refers="list")] | None = None
    low_grade: Yes | None = None


class Publicity(Clause):
    """How the listed are shown to others."""

    map: Map | None = None
    notify: Notify | None = None


class Household(Clause):
    """What falls on those who live with the person: `share` is the fraction of a penalty."""

    share: Annotated[Statement, Quantity("up", 0, unit="fraction", high=1)] | None = None


class Contacts(Clause):
    """What falls on those who know the person: points for each listed contact."""

    points: (
        Annotated[
            Statement,
            Quantity("down", 0, unit="point/month", low=LOWEST_POINTS, high=HIGHEST_POINTS, whole=True),
        ]
        | None
    ) = None


class Association(Clause):
    """What falls on others than the person."""

    household: Household | None = None
    contacts: Contacts | None = None
    legal_representative: (
        Annotated[Statement, Word("later", "spared", choices=("spared", "listed"))] | None
    ) = None


class Base(Clause):
    """What nobody may do unless it is granted."""

    zero_base: Annotated[Statement, Words("more", of="rights")] | None = None


class Movement(Clause):
    """Who may go where, and whether the lists of other provinces bind those who come.

    A list whose `reach` is its own territory binds a person who has moved away only where the province they
    live in `recognises` the lists of others. `permit` and `exit_visa` say who must ask.
    """

    recognises: Yes | None = None
    permit: Annotated[Statement, Word("later", "nobody", choices=ASKED)] | None = None
    exit_visa: Annotated[Statement, Word("later", "nobody", choices=ASKED)] | None = None

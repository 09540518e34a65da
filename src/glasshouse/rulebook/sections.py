"""The clauses of a rulebook: every key, its kind, and which direction bears harder on people."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from glasshouse.errors import suggestion
from glasshouse.rulebook.law import KEEPERS
from glasshouse.rulebook.quantities import Quantity
from glasshouse.rulebook.statements import Statement
from glasshouse.rulebook.vocabulary import vocabulary
from glasshouse.rulebook.words import Flag, Prose, Word, Words

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


def _known_evidence(given: object) -> object:
    codes = vocabulary("evidence")
    if given not in codes:
        hint = suggestion(given, codes) or f"one of: {', '.join(codes)}"
        raise PydanticCustomError(
            "name", "{what}", {"what": f"{given} is not a code of evidence", "fix": hint}
        )
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
CHANNELS = ("website", "screens", "ringtone", "contacts")
REACHES = ("own_territory", "everywhere")
ASKED = ("nobody", "listed", "everybody")
POWERS = ("waive", "add", "sell", "shield")
PATROLS = ("even", "findings", "findings_corrected")
FIELDS = ("name", "id", "address_part", "reason", "amount", "photo", "employer")


class Entry(Clause):
    """What brings a person onto a list, and what comes before."""

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
    """Months added to the term for resistance or repetition, from `least` to `most`."""

    least: Annotated[Statement, _months("up")] | None = None
    most: Annotated[Statement, _months("up")] | None = None


class Exit(Clause):
    """What takes a person off a list, and how soon it must be done."""

    on: Annotated[Statement, Words("fewer", choices=EXITS)] | None = None
    within: Annotated[Statement, _months("up")] | None = None


class List(Clause):
    """A blacklist, or a redlist of honours; `triggers` names the sanctions (or rewards) that follow."""

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
    reach: Annotated[Statement, Word("later", "everywhere", choices=REACHES)] | None = None


class Score(Clause):
    """Points everybody holds. `grades` gives the least score of each grade, the best first.

    `origin` are points given or taken at the start for belonging to a minority.
    """

    title: Text | None = None
    start: Points | None = None
    origin: Points | None = None
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
    """What a record of one behaviour does."""

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
    """What is done to one right: denied, marked, granted."""

    title: Text | None = None
    right: Annotated[Statement, Word(of="rights")] | None = None
    effect: Annotated[Statement, Word("later", of="effects")] | None = None
    by: Annotated[Statement, Quantity(unit="CNY/year")] | None = None
    context: Annotated[Statement, Word(of="contexts")] | None = None


class Map(Clause):
    """The map of listed people: how far one sees, how exactly, and what is told."""

    title: Text | None = None
    radius: Annotated[Statement, Quantity("up", 0, unit="metre", high=100_000, whole=True)] | None = None
    grid: Annotated[Statement, Quantity("down", 0, unit="metre", high=100_000, whole=True)] | None = None
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


class Discretion(Clause):
    """What officials may do beyond the rules: waive, add, sell, and shield their own ties."""

    officials_may: Annotated[Statement, Words(choices=POWERS)] | None = None
    bounds: Annotated[Statement, Word("later", choices=("written", "none"))] | None = None


class Campaign(Clause):
    """A month of zeal, `every` so many months."""

    every: Annotated[Statement, _months("down")] | None = None


class Quota(Clause):
    """Findings a month that officials must bring for 10,000 adults, and at whose expense."""

    findings: Annotated[Statement, Quantity("up", 0, unit="count", high=10_000, whole=True)] | None = None
    falls_on: Annotated[Statement, Word("later", choices=("anyone", "weak"))] | None = None


class Enforcement(Clause):
    """How the rules are enforced: where inspectors are sent, campaigns, quotas."""

    patrols: Annotated[Statement, Word("neither", choices=PATROLS)] | None = None
    campaign: Campaign | None = None
    quota: Quota | None = None


class Base(Clause):
    """What nobody may do unless it is granted."""

    zero_base: Annotated[Statement, Words("more", of="rights")] | None = None


class Correction(Clause):
    """The right to have a wrong record corrected."""

    allowed: MildIfYes | None = None
    decide_within: Annotated[Statement, _months("up", open=True)] | None = None


class Appeal(Clause):
    """The right to have a decision looked at by somebody else."""

    allowed: MildIfYes | None = None
    to: Text | None = None
    suspensive: MildIfYes | None = None


class Repair(Clause):
    """The way back before the term is over."""

    allowed: MildIfYes | None = None
    needs: (
        Annotated[Statement, Words("more", choices=("performed", "course", "pledge", "waiting", "merit"))]
        | None
    ) = None
    course: Annotated[Statement, _months("up")] | None = None


class Procedure(Clause):
    """What the person may know and do about it."""

    notice: Annotated[Statement, Word("later", "none", choices=("before", "after", "none"))] | None = None
    correction: Correction | None = None
    appeal: Appeal | None = None
    repair: Repair | None = None
    single_lifting: MildIfYes | None = None


class Participation(Clause):
    """Who is scored and recorded: those who consent, those of them who have the app, or everybody."""

    by: Annotated[Statement, Word("later", "mandatory", choices=("app", "consent", "mandatory"))] | None = (
        None
    )


class Retention(Clause):
    """How long records count; null: for ever."""

    records: Annotated[Statement, _months("up", open=True)] | None = None


class Movement(Clause):
    """Who may go where, and whether the lists of other provinces bind those who come.

    A list whose `reach` is its own territory binds a person who has moved away only where the province they
    live in `recognises` the lists of others. `permit` and `exit_visa` say who must ask.
    """

    recognises: Yes | None = None
    permit: Annotated[Statement, Word("later", "nobody", choices=ASKED)] | None = None
    exit_visa: Annotated[Statement, Word("later", "nobody", choices=ASKED)] | None = None


KEEPER_DATA = ("closures", "arrears", "judgments", "lists", "grade", "speech")
FROZEN = ("dissent", "random", "listed")
Share = Annotated[Statement, Quantity("up", 0, unit="probability", high=1)]


class Gatekeeper(Clause):
    """How private gatekeepers of one kind decide on whom they admit.

    `refuses` and `refuses_marked` are chances of refusing a person with nothing, and with something, of
    `data` on file; `single_item` is the share of them that always refuse the latter. `sharing` is the chance
    that a decision rests on the score of `vendor` (or of a file of their own kind) and not on an own score.
    """

    data: Annotated[Statement, Words("more", choices=KEEPER_DATA)] | None = None
    refuses: Share | None = None
    refuses_marked: Share | None = None
    single_item: Annotated[Statement, Quantity("up", 0, unit="fraction", high=1)] | None = None
    vendor: Annotated[Statement, Word()] | None = None
    sharing: Share | None = None
    keeps: Annotated[Statement, Quantity("up", 0, unit="month", high=127)] | None = None
    appeal: MildIfYes | None = None


class Freeze(Clause):
    """An emergency order that shuts accounts at gatekeepers of `kinds`.

    `share` is the chance in a month that it reaches one of those it is for.
    """

    ordered: Yes | None = None
    who: Annotated[Statement, Word(choices=FROZEN)] | None = None
    kinds: Annotated[Statement, Words("more", choices=tuple(KEEPERS))] | None = None
    share: Share | None = None


class Gatekeepers(Clause):
    """Private institutions that admit or refuse. `database`: whoever is on file is refused by all of them."""

    bank: Gatekeeper | None = None
    payment: Gatekeeper | None = None
    platform: Gatekeeper | None = None
    phone: Gatekeeper | None = None
    landlord: Gatekeeper | None = None
    employer: Gatekeeper | None = None
    carrier: Gatekeeper | None = None
    insurer: Gatekeeper | None = None
    database: Yes | None = None
    freeze: Freeze | None = None

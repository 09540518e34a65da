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
    "status",
    "owes",
)
DECIDERS = ("court", "agency", "bank", "platform", "committee", "official", "machine")
REPORTERS = ("agency", "camera", "app", "inspector", "informer", "court", "bank")
EXITS = ("performed", "expired", "repaired", "inability", "grade_left", "firm_left", "status_left")
NO_ACT = "names no act"
WINDOW = 60
"""Most months in which repetition is looked for."""
TIMES = Quantity("down", 1, unit="count", low=1, high=WINDOW, whole=True)
NO_EXIT = "names nothing that ends a listing"
CHANNELS = ("website", "screens", "ringtone", "contacts")
BEARERS = ("person", "payer", "household", "guarantor")
CLOCKS = ("entry", "settlement", "decision", "notice")
CREDITORS = ("lender", "state")
REACHES = ("own_territory", "everywhere")
ASKED = ("nobody", "listed", "everybody")
NEEDS_SPARED = ("work", "health", "court", "family")
POSITIONS = ("area", "home", "live")
FIELDS = ("name", "id", "address_part", "reason", "amount", "photo", "employer", "family")


Reached = Annotated[Statement, Words("neither", of="statuses", needed="names nobody it applies to")]
Spared = Annotated[Statement, Words("fewer", of="statuses")]


class Coverage(Clause):
    """Those to whom the whole text applies: nobody else is recorded, scored or listed under it."""

    applies_to: Reached | None = None
    """Statuses of which one is enough."""
    exempt: Spared | None = None
    """Statuses that leave a person out."""


class Entry(Clause):
    """What brings a person onto a list, and what comes before; `definition` gives the words of the law.

    An entry by `behaviour` names one act, or several; the last record is of the month of the entry.
    """

    ground: Annotated[Statement, Word("later", of="grounds")] | None = None
    """What the entry rests on, from a judgment down to an inference."""
    when: Annotated[Statement, Word(choices=ENTRIES)] | None = None
    """What brings a person onto the list."""
    arrears: Annotated[Statement, months("down")] | None = None
    """For `in_arrears`: months of dues not paid."""
    grade: Annotated[Statement, Word(refers="grade")] | None = None
    """For `grade_at_most` and `grade_at_least`: the grade, as `score.grade`."""
    behaviour: Annotated[Statement, Word(of="behaviours")] | None = None
    """For `behaviour`: the act whose record is the ground."""
    any_of: Annotated[Statement, Words("more", of="behaviours", needed=NO_ACT)] | None = None
    """For `behaviour`: several acts, of which a record of any is the ground."""
    all_of: Annotated[Statement, Words("fewer", of="behaviours", needed=NO_ACT)] | None = None
    """For `behaviour`: several acts, each of which must have been recorded."""
    at_least: Annotated[Statement, TIMES] | None = None
    """In how many months there must be a record; twice in one month counts once."""
    within: Annotated[Statement, Quantity("up", 1, unit="month", low=1, high=WINDOW)] | None = None
    """In how many of the last months a record is looked for, this month among them."""
    status: Annotated[Statement, Word(of="statuses")] | None = None
    """For `status`: the status whose holders come onto the list, without having done anything."""
    owes: Annotated[Statement, Quantity("down", 0, unit="money", high=10**12)] | None = None
    """From which debt on an entry by a debt reaches somebody; `when: owes` asks only that it is overdue."""
    to: Annotated[Statement, Word(choices=CREDITORS)] | None = None
    """For `owes`: to whom; to the `state` are owed fines and clawbacks that are not paid."""
    for_: Annotated[Statement, months("down")] | None = Field(None, alias="for")
    """How long a debt must have been overdue (`owes`), or a judgment unperformed (`unperformed`)."""
    decided_by: Annotated[Statement, Word(choices=DECIDERS)] | None = None
    """Who decides on the entry."""
    grace: Annotated[Statement, months("down")] | None = None
    """Time between the ground and the entry, in which it can still be averted."""
    ability_test: MildIfYes | None = None
    """Whether ability to pay is examined before the entry."""
    retest: Annotated[Statement, months("up", open=True)] | None = None
    """After how long ability to pay is examined again."""
    interim: MildIfYes | None = None
    """Whether the entry ends by itself unless somebody confirms it."""
    confirm_within: Annotated[Statement, months("up")] | None = None
    """For an interim entry: the time in which it must be confirmed."""
    definition: Text | None = None
    """What counts, in the words of the law."""


class Step(Clause):
    """One step of a ladder: how long it lasts, and what it triggers besides what the list does."""

    term: Annotated[Statement, Quantity("up", 1, unit="month", low=0.01, high=1200)] | None = None
    """How long a listing on this step lasts; as the list says where nothing is said."""
    triggers: Sanctions | None = None
    """Sanctions that follow on this step besides those of the list."""


class Steps(Clause):
    """What the first, second and each later breach leads to; the last step is for all after it."""

    first: Step | None = None
    second: Step | None = None
    third: Step | None = None
    fourth: Step | None = None
    fifth: Step | None = None


class Ladder(Clause):
    """Steps of a list by how often somebody came onto it `within` so many months, this time among them.

    A new breach by somebody who is on the list already leads to the next step.
    """

    within: Annotated[Statement, Quantity("up", 1, unit="month", low=1, high=WINDOW)] | None = None
    """In how many of the last months entries are counted, this month among them."""
    steps: Steps | None = None


class Extension(Clause):
    """Months added to the term for resistance or repetition, from `least` to `most`."""

    least: Annotated[Statement, months("up")] | None = None
    """The shortest extension."""
    most: Annotated[Statement, months("up")] | None = None
    """The longest extension."""


class Exit(Clause):
    """What takes a person off a list, and how soon it must be done."""

    on: Annotated[Statement, Words("fewer", choices=EXITS, needed=NO_EXIT)] | None = None
    """What takes a person off the list."""
    within: Annotated[Statement, months("up")] | None = None
    """Within what time the entry must be gone."""


class List(Clause):
    """A blacklist, or a redlist of honours; `triggers` names the sanctions (or rewards) that follow.

    `review`: every so many months somebody asks whether the person must still be there. `shown` is what is
    published of them, and `shown_until` when that ends. `decide_within` is the time for a decision on a
    dispute about this list; where it `lapses`, whoever has no decision by then leaves the list. `term_from`
    says when the term begins to run.
    """

    kind: Annotated[Statement, Word(choices=("blacklist", "redlist"))] | None = None
    """Whether the list burdens or honours."""
    title: Text | None = None
    """What the law calls the list."""
    purpose: Text | None = None
    """What the list is for, in the words of the law."""
    applies_to: Reached | None = None
    """Statuses of those whom the list can reach; one of them is enough."""
    exempt: Spared | None = None
    """Statuses that keep a person off the list."""
    entry: Entry | None = None
    term: Annotated[Statement, months("up", open=True)] | None = None
    """How long a listing lasts."""
    ladder: Ladder | None = None
    term_from: Annotated[Statement, Word("neither", "entry", choices=CLOCKS)] | None = None
    """When the term begins: with the entry, the settlement of the debt, the decision or the notice."""
    decide_within: Annotated[Statement, months("up", open=True)] | None = None
    """The time for a decision on a dispute about this list."""
    lapses: MildIfYes | None = None
    """Whether somebody who gets no decision in that time leaves the list."""
    extension: Extension | None = None
    exit: Exit | None = None
    review: Annotated[Statement, months("up", open=True)] | None = None
    """After how long somebody must ask whether the person still belongs there."""
    repair_after: Annotated[Statement, months("up")] | None = None
    """How long a person must have been listed before asking for repair."""
    minors: Annotated[Statement, Word("later", choices=("excluded", "included"))] | None = None
    """Whether persons under age can be listed."""
    triggers: Sanctions | None = None
    """The sanctions, or rewards, that follow from being listed."""
    publish: Annotated[Statement, Words("more", choices=CHANNELS)] | None = None
    """How others are told who is listed."""
    shown: Annotated[Statement, Words("more", choices=FIELDS)] | None = None
    """What is published of a listed person."""
    shown_until: Annotated[Statement, Word("later", choices=("exit", "never"))] | None = None
    """When the publication ends."""
    falls_on: Annotated[Statement, Word("later", "person", choices=BEARERS)] | None = None
    """Who bears what the list denies: the person, the payer for a child, or others besides the person."""
    reach: Annotated[Statement, Word("later", "everywhere", choices=REACHES)] | None = None
    """Whether the list binds outside its own territory."""


class Spending(Clause):
    """Points that are spent: `amount` at a time, each `worth` so much money, `on` these rights or services.

    Only points above the start can be spent.
    """

    amount: (
        Annotated[Statement, Quantity("neither", unit="point", low=1, high=HIGHEST_POINTS, whole=True)] | None
    ) = None
    """How many points are spent at a time."""
    worth: Annotated[Statement, Quantity("down", unit="money")] | None = None
    """How much money they are worth."""
    on: Annotated[Statement, Words("fewer", of="rights")] | None = None
    """The rights and services on which they can be spent."""


class Score(Clause):
    """Points everybody holds. `grades` gives the least score of each grade, the best first.

    `origin` are points given or taken at the start for belonging to a minority. `passed_to` are those who
    receive the score, and `binding` whether they must act on it.
    """

    title: Text | None = None
    """What the law calls the score."""
    start: Points | None = None
    """Points at the start."""
    origin: Points | None = None
    """Points added or taken at the start for belonging to a minority."""
    lowest: Points | None = None
    """The least score there is."""
    highest: Points | None = None
    """The highest score there is."""
    cycle: Annotated[Statement, Word(choices=("month", "year", "rolling"))] | None = None
    """How often the score is worked out anew."""
    passed_to: Annotated[Statement, Words("more", of="audiences")] | None = None
    """Who receives the score."""
    binding: Yes | None = None
    """Whether those who receive it must act on it."""
    recovery: Annotated[Statement, Quantity("down", 0, unit="point/month", high=10**6, whole=True)] | None = (
        None
    )
    """Points that come back in a month without records, towards the start."""
    spend: Spending | None = None
    grades: (
        dict[
            Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_+-]*$")],
            Annotated[
                Statement, Quantity("up", unit="point", low=LOWEST_POINTS, high=HIGHEST_POINTS, whole=True)
            ],
        ]
        | None
    ) = None
    """The least score of each grade, best grade first."""


class Penalty(Clause):
    """What ordinary law itself does about an act: a fine at most so high, a measure at most so long."""

    fine: Annotated[Statement, Quantity(unit="money")] | None = None
    """The highest fine."""
    months: Annotated[Statement, Quantity(unit="month", high=1200)] | None = None
    """The longest measure."""


class BehaviourRule(Clause):
    """What a record of one behaviour does.

    `definition` says what counts, in the words of the law; `penalty` what ordinary law does about it.
    `triggers` names the sanctions of money that every record brings.
    """

    title: Text | None = None
    """What the law calls the act."""
    points: Points | None = None
    """Points for one record, below zero if it costs."""
    cap: Annotated[Statement, Quantity("by_sign", unit="point/month", high=10**6, whole=True)] | None = None
    """The most points that the act can bring or cost in one month."""
    drop_to: Annotated[Statement, Word("by_effect", refers="grade")] | None = None
    """The grade to which one record drops a person, as `score.grade`."""
    recorded: Annotated[Statement, Flag("true", True)] | None = None
    """Whether records of it are kept at all."""
    context: Annotated[Statement, Word(of="contexts")] | None = None
    """The part of life it belongs to, where the law sees it otherwise than the vocabulary."""
    ground: Annotated[Statement, Word("later", of="grounds")] | None = None
    """What a record rests on."""
    reporter: Annotated[Statement, Word(choices=REPORTERS)] | None = None
    """Who reports it."""
    gravity: Annotated[Statement, Quantity(unit="count", high=10)] | None = None
    """How grave the act is, from 0 (harmless) to 10, whatever points it costs."""
    definition: Text | None = None
    """What counts, in the words of the law."""
    penalty: Penalty | None = None
    triggers: Sanctions | None = None
    """Measures of money that follow from each record."""


class Sanction(Clause):
    """What is done to one right: denied, marked, granted; or money that is taken or given.

    A `delay` makes people `wait` so long each time; `inspect` and `duty` need no right. Failing a duty is the
    act `breach`, which is recorded like any other. `because` gives the reason that links it to what it
    answers. `spares` are the needs it leaves alone.
    `definition` says what is refused, in the words of the law.

    Money: `amount` is a sum (a month for a cut, each use for a price), `share` a part of what the effect is
    about: of a benefit or income that is cut, of the benefits paid that are clawed back, of a debt a year
    that costs more. `lasts` ends a cut or price before its ground does. A fine, clawback or deposit is paid
    in `instalments`, or `withheld` from income: that share of it every month. A reward is paid again `every`
    so many months while its ground holds; one that only says what it is worth (`by`) moves no money.
    """

    title: Text | None = None
    """What the law calls the measure."""
    right: Annotated[Statement, Word(of="rights")] | None = None
    """The right, service or privilege it touches."""
    effect: Annotated[Statement, Word("later", of="effects")] | None = None
    """What it does to the right."""
    wait: Annotated[Statement, Quantity("up", 0, unit="month", high=60)] | None = None
    """For `delay`: how long people wait each time."""
    breach: Annotated[Statement, Word(of="behaviours")] | None = None
    """For `duty`: the act that failing it is."""
    by: Annotated[Statement, Quantity("down", unit="money/year")] | None = None
    """How much money a year it is worth."""
    amount: Annotated[Statement, Quantity("by_effect", unit="money")] | None = None
    """How much money it takes or gives, once, a month or for each use, as its effect says."""
    share: Annotated[Statement, Quantity("by_effect", unit="fraction", high=1)] | None = None
    """The part of an income, of benefits received or of a debt that it takes or adds."""
    lasts: Annotated[Statement, months("up")] | None = None
    """For how long it holds; as long as its ground where nothing is said."""
    every: Annotated[Statement, months("up")] | None = None
    """After how long a reward is paid again while its ground holds; once where nothing is said."""
    instalments: Annotated[Statement, months("down")] | None = None
    """In how many monthly instalments it is paid."""
    withheld: Annotated[Statement, Quantity("up", unit="fraction", high=1)] | None = None
    """The part of each month's income that is withheld until it is paid."""
    context: Annotated[Statement, Word(of="contexts")] | None = None
    """The part of life it belongs to."""
    because: Text | None = None
    """The reason that links it to what it answers."""
    spares: Annotated[Statement, Words("fewer", choices=NEEDS_SPARED)] | None = None
    """Needs for which it makes an exception."""
    reach: Annotated[Statement, Word("later", choices=REACHES)] | None = None
    """Whether it holds outside its own territory."""
    definition: Text | None = None
    """What is refused, in the words of the law."""


class Map(Clause):
    """The map of listed people: how far one sees, how exactly, and what is told.

    `position` is what it shows: the area somebody lives in, their home, or where they are now.
    """

    title: Text | None = None
    """What the map is called."""
    radius: Annotated[Statement, Quantity("up", 0, unit="metre", high=100_000, whole=True)] | None = None
    """How far around themselves people see the listed."""
    grid: Annotated[Statement, Quantity("down", 0, unit="metre", high=100_000, whole=True)] | None = None
    """To what distance a shown place is rounded; 0 shows it exactly."""
    position: Annotated[Statement, Word("later", choices=POSITIONS)] | None = None
    """Which place it shows."""
    fields_shown: Annotated[Statement, Words("more", choices=FIELDS)] | None = Field(None, alias="fields")
    """What it tells about each person."""
    lists: Annotated[Statement, Words("more", refers="list")] | None = None
    """The lists whose people it shows; all blacklists where nothing is said."""
    audience: Annotated[Statement, Word("later", of="audiences")] | None = None
    """Who may look."""
    reports: Yes | None = None
    """Whether those who look may report somebody as able to pay."""
    until: Annotated[Statement, Word("later", choices=("exit", "never"))] | None = None
    """When somebody is taken off the map."""


class Notify(Clause):
    """Messages to the phones around a person who comes onto a list (or falls to a low grade)."""

    radius: Annotated[Statement, Quantity("up", 0, unit="metre", high=100_000, whole=True)] | None = None
    """How far around a person phones are told."""
    lists: Annotated[Statement, Words("more", refers="list")] | None = None
    """The lists whose entries are told; all blacklists where nothing is said."""
    low_grade: Yes | None = None
    """Whether the fall to the lowest grade is told too."""


class Publicity(Clause):
    """How the listed are shown to others."""

    map: Map | None = None
    notify: Notify | None = None


class Household(Clause):
    """What falls on those who live with the person: `share` is the fraction of a penalty."""

    share: Annotated[Statement, Quantity("up", 0, unit="fraction", high=1)] | None = None
    """The part of a person's loss of points that falls on each member of the household."""


class Contacts(Clause):
    """What falls on those who know the person: points for each listed contact."""

    points: (
        Annotated[
            Statement,
            Quantity("down", 0, unit="point/month", low=LOWEST_POINTS, high=HIGHEST_POINTS, whole=True),
        ]
        | None
    ) = None
    """Points a month for each contact who is listed."""


class Association(Clause):
    """What falls on others than the person."""

    household: Household | None = None
    contacts: Contacts | None = None
    legal_representative: (
        Annotated[Statement, Word("later", "spared", choices=("spared", "listed"))] | None
    ) = None
    """Whether a listing of the firm lists the person who answers for it."""


class Base(Clause):
    """What nobody may do unless it is granted."""

    zero_base: Annotated[Statement, Words("more", of="rights")] | None = None
    """Rights that nobody has unless they are granted."""


class Movement(Clause):
    """Who may go where, and whether the lists of other provinces bind those who come.

    A list whose `reach` is its own territory binds a person who has moved away only where the province they
    live in `recognises` the lists of others. `permit` and `exit_visa` say who must ask.
    """

    recognises: Yes | None = None
    """Whether the lists and records of other provinces bind here."""
    permit: Annotated[Statement, Word("later", "nobody", choices=ASKED)] | None = None
    """Who must ask before moving to another province."""
    exit_visa: Annotated[Statement, Word("later", "nobody", choices=ASKED)] | None = None
    """Who must ask before leaving the country."""

"""The clauses about firms, private gatekeepers, emergency orders and officials."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from glasshouse.errors import choices
from glasshouse.rulebooks.law import KEEPERS
from glasshouse.rulebooks.leaf_kinds import Quantity, Word, Words
from glasshouse.rulebooks.leaf_schema import Harsher
from glasshouse.rulebooks.sections import NO_EXIT, Clause, MildIfYes, Points, Sanctions, Text, Yes, months
from glasshouse.rulebooks.statements import Statement
from glasshouse.specs.scalars import one_of

CATEGORIES = ("tax", "safety", "environment", "contracts", "wages", "disclosure", "discretionary")
"""What firms are scored on, in the order of the compiled law; the last is whatever officials put there."""
FIRM_ENTRIES = ("score_at_most", "category", "default")
FIRM_EXITS = ("expired", "repaired", "cured")


def _months(harsher: Harsher, *, open: bool = False) -> Quantity:
    return Quantity(harsher, None if open else 0, unit="month", high=1200, open=open)


def _known_category(given: object) -> object:
    if not one_of(given, CATEGORIES):
        hint = choices(given, CATEGORIES)
        raise PydanticCustomError("name", "{what}", {"what": "not a category of firms", "fix": hint})
    return given


Category = Annotated[str, BeforeValidator(_known_category), WithJsonSchema({"enum": list(CATEGORIES)})]


class FirmCategory(Clause):
    """What a record in one category does: its points times the weight, for as long as it is valid."""

    title: Text | None = None
    """What the law calls the category."""
    points: Points | None = None
    """Points of one record."""
    weight: Annotated[Statement, Quantity("up", 0, unit="fraction", high=1)] | None = None
    """The weight of the category in the score."""
    validity: Annotated[Statement, _months("up", open=True)] | None = None
    """How long a record counts."""


class FirmEntry(Clause):
    """What brings a firm onto a list."""

    when: Annotated[Statement, Word(choices=FIRM_ENTRIES)] | None = None
    """What brings a firm onto the list."""
    score: Annotated[Statement, Quantity("up", unit="point", low=-(10**6), whole=True)] | None = None
    """For `score_at_most`: the score."""
    category: Annotated[Statement, Word(choices=CATEGORIES)] | None = None
    """For `category`: the category with a record that counts."""


class FirmExit(Clause):
    """What takes a firm off a list; `cured`: what brought it there holds no more."""

    on: Annotated[Statement, Words("fewer", choices=FIRM_EXITS, needed=NO_EXIT)] | None = None
    """What takes a firm off the list."""


class FirmList(Clause):
    """A blacklist of firms.

    `representative`: whether it reaches the legal representative, where `association` lists them at all;
    `deregistration: shut` keeps a listed firm from leaving the market.
    """

    title: Text | None = None
    """What the law calls the list."""
    purpose: Text | None = None
    """What the list is for, in the words of the law."""
    entry: FirmEntry | None = None
    term: Annotated[Statement, _months("up", open=True)] | None = None
    """How long a listing lasts."""
    exit: FirmExit | None = None
    repair_after: Annotated[Statement, _months("up")] | None = None
    """How long a firm must have been listed before asking for repair."""
    triggers: Sanctions | None = None
    """The sanctions that follow from being listed."""
    representative: Annotated[Statement, Word("later", "spared", choices=("spared", "listed"))] | None = None
    """Whether the person who answers for the firm is listed with it."""
    deregistration: Annotated[Statement, Word("later", "open", choices=("open", "shut"))] | None = None
    """Whether a listed firm may leave the market."""


class FirmDiscretion(Clause):
    """What connections may do: `fill` the discretionary category with merit, `clear` records of a firm."""

    merit: Points | None = None
    """Points that a favour brings."""
    connections_may: Annotated[Statement, Words(choices=("fill", "clear"))] | None = None
    """What connections can do for a firm."""


class Firms(Clause):
    """The corporate score, kept by category, and the lists of firms."""

    title: Text | None = None
    """What the law calls the corporate score."""
    start: Points | None = None
    """Points of a firm without records."""
    categories: dict[Category, FirmCategory | None] | None = None
    lists: dict[Annotated[str, WithJsonSchema({"pattern": "^[a-z][a-z0-9_]*$"})], FirmList | None] | None = (
        None
    )
    discretion: FirmDiscretion | None = None


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
    """What they look at."""
    refuses: Share | None = None
    """The chance of refusing somebody with nothing on file."""
    refuses_marked: Share | None = None
    """The chance of refusing somebody with something on file."""
    single_item: Annotated[Statement, Quantity("up", 0, unit="fraction", high=1)] | None = None
    """The part of them that refuses everybody with anything on file."""
    vendor: Annotated[Statement, Word()] | None = None
    """Whose score they use; the same word means the same score."""
    sharing: Share | None = None
    """The chance that a decision rests on that score and not on one of their own."""
    keeps: Annotated[Statement, Quantity("up", 0, unit="month", high=127)] | None = None
    """How long a closed account or a refusal stays on file."""
    appeal: MildIfYes | None = None
    """Whether who is refused everywhere can appeal."""


class Freeze(Clause):
    """An emergency order that shuts accounts at gatekeepers of `kinds`.

    `share` is the chance in a month that it reaches one of those it is for.
    """

    ordered: Yes | None = None
    """Whether the order is in force."""
    who: Annotated[Statement, Word(choices=FROZEN)] | None = None
    """Whose accounts it shuts."""
    kinds: Annotated[Statement, Words("more", choices=tuple(KEEPERS))] | None = None
    """The gatekeepers it reaches."""
    share: Share | None = None
    """The chance in a month that it reaches somebody it is for."""


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
    """Whether all of them refuse whoever is on file with one."""
    freeze: Freeze | None = None


POWERS = ("waive", "add", "sell", "shield")
PATROLS = ("even", "findings", "findings_corrected")


class Discretion(Clause):
    """What officials may do beyond the rules: waive, add, sell, and shield their own ties."""

    officials_may: Annotated[Statement, Words(choices=POWERS)] | None = None
    """What officials may do beyond the rules."""
    bounds: Annotated[Statement, Word("later", choices=("written", "none"))] | None = None
    """Whether that has limits in writing."""


class Campaign(Clause):
    """A month of zeal, `every` so many months."""

    every: Annotated[Statement, months("down")] | None = None
    """How often a month of zeal comes."""


class Quota(Clause):
    """Findings a month that officials must bring for 10,000 adults, and at whose expense."""

    findings: Annotated[Statement, Quantity("up", 0, unit="count", high=10_000, whole=True)] | None = None
    """Findings a month expected for 10,000 adults."""
    falls_on: Annotated[Statement, Word("later", choices=("anyone", "weak"))] | None = None
    """At whose expense missing findings are made up."""


class Enforcement(Clause):
    """How the rules are enforced: where inspectors are sent, campaigns, quotas, reports that are paid for."""

    patrols: Annotated[Statement, Word("neither", choices=PATROLS)] | None = None
    """Where inspectors are sent."""
    campaign: Campaign | None = None
    quota: Quota | None = None
    pays_reports: Yes | None = None
    """Whether reports are paid for."""

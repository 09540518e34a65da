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
    points: Points | None = None
    weight: Annotated[Statement, Quantity("up", 0, unit="fraction", high=1)] | None = None
    validity: Annotated[Statement, _months("up", open=True)] | None = None


class FirmEntry(Clause):
    """What brings a firm onto a list."""

    when: Annotated[Statement, Word(choices=FIRM_ENTRIES)] | None = None
    score: Annotated[Statement, Quantity("up", unit="point", low=-(10**6), whole=True)] | None = None
    category: Annotated[Statement, Word(choices=CATEGORIES)] | None = None


class FirmExit(Clause):
    """What takes a firm off a list; `cured`: what brought it there holds no more."""

    on: Annotated[Statement, Words("fewer", choices=FIRM_EXITS, needed=NO_EXIT)] | None = None


class FirmList(Clause):
    """A blacklist of firms.

    `representative`: whether it reaches the legal representative, where `association` lists them at all;
    `deregistration: shut` keeps a listed firm from leaving the market.
    """

    title: Text | None = None
    purpose: Text | None = None
    entry: FirmEntry | None = None
    term: Annotated[Statement, _months("up", open=True)] | None = None
    exit: FirmExit | None = None
    repair_after: Annotated[Statement, _months("up")] | None = None
    triggers: Sanctions | None = None
    representative: Annotated[Statement, Word("later", "spared", choices=("spared", "listed"))] | None = None
    deregistration: Annotated[Statement, Word("later", "open", choices=("open", "shut"))] | None = None


class FirmDiscretion(Clause):
    """What connections may do: `fill` the discretionary category with merit, `clear` records of a firm."""

    merit: Points | None = None
    connections_may: Annotated[Statement, Words(choices=("fill", "clear"))] | None = None


class Firms(Clause):
    """The corporate score, kept by category, and the lists of firms."""

    title: Text | None = None
    start: Points | None = None
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


POWERS = ("waive", "add", "sell", "shield")
PATROLS = ("even", "findings", "findings_corrected")


class Discretion(Clause):
    """What officials may do beyond the rules: waive, add, sell, and shield their own ties."""

    officials_may: Annotated[Statement, Words(choices=POWERS)] | None = None
    bounds: Annotated[Statement, Word("later", choices=("written", "none"))] | None = None


class Campaign(Clause):
    """A month of zeal, `every` so many months."""

    every: Annotated[Statement, months("down")] | None = None


class Quota(Clause):
    """Findings a month that officials must bring for 10,000 adults, and at whose expense."""

    findings: Annotated[Statement, Quantity("up", 0, unit="count", high=10_000, whole=True)] | None = None
    falls_on: Annotated[Statement, Word("later", choices=("anyone", "weak"))] | None = None


class Enforcement(Clause):
    """How the rules are enforced: where inspectors are sent, campaigns, quotas, reports that are paid for."""

    patrols: Annotated[Statement, Word("neither", choices=PATROLS)] | None = None
    campaign: Campaign | None = None
    quota: Quota | None = None
    pays_reports: Yes | None = None

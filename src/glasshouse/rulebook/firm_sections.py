"""The clauses about firms: a corporate score by category and weight, and the lists it leads to."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from glasshouse.errors import choices
from glasshouse.rulebook.quantities import Quantity
from glasshouse.rulebook.sections import NO_EXIT, Clause, Points, Sanctions, Text
from glasshouse.rulebook.statements import Statement
from glasshouse.rulebook.words import Word, Words
from glasshouse.specs.shapes import one_of

CATEGORIES = ("tax", "safety", "environment", "contracts", "wages", "disclosure", "discretionary")
"""What firms are scored on, in the order of the compiled law; the last is whatever officials put there."""
FIRM_ENTRIES = ("score_at_most", "category", "default")
FIRM_EXITS = ("expired", "repaired", "cured")


def _months(harsher: Any, *, open: bool = False) -> Quantity:
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

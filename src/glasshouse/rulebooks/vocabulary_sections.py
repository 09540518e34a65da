"""The section `vocabulary`: rights, acts and statuses of a rulebook's own, written as the shipped files have
them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from glasshouse.rulebooks.leaf_kinds import Flag, Quantity, Word, Words
from glasshouse.rulebooks.sections import Clause, Text
from glasshouse.rulebooks.statements import Statement

RightName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)*$")]
ActName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
Range = tuple[float, float]
Share = Annotated[Statement, Quantity("neither", None, unit="fraction", high=1, bare=True)]
Yes = Annotated[Statement, Flag("neither")]
Rate = Annotated[Statement, Quantity("neither", None, unit="1/year", high=366, bare=True)]
CHANNELS = ("agency", "informer", "app", "inspector", "court", "bank", "camera")
"""How an act reaches a file; practice says how far each reaches (`surveillance.camera`)."""
INCOMES = ("benefit", "pension", "wage")
"""Incomes of the model that a right can stand for."""


class Rates(Clause):
    """How often an adult does something in a year, by registration. A month holds at least one time with the
    chance 1 - exp(-rate / 12)."""

    urban: Rate | None = None
    """Of those registered in towns."""
    rural: Rate | None = None
    """Of those registered in the country."""
    unit: Literal["1/year"] | None = None
    range: Range | None = None
    source: str = ""


class Chance(Clause):
    """How likely an act is seen, before the reach of its channel in the practice file."""

    value: Annotated[Statement, Quantity("neither", None, unit="probability", high=1)] | None = None
    """The chance, from 0 to 1."""
    unit: Literal["probability"] | None = None
    range: Range | None = None
    source: str = ""


class Effort(Clause):
    """Hours that an act costs. Only acts with an effort can be done at will for the points."""

    value: Annotated[Statement, Quantity("neither", None, unit="hour", high=8766, bare=True)] | None = None
    """Hours."""
    unit: Literal["hour"] | None = None
    range: Range | None = None
    source: str = ""


class Right(Clause):
    """A right, service or privilege that sanctions may shut or grant.

    `article` is the treaty article nearest to what is lost. `weight` is its weight in measures of welfare, a
    value judgement from 0 to 1; `attempts` how often an adult tries to use it. `context` is the part of life
    it belongs to, `income` the income that it stands for, if it pays: a cut of the right lowers that.
    """

    title: Text | None = None
    """The right in plain words."""
    article: Text | None = None
    """The treaty article nearest to what is lost."""
    kind: Annotated[Statement, Word(choices=("privilege", "service", "basic"))] | None = None
    """How much people depend on it."""
    weight: Annotated[Statement, Quantity("neither", None, unit="fraction", high=1)] | None = None
    """Its weight in measures of welfare: a value judgement from 0 to 1."""
    attempts: Rates | None = None
    income: Annotated[Statement, Word(choices=INCOMES)] | None = None
    """The income that the right stands for, if it pays: a cut of the right lowers it."""
    context: Annotated[Statement, Word(of="contexts")] | None = None
    """The part of life it belongs to."""
    open_ended: Yes | None = None
    """Whether whoever applies the word decides what it covers."""


class Act(Clause):
    """Something people do that a rulebook may record, score or list.

    `incidence` is how often those who can do it do it, `by` the status of those who can: a shipped one or
    one of the rulebook's own. An act by `children` is done in a household with children, and recorded against
    its main earner. An incidence of zero fits an act that is only recorded by mistake. `touches` names the
    human rights that cover it.
    """

    title: Text | None = None
    """The act in plain words."""
    context: Annotated[Statement, Word(of="contexts")] | None = None
    """The part of life it belongs to."""
    gravity: Annotated[Statement, Quantity(unit="count", high=10)] | None = None
    """How grave it is, from 0 (harmless) to 10."""
    sign: Annotated[Statement, Word(choices=("negative", "neutral", "positive"))] | None = None
    """Whether rulebooks usually punish or reward it."""
    lawful: Yes | None = None
    """Whether ordinary law allows it."""
    protected: Yes | None = None
    """Whether a human right covers it."""
    touches: Annotated[Statement, Words()] | None = None
    """The human rights that cover it."""
    channel: Annotated[Statement, Word(choices=CHANNELS)] | None = None
    """How it reaches a file."""
    incidence: Rates | None = None
    detection: Chance | None = None
    by: Annotated[Statement, Word(of="statuses")] | None = None
    """The status of those who alone can do it."""
    effort: Effort | None = None
    unseen: Yes | None = None
    """Whether it is a good act that nobody is meant to see."""
    suspect: Yes | None = None
    """Whether watchers read disloyalty into it."""
    open_ended: Yes | None = None
    """Whether whoever applies the word decides what it covers."""


class Shares(Clause):
    """The share of those who could hold a status that do, of everybody (`value`) or by registration."""

    value: Share | None = None
    """Of everybody."""
    urban: Share | None = None
    """Of those with urban registration."""
    rural: Share | None = None
    """Of those with rural registration."""
    unit: Literal["fraction"] | None = None
    range: Range | None = None
    source: str = ""


class Status(Clause):
    """What somebody is rather than does: receipt of a benefit, membership, residence in an area.

    Who holds it is decided by luck of each person: some `share` of those who could, or all of them.
    """

    title: Text | None = None
    """Those who hold it, in plain words."""
    who: Annotated[Statement, Word(of="statuses")] | None = None
    """The status that all who hold it have besides."""
    share: Shares | None = None
    lasts: Annotated[Statement, Quantity("neither", None, unit="month", high=1200, open=True)] | None = None
    """How long a spell lasts, after which luck decides anew; for life where nothing is said."""
    context: Annotated[Statement, Word(of="contexts")] | None = None
    """The part of life it belongs to."""
    touches: Annotated[Statement, Words()] | None = None
    """What it stands for: origin, sex, age, body, belief, family."""


class OwnWords(Clause):
    """Words of the rulebook's own. Each is used in it like a shipped one."""

    rights: dict[RightName, Right | None] | None = None
    behaviours: dict[ActName, Act | None] | None = None
    statuses: dict[ActName, Status | None] | None = None

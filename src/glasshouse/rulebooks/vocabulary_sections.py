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


class Rates(Clause):
    """How often an adult does something in a year, by registration. A month holds at least one time with the
    chance 1 - exp(-rate / 12)."""

    urban: Rate | None = None
    rural: Rate | None = None
    unit: Literal["1/year"] | None = None
    range: Range | None = None
    source: str = ""


class Chance(Clause):
    """How likely an act is seen, before the reach of its channel in the practice file."""

    value: Annotated[Statement, Quantity("neither", None, unit="probability", high=1)] | None = None
    unit: Literal["probability"] | None = None
    range: Range | None = None
    source: str = ""


class Effort(Clause):
    """Hours that an act costs. Only acts with an effort can be done at will for the points."""

    value: Annotated[Statement, Quantity("neither", None, unit="hour", high=8766, bare=True)] | None = None
    unit: Literal["hour"] | None = None
    range: Range | None = None
    source: str = ""


class Right(Clause):
    """A right, service or privilege that sanctions may shut or grant.

    `article` is the treaty article nearest to what is lost. `weight` is its weight in measures of welfare, a
    value judgement from 0 to 1; `attempts` how often an adult tries to use it. `context` is the part of life
    it belongs to.
    """

    title: Text | None = None
    article: Text | None = None
    kind: Annotated[Statement, Word(choices=("privilege", "service", "basic"))] | None = None
    weight: Annotated[Statement, Quantity("neither", None, unit="fraction", high=1)] | None = None
    attempts: Rates | None = None
    context: Annotated[Statement, Word(of="contexts")] | None = None
    open_ended: Yes | None = None


class Act(Clause):
    """Something people do that a rulebook may record, score or list.

    `incidence` is how often those who can do it do it, `by` the status of those who can: a shipped one or
    one of the rulebook's own. An act by `children` is done in a household with children, and recorded against
    its main earner. An incidence of zero fits an act that is only recorded by mistake. `touches` names the
    human rights that cover it.
    """

    title: Text | None = None
    context: Annotated[Statement, Word(of="contexts")] | None = None
    gravity: Annotated[Statement, Quantity(unit="count", high=10)] | None = None
    sign: Annotated[Statement, Word(choices=("negative", "neutral", "positive"))] | None = None
    lawful: Yes | None = None
    protected: Yes | None = None
    touches: Annotated[Statement, Words()] | None = None
    channel: Annotated[Statement, Word(choices=CHANNELS)] | None = None
    incidence: Rates | None = None
    detection: Chance | None = None
    by: Annotated[Statement, Word(of="statuses")] | None = None
    effort: Effort | None = None
    unseen: Yes | None = None
    suspect: Yes | None = None
    open_ended: Yes | None = None


class Shares(Clause):
    """The share of those who could hold a status that do, of everybody (`value`) or by registration."""

    value: Share | None = None
    urban: Share | None = None
    rural: Share | None = None
    unit: Literal["fraction"] | None = None
    range: Range | None = None
    source: str = ""


class Status(Clause):
    """What somebody is rather than does: receipt of a benefit, membership, residence in an area.

    `who` names the status that those who hold it have besides, `share` how many of them hold it: all where
    nothing is said. Who holds it is decided by luck of each person, for life, or anew for every spell of
    `lasts`. `touches` names what it stands for, such as origin, sex, age, body, belief or family.
    """

    title: Text | None = None
    who: Annotated[Statement, Word(of="statuses")] | None = None
    share: Shares | None = None
    lasts: Annotated[Statement, Quantity("neither", None, unit="month", high=1200, open=True)] | None = None
    context: Annotated[Statement, Word(of="contexts")] | None = None
    touches: Annotated[Statement, Words()] | None = None


class OwnWords(Clause):
    """Words of the rulebook's own. Each is used in it like a shipped one."""

    rights: dict[RightName, Right | None] | None = None
    behaviours: dict[ActName, Act | None] | None = None
    statuses: dict[ActName, Status | None] | None = None

"""The clauses about private gatekeepers and emergency orders."""

from __future__ import annotations

from typing import Annotated

from glasshouse.rulebook.law import KEEPERS
from glasshouse.rulebook.quantities import Quantity
from glasshouse.rulebook.sections import Clause, MildIfYes, Yes
from glasshouse.rulebook.statements import Statement
from glasshouse.rulebook.words import Word, Words

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

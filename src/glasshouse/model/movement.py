"""Movement: moving to another province and its law, and asking to leave the country.

A person who moves is stored, and known to their contacts, where they were; what changes is whose law applies.
Lists are kept by the province that made them. One that reaches no further than its own territory loses its
hold on a person who moves to where it is not recognised, and takes hold again when they come back, or when
all provinces share one rulebook. Children stay behind; a mover takes no place on the map of the new province.

People move between the provinces that the setting names and no others, so a bystander changes nobody.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from glasshouse.engine.compiled import compiled, inlined
from glasshouse.engine.rng import draw, draw_pair, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import clear, has, without
from glasshouse.model.fields import events, field, fields
from glasshouse.model.gates import refuse
from glasshouse.model.groups import STRATA
from glasshouse.model.listing import binds_here
from glasshouse.model.person import AWAY, RECORDS, RURAL, SCORED
from glasshouse.model.record_types import (
    ActRow,
    DrawsRow,
    Int,
    LawRow,
    MonthRecord,
    ParameterRow,
    Person,
    Records,
)
from glasshouse.model.repetition import forget
from glasshouse.model.rights import LEAVE_COUNTRY
from glasshouse.rulebooks.law import ASK_EVERYBODY, ASK_NOBODY

PERSON_FIELDS = fields(
    lives_in=field("u1", "code", "province whose law applies", start="province of the society"),
    listed_in=field(
        "u1", "code", "province that keeps the lists the person is on", start="province of the society"
    ),
)

EVENTS = events(
    moved="moved to another province",
    move_refused="was refused a move to another province",
)

MOVE = stream("movement.move")
RETURN = stream("movement.return")
WHERE = stream("movement.where")
PERMIT = stream("movement.permit", redrawn=True)
EXIT = stream("movement.exit")
VISA = stream("movement.visa", redrawn=True)

ROUTE = np.dtype([("named", "u1"), ("far", "i8")], align=True)
"""Of each province: whether people move to and from it, and how far it seems: the larger, the nearer."""
FARTHEST = 1 << 40
WAITS = np.round(-np.log((np.arange(4096) + 0.5) / 4096) * (1 << 18)).astype(np.int64)
"""Exponential waits by the upper 12 bits of a word: of all provinces the one that comes first is chosen."""
YEAR = 12
TRIP_MONTH = 6  # half a year after the month in which one thinks of moving


def routes_of(named: Mapping[int, int], count: int) -> Records:
    """Records of `ROUTE` for `count` provinces, given the population of each named one by its serial."""
    routes = np.zeros(count, ROUTE).view(np.recarray)
    for serial, population in named.items():
        routes["named"][serial] = 1
        routes["far"][serial] = FARTHEST // max(1, population)
    return routes


@rule(reads="lists lives_in", writes="listed_in")
def close_register(p: Person) -> None:
    """Who is on no list is on the books of the province they live in."""
    if not p.lists:
        p.listed_in = p.lives_in


@rule(
    reads="who group lists listed_in",
    writes="lives_in state shut record_left record_points history mistaken_history",
    streams="movement.move movement.return movement.where movement.permit",
)
def move_house(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    month: int,
    laws: Records,
    routes: Records,
    parameters: ParameterRow,
) -> None:
    """Once a year one thinks of moving: home again, or to another province by luck and its size."""
    if not routes[p.lives_in].named or not is_month(p, month, 0):
        return
    there = destination(p, rng, laws, routes, parameters)
    if there < 0:
        return
    law = laws[p.lives_in]
    if law.active and law.permit != ASK_NOBODY and permit_refused(p, rng, law, laws[p.listed_in], parameters):
        record.happened |= event.MOVE_REFUSED
        return
    forget(p)
    arrive(p, there, laws[there])
    record.happened |= event.MOVED


@inlined
def is_month(p: Person, month: int, which: int) -> bool:
    """Whether this is the `which`-th month of the person's own year."""
    return (np.int64(p.who) + month) % YEAR == which


@compiled
def destination(p: Person, rng: DrawsRow, laws: Records, routes: Records, parameters: ParameterRow) -> Int:
    """The province to move to; -1 for staying."""
    home = np.int64(p.group) // STRATA
    if p.state & AWAY and routes[home].named and draw(rng, RETURN) < parameters.movement_returns:
        return home
    listed = binding(p, laws[p.lives_in], laws[p.listed_in])
    if draw(rng, MOVE) < (parameters.movement_moves_listed if listed else parameters.movement_moves):
        return nearest(np.int64(p.lives_in), rng, routes)
    return np.int64(-1)


@compiled
def nearest(here: Int, rng: DrawsRow, routes: Records) -> Int:
    """One of the other named provinces, by population; -1 if there is none.

    Each pair of person and province has a draw of its own, so a province more only changes who goes there.
    """
    found, soonest = np.int64(-1), np.int64(0)
    for there in range(len(routes)):
        if there != here and routes[there].named:
            wait = WAITS[np.int64(draw_pair(rng, there, WHERE)) >> 20] * routes[there].far
            if found < 0 or wait < soonest:
                found, soonest = np.int64(there), wait
    return found


@inlined
def binding(p: Person, law: LawRow, register: LawRow) -> bool:
    """Whether a blacklist binds the person where they live."""
    for k in range(len(p.term)):
        if p.lists >> k & 1 and not register.list_red[k] and binds_here(p, k, law, register):
            return True
    return False


@inlined
def permit_refused(p: Person, rng: DrawsRow, law: LawRow, register: LawRow, parameters: ParameterRow) -> bool:
    """The listed get no permit; where everybody must ask, others are refused now and then."""
    if binding(p, law, register):
        return True
    return law.permit == ASK_EVERYBODY and draw(rng, PERMIT) < parameters.movement_permit_refused


@inlined
def arrive(p: Person, there: Int, law: LawRow) -> None:
    """Live under the law of another province; where records of others do not count, with a clean slate."""
    p.lives_in = there
    p.state = without(p.state, AWAY)
    if there != np.int64(p.group) // STRATA:
        p.state |= AWAY
    clear(p.shut)
    if not law.recognises:
        p.state = without(p.state, SCORED)
        for slot in range(RECORDS):
            p.record_left[slot] = 0
            p.record_points[slot] = 0


@rule(reads="who shut traits", streams="movement.exit movement.visa")
def ask_exit_visa(
    p: Person, record: MonthRecord, rng: DrawsRow, month: int, parameters: ParameterRow, catalogue: ActRow
) -> None:
    """Where everybody must ask to leave the country, some of those who may leave are told no."""
    if has(p.shut, LEAVE_COUNTRY) or not is_month(p, month, TRIP_MONTH):
        return
    tries = catalogue.refusal[1 if p.traits & RURAL else 0, LEAVE_COUNTRY]
    if draw(rng, EXIT) < tries * np.uint64(YEAR) and draw(rng, VISA) < parameters.movement_visa_refused:
        refuse(record, LEAVE_COUNTRY)

"""Conduct: the small acts of a month, drawn from the catalogue of behaviours, and what points make of them.

At most one act a month per person, with chances by registration; an act that only some can do (owners of
firms, the young) is nothing when others draw it. Who knows of the points answers to them: the nearer the
next grade, the more of the visible and cheap merit, the less of the watched demerit. Merit for show takes
the time of kindness that nobody sees. The rules are assumptions; the sign of the crowding-out follows
Titmuss (1970) and Gneezy and Rustichini (2000).
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import compiled, inlined
from glasshouse.engine.rng import CERTAIN, draw, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.act_catalogue import GUIDE_BITS
from glasshouse.model.bits import has
from glasshouse.model.fields import events
from glasshouse.model.person import AWARE, KINDNESS, REFRAINED, RURAL, SCORED
from glasshouse.model.record_types import (
    ActRow,
    Bool,
    DrawsRow,
    Int,
    LawRow,
    MonthRecord,
    ParameterRow,
    Person,
)
from glasshouse.model.rights import INFERRED_DISLOYALTY
from glasshouse.model.scoring import grade_of

EVENTS = events(
    merit_for_show="did a watched good act for the points",
    kindness_forgone="did so in place of another act",
)

NO_ACT = -1
REFRAIN = stream("conduct.refrain")
SHOW = stream("conduct.show")
OUT_OF_REACH = -1
_SHIFT = 32 - GUIDE_BITS


@rule(reads="traits state age", streams="activity")
def act(p: Person, record: MonthRecord, rng: DrawsRow, catalogue: ActRow) -> Int:
    """Which behaviour of the catalogue the person shows this month; `NO_ACT` for most."""
    place = 1 if p.traits & RURAL else 0
    cuts = catalogue.act_cut[place]
    word = rng.activity
    beginning = np.int64(word) >> _SHIFT
    low = np.int64(catalogue.act_start[place, beginning])
    high = np.int64(catalogue.act_start[place, beginning + 1])
    while low < high:
        middle = (low + high) // 2
        if word < cuts[middle]:
            high = middle
        else:
            low = middle + 1
    # Nobody can foresee whether a word means an act: all that it takes is asked, rather than one by one.
    return low if (word < cuts[low]) & can(p, record, low, catalogue) else NO_ACT


@inlined
def can(p: Person, record: MonthRecord, behaviour: Int, catalogue: ActRow) -> Bool:
    """Whether the person is one of those who can do it."""
    if len(record.holds) and catalogue.by_status[behaviour]:
        return has(record.holds, np.int64(catalogue.by_status[behaviour]) - 1)
    traits, state = catalogue.by_traits[behaviour], catalogue.by_state[behaviour]
    by_traits = (traits == 0) | (p.traits & traits != 0)
    by_state = (state == 0) | (p.state & state != 0)
    by_age = (catalogue.youngest[behaviour] <= p.age) & (p.age <= catalogue.oldest[behaviour])
    return by_traits & by_state & by_age


@rule(reads="traits state age score", streams="conduct.refrain conduct.show")
def respond(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    acted: int,
    law: LawRow,
    parameters: ParameterRow,
    catalogue: ActRow,
) -> int:
    """The act of who knows of the points: without the watched demerit, or with a merit for show instead."""
    if not (p.state & AWARE and p.state & SCORED):
        return acted
    if acted == NO_ACT:
        return act_for_show(p, record, rng, acted, parameters.conduct_shows, law, parameters, catalogue)
    if is_unrewarded_kindness(acted, law, catalogue):
        return act_for_show(p, record, rng, acted, parameters.conduct_displaces, law, parameters, catalogue)
    if is_costly(acted, law, catalogue):
        chance = parameters.conduct_refrains * deterrence(p, acted, law, parameters, catalogue)
        if draw(rng, REFRAIN) < CERTAIN * chance:
            record.acts |= REFRAINED
            return NO_ACT
    return acted


@inlined
def note_act(record: MonthRecord, acted: int, catalogue: ActRow) -> None:
    """Write down what kind of good act it was."""
    record.acts |= catalogue.kind[max(0, acted)] * np.int64(acted != NO_ACT)


@compiled
def act_for_show(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    acted: int,
    most: float,
    law: LawRow,
    parameters: ParameterRow,
    catalogue: ActRow,
) -> int:
    """A merit that counts in place of `acted`, with chance `most` on the edge of the next grade."""
    word = draw(rng, SHOW)
    if word >= CERTAIN * most:
        return acted
    merit = best_merit(p, record, law, catalogue)
    if merit == NO_ACT or word >= CERTAIN * most * attraction(p, merit, law, parameters):
        return acted
    record.happened |= event.MERIT_FOR_SHOW
    if acted != NO_ACT:
        record.happened |= event.KINDNESS_FORGONE
    return merit


@inlined
def is_unrewarded_kindness(acted: int, law: LawRow, catalogue: ActRow) -> bool:
    """A good act nobody is meant to see, for which this law gives nothing."""
    return catalogue.kind[acted] == KINDNESS and law.points[acted] <= 0


@inlined
def is_costly(acted: int, law: LawRow, catalogue: ActRow) -> bool:
    """Whether the act can cost points or a grade, by itself or by what is read into it."""
    by_itself = law.recorded[acted] and (law.points[acted] < 0 or law.drop_to_grade[acted] >= 0)
    return by_itself or (catalogue.suspect[acted] and law.recorded[INFERRED_DISLOYALTY])


@compiled
def best_merit(p: Person, record: MonthRecord, law: LawRow, catalogue: ActRow) -> int:
    """The merit with the most points to expect for an hour of effort; `NO_ACT` if none can be chosen."""
    place = 1 if p.traits & RURAL else 0
    best, most = NO_ACT, 0.0
    for behaviour in range(len(law.points)):
        effort = catalogue.effort[behaviour]
        if effort > 0 and law.recorded[behaviour] and law.points[behaviour] > 0:
            worth = law.points[behaviour] * (catalogue.detected[place, behaviour] / CERTAIN) / effort
            if worth > most and can(p, record, behaviour, catalogue):
                best, most = behaviour, worth
    return best


@inlined
def attraction(p: Person, merit: int, law: LawRow, parameters: ParameterRow) -> float:
    """How much the merit draws, 0 .. 1: all on the edge of the next better grade, little far from it."""
    score = np.int64(p.score)
    grade = grade_of(p.score, law)
    distance = np.int64(law.grade_floor[grade - 1]) - score if grade > 0 else OUT_OF_REACH
    return answer(np.int64(law.points[merit]) * parameters.conduct_horizon, distance, parameters)


@inlined
def deterrence(p: Person, acted: int, law: LawRow, parameters: ParameterRow, catalogue: ActRow) -> float:
    """How much the loss deters, 0 .. 1: by the distance to the lower grade, and by how well it is watched."""
    place = 1 if p.traits & RURAL else 0
    if catalogue.suspect[acted] and law.recorded[INFERRED_DISLOYALTY]:
        stake, seen = -np.int64(law.points[INFERRED_DISLOYALTY]), 1.0
    else:
        stake, seen = -np.int64(law.points[acted]), catalogue.detected[place, acted] / CERTAIN
    watched = min(1.0, seen / parameters.conduct_watched_from)
    if law.drop_to_grade[acted] >= 0:
        return watched
    grade = grade_of(p.score, law)
    falls = grade < law.grades - 1
    distance = np.int64(p.score) - np.int64(law.grade_floor[grade]) if falls else OUT_OF_REACH
    return watched * answer(max(np.int64(0), stake), distance, parameters)


@inlined
def answer(stake: Int, distance: Int, parameters: ParameterRow) -> float:
    """Answer to `stake` points when a grade changes `distance` points away: the stake's part of both."""
    if distance < 0 or stake + distance <= 0:
        return parameters.conduct_heed
    return parameters.conduct_heed + (1.0 - parameters.conduct_heed) * (stake / (stake + distance))

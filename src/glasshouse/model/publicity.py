"""Publicity: opening the debtor map, the sign others read, and the shame of being known."""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import has, is_empty
from glasshouse.model.fields import events, field, fields
from glasshouse.model.listing import is_seen
from glasshouse.model.person import (
    AWAY,
    CLOSED,
    DEFAULT,
    DISSENT,
    JUDGED,
    LISTED,
    LOW_GRADE,
    MAP_OPEN,
    PRAISE,
    PRAISES,
    PUNISHED,
    SCHOOL_SHUT,
    SCORED,
    SHAMED_FULLY,
    SMARTPHONE,
    VOICES,
)
from glasshouse.model.record_types import DrawsRow, LawRow, MonthRecord, ParameterRow, Person
from glasshouse.model.rights import PRIVATE_SCHOOL
from glasshouse.model.scoring import grade_of
from glasshouse.rulebooks.law import PUBLISHED_MAP

PERSON_FIELDS = fields(
    shamed=field("u1", "level", "pressure of being known as a debtor, 0 to 255"),
)


EVENTS = events(
    map_opened="looked at the debtor map",
)


@inlined
def is_curious(rng: DrawsRow, law: LawRow, practice: ParameterRow) -> bool:
    """Whether there is a map, and luck has the person look at it."""
    return (law.map_on != 0) & (rng.map_open < practice.map_opens)


@rule(reads="traits state", streams="map_open", when=is_curious)
def open_map(p: Person, record: MonthRecord, rng: DrawsRow, law: LawRow, practice: ParameterRow) -> None:
    """A smartphone owner looks at the debtor map now and then."""
    if law.map_on and rng.map_open < practice.map_opens and p.traits & SMARTPHONE and not p.state & AWAY:
        record.happened |= event.MAP_OPENED


@inlined
def is_shamed(p: Person) -> bool:
    """Whether the person is put to shame, or on a list that may do so."""
    return np.int64(p.shamed) | np.int64(p.lists) != 0


@rule(reads="shamed lists shame", writes="shamed", when=is_shamed)
def bear_shame(p: Person, register: LawRow, parameters: ParameterRow) -> None:
    """Shame fades; publication other than the map (website, screens, ring tone) keeps some of it alive."""
    if not p.shamed and not p.lists:
        return
    shame = p.shamed * parameters.publicity_shame_persistence
    for k in range(len(p.term)):
        if p.lists >> k & 1 and register.list_published[k] and not register.list_red[k]:
            shame += parameters.publicity_shame_published * p.shame / SHAMED_FULLY
    p.shamed = np.int64(min(float(SHAMED_FULLY), shame))


@rule(
    reads="lists state stage shut score",
    shows="listed dissent praise punished map_open default low_grade school_shut",
)
def show(p: Person, record: MonthRecord, law: LawRow, register: LawRow) -> int:
    """What others will be able to read of the person next month."""
    sign = 0
    if p.lists and is_seen(p, register):
        sign |= LISTED
    if p.state & VOICES:
        sign |= DISSENT
    if p.state & PRAISES:
        sign |= PRAISE
    if record.happened & (event.SPEECH_PUNISHED | event.OPINION_INFERRED):
        sign |= PUNISHED
    if record.happened & event.MAP_OPENED:
        sign |= MAP_OPEN
    if p.stage >= JUDGED and p.stage < CLOSED:
        sign |= DEFAULT
    if p.state & SCORED and has_low_grade(p, law):
        sign |= LOW_GRADE
    if has(p.shut, PRIVATE_SCHOOL):
        sign |= SCHOOL_SHUT
    return sign


@inlined
def has_low_grade(p: Person, law: LawRow) -> bool:
    """Whether the grade of the score shuts or withholds any right."""
    if law.grades == 0:
        return False
    grade = grade_of(p.score, law)
    return not is_empty(law.grade_shuts[grade]) or not is_empty(law.grade_withholds[grade])


@inlined
def is_on_map(p: Person, law: LawRow) -> bool:
    """Whether one of the person's lists is shown on the map where they are registered."""
    if p.state & AWAY or p.listed_in != p.lives_in:
        return False
    for k in range(len(p.term)):
        if p.lists >> k & 1 and law.list_published[k] & PUBLISHED_MAP:
            return True
    return False

"""Notification: people are told of a listing who did not look for it.

Four channels beside the map, each with a reach and effects of its own, each only where the law says so: a
message to the phones within a radius, a message to one's contacts, a ring tone that every caller hears, and
faces on screens (streets, cinemas) that rotate through the listed of a settlement. Being shown shames before
those one knows, being told makes contacts drop the person, and seeing others shown frightens.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import CERTAIN, U64, draw, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.contact_steps import Contacts, contact_at
from glasshouse.model.contexts import PhonesAround
from glasshouse.model.debtor_map import is_within
from glasshouse.model.fields import events
from glasshouse.model.person import CONTACTS, LISTED, LOW_GRADE, SHAMED_FULLY
from glasshouse.model.phones import count_phones, has_phone
from glasshouse.model.record_types import (
    DistrictRow,
    DrawsRow,
    LawRow,
    MonthRecord,
    ParameterRow,
    Person,
    Signs,
)
from glasshouse.rulebooks.law import (
    PUBLISHED_CONTACTS,
    PUBLISHED_PUSH,
    PUBLISHED_RINGTONE,
    PUBLISHED_SCREENS,
)

EVENTS = events(
    told_nearby="people around were told of a listing of theirs",
)

ON_SCREEN = stream("notification.on_screen", redrawn=True)
MOST_FEAR = 255
ALL_SLOTS = (1 << CONTACTS) - 1


@inlined
def channels_of(p: Person, law: LawRow) -> int:
    """Channels by which the person's blacklists are told to others (mask)."""
    told = 0
    for k in range(len(p.term)):
        if p.lists >> k & 1 and not law.list_red[k]:
            told |= law.list_published[k]
    return told


@inlined
def shame(p: Person, much: float) -> None:
    """Shame of `much` for the most shame-prone, less for others."""
    p.shamed = np.int64(min(float(SHAMED_FULLY), p.shamed + much * p.shame / SHAMED_FULLY))


@rule(reads="lists shame shamed", writes="shamed", streams="notification.on_screen")
def be_told_of(
    p: Person, record: MonthRecord, rng: DrawsRow, place: DistrictRow, law: LawRow, parameters: ParameterRow
) -> None:
    """A listed person's callers hear the ring tone, contacts get a message, passers-by see the face."""
    if not p.lists:
        return
    channels = channels_of(p, law)
    if channels & PUBLISHED_RINGTONE:
        record.told_ringtone += parameters.notification_callers
        shame(p, parameters.notification_shame_ringtone)
        record.happened |= event.TOLD_NEARBY
    if channels & PUBLISHED_CONTACTS and record.entered:
        record.told_push += record.contacts
        shame(p, parameters.notification_shame_message * record.contacts)
        record.happened |= event.TOLD_NEARBY
    if channels & PUBLISHED_SCREENS and draw(rng, ON_SCREEN) < screen_time(place, parameters):
        record.told_screens += np.int64(place.adults * parameters.notification_onlookers)
        shame(p, parameters.notification_shame_screens)
        record.happened |= event.TOLD_NEARBY


@inlined
def screen_time(place: DistrictRow, parameters: ParameterRow) -> float:
    """Threshold of being among those shown this month in the settlement: so many faces, in turn."""
    slots = (
        max(np.int64(1), place.adults // parameters.notification_adults_a_screen)
        * parameters.notification_faces
    )
    return np.float64(CERTAIN) * slots / max(np.int64(1), place.listed)


@rule(reads="fear ties_cut", writes="fear", sees="low_grade")
def hear(
    p: Person,
    record: MonthRecord,
    i: int,
    contacts: Contacts,
    signs: Signs,
    place: DistrictRow,
    law: LawRow,
    parameters: ParameterRow,
) -> None:
    """Being told of contacts, and faces on the screens of one's town, frighten those who look on."""
    fear = 0.0
    if law.announced & (PUBLISHED_PUSH | PUBLISHED_CONTACTS | PUBLISHED_RINGTONE):
        if law.notify_low_grade:
            hear_of_low_grades(p, record, i, contacts, signs)
        fear += record.listed * parameters.notification_fear_told
    if law.announced & PUBLISHED_SCREENS and place.listed:
        fear += parameters.notification_fear_screens
    if fear:
        p.fear = np.int64(min(float(MOST_FEAR), p.fear + fear))


@inlined
def hear_of_low_grades(p: Person, record: MonthRecord, i: int, contacts: Contacts, signs: Signs) -> None:
    """A contact in a low grade counts like one on a list."""
    kept = ALL_SLOTS ^ np.int64(p.ties_cut)
    for slot in range(CONTACTS):
        other = contact_at(contacts, i, slot)
        if other >= 0 and signs[other] & LOW_GRADE and not signs[other] & LISTED:
            record.listed_slots |= 1 << slot
            record.listed += kept >> slot & 1


@inlined
def dropped_when_told(law: LawRow, parameters: ParameterRow) -> np.uint64:
    """What the channels in force add to the chance that a contact is dropped."""
    chance = U64(0)
    if law.announced & (PUBLISHED_PUSH | PUBLISHED_CONTACTS):
        chance += parameters.notification_drop_told
    if law.announced & PUBLISHED_RINGTONE:
        chance += parameters.notification_drop_ringtone
    if law.announced & PUBLISHED_SCREENS:
        chance += parameters.notification_drop_screens
    return chance


@rule(reads="x y cell age traits shame shamed", writes="shamed", sees="listed low_grade")
def be_announced(
    p: Person, record: MonthRecord, i: int, phones: PhonesAround, law: LawRow, parameters: ParameterRow
) -> None:
    """Every phone within the radius is told, once, that this person came onto a list or into a low grade."""
    radius = np.int64(law.notify_radius)
    x, y = np.int64(p.x), np.int64(p.y)
    home = phones.raster[p.cell]
    own = 1 if has_phone(p) else 0
    record.told_push += count_phones(home, x, y, radius, phones.before, phones.x, phones.y) - own
    for k in range(phones.known_from[i], phones.known_from[i + 1]):
        other = phones.people[phones.knowers[k]]
        if phones.raster[other.cell].first == home.first and is_within(other, x, y, radius):
            shame(p, parameters.notification_shame_message)
    if record.told_push:
        record.happened |= event.TOLD_NEARBY

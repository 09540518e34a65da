"""Ties: what one sees of one's contacts, and whom one drops.

Contacts are read as they stood at the end of last month. A contact who is listed may be dropped, out of
stigma or because points are lost for knowing them; when the contact is off the list the tie may heal.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.rng import U64, draw_pair, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.contact_steps import Contacts, sign_at
from glasshouse.model.fields import events, field, fields
from glasshouse.model.notification import dropped_when_told
from glasshouse.model.person import CONTACTS, DEFAULT, DISSENT, LISTED, PRAISE, PUNISHED
from glasshouse.model.record_types import DrawsRow, LawRow, MonthRecord, ParameterRow, Person, Signs

PERSON_FIELDS = fields(
    ties_cut=field("u1", "flags", "contacts dropped, one flag each"),
)

EVENTS = events(
    tie_cut="dropped a contact",
    tie_healed="took up with a dropped contact again",
)

DROP = stream("ties.drop")
HEAL = stream("ties.heal")
ALL_SLOTS = (1 << CONTACTS) - 1

COUNTED = np.array(
    [
        sum(1 << 4 * k for k, bit in enumerate((DISSENT, PRAISE, PUNISHED, LISTED)) if sign & bit)
        for sign in range(256)
    ],
    np.int64,
)
"""For every sign: one in the four-bit counter of each thing it says."""


@rule(reads="ties_cut guarantees", sees="dissent praise punished listed default")
def look_around(p: Person, record: MonthRecord, i: int, contacts: Contacts, signs: Signs) -> bool:
    """Count the signs of contacts still in touch; True if a contact one stands surety for is in default."""
    counts, listed_slots, in_touch = np.int64(0), np.int64(0), np.int64(0)
    kept = ALL_SLOTS ^ np.int64(p.ties_cut)
    for slot in range(CONTACTS):
        other = sign_at(contacts, i, slot)
        known = np.int64(other != i)
        sign = np.int64(signs[np.uint64(other)]) * known
        touch = kept >> slot & known
        in_touch += touch
        listed_slots |= (sign & LISTED) << slot
        counts += COUNTED[sign] * touch
    record.listed_slots = listed_slots
    record.contacts = in_touch
    record.dissenters = counts & 15
    record.praisers = counts >> 4 & 15
    record.punished = counts >> 8 & 15
    record.listed = counts >> 12 & 15
    if p.guarantees < 0:
        return False
    debtor = sign_at(contacts, i, p.guarantees)
    return debtor != i and signs[np.uint64(debtor)] & DEFAULT != 0


@rule(reads="ties_cut", writes="ties_cut", sees="listed", streams="ties.drop ties.heal")
def drop_or_heal(
    p: Person, record: MonthRecord, rng: DrawsRow, law: LawRow, parameters: ParameterRow
) -> None:
    """Drop listed contacts with some chance, more where they cost points; heal ties to the delisted."""
    if not (record.listed_slots or p.ties_cut):
        return
    for slot in range(CONTACTS):
        bit = 1 << slot
        if record.listed_slots & bit and not p.ties_cut & bit:
            chance = parameters.ties_drop + (
                parameters.ties_drop_for_points if law.contact_points < 0 else U64(0)
            )
            if law.announced and parameters.switch_notification:
                chance += dropped_when_told(law, parameters)
            if draw_pair(rng, slot, DROP) < chance:
                p.ties_cut |= bit
                record.happened |= event.TIE_CUT
        elif (
            p.ties_cut & bit
            and not record.listed_slots & bit
            and draw_pair(rng, slot, HEAL) < parameters.ties_heal
        ):
            p.ties_cut ^= bit
            record.happened |= event.TIE_HEALED

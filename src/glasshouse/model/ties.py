"""Ties: what one sees of one's contacts, and whom one drops.

Contacts are read as they stood at the end of last month. A contact who is listed may be dropped, out of
stigma or because points are lost for knowing them; when the contact is off the list the tie may heal.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.engine.luck import U64, draw_pair, purpose
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.notification import dropped_when_told
from glasshouse.model.person import CONTACTS, DEFAULT, DISSENT, LISTED, PRAISE, PUNISHED

DROP = purpose("ties.drop")
HEAL = purpose("ties.heal")
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
def look_around(p: Any, diary: Any, i: Any, contacts: Any, signs: Any) -> Any:
    """Count the signs of contacts still in touch; True if a contact one stands surety for is in default."""
    counts, listed_slots, in_touch = np.int64(0), np.int64(0), np.int64(0)
    kept = ALL_SLOTS ^ np.int64(p.ties_cut)
    for slot in range(CONTACTS):
        other = contacts[i, slot]
        known = np.int64(other >= 0)
        sign = np.int64(signs[max(0, other)]) * known
        touch = kept >> slot & known
        in_touch += touch
        listed_slots |= (sign & LISTED) << slot
        counts += COUNTED[sign] * touch
    diary.listed_slots = listed_slots
    diary.contacts = in_touch
    diary.dissenters = counts & 15
    diary.praisers = counts >> 4 & 15
    diary.punished = counts >> 8 & 15
    diary.listed = counts >> 12 & 15
    if p.guarantees < 0 or contacts[i, p.guarantees] < 0:
        return False
    return signs[contacts[i, p.guarantees]] & DEFAULT != 0


@rule(reads="ties_cut", writes="ties_cut", sees="listed", luck="ties.drop ties.heal")
def drop_or_heal(p: Any, diary: Any, luck: Any, law: Any, ways: Any) -> None:
    """Drop listed contacts with some chance, more where they cost points; heal ties to the delisted."""
    if not (diary.listed_slots or p.ties_cut):
        return
    for slot in range(CONTACTS):
        bit = 1 << slot
        if diary.listed_slots & bit and not p.ties_cut & bit:
            chance = ways.ties_drop + (ways.ties_drop_for_points if law.contact_points < 0 else U64(0))
            if law.announced and ways.switch_notification:
                chance += dropped_when_told(law, ways)
            if draw_pair(luck, slot, DROP) < chance:
                p.ties_cut |= bit
                diary.happened |= event.TIE_CUT
        elif (
            p.ties_cut & bit and not diary.listed_slots & bit and draw_pair(luck, slot, HEAL) < ways.ties_heal
        ):
            p.ties_cut ^= bit
            diary.happened |= event.TIE_HEALED

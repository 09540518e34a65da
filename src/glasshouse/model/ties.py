"""Ties: what one sees of one's contacts, and whom one drops.

Contacts are read as they stood at the end of last month. A contact who is listed may be dropped, out of
stigma or because points are lost for knowing them; when the contact is off the list the tie may heal.
"""

from __future__ import annotations

from typing import Any

from glasshouse.engine.luck import U64, draw_pair, purpose
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.person import CONTACTS, DEFAULT, DISSENT, LISTED, PRAISE, PUNISHED

DROP = purpose("ties.drop")
HEAL = purpose("ties.heal")


@rule(reads="ties_cut guarantees", sees="dissent praise punished listed default")
def look_around(p: Any, diary: Any, i: Any, contacts: Any, signs: Any) -> Any:
    """Count the signs of contacts still in touch; True if a contact one stands surety for is in default."""
    called = False
    for slot in range(CONTACTS):
        other = contacts[i, slot]
        if other < 0:
            continue
        sign = signs[other]
        if sign & LISTED:
            diary.listed_slots |= 1 << slot
        if sign & DEFAULT and slot == p.guarantees:
            called = True
        if p.ties_cut >> slot & 1:
            continue
        diary.contacts += 1
        if sign:
            diary.dissenters += 1 if sign & DISSENT else 0
            diary.praisers += 1 if sign & PRAISE else 0
            diary.punished += 1 if sign & PUNISHED else 0
            diary.listed += 1 if sign & LISTED else 0
    return called


@rule(reads="ties_cut", writes="ties_cut", sees="listed", luck="ties.drop ties.heal")
def drop_or_heal(p: Any, diary: Any, luck: Any, law: Any, ways: Any) -> None:
    """Drop listed contacts with some chance, more where they cost points; heal ties to the delisted."""
    if not (diary.listed_slots or p.ties_cut):
        return
    for slot in range(CONTACTS):
        bit = 1 << slot
        if diary.listed_slots & bit and not p.ties_cut & bit:
            chance = ways.ties_drop + (ways.ties_drop_for_points if law.contact_points < 0 else U64(0))
            if draw_pair(luck, slot, DROP) < chance:
                p.ties_cut |= bit
                diary.happened |= event.TIE_CUT
        elif p.ties_cut & bit and not diary.listed_slots & bit and draw_pair(luck, slot, HEAL) < ways.ties_heal:
            p.ties_cut ^= bit
            diary.happened |= event.TIE_HEALED

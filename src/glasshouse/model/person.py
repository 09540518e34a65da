"""What a person has besides the fields of mechanisms, the record of a month, and the sign others read.

Money is in cents, spells are in months, scores in points. Mechanisms declare the fields they own; here stand
those that are fixed for life (ages too: the population is held stationary) and those that all share.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from glasshouse.model.fields import field, fields, fixed
from glasshouse.rulebooks.sizes import STANDARD, Field, Sizes, sized

CONTACTS = 8
"""Most people one person watches."""
RECORDS = 4
"""Slots for records that still count; the fifth is merged with the one nearest to expiry."""

PERSON_FIELDS = (
    *fixed(
        who=field(
            "u4",
            "none",
            "identity, the key of all luck of this person; the same whatever the size of the run",
            start="drawn",
        ),
        cell=field("u4", "count", "raster cell lived in", start="drawn"),
        x=field("i2", "metre", "place, east of the middle of the settlement", start="drawn"),
        y=field("i2", "metre", "place, north of the middle of the settlement", start="drawn"),
        group=field(
            "u2", "none", "province of registration and stratum the person is counted in", start="drawn"
        ),
        traits=field("u2", "flags", "traits for life, see the flags below", start="drawn"),
        age=field("u1", "year", "age, held for the whole run", start="drawn"),
        dependants=field(
            "u1", "persons", "members of the household without income, kept by this person", start="drawn"
        ),
        payer=field(
            "i1",
            "none",
            "where the main earner of the household is stored, counted in steps from here",
            start="drawn",
        ),
        guarantees=field(
            "i1", "none", "the contact whose debt this person stands surety for; -1 none", start="drawn"
        ),
        attitude=field(
            "i1", "point", "private view of the authority at the start, -100 to 100", start="drawn"
        ),
        conviction=field("u1", "level", "how firmly that view is held, 0 to 255", start="drawn"),
        shame=field("u1", "level", "proneness to shame, 0 to 255", start="drawn"),
    ),
    *fields(
        state=field(
            "u2",
            "flags",
            "state of the month, see the flags below",
            start="in work as drawn; some others seek work",
        ),
    ),
)

MOST_OF_A_LIFE = 2**32 - 1
"""Cents up to which the sums of a life are kept, 42.9 million of money; beyond it they stay there."""

PLACES_IN_STORAGE = ("payer", "cell", "group", "guarantees", "ties_cut")
"""Fields that depend on how persons are stored or counted, not on what happened; a digest leaves them out."""

ADULT = 18  # years (assumption: the age of civil capacity)

# traits
FEMALE = 1
RURAL = 2
MINORITY = 4
SMARTPHONE = 8
OFFICIAL = 16
CONNECTED = 32
STRATEGIC = 64  # would rather not pay though able
LEGAL_REP = 128
PANEL = 256  # this life is written down month by month
KNOWS_OFFICIAL = 512  # a contact is an official or has connections
PARENT = 1024  # the main earner of a household with children
TIED = OFFICIAL | CONNECTED | KNOWS_OFFICIAL
"""Those whom officials look after first."""

# state
EMPLOYED = 1
SELF_EMPLOYED = 2
SEEKING = 4  # wants work when out of it
AWARE = 8  # knows of the system
VOICES = 16  # dissent voiced this month
PRAISES = 32
DISPUTING = 64
SCORED = 128  # a score has been opened
UNWILLING = 256  # a court found: able and refusing
OBSTRUCTS = 512  # a court found: resists, hides assets, breaks its orders
NOTIFIED = 1024
SPENT = 4096  # this debt has listed the person once; it does not do so again
LEFT_OFFICE = 8192  # lost the office by which they lived, and does not get it back
INSPECTED = 2048  # reported from the map as able to pay; the bailiff looks closer
AWAY = 16384  # lives in another province than that of registration
SPARED = 32768  # kept off a list by an official or a defence
WORKS = EMPLOYED | SELF_EMPLOYED

# stage
NOT_SUED = np.int64(0)
SUED = np.int64(1)
JUDGED = np.int64(2)  # a judgment to pay, not yet performed
CLOSED = np.int64(3)  # enforcement ended without full payment: nothing to take

# file
FROZEN = 128  # accounts are shut by an emergency order

# What others read of a person: one byte.
SIGNS = {
    "listed": 1,  # on a blacklist that those around get to see
    "dissent": 2,
    "praise": 4,
    "punished": 8,  # punished for speech or opinion this month
    "map_open": 16,  # looked at the debtor map this month
    "default": 32,  # a surety will be called
    "low_grade": 64,
    "school_shut": 128,  # pays no school fees
}
LISTED, DISSENT, PRAISE, PUNISHED, MAP_OPEN, DEFAULT, LOW_GRADE, SCHOOL_SHUT = SIGNS.values()

MONTH_FIELDS: list[Field] = [
    ("happened", "i8"),  # events of the month (mask, see events.py)
    ("income", "i8"),  # cents
    ("paid", "i8"),  # cents of debt paid
    ("interest", "i8"),
    ("borrowed", "i8"),
    ("consumed", "i8"),
    ("levied", "i8"),  # paid to the state for measures of money
    ("raised", "i8"),  # found outside the model (relatives, sales) to pay a judgment off
    ("refused", "rights"),  # rights refused this month (mask)
    ("copied", "rights"),  # rights shut by a copy that missed a correction (mask)
    ("billed", "i8", "measures"),  # cents charged by each measure of money
    ("taken", "i8", "measures"),  # cents paid or lost by it
    ("given", "i8", "measures"),  # cents received by it
    ("spent", "i8", "measures"),  # points spent by it
    ("marked", "rights"),  # rights refused by those who weighed a mark; holds where the law is `partial`
    ("delayed", "rights"),  # rights for which the person waits (mask); likewise
    ("exposure", "i4"),  # people who saw the person on the map
    ("points_moved", "i4"),  # points taken or given, whatever the direction
    ("points_whim", "i4"),  # of these, moved or held back by an official's choice
    ("told_push", "i4"),  # people told, by channel
    ("told_ringtone", "i4"),
    ("told_screens", "i4"),
    ("score_before", "i2"),  # before the last record of the month
    ("points_before", "i2"),  # in its slot
    ("slot", "u1"),
    ("what_before", "behaviour"),
    ("left_before", "months"),
    ("entries_whim", "u1"),  # lists entered by an official's choice
    ("entries_spared", "u1"),  # lists not entered by an official's choice
    ("exits_whim", "u1"),  # whether a listing was bought off
    ("entered", "lists"),  # lists entered (mask)
    ("left", "lists"),  # lists left (mask)
    ("excused", "lists"),  # lists not entered because a defence was granted (mask)
    ("freed", "lists"),  # lists left by a deadline, a defence or a withdrawal (mask)
    ("freed_by", "u1"),  # which of these it was last; holds only with `freed`
    ("struck", "lists"),  # of these, by a won dispute (mask); holds only with DISPUTE_WON
    ("struck_wrong", "lists"),  # of these, listed by mistake of person or fact (mask)
    ("struck_unable", "lists"),  # of these, listed though unable to pay (mask)
    ("grounds", "counters"),  # what the records of this month count in (mask)
    ("grounds_before", "counters"),  # before the last of them
    ("copy_of", "u1"),  # list of the copy that refused this month; holds only with `copied`
    ("recorded", "i4"),  # behaviour recorded last this month; NOTHING_RECORDED if none
    ("dissenters", "u1"),  # contacts still in touch who voiced dissent last month
    ("praisers", "u1"),
    ("punished", "u1"),
    ("listed", "u1"),
    ("contacts", "u1"),  # contacts still in touch
    ("sign", "u1"),  # what others will read next month
    ("listed_slots", "u1"),  # which contact slots hold somebody listed (mask)
    ("asked", "u1"),  # kind of gatekeeper asked; NOBODY_ASKED if none
    ("asked_marked", "u1"),  # 1: with something on file
    ("asked_refused", "i8"),  # which of them refused (mask)
    ("acts", "u1"),  # kinds of act this month (mask, see ACTS)
    ("holds", "statuses"),  # statuses held this month (mask), where a rulebook of the run names any
]
"""What one month writes down about one person before it is counted and forgotten."""


@cache
def month_record_type(sizes: Sizes) -> np.dtype[np.void]:
    """The record of a month with room for these many lists, rights and so on."""
    return sized(MONTH_FIELDS, sizes)


MONTH_RECORD = month_record_type(STANDARD)

# `record.acts`; the first two are the kinds of the catalogue.
ACTS = {
    "merit": 1, "kindness": 2, "refrained": 4, "inferred_falsely": 8, "withdrew": 16, "excused": 32,
    "caught_before": 64,
}  # fmt: skip
MERIT, KINDNESS, REFRAINED, INFERRED_FALSELY, WITHDREW, EXCUSED, CAUGHT_BEFORE = ACTS.values()

NOTHING_RECORDED = np.int64(-1)
NOBODY_ASKED = 255
SHAMED_FULLY = 255

DRAWS = (
    "work",
    "bad_month",
    "lapse",
    "activity",
    "detected",
    "speech",
    "praise",
    "map_open",
    "false_record",
    "mistaken",
    "borrow",
    "awareness",
)
"""Routine draws, append-only: each name keeps its word of luck for good."""
ENFORCEMENT = ("detected", "false_record", "mistaken")
"""Routine draws that belong to whoever enforces; what they find can be drawn again with all acts held."""

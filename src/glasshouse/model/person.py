"""A person as one packed record, what the month writes down about them, and the sign others read.

Money is in cents, spells are in months, scores in points. Fields above the line are fixed for life
(ages too: the population is held stationary), those below change.
"""

from __future__ import annotations

import numpy as np

from glasshouse.rulebook.law import LISTS

CONTACTS = 8
"""Most people one person watches."""
RECORDS = 4
"""Slots for records that still count; the fifth is merged with the one nearest to expiry."""

Field = tuple[str, str] | tuple[str, str, int]

FIXED: list[Field] = [
    ("who", "u4"),  # stable identity of the synthetic person, the key of all their luck
    ("cell", "u4"),  # raster cell of 100 m
    ("x", "i2"),  # metres from the middle of the settlement
    ("y", "i2"),
    ("group", "u2"),  # province x stratum, see groups.py
    ("traits", "u2"),  # bits below
    ("age", "u1"),  # years
    ("dependants", "u1"),  # persons in the household without income
    ("payer", "i1"),  # steps in storage from here to the household's main earner
    ("guarantees", "i1"),  # slot of the contact whose debt this person stands surety for; -1 none
    ("attitude", "i1"),  # private view of the authority, -100 .. 100
    ("conviction", "u1"),  # 0 .. 255
    ("shame", "u1"),  # shame-proneness, 0 .. 255
]

CHANGING: list[Field] = [
    ("savings", "i8"),
    ("debt", "i8"),
    ("wage", "i4"),  # a month's pay when in work; the pension of the retired
    ("due", "i4"),  # a month's service of the debt
    ("shut", "u4"),  # rights denied now (mask)
    ("state", "u2"),  # bits below
    ("arrears", "u2"),  # dues missed and not made up
    ("score", "i2"),
    ("stage", "u1"),  # where the debt stands in court, see below
    ("stage_months", "u1"),  # months in that stage, at most 255
    ("fear", "u1"),  # 0 .. 255
    ("approval", "i1"),  # what they have come to think of the authority, -100 .. 100
    ("shamed", "u1"),  # pressure of being known as a debtor, 0 .. 255
    ("ties_cut", "u1"),  # contacts dropped (mask)
    ("dispute", "u1"),  # months until a dispute is decided; 0 none
    ("lists", "u1"),  # lists the person is on (mask)
    ("wrong_person", "u1"),  # of these, listed for what somebody else did, or nobody (mask)
    ("unable", "u1"),  # of these, listed though unable to pay (mask)
    ("term", "u1", LISTS),  # months left on a list with an end
    ("since", "u1", LISTS),  # months on the list, at most 255
    ("record_what", "u1", RECORDS),  # behaviour
    ("record_left", "u1", RECORDS),  # months it still counts; 0 = free slot
    ("record_points", "i2", RECORDS),
    ("stale", "u1"),  # a copy that missed a correction: list in the two high bits, months left in the others
    ("course", "u1"),  # a repair course: list in the two high bits, months left in the others
    # a life so far
    ("times_listed", "u1"),
    ("first_listed", "u2"),  # month of the first entry, counted from 1; 0 never
    ("first_left", "u2"),  # month of the first exit, counted from 1; 0 never
    ("months_listed", "u2"),
    ("months_wronged", "u2"),  # on a list by mistake of person or unable to pay, or refused by a stale copy
    ("months_voiced", "u2"),  # months in which dissent was voiced
    ("denied", "u2"),  # refusals met
    ("lives_in", "u1"),  # serial of the province whose law applies
    ("listed_in", "u1"),  # serial of the province that keeps the lists the person is on
    ("seen", "u4"),  # times somebody saw them on the map
    ("earned", "u4"),  # cents, at most MOST_OF_A_LIFE
    ("repaid", "u4"),  # likewise
    # private gatekeepers
    ("barred", "u1"),  # kinds of gatekeeper that are shut to the person (mask)
    ("file", "u1"),  # months a closure stays on file; FROZEN: accounts shut by order
]

PERSON = np.dtype(sorted(FIXED + CHANGING, key=lambda field: -np.dtype(field[1]).itemsize))
"""A person in 122 bytes. Longest fields first keeps every field aligned without padding."""

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
SPARED = 32768  # kept off a list by an official
WORKS = EMPLOYED | SELF_EMPLOYED

# `stale` and `course`
LIST_SHIFT = 6
MONTHS_MASK = 63

# stage
NOT_SUED = np.int64(0)
SUED = np.int64(1)
JUDGED = np.int64(2)  # a judgment to pay, not yet performed
CLOSED = np.int64(3)  # enforcement ended without full payment: nothing to take

# file
FROZEN = 128  # accounts are shut by an emergency order

# What others read of a person: one byte.
SIGNS = {
    "listed": 1,
    "dissent": 2,
    "praise": 4,
    "punished": 8,  # punished for speech or opinion this month
    "map_open": 16,  # looked at the debtor map this month
    "default": 32,  # a surety will be called
    "low_grade": 64,
    "school_shut": 128,  # pays no school fees
}
LISTED, DISSENT, PRAISE, PUNISHED, MAP_OPEN, DEFAULT, LOW_GRADE, SCHOOL_SHUT = SIGNS.values()

MONTH_RECORD = np.dtype(
    [
        ("happened", "i8"),  # events of the month (mask, see events.py)
        ("income", "i8"),  # cents
        ("paid", "i8"),  # cents of debt paid
        ("interest", "i8"),
        ("borrowed", "i8"),
        ("consumed", "i8"),
        ("raised", "i8"),  # found outside the model (relatives, sales) to pay a judgment off
        ("refused", "u4"),  # rights refused this month (mask)
        ("copied", "u4"),  # rights shut by a copy that missed a correction (mask)
        ("exposure", "i4"),  # people who saw the person on the map
        ("points_moved", "i4"),  # points taken or given, whatever the direction
        ("points_whim", "i4"),  # of these, moved or held back by an official's choice
        ("told_push", "i4"),  # people told, by channel
        ("told_ringtone", "i4"),
        ("told_screens", "i4"),
        ("score_before", "i2"),  # before the last record of the month
        ("points_before", "i2"),  # in its slot
        ("slot", "u1"),
        ("what_before", "u1"),
        ("left_before", "u1"),
        ("entries_whim", "u1"),  # lists entered by an official's choice
        ("entries_spared", "u1"),  # lists not entered by an official's choice
        ("exits_whim", "u1"),  # whether a listing was bought off
        ("entered", "u1"),  # lists entered (mask)
        ("left", "u1"),  # lists left (mask)
        ("struck", "u1"),  # of these, by a won dispute (mask); holds only with DISPUTE_WON
        ("struck_wrong", "u1"),  # of these, listed by mistake of person or fact (mask)
        ("struck_unable", "u1"),  # of these, listed though unable to pay (mask)
        ("copy_of", "u1"),  # list of the copy that refused this month; holds only with `copied`
        ("recorded", "u1"),  # behaviour recorded last this month; NOTHING_RECORDED if none
        ("dissenters", "u1"),  # contacts still in touch who voiced dissent last month
        ("praisers", "u1"),
        ("punished", "u1"),
        ("listed", "u1"),
        ("contacts", "u1"),  # contacts still in touch
        ("sign", "u1"),  # what others will read next month
        ("listed_slots", "u1"),  # which contact slots hold somebody listed (mask)
        ("asked", "u1"),  # kind of gatekeeper asked; NOBODY_ASKED if none
        ("asked_marked", "u1"),  # 1: with something on file
        ("asked_refused", "u1"),  # which of them refused (mask)
        ("acts", "u1"),  # kinds of act this month (mask, see ACTS)
    ],
    align=True,
)
"""What one month writes down about one person before it is counted and forgotten."""

# `record.acts`; the first two are the kinds of the catalogue.
ACTS = {"merit": 1, "kindness": 2, "refrained": 4, "inferred_falsely": 8}
MERIT, KINDNESS, REFRAINED, INFERRED_FALSELY = ACTS.values()

NOTHING_RECORDED = 255
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

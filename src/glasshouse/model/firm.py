"""A firm as one packed record, and the columns in which firms are counted.

Points are in points, spells in months. A firm is known by the identity of its legal representative: one
firm, one representative, one settlement. It has no purse of its own; what it does to money it does through
the wages of its workers.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from glasshouse.rulebook.law import FIRM_CATEGORIES
from glasshouse.rulebook.sizes import STANDARD, Field, Sizes, longest_first, sized

SECTORS = ("farming", "industry", "building", "trade", "services")
"""In the order of the lists in `data/mechanisms/firms.yaml`."""
GUARANTEES = 3
"""Most other firms whose debts one firm guarantees."""
BREACHES = FIRM_CATEGORIES - 1
"""Categories in which a firm can break a rule; the last category is discretionary."""
CONTRACTS = 3
DISCRETIONARY = FIRM_CATEGORIES - 1
FOR_EVER = 255

FIRM_FIXED: list[Field] = [
    ("firm", "u4"),  # identity, that of the legal representative: the key of the firm's luck
    ("rep", "i4"),  # place in storage of the legal representative
    ("first", "i4"),  # where its workers begin in the roster
    ("workers", "i4"),  # adults who work here when they have work
    ("guarantees", "i4", GUARANTEES),  # firms whose debts it guarantees, by place; -1 none
    ("backers", "u2"),  # firms that guarantee its debts
    ("jobs", "u2"),  # size it was founded with: its weight among employers
    ("province", "u1"),
    ("sector", "u1"),
    ("kind", "u1"),  # bits below
]
FIRM_CHANGING: list[Field] = [
    ("shut", "rights"),  # rights denied now (mask)
    ("marks", "i2", FIRM_CATEGORIES),  # points on record by category
    ("score", "i2"),
    ("months_listed", "u2"),
    ("left", "u1", FIRM_CATEGORIES),  # months a category's record still counts; 255 for ever
    ("care", "u1"),  # compliance, 0 .. 255
    ("breaches", "u1"),  # rules being broken, by category (mask)
    ("in_default", "u1"),  # months of not paying, at most 255
    ("struck", "u1"),  # 1: a shock makes it default this month
    ("stuck", "u1"),  # 1: would close and may not
    ("lists", "firm_lists"),  # lists it is on (mask)
    ("term", "u1", "firm_lists"),  # months left
    ("since", "u1", "firm_lists"),  # months on the list, at most 255
    ("answered", "u1"),  # 1: its legal representative was listed for it
    ("holding", "u1"),  # 1: somebody's hire is held back
]


@cache
def firm_type(sizes: Sizes) -> np.dtype[Any]:
    """A firm with room for these many lists of firms and rights."""
    return sized(longest_first(FIRM_FIXED + FIRM_CHANGING, sizes), sizes)


FIRM = firm_type(STANDARD)
PLACES_IN_STORAGE = ("rep", "first", "guarantees", "province")
"""Fields that depend on how firms are stored or counted; a digest leaves them out."""

# kind
CONNECTED = 1  # to the party or an office
SELLS = 2  # to public buyers
BORROWS = 4  # lives on bank loans

HELD = 1 << 31
"""Bit of a roster entry: this worker is kept from being hired this month."""
WORKER = HELD - 1

FIRM_STOCKS = (
    "firms",
    "workforce",
    "listed",
    "listings",
    "workforce_listed",
    "answerable",
    "reps_listed",
    "in_default",
    "stuck",
    "breaking_rules",
    "score",
)
"""State at the end of the month: firms, people, points. `listings` counts each list; `answerable` are firms
on a list that reaches representatives; `score` is summed over firms."""
FIRM_EVENTS = (
    "breached",
    "checked",
    "recorded",
    "favoured",
    "protected",
    "cleared",
    "defaulted",
    "defaulted_for_another",
    "tender_refused",
    "loan_refused",
    "closed",
    "kept_open",
)
"""Flows: firms to which it happened in the month; each is a bit of `page.happened`."""
FIRM_MOVES = ("entered_list", "left_expired", "left_repaired", "left_cured", "left_closed")
"""Flows of listings."""
FIRM_WORK = ("jobs_shed", "hires_held", "reps_entered", "reps_left")
"""Flows of people."""
FIRM_COLUMNS = FIRM_STOCKS + FIRM_EVENTS + FIRM_MOVES + FIRM_WORK
FIRM_COLUMN = {name: index for index, name in enumerate(FIRM_COLUMNS)}

(
    BREACHED,
    CHECKED,
    RECORDED,
    FAVOURED,
    PROTECTED,
    CLEARED,
    DEFAULTED,
    CALLED,
    TENDER_REFUSED,
    LOAN_REFUSED,
    CLOSED,
    KEPT_OPEN,
) = (1 << bit for bit in range(len(FIRM_EVENTS)))

FIRM_MONTH_FIELDS: list[Field] = [
    ("happened", "i8"),  # events of the month (mask)
    ("entered", "firm_lists"),  # lists entered (mask), and left for which reason
    ("expired", "firm_lists"),
    ("repaired", "firm_lists"),
    ("cured", "firm_lists"),
    ("given_up", "firm_lists"),
]
"""What one month writes down about one firm before it is counted and forgotten."""


@cache
def firm_month_record_type(sizes: Sizes) -> np.dtype[Any]:
    """The record of a firm's month with room for these many lists of firms."""
    return sized(FIRM_MONTH_FIELDS, sizes)


FIRM_MONTH_RECORD = firm_month_record_type(STANDARD)

KINDS = 2
"""Firms are counted by province, sector and whether they are connected."""

"""What a firm has besides the fields of mechanisms, and the columns in which firms are counted.

Points are in points, spells in months. A firm is known by the identity of its legal representative: one
firm, one representative, one settlement. It has no purse of its own; what it does to money it does through
the wages of its workers.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from glasshouse.model.fields import field, fixed
from glasshouse.rulebooks.law import FIRM_CATEGORIES
from glasshouse.rulebooks.sizes import STANDARD, Field, Sizes, sized

SECTORS = ("farming", "industry", "building", "trade", "services")
"""In the order of the lists in `data/mechanisms/firms.yaml`."""
GUARANTEES = 3
"""Most other firms whose debts one firm guarantees."""
BREACHES = FIRM_CATEGORIES - 1
"""Categories in which a firm can break a rule; the last category is discretionary."""
CONTRACTS = 3
DISCRETIONARY = FIRM_CATEGORIES - 1

FIRM_FIELDS = fixed(
    firm=field(
        "u4", "none", "identity, that of the legal representative: the key of the firm's luck", start="drawn"
    ),
    rep=field("i4", "none", "where the legal representative is stored", start="drawn"),
    first=field("i4", "none", "where its workers begin in the roster", start="drawn"),
    workers=field("i4", "persons", "adults who work here when they have work", start="drawn"),
    guarantees=field("i4", "none", "firms whose debts it guarantees; -1 none", GUARANTEES, start="drawn"),
    backers=field("u2", "count", "firms that guarantee its debts", start="drawn"),
    jobs=field("u2", "count", "size it was founded with, its weight among employers", start="drawn"),
    province=field("u1", "code", "province it stands in", start="drawn"),
    sector=field("u1", "code", "sector of trade", start="drawn"),
    kind=field("u1", "flags", "what it depends on, see the flags below", start="drawn"),
)

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
def firm_month_record_type(sizes: Sizes) -> np.dtype[np.void]:
    """The record of a firm's month with room for these many lists of firms."""
    return sized(FIRM_MONTH_FIELDS, sizes)


FIRM_MONTH_RECORD = firm_month_record_type(STANDARD)

KINDS = 2
"""Firms are counted by province, sector and whether they are connected."""

"""Census of firms: every month each firm is counted under its province, sector and connections."""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.model.bits import count, lowest
from glasshouse.model.firm import CONNECTED, FIRM_COLUMN, FIRM_EVENTS, KINDS, SECTORS
from glasshouse.model.record_types import Counts, Firm, Int, MonthRecord

GROUPS = len(SECTORS) * KINDS
"""Groups of firms in one province."""
_FIRST_EVENT = FIRM_COLUMN[FIRM_EVENTS[0]]
FIRMS = FIRM_COLUMN["firms"]
WORKFORCE = FIRM_COLUMN["workforce"]
C_LISTED = FIRM_COLUMN["listed"]
LISTINGS = FIRM_COLUMN["listings"]
WORKFORCE_LISTED = FIRM_COLUMN["workforce_listed"]
IN_DEFAULT = FIRM_COLUMN["in_default"]
STUCK = FIRM_COLUMN["stuck"]
BREAKING_RULES = FIRM_COLUMN["breaking_rules"]
SCORE = FIRM_COLUMN["score"]
ENTERED = FIRM_COLUMN["entered_list"]
EXPIRED = FIRM_COLUMN["left_expired"]
REPAIRED = FIRM_COLUMN["left_repaired"]
CURED = FIRM_COLUMN["left_cured"]
GIVEN_UP = FIRM_COLUMN["left_closed"]


@inlined
def group_of(f: Firm) -> Int:
    """The row in which a firm is counted."""
    connected = 1 if f.kind & CONNECTED else 0
    return np.int64(f.province) * GROUPS + np.int64(f.sector) * KINDS + connected


@inlined
def count_firm(f: Firm, record: MonthRecord, tally: Counts) -> None:
    """A firm counts in every state it is in, with the events of the month."""
    g = group_of(f)
    tally[g, FIRMS] += 1
    tally[g, WORKFORCE] += f.workers
    tally[g, SCORE] += f.score
    tally[g, IN_DEFAULT] += f.in_default != 0
    tally[g, STUCK] += f.stuck
    tally[g, BREAKING_RULES] += f.breaches != 0
    if f.lists:
        tally[g, C_LISTED] += 1
        tally[g, LISTINGS] += count(np.int64(f.lists))
        tally[g, WORKFORCE_LISTED] += f.workers
    tally[g, ENTERED] += count(np.int64(record.entered))
    tally[g, EXPIRED] += count(np.int64(record.expired))
    tally[g, REPAIRED] += count(np.int64(record.repaired))
    tally[g, CURED] += count(np.int64(record.cured))
    tally[g, GIVEN_UP] += count(np.int64(record.given_up))
    happened = np.int64(record.happened)
    while happened:
        tally[g, _FIRST_EVENT + lowest(happened)] += 1
        happened &= happened - 1

"""The page of a month: what is written down about one person, blank again for the next."""

from __future__ import annotations

from glasshouse.engine.compiled import inlined
from glasshouse.model.bits import clear
from glasshouse.model.person import NOBODY_ASKED, NOTHING_RECORDED
from glasshouse.model.record_types import MonthRecord


@inlined
def clear_record(record: MonthRecord) -> None:
    """A blank page for the month."""
    record.happened = 0
    record.income = 0
    record.raised = 0
    record.levied = 0
    record.paid = 0
    record.interest = 0
    record.borrowed = 0
    record.consumed = 0
    clear(record.refused)
    clear(record.copied)
    record.exposure = 0
    record.points_moved = 0
    record.points_whim = 0
    record.entries_whim = 0
    record.entries_spared = 0
    record.exits_whim = 0
    record.told_push = 0
    record.told_ringtone = 0
    record.told_screens = 0
    record.entered = 0
    record.left = 0
    record.excused = 0
    record.freed = 0
    record.recorded = NOTHING_RECORDED
    record.asked = NOBODY_ASKED
    record.acts = 0
    record.grounds = 0
    for m in range(len(record.billed)):
        record.billed[m] = 0
        record.taken[m] = 0
        record.given[m] = 0
        record.spent[m] = 0

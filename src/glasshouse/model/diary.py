"""The page of a month: what is written down about one person, blank again for the next."""

from __future__ import annotations

from typing import Any

from glasshouse.engine.compiled import inlined
from glasshouse.model.person import NOBODY_ASKED, NOTHING_RECORDED


@inlined
def open_diary(diary: Any) -> None:
    """A blank page for the month."""
    diary.happened = 0
    diary.income = 0
    diary.raised = 0
    diary.paid = 0
    diary.interest = 0
    diary.borrowed = 0
    diary.consumed = 0
    diary.refused = 0
    diary.copied = 0
    diary.exposure = 0
    diary.points_moved = 0
    diary.points_whim = 0
    diary.entries_whim = 0
    diary.entries_spared = 0
    diary.exits_whim = 0
    diary.told_push = 0
    diary.told_ringtone = 0
    diary.told_screens = 0
    diary.entered = 0
    diary.left = 0
    diary.recorded = NOTHING_RECORDED
    diary.asked = NOBODY_ASKED
    diary.acts = 0

"""Listing of firms: records become points by category, weighed into one score; records, scores and defaults
lead onto lists; lists shut rights to the firm.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import draw_pair, stream
from glasshouse.engine.rules import rule
from glasshouse.model.bits import clear, longest, without
from glasshouse.model.fields import field, fields
from glasshouse.model.firm import RECORDED
from glasshouse.model.record_types import DrawsRow, Firm, Int, LawRow, MonthRecord, ParameterRow
from glasshouse.rulebooks.law import (
    FIRM_CATEGORIES,
    FIRM_ENTRY_CATEGORY,
    FIRM_ENTRY_DEFAULT,
    FIRM_ENTRY_NONE,
    FIRM_ENTRY_SCORE,
    FIRM_EXIT_CURED,
    FIRM_EXIT_EXPIRED,
    FIRM_EXIT_REPAIRED,
)

FIRM_FIELDS = fields(
    shut=field("rights", "flags", "rights denied now, one flag each"),
    marks=field("i2", "point", "points on record, by category", FIRM_CATEGORIES),
    score=field("i2", "point", "its weighed score"),
    months_listed=field("u2", "month", "time spent on any list so far"),
    left=field(
        "months",
        "month",
        "time a category's record still counts; the most there can be: without end",
        FIRM_CATEGORIES,
    ),
    stuck=field("u1", "none", "1 when it would close and may not"),
    lists=field("firm_lists", "flags", "lists it is on, one flag each"),
    term=field("months", "month", "time left on each list", "firm_lists"),
    since=field("months", "month", "time on each list, at most 255 or 65,535", "firm_lists"),
)

REPAIR = stream("firm.repair")
MARKS_MOST = 10_000


@rule(reads="firm.left", writes="firm.left firm.marks")
def let_marks_expire(f: Firm, law: LawRow) -> None:
    """Records of firms age; those of a category expire together, the last one counting."""
    for c in range(FIRM_CATEGORIES):
        if f.left[c] and f.left[c] != longest(f.left):
            f.left[c] = np.int64(f.left[c]) - 1
            if f.left[c] == 0:
                f.marks[c] = 0


@inlined
def record_against(f: Firm, record: MonthRecord, c: int, law: LawRow) -> bool:
    """Put a record of category `c` on file; false where the law gives it no points."""
    points = np.int64(law.firm_points[c])
    if points == 0:
        return False
    f.marks[c] = max(-MARKS_MOST, np.int64(f.marks[c]) + points)
    f.left[c] = validity(f, c, law)
    record.happened |= RECORDED
    return True


@inlined
def validity(f: Firm, c: int, law: LawRow) -> Int:
    """Months a record of category `c` counts."""
    months = law.firm_validity[c]
    for_ever = longest(f.left)
    return months if 0 < months < for_ever else for_ever


@rule(reads="firm.marks", writes="firm.score")
def score_firm(f: Firm, law: LawRow) -> None:
    """The score of a firm: what it starts with and the weighed points of each category."""
    total = np.int64(law.firm_start)
    for c in range(FIRM_CATEGORIES):
        total += np.int64(law.firm_weight[c] * f.marks[c])
    f.score = max(-MARKS_MOST, min(MARKS_MOST, total))


@inlined
def list_fits(f: Firm, k: int, law: LawRow) -> bool:
    """Whether the entry rule of list `k` fits the firm now."""
    entry = law.firm_list_entry[k]
    if entry == FIRM_ENTRY_SCORE:
        return f.score <= law.firm_list_value[k]
    if entry == FIRM_ENTRY_CATEGORY:
        return f.marks[law.firm_list_value[k]] < 0
    if entry == FIRM_ENTRY_DEFAULT:
        return f.in_default != 0
    return False


@rule(reads="firm.lists firm.score firm.marks firm.in_default", writes="firm.lists firm.term firm.since")
def enter_firm_lists(f: Firm, record: MonthRecord, law: LawRow) -> None:
    """Put the firm on every list whose entry rule fits."""
    for k in range(len(f.term)):
        if law.firm_list_entry[k] == FIRM_ENTRY_NONE:
            return
        gone = (record.expired | record.repaired | record.cured) >> k & 1
        if f.lists >> k & 1 or gone or not list_fits(f, k, law):
            continue
        f.lists |= 1 << k
        f.term[k] = min(longest(f.term), law.firm_list_term[k])
        f.since[k] = 0
        record.entered |= 1 << k


@rule(
    reads="firm.lists firm.term firm.since firm.score firm.marks firm.in_default",
    writes="firm.lists firm.term firm.since firm.marks firm.left firm.score",
    streams="firm.repair",
)
def leave_firm_lists(
    f: Firm, record: MonthRecord, rng: DrawsRow, law: LawRow, practice: ParameterRow
) -> None:
    """Take the firm off lists whose exit rule is met; a term served or a repair wipes what it rested on."""
    for k in range(len(f.term)):
        if not f.lists >> k & 1:
            continue
        f.since[k] = min(longest(f.since), np.int64(f.since[k]) + 1)
        f.term[k] = max(0, np.int64(f.term[k]) - 1)
        exits = law.firm_list_exits[k]
        gone = law.firm_list_entry[k] == FIRM_ENTRY_NONE  # the law knows this list no more
        if gone or (exits & FIRM_EXIT_CURED and not list_fits(f, k, law)):
            record.cured |= 1 << k
        elif exits & FIRM_EXIT_EXPIRED and law.firm_list_term[k] and f.term[k] == 0:
            record.expired |= 1 << k
            wipe(f, k, law)
        elif exits & FIRM_EXIT_REPAIRED and is_repaired(f, rng, k, law, practice):
            record.repaired |= 1 << k
            wipe(f, k, law)
        else:
            continue
        f.lists = without(f.lists, 1 << k)
        f.term[k] = 0


@rule(reads="firm.lists", writes="firm.lists firm.term firm.shut firm.stuck")
def outlive_the_law(f: Firm, record: MonthRecord) -> None:
    """Where the law scores firms no more, whatever lists a firm was on have ended."""
    record.cured |= f.lists
    f.lists = 0
    clear(f.shut)
    f.stuck = 0
    for k in range(len(f.term)):
        f.term[k] = 0


@inlined
def is_repaired(f: Firm, rng: DrawsRow, k: int, law: LawRow, practice: ParameterRow) -> bool:
    """Whether credit repair is sought and granted this month."""
    return f.since[k] >= law.firm_list_repair_after[k] and draw_pair(rng, k, REPAIR) < practice.firms_repair


@inlined
def wipe(f: Firm, k: int, law: LawRow) -> None:
    """Delete the records on which list `k` rested."""
    for c in range(FIRM_CATEGORIES):
        whole = law.firm_list_entry[k] == FIRM_ENTRY_SCORE
        if whole or (law.firm_list_entry[k] == FIRM_ENTRY_CATEGORY and c == law.firm_list_value[k]):
            f.marks[c] = max(0, np.int64(f.marks[c]))
            f.left[c] = f.left[c] if f.marks[c] else 0
    score_firm(f, law)


@inlined
def is_locked(f: Firm, law: LawRow) -> bool:
    """Whether one of the firm's lists keeps it from deregistering."""
    for k in range(len(f.term)):
        if f.lists >> k & 1 and law.firm_list_locked[k]:
            return True
    return False


@rule(reads="firm.lists firm.months_listed", writes="firm.shut firm.months_listed")
def shut_firm_gates(f: Firm, law: LawRow) -> None:
    """Work out which rights are denied to the firm now, and count a month on a list."""
    for w in range(len(f.shut)):
        shut = np.int64(0)
        for k in range(len(f.term)):
            if f.lists >> k & 1:
                shut |= np.int64(law.firm_list_shuts[k, w])
        f.shut[w] = shut
    if f.lists:
        f.months_listed = min(65535, np.int64(f.months_listed) + 1)

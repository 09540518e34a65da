"""What lists and their ladders count, written into the law of one month."""

from __future__ import annotations

import math

import numpy as np

from glasshouse.rulebooks import law as codes
from glasshouse.rulebooks.compiling_sections import MonthOfLaw
from glasshouse.rulebooks.grounds import acts_of, is_plain, steps_of, things_counted
from glasshouse.rulebooks.law import put


def write_counts(month: MonthOfLaw, law: np.void) -> None:
    """The entries that several records make, and the ladders, of all lists."""
    lists = month.tree.names("lists")
    for k, name in enumerate(lists):
        if acts_of(month.tree, name, month.month) and not is_plain(month.tree, name, month.month):
            law["list_entry"][k] = codes.ENTRY_ACTS
    things = things_counted(month.tree, month.month)
    law["counters"] = len(things)
    for c, thing in enumerate(things):
        k = lists.index(thing.list)
        law["counter_list"][c], law["counter_least"][c] = k, thing.least
        law["counter_window"][c] = (1 << math.ceil(thing.within)) - 1
        law["counter_ladder"][c] = not thing.acts
        for act in thing.acts:
            law["act_counters"][month.words.behaviours[act].index] |= 1 << c
        if not thing.acts:
            _write_ladder(month, law, k, c, thing.list)


def _write_ladder(month: MonthOfLaw, law: np.void, k: int, c: int, name: str) -> None:
    """A step without a term of its own lasts as long as the list says, one without triggers adds none."""
    steps = steps_of(month.tree, name)
    law["list_ladder"][k], law["rungs"][c] = c + 1, len(steps)
    for r, step in enumerate(steps):
        here = ("lists", name, "ladder", "steps", step)
        law["rung_term"][c, r] = month.up(*here, "term") or law["list_term"][k]
        masks = month.rights(month.get(*here, "triggers", default=()), (name,))
        for what in ("shuts", "grants", "withholds"):
            put(law[f"rung_{what}"][c, r], masks[what])
    law["list_term"][k] = max(law["list_term"][k], *law["rung_term"][c, : len(steps)])

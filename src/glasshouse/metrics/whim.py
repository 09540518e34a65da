"""Whim: how much of an outcome was decided by an official's choice and not by a rule.

A choice adds (a record or an entry nobody's act stands behind), takes away (a record let go, a listing kept
off or bought off) or sells points. Shares are of all that was due or done, so that they lie between 0 and 1.
What a rule does with the points of a whim later (a grade, a shut gate) is not followed.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from glasshouse.metrics.list_shares import ratio
from glasshouse.metrics.monthly import series


@dataclass(frozen=True)
class Whim:
    """Counts over a run (`added`, `waived`, `sold` in person-months; the others in listings) and shares.

    `of_records`: records added or waived, of all that reached an official; `of_entries`: entries added or
    spared, of all due or made; `of_points`: points moved or held back by choice, of all. `nan` where there
    were none.
    """

    added: int
    waived: int
    sold: int
    entries_added: int
    entries_spared: int
    exits_sold: int
    points: int
    of_records: float
    of_entries: float
    of_points: float

    @property
    def any(self) -> bool:
        """Whether officials chose anything at all."""
        return bool(self.added or self.waived or self.sold)


def whim(monthly: pa.Table) -> Whim:
    """How much of a run was whim, from its monthly table (columns that are missing count as zero)."""
    total = {name: int(series(monthly, name).sum()) for name in _COLUMNS}
    spared, entered = total["entries_spared"], total["entered_list"]
    added, entries = total["added_by_whim"], total["entries_by_whim"]
    let_go = max(0, total["waived"] - spared)
    held_back = max(0, total["points_by_whim"] - total["points_moved"])
    return Whim(
        added=added,
        waived=total["waived"],
        sold=total["sold"],
        entries_added=entries,
        entries_spared=spared,
        exits_sold=total["exits_by_whim"],
        points=total["points_by_whim"],
        of_records=ratio(min(total["recorded"], added + let_go), total["recorded"]),
        of_entries=ratio(entries + spared, entered + spared),
        of_points=ratio(total["points_by_whim"], total["points_moved"] + held_back),
    )


_COLUMNS = (
    "recorded",
    "entered_list",
    "added_by_whim",
    "waived",
    "sold",
    "entries_by_whim",
    "entries_spared",
    "exits_by_whim",
    "points_by_whim",
    "points_moved",
)

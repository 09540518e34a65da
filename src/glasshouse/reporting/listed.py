"""Who is listed and why: the stock and its flows, the road to the list, and who stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from glasshouse.auditing.evidence import FEWEST
from glasshouse.metrics import list_shares
from glasshouse.metrics.monthly import Floats, Ints, series
from glasshouse.reporting import words
from glasshouse.reporting.folder import Folder

LAST = 36
"""Months at the end of a run over which shares are taken."""

ROAD = (
    ("payment_missed", "payments missed"),
    ("sued", "debtors sued"),
    ("judged", "judgments"),
    ("found_unwilling", "found able and unwilling by the court"),
    ("found_unable", "found unable to pay"),
    ("entered_list", "entries on the list"),
)
"""The way to the list, step by step (flows)."""


LABELS = {
    "all": "Everybody",
    "majority": "majority group",
    "minority": "minority group",
    "low": "low income",
    "middle": "middle income",
    "high": "high income",
}
"""Labels that say what they mean without the name of their dimension beside them."""


@dataclass(frozen=True)
class Share:
    """A group's share of the listed and of adults, in per cent of the width of the picture and in words."""

    dim: str
    group: str
    listed: float
    adults: float
    says: str
    against: str

    @property
    def label(self) -> str:
        """The group in words that need no name of the characteristic beside them."""
        return LABELS.get(self.group, self.group)


def nobody(folder: Folder) -> bool:
    """Whether no person was ever listed in this run."""
    return not series(folder.system, "listed").any()


def by_year(start: str, values: Ints | Floats, *, last: bool = False) -> tuple[list[str], Floats]:
    """Flows added up (or, with `last`, stocks at the end) per calendar year."""
    year = np.array([int(words.year(start, t)) for t in range(len(values))])
    found = np.unique(year)
    pick = [values[year == y][-1] if last else values[year == y].sum() for y in found]
    return [str(y) for y in found], np.array(pick, np.float64)


def road(folder: Folder) -> list[list[str]]:
    """What comes before an entry, step by step, a year: with the system, and without."""
    years = folder.months / 12
    worlds = [folder.system] + ([folder.twin] if folder.twin is not None else [])
    steps = ((title, [series(table, name).sum() for table in worlds]) for name, title in ROAD)
    return [[title, *(words.number(flow / years) for flow in flows)] for title, flows in steps if any(flows)]


def enough(folder: Folder) -> bool:
    """Whether so many persons were on a list at once, in the last years of the run, that shares of them say
    something."""
    return bool(series(folder.system, "listed")[-LAST:].max(initial=0) >= FEWEST)


def composition(folder: Folder) -> list[Share]:
    """Each group's share of the listed beside its share of adults, in the last years of the run.

    Nothing where fewer than 30 persons were listed at once.
    """
    rows: list[Share] = []
    if not enough(folder):
        return rows
    for dim in ("sex", "age_band", "registration", "income_band", "minority"):
        labels, listed, adults = list_shares.composition(folder.system, dim, LAST)
        for label, a, b in zip(labels, listed, adults, strict=True):
            if b > 0 or a > 0:
                rows.append(_share(folder.dim_title(dim), label, float(a), float(b)))
    return rows


def _share(dim: str, group: str, listed: float, adults: float) -> Share:
    return Share(dim, group, 100 * listed, 100 * adults, words.percent(listed), words.percent(adults))


def finding(shares: Sequence[Share]) -> str:
    """Which group is most over-represented on the list, in words."""
    known = [share for share in shares if share.adults > 0.5 and share.listed == share.listed]
    if not known:
        return "Who is on the list"
    most = max(known, key=lambda share: share.listed / share.adults)
    times = words.number(most.listed / most.adults)
    who = words.people(most.group)
    return f"{who[0].upper()}{who[1:]} are {times} times as common on the list as among adults"

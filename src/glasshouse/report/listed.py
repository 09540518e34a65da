"""Who is listed and why: the stock and its flows, the road to the list, and who stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from glasshouse.metrics import listing
from glasshouse.metrics.monthly import Floats, Ints, series
from glasshouse.report import words
from glasshouse.report.canvas import Area, Axis, Bars, Figure, Key, Plot, Rule, array, scale, years
from glasshouse.report.folder import Folder

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

LEAVING = {
    "left_paid": ("twin", "paid"),
    "left_unable": ("unable", "found unable"),
    "left_expired": ("muted", "expired"),
    "left_repaired": ("soft", "repaired"),
    "left_corrected": ("wrong", "corrected"),
}
"""Colour and words of each way of leaving."""

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


def years_of(folder: Folder) -> list[float]:
    """The months of a run as decimal years."""
    return [words.year(folder.start, t) for t in range(len(series(folder.system, "persons")))]


def by_year(folder: Folder, values: Ints | Floats, *, last: bool = False) -> tuple[list[str], Floats]:
    """Flows added up (or, with `last`, stocks at the end) per calendar year."""
    year = np.array([int(value) for value in years_of(folder)])
    found = np.unique(year)
    pick = [values[year == y][-1] if last else values[year == y].sum() for y in found]
    return [str(y) for y in found], np.array(pick, np.float64)


def stock(folder: Folder) -> Figure | None:
    """The share of the population on the list, by true state, over time."""
    if nobody(folder):
        return None
    table = folder.system
    persons, listed = series(table, "persons"), series(table, "listed")
    wrong, unable = series(table, "listed_wrong_person"), series(table, "listed_unable")
    layers = {"system": listed - wrong - unable, "unable": unable, "wrong": wrong}
    share = {ink: array(100.0 * part / np.maximum(persons, 1)) for ink, part in layers.items()}
    band = _published(folder)
    now = words.percent(listing.ratio(listed[-1], persons[-1]))
    keys = [Key("system", "able, own debt"), Key("unable", "unable to pay"), Key("wrong", "wrong person")]
    keys += [Key("band", "published range for the whole list, 2023")] if band else []
    labels, ends = by_year(folder, listed, last=True)
    parts = [by_year(folder, part, last=True)[1] for part in (unable, wrong)]
    return Figure(
        f"{now} of the population is on the list at the end",
        "Listed persons, per cent of the population, by true state (known only in a simulation)",
        f"Area chart: the listed share of the population reaches {now} at the end of the run.",
        (_stack(years_of(folder), share, band),),
        keys=keys,
        columns=("End of", "Listed", "of these unable", "of these wrong person"),
        rows=[(label, *(words.count(part[k]) for part in (ends, *parts))) for k, label in enumerate(labels)],
        files=("system/monthly.parquet",),
    )


def _stack(at: Sequence[float], layers: dict[str, Floats], band: tuple[float, float] | None) -> Plot:
    """Areas one upon the other, the first at the bottom, before a band of published values."""
    x, low, marks = array(at), np.zeros(len(at)), []
    for ink, values in layers.items():
        marks.append(Area(ink, x, low, low + values))
        low = low + values
    top = max(float(low.max(initial=0.0)), band[1] if band else 0.0) or 1.0
    behind = [Area("band", x[[0, -1]], np.full(2, band[0]), np.full(2, band[1]))] if band else []
    edges = [Rule(y=end, dotted=True) for end in band or ()]  # once more in front of what would hide them
    return Plot(years(at), scale(0.0, top * 1.06, "per cent"), (*behind, *marks, *edges), height=250)


def _published(folder: Folder) -> tuple[float, float] | None:
    for row in folder.targets.to_pylist():
        if row.get("name") == "listed_share":
            return 100 * row["low"], 100 * row["high"]
    return None


def flows(folder: Folder) -> Figure | None:
    """Entries and exits by kind, year by year."""
    if nobody(folder):
        return None
    labels, up = by_year(folder, series(folder.system, "entered_list"))
    down = {name: by_year(folder, series(folder.system, name))[1] for name in LEAVING}
    down = {name: flow for name, flow in down.items() if flow.any()}
    return Figure(
        _exits(listing.exit_hazard(folder.system, LAST)),
        "Persons entering (above the line) and leaving the list (below it) in each year",
        f"Bars per year: {words.count(up.sum())} entries above the line, exits by kind below it.",
        (_in_and_out(labels, up, {LEAVING[name][0]: flow for name, flow in down.items()}),),
        keys=[Key("system", "entered"), *(Key(LEAVING[n][0], f"left: {LEAVING[n][1]}") for n in down)],
        columns=("Year", "Entered", *(f"Left: {LEAVING[n][1]}" for n in down)),
        note=_part_years(folder),
        rows=[
            (label, words.count(up[k]), *(words.count(flow[k]) for flow in down.values()))
            for k, label in enumerate(labels)
        ],
        files=("system/monthly.parquet",),
    )


def _in_and_out(labels: Sequence[str], up: Floats, down: dict[str, Floats]) -> Plot:
    """Bars per year: what comes in above the line, what leaves below it, stacked by way of leaving."""
    x = np.arange(len(labels), dtype=np.float64)
    marks, low = [Bars("system", x + 0.12, x + 0.88, np.zeros(len(x)), up)], np.zeros(len(x))
    for ink, flow in down.items():
        marks.append(Bars(ink, x + 0.12, x + 0.88, low - flow, low))
        low = low - flow
    least, most = float(low.min(initial=0.0)), float(up.max(initial=0.0))
    y = scale(1.05 * least, 1.05 * most or 1.0, "persons")
    y = replace(y, ticks=tuple((at, label.lstrip(words.MINUS)) for at, label in y.ticks))
    axis = Axis(0.0, float(len(x)), "", tuple((k + 0.5, label) for k, label in enumerate(labels)))
    return Plot(axis, y, (*marks, Rule(y=0.0)), height=240)


def _part_years(folder: Folder) -> str:
    """Which bars hold less than twelve months."""
    first, last = (words.month(folder.start, t) for t in (0, folder.months - 1))
    ends = [f"{first[4:]} from {first[:3]}"] * (first[:3] != "Jan") + [f"{last[4:]} to {last[:3]}"] * (
        last[:3] != "Dec"
    )
    return f"Part years: {words.listed(ends)}." if ends else ""


def _exits(hazard: float) -> str:
    if hazard != hazard or not hazard:
        return "Nobody left the list"
    return f"Each year {words.number(100 * hazard)} leave the list for every 100 who are on it"


def road(folder: Folder) -> list[list[str]]:
    """What comes before an entry, step by step, a year: with the system, and without."""
    years = folder.months / 12
    worlds = [folder.system] + ([folder.twin] if folder.twin is not None else [])
    steps = ((title, [series(table, name).sum() for table in worlds]) for name, title in ROAD)
    return [[title, *(words.number(flow / years) for flow in flows)] for title, flows in steps if any(flows)]


def composition(folder: Folder) -> list[Share]:
    """Each group's share of the listed beside its share of adults, in the last years of the run."""
    rows = []
    for dim in ("sex", "age_band", "registration", "income_band", "minority"):
        labels, listed, adults = listing.composition(folder.system, dim, LAST)
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

"""Who is listed and why: the stock and its flows, the road to the list, who stands on it, what it shuts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from glasshouse.measure import harm, listing, whim
from glasshouse.measure.monthly import Floats, Ints, series
from glasshouse.report import charts, words
from glasshouse.report.drawing import Figure, Key, drawn
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

DOORS = {
    "refused_flight": "flights",
    "refused_train": "high-speed trains",
    "refused_loan": "loans",
    "refused_school": "places at fee-paying schools",
    "hire_refused": "jobs",
    "refused_other": "everything else",
}

DIM_WORDS = {
    "sex": "Sex",
    "age_band": "Age",
    "registration": "Registration",
    "minority": "Group",
    "income_band": "Income",
    "listing": "List",
    "all": "Everybody",
}


@dataclass(frozen=True)
class Share:
    """A group's share of the listed and of adults, in per cent of the width of the picture and in words."""

    dim: str
    group: str
    listed: float
    adults: float
    says: str
    against: str


@dataclass(frozen=True)
class Listed:
    """Everything of the section; `nobody` when no person was ever listed."""

    nobody: bool
    stock: Figure | None
    flows: Figure | None
    road: Sequence[Sequence[str]]
    composition: Sequence[Share]
    finding: str
    doors: Sequence[tuple[str, str, str, float]]
    waffle: Sequence[tuple[str, int, str]]
    entries: str
    records: Sequence[Sequence[str]]
    whim: Sequence[Sequence[str]] = ()


def build(folder: Folder) -> Listed:
    """The section for a run; all its parts stay empty when nobody was listed."""
    if not series(folder.system, "listed").any():
        return Listed(True, None, None, [], [], "", [], [], "", _records(folder), _whim(folder))
    shares = _composition(folder)
    return Listed(
        False, _stock(folder), _flows(folder), _road(folder), shares, _finding(shares), _doors(folder),
        _waffle(folder), _entries(folder), _records(folder), _whim(folder),
    )  # fmt: skip


def years_of(folder: Folder) -> list[float]:
    """The months of a run as decimal years."""
    return [words.year(folder.start, t) for t in range(len(series(folder.system, "persons")))]


def by_year(folder: Folder, values: Ints | Floats, *, last: bool = False) -> tuple[list[str], Floats]:
    """Flows added up (or, with `last`, stocks at the end) per calendar year."""
    year = np.array([int(value) for value in years_of(folder)])
    found = np.unique(year)
    pick = [values[year == y][-1] if last else values[year == y].sum() for y in found]
    return [str(y) for y in found], np.array(pick, np.float64)


def _stock(folder: Folder) -> Figure:
    table = folder.system
    persons, listed = series(table, "persons"), series(table, "listed")
    wrong, unable = series(table, "listed_wrong_person"), series(table, "listed_unable")
    layers = {"system": listed - wrong - unable, "unable": unable, "wrong": wrong}
    share = {ink: 100.0 * part / np.maximum(persons, 1) for ink, part in layers.items()}
    band = _published(folder)
    now = words.percent(listing.ratio(listed[-1], persons[-1]))
    alt = f"Area chart: the listed share of the population rises to {now} at the end of the run."
    keys = [Key("system", "able, own debt"), Key("unable", "unable to pay"), Key("wrong", "wrong person")]
    keys += [Key("band", "published range for the whole list, 2023")] if band else []
    labels, ends = by_year(folder, listed, last=True)
    columns = ("End of", "Listed", "of these unable", "of these wrong person")
    parts = [by_year(folder, part, last=True)[1] for part in (unable, wrong)]
    return Figure(
        f"{now} of the population is on the list at the end",
        "Listed persons, per cent of the population, by true state (known only in a simulation)",
        alt,
        *drawn(charts.stack(years_of(folder), share, band, "per cent"), alt),
        keys=keys,
        columns=columns,
        rows=[(label, *(words.count(part[k]) for part in (ends, *parts))) for k, label in enumerate(labels)],
    )


def _published(folder: Folder) -> tuple[float, float] | None:
    for row in folder.targets.to_pylist():
        if row.get("name") == "listed_share":
            return 100 * row["low"], 100 * row["high"]
    return None


def _flows(folder: Folder) -> Figure:
    entered = series(folder.system, "entered_list")
    labels, up = by_year(folder, entered)
    down = {name: by_year(folder, series(folder.system, name))[1] for name in LEAVING}
    down = {name: flow for name, flow in down.items() if flow.any()}
    hazard = listing.exit_hazard(folder.system, LAST)
    alt = f"Bars per year: {words.count(up.sum())} entries above the line, exits by kind below it."
    layers = {LEAVING[name][0]: flow.astype(np.float64) for name, flow in down.items()}
    return Figure(
        _exits(hazard),
        "Persons entering (above the line) and leaving the list (below it) in each year",
        alt,
        *drawn(charts.flows(labels, up.astype(np.float64), layers, "persons"), alt),
        keys=[Key("system", "entered"), *(Key(LEAVING[n][0], f"left: {LEAVING[n][1]}") for n in down)],
        columns=("Year", "Entered", *(f"Left: {LEAVING[n][1]}" for n in down)),
        note=_part_years(folder),
        rows=[
            (label, words.count(up[k]), *(words.count(flow[k]) for flow in down.values()))
            for k, label in enumerate(labels)
        ],
    )


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


def _road(folder: Folder) -> list[list[str]]:
    years = folder.months / 12
    worlds = [folder.system] + ([folder.twin] if folder.twin is not None else [])
    steps = ((title, [series(table, name).sum() for table in worlds]) for name, title in ROAD)
    return [[title, *(words.number(flow / years) for flow in flows)] for title, flows in steps if any(flows)]


def _composition(folder: Folder) -> list[Share]:
    rows = []
    for dim in ("sex", "age_band", "registration", "income_band", "minority"):
        labels, listed, adults = listing.composition(folder.system, dim, LAST)
        for label, a, b in zip(labels, listed, adults, strict=True):
            if b > 0 or a > 0:
                rows.append(_share(DIM_WORDS[dim], label, float(a), float(b)))
    return rows


def _share(dim: str, group: str, listed: float, adults: float) -> Share:
    return Share(dim, group, 100 * listed, 100 * adults, words.percent(listed), words.percent(adults))


def _finding(shares: Sequence[Share]) -> str:
    known = [share for share in shares if share.adults > 0.5 and share.listed == share.listed]
    if not known:
        return "Who is on the list"
    most = max(known, key=lambda share: share.listed / share.adults)
    times = words.number(most.listed / most.adults)
    who = words.people(most.group)
    return f"{who[0].upper()}{who[1:]} are {times} times as common on the list as among adults"


def _doors(folder: Folder) -> list[tuple[str, str, str, float]]:
    found = {name: int(series(folder.system, name).sum()) for name in DOORS}
    top = max(found.values(), default=0) or 1
    rows = sorted((n for n in found if found[n]), key=lambda n: -found[n])
    return [
        (DOORS[n], words.count(found[n]), words.number(_per_listed_year(folder, n)), 100 * found[n] / top)
        for n in rows
    ]


def _per_listed_year(folder: Folder, flow: str) -> float:
    return harm.refused_per_listed_year(folder.system, flow, folder.months)


def _waffle(folder: Folder) -> list[tuple[str, int, str]]:
    """One hundred listed persons by true state, rounded so that they stay one hundred."""
    share = harm.wrongful_share(folder.system, LAST)
    if share["all"] != share["all"]:
        return []
    wrong, unable = round(100 * share["wrong_person"]), round(100 * share["unable"])
    rest = 100 - wrong - unable
    rare = (
        f", {words.percent(share['wrong_person'])} of the list" if not wrong and share["wrong_person"] else ""
    )
    return [
        ("system", rest, "able to pay and own debt, as the rule says"),
        ("unable", unable, "unable to pay, though the list is for those who will not"),
        ("wrong", wrong, f"wrong person: the debt is another person\u2019s{rare}"),
    ]


def _records(folder: Folder) -> list[list[str]]:
    """What a system of points writes down and where it leaves people; empty without records."""
    if not series(folder.system, "recorded").any():
        return []
    per_year = 12 / folder.months
    flows = (
        ("recorded", "records kept"),
        ("recorded_falsely", "of these, of something that did not happen"),
        ("recorded_wrong_person", "of these, of somebody else"),
        ("rewarded", "of these, rewards"),
    )
    rows = [[says, words.number(series(folder.system, name).sum() * per_year)] for name, says in flows]
    low = listing.ratio(series(folder.system, "low_grade")[-1], series(folder.system, "adults")[-1])
    return [*rows, ["adults in a low grade at the end", words.percent(low)]]


def _whim(folder: Folder) -> list[list[str]]:
    """What officials decided beside the rules; empty where they decided nothing."""
    found = whim.whim(folder.system)
    if not found.any:
        return []
    shares = (
        ("records", found.of_records),
        ("entries on a list", found.of_entries),
        ("points", found.of_points),
    )
    counts = (
        ("records and entries added with nothing behind them", found.added),
        ("records and entries let go", found.waived),
        ("favours sold", found.sold),
    )
    rows = [[says, words.number(number * 12 / folder.months)] for says, number in counts]
    known = [[f"{of} decided by an official\u2019s choice", words.percent(s)] for of, s in shares if s == s]
    return [*rows, *known]


def _entries(folder: Folder) -> str:
    share = harm.wrongful_entries(folder.system)
    known = {kind: words.percent(value) for kind, value in share.items() if value == value}
    said = {"wrong_person": "concerned the wrong person", "unable": "concerned people unable to pay"}
    parts = [f"{value} {said[kind]}" for kind, value in known.items()]
    return f"Of all entries during the run, {words.listed(parts)}." if parts else ""

"""Figures of the list: its stock by true state, and how long wrongful entries stay uncorrected."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from glasshouse.auditing.evidence import FEWEST
from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import (
    ROW,
    Area,
    Axis,
    Bars,
    Key,
    Line,
    Mark,
    Plot,
    Points,
    Rule,
    middles,
    named,
    numbers,
    scale,
    years,
)
from glasshouse.charts.registry import figure
from glasshouse.metrics import list_shares
from glasshouse.metrics.crowd import crowd
from glasshouse.metrics.measures import due_process, wrongful
from glasshouse.metrics.monthly import Floats, series
from glasshouse.metrics.survival import Curve
from glasshouse.reporting import words
from glasshouse.reporting.figure_source import Source
from glasshouse.reporting.folder import Folder
from glasshouse.reporting.listed import LAST, by_year, nobody

LEAVING = {
    "left_paid": ("twin", "paid"),
    "left_unable": ("unable", "found unable"),
    "left_expired": ("muted", "expired"),
    "left_repaired": ("soft", "repaired"),
    "left_corrected": ("wrong", "corrected"),
}
"""Colour and words of each way of leaving."""


@figure(id="listed", title="Share of the population on the list, by true state, over time")
def stock(source: Source) -> Figure | None:
    """The share of the population on the list, by true state, over time."""
    folder = source.folder
    if nobody(folder):
        return None
    table = folder.system
    persons, listed = series(table, "persons"), series(table, "listed")
    wrong, unable = series(table, "listed_wrong_person"), series(table, "listed_unable")
    layers = {"system": listed - wrong - unable, "unable": unable, "wrong": wrong}
    share = {ink: 100.0 * part / np.maximum(persons, 1) for ink, part in layers.items()}
    band = _published(folder)
    now = words.percent(list_shares.ratio(listed[-1], persons[-1]))
    keys: tuple[Key, ...] = (
        Key("system", "able, own debt"),
        Key("unable", "unable to pay"),
        Key("wrong", "wrong person"),
    )
    keys += (Key("band", "published range for the whole list, 2023"),) if band else ()
    labels, ends = by_year(folder.start, listed, last=True)
    parts = [by_year(folder.start, part, last=True)[1] for part in (unable, wrong)]
    return Figure(
        f"{now} of the population is on the list at the end",
        "Listed persons, per cent of the population, by true state (known only in a simulation)",
        f"Area chart: the listed share of the population reaches {now} at the end of the run.",
        (_stack(folder, share, band),),
        keys=keys,
        columns=("End of", "Listed", "of these unable", "of these wrong person"),
        rows=tuple(
            (label, *(words.count(part[k]) for part in (ends, *parts))) for k, label in enumerate(labels)
        ),
        files=("system/monthly.parquet",),
    )


def _stack(folder: Folder, layers: dict[str, Floats], band: tuple[float, float] | None) -> Plot:
    """Areas one upon the other, the first at the bottom, before a band of published values."""
    marks: list[Mark] = []
    low = np.zeros(folder.months)
    x = np.arange(folder.months) + 0.5
    for ink, values in layers.items():
        marks.append(Area(ink, numbers(x), numbers(low), numbers(low + values)))
        low = low + values
    top = max(float(low.max(initial=0.0)), band[1] if band else 0.0) or 1.0
    behind = [Area("band", numbers(x[[0, -1]]), (band[0],) * 2, (band[1],) * 2)] if band else []
    edges = [Rule(y=end, dotted=True) for end in band or ()]  # once more in front of what would hide them
    return Plot(
        years(folder.start, folder.months),
        scale(0.0, top * 1.06, "per cent"),
        (*behind, *marks, *edges),
        height=250,
    )


def _published(folder: Folder) -> tuple[float, float] | None:
    for row in folder.targets.to_pylist():
        if row.get("name") == "listed_share":
            return 100 * row["low"], 100 * row["high"]
    return None


@figure(id="flows", title="Entries onto the list and exits by kind, year by year")
def flows(source: Source) -> Figure | None:
    """Entries and exits by kind, year by year."""
    folder = source.folder
    if nobody(folder):
        return None
    labels, up = by_year(folder.start, series(folder.system, "entered_list"))
    down = {name: by_year(folder.start, series(folder.system, name))[1] for name in LEAVING}
    down = {name: flow for name, flow in down.items() if flow.any()}
    return Figure(
        _exits(list_shares.exit_hazard(folder.system, LAST)),
        "Persons entering (above the line) and leaving the list (below it) in each year",
        f"Bars per year: {words.count(up.sum())} entries above the line, exits by kind below it.",
        (_in_and_out(labels, up, {LEAVING[name][0]: flow for name, flow in down.items()}),),
        keys=(Key("system", "entered"), *(Key(LEAVING[n][0], f"left: {LEAVING[n][1]}") for n in down)),
        columns=("Year", "Entered", *(f"Left: {LEAVING[n][1]}" for n in down)),
        note=_part_years(folder),
        rows=tuple(
            (label, words.count(up[k]), *(words.count(flow[k]) for flow in down.values()))
            for k, label in enumerate(labels)
        ),
        files=("system/monthly.parquet",),
    )


def _in_and_out(labels: Sequence[str], up: Floats, down: dict[str, Floats]) -> Plot:
    """Bars per year: what comes in above the line, what leaves below it, stacked by way of leaving."""
    x = np.arange(len(labels), dtype=np.float64)
    left, right, low = numbers(x + 0.12), numbers(x + 0.88), np.zeros(len(x))
    marks = [Bars("system", left, right, numbers(low), numbers(up))]
    for ink, flow in down.items():
        marks.append(Bars(ink, left, right, numbers(low - flow), numbers(low)))
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


STEPS = {"told": "told of it", "filed": "disputed it", "won": "won", "corrected": "put right everywhere"}


NEEDS = ("people", "listings")
FILES = ("system/listings.parquet", "people.parquet")


SHOWN = (1, 3, 6, 12, 24, 36, 60)
"""Months after the entry that the table of the curve shows."""


@figure(id="redress", title="Wrongful entries not yet corrected, by time since the entry", needs=NEEDS)
def curve(source: Source) -> Figure | None:
    """Kaplan and Meier's curve of wrongful entries not yet corrected, by months since the entry."""
    folder = source.folder
    found = due_process.redress(crowd(folder.people), folder.listings, folder.months)[0]
    if found.watched < FEWEST:
        return None
    return Figure(
        _curve_title(found),
        "Wrongful entries not yet corrected, per cent, by months since the entry (Kaplan and Meier; "
        "shaded: 95\u202f% interval)",
        f"Falling curve of wrongful entries still uncorrected. {_curve_title(found)}.",
        (_curve_plot(found),),
        keys=(Key("wrong", "not yet corrected", "line"),),
        note=f"{words.count(found.watched)} wrongful entries, {words.count(found.happened)} corrected. "
        "Entries that were paid off or ran out were never corrected and stay in the curve.",
        columns=("Months since entry", "Still uncorrected", "95\u202f% interval", "Watched so long"),
        rows=tuple(_curve_row(found, month) for month in SHOWN if month < len(found.survival)),
        files=FILES,
    )


@figure(id="due_process", title="How far the wrongly listed get on the way to redress", needs=NEEDS)
def funnel(source: Source) -> Figure | None:
    """Of the wrongly listed: told, disputed, won, put right everywhere."""
    folder = source.folder
    who = crowd(folder.people)
    entries = int(who.sums(wrongful.wrongly(folder.listings).column("person").to_numpy()).sum())
    if entries < FEWEST:
        return None
    found = due_process.funnel(who, folder.listings, folder.months).of_all
    rates = [found[step].by(who, "all")["all"] for step in STEPS]
    names = [f"wrongful entries: {words.count(entries)}", *STEPS.values()]
    shares = numbers([100.0, *(100 * rate.value for rate in rates)])
    low, high = (
        numbers([math.nan, *(100 * getattr(rate, end) for rate in rates)]) for end in ("low", "high")
    )
    title = f"Of 100 wrongful entries {words.number(shares[-1])} are put right everywhere"
    at = np.arange(len(names))
    plot = Plot(
        scale(0.0, 102.0, "per cent of wrongful entries"),
        named(names),
        (
            Bars("soft", (0.0,) * len(names), shares, numbers(at + 0.2), numbers(at + 0.8)),
            Points("ink", shares, middles(len(names)), low, high, shape="none"),
        ),
        height=ROW,
        rows=tuple(names),
    )
    return Figure(
        title,
        "How far the wrongly listed get, each step with all before it (lines: 95\u202f% interval)",
        f"Bar chart of five steps. {title}.",
        (plot,),
        columns=("Step", "Entries", "Of all wrongful entries", "95\u202f% interval"),
        rows=(
            ("wrongful entries", words.count(entries), "", ""),
            *(
                (name, words.count(rate.over), words.percent(rate.value),
                 f"{words.interval(rate.low, rate.high, 100)}\u202f%")
                for name, rate in zip(STEPS.values(), rates, strict=True)
            ),
        ),
        files=FILES,
    )  # fmt: skip


def _curve_title(found: Curve) -> str:
    after = 12 if len(found.survival) > 12 else len(found.survival) - 1
    when = "a year" if after == 12 else f"{after} months"
    return f"After {when} {words.percent(found.at(after))} of wrongful entries still stand uncorrected"


def _curve_plot(found: Curve) -> Plot:
    months = np.arange(len(found.survival), dtype=np.float64)
    step = np.repeat(months, 2)[1:]
    low, high = (numbers(100 * np.repeat(part, 2)[:-1]) for part in found.limits)
    return Plot(
        scale(0.0, float(months[-1]) or 1.0, "months since the entry", many=8),
        scale(0.0, 104.0, "per cent"),
        (
            Area("wrong", numbers(step), low, high, faint=True),
            Line("wrong", numbers(months), numbers(100 * found.survival), stepped=True),
        ),
    )


def _curve_row(found: Curve, month: int) -> tuple[str, ...]:
    low, high = found.interval(month)
    ends = words.interval(low, high, 100)
    return (
        str(month),
        words.percent(found.at(month)),
        f"{ends}\u202f%" if ends else "",
        words.count(int(found.at_risk[month])),
    )

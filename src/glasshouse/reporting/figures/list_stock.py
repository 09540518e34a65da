"""The stock of the list by true state, and what enters and leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import Area, Axis, Bars, Key, Mark, Plot, Rule, numbers, scale, years
from glasshouse.charts.registry import figure
from glasshouse.metrics import list_shares
from glasshouse.metrics.monthly import Floats, series
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

"""Who still speaks, who is afraid, what people say and what they think."""

from __future__ import annotations

import numpy as np

from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import (
    ROW,
    Key,
    Line,
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
from glasshouse.metrics.monthly import Floats, series
from glasshouse.reporting import words
from glasshouse.reporting.figure_source import Source
from glasshouse.reporting.finding_tables import clear, interval
from glasshouse.reporting.folder import Folder
from glasshouse.reporting.listed import by_year
from glasshouse.reporting.page_sections import LAST, share

BOTH = (Key("system", "with the system", "line"), Key("twin", "the same people without it", "dash"))


FILES = ("system/monthly.parquet", "twin/monthly.parquet")


@figure(id="speech", title="Adults who spoke critically in public, with the system and without")
def speech(source: Source) -> Figure | None:
    """Adults who spoke critically in public, month by month, in both worlds."""
    unit = "Adults who spoke critically in public that month, per cent"
    return _figure(source.folder, "voiced", "Critical speech", unit)


@figure(id="fear", title="Adults in fear, with the system and without")
def fear(source: Source) -> Figure | None:
    """Adults in fear, month by month, in both worlds."""
    return _figure(source.folder, "fearful", "Fear", "Adults in fear at the end of the month, per cent")


@figure(id="opinion", title="Approval of the authority, as stated and in private")
def opinion(source: Source) -> Figure | None:
    """Adults who say that they approve of the authority, and those who think so."""
    folder = source.folder
    if not series(folder.system, "approves_stated").any():
        return None
    said, felt = (share(folder.system, f"approves_{how}") for how in ("stated", "privately"))
    title = (
        f"In the last year {words.percent(said[-LAST:].mean() / 100)} say that they approve of the "
        f"authority; {words.percent(felt[-LAST:].mean() / 100)} do so in private"
    )
    curves = {"system": said, "soft": felt}
    keys: tuple[Key, ...] = (
        Key("system", "say that they approve", "line"),
        Key("soft", "approve in private", "line"),
    )
    if folder.twin is not None:
        curves["twin"] = share(folder.twin, "approves_stated")
        keys += (Key("twin", "say so without the system", "dash"),)
    return Figure(
        title,
        "Adults, per cent. Private opinion is known only in a simulation",
        f"Line chart over the months. {title}.",
        (_lines(folder, curves),),
        keys=keys,
        columns=("Year, mean", *(key.words for key in keys)),
        rows=_rows(folder, curves),
        files=FILES[: len(curves) - 1],
    )


@figure(id="chilling", title="Critical speech lost: in all, of those touched, of others", needs=("people",))
def chilling(source: Source) -> Figure | None:
    """Critical speech lost: in all, by those the system touched, and by those it did not."""
    parts = [
        one for one in (source.findings.get(f"F15.{part}") for part in ("all", "direct", "social")) if one
    ]
    if not any(one.value for one in parts):
        return None
    names = [one.title for one in parts]
    low, high = (numbers(100 * getattr(one, end) for one in parts) for end in ("low", "high"))
    points = Points(
        "system",
        numbers(100 * one.value for one in parts),
        middles(len(parts)),
        low,
        high,
        tuple(not clear(one) for one in parts),
    )
    least, most = min([0.0, *filter(None, low)]), max([0.0, *filter(None, high)])
    title = f"{words.percent(parts[0].value)} of critical speech is lost"
    axis = scale(least * 1.05, most * 1.05 or 1.0, "per cent of months of critical speech")
    return Figure(
        title,
        "Months of critical speech lost, weighted by how strongly the view is held; lines: 95\u202f% "
        "interval; hollow: not to be told from 0",
        f"Three values with intervals. {title}.",
        (Plot(axis, named(names), (Rule(x=0.0), points), height=ROW, rows=tuple(names)),),
        note=f"Of {words.count(parts[0].persons)} persons who would speak without the system.",
        columns=("Part", "Lost", "95\u202f% interval", "Persons", "Months lost"),
        rows=tuple(
            (one.title, words.percent(one.value), interval(one, one.unit), words.count(one.persons),
             words.count(one.events))
            for one in parts
        ),
        files=("people.parquet",),
    )  # fmt: skip


def _figure(folder: Folder, name: str, title: str, unit: str) -> Figure | None:
    worlds = {"system": folder.system} | ({"twin": folder.twin} if folder.twin is not None else {})
    if not any(series(table, name).any() for table in worlds.values()):
        return None
    shares = {ink: share(table, name) for ink, table in worlds.items()}
    finding = f"{title}: {_change(shares)}"
    return Figure(
        finding,
        unit,
        f"Line chart over the months. {finding}.",
        (_lines(folder, shares, least=0.2),),
        keys=BOTH[: len(shares)],
        columns=("Year, mean", *(key.words for key in BOTH[: len(shares)])),
        rows=_rows(folder, shares),
        files=FILES[: len(shares)],
    )


def _lines(folder: Folder, curves: dict[str, Floats], least: float = 0.0) -> Plot:
    """Lines from zero; the axis reaches at least `least`, lest the noise of a handful fills the picture."""
    top = max(least, *(float(values.max(initial=0.0)) for values in curves.values())) or 1.0
    drawn = sorted(curves.items(), key=lambda item: item[0] != "twin")  # the twin lies below
    at = numbers(np.arange(folder.months) + 0.5)
    marks = tuple(Line(ink, at, numbers(values), dashed=ink == "twin") for ink, values in drawn)
    return Plot(
        years(folder.start, folder.months), scale(0.0, top * 1.08, "per cent", many=4), marks, height=210
    )


def _change(shares: dict[str, Floats]) -> str:
    last = {ink: float(values[-LAST:].mean()) for ink, values in shares.items()}
    here = words.percent(last["system"] / 100)
    if "twin" not in last:
        return f"{here} of adults in the last year"
    return f"{here} of adults in the last year, {words.percent(last['twin'] / 100)} without the system"


def _rows(folder: Folder, shares: dict[str, Floats]) -> tuple[tuple[str, ...], ...]:
    labels, months = by_year(folder.start, np.ones(len(next(iter(shares.values())))))
    means = [by_year(folder.start, values)[1] / months for values in shares.values()]
    return tuple((label, *(words.percent(mean[k] / 100) for mean in means)) for k, label in enumerate(labels))

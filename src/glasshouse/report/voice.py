"""Chilling and opinion: who still speaks, who is afraid, what people say and what they think."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from glasshouse.metrics import monthly_rates
from glasshouse.metrics.listing import ratio
from glasshouse.metrics.monthly import series
from glasshouse.report import words
from glasshouse.report.canvas import Figure, Key, Line, Plot, Ranges, Rule, Values, array, named, scale, years
from glasshouse.report.findings import Findings, clear, interval
from glasshouse.report.folder import Folder
from glasshouse.report.listed import by_year, years_of

BOTH = (Key("system", "with the system", "line"), Key("twin", "the same people without it", "dash"))
FILES = ("system/monthly.parquet", "twin/monthly.parquet")
LAST = 12
"""Months at the end of a run that sentences speak of."""


def speech(folder: Folder) -> Figure | None:
    """Adults who spoke critically in public, month by month, in both worlds."""
    unit = "Adults who spoke critically in public that month, per cent"
    return _figure(folder, "voiced", "Critical speech", unit)


def fear(folder: Folder) -> Figure | None:
    """Adults in fear, month by month, in both worlds."""
    return _figure(folder, "fearful", "Fear", "Adults in fear at the end of the month, per cent")


def opinion(folder: Folder) -> Figure | None:
    """Adults who say that they approve of the authority, and those who think so."""
    if not series(folder.system, "approves_stated").any():
        return None
    said, felt = (_share(folder.system, f"approves_{how}") for how in ("stated", "privately"))
    title = (
        f"In the last year {words.percent(said[-LAST:].mean() / 100)} say that they approve of the "
        f"authority; {words.percent(felt[-LAST:].mean() / 100)} do so in private"
    )
    curves = {"system": said, "soft": felt}
    keys = [Key("system", "say that they approve", "line"), Key("soft", "approve in private", "line")]
    if folder.twin is not None:
        curves["twin"] = _share(folder.twin, "approves_stated")
        keys.append(Key("twin", "say so without the system", "dash"))
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


def chilling(found: Findings) -> Figure | None:
    """Critical speech lost: in all, by those the system touched, and by those it did not."""
    parts = [one for one in (found.get(f"F15.{part}") for part in ("all", "direct", "social")) if one]
    if not any(one.value for one in parts):
        return None
    names = [one.title for one in parts]
    low, high = (array([100 * getattr(one, end) for one in parts]) for end in ("low", "high"))
    points = Ranges(
        "system",
        array([100 * one.value for one in parts]),
        np.arange(len(parts), dtype=np.float64) + 0.5,
        low,
        high,
        np.array([not clear(one) for one in parts]),
    )
    least, most = (
        f([0.0, *(end for end in points.__dict__[key] if end == end)])
        for f, key in ((min, "low"), (max, "high"))
    )
    title = f"{words.percent(parts[0].value)} of critical speech is lost"
    axis = scale(least * 1.05, most * 1.05 or 1.0, "per cent of months of critical speech")
    return Figure(
        title,
        "Months of critical speech lost, weighted by how strongly the view is held; lines: 95\u202f% "
        "interval; hollow: not to be told from 0",
        f"Three values with intervals. {title}.",
        (Plot(axis, named(names), (Rule(x=0.0), points), rows=tuple(names)),),
        note=f"Of {words.count(parts[0].persons)} persons who would speak without the system.",
        columns=("Part", "Lost", "95\u202f% interval", "Persons", "Months lost"),
        rows=[
            (one.title, words.percent(one.value), interval(one, one.unit), words.count(one.persons),
             words.count(one.events))
            for one in parts
        ],
        files=("people.parquet",),
    )  # fmt: skip


def says(folder: Folder) -> str:
    """What was lost of public criticism, and how stated approval differs, in sentences."""
    return f"{_lost(folder)} {_approval(folder)}".strip()


def _figure(folder: Folder, name: str, title: str, unit: str) -> Figure | None:
    worlds = {"system": folder.system} | ({"twin": folder.twin} if folder.twin is not None else {})
    if not any(series(table, name).any() for table in worlds.values()):
        return None
    shares = {ink: _share(table, name) for ink, table in worlds.items()}
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


def _lines(folder: Folder, curves: dict[str, Values], least: float = 0.0) -> Plot:
    """Lines from zero; the axis reaches at least `least`, lest the noise of a handful fills the picture."""
    at = years_of(folder)
    top = max(least, *(float(values.max(initial=0.0)) for values in curves.values())) or 1.0
    drawn = sorted(curves.items(), key=lambda item: item[0] != "twin")  # the twin lies below
    marks = tuple(Line(ink, array(at), values, dashed=ink == "twin") for ink, values in drawn)
    return Plot(years(at), scale(0.0, top * 1.08, "per cent", many=4), marks, height=210)


def _share(table: pa.Table, name: str) -> Values:
    return np.asarray(100.0 * series(table, name) / np.maximum(series(table, "adults"), 1), np.float64)


def _change(shares: dict[str, Values]) -> str:
    last = {ink: float(values[-LAST:].mean()) for ink, values in shares.items()}
    here = words.percent(last["system"] / 100)
    if "twin" not in last:
        return f"{here} of adults in the last year"
    return f"{here} of adults in the last year, {words.percent(last['twin'] / 100)} without the system"


def _rows(folder: Folder, shares: dict[str, Values]) -> Sequence[tuple[str, ...]]:
    labels, months = by_year(folder, np.ones(len(next(iter(shares.values())))))
    means = [by_year(folder, values)[1] / months for values in shares.values()]
    return [(label, *(words.percent(mean[k] / 100) for mean in means)) for k, label in enumerate(labels)]


def _approval(folder: Folder) -> str:
    """Stated approval in the last year: under fear people state what they do not feel."""
    if folder.twin is None or not series(folder.twin, "approves_stated").any():
        return ""
    here, there = (
        _share(side, "approves_stated")[-LAST:].mean() / 100 for side in (folder.system, folder.twin)
    )
    felt = _share(folder.system, "approves_privately")[-LAST:].mean() / 100
    return (
        f"In the last year {words.percent(here)} of adults say that they approve of the authority "
        f"({words.percent(there)} without the system); {words.percent(felt)} do so in private."
    )


def _lost(folder: Folder) -> str:
    if folder.twin is None:
        return "Without a twin run there is nothing to hold this against."
    lost = monthly_rates.lost_dissent(folder.system, folder.twin)
    without = series(folder.twin, "voiced").sum()
    if not without:
        return "Nobody spoke critically in either world."
    gone = without - series(folder.system, "voiced").sum()
    if not gone:
        return "Not one month of critical speech was lost or gained."
    word = "fell silent" if gone > 0 else "was added"
    much = f"{words.count(abs(gone))} of {words.count(without)} person-months of critical speech {word}"
    per = words.number(ratio(12.0 * abs(gone), series(folder.system, "adults").sum()) * 1000)
    return f"Over the whole run {much} ({words.percent(abs(lost))}), or {per} for each 1,000 adults a year."

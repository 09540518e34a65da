"""Chilling: who still speaks and who is afraid, month by month, in both worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from glasshouse.measure import harm
from glasshouse.measure.listing import ratio
from glasshouse.measure.monthly import series
from glasshouse.report import charts, words
from glasshouse.report.drawing import Figure, Key, drawn
from glasshouse.report.folder import Folder
from glasshouse.report.listed import by_year, years_of

BOTH = (Key("system", "with the system", "line"), Key("twin", "the same people without it", "dash"))


@dataclass(frozen=True)
class Voice:
    """The pictures and the sentence of lost speech; `alone` for a run without twin."""

    figures: Sequence[Figure]
    says: str


def build(folder: Folder) -> Voice:
    """Voiced dissent and fear over time, stated approval in words."""
    found = [
        _figure(
            folder, "voiced", "Critical speech", "Adults who spoke critically in public that month, per cent"
        ),
        _figure(folder, "fearful", "Fear", "Adults in fear at the end of the month, per cent"),
    ]
    says = f"{_says(folder)} {_approval(folder)}".strip()
    return Voice([figure for figure in found if figure], says)


def _figure(folder: Folder, name: str, title: str, unit: str) -> Figure | None:
    worlds = {"system": folder.system} | ({"twin": folder.twin} if folder.twin is not None else {})
    if not any(series(table, name).any() for table in worlds.values()):
        return None
    shares = {ink: _share(table, name) for ink, table in worlds.items()}
    finding = f"{title}: {_change(shares)}"
    alt = f"Line chart over the months. {finding}."
    return Figure(
        finding,
        unit,
        alt,
        *drawn(charts.lines(years_of(folder), shares, "per cent", least=0.2), alt),
        keys=BOTH[: len(shares)],
        columns=("Year, mean", *(key.words for key in BOTH[: len(shares)])),
        rows=_rows(folder, shares),
    )


def _share(table: pa.Table, name: str) -> np.ndarray:
    return 100.0 * series(table, name) / np.maximum(series(table, "adults"), 1)


def _change(shares: dict[str, np.ndarray]) -> str:
    last = {ink: float(values[-12:].mean()) for ink, values in shares.items()}
    here = words.percent(last["system"] / 100)
    if "twin" not in last:
        return f"{here} of adults in the last year"
    return f"{here} of adults in the last year, {words.percent(last['twin'] / 100)} without the system"


def _rows(folder: Folder, shares: dict[str, np.ndarray]) -> list[tuple[str, ...]]:
    labels, months = by_year(folder, np.ones(len(next(iter(shares.values())))))
    means = [by_year(folder, values)[1] / months for values in shares.values()]
    return [(label, *(words.percent(mean[k] / 100) for mean in means)) for k, label in enumerate(labels)]


def _approval(folder: Folder) -> str:
    """Stated approval in the last year: under fear people state what they do not feel."""
    if folder.twin is None or not series(folder.twin, "approves_stated").any():
        return ""
    here, there = (
        _share(table, "approves_stated")[-12:].mean() / 100 for table in (folder.system, folder.twin)
    )
    felt = _share(folder.system, "approves_privately")[-12:].mean() / 100
    return (
        f"In the last year {words.percent(here)} of adults say that they approve of the authority "
        f"({words.percent(there)} without the system); {words.percent(felt)} do so in private."
    )


def _says(folder: Folder) -> str:
    if folder.twin is None:
        return "Without a twin run there is nothing to hold this against."
    lost = harm.lost_dissent(folder.system, folder.twin)
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

"""Chilling and opinion in sentences: who still speaks, what people say and what they think."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from glasshouse.metrics import monthly_rates
from glasshouse.metrics.list_shares import ratio
from glasshouse.metrics.monthly import Floats, series
from glasshouse.reporting import words
from glasshouse.reporting.folder import Folder

LAST = 12
"""Months at the end of a run that sentences speak of."""


def says(folder: Folder) -> str:
    """What was lost of public criticism, and how stated approval differs, in sentences."""
    return f"{_lost(folder)} {_approval(folder)}".strip()


def share(table: pa.Table, name: str) -> Floats:
    """A count of adults by month as per cent of all adults."""
    return np.asarray(100.0 * series(table, name) / np.maximum(series(table, "adults"), 1), np.float64)


def _approval(folder: Folder) -> str:
    """Stated approval in the last year: under fear people state what they do not feel."""
    if folder.twin is None or not series(folder.twin, "approves_stated").any():
        return ""
    here, there = (
        share(side, "approves_stated")[-LAST:].mean() / 100 for side in (folder.system, folder.twin)
    )
    felt = share(folder.system, "approves_privately")[-LAST:].mean() / 100
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

"""Harms counted from the monthly tables: wrongful listing, refusals, exposure on the map, lost dissent.

Ground truth (who was truly able, who was meant) exists only in simulation; every page that prints a wrongful
share says so. Ratios with nothing under the line are `nan`.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.metrics.list_shares import ratio
from glasshouse.metrics.monthly import Number, series, window

REFUSALS = (
    "refused_flight",
    "refused_train",
    "refused_loan",
    "refused_school",
    "refused_other",
    "hire_refused",
)
"""Flows that each count one closed door."""


def wrongful_share(monthly: pa.Table, last: int = 12) -> dict[str, float]:
    """The share of the list, mean over the last months, by kind (fractions, no overlap).

    `wrong_person`: somebody else's debt; `unable`: could not pay, which is wrongful where the list is for
    those who will not, and harsh elsewhere; `all`: both together."""
    listed = series(monthly, "listed")
    part = window(len(listed), last)
    whole = listed[part].sum()
    wrong = series(monthly, "listed_wrong_person")[part].sum()
    unable = series(monthly, "listed_unable")[part].sum()
    return {
        "wrong_person": ratio(wrong, whole),
        "unable": ratio(unable, whole),
        "all": ratio(wrong + unable, whole),
    }


def wrongful_entries(monthly: pa.Table) -> dict[str, float]:
    """Wrongful among all entries of the run, by kind (fractions; `nan` where it was not recorded)."""
    entered = series(monthly, "entered_list").sum()
    return {kind: _entry_share(monthly, kind, entered) for kind in ("wrong_person", "unable")}


def refused_per_listed_year(monthly: pa.Table, flow: str, last: int = 12) -> float:
    """Refusals of one kind per listed person-year over the last months, e.g. `refused_flight`.

    Matches 8.1 m refused flights in 2018 / 11.2 m persons listed that year = 0.72."""
    refused, listed = series(monthly, flow), series(monthly, "listed")
    part = window(len(listed), last)
    return ratio(12.0 * refused[part].sum(), listed[part].sum())


def denied_per_person_year(monthly: pa.Table) -> float:
    """Denied attempts to use a right, of any kind, per person-year over the whole run.

    Counts every attempt where the run recorded `refusals`, else months with at least one denial."""
    denials = series(monthly, "refusals" if "refusals" in monthly.column_names else "denied_right")
    return ratio(12.0 * denials.sum(), series(monthly, "persons").sum())


def exposure_per_listed_month(monthly: pa.Table) -> float:
    """Viewer-sightings on the map per listed person-month: how often a listed person's pin was looked at."""
    return ratio(series(monthly, "exposure").sum(), series(monthly, "listed").sum())


def lost_dissent(system: pa.Table, twin: pa.Table, last: int | None = None) -> float:
    """Lost lawful critical speech: 1 - voiced person-months with / without the system (fraction).

    Measure F15 on the whole population, net of those who speak up only because of the system; negative when
    dissent grew. `last` limits it to the last months."""
    with_it, without = series(system, "voiced"), series(twin, "voiced")
    part = window(len(without), last or len(without))
    return ratio(without[part].sum() - with_it[part].sum(), without[part].sum())


def chilled(system: npt.ArrayLike, twin: npt.ArrayLike, weight: npt.ArrayLike | None = None) -> float:
    """Measure F15 over those who speak without the system: sum b (v0 - v1) / sum b v0 (fraction).

    `system` and `twin` hold the months each person voiced dissent (v1, v0), `weight` how strongly the person
    holds the view (b, 0 or more; 1 for all when absent). Persons silent without the system do not count, so
    this is the share of would-be speech that fell silent."""
    v1, v0 = np.asarray(system, np.float64), np.asarray(twin, np.float64)
    b = np.where(v0 > 0, 1.0 if weight is None else np.asarray(weight, np.float64), 0.0)
    return ratio(float((b * (v0 - v1)).sum()), float((b * v0).sum()))


def _entry_share(monthly: pa.Table, kind: str, entered: Number) -> float:
    if f"entered_{kind}" not in monthly.column_names:
        return math.nan
    return ratio(series(monthly, f"entered_{kind}").sum(), entered)

"""Who is on the list: shares, flows, spells, composition.

Sources of the definitions: published counts of the court list are stocks of persons, entries per adult and
repairs per person listed, so the functions follow those definitions exactly and nothing finer. A ratio with
nothing under the line is `nan`: no listed person means no hazard, not a hazard of zero.
"""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa

from glasshouse.metrics.monthly import Floats, Ints, Number, grouped, series, totals, window

EXITS = ("left_paid", "left_expired", "left_corrected", "left_repaired", "left_unable", "left_with_firm")
"""Flows off the list, one for each way of leaving."""

WORKING_AGE = ("18-39", "40-59")


def ratio(over: Number, under: Number) -> float:
    """`over / under`, and `nan` when nothing stands under the line."""
    return float(over) / float(under) if under else math.nan


def listed_share(monthly: pa.Table, last: int = 12) -> float:
    """Listed persons / all persons, mean over the last `last` months (fraction).

    Definition behind the published 8.54 m / 1,410 m = 0.61 % (end of 2023)."""
    part = window(len(series(monthly, "persons")), last)
    return ratio(series(monthly, "listed")[part].sum(), series(monthly, "persons")[part].sum())


def working_age_share(monthly: pa.Table, last: int = 12) -> float:
    """Listed persons / persons of 18 to 59, mean over the last `last` months (fraction).

    Above the line stand all listed persons, as in the newspaper's own figure of about 1 %."""
    labels, persons = grouped(monthly, "age_band", "persons")
    part = window(persons.shape[1], last)
    chosen = [k for k, label in enumerate(labels) if label in WORKING_AGE]
    return ratio(series(monthly, "listed")[part].sum(), persons[chosen][:, part].sum())


def entry_rate(monthly: pa.Table, last: int = 12) -> float:
    """Entries per adult and year over the last `last` months (1/year)."""
    entered, adults = series(monthly, "entered_list"), series(monthly, "adults")
    part = window(len(adults), last)
    return ratio(12.0 * entered[part].sum(), adults[part].sum())


def exit_hazard(monthly: pa.Table, last: int = 12) -> float:
    """Exits of every kind per listed person and year (1/year): exits / listed person-years.

    The exposure of a month is the stock it began with, which makes the figure comparable with
    2.82 m repairs / 8.54 m listed."""
    listed = series(monthly, "listed")
    began = np.concatenate(([0], listed[:-1]))
    part = window(len(listed), last)
    return ratio(12.0 * exits(monthly)[part].sum(), began[part].sum())


def exits(monthly: pa.Table) -> Ints:
    """Persons leaving the list each month, all ways together."""
    out = np.zeros(len(series(monthly, "persons")), np.int64)
    for flow in totals(monthly, *EXITS).values():
        out += flow
    return out


def spell_from_hazard(hazard: float) -> float:
    """Median months on the list if the yearly hazard were constant: 12 ln 2 / hazard (`nan` when 0)."""
    return ratio(12.0 * math.log(2.0), hazard)


def median_spell(entered: Ints, left: Ints, span: int) -> float:
    """Kaplan-Meier median of the first spell on the list, in months.

    `entered` and `left` hold one month index per person, -1 for "never"; a person still listed at the end of
    the run (`span` months) counts as censored, not as short. `nan` when fewer than half have left."""
    known = entered >= 0
    gone = left[known] >= 0
    length = np.where(gone, left[known], span) - entered[known]
    return kaplan_meier_median(length, gone)


def kaplan_meier_median(length: Ints, ended: np.ndarray) -> float:
    """Least duration at which the product-limit estimate of survival is one half or less (`nan` if never)."""
    if not len(length):
        return math.nan
    size = int(length.max()) + 1
    deaths = np.bincount(length[ended], minlength=size)
    leaving = np.bincount(length, minlength=size)
    at_risk = len(length) - np.concatenate(([0], np.cumsum(leaving)[:-1]))
    survival = np.cumprod(1.0 - deaths / np.maximum(at_risk, 1))
    below = np.flatnonzero(survival <= 0.5 + 1e-12)
    return float(below[0]) if len(below) else math.nan


def paid_share(monthly: pa.Table, after: int = 60) -> float:
    """Exits by payment up to `after` months from the first entry / entries up to then (fraction).

    The published ratio (3.51 m paid / 12.9 m ever listed five years after the start) has no control group;
    neither has this one. Repeated entries count each time, as they do in the official count."""
    entered, paid = np.cumsum(series(monthly, "entered_list")), np.cumsum(series(monthly, "left_paid"))
    if not len(entered) or not entered[-1]:
        return math.nan
    first = int(np.argmax(entered > 0))
    at = min(first + after, len(entered) - 1)
    return ratio(paid[at], entered[at])


def composition(monthly: pa.Table, dim: str, last: int = 12) -> tuple[tuple[str, ...], Floats, Floats]:
    """Groups of `dim`, their share of the listed and their share of all adults (fractions), last months.

    Children are never listed in the shipped rulebooks, so adults are the crowd to compare with."""
    labels, listed = grouped(monthly, dim, "listed")
    adults = grouped(monthly, dim, "adults")[1]
    part = window(listed.shape[1], last)
    return labels, _shares(listed[:, part]), _shares(adults[:, part])


def men_share(monthly: pa.Table, last: int = 12) -> float:
    """Men among the listed (fraction), last months."""
    labels, listed, _ = composition(monthly, "sex", last)
    return float(listed[labels.index("men")]) if "men" in labels else math.nan


def age_share(outcomes: pa.Table, low: int, high: int) -> float:
    """Persons aged `low` to `high` (both counted) among those ever listed (fraction); needs column `age`."""
    if "age" not in outcomes.column_names or "system_months_listed" not in outcomes.column_names:
        return math.nan
    ever = outcomes.column("system_months_listed").to_numpy() > 0
    age = outcomes.column("age").to_numpy()[ever]
    return ratio(int(((age >= low) & (age <= high)).sum()), len(age))


def _shares(counts: Ints) -> Floats:
    whole = counts.sum()
    part = counts.sum(axis=1).astype(np.float64)
    return part / whole if whole else np.full(len(part), math.nan)

"""Measures of the whole run, counted from the monthly tables of everybody."""

from __future__ import annotations

import math

from glasshouse.metrics import benefit, monthly_rates
from glasshouse.metrics.list_shares import listed_share as share_listed
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data


@measure(
    id="listed_share",
    title="Listed, mean over the last 12 months",
    unit="of persons",
    worse="more",
    side="harm",
    needs=("monthly",),
)
def listed_share(data: Data) -> float:
    """Persons on a blacklist among all persons, mean over the last 12 months of the run."""
    return share_listed(data.system.monthly)


@measure(
    id="false_share_wrong_person",
    title="Listed for somebody else's debt or act, last 12 months",
    unit="of months on a list",
    worse="more",
    side="harm",
    needs=("monthly",),
)
def false_share_wrong_person(data: Data) -> float:
    """Months on a list for somebody else's debt or act among all months on a list, last 12 months."""
    return _wrongful(data)["wrong_person"]


@measure(
    id="false_share_unable",
    title="Listed though unable to pay, last 12 months",
    unit="of months on a list",
    worse="more",
    side="harm",
    needs=("monthly",),
)
def false_share_unable(data: Data) -> float:
    """Months on a list of persons who could not pay among all months on a list, last 12 months."""
    return _wrongful(data)["unable"]


@measure(
    id="false_share",
    title="Listed on a false ground of either kind, last 12 months",
    unit="of months on a list",
    worse="more",
    side="harm",
    needs=("monthly",),
)
def false_share(data: Data) -> float:
    """Months on a list for somebody else's debt, or although unable to pay, among all months on a list."""
    return _wrongful(data)["all"]


@measure(
    id="exposure_per_listed_month",
    title="Looks at the mark of a listed person on the map",
    unit="looks per listed month",
    worse="more",
    side="harm",
    needs=("monthly",),
)
def exposure_per_listed_month(data: Data) -> float:
    """Looks at listed persons on the map for each month that somebody spent on a list."""
    return monthly_rates.exposure_per_listed_month(data.system.monthly)


@measure(
    id="lost_dissent",
    title="Critical speech lost to the system, whole run",
    unit="of months of critical speech",
    worse="more",
    side="harm",
    needs=("monthly", "twin"),
)
def lost_dissent(data: Data) -> float:
    """Months of critical speech without the system that are missing with it; negative where speech grew."""
    if not data.twin.has("monthly"):
        return math.nan
    return monthly_rates.lost_dissent(data.system.monthly, data.twin.monthly)


@measure(
    id="recovered",
    title="Debt repaid because of the system",
    unit="money per person a year",
    worse="less",
    side="benefit",
    needs=("monthly", "twin"),
)
def recovered(data: Data) -> float:
    """Debt service paid with the system less that paid without it."""
    if not data.twin.has("monthly"):
        return math.nan
    found = benefit.claimed_benefit(data.system.monthly, data.twin.monthly)
    return float(found.recovered) / (data.persons * data.months / 12)


def _wrongful(data: Data) -> dict[str, float]:
    monthly = data.system.monthly
    return data.once("wrongful share", lambda: monthly_rates.wrongful_share(monthly))

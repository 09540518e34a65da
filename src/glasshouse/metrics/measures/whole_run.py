"""Measures of the whole run, counted from the monthly tables of everybody.

The claimed benefit, always beside the harm: what was repaid, and what each unit of it cost.

The twin is the control group that the official figures lack: only the difference is an effect.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pyarrow as pa

from glasshouse.metrics import monthly_rates
from glasshouse.metrics.list_shares import listed_share as share_listed
from glasshouse.metrics.list_shares import ratio
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.monthly import series


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
    title="Listed for somebody else's debt or act, or though unable to pay, last 12 months",
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
    found = claimed_benefit(data.system.monthly, data.twin.monthly)
    return float(found.recovered) / (data.persons * data.months / 12)


def _wrongful(data: Data) -> dict[str, float]:
    monthly = data.system.monthly
    return data.once("wrongful share", lambda: monthly_rates.wrongful_share(monthly))


@dataclass(frozen=True)
class Benefit:
    """Repayment with and without the system over the whole run.

    `paid`, `paid_twin` in money (debt service, interest included); `missed`, `missed_twin` missed payments;
    `listed_years` person-years on the list; `wrongful_years` those of them for
    somebody else's debt or act, or of persons unable to pay.
    """

    paid: float
    paid_twin: float
    missed: int
    missed_twin: int
    listed_years: float
    wrongful_years: float

    @property
    def recovered(self) -> float:
        """Money repaid more than by the same people without the system (negative: less)."""
        return self.paid - self.paid_twin

    @property
    def price(self) -> float:
        """Listed person-years for each 100,000 of money more repaid (`nan` when nothing more was repaid)."""
        return ratio(self.listed_years, self.recovered / 1e5) if self.recovered > 0 else float("nan")


def claimed_benefit(system: pa.Table, twin: pa.Table) -> Benefit:
    """Claimed benefits: debts repaid, payments kept, against the twin (F28, F29)."""
    wrong = series(system, "listed_wrong_person").sum() + series(system, "listed_unable").sum()
    return Benefit(
        paid=series(system, "paid").sum() / 100,
        paid_twin=series(twin, "paid").sum() / 100,
        missed=int(series(system, "payment_missed").sum()),
        missed_twin=int(series(twin, "payment_missed").sum()),
        listed_years=series(system, "listed").sum() / 12,
        wrongful_years=float(wrong) / 12,
    )

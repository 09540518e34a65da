"""The claimed benefit, always beside the harm: what was repaid, and what each unit of it cost.

The twin is the control group that the official figures lack: only the difference is an effect.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from glasshouse.metrics.list_shares import ratio
from glasshouse.metrics.monthly import series


@dataclass(frozen=True)
class Benefit:
    """Repayment with and without the system over the whole run.

    `paid`, `paid_twin` in money (debt service, interest included); `missed`, `missed_twin` missed payments;
    `listed_years` person-years on the list; `wrongful_years` those of them that rest on a false ground.
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
    """What the system is said to be for: debts repaid, payments kept, against the twin (F28, F29)."""
    wrong = series(system, "listed_wrong_person").sum() + series(system, "listed_unable").sum()
    return Benefit(
        paid=series(system, "paid").sum() / 100,
        paid_twin=series(twin, "paid").sum() / 100,
        missed=int(series(system, "payment_missed").sum()),
        missed_twin=int(series(twin, "payment_missed").sum()),
        listed_years=series(system, "listed").sum() / 12,
        wrongful_years=float(wrong) / 12,
    )

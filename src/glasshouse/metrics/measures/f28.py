"""F28: claimed benefit."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.persons import sides
from glasshouse.metrics.price import claimed_benefit, conduct_changed, payments_kept


@measure(
    id="F28",
    title="Claimed benefit",
    unit="money per person a year",
    worse="less",
    side="benefit",
    needs=(
        "people",
        "twin",
        "monthly?",
    ),
    source="own; the comparison with a twin is the control group that published success figures lack",
    parts={
        "repaid": {"title": "More repaid than without the system"},
        "debt": {"title": "Less owed at the end than without the system", "unit": "money per person"},
        "kept": {
            "title": "Fewer payments missed than without the system",
            "unit": "payments per 1,000 person-years",
        },
        "avoided": {
            "title": "Watched acts left undone",
            "unit": "acts per 1,000 person-years",
            "note": "Acts a rulebook takes points for, lawful ones among them.",
        },
        "merit": {"title": "Good acts more than without the system", "unit": "acts per 1,000 person-years"},
    },
)
def benefit_claimed(data: Data) -> Iterator[Answer]:
    """What the system is said to be for, against the same people without it: money repaid to
    creditors, debts shrunk, payments kept, watched acts left undone, and good acts that are seen
    net of the unseen kindness they displace.
    """
    if data.has(*sides("paid", "debt_at_end")):
        yield from claimed_benefit(data.people, data.months)
    if data.system.has("monthly") and data.twin.has("monthly"):
        yield payments_kept(data.system.monthly, data.twin.monthly)
        yield from conduct_changed(data.system.monthly, data.twin.monthly)

"""Measures F28 and F29: the claimed benefit against the twin, its price in rights, and dominated designs.

The claimed benefit is always computed and printed beside the harm, also where it favours the system.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from glasshouse.metrics.findings import Answer, Estimate, answer
from glasshouse.metrics.intervals import ratio_of_sums
from glasshouse.metrics.list_shares import ratio
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.monthly import series
from glasshouse.metrics.paired import paired_difference
from glasshouse.metrics.persons import both, clusters, sides


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
    """Claimed benefits, against the same people without the system: money repaid to creditors,
    debts shrunk, payments kept, watched acts left undone, and good acts that are seen net of the
    unseen kindness they displace.
    """
    if data.has(*sides("paid", "debt_at_end")):
        yield from claimed_benefit(data.people, data.months)
    if data.system.has("monthly") and data.twin.has("monthly"):
        yield payments_kept(data.system.monthly, data.twin.monthly)
        yield from conduct_changed(data.system.monthly, data.twin.monthly)


def claimed_benefit(people: pa.Table, months: int) -> tuple[Answer, Answer]:
    """More repaid per person and year, and less owed at the end per person, both in money (F28).

    `events` are persons who repaid more, or owe less, than their twin."""
    repaid, debt = both(people, "paid"), both(people, "debt_at_end")
    return (
        answer("F28", _gain(people, *repaid).times(0.12 / months), part="repaid"),
        answer("F28", _gain(people, debt[1], debt[0]).times(0.01), part="debt"),
    )


def payments_kept(system: pa.Table, twin: pa.Table) -> Answer:
    """Payments missed without the system less those missed with it, per 1,000 person-years (F28, no
    interval).

    From the monthly tables. `events` are payments missed under the system."""
    fewer = -_more(system, twin, "payment_missed")
    return _monthly(system, "kept", fewer, int(series(system, "payment_missed").sum()))


def conduct_changed(system: pa.Table, twin: pa.Table) -> tuple[Answer, Answer]:
    """Watched acts left undone, and good acts added net of kindness displaced (F28, no intervals).

    From the monthly tables, per 1,000 person-years. Good acts are those that are seen and those that are not,
    both less the twin's: merit for show takes the time of unseen kindness. `events` are acts under the
    system.
    """
    left, good = _more(system, twin, "refrained"), _more(system, twin, "merits", "kindnesses")
    done = int(sum(series(system, name).sum() for name in ("merits", "kindnesses")))
    return (
        _monthly(system, "avoided", left, int(series(system, "refrained").sum())),
        _monthly(system, "merit", good, done),
    )


def price_of_benefit(people: pa.Table) -> Answer:
    """Years of lost rights more than in the twin, for each 100,000 of money more repaid (F29).

    No figure where no more was repaid, no interval where that much is not certain: a price of an uncertain
    benefit has no upper end. `persons` are all, `events` months of rights lost under the system."""
    lost, lost_twin = both(people, "rights_lost_months")
    repaid, repaid_twin = both(people, "paid")
    sizes = (people.num_rows, int(lost.sum()))
    gain, harm = (repaid - repaid_twin) / 1e7, (lost - lost_twin) / 12
    if not float(gain.sum()) > 0:
        return answer("F29", Estimate.bare(math.nan, *sizes), note="No more was repaid than in the twin.")
    found = ratio_of_sums(harm, gain, clusters(people), sizes[1])
    if not _gain(people, repaid, repaid_twin).low > 0:
        return answer("F29", Estimate.bare(found.value, *sizes), note="The benefit itself is uncertain.")
    return answer("F29", Estimate(found.value, found.low, found.high, *sizes))


@dataclass(frozen=True)
class Outcome:
    """What one design did: a harm (more is worse) and a benefit (more is better), in any units of their
    own."""

    harm: float
    benefit: float

    def dominates(self, other: Outcome) -> bool:
        """At least as much benefit for no more harm, and one of the two strictly."""
        no_worse = self.harm <= other.harm and self.benefit >= other.benefit
        return no_worse and (self.harm < other.harm or self.benefit > other.benefit)


def dominated(designs: Mapping[str, Outcome]) -> dict[str, tuple[str, ...]]:
    """For each design, the designs that dominate it (empty: none does), in the order given (F29)."""
    return {
        name: tuple(other for other, better in designs.items() if better.dominates(one))
        for name, one in designs.items()
    }


def _more(system: pa.Table, twin: pa.Table, *names: str) -> int:
    """How many more under the system than in the twin, over the whole run."""
    return int(sum(series(system, name).sum() - series(twin, name).sum() for name in names))


def _monthly(system: pa.Table, part: str, count: int, events: int) -> Answer:
    """A count over the run as a rate per 1,000 person-years."""
    person_months = series(system, "persons")
    persons = int(person_months[-1]) if len(person_months) else 0
    value = ratio(12_000.0 * count, person_months.sum())
    return answer("F28", Estimate.bare(value, persons, events), part=part)


def _gain(people: pa.Table, more: np.ndarray, less: np.ndarray) -> Estimate:
    blocks = clusters(people)
    found = paired_difference(more, less, np.arange(len(more)) if blocks is None else blocks)
    return Estimate(found.difference, found.low, found.high, found.persons, int((more > less).sum()))


@measure(
    id="F29",
    title="Price of the benefit",
    unit="years of lost rights per 100,000 money more repaid",
    worse="more",
    side="harm",
    needs=(
        "people",
        "twin",
    ),
    source="own; dominance after Pareto 1906",
)
def price_in_rights(data: Data) -> Iterator[Answer]:
    """Years of lost rights for each unit of the claimed benefit. No figure where the benefit is
    none or negative. A design is dominated where another gives at least as much benefit for no more
    harm, and one of the two strictly.
    """
    if data.has(*sides("paid", "rights_lost_months")):
        yield price_of_benefit(data.people)

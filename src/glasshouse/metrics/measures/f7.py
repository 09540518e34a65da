"""F7: relapse."""

from __future__ import annotations

from functools import partial

from glasshouse.metrics.answers import of_curves
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.spells import WITHIN, listed_spells, relapse
from glasshouse.metrics.survival import Curve


@measure(
    id="F7",
    title="Relapse",
    unit="of exits",
    worse="more",
    side="harm",
    needs=(
        "listings",
        "people",
    ),
    source="Kaplan and Meier 1958; own use",
)
def relapse_share(data: Data) -> Answer:
    """Chance of being listed again within h months of leaving a list; exits too close to the end of
    the run count for as long as they were seen.
    """
    people = data.crowd
    found = listed_spells(data.system.listings, data.months)
    left = people.sums(found.person[found.ended])
    curves = {dim: relapse(people, found, data.months, dim) for dim in people.cells}
    return of_curves("F7", people, curves, left, partial(_back, WITHIN), note=f"Within {WITHIN} months.")


def _back(within: int, curve: Curve) -> tuple[float, float, float]:
    low, high = curve.interval(within)
    return 1 - curve.at(within), 1 - high, 1 - low

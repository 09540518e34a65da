"""F20: spillover on families."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.contacts import spillover_of
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.persons import sides


@measure(
    id="F20",
    title="Spillover on families",
    unit="as the measure it is taken of",
    worse="more",
    side="harm",
    needs=(
        "people",
        "twin",
        "ties?",
    ),
    source="Comfort 2007, punishment beyond the legal offender",
)
def families_drawn_in(data: Data) -> Iterator[Answer]:
    """Change against the twin among the never listed who share a household with somebody listed,
    less the same change among the never listed in other households.
    """
    if data.has("system_ever_listed", "system_household_listed", *sides("income")):
        yield spillover_of(data.people)

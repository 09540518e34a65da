"""F29: price of the benefit."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.persons import sides
from glasshouse.metrics.price import price_of_benefit


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

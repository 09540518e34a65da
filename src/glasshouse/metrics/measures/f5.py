"""F5: false share of the list."""

from __future__ import annotations

from glasshouse.metrics import wrongful
from glasshouse.metrics.answers import counted
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data


@measure(
    id="F5",
    title="False share of the list",
    unit="of months on a list",
    worse="more",
    side="harm",
    needs=(
        "listings",
        "people",
    ),
    source="own; the complement of precision",
)
def false_share(data: Data) -> Answer:
    """Months spent on a list on a false ground, as a share of all months spent on it.

    Note: Who was truly meant and truly able is known only in a simulation.
    """
    return counted("F5", wrongful.false_share(data.crowd, data.system.listings, data.months), data.crowd)

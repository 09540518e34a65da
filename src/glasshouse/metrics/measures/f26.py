"""F26: loss of welfare."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.persons import sides
from glasshouse.metrics.welfare import welfare_loss


@measure(
    id="F26",
    title="Loss of welfare",
    unit="money per person a year",
    worse="more",
    side="harm",
    needs=(
        "people",
        "twin",
    ),
    source="Hicks 1939; Atkinson 1970",
    parts={
        "mean": {"title": "Loss of welfare"},
        "weighted": {"title": "Loss of welfare with Atkinson weights"},
    },
)
def welfare_cost(data: Data) -> Iterator[Answer]:
    """Yearly income that would leave an adult as well off as in the twin world (compensating
    variation), where utility is the logarithm of income less a value v times the share of rights
    lost: y0 exp(v (d1 - d0)) - y1. Averaged plainly and with Atkinson weights, which count money
    of the poor for more.

    Note: The value of an open right and the aversion to inequality are assumptions and arguments of
    the measure.
    """
    if data.has(*sides("income", "rights_lost_months")):
        yield from welfare_loss(data.people, data.months, data.rights)

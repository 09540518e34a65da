"""F14: homogenised outcomes."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.answers import of_gatekeepers
from glasshouse.metrics.exclusion import agreement
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data


@measure(
    id="F14",
    title="Homogenised outcomes",
    unit="ratio",
    worse="more",
    side="harm",
    needs=(
        "gatekeepers",
        "people",
    ),
    source="Bommasani et al. 2022, picking on the same person",
)
def refusals_alike(data: Data) -> Iterator[Answer]:
    """Chance of refusal by all gatekeepers of a kind over the product of the chances of refusal by
    each: 1 where they err apart, more where they err together. Kinds are added up above and under
    the line.
    """
    if len(data.system.gatekeepers):
        yield of_gatekeepers("F14", len(data.crowd), data.system.gatekeepers, agreement)

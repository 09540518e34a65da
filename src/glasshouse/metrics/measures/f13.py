"""F13: systemic exclusion."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.answers import of_gatekeepers
from glasshouse.metrics.exclusion import exclusion
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data


@measure(
    id="F13",
    title="Systemic exclusion",
    unit="of applications",
    worse="more",
    side="harm",
    needs=(
        "gatekeepers",
        "people",
    ),
    source="Creel and Hellman 2022; Bommasani et al. 2022",
)
def refused_by_all(data: Data) -> Iterator[Answer]:
    """Share of applications refused by every gatekeeper of a kind, so that no door is left."""
    if len(data.system.gatekeepers):
        yield of_gatekeepers("F13", len(data.crowd), data.system.gatekeepers, exclusion)

"""F21: sanctions out of context."""

from __future__ import annotations

from glasshouse.metrics.answers import counted
from glasshouse.metrics.attribution import cross_context
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data


@measure(
    id="F21",
    title="Sanctions out of context",
    unit="of months of lost rights",
    worse="more",
    side="harm",
    needs=(
        "ledger",
        "people",
    ),
    source="Nissenbaum 2010, contextual integrity; EU Regulation 2024/1689 article 5(1)(c)(i)",
)
def other_context(data: Data) -> Answer:
    """Months of lost rights in which the behaviour comes from another part of life than the right
    that is shut, as a share of all such months.
    """
    return counted("F21", cross_context(data.crowd, data.system.ledger), data.crowd)

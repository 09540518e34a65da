"""F11: inequality of access."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.findings import Answer
from glasshouse.metrics.inequality import access
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data


@measure(
    id="F11",
    title="Inequality of access",
    unit="index",
    worse="more",
    side="harm",
    needs=("people",),
    source="Gini 1912; concentration index after Wagstaff and van Doorslaer 2000",
    parts={
        "gini": {"title": "Gini index of access"},
        "concentration": {"title": "Concentration of access by income", "worse": "neither"},
    },
)
def access_inequality(data: Data) -> Iterator[Answer]:
    """Gini index of adults' access: the months in which each right was open, added over the rights
    a rulebook can shut. The concentration index ranks persons by income instead of by access:
    positive where access gathers among the richer, negative where it gathers among the poorer.
    """
    if data.has("system_rights_lost_months", "system_income"):
        yield from access(data.people, data.months, data.rights)

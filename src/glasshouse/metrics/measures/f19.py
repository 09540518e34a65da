"""F19: segregation of contacts."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.contacts import OF_TIES, segregation_of
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data


@measure(
    id="F19",
    title="Segregation of contacts",
    unit="index",
    worse="less",
    side="harm",
    needs=(
        "ties",
        "people",
    ),
    source="Krackhardt and Stern 1988",
    parts={
        "index": {"title": "E-I index of contacts"},
        "change": {"title": "Change of the E-I index by dropped contacts"},
    },
)
def contacts_sorted(data: Data) -> Iterator[Answer]:
    """E-I index: contacts across the mark less contacts within it, over all contacts. -1 where the
    marked and the others know only their own, +1 where they know only each other. The harm is its
    change by the contacts dropped.
    """
    if data.has(*OF_TIES):
        yield from segregation_of(data.people)

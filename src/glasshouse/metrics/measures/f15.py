"""F15: speech chilled."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.persons import sides
from glasshouse.metrics.speech_losses import chilling


@measure(
    id="F15",
    title="Speech chilled",
    unit="of months of critical speech",
    worse="more",
    side="harm",
    needs=(
        "people",
        "twin",
    ),
    source="own; the idea of a chilling effect after Schauer 1978",
    parts={
        "all": {"title": "Critical speech lost"},
        "direct": {"title": "Lost by those the system touched"},
        "social": {"title": "Lost by those it did not touch"},
    },
)
def speech_lost(data: Data) -> Iterator[Answer]:
    """Months of lawful critical speech lost among those who would speak without the system, each
    weighted by how strongly the view is held: sum of b (v0 - v1) / sum of b v0. The direct part is
    lost by those the system listed, refused or punished, the social part by all others.
    """
    if data.has(*sides("months_voiced")):
        yield from chilling(data.people)

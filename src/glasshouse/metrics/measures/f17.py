"""F17: conformity."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.speech_losses import MINDS, conformity


@measure(
    id="F17",
    title="Conformity",
    unit="fraction of variance",
    worse="more",
    side="harm",
    needs=(
        "people",
        "twin",
    ),
    source="own; after the falsified preferences of Kuran 1995",
)
def opinions_alike(data: Data) -> Iterator[Answer]:
    """1 - the variance of stated opinion over the variance of private opinion, less the same figure
    in the twin: how much of the spread of opinion disappears from view because of the system.
    """
    if data.has(*MINDS):
        yield conformity(data.people)

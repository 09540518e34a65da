"""F16: opinion gap."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.speech_losses import MINDS, hidden_share, opinion_gap


@measure(
    id="F16",
    title="Opinion gap",
    unit="share of the scale",
    worse="more",
    side="harm",
    needs=(
        "people",
        "monthly?",
        "twin?",
    ),
    source="Kuran 1989, 1995, preference falsification",
    parts={
        "gap": {"title": "Gap between stated and private opinion"},
        "change": {"title": "Change of that gap against the twin"},
        "hidden": {"title": "Adults who state an approval they do not feel", "unit": "of adults"},
    },
)
def opinion_hidden(data: Data) -> Iterator[Answer]:
    """Mean distance between what adults state in public and what they privately think, on a scale
    of 0 to 1. The change against the twin is the part the system made. From monthly counts: adults
    who state an approval they do not feel.
    """
    if data.has(*MINDS):
        yield from opinion_gap(data.people)
    if data.system.has("monthly"):
        yield hidden_share(data.system.monthly)

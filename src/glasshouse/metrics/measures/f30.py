"""F30: reach of due process."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.answers import counted
from glasshouse.metrics.due_process import funnel
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data


@measure(
    id="F30",
    title="Reach of due process",
    unit="of wrongful entries",
    worse="less",
    side="harm",
    needs=(
        "listings",
        "people",
    ),
    source="Felstiner, Abel and Sarat 1981, naming, blaming, claiming",
    parts={
        "told": {"title": "Told of the listing"},
        "filed": {"title": "Disputed it"},
        "won": {"title": "Won"},
        "corrected": {"title": "Corrected everywhere"},
    },
)
def reach_of_redress(data: Data) -> Iterator[Answer]:
    """Of those listed wrongly: who was told, who disputed, who won, and whose copies elsewhere were
    corrected. Each step as a share of the first.
    """
    for step, counts in funnel(data.crowd, data.system.listings, data.months).of_all.items():
        yield counted("F30", counts, data.crowd, step)

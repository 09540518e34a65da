"""F31: satisficing share."""

from __future__ import annotations

from collections.abc import Sequence

from glasshouse.metrics.ensemble import Findings
from glasshouse.metrics.findings import Answer, Bound
from glasshouse.metrics.measure import measure
from glasshouse.metrics.satisficing import satisficing


@measure(
    id="F31",
    title="Satisficing share",
    unit="of runs",
    worse="less",
    side="neither",
    needs=("runs",),
    source="Simon 1956; Savage 1951; robust decision making after Lempert, Popper and Bankes 2003",
    parts={
        "share": {"title": "Runs in which all bounds hold"},
        "regret": {"title": "Greatest regret", "unit": "as the measure it is taken of", "worse": "more"},
    },
)
def futures_within_bounds(runs: Sequence[Findings], bounds: Sequence[Bound]) -> Answer:
    """Share of the runs of an ensemble in which all chosen bounds hold. Regret of a design is how
    far it falls behind the best design of the same run, measure by measure.
    """
    return satisficing(runs, bounds)

"""F8: trap index."""

from __future__ import annotations

import pyarrow as pa

from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.several_runs import trap
from glasshouse.metrics.spells import WITHIN


@measure(
    id="F8",
    title="Trap index",
    unit="fraction of relapse",
    worse="more",
    side="harm",
    needs=(
        "listings",
        "people",
        "runs",
    ),
    source="own; the distinction of state dependence from differences between persons in Heckman 1981",
)
def trap_index(
    people: pa.Table, run: pa.Table, neutral: pa.Table, months: int, within: int = WITHIN
) -> Answer:
    """R is the relapse within h months. The index is (R of the run - R of a run in which sanctions
    leave income, work and movement alone) / R of the run: the part of relapse that the sanction
    itself makes.
    """
    return trap(people, run, neutral, months, within)

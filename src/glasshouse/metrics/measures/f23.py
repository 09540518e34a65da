"""F23: arbitrariness."""

from __future__ import annotations

import numpy.typing as npt
import pyarrow as pa

from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.several_runs import like_treatment


@measure(
    id="F23",
    title="Arbitrariness",
    unit="chance of like treatment",
    worse="less",
    side="harm",
    needs=(
        "people",
        "runs",
    ),
    source="self-consistency after Cooper et al. 2024",
    parts={
        "consistency": {"title": "Chance of like treatment"},
        "below": {
            "title": "Persons treated alike in fewer than three of four pairs of runs",
            "unit": "of persons",
            "worse": "more",
        },
    },
)
def like_for_like(
    people: pa.Table, outcomes: npt.ArrayLike, *, touched: bool = False
) -> tuple[Answer, Answer]:
    """With people and acts held and only the luck of enforcement changed, the chance that two runs
    treat a person alike; reported as the mean and as the share of persons below 0.75.
    """
    return like_treatment(people, outcomes, touched=touched)

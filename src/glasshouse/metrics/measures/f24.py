"""F24: flip test."""

from __future__ import annotations

import numpy.typing as npt
import pyarrow as pa

from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.several_runs import flip


@measure(
    id="F24",
    title="Flip test",
    unit="difference of shares",
    worse="more",
    side="harm",
    needs=(
        "people",
        "runs",
    ),
    source="Kusner et al. 2017, counterfactual fairness; here by experiment on the model",
)
def attribute_switched(
    people: pa.Table,
    as_they_are: npt.ArrayLike,
    switched: npt.ArrayLike,
    *,
    who: npt.ArrayLike | None = None,
    unit: str = "",
) -> Answer:
    """Change of the harm when nothing but a protected attribute of the same persons is switched and
    all luck is kept.
    """
    return flip(people, as_they_are, switched, who=who, unit=unit)

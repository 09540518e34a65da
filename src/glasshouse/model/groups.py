"""Groups people are counted in: province x registration x sex x age band x minority x income band."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

DIMENSIONS: dict[str, tuple[str, ...]] = {
    "registration": ("urban", "rural"),
    "sex": ("men", "women"),
    "age_band": ("0-17", "18-39", "40-59", "60+"),
    "minority": ("majority", "minority"),
    "income_band": ("low", "middle", "high"),
}
AGE_BANDS = (18, 40, 60)
STRATA = int(np.prod([len(labels) for labels in DIMENSIONS.values()]))


def codes_of(society: Any) -> dict[str, npt.NDArray[np.int64]]:
    """For each dimension, which of its labels every person of `society` (columns) falls under."""
    return {
        "registration": society.rural.astype(np.int64),
        "sex": society.female.astype(np.int64),
        "age_band": np.digitize(society.age, AGE_BANDS),
        "minority": society.minority.astype(np.int64),
        "income_band": society.income_band.astype(np.int64),
    }


def stratum_of(codes: dict[str, npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    """The number of the stratum, 0 .. STRATA-1, last dimension fastest."""
    stratum = np.zeros_like(next(iter(codes.values())))
    for name, labels in DIMENSIONS.items():
        stratum = stratum * len(labels) + codes[name]
    return stratum


def labels_of(stratum: npt.NDArray[np.int64]) -> dict[str, list[str]]:
    """The labels of strata, by dimension."""
    labels: dict[str, list[str]] = {}
    for name, names in reversed(DIMENSIONS.items()):
        stratum, code = np.divmod(stratum, len(names))
        labels[name] = [names[c] for c in code]
    return {name: labels[name] for name in DIMENSIONS}

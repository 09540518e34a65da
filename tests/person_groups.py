"""Groups of invented people by their columns, as `model.groups.dims_of` gives them for a society."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from glasshouse.metrics.monthly import DIMS
from glasshouse.metrics.paired import Dims


def person_dims(
    *,
    rural: npt.ArrayLike,
    female: npt.ArrayLike,
    age: npt.ArrayLike,
    minority: npt.ArrayLike,
    income_band: npt.ArrayLike,
    ever_listed: npt.ArrayLike | None = None,
) -> Dims:
    """The group dimensions of the gap table from the columns of a society.

    0/1 columns, age in years, income band 0 to 2. With `ever_listed` (system run) a dimension "listing" is
    added, which compares the listed with themselves in the world without the list."""
    bands = np.searchsorted(np.array([18, 40, 60]), np.asarray(age), side="right")
    codes = (rural, female, bands, minority, income_band)
    dims = {dim: (np.asarray(code), DIMS[dim]) for dim, code in zip(DIMS, codes, strict=True)}
    if ever_listed is not None:
        dims["listing"] = (np.asarray(ever_listed), ("never listed", "ever listed"))
    return dims

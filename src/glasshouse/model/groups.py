"""Groups people are counted in: province x registration x sex x age band x minority x income band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from glasshouse.population.society import Society, SocietyRecipe

DIMENSIONS: dict[str, tuple[str, ...]] = {
    "registration": ("urban", "rural"),
    "sex": ("men", "women"),
    "age_band": ("0-17", "18-39", "40-59", "60+"),
    "minority": ("majority", "minority"),
    "income_band": ("low", "middle", "high"),
}
AGE_BANDS = (18, 40, 60)
STRATA = int(np.prod([len(labels) for labels in DIMENSIONS.values()]))


class _Grouped(Protocol):
    """Columns by which persons are grouped: of a whole society, or of some rows of it."""

    @property
    def rural(self) -> npt.NDArray[np.integer]: ...
    @property
    def female(self) -> npt.NDArray[np.integer]: ...
    @property
    def age(self) -> npt.NDArray[np.integer]: ...
    @property
    def minority(self) -> npt.NDArray[np.integer]: ...
    @property
    def income_band(self) -> npt.NDArray[np.integer]: ...


def codes_of(society: _Grouped) -> dict[str, npt.NDArray[np.int64]]:
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


def labels_of(
    stratum: npt.NDArray[np.int64], names_of: Mapping[str, Sequence[str]] = DIMENSIONS
) -> dict[str, list[str]]:
    """The labels of strata, by dimension; `names_of` are those of a society (`names_in`)."""
    labels: dict[str, list[str]] = {}
    for name, shipped in reversed(DIMENSIONS.items()):
        stratum, code = np.divmod(stratum, len(shipped))
        labels[name] = [names_of[name][c] for c in code]
    return {name: labels[name] for name in DIMENSIONS}


def names_in(society: Society) -> dict[str, tuple[str, ...]]:
    """Names of the groups of a society, by dimension: those above, as it calls them, and its attributes."""
    return names_of_recipe(society.recipe)


def names_of_recipe(recipe: SocietyRecipe) -> dict[str, tuple[str, ...]]:
    """Names of the groups of all societies drawn from a recipe, by dimension."""
    tables = recipe.tables
    own = {"registration": tables.registration.classes, "minority": tables.minority.groups}
    attributes = {name: one.categories for name, one in tables.attributes.items()}
    return {**DIMENSIONS, **own, **attributes}


def titles_in(society: Society) -> dict[str, str]:
    """What a society calls those dimensions that it names itself."""
    tables = society.recipe.tables
    return {
        "registration": tables.registration.title,
        "minority": tables.minority.title,
        **{name: one.title or name.replace("_", " ").capitalize() for name, one in tables.attributes.items()},
    }


def dims_of(society: Society) -> dict[str, tuple[npt.NDArray[np.integer], tuple[str, ...]]]:
    """For each dimension, attributes of the society included, everybody's code and the names of groups."""
    names = names_in(society)
    codes = {**codes_of(society), **society.attributes}
    return {name: (codes[name], names[name]) for name in names}

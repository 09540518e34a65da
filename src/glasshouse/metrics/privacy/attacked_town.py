"""The town under attack: where its synthetic people live, and who stood on the list at two dates."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from glasshouse.errors import Diagnostic, InputError

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

Points = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Town:
    """One settlement, a row per resident.

    `at` (N, 2) metres from its centre; `household` any number shared by those who live together; `woman` and
    `phone` (owns a smartphone) flags; `band` code of the age band; `before` and `now` who was listed at the
    two dates of publication. `radius` metres is how far an answer reaches; `look` is the chance, 0 to 1, that
    a neighbour with a phone looks between the two dates and knows whom they see.
    """

    at: Points
    household: npt.NDArray[np.integer]
    woman: Flags
    band: npt.NDArray[np.integer]
    phone: Flags
    before: Flags
    now: Flags
    radius: float
    look: float

    def __post_init__(self) -> None:
        """Raises `InputError` for a town with nobody on the list: there is nothing to give away."""
        columns = (self.household, self.woman, self.band, self.phone, self.before, self.now)
        if self.at.shape != (len(self.at), 2) or any(len(column) != len(self.at) for column in columns):
            raise TypeError("a town has one row per resident in every column")
        if not self.now.any():
            raise InputError(
                Diagnostic(
                    "nobody in the town stood on a list at the end",
                    "take a rulebook with a list, more persons or more months",
                )
            )

    def __len__(self) -> int:
        return len(self.at)

    @cached_property
    def homes(self) -> cKDTree:
        """A k-d tree of where everybody lives."""
        return tree(self.at)

    @cached_property
    def phones(self) -> cKDTree:
        """A k-d tree of where the owners of smartphones live."""
        return tree(self.at[self.phone])

    @cached_property
    def whole(self) -> Rows:
        """The rows of everybody."""
        return np.arange(len(self))

    @cached_property
    def house(self) -> Rows:
        """Number of each resident's household, from 0 without gaps."""
        return np.asarray(np.unique(self.household, return_inverse=True)[1], np.intp)


def tree(points: Points) -> cKDTree:
    """A k-d tree (scipy) of points (N, 2)."""
    from scipy.spatial import cKDTree  # late: it takes a tenth of a second to import

    return cKDTree(points)


def generator(seed: int, *why: str) -> np.random.Generator:
    """The luck of one purpose under one seed: numpy's PCG64, keyed by the seed and the CRC-32 of the words.

    No purpose disturbs another: leaving a design out, or adding one, changes no other number.
    """
    return np.random.default_rng([seed, *(zlib.crc32(word.encode()) for word in why)])

"""The town under attack: where its synthetic people live, and who stood on the list at two dates.

What a publicity tool answers when somebody asks who is listed within its radius.

Whether a person is in an answer is decided by the position shown, not by the true one, as in the model.
A tool that blurs positions but selects by the true one gives the truth away at the rim of its circle.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from glasshouse.errors import Diagnostic, InputError, suggestion

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


EPSILON = math.log(4) / 200
"""Noise of the standard designs, 1/metre: two homes 200 m apart are told apart at odds of 4 at most.

The form is that of Andres et al. 2013, a level l = ln 4 within r = 200 m and epsilon = l / r; that level and
radius are an assumption here. The mean displacement is 2/epsilon, 289 m.
"""

ANSWERS = 10
"""Answers the standard budget gives one account (assumption: enough for everyday curiosity)."""

LEAST = 5
"""The least count that is told where small counts are not (a usual threshold of official statistics)."""

BLUR = 10.0
"""Scale of the noise of noisy counts, persons: one over the budget of an answer, 0.1 (assumption)."""

NOISY_ANSWERS = 20
"""Noisy counts for each account: a budget of 2 in all (Dwork et al. 2006; the amount is an assumption)."""


@dataclass(frozen=True)
class Design:
    """One way to publish a list on a map.

    `shows` is what an answer holds: "names" with a place each, only "counts", or "nothing". `grid` metres: a
    place is the middle of its square of that side; 0 exact. `epsilon` (1/metre): a place is moved by planar
    Laplace noise; 0 not at all. `kept`: that noise is drawn once per person, not for every answer.
    `rounded` metres: names come with a distance rounded to that step, and without a place; 0 not so. `least`:
    smaller counts are not told, only that they are smaller. `blur`: counts are told with Laplace noise of
    this scale, in persons. `answers`: how many one account gets; 0 any number.
    """

    name: str
    title: str
    shows: Literal["names", "counts", "nothing"] = "names"
    grid: int = 0
    epsilon: float = 0.0
    kept: bool = False
    rounded: int = 0
    least: int = 0
    blur: float = 0.0
    answers: int = 0

    @property
    def named(self) -> bool:
        """Whether answers hold names."""
        return self.shows == "names"

    @property
    def fresh(self) -> bool:
        """Whether the same person is shown elsewhere in every answer."""
        return self.epsilon > 0 and not self.kept

    def shown(self, at: Points, rng: np.random.Generator) -> Points:
        """Where people who live at `at` (..., 2) are shown in one answer, metres."""
        place = np.floor(at / self.grid) * self.grid + self.grid // 2 if self.grid else at
        return place + planar_laplace(place.shape[:-1], self.epsilon, rng) if self.epsilon else place


def planar_laplace(
    shape: int | tuple[int, ...], epsilon: float, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Displacements (..., 2) in metres with density proportional to exp(-epsilon * length).

    The direction is uniform; the length is the sum of two exponential numbers, a Gamma distribution with
    shape 2 and mean 2/epsilon, as inverting its distribution function by Lambert's W would give. Source:
    Andres, Bordenabe, Chatzikokolakis, Palamidessi 2013, "Geo-indistinguishability: Differential Privacy for
    Location-Based Systems", on the planar Laplacian in polar coordinates.
    """
    length = (rng.standard_exponential(shape) + rng.standard_exponential(shape)) / epsilon
    angle = rng.uniform(0, 2 * math.pi, shape)
    return np.stack([length * np.cos(angle), length * np.sin(angle)], axis=-1)


def within_planar_laplace(metres: float, epsilon: float) -> float:
    """Chance that planar Laplace noise moves a point by at most so many metres: 1 - (1 + e r) exp(-e r)."""
    reach = epsilon * metres
    return 1 - (1 + reach) * math.exp(-reach)


DESIGNS: tuple[Design, ...] = (
    Design("pin", "Exact pin"),
    Design("grid-250", "250\u00a0m squares", grid=250),
    Design("grid-500", "500\u00a0m squares", grid=500),
    Design("noise", "Noise, new each time", epsilon=EPSILON),
    Design("noise-kept", "Noise, drawn once", epsilon=EPSILON, kept=True),
    Design("count", "Count only", shows="counts"),
    Design("distance-100", "Distances to 100\u00a0m", rounded=100),
    Design("count-5", f"Counts from {LEAST}", shows="counts", least=LEAST),
    Design("count-noisy", f"{NOISY_ANSWERS} noisy counts", shows="counts", blur=BLUR, answers=NOISY_ANSWERS),
    Design("budget", f"{ANSWERS} answers each", answers=ANSWERS),
    Design("none", "No map", shows="nothing"),
)
"""The designs compared unless others are asked for."""


def designs_named(names: Iterable[str]) -> tuple[Design, ...]:
    """The standard designs of those names, in that order. Raises `InputError` for the unknown among them."""
    known = {design.name: design for design in DESIGNS}
    asked = list(dict.fromkeys(names))
    diagnostics = [
        Diagnostic(f"{name}: no such design", suggestion(name, known) or f"there are {', '.join(known)}")
        for name in asked
        if name not in known
    ]
    if diagnostics:
        raise InputError(*diagnostics)
    return tuple(known[name] for name in asked)

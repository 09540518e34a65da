"""What a publicity tool answers when somebody asks who is listed within its radius.

Whether a person is in an answer is decided by the position shown, not by the true one, as in the model.
A tool that blurs positions but selects by the true one gives the truth away at the rim of its circle.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics.privacy.attacked_town import Points

EPSILON = math.log(4) / 200
"""Noise of the standard designs, 1/metre: two homes 200 m apart are told apart at odds of 4 at most.

The form is that of Andres et al. 2013, a level l = ln 4 within r = 200 m and epsilon = l / r; that level and
radius are an assumption here. The mean displacement is 2/epsilon, 289 m.
"""

ANSWERS = 10
"""Answers the standard budget gives one account (assumption: enough for everyday curiosity)."""


@dataclass(frozen=True)
class Design:
    """One way to publish a list on a map.

    `shows` is what an answer holds: "names" with a place each, only "counts", or "nothing". `grid` metres: a
    place is the middle of its square of that side; 0 exact. `epsilon` (1/metre): a place is moved by planar
    Laplace noise; 0 not at all. `kept`: that noise is drawn once per person, not for every answer.
    `answers`: how many one account gets; 0 any number.
    """

    name: str
    title: str
    shows: Literal["names", "counts", "nothing"] = "names"
    grid: int = 0
    epsilon: float = 0.0
    kept: bool = False
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

"""An attacker with a directory: who knows every home of a town asks which households have somebody listed.

A name leads to a home through the places shown for it. Counts without names lead to homes too: each answer is
a sum over the homes in its circle, and a few thousand sums leave few ways to place a few hundred listed
people.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from glasshouse.metrics.privacy.attacked_town import Design, Flags, Points, Rows, Town, tree
from glasshouse.metrics.privacy.attacks import Sight, fitting, rounded
from glasshouse.metrics.privacy.counting import circle_counts, nonnegative

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from scipy.spatial import cKDTree

ASKED = 3_000
"""Answers an attacker collects to work back from counts (assumption: an hour of a script)."""
STEPS = 800
"""Steps of the first, rough solution; listed homes are far ahead of the rest by then."""
KEPT = 1_000
"""Homes that the second, exact solution chooses from."""
FAR = 300.0
"""Metres from the mean of a hundred shown places within which a home is looked for."""
_GRID = 5.0
_PARTS = 64

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Directory:
    """The places of a town where somebody lives: `at` (P, 2) metres, `homes` (P,) households at each, and
    `of` (N,) the place of each resident."""

    at: Points
    homes: npt.NDArray[np.int64]
    of: Rows

    @classmethod
    def of_town(cls, town: Town) -> Directory:
        """The directory of a town, in which nobody is marked."""
        at, place = np.unique(town.at, axis=0, return_inverse=True)
        place = place.reshape(-1).astype(np.intp)
        pairs = np.unique(place * (town.house.max() + 1) + town.house)
        return cls(at, np.bincount(pairs // (town.house.max() + 1), minlength=len(at)), place)

    @cached_property
    def places(self) -> cKDTree:
        """A k-d tree of the places."""
        return tree(self.at)

    def nearest(self, at: Points) -> Rows:
        """The place nearest to a point (2,), as rows of one."""
        return np.atleast_1d(self.places.query(at)[1]).astype(np.intp)

    def chance(self, guessed: Rows, person: int) -> float:
        """The chance to name the home of a resident by luck among those at the places guessed."""
        return 1 / float(self.homes[guessed].sum()) if self.of[person] in guessed else 0.0


@dataclass(frozen=True, eq=False)
class NameSearch:
    """An attacker with a directory (`book`) who looks for names under a design, in `looks` answers each."""

    town: Town
    book: Directory
    design: Design
    looks: int
    rng: np.random.Generator

    def chances(self, targets: Rows, sight: Sight) -> Floats:
        """Chance that the home of each target is named, after a search that found `sight`."""
        everywhere = self.book.chance(np.arange(len(self.book.at)), int(targets[0])) if len(targets) else 0.0
        if not self.design.named:
            return np.full(len(targets), everywhere)
        return np.array([
            self.book.chance(self._guessed(self.town.at[one], sight.estimate[k]), int(one))
            if sight.found[k]
            else everywhere
            for k, one in enumerate(targets)
        ])  # fmt: skip

    def _guessed(self, home: Points, estimate: Points) -> Rows:
        """Places that fit best what was shown of a person who lives at `home` (2,)."""
        book, design = self.book, self.design
        if design.fresh:
            return self._likeliest(home, estimate)
        if design.rounded:
            half = self.town.radius / 2
            asked = estimate + self.rng.uniform(-half, half, (max(3, self.looks), 2))
            told = rounded(asked, home, design.rounded)
            return fitting(book.at, book.places, asked, told, design.rounded)
        if design.grid:
            corner = np.floor(estimate / design.grid) * design.grid
            return np.flatnonzero(((book.at >= corner) & (book.at < corner + design.grid)).all(1))
        return book.nearest(estimate)

    def _likeliest(self, home: Points, estimate: Points) -> Rows:
        """The place of greatest likelihood after answers, each with noise of its own, at one position.

        An answer that shows the person at s has density proportional to exp(-epsilon |s - h|) where they live
        at h; one that does not show them has the chance that noise moves h out of the circle.
        """
        book, epsilon, radius = self.book, self.design.epsilon, self.town.radius
        shown = self.design.shown(np.broadcast_to(home, (self.looks, 2)), self.rng)
        seen = shown[np.hypot(*(shown - estimate).T) <= radius]
        middle = seen.mean(0) if len(seen) else estimate
        near = np.asarray(book.places.query_ball_point(middle, FAR), np.intp)
        if not len(near):
            return book.nearest(middle)
        away = np.hypot(*(seen[:, None] - book.at[near]).transpose(2, 0, 1)).sum(0)
        inside = stays_inside(np.hypot(*(book.at[near] - estimate).T), radius, epsilon)
        likelihood = (self.looks - len(seen)) * np.log1p(-inside) - epsilon * away
        return np.asarray(near[likelihood == likelihood.max()], np.intp)


def stays_inside(away: Floats, radius: float, epsilon: float) -> Floats:
    """Chance that planar Laplace noise leaves a point, so many metres from the middle of a circle, inside it.

    By quadrature over the length and the direction of the noise; between 0 and 1.
    """
    length = np.arange(_GRID / 2, 14 / epsilon, _GRID)
    weight = epsilon**2 * length * np.exp(-epsilon * length) * _GRID
    angle = (np.arange(_PARTS) + 0.5) * np.pi / _PARTS
    steps = np.linspace(0.0, max(float(away.max()), 1.0), 64)
    apart = steps[:, None, None] ** 2 + length[:, None] ** 2
    apart = apart + 2 * steps[:, None, None] * length[:, None] * np.cos(angle)
    inside = ((apart <= radius**2).mean(2) * weight).sum(1) / weight.sum()
    return np.asarray(np.clip(np.interp(away, steps, inside), 1e-9, 1 - 1e-9), np.float64)


def named_by_counts(
    town: Town, book: Directory, design: Design, listed: Flags, rng: np.random.Generator
) -> Rows:
    """Places whose households an attacker names after asking for counts from positions drawn at random.

    The fewest listed people that explain the answers, at places where somebody lives: least squares over
    numbers that are not negative, first roughly over all places, then exactly over the `KEPT` most likely. A
    place is named that gets half a person or more.
    """
    low, high = town.at.min(0) - town.radius, town.at.max(0) + town.radius
    asked = rng.uniform(low, high, (design.answers or ASKED, 2))
    counts = circle_counts(town, design, listed, asked, rng)
    said = counts >= design.least
    from scipy.optimize import nnls  # late: it takes a quarter of a second to import

    if not said.any() or not counts.sum():
        return np.zeros(0, np.intp)
    circles = _circles(town, book, asked[said])
    rough = _rough(circles, counts[said])
    likely = np.sort(np.argsort(-rough, kind="stable")[:KEPT])
    exact, _ = nnls(circles[:, likely].toarray(), counts[said], maxiter=10 * KEPT)
    return np.asarray(likely[exact >= 0.5], np.intp)


def found_by_counts(book: Directory, named: Rows, targets: Rows) -> Floats:
    """Chance that the home of each target is among those named, one at each place."""
    there = np.isin(book.of[targets], named)
    return np.where(there, 1 / book.homes[book.of[targets]], 0.0)


def wrongly_named(town: Town, book: Directory, named: Rows) -> Floats:
    """1 for each place named where nobody is listed, else 0."""
    listed = np.bincount(book.of, town.now, len(book.at)) > 0
    return np.asarray(~listed[named], np.float64)


def _circles(town: Town, book: Directory, asked: Points) -> csr_matrix:
    """Which place (column) lies in which circle (row)."""
    from scipy.sparse import csr_matrix

    rows = [np.asarray(one, np.int64) for one in book.places.query_ball_point(asked, town.radius)]
    ends = np.concatenate([[0], np.cumsum([len(one) for one in rows])])
    inside = np.ones(ends[-1], np.float32)
    return csr_matrix((inside, np.concatenate(rows), ends), (len(asked), len(book.at)))


def _rough(circles: csr_matrix, counts: Floats) -> Floats:
    """Listed at each place, roughly."""
    back, wanted = circles.T.tocsr(), counts.astype(np.float32)
    nobody = np.zeros(circles.shape[1], np.float32)

    def slope(at: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        return np.asarray(back @ (circles @ at - wanted), np.float32)

    step = 1 / (back @ (circles @ np.ones_like(nobody))).max()  # of numbers none negative: one over a bound
    return np.asarray(nonnegative(slope, step, nobody, STEPS), np.float64)

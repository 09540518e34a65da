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
from glasshouse.metrics.privacy.counting import circle_counts

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

    def chance(self, guessed: Rows, person: int) -> float:
        """The chance to name the home of a resident by luck among those at the places guessed."""
        return 1 / float(self.homes[guessed].sum()) if self.of[person] in guessed else 0.0


def found_by_name(
    town: Town,
    book: Directory,
    design: Design,
    targets: Rows,
    sight: Sight,
    looks: int,
    rng: np.random.Generator,
) -> Floats:
    """Chance that the home of each target is named, by an attacker who looks for a name and found `sight`."""
    everywhere = book.chance(np.arange(len(book.at)), int(targets[0])) if len(targets) else 0.0
    if not design.named:
        return np.full(len(targets), everywhere)
    return np.array([
        book.chance(_guessed(town, book, design, town.at[one], sight.estimate[k], looks, rng), int(one))
        if sight.found[k]
        else everywhere
        for k, one in enumerate(targets)
    ])  # fmt: skip


def _guessed(
    town: Town,
    book: Directory,
    design: Design,
    home: Points,
    estimate: Points,
    looks: int,
    rng: np.random.Generator,
) -> Rows:
    """Places that fit best what was shown of a person who lives at `home` (2,)."""
    if design.fresh:
        return _likeliest(town, book, design, home, estimate, looks, rng)
    if design.rounded:
        asked = estimate + rng.uniform(-town.radius / 2, town.radius / 2, (max(3, looks), 2))
        return fitting(book.at, book.places, asked, rounded(asked, home, design.rounded), design.rounded)
    if design.grid:
        corner = np.floor(estimate / design.grid) * design.grid
        return np.flatnonzero(((book.at >= corner) & (book.at < corner + design.grid)).all(1))
    return np.atleast_1d(book.places.query(estimate)[1]).astype(np.intp)


def _likeliest(
    town: Town,
    book: Directory,
    design: Design,
    home: Points,
    estimate: Points,
    looks: int,
    rng: np.random.Generator,
) -> Rows:
    """The place of greatest likelihood after so many answers, each with noise of its own, at one position.

    An answer that shows the person at s has density proportional to exp(-epsilon |s - h|) where they live at
    h; one that does not show them has the chance that noise moves h out of the circle.
    """
    shown = design.shown(np.broadcast_to(home, (looks, 2)), rng)
    seen = shown[np.hypot(*(shown - estimate).T) <= town.radius]
    middle = seen.mean(0) if len(seen) else estimate
    near = np.asarray(book.places.query_ball_point(middle, FAR), np.intp)
    if not len(near):
        return np.atleast_1d(book.places.query(middle)[1]).astype(np.intp)
    away = np.hypot(*(seen[:, None] - book.at[near]).transpose(2, 0, 1)).sum(0)
    inside = stays_inside(np.hypot(*(book.at[near] - estimate).T), town.radius, design.epsilon)
    likelihood = (looks - len(seen)) * np.log1p(-inside) - design.epsilon * away
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
    """Listed at each place, by accelerated projected gradients (Beck and Teboulle 2009)."""
    back, wanted = circles.T.tocsr(), counts.astype(np.float32)
    found = ahead = np.zeros(circles.shape[1], np.float32)
    step = 1 / (back @ (circles @ np.ones_like(found))).max()  # of numbers none negative: one over a bound
    pace = 1.0
    for _ in range(STEPS):
        last, found = found, np.maximum(ahead - step * (back @ (circles @ ahead - wanted)), 0)
        faster = (1 + np.sqrt(1 + 4 * pace**2)) / 2
        ahead = found + np.float32((pace - 1) / faster) * (found - last)
        pace = faster
    return np.asarray(found, np.float64)

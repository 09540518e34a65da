"""Working backwards from numbers alone: how many are listed in each circle tells where they live.

Circles asked for from many positions overlap; their counts are sums over the same homes, and sums can be
solved. Two dates are easier still: only circles around somebody who came or went change their count, and
whoever asks often enough sees one change at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from glasshouse.metrics.privacy.attacked_town import Design, Flags, Points, Rows, Town, tree

CELL = 100
"""Side in metres of the cells the attacker solves for."""
SPACING = CELL // 2
"""Metres between the positions asked from."""
ALIKE = SPACING * np.sqrt(2.0)
"""Metres beyond which two homes never stand in the same circles: at that spacing."""
ROUNDS = 400
"""Steps of the solver; counts are explained to well under one person by then."""
_PARTS = 8
_PAIRS = 1 << 20

Floats = npt.NDArray[np.float64]
F = TypeVar("F", bound=npt.NDArray[np.floating[Any]])


@dataclass(frozen=True, eq=False)
class Lattice:
    """Cells over a town, the positions asked from, and how they see each other.

    `low` metres of the lowest corner, `shape` cells in x and y, `reach` cells that a circle reaches beyond.
    """

    town: Town
    low: Points
    shape: tuple[int, int]
    reach: int

    @classmethod
    def over(cls, town: Town) -> Lattice:
        """The lattice that covers every home of a town."""
        low = np.floor(town.at.min(0) / CELL) * CELL
        columns, rows = (int(n) for n in (town.at.max(0) - low) // CELL + 1)
        return cls(town, low, (columns, rows), int(-(-town.radius // CELL)) + 1)

    @cached_property
    def asked(self) -> Points:
        """Positions asked from (2, 2, F, G, 2): the corners of all cells, and half a cell on in x and y."""
        steps = [self.low[k] + CELL * _around(self._padded[k], self.reach) for k in (0, 1)]
        corners = np.stack(np.meshgrid(*steps, indexing="ij"), axis=-1)
        halves = SPACING * np.stack(np.meshgrid([0.0, 1.0], [0.0, 1.0], indexing="ij"), axis=-1)
        return np.asarray(corners + halves[:, :, None, None], np.float64)

    def cell_of(self, at: Points) -> tuple[Rows, Rows]:
        """Column and row of the cells that hold points (N, 2) of the town."""
        column, row = ((at - self.low) // CELL).astype(np.intp).T
        return column, row

    @cached_property
    def residents(self) -> Floats:
        """Residents per cell."""
        found = np.zeros(self.shape)
        np.add.at(found, self.cell_of(self.town.at), 1.0)
        return found

    def solve(self, counts: Floats) -> Floats:
        """Listed per cell (D, columns, rows) that best explain the counts (D, 2, 2, F, G) of D designs.

        Least squares over numbers that are not negative and lie where somebody lives, by accelerated
        projected gradients (Beck and Teboulle 2009); circles are convolutions, taken by fast Fourier
        transform. A cell counts by the share of its area inside the circle.
        """
        from scipy.fft import irfft2, rfft2

        views = rfft2(self._views)
        steepest = (np.abs(views) ** 2).sum((0, 1))
        wanted = irfft2((np.conj(views) * rfft2(counts)).sum((1, 2)), self._padded)
        lived_in = np.zeros(self._padded)
        lived_in[: self.shape[0], : self.shape[1]] = self.residents > 0

        def slope(at: Floats) -> Floats:
            return np.asarray(irfft2(steepest * rfft2(at), self._padded) - wanted, np.float64)

        found = nonnegative(slope, lived_in / steepest.max(), np.zeros_like(wanted), ROUNDS)
        return np.asarray(found[:, : self.shape[0], : self.shape[1]], np.float64)

    @cached_property
    def _padded(self) -> tuple[int, int]:
        from scipy.fft import next_fast_len

        columns, rows = (int(next_fast_len(n + 2 * self.reach + 1, real=True)) for n in self.shape)
        return columns, rows

    @cached_property
    def _views(self) -> Floats:
        """Share of a cell so many cells away inside the circle of each of the four positions (2, 2, F, G)."""
        part = (np.arange(_PARTS) + 0.5) / _PARTS * CELL
        away = [-CELL * _around(size, self.reach) for size in self._padded]
        inside = np.zeros((2, 2, *self._padded))
        for i, j in np.ndindex(2, 2):
            x = (away[0][:, None] + part - SPACING * i) ** 2
            y = (away[1][:, None] + part - SPACING * j) ** 2
            within = x[:, None, :, None] + y[None, :, None, :] <= self.town.radius**2
            inside[i, j] = within.mean((2, 3))
        return inside


def nonnegative(slope: Callable[[F], F], step: F | np.floating[Any], start: F, rounds: int) -> F:
    """Numbers not below 0 where least squares are least, from their `slope` at numbers, in so many rounds.

    Accelerated projected gradients (Beck and Teboulle 2009) with steps of length `step`, from `start`.
    """
    found = ahead = start
    pace = 1.0
    for _ in range(rounds):
        last, found = found, np.maximum(ahead - step * slope(ahead), 0)
        faster = (1 + math.sqrt(1 + 4 * pace**2)) / 2
        ahead = found + (pace - 1) / faster * (found - last)
        pace = faster
    return found


def _around(size: int, reach: int) -> npt.NDArray[np.int64]:
    """0, 1, ... and, at the end of the circle of indices, the `reach` before 0 as negative numbers."""
    steps = np.arange(size)
    return np.where(steps >= size - reach, steps - size, steps)


def circle_counts(
    town: Town, design: Design, listed: Flags, asked: Points, rng: np.random.Generator
) -> Floats:
    """How many of the `listed` each circle around the positions (..., 2) shows under the design.

    Where small counts are not told the attacker takes the middle of what they may be.
    """
    at = town.at[listed]
    places = asked.reshape(-1, 2)
    if not len(at):
        counts: Floats = np.zeros(len(places))
    elif design.fresh:
        counts = _fresh_counts(design, at, places, town.radius, rng)
    else:
        counts = tree(design.shown(at, rng)).query_ball_point(places, town.radius, return_length=True)
    if design.least:
        counts = np.where(counts >= design.least, counts, (design.least - 1) / 2)
    if design.blur:
        counts = counts + rng.laplace(0.0, design.blur, len(places))
    return np.asarray(counts, np.float64).reshape(asked.shape[:-1])


def _fresh_counts(
    design: Design, at: Points, places: Points, radius: float, rng: np.random.Generator
) -> Floats:
    """Everybody is moved anew for every answer."""
    counts = np.zeros(len(places))
    batch = max(1, _PAIRS // len(at))
    for low in range(0, len(places), batch):
        some = places[low : low + batch, None]
        shown = design.shown(np.broadcast_to(at, (len(some), *at.shape)), rng)
        counts[low : low + batch] = (((shown - some) ** 2).sum(-1) <= radius**2).sum(1)
    return counts


def lift(lattice: Lattice, found: Floats, at: Points) -> Floats:
    """How many times likelier than in the town as a whole a resident of these homes is listed, as solved.

    `found` (columns, rows) listed per cell; `at` (T, 2). 1 where nothing was learned.
    """
    if not found.sum():
        return np.ones(len(at))
    average = found.sum() / len(lattice.town)
    cell = lattice.cell_of(at)
    return np.asarray(found[cell] / lattice.residents[cell] / average, np.float64)


def lift_of_few(town: Town, counts: Floats, asked: Points, at: Points) -> Floats:
    """The same from a handful of circles (M counts, (M, 2)): the share listed in the first that holds a home.

    Measured against the share in all of them together; 1 for homes in none.
    """
    if not len(asked) or not counts.sum():
        return np.ones(len(at))
    residents = town.homes.query_ball_point(asked, town.radius, return_length=True)
    inside = ((at[:, None] - asked) ** 2).sum(-1) <= town.radius**2
    shares = counts / np.maximum(residents, 1) * residents.sum() / counts.sum()
    return np.where(inside.any(1), shares[inside.argmax(1)], 1.0)


def told_apart(town: Town, design: Design, changed: Rows, asked: Points) -> list[Rows]:
    """Residents who may be each of the `changed`, when the counts around one change are seen by themselves.

    The intersection of all circles that changed their count, less all that did not: whoever stands in exactly
    those circles. `asked` (M, 2) are the positions asked from. Under noise nobody is told apart; where small
    counts are not told, only those all of whose circles hold more.
    """
    if design.epsilon or design.blur or not len(changed):
        return [town.whole] * len(changed)
    if design.least:
        return _told_apart_where_many(town, design, changed, asked)
    shown = design.shown(town.at, np.random.default_rng(0))  # no noise, so no luck
    near = tree(shown).query_ball_point(shown[changed], ALIKE)
    circles = tree(asked).query_ball_point(shown[changed], town.radius + ALIKE)
    return [
        _in_the_same(shown, who, np.asarray(rows, np.intp), asked[places], town.radius)
        for who, rows, places in zip(changed, near, circles, strict=True)
    ]


def _told_apart_where_many(town: Town, design: Design, changed: Rows, asked: Points) -> list[Rows]:
    told = told_apart(town, replace(design, least=0), changed, asked)
    listed = tree(town.at[town.before | town.now]).query_ball_point(asked, town.radius, return_length=True)
    circles = tree(asked).query_ball_point(town.at[changed], town.radius + ALIKE)
    many = [(np.asarray(listed)[places] > design.least).all() for places in circles]
    return [rows if seen else town.whole for rows, seen in zip(told, many, strict=True)]


def _in_the_same(shown: Points, who: int, rows: Rows, asked: Points, radius: float) -> Rows:
    """Those of `rows`, no further than `ALIKE` away, who stand in the same circles as `who`."""
    away = np.hypot(*(asked - shown[who]).T)
    asked, changed = asked[away >= radius - ALIKE], away[away >= radius - ALIKE] <= radius
    x, y = (shown[rows, k, None] - asked[:, k] for k in (0, 1))
    same = (x * x + y * y <= radius**2) == changed
    return np.asarray(rows[same.all(1)], np.intp)

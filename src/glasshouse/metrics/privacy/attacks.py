"""Looking for a named person with a publicity tool, from positions the attacker chooses freely.

The attacker knows the town (where people live is no secret) but not where in it the person is. They sweep it
with circles, the most inhabited first, until the name turns up. Where the same person is always shown at the
same place, a few distances give that place. Where noise is drawn anew for every answer, they ask again and
average it away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from glasshouse.metrics.privacy.attacked_town import Design, Flags, Points, Rows, Town

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

LOOKS = 100
"""Answers an attacker spends on averaging fresh noise (assumption: an evening's work for a script)."""
STEP = 10.0
"""Metres between the positions from which distances to one entry are taken."""
FOLLOW_UPS = 4
"""Answers needed at most after a first sighting: a step along each axis, taken back if the entry is lost."""
PASSES = 10
"""Times a town is swept at most for somebody shown elsewhere every time."""


@dataclass(frozen=True)
class Sight:
    """What a search for some persons ended with, a row each.

    `found` whether the name turned up and was located; `estimate` (T, 2) the attacker's best guess in metres;
    `answers` how many answers were spent; `left` the residents not ruled out as homes of those not found.
    """

    found: Flags
    estimate: Points
    answers: npt.NDArray[np.int64]
    left: Rows


def trilaterate(asked: Points, distance: npt.NDArray[np.float64]) -> Points:
    """The point at the given distances from the positions asked from: (..., K, 2) and (..., K) to (..., 2).

    Squares of distances minus the first are linear in the point; solved by least squares. Needs three
    positions that are not on one line. Without noise the answer is exact.
    """
    moved = asked[..., 1:, :] - asked[..., :1, :]
    sides = (moved**2).sum(-1) - distance[..., 1:] ** 2 + distance[..., :1] ** 2
    transposed = np.swapaxes(moved, -1, -2)
    solved = np.linalg.solve(2 * transposed @ moved, transposed @ sides[..., None])
    return np.asarray(asked[..., 0, :] + solved[..., 0], np.float64)


def sweep(town: Town) -> Points:
    """Positions (M, 2) whose circles cover the town and a radius around it, the most inhabited first.

    A hexagonal lattice with sqrt(3) radii between neighbours, the thinnest cover of the plane by circles.
    """
    apart = np.sqrt(3.0) * town.radius
    low, high = town.at.min(0) - town.radius, town.at.max(0) + town.radius
    rows = np.arange(low[1], high[1] + 1.5 * town.radius, 1.5 * town.radius)
    columns = np.arange(low[0] - apart / 2, high[0] + apart, apart)
    x = columns[None, :] + apart / 2 * (np.arange(len(rows)) % 2)[:, None]
    stops = np.column_stack([x.ravel(), np.repeat(rows, len(columns))])
    inhabitants = town.homes.query_ball_point(stops, town.radius, return_length=True)
    return stops[np.argsort(-inhabitants, kind="stable")]


def search(town: Town, design: Design, homes: Points, rng: np.random.Generator, looks: int = LOOKS) -> Sight:
    """Look for each of the listed who live at `homes` (T, 2); `looks` answers are spent on fresh noise."""
    if not design.named:
        return _unfound(town, np.zeros(len(homes), np.int64), town.whole)
    stops = sweep(town)
    if design.answers:
        stops = stops[: max(0, design.answers - FOLLOW_UPS)]
        looks = min(looks, design.answers - len(stops))
    if design.fresh:
        return _averaged(town, design, homes, stops, rng, looks)
    if design.rounded:
        return _ringed(town, design, homes, stops, rng, looks)
    return _measured(town, design, homes, stops, rng)


def _measured(town: Town, design: Design, homes: Points, stops: Points, rng: np.random.Generator) -> Sight:
    """Each person always stands at one place: three distances give it."""
    shown = design.shown(homes, rng)
    if not len(stops):
        return _unfound(town, np.zeros(len(homes), np.int64), town.whole)
    seen = _apart(shown[:, None], stops) <= town.radius
    first, found = seen.argmax(1), np.asarray(seen.any(1), np.bool_)
    asked = _positions(stops[first], shown)
    located = trilaterate(asked, _apart(shown[:, None], asked))
    lost = _unfound(
        town, np.where(found, first + 1 + FOLLOW_UPS, len(stops)), _not_ruled_out(town, design, stops)
    )
    return Sight(found, np.where(found[:, None], located, lost.estimate), lost.answers, lost.left)


def _positions(stop: Points, shown: Points) -> Points:
    """The stop and one step along each axis, on the side where the entry stays in the circle: (T, 3, 2)."""
    side = np.where(shown >= stop, STEP, -STEP)
    east, north = side * np.array([1.0, 0.0]), side * np.array([0.0, 1.0])
    return np.stack([stop, stop + east, stop + north], axis=1)


def _ringed(
    town: Town, design: Design, homes: Points, stops: Points, rng: np.random.Generator, looks: int
) -> Sight:
    """Rounded distances leave the homes in the rings around all positions: their middle is the guess."""
    exact = _measured(town, design, homes, stops, rng)
    estimate, answers = exact.estimate.copy(), exact.answers + looks * exact.found
    for k in np.flatnonzero(exact.found):
        asked = homes[k] + rng.uniform(-town.radius / 2, town.radius / 2, (max(3, looks), 2))
        told = rounded(asked, homes[k], design.rounded)
        estimate[k] = town.at[fitting(town.at, town.homes, asked, told, design.rounded)].mean(0)
    return Sight(exact.found, estimate, answers, exact.left)


def rounded(asked: Points, home: Points, step: int) -> npt.NDArray[np.float64]:
    """Distances (K,) of a home (2,) from the positions asked from (K, 2), rounded to a step in metres."""
    return np.asarray(np.round(_apart(asked, home) / step) * step, np.float64)


def fitting(points: Points, among: cKDTree, asked: Points, told: npt.NDArray[np.float64], step: int) -> Rows:
    """Rows of `points`, of which `among` is a tree, at the rounded distances `told` from `asked` (K, 2)."""
    nearest = int(told.argmin())
    near = np.asarray(among.query_ball_point(asked[nearest], told[nearest] + step), np.intp)
    fits = [(rounded(asked, points[one], step) == told).all() for one in near]
    return near[np.array(fits, np.bool_)]


def _averaged(
    town: Town, design: Design, homes: Points, stops: Points, rng: np.random.Generator, looks: int
) -> Sight:
    """Fresh noise: sweep until seen, then ask again and again from the mean of what was seen before."""
    rough, found, answers = _first_sighting(town, design, homes, stops, rng)
    total, count = np.zeros_like(homes), np.zeros(len(homes))
    for _ in range(looks):
        shown = design.shown(homes, rng)
        centre = np.where(count[:, None] > 0, total / np.maximum(count, 1)[:, None], rough)
        hit = found & (_apart(shown, centre) <= town.radius)
        total[hit] += shown[hit]
        count += hit
    located = np.where(count[:, None] > 0, total / np.maximum(count, 1)[:, None], rough)
    lost = _unfound(town, answers + looks * found, town.whole)
    return Sight(found, np.where(found[:, None], located, lost.estimate), lost.answers, lost.left)


def _first_sighting(
    town: Town, design: Design, homes: Points, stops: Points, rng: np.random.Generator
) -> tuple[Points, Flags, npt.NDArray[np.int64]]:
    """The mean of where each was seen on the first sweep that showed them at all, if any did."""
    rough, seen = np.zeros_like(homes), np.zeros(len(homes), np.int64)
    answers = np.zeros(len(homes), np.int64)
    for _ in range(1 if design.answers else PASSES):
        looking = seen == 0
        for stop in stops:
            shown = design.shown(homes, rng)
            hit = looking & (_apart(shown, stop) <= town.radius)
            rough[hit] += shown[hit]
            seen += hit
        answers += looking * len(stops)
    return rough / np.maximum(seen, 1)[:, None], seen > 0, answers


def _unfound(town: Town, answers: npt.NDArray[np.int64], left: Rows) -> Sight:
    """Nobody located: the best guess is the middle of the homes that are left."""
    guess = np.repeat(town.at[left].mean(0)[None], len(answers), axis=0)
    return Sight(np.zeros(len(answers), np.bool_), guess, answers, left)


def _not_ruled_out(town: Town, design: Design, stops: Points) -> Rows:
    """Homes outside every circle asked for; where places are moved, an empty answer rules nobody out."""
    if design.grid or design.epsilon:
        return town.whole
    nearest = town.homes.query_ball_point(stops, town.radius)
    left = np.ones(len(town), np.bool_)
    for rows in nearest:
        left[rows] = False
    return np.flatnonzero(left) if left.any() else town.whole


def _apart(one: Points, other: Points) -> npt.NDArray[np.float64]:
    """Distances in metres between points, by the rules of broadcasting."""
    return np.asarray(np.sqrt(((one - other) ** 2).sum(-1)), np.float64)

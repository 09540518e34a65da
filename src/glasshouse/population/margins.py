"""Fitting tables to their margins, and rounding them so that rows and columns still add up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Margin = tuple[tuple[int, ...], Floats]
"""The axes a margin speaks of, in rising order, and its table over them."""


class NotFitted(ValueError):
    """The margins contradict each other or the structural zeros of the seed."""


def fit(seed: Floats, margins: Sequence[Margin], tolerance: float = 1e-9, rounds: int = 2000) -> Floats:
    """The table nearest to `seed` (in relative entropy) with the given sums over the axes of each margin.

    Every margin must have the same total. Cells that are 0 in the seed stay 0. `tolerance` is relative to
    the total. Raises `NotFitted` when the sums do not come to agree within `rounds`.
    """
    table = np.array(seed, np.float64)
    total = _common_total(margins)
    for _ in range(rounds):
        for axes, target in margins:
            table *= _factor(table, axes, target)
        if _worst(table, margins) <= tolerance * total:
            return table
    raise NotFitted(f"margins still differ by {_worst(table, margins) / total:.2g} of the total")


def _common_total(margins: Sequence[Margin]) -> float:
    totals = [float(target.sum()) for _, target in margins]
    if not np.allclose(totals, totals[0], rtol=1e-9):
        raise NotFitted(f"the margins have unequal totals: {', '.join(f'{t:.9g}' for t in totals)}")
    return totals[0]


def _sums(table: Floats, axes: tuple[int, ...]) -> Floats:
    others = tuple(axis for axis in range(table.ndim) if axis not in axes)
    return np.asarray(table.sum(axis=others))


def _factor(table: Floats, axes: tuple[int, ...], target: Floats) -> Floats:
    sums = _sums(table, axes)
    ratio = np.divide(target, sums, out=np.zeros_like(sums), where=sums > 0)
    shape = [table.shape[axis] if axis in axes else 1 for axis in range(table.ndim)]
    return ratio.reshape(shape)


def _worst(table: Floats, margins: Sequence[Margin]) -> float:
    return max(float(np.abs(_sums(table, axes) - target).max()) for axes, target in margins)


def tilt(weights: Floats, measures: Floats, wanted: Floats) -> Floats:
    """`weights` (n) times exp(measures (n, k) . b) with b such that the weighted means equal `wanted` (k).

    This is fitting to margins that are means rather than sums, solved by Newton's method. The result sums
    to one. Raises `NotFitted` when no tilt reaches the means.
    """
    lean = np.zeros(measures.shape[1])
    for _ in range(100):
        tilted = weights * np.exp(measures @ lean)
        tilted /= tilted.sum()
        gap = wanted - tilted @ measures
        if np.abs(gap).max() < 1e-12:
            return np.asarray(tilted)
        centred = measures - tilted @ measures
        covariance = (centred * tilted[:, None]).T @ centred
        lean += np.clip(np.linalg.lstsq(covariance, gap, rcond=None)[0], -1, 1)
    raise NotFitted(f"no weights reach the means {np.round(wanted, 4).tolist()}")


def chances(share: float, odds: Floats, weights: Floats) -> Floats:
    """Probabilities with relative `odds` whose mean under `weights` is `share` (0 .. 1)."""
    low, high = 1e-12, 1e12
    weights = weights / max(float(weights.sum()), 1e-300)
    for _ in range(200):
        level = float(np.sqrt(low * high))
        mean = float((weights * (level * odds / (1 + level * odds))).sum())
        low, high = (level, high) if mean < share else (low, level)
    return np.asarray(high * odds / (1 + high * odds))


def deal(total: int, weights: Floats) -> Ints:
    """`total` seats dealt in proportion to `weights` by the method of Webster (Sainte-Lague).

    House-monotone: with one seat more, one entry grows by one and no other changes.
    """
    shares = weights / weights.sum()
    seats = np.maximum(np.floor(shares * total).astype(np.int64) - len(weights), 0)
    while (left := total - int(seats.sum())) > 0:
        for _ in range(left):
            seats[int(np.argmax(shares / (2 * seats + 1)))] += 1
    return np.asarray(seats, np.int64)


_ONE = 1_000_000
Cell = tuple[int, int]
Line = tuple[str, int]


def controlled_rounding(table: Floats) -> Ints:
    """Counts for a two-way `table` of numbers from 0 to 10**12, read to six decimals.

    Every cell, every row sum, every column sum and the grand total is the whole number below or above that
    of `table`. Deterministic: of the roundings allowed, the one that the first rings found lead to.
    """
    padded = _with_slack(np.rint(np.asarray(table, np.float64) * _ONE).astype(np.int64))
    while ring := _ring(padded % _ONE):
        _shift(padded, ring)
    return np.asarray(padded[:-1, :-1] // _ONE)


def _with_slack(table: Ints) -> Ints:
    """The table with a row and a column more, so that all its row and column sums are whole."""
    right, below = -table.sum(1) % _ONE, -table.sum(0) % _ONE
    return np.vstack([np.column_stack([table, right]), [*below, table.sum() % _ONE]])


def _ring(fractions: Ints) -> list[Cell]:
    """Fractional cells, by turns two in one row and two in one column, that lead back to the first.

    Sums being whole, a line with one fractional cell has another: a walk goes on until it meets itself.
    """
    if not fractions.any():
        return []
    visited: list[Line] = [("row", int(np.argwhere(fractions)[0][0]))]
    cells: list[Cell] = []
    while True:
        line, cell = _step(fractions, visited[-1], cells[-1:])
        cells.append(cell)
        if line in visited:
            return cells[visited.index(line) :]
        visited.append(line)


def _step(fractions: Ints, line: Line, came_by: list[Cell]) -> tuple[Line, Cell]:
    """Along a row or column to another fractional cell, and the column or row that crosses there."""
    side, here = line
    along = np.flatnonzero(fractions[here] if side == "row" else fractions[:, here])
    cells = [(here, int(there)) if side == "row" else (int(there), here) for there in along]
    cell = next(cell for cell in cells if cell not in came_by)
    return (("column", cell[1]) if side == "row" else ("row", cell[0])), cell


def _shift(table: Ints, ring: list[Cell]) -> None:
    """Move the ring's cells up and down by turns, as far as the first of them that becomes whole."""
    up, down = ring[::2], ring[1::2]
    room = min(*(-table[cell] % _ONE for cell in up), *(table[cell] % _ONE for cell in down))
    for cell in up:
        table[cell] += room
    for cell in down:
        table[cell] -= room

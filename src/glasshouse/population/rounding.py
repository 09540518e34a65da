"""Controlled rounding: counts from a two-way table whose rows and columns still add up (Cox 1987).

The table is taken in whole millionths, so that sums are exact.
"""

from __future__ import annotations

import numpy as np

from glasshouse.population.margins import Floats, Ints

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

"""Controlled rounding: counts from a two-way table whose rows and columns still add up (Cox 1987)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from glasshouse.society.margins import Floats, Ints

_CLOSE = 1e-9
Cell = tuple[int, int]


def controlled_rounding(table: Floats) -> Ints:
    """Counts for a two-way `table` of non-negative numbers.

    Every cell, every row sum, every column sum and the grand total is the whole number below or above that
    of `table`. Deterministic: of the roundings allowed, the one that the first rings found lead to.
    """
    padded = _with_slack(np.array(table, np.float64))
    while ring := _ring(np.abs(padded - np.rint(padded)) > _CLOSE):
        _shift(padded, ring)
    return np.rint(padded[:-1, :-1]).astype(np.int64)


def _with_slack(table: Floats) -> Floats:
    """The table with a row and a column more, so that all its row and column sums are whole."""
    right = np.ceil(table.sum(1) - _CLOSE) - table.sum(1)
    below = np.ceil(table.sum(0) - _CLOSE) - table.sum(0)
    corner = table.sum() - np.floor(table.sum() + _CLOSE)
    return np.vstack([np.column_stack([table, right]), [*below, corner]])


def _ring(fractional: npt.NDArray[np.bool_]) -> list[Cell]:
    """Fractional cells, by turns two in one row and two in one column, that lead back to the first.

    Sums being whole, a line with one fractional cell has another: a walk goes on until it meets itself.
    """
    if not fractional.any():
        return []
    visited = [("row", int(np.argwhere(fractional)[0][0]))]
    cells: list[Cell] = []
    while True:
        node, cell = _step(fractional, visited[-1], cells[-1] if cells else None)
        cells.append(cell)
        if node in visited:
            return cells[visited.index(node) :]
        visited.append(node)


def _step(
    fractional: npt.NDArray[np.bool_], node: tuple[str, int], came_by: Cell | None
) -> tuple[tuple[str, int], Cell]:
    side, here = node
    along = fractional[here] if side == "row" else fractional[:, here]
    for there in (int(i) for i in np.flatnonzero(along)):
        cell = (here, there) if side == "row" else (there, here)
        if cell != came_by:
            return ("column" if side == "row" else "row", there), cell
    raise ArithmeticError("a line of the table does not add up to a whole number")


def _shift(table: Floats, ring: list[Cell]) -> None:
    """Move the ring's cells up and down by turns, as far as the first of them that becomes whole."""
    up, down = ring[::2], ring[1::2]
    room = min(
        min(np.ceil(table[cell]) - table[cell] for cell in up),
        min(table[cell] - np.floor(table[cell]) for cell in down),
    )
    for cell in up:
        table[cell] += room
    for cell in down:
        table[cell] -= room

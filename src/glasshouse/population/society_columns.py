"""The columns of a drawn society and of its settlements: names, types, and the data before it is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine.array_space import ArraySpace

Column = npt.NDArray[Any]

COLUMNS: dict[str, str] = {
    "who": "u4",
    "province": "u1",
    "settlement": "u4",
    "block": "u4",
    "cell": "u4",
    "x": "i2",
    "y": "i2",
    "household": "u4",
    "payer": "i4",
    "age": "u1",
    "female": "u1",
    "rural": "u1",
    "minority": "u1",
    "schooling": "u1",
    "status": "u1",
    "smartphone": "u1",
    "legal_rep": "u1",
    "attitude": "i1",
    "conviction": "u1",
    "shame": "u1",
    "strategic": "u1",
    "employed": "u1",
    "wage": "i4",
    "pension": "i4",
    "savings": "i8",
    "debt": "i8",
    "dependants": "u1",
    "income_band": "u1",
    "contacts": "i4",
    "guarantees": "i1",
}
"""Columns of persons and their types; about 100 bytes a person."""

SETTLEMENT = np.dtype(
    [
        ("province", "u1"),
        ("serial", "u4"),  # running number among the province's towns or villages
        ("urban", "u1"),
        ("size", "i8"),  # persons it would hold when full
        ("persons", "i8"),  # persons drawn
        ("blocks", "i8"),  # blocks of 200 m in which somebody lives
        ("density", "f8"),  # persons drawn per km2 of blocks lived in
        ("origin_x", "f8"),  # km, for pictures of the province only
        ("origin_y", "f8"),
        ("low", "i4"),  # metres of the lowest corner of its raster, in x and y
        ("side", "i4"),  # cells in a row of its raster
        ("first_cell", "i8"),  # number of its first cell
    ]
)
"""Settlements in order of the first person who lives there."""

CELL = 100
"""Side of a raster cell in metres."""


@dataclass(frozen=True)
class Drawn:
    """What a draw gives: one row a settlement, the columns of persons, and the codes of the society's own
    attributes by name."""

    settlements: npt.NDArray[np.void]
    columns: Mapping[str, Column]
    attributes: Mapping[str, Column]

    def __len__(self) -> int:
        return len(self.columns["who"])

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]


def blank(persons: int, space: ArraySpace) -> dict[str, Column]:
    """Empty columns for `persons` in a space."""
    shapes = {name: (persons, 8) if name == "contacts" else (persons,) for name in COLUMNS}
    return {name: space.zeros(shapes[name], kind) for name, kind in COLUMNS.items()}

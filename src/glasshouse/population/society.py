"""A drawn society: columns of synthetic people and the places they live in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from glasshouse.population.realised import Margin
    from glasshouse.population.recipe import SocietyRecipe

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


@dataclass(frozen=True, eq=False, repr=False)
class Society:
    """Synthetic people in canonical order: by province serial, household serial, member.

    Columns are read-only arrays of equal length N: `who` identity (province serial above 27 bits of running
    number); `province` serial; `settlement` row of `settlements`; `block` number from the settlement's
    centre; `cell` of the 100 m raster, counted over all settlements; `x`, `y` metres from the settlement's
    centre; `household` identity (as `who`); `payer` row of the household's main earner; `age` years;
    `female`, `rural`, `minority`, `smartphone`, `legal_rep`, `strategic`, `employed` 0 or 1; `schooling` 0 to
    3; `status` 0 ordinary, 1 official, 2 party-connected; `attitude` -100 to 100; `conviction`, `shame` 0 to
    255; `wage` cents a month when in work; `pension` cents a month of the retired; `savings`, `debt` cents;
    `dependants` members without income, at the payer; `income_band` 0 to 2; `contacts` (N, 8) rows, -1 empty;
    `guarantees` slot of the contact one stands surety for, -1 none. `attributes` are those of the society's
    own, by name: the code of the category of each person (N), u1, in the order of
    `recipe.tables.attributes[name].categories`.

    >>> import glasshouse as gh
    >>> people = gh.society("toytown").draw(persons=300, seed=7)
    >>> len(people.age), int(people.female.max())
    (300, 1)
    """

    recipe: SocietyRecipe
    seed: int
    settlements: npt.NDArray[np.void]
    who: Column
    province: Column
    settlement: Column
    block: Column
    cell: Column
    x: Column
    y: Column
    household: Column
    payer: Column
    age: Column
    female: Column
    rural: Column
    minority: Column
    schooling: Column
    status: Column
    smartphone: Column
    legal_rep: Column
    attitude: Column
    conviction: Column
    shame: Column
    strategic: Column
    employed: Column
    wage: Column
    pension: Column
    savings: Column
    debt: Column
    dependants: Column
    income_band: Column
    contacts: Column
    guarantees: Column
    attributes: Mapping[str, Column] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.who)

    def __repr__(self) -> str:
        return f"Society({self.id!r}, persons={len(self)}, seed={self.seed})"

    @property
    def drawn(self) -> bool:
        """Whether these people are as their recipe drew them; False for a copy with other columns."""
        return bool(getattr(self, "_drawn", False))

    @property
    def id(self) -> str:
        """Name of the recipe."""
        return self.recipe.id

    @property
    def cells(self) -> int:
        """Cells of the rasters of all settlements together."""
        return int((self.settlements["side"].astype(np.int64) ** 2).sum())

    @property
    def settlement_first_cell(self) -> Column:
        """Number of the first cell of each settlement, i8 (S)."""
        return np.ascontiguousarray(self.settlements["first_cell"])

    @property
    def settlement_side(self) -> Column:
        """Cells in a row of each settlement's square raster, i4 (S)."""
        return np.ascontiguousarray(self.settlements["side"])

    @property
    def settlement_low(self) -> Column:
        """Metres of the lowest corner of each settlement's raster, i4 (S, 2) for x and y."""
        return np.repeat(self.settlements["low"][:, None], 2, axis=1)

    def margins(self) -> tuple[Margin, ...]:
        """What was asked for and what was drawn, margin by margin."""
        from glasshouse.population.realised import margins

        return margins(self)

    def digest(self) -> str:
        """SHA-256 of all columns, types included."""
        digest = hashlib.sha256()
        for name, kind in COLUMNS.items():
            column = getattr(self, name)
            digest.update(f"{name}:{kind}:{column.shape}".encode())
            digest.update(np.ascontiguousarray(column, f"<{kind}").reshape(-1).view(np.uint8).data)
        for name, codes in self.attributes.items():
            digest.update(f"attribute {name}:{codes.shape}".encode())
            digest.update(np.ascontiguousarray(codes).tobytes())
        return digest.hexdigest()


def blank(persons: int) -> dict[str, Column]:
    """Empty columns for `persons`."""
    shapes = {name: (persons, 8) if name == "contacts" else (persons,) for name in COLUMNS}
    return {name: np.zeros(shapes[name], kind) for name, kind in COLUMNS.items()}


def sealed(
    recipe: SocietyRecipe,
    seed: int,
    settlements: npt.NDArray[np.void],
    columns: dict[str, Column],
    attributes: dict[str, Column],
) -> Society:
    """A society of columns nobody can write to any more."""
    for column in (*columns.values(), *attributes.values(), settlements):
        column.flags.writeable = False
    assert {one.name for one in fields(Society)} >= columns.keys()
    made = Society(recipe, seed, settlements, **columns, attributes=attributes)
    object.__setattr__(made, "_drawn", True)  # no field, so that a copy with other columns has it not
    return made

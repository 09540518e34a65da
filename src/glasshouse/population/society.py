"""A society: the recipe it is drawn from, and the columns of its synthetic people and their places."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from glasshouse import arguments
from glasshouse.engine.array_space import IN_MEMORY, ArraySpace
from glasshouse.errors import Diagnostic, InputError, choices, shown
from glasshouse.population.diagnostics import Figure, figures
from glasshouse.population.schema import Source, Tables
from glasshouse.population.society_columns import COLUMNS, Column, Drawn

if TYPE_CHECKING:
    from glasshouse.population.realised import Margin

MOST = 1 << 27
"""Most persons of one province: their numbers have 27 bits, the province's serial 5."""
MOST_OF_ALL = 2**31 - 1
"""Most persons of all provinces together: rows are numbered in 32 bits with a sign."""


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
    `recipe.tables.attributes[name].categories`. `space` is where the columns lie, and with them the large
    arrays of runs of these people.

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
    space: ArraySpace = IN_MEMORY

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

    @property
    def columns(self) -> dict[str, Column]:
        """The columns of persons by name."""
        return {name: getattr(self, name) for name in COLUMNS}

    def margins(self) -> tuple[Margin, ...]:
        """What was asked for and what was drawn, margin by margin."""
        from glasshouse.population.realised import margins

        return margins(self.recipe.tables, Drawn(self.settlements, self.columns, self.attributes))

    def digest(self) -> str:
        """SHA-256 of all columns, types included."""
        digest = hashlib.sha256()
        for name, column in self.columns.items():
            kind = COLUMNS[name]
            digest.update(f"{name}:{kind}:{column.shape}".encode())
            digest.update(np.ascontiguousarray(column, f"<{kind}").reshape(-1).view(np.uint8).data)
        for name, codes in self.attributes.items():
            digest.update(f"attribute {name}:{codes.shape}".encode())
            digest.update(np.ascontiguousarray(codes).tobytes())
        return digest.hexdigest()


@dataclass(frozen=True)
class SocietyRecipe:
    """Aggregate tables from which synthetic people are drawn. `file` is where they were read.

    >>> import glasshouse as gh
    >>> recipe = gh.society("toytown")
    >>> recipe.figures()[0].evidence
    'assumption'
    """

    tables: Tables
    file: str

    @property
    def id(self) -> str:
        """Short name, as in the file."""
        return self.tables.id

    @property
    def title(self) -> str:
        """Name for people to read."""
        return self.tables.title

    @property
    def currency(self) -> str:
        """Code of the currency of all amounts, e.g. "PLN"."""
        return self.tables.money.currency

    @property
    def rates(self) -> dict[str, float]:
        """What one unit of other currencies is worth in that of the society, by code."""
        return {other: rate.value for other, rate in self.tables.money.rates.items()}

    @property
    def sources(self) -> dict[str, Source]:
        """Where the figures were published, by the names the tables use."""
        return dict(self.tables.sources)

    @property
    def hash(self) -> str:
        """SHA-256 of all figures and notes; spacing and comments of the file do not count."""
        return hashlib.sha256(self.tables.model_dump_json(by_alias=True).encode()).hexdigest()

    def figures(self) -> tuple[Figure, ...]:
        """Every figure with its path, unit, evidence and source; assumptions have evidence `assumption`."""
        return figures(self.tables)

    def draw(
        self,
        persons: int | Mapping[str, int] = 100_000,
        seed: int = 0,
        *,
        space: ArraySpace = IN_MEMORY,
    ) -> Society:
        """Draw synthetic people: a pure function of the tables, the counts and `seed` (0 .. 2**64-1).

        `persons` are dealt to the provinces by population, or given by province. A person more, or a
        province more, changes nobody else. Columns lie in `space`, by default in memory. Raises
        `InputError` for impossible counts.
        """
        from glasshouse.population.draw import draw

        counts, luck = arguments.together(lambda: self.counts(persons), lambda: arguments.seed("seed", seed))
        return _sealed(self, luck, draw(self.tables, counts, luck, space), space)

    def counts(self, persons: int | Mapping[str, int]) -> dict[str, int]:
        """How many persons `draw` gives each province. Raises `InputError` for impossible counts."""
        from glasshouse.population.draw import dealt

        asked = counted(persons)
        counts = dealt(self.tables, asked) if isinstance(asked, int) else asked
        if strangers := [name for name in counts if name not in self.tables.provinces]:
            raise InputError(
                *(
                    Diagnostic(
                        f"{shown(name)} is not a province of {self.id}",
                        choices(name, self.tables.provinces, "write one of its provinces"),
                    )
                    for name in strangers
                )
            )
        if sum(counts.values()) < 1:
            raise InputError(Diagnostic("no persons to draw", "give at least 1"))
        if full := [name for name, count in counts.items() if count > MOST]:
            what = f"{full[0]} gets {counts[full[0]]:,} persons, a province has room for {MOST:,}"
            raise InputError(Diagnostic(what, "draw fewer persons"))
        return counts


def counted(persons: Any) -> int | dict[str, int]:
    """A number of persons, or one for each province by name, checked."""
    if not isinstance(persons, Mapping):
        return arguments.whole("persons", persons, 1, MOST_OF_ALL)
    names = list(persons)
    counts = arguments.together(
        *(lambda name=name: arguments.whole(f"persons[{name!r}]", persons[name], 0, MOST) for name in names)
    )
    return dict(zip(names, counts, strict=True))


def _sealed(recipe: SocietyRecipe, seed: int, drawn: Drawn, space: ArraySpace) -> Society:
    """A society of columns nobody can write to any more."""
    for column in (*drawn.columns.values(), *drawn.attributes.values(), drawn.settlements):
        column.flags.writeable = False
    made = Society(recipe, seed, drawn.settlements, **drawn.columns, attributes=drawn.attributes, space=space)
    object.__setattr__(made, "_drawn", True)  # no field, so that a copy with other columns has it not
    return made

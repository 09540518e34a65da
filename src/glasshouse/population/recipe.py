"""A society before anybody is drawn from it: the tables of one file, where they came from, and their JSON
Schema."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError, choices, shown
from glasshouse.population.cells import cells_of
from glasshouse.population.diagnostics import Figure, figures, tables_of
from glasshouse.population.margins import NotFitted
from glasshouse.population.schema import SCHEMA, Source, Tables
from glasshouse.specs.reading import Text, is_file, is_folder, survey

if TYPE_CHECKING:
    from glasshouse.population.society import Society


SHIPPED = Path(__file__).resolve().parent.parent / "data" / "societies"
MOST = 1 << 27
"""Most persons of one province: their numbers have 27 bits, the province's serial 5."""


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

    def draw(self, persons: int | Mapping[str, int] = 100_000, seed: int = 0) -> Society:
        """Draw synthetic people: a pure function of the tables, the counts and `seed` (0 .. 2**64-1).

        `persons` are dealt to the provinces by population, or given by province. A person more, or a
        province more, changes nobody else. Raises `InputError` for impossible counts.
        """
        from glasshouse.population.draw import draw

        counts, luck = arguments.together(
            lambda: self._counts(counted(persons)), lambda: arguments.seed("seed", seed)
        )
        return draw(self, counts, luck)

    def _counts(self, persons: int | dict[str, int]) -> dict[str, int]:
        from glasshouse.population.draw import dealt

        counts = dealt(self.tables, persons) if isinstance(persons, int) else persons
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
        return counts


def counted(persons: Any) -> int | dict[str, int]:
    """A number of persons, or one for each province by name, checked."""
    if not isinstance(persons, Mapping):
        return arguments.whole("persons", persons, 1, MOST)
    names = list(persons)
    counts = arguments.together(
        *(lambda name=name: arguments.whole(f"persons[{name!r}]", persons[name], 0, MOST) for name in names)
    )
    return dict(zip(names, counts, strict=True))


def load(name_or_path: str | Path) -> SocietyRecipe:
    """The shipped society of that name, or the one in a file. Raises `InputError` with every fault.

    >>> import glasshouse as gh
    >>> gh.society("toytown").id
    'toytown'
    """
    path = _found(name_or_path)
    text = survey(path)
    tables = tables_of(text)
    _refuse_contradictions(tables, text)
    return SocietyRecipe(tables, str(path))


def _refuse_contradictions(tables: Tables, text: Text) -> None:
    """Margins can each be right and yet not go together: only fitting them tells."""
    try:
        cells_of(tables)
    except NotFitted as reason:
        what = f"the tables cannot be fitted together: {reason}"
        fix = "change the types or the mean size of households, or the shares of ages"
        raise InputError(text.diagnostic(("households",), what, fix)) from None


def shipped() -> list[str]:
    """Names of the societies that come with the package.

    >>> import glasshouse as gh
    >>> "toytown" in gh.list_societies()
    True
    """
    return sorted(path.stem for path in SHIPPED.glob("*.yaml"))


def _found(name_or_path: str | Path) -> Path:
    path = arguments.path("society", name_or_path, "a society, its name or its path")
    if path.suffix in (".yaml", ".yml") or is_file(path) or is_folder(path):
        return path
    if str(name_or_path) not in shipped():
        raise InputError(
            Diagnostic(
                f"{shown(name_or_path)} is not a society",
                choices(name_or_path, [*shipped(), "a file that ends in .yaml"]),
            )
        )
    return SHIPPED / f"{name_or_path}.yaml"


FILE = SHIPPED.parent / "schema" / "society.schema.json"
"""Where the published schema is kept."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, object]:
    """The JSON Schema of a society file (draft 2020-12); it knows tables and no records of individuals."""
    schema = Tables.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": _DIALECT, "$id": f"{SCHEMA}.json", **schema}


def write_schema(path: Path = FILE) -> Path:
    """Write the published schema; returns where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(json_schema(), indent=1, sort_keys=True) + "\n")
    return path

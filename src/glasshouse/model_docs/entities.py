"""Entities of the model and the pieces of Markdown that the pages share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from glasshouse.model import layout, person
from glasshouse.model.climate import PROVINCE
from glasshouse.model.patrols import DISTRICT
from glasshouse.specs.parameters import Parameter
from glasshouse.specs.reading import read

NUMBER = ("number", "value", "unit", "range", "evidence", "source or note")
"""Headings of a table of numbers."""


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a table; a bar in a cell would end it and becomes a slash."""
    yield f"| {' | '.join(headings)} |"
    yield f"| {' | '.join('---' for _ in headings)} |"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"


def codes(names: Sequence[str], between: str = " ") -> str:
    """Names set as code."""
    return between.join(f"`{name}`" for name in names)


def number(of: Parameter) -> tuple[str, ...]:
    """The row of a number under the headings `NUMBER`."""
    why = "; ".join(part for part in (of.source, of.note) if part)
    return f"`{of.name}`", value_of(of), of.unit, range_of(of), of.evidence, why


def value_of(of: Parameter) -> str:
    """The value without its unit; a row of numbers is separated by commas."""
    values = of.value if isinstance(of.value, tuple) else (of.value,)
    return ", ".join(f"{value:.10g}" for value in values)


def range_of(of: Parameter) -> str:
    """Lowest and highest sensible value."""
    low, high = of.range
    return f"{low:.10g} to {high:.10g}"


RECORDS: Mapping[str, np.dtype[np.void]] = {
    "person": layout.PERSON,
    "firm": layout.FIRM,
    "settlement": DISTRICT,
    "province": PROVINCE,
}
"""The record in which each kind of entity is kept."""

_DECLARED = {"person": layout.PERSON_FIELDS, "firm": layout.FIRM_FIELDS}
_FIXED = {"adults"}
"""Fields of settlements and provinces that never change."""


@dataclass(frozen=True)
class Variable:
    """One state variable: its meaning, its unit (`flags`, `code` and `none` for what is no quantity), how
    many values an entity has of it, in which type, how it starts ("" for zero), and whether it changes."""

    name: str
    meaning: str
    unit: str
    values: int
    stored: str
    start: str
    changes: bool


@dataclass(frozen=True)
class Entity:
    """One kind of entity: its variables, and what flags and codes stand for, by variable."""

    name: str
    title: str
    about: str
    variables: tuple[Variable, ...]
    codes: Mapping[str, Mapping[str, str]]
    bytes: int


def all_entities() -> tuple[Entity, ...]:
    """Every kind of entity with a record of its own. A field nobody has described is a `KeyError`."""
    written = descriptions()["entities"]
    return tuple(_entity(name, record, written[name]) for name, record in RECORDS.items())


def signs() -> dict[str, str]:
    """What others can read of a person, and what each sign tells."""
    told = descriptions()["signs"]
    return {name: told[name] for name in person.SIGNS}


def descriptions() -> dict[str, Any]:
    """The file of meanings as it is written."""
    with resources.as_file(resources.files("glasshouse") / "data" / "odd" / "entities.yaml") as path:
        return read(Path(path)).data


def _entity(name: str, record: np.dtype[np.void], written: Mapping[str, Any]) -> Entity:
    return Entity(
        name=name,
        title=written["title"],
        about=written["about"],
        variables=tuple(
            _declared(name, record) if name in _DECLARED else _written(record, written["fields"])
        ),
        codes=written.get("codes", {}),
        bytes=record.itemsize,
    )


def _declared(entity: str, record: np.dtype[np.void]) -> Iterator[Variable]:
    """Those for life first; each half in the order of the mechanisms that own them."""
    for one in sorted(_DECLARED[entity], key=lambda field: not field.fixed):
        yield _variable(one.name, record, one.meaning, one.unit, one.start, not one.fixed)


def _written(record: np.dtype[np.void], written: Mapping[str, Any]) -> Iterator[Variable]:
    for name in sorted(written, key=lambda name: name not in _FIXED):
        about = written[name]
        yield _variable(name, record, about["meaning"], about["unit"], about["start"], name not in _FIXED)


def _variable(
    name: str, record: np.dtype[np.void], meaning: str, unit: str, start: str, changes: bool
) -> Variable:
    kind = record[name]
    return Variable(name, meaning, unit, int(np.prod(kind.shape, dtype=int)), kind.base.name, start, changes)

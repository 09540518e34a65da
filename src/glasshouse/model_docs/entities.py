"""The entities of the model: what every field of their records means, and how it is stored.

Fields, lengths and sizes come from the records themselves, meanings from `data/odd/entities.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from glasshouse.model import firm, person
from glasshouse.model.climate import PROVINCE
from glasshouse.model.patrols import DISTRICT
from glasshouse.specs.reading import read

RECORDS: Mapping[str, np.dtype[Any]] = {
    "person": person.PERSON,
    "firm": firm.FIRM,
    "settlement": DISTRICT,
    "province": PROVINCE,
}
"""The record in which each kind of entity is kept."""

_FIXED: Mapping[str, set[str]] = {
    "person": {name for name, *_ in person.FIXED},
    "firm": {name for name, *_ in firm.FIRM_FIXED},
    "settlement": {"adults"},
    "province": set(),
}


@dataclass(frozen=True)
class Variable:
    """One state variable: its meaning, its unit (`flags`, `code` and `none` for what is no quantity), how
    many values an entity has of it, in which type, and whether it changes during a run."""

    name: str
    meaning: str
    unit: str
    values: int
    stored: str
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


def entities() -> tuple[Entity, ...]:
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


def _entity(name: str, record: np.dtype[Any], written: Mapping[str, Any]) -> Entity:
    return Entity(
        name=name,
        title=written["title"],
        about=written["about"],
        variables=tuple(_variables(name, record, written["fields"])),
        codes=written.get("codes", {}),
        bytes=record.itemsize,
    )


def _variables(entity: str, record: np.dtype[Any], written: Mapping[str, Any]) -> Iterator[Variable]:
    """Those for life first; each half in the order in which the meanings are written."""
    order = {name: place for place, name in enumerate(written)}
    assert record.names is not None
    changes = {name: name not in _FIXED[entity] for name in record.names}
    for name in sorted(record.names, key=lambda field: (changes[field], order.get(field, 0))):
        kind = record[name]
        yield Variable(
            name=name,
            meaning=written[name]["meaning"],
            unit=written[name]["unit"],
            values=int(np.prod(kind.shape, dtype=int)),
            stored=kind.base.name,
            changes=changes[name],
        )

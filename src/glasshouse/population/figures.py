"""Every figure of a society file with its path and provenance, for reports to print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from glasshouse.population.leaves import Quantity, Table
from glasshouse.population.schema import HouseholdTypes, RoleAges, Tables


@dataclass(frozen=True)
class Figure:
    """One leaf: its dotted path, its value as text, unit, evidence code, source (title and year) and note."""

    path: str
    value: str
    unit: str
    evidence: str
    source: str
    note: str


def figures(tables: Tables) -> tuple[Figure, ...]:
    """All leaves in the order of the file."""
    return tuple(_walk(tables, tables, ""))


def _walk(tables: Tables, part: BaseModel, path: str) -> Iterator[Figure]:
    single = len(tables.registration.classes) == 1
    for name in type(part).model_fields:
        if not (single and name in ("rural", "rural_odds")):
            yield from _entry(tables, getattr(part, name), f"{path}.{name}" if path else name)


def _entry(tables: Tables, value: object, path: str) -> Iterator[Figure]:
    if isinstance(value, (Quantity, Table, HouseholdTypes, RoleAges)):
        yield _figure(tables, value, path)
    elif isinstance(value, BaseModel):
        yield from _walk(tables, value, path)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _entry(tables, inner, f"{path}.{key}")


def _figure(tables: Tables, leaf: Quantity | Table | HouseholdTypes | RoleAges, path: str) -> Figure:
    source = tables.sources.get(leaf.source)
    published = f"{source.title}, {source.year}" if source else ""
    return Figure(path, _shown(leaf), leaf.unit, leaf.evidence, published, leaf.note)


def _shown(leaf: Quantity | Table | HouseholdTypes | RoleAges) -> str:
    if isinstance(leaf, Quantity):
        return f"{leaf.value:g}"
    if isinstance(leaf, Table):
        return ", ".join(f"{key}: {value:g}" for key, value in leaf.values.items())
    if isinstance(leaf, HouseholdTypes):
        return ", ".join(f"{name}: {row.share:g}" for name, row in leaf.rows.items())
    return ", ".join(f"{name}: {low} to {high}" for name, (low, _, high) in leaf.rows.items())

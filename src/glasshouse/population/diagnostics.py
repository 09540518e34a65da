"""What is wrong with a society file, with line numbers, and every figure of it with its source."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from glasshouse.errors import Diagnostic, InputError, choices, shown
from glasshouse.population.classes import completed
from glasshouse.population.people_schema import HouseholdTypes, RoleAges
from glasshouse.population.schema import CLASSES, SCHEMA, Tables
from glasshouse.population.society_leaves import FAULT, Quantity, Table
from glasshouse.specs.composing import KeyPath
from glasshouse.specs.parameter_leaves import EVIDENCE
from glasshouse.specs.reading import Text
from glasshouse.specs.scalars import listing, mapping, one_of
from glasshouse.specs.units import CODES, currency_of


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


_LEAF = ("value", "values", "rows")
_SEEN = frozenset(EVIDENCE) - {"assumption"}
_INDIVIDUALS = ("persons", "people", "individuals", "residents", "records", "members", "lives")


def tables_of(text: Text) -> Tables:
    """The checked tables of a society file. Raises `InputError` with every fault."""
    diagnostics = [diagnostic for check in _CHECKS for diagnostic in check(text)]
    tables = None
    try:
        tables = Tables.model_validate(completed(text.data))
    except ValidationError as error:
        diagnostics += [_diagnostic(text, detail) for detail in error.errors()]
    if (found := text.all_diagnostics(diagnostics)) or tables is None:
        raise InputError(*found)
    return tables


def _diagnostic(text: Text, detail: ErrorDetails) -> Diagnostic:
    path = _path(text, detail["loc"])
    what, fix = _sentence(detail, path)
    if detail["type"] == "missing":
        return text.diagnostic(path[:-1], what, fix)
    return text.diagnostic(path, what, fix)


def _path(text: Text, location: tuple[int | str, ...]) -> KeyPath:
    """The steps of pydantic's location that are keys of the text (it adds names of its own choices)."""
    path: KeyPath = ()
    for step in location:
        if (*path, step) in text.keys:
            path = (*path, step)
    last = location[-1] if location else ""
    if odd := [keys for keys in text.keys if keys and keys[:-1] == path and repr(keys[-1]) == last]:
        return odd[0]  # a key that is no text, which pydantic names in its own way
    return path if not location or path[-1:] == (last,) or str(last).startswith("[") else (*path, last)


def _sentence(detail: ErrorDetails, path: KeyPath) -> tuple[str, str]:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == FAULT:
        return str(context["what"]), str(context["fix"])
    if kind == "extra_forbidden" and len(path) == 1 and path[0] in _INDIVIDUALS:
        return "records of individuals are not accepted", "a society is described by tables, people are drawn"
    if kind == "extra_forbidden":
        return "not a known key", choices(path[-1], _known(path[:-1]), "leave it out")
    if kind == "missing":
        return f"{path[-1]} is missing", _EXAMPLES.get(str(path[-1]), "add it")
    if kind == "literal_error" and path == ("schema",):
        return f"{shown(given)} is not a schema of societies", f"write schema: {SCHEMA}"
    if kind == "model_type" or kind == "dict_type":
        return (
            f"{shown(given)} is not a table of keys and values",
            "write {value: ..., unit: ..., evidence: ...}",
        )
    if kind == "string_pattern_mismatch":
        return f"{shown(given)} is not a name", "use small letters, digits and -, a letter first"
    what = f"{shown(given)}: {detail['msg'][:1].lower()}{detail['msg'][1:]}"
    return what, _REMEDIES.get(kind, "see the shipped society toytown for an example")


_EXAMPLES = {
    "schema": f"write schema: {SCHEMA}",
    "unit": "write for example unit: fraction",
    "evidence": f"write one of {', '.join(EVIDENCE)}",
    "money": "write for example money: {currency: EUR}",
    "currency": "write for example currency: EUR",
}
_REMEDIES = {
    "string_type": "write a text, in quotes if it is a number or a date",
    "int_type": "write a whole number",
    "invalid_key": "write a name, in quotes if it is a number or a date",
    "too_short": "add the missing entries",
}


def _known(path: KeyPath) -> list[str]:
    """The keys that may stand at `path`, found by walking the models."""
    kind: Any = Tables
    for step in path:
        kind = _model(_inside(kind, step))
        if kind is None:
            return []
    return [field.alias or name for name, field in kind.model_fields.items()]


def _inside(kind: type[BaseModel], step: object) -> Any:
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return get_args(kind)[1]
    field = kind.model_fields.get(str(step))
    return field.annotation if field else None


def _model(annotation: object) -> object:
    """The model an annotation speaks of; a dictionary stays as it is, to be entered by the next step."""
    if get_origin(annotation) in (Union, types.UnionType):
        return next((model for arm in get_args(annotation) if (model := _model(arm))), None)
    if get_origin(annotation) is dict or (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return annotation
    return None


def _leaves(data: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, dict[object, object]]]:
    """Everything that looks like a figure or a table of figures, with its path."""
    if isinstance(data, dict) and any(key in data for key in _LEAF):
        yield path, data
    for key, value in mapping(data).items():
        if (*path, key) != ("sources",):
            yield from _leaves(value, (*path, key))


def _source_diagnostics(text: Text) -> Iterator[Diagnostic]:
    """A figure that is not an assumption must name one of the file's sources."""
    for path, data in _leaves(text.data):
        yield from _leaf_diagnostics(text, data, path)


def _money_diagnostics(text: Text) -> Iterator[Diagnostic]:
    """All amounts are in the currency of the society."""
    currency = mapping(text.data.get("money")).get("currency")
    if not one_of(currency, CODES):
        return
    for path, data in _leaves(text.data):
        unit = str(data.get("unit"))
        if (given := currency_of(unit)) and given != currency:
            what = f"{unit} in a society whose money is in {currency}"
            fix = f"write {unit.replace(given, currency, 1)}, and the amount in it"
            yield text.diagnostic((*path, "unit"), what, fix)


def _group_diagnostics(text: Text) -> Iterator[Diagnostic]:
    """Conditions of attributes name groups that the society has."""
    classes = listing(mapping(text.data.get("registration")).get("classes")) or list(CLASSES)
    known = {"residence": classes, "province": list(mapping(text.data.get("provinces")))}
    called = {"residence": "class of residents", "province": "province"}
    for name, attribute in mapping(text.data.get("attributes")).items():
        for k, part in mapping(mapping(attribute).get("among")).items():
            who = mapping(mapping(part).get("who"))
            for key in known.keys() & who.keys():
                if isinstance(who[key], str) and who[key] not in known[key]:
                    path = ("attributes", name, "among", k, "who", key)
                    what = f"{shown(who[key])} is not a {called[key]} of this society"
                    yield text.diagnostic(path, what, choices(who[key], known[key]))


_CHECKS = (_source_diagnostics, _money_diagnostics, _group_diagnostics)


def _leaf_diagnostics(text: Text, data: dict[object, object], path: KeyPath) -> Iterator[Diagnostic]:
    known = text.data.get("sources")
    names = list(known) if isinstance(known, dict) else []
    source = data.get("source")
    if source is None and one_of(data.get("evidence"), _SEEN):
        yield text.diagnostic(
            path, f"evidence {data['evidence']} needs a source", "name it, or write evidence: assumption"
        )
    elif isinstance(source, str) and source not in names:
        fix = choices(source, names, "list it under sources")
        yield text.diagnostic(
            (*path, "source"), f"{shown(source)} is not among the sources of this file", fix
        )

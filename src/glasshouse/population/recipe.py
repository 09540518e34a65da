"""Reading a society: the shipped ones, one in a file, and the JSON Schema of such files."""

from __future__ import annotations

import json
from pathlib import Path

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError, choices, shown
from glasshouse.population.cells import cells_of
from glasshouse.population.diagnostics import tables_of
from glasshouse.population.margins import NotFitted
from glasshouse.population.schema import SCHEMA, Tables
from glasshouse.population.society import SocietyRecipe
from glasshouse.specs.reading import Text, is_file, is_folder, survey

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "societies"


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

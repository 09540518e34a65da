"""The schema of society files as JSON Schema, for editors that complete and check as one types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from glasshouse.population.recipe import SHIPPED
from glasshouse.population.schema import SCHEMA, Tables

FILE = SHIPPED.parent / "schema" / "society.schema.json"
"""Where the published schema is kept."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a society file (draft 2020-12); it knows tables and no records of individuals."""
    schema = Tables.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": _DIALECT, "$id": f"{SCHEMA}.json", **schema}


def write_schema(path: Path = FILE) -> Path:
    """Write the published schema; returns where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(json_schema(), indent=1, sort_keys=True) + "\n")
    return path

"""The schema of rulebook files as JSON Schema, for editors that complete and check as one types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from glasshouse.rulebook.library import FOLDER
from glasshouse.rulebook.schema import SCHEMA, RulebookFile

FILE = FOLDER.parent / "schema" / "rulebook.schema.json"
"""Where the published schema is kept."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a rulebook file (draft 2020-12).

    `x-harsher` beside a leaf says which direction bears harder on people, `x-unit` the unit it is kept in.
    """
    schema = RulebookFile.model_json_schema(by_alias=True, mode="validation")
    schema["required"] = ["schema", "id", "title", "layer"]
    return {"$schema": _DIALECT, "$id": f"{SCHEMA}.json", **schema}


def write_schema(path: Path = FILE) -> Path:
    """Write the published schema; returns where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(json_schema(), indent=1, sort_keys=True) + "\n")
    return path

"""The schema of rulebook files as JSON Schema, for editors that complete and check as one types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from glasshouse.rulebook.leaf_schema import shared
from glasshouse.rulebook.library import FOLDER
from glasshouse.rulebook.schema import SCHEMA, RulebookFile

FILE = FOLDER.parent / "schema" / "rulebook.schema.json"
"""Where the published schema is kept."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a rulebook file (draft 2020-12).

    `x-harsher` beside a leaf says which direction bears harder on people, `x-unit` the unit it is kept in.
    What a leaf may hold is defined once in `$defs`, with a sentence that editors show (`leaf_schema`).
    """
    schema = shared(RulebookFile.model_json_schema(by_alias=True, mode="validation"))
    schema["required"] = ["schema", "id", "title", "layer"]
    return {"$schema": _DIALECT, "$id": f"{SCHEMA}.json", **schema}


def write_schema(path: Path = FILE) -> Path:
    """Write the published schema; returns where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_a_line_each(json_schema()) + "\n")
    return path


def _a_line_each(schema: dict[str, Any], inside: str = "") -> str:
    """The schema as JSON with one key or definition a line, so that a change shows as a line in a diff."""
    lines = [
        f"{inside} {json.dumps(key)}: "
        + (_a_line_each(part, f"{inside} ") if key == "$defs" else json.dumps(part, sort_keys=True))
        for key, part in sorted(schema.items())
    ]
    return "{\n" + ",\n".join(lines) + f"\n{inside}}}"

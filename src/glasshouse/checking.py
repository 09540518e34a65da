"""Checking a file by itself, whatever kind of text it says it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from glasshouse.audit.bounds import load_bounds
from glasshouse.errors import BadInput, suggestion
from glasshouse.experiment.plan import load as load_plan
from glasshouse.rulebook import load as load_rulebook
from glasshouse.rulebook import practice
from glasshouse.society import load as load_society
from glasshouse.texts.parameters import load as load_parameters
from glasshouse.texts.reading import read

READERS: dict[str, Callable[[Path], Any]] = {
    "glasshouse/rulebook@1": load_rulebook,
    "glasshouse/society@1": load_society,
    "glasshouse/practice@1": lambda path: practice(None, path),
    "glasshouse/parameters@1": load_parameters,
    "glasshouse/study@1": load_plan,
    "glasshouse/bounds@1": load_bounds,
}
"""Who reads a file, by the schema it names."""


def check(path: Path) -> str:
    """The schema of a sound file. Raises `BadInput` with every fault of one that is not."""
    text = read(path)
    schema = text.data.get("schema")
    if schema not in READERS:
        what = "schema is missing" if schema is None else f"{schema} is not a schema known here"
        hint = suggestion(schema, READERS) or f"one of {', '.join(READERS)}"
        raise BadInput(text.fault(("schema",) if schema else (), what, hint))
    READERS[schema](path)
    return str(schema)

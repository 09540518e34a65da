"""The examples of the rules: a clean invented rulebook, and small changes laid over it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from glasshouse.errors import BadInput
from glasshouse.rulebook.book import Rulebook
from glasshouse.rulebook.checks import check, check_basis
from glasshouse.rulebook.merging import root
from glasshouse.rulebook.sheets import sheet_of
from glasshouse.texts.reading import Text, parse, read

CLEAN = Path(__file__).resolve().parent.parent / "data" / "lint" / "clean.yaml"
"""The rulebook that answers every question of lint."""


@cache
def _clean() -> Text:
    return read(CLEAN)


def example(changes: str) -> Rulebook:
    """The clean rulebook with `changes`, a piece of YAML: maps are joined, null takes a key away.

    Raises `BadInput` when the result is no sound rulebook.
    """
    data = _joined(_clean().data, parse(changes, "example").data if changes.strip() else {})
    sheet = sheet_of(parse(json.dumps(data, indent=1, default=str), "example"))
    laid = root(sheet)
    faults = [*laid.faults, *check(laid.tree), *check_basis(sheet, sheet.sources)]
    if faults:
        raise BadInput(*faults)
    return Rulebook(
        id=sheet.header.id,
        title=sheet.header.title,
        layer=str(sheet.header.layer),
        start=sheet.start,
        newest=sheet.start,
        until=sheet.until,
        tree=laid.tree,
        files=("example",),
    )


def _joined(base: dict[Any, Any], changes: dict[Any, Any]) -> dict[Any, Any]:
    made = dict(base)
    for key, value in changes.items():
        if value is None:
            made.pop(key, None)
        elif isinstance(value, dict) and isinstance(made.get(key), dict) and "value" not in value:
            made[key] = _joined(made[key], value)
        else:
            made[key] = value
    return made

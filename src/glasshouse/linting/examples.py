"""The examples of the rules: a clean invented rulebook, and small changes laid over it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from glasshouse.errors import InputError
from glasshouse.rulebooks.book import Rulebook
from glasshouse.rulebooks.checks import check, check_basis
from glasshouse.rulebooks.merging import Laid, over, root
from glasshouse.rulebooks.schema import SCHEMA
from glasshouse.rulebooks.sheets import Sheet, sheet_of
from glasshouse.specs.reading import Text, parse, read

CLEAN = Path(__file__).resolve().parent.parent / "data" / "lint" / "clean.yaml"
"""The rulebook that answers every question of lint."""
EXAMPLE = "example"
"""The name under which places in an example are shown."""


@cache
def _clean() -> Text:
    return read(CLEAN)


def example(changes: str) -> Rulebook:
    """The clean rulebook with `changes`, a piece of YAML: maps are joined, null takes a key away.

    What stands under `lower` is laid over it as the file of a city. Raises `InputError` when the result is no
    sound rulebook.
    """
    return laid_over(parse(changes, EXAMPLE).data if changes.strip() else {})


def laid_over(*changes: Mapping[str, Any]) -> Rulebook:
    """The clean rulebook with changes as they are read from YAML, each laid over those before (see
    `example`)."""
    data = dict(_clean().data)
    for given in changes:
        data = _joined(data, given)
    lower = data.pop("lower", None)
    sheets = [_sheet(data)]
    laid = root(sheets[0])
    if lower:
        header = {
            "schema": SCHEMA,
            "id": "lower",
            "title": "a city",
            "layer": "city",
            "extends": "clean.yaml",
        }
        sheets.append(_sheet({**header, "from": "2024-06-01", **lower}))
        below = over(laid.tree, sheets[1], delegated=True)
        laid = Laid(below.tree, laid.diagnostics + below.diagnostics, below.findings)
    known = frozenset(source for sheet in sheets for source in sheet.sources)
    diagnostics = [
        *laid.diagnostics,
        *check(laid.tree),
        *(f for sheet in sheets for f in check_basis(sheet, known)),
    ]
    if diagnostics:
        raise InputError(*diagnostics)
    last = sheets[-1]
    return Rulebook(
        id=last.header.id,
        title=last.header.title,
        layer=str(last.header.layer),
        start=sheets[0].start,
        newest=last.start,
        until=last.until,
        tree=laid.tree,
        files=(EXAMPLE,),
        findings=tuple(laid.findings),
    )


def _sheet(data: dict[str, object]) -> Sheet:
    return sheet_of(parse(json.dumps(_plain(data), indent=1), EXAMPLE))


def _plain(data: object) -> object:
    """The data as JSON can hold it: days as texts."""
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return str(data) if isinstance(data, datetime.date) else data


def _joined(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(base)
    for key, value in changes.items():
        if value is None:
            made.pop(key, None)
        elif _is_clause(value) and _is_clause(made.get(key)):
            made[key] = _joined(made[key], value)
        else:
            made[key] = value
    return made


def _is_clause(given: object) -> bool:
    """Whether it is a map of clauses, not a value in its long form."""
    return isinstance(given, dict) and "value" not in given

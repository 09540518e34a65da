"""The published schema with shared definitions accepts and refuses exactly what the schema without them does."""

from __future__ import annotations

import copy
import datetime
import json
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

import jsonschema
import pytest

from glasshouse.rulebooks import json_schema, load
from glasshouse.rulebooks.leaf_schema import HARSHER, Kind, words
from glasshouse.rulebooks.loading import shipped_names
from glasshouse.rulebooks.practising import SCHEMA_FILE
from glasshouse.rulebooks.schema import RulebookFile, leaf_patterns, node_at
from glasshouse.specs.reading import read

WRONG = (
    True,
    -(10**12),
    "no such word",
    [],
    {"value": 1, "remark": "x"},
    {"2019-13": 1},
    {"note": "x"},
    None,
    3,
)
"""Each stands in turn in place of a leaf; most are wrong for most leaves."""


def plain(data: Any) -> Any:
    """As an editor sees the file: dates are texts."""
    if isinstance(data, dict):
        return {str(key): plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain(value) for value in data]
    return str(data) if isinstance(data, datetime.date) else data


@cache
def documents() -> dict[str, Any]:
    return {name: plain(read(load(name).files[-1]).data) for name in shipped_names()}


def places(data: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(data, dict):
        for key, inside in data.items():
            yield (*path, key)
            yield from places(inside, (*path, key))


def with_value(data: Any, path: tuple[str, ...], value: object) -> Any:
    made = copy.deepcopy(data)
    inside = made
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    return made


@pytest.fixture(scope="module")
def both() -> tuple[jsonschema.Draft202012Validator, jsonschema.Draft202012Validator]:
    alone = RulebookFile.model_json_schema(by_alias=True, mode="validation")
    alone["required"] = json_schema()["required"]
    return jsonschema.Draft202012Validator(alone), jsonschema.Draft202012Validator(json_schema())


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_shipped_rulebooks_are_accepted(both: Any) -> None:
    for name, data in documents().items():
        assert all(schema.is_valid(data) for schema in both), name


def test_the_same_wrong_documents_are_refused(both: Any) -> None:
    """Every place of a rulebook in turn holds something else; the two schemas agree about each."""
    alone, shared = both
    refused = 0
    for name in ("court-list-2013", "corporate-credit"):
        data = documents()[name]
        for k, path in islice(enumerate(places(data)), 0, None, 7):
            wrong = with_value(data, path, WRONG[k % len(WRONG)])
            verdict = shared.is_valid(wrong)
            assert verdict == alone.is_valid(wrong), f"{name}: {path} = {WRONG[k % len(WRONG)]!r}"
            refused += not verdict
    assert refused > 30


def test_an_unknown_key_is_refused(both: Any) -> None:
    data = documents()["nothing"] | {"procedure": {"notise": "before"}}
    assert not any(schema.is_valid(data) for schema in both)


def test_it_is_half_the_size_though_it_says_what_every_key_means() -> None:
    """A leaf is written once, and not again at every key."""
    alone = RulebookFile.model_json_schema(by_alias=True, mode="validation")
    assert SCHEMA_FILE.stat().st_size < len(json.dumps(alone)) / 2


def test_every_leaf_says_what_it_may_hold_and_which_way_is_harsher() -> None:
    schema = json_schema()
    for pattern in leaf_patterns():
        kind = node_at(tuple(pattern.split(".")))
        assert isinstance(kind, Kind)
        assert words(kind.json_value()) not in ("", "A value."), pattern
        assert kind.harsher in HARSHER
    leaves = [part for name, part in schema["$defs"].items() if f"{name}_leaf" in schema["$defs"]]
    assert len(leaves) > 50
    assert all(leaf["description"] for leaf in leaves)


def test_every_definition_is_used() -> None:
    text = json.dumps(json_schema())
    assert not [name for name in json_schema()["$defs"] if f'"#/$defs/{name}"' not in text]

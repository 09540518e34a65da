"""How rules are carried out: estimates kept apart from what is written; the JSON Schema of rulebooks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from glasshouse import arguments
from glasshouse.errors import Diagnostic, shown
from glasshouse.rulebooks.book import Rulebook
from glasshouse.rulebooks.leaf_schema import shared
from glasshouse.rulebooks.loading import FOLDER, locate
from glasshouse.rulebooks.meanings import meanings
from glasshouse.rulebooks.schema import HEADER, SCHEMA, RulebookFile, children, clauses
from glasshouse.rulebooks.schema import Path as Keys
from glasshouse.specs.parameters import ParameterSet, overlay
from glasshouse.specs.parameters import load as load_parameters
from glasshouse.specs.reading import Text, survey

DEFAULT = FOLDER.parent / "practice" / "default.yaml"
PRACTICE_FILE = "practice.yaml"
_RULE_KEYS = ("basis", "lever", "change")


def practice(
    rulebook: Rulebook | str | None = None,
    overrides: str | Path | Mapping[str, object] | None = None,
) -> ParameterSet:
    """The practice under a rulebook: the default, the rulebook's own file over it, then `overrides`.

    `overrides` is a practice file, or a map of parameter names to values. Raises `InputError` with everything
    wrong in the files, rules that stand in a practice file among it.

    >>> import glasshouse as gh
    >>> gh.practice("rongcheng-2014", {"court.sue": "0.02 1/month"})["court.sue"].value
    0.02
    """
    parameters = _shipped(DEFAULT)
    for path in _own_files(rulebook):
        parameters = _laid(parameters, path)
    if overrides is None:
        return parameters
    if isinstance(overrides, Mapping):
        return parameters.but(overrides)
    return _laid(parameters, arguments.path("practice", overrides), rulebook)


@lru_cache(maxsize=1)
def _shipped(path: Path) -> ParameterSet:
    return load_parameters(path)


def _own_files(rulebook: Rulebook | str | None) -> Iterator[Path]:
    if isinstance(rulebook, str):
        names = _plain(rulebook).split("+")
        files = [locate(name) for name in names]
    elif rulebook is None or isinstance(rulebook, Rulebook):
        files = [Path(file) for file in rulebook.files] if rulebook else []
    else:
        files = [arguments.path("rulebook", rulebook, "a rulebook, its name or its path")]
    for file in files:
        if (own := file.parent / PRACTICE_FILE).is_file():
            yield own


def _plain(name: str) -> str:
    """The name without the moment and the variants behind it."""
    return name.partition("~")[0].partition("@")[0]


def _laid(parameters: ParameterSet, path: Path, rulebook: Rulebook | str | None = None) -> ParameterSet:
    text = survey(path)
    return overlay(parameters, text, [*_misplaced(text), *_for_another(text, rulebook)])


def _misplaced(text: Text) -> Iterator[Diagnostic]:
    """Rules in a practice file: whole sections, or keys that only a rule has."""
    sections = {*children(RulebookFile), *HEADER} - {"schema", "title", "notes"}
    for key in text.data:
        if key in sections:
            yield text.diagnostic(
                (key,), "a rule is written in a rulebook, not in a practice file", "move it there"
            )
    yield from _rule_keys(text, text.data.get("parameters"), ("parameters",))


def _rule_keys(text: Text, data: object, path: Keys) -> Iterator[Diagnostic]:
    if isinstance(data, dict):
        for key, inner in data.items():
            if key in _RULE_KEYS and not isinstance(inner, dict):
                what = f"a {key} belongs to a rule; practice has evidence, source and prior"
                yield text.diagnostic((*path, key), what, "leave it out")
            yield from _rule_keys(text, inner, (*path, key))


def _for_another(text: Text, rulebook: Rulebook | str | None) -> Iterator[Diagnostic]:
    meant = text.data.get("for")
    name = rulebook.id if isinstance(rulebook, Rulebook) else rulebook
    if meant and name and str(meant) not in ("any", name, *_plain(name).split("+")):
        yield text.diagnostic(
            ("for",),
            f"is the practice of {shown(meant)}, not of {name}",
            "leave `for` out to use it anywhere",
        )


SCHEMA_FILE = FOLDER.parent / "schema" / "rulebook.schema.json"
"""Where the published schema is kept."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, object]:
    """The JSON Schema of a rulebook file (draft 2020-12).

    `x-harsher` beside a leaf says which direction bears harder on people, `x-unit` the unit it is kept in.
    What a leaf may hold is defined once in `$defs`, with a sentence that editors show (`leaf_schema`); what
    a key means stands beside it.
    """
    schema = shared(RulebookFile.model_json_schema(by_alias=True, mode="validation"))
    for clause in clauses():
        properties = (schema if clause is RulebookFile else schema["$defs"][clause.__name__])["properties"]
        for key, meaning in meanings(clause).items():
            properties[clause.model_fields[key].alias or key]["description"] = meaning
    schema["required"] = ["schema", "id", "title", "layer"]
    return {"$schema": _DIALECT, "$id": f"{SCHEMA}.json", **schema}


def write_schema(path: Path = SCHEMA_FILE) -> Path:
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

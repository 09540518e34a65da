"""One rulebook file, read and checked by itself: its header, and what it states at each path."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError, choices, shown
from glasshouse.rulebooks.leaf_schema import Kind
from glasshouse.rulebooks.schema import (
    LAYERS,
    NOTES,
    SCHEMA,
    Keyed,
    Node,
    Path,
    RulebookFile,
    children,
    misplaced_key,
)
from glasshouse.rulebooks.sections import Clause
from glasshouse.rulebooks.statements import Statement
from glasshouse.specs.reading import Text
from glasshouse.specs.scalars import mapping


@dataclass(frozen=True)
class Sheet:
    """What one file states. `said` maps paths to statements, in file order; `removed` are paths set to null.

    `kinds` has the kind of each path in `said`. A sheet "set in code" has no text. Where a file is read as
    far as it can be, `faults` is what is wrong with it by itself, and `unread` the paths left out for that.
    """

    header: RulebookFile
    said: Mapping[Path, Statement]
    kinds: Mapping[Path, Kind]
    removed: tuple[Path, ...] = ()
    text: Text | None = None
    sources: frozenset[str] = field(default=frozenset())
    diagnostics: tuple[Diagnostic, ...] = ()
    unread: tuple[Path, ...] = ()

    @property
    def start(self) -> datetime.date | None:
        """The day from which the file is in force."""
        return self.header.start.steps[0].value if self.header.start else None

    @property
    def until(self) -> datetime.date | None:
        """The last day on which it is in force."""
        return self.header.until.steps[0].value if self.header.until else None

    @property
    def file(self) -> str:
        """Where it is written."""
        return self.text.file if self.text else ""

    def diagnostic(self, path: Path, what: str, fix: str = "") -> Diagnostic:
        """A fault at one path of this file."""
        if self.text:
            return self.text.diagnostic(path, what, fix)
        return Diagnostic(f"{'.'.join(map(str, path))}: {what}" if path else what, fix)


def sheet_of(text: Text) -> Sheet:
    """Read one file by itself. Raises `InputError` with every fault that shows without other files."""
    sheet = as_far_as_read(text)
    if sheet.diagnostics:
        raise InputError(*sheet.diagnostics)
    return sheet


def as_far_as_read(text: Text) -> Sheet:
    """One file without the values that are wrong by themselves, with these faults noted.

    Raises `InputError` for a file of another kind, of which nothing more can be said.
    """
    diagnostics = list(_schema_diagnostics(text.data, text))
    if diagnostics and _is_of_another_kind(text.data):
        raise InputError(*text.all_diagnostics(diagnostics))
    sheet = _validated(text.data, text)
    diagnostics += [*sheet.diagnostics, *_header_diagnostics(sheet)]
    return replace(sheet, diagnostics=tuple(text.all_diagnostics(diagnostics)))


def sheet_from(data: dict[object, object], text: Text | None = None) -> Sheet:
    """The sheet of plain data, checked against the schema only. Raises `InputError`."""
    sheet = _validated(data, text)
    if sheet.diagnostics:
        raise InputError(*sheet.diagnostics)
    return sheet


def _validated(data: dict[object, object], text: Text | None) -> Sheet:
    """The sheet of what the schema accepts; what it refuses is taken out, and noted."""
    blank = Sheet(RulebookFile.model_validate({}), {}, {}, text=text)
    unread = list(_empty(data, ()))
    diagnostics = [blank.diagnostic(path, "is empty", "leave the key out") for path in unread]
    rest, header = data, None
    while header is None:
        try:
            header = RulebookFile.model_validate(rest)
        except ValidationError as error:
            entries = [(entry, _place(entry, rest)) for entry in error.errors(include_url=False)]
            diagnostics += [
                diagnostic for entry, path in entries for diagnostic in _diagnostics(entry, path, blank)
            ]
            unread += [path for _, path in entries]
            rest = _without_any(rest, [path for _, path in entries])
    walk = _Walk(header)
    walk.clause((), rest, header, {})
    sources = frozenset(key for key in mapping(data.get("sources")) if isinstance(key, str))
    sheet = Sheet(header, walk.said, walk.kinds, tuple(walk.removed), text, sources)
    return replace(sheet, diagnostics=tuple(dict.fromkeys(_sorted(diagnostics))), unread=tuple(unread))


def _without_any(data: dict[object, object], places: list[Path]) -> dict[object, object]:
    """The data without some places, or without the whole sections they are in where they cannot be found."""
    left = without(data, places)
    return left if left != data else without(data, [path[:1] for path in places])


def without(data: dict[Any, Any], places: Iterable[Path]) -> dict[Any, object]:
    """A copy of nested maps without the entries at some paths, nor the maps that are empty for it."""
    gone: dict[Any, list[Path]] = {}
    for first, *rest in filter(None, places):
        gone.setdefault(first, []).append(tuple(rest))
    kept = {}
    for key, value in data.items():
        inside = gone.get(key, [])
        if () in inside or (inside and not isinstance(value, dict)):
            continue
        left = without(value, inside) if inside else value
        if left != {} or value == {}:
            kept[key] = left
    return kept


def _schema_diagnostics(data: dict[object, object], text: Text) -> Iterator[Diagnostic]:
    schema = data.get("schema")
    if schema is None:
        yield text.diagnostic((), "schema is missing", f"write schema: {SCHEMA}")
    elif schema != SCHEMA:
        hint = "is this another kind of file?" if _is_of_another_kind(data) else f"write schema: {SCHEMA}"
        yield text.diagnostic(("schema",), f"{shown(schema)} is not the schema of a rulebook", hint)


def _is_of_another_kind(data: dict[object, object]) -> bool:
    schema = str(data.get("schema"))
    return schema.startswith("glasshouse/") and not schema.startswith("glasshouse/rulebook")


def _header_diagnostics(sheet: Sheet) -> Iterator[Diagnostic]:
    header, unread = sheet.header, sheet.unread
    for key in ("id", "title", "layer"):
        if not getattr(header, key) and (key,) not in unread:
            yield sheet.diagnostic((), f"{key} is missing", _MISSING[key])
    if sheet.start is None and header.kind == "rulebook" and ("from",) not in unread:
        yield sheet.diagnostic(
            (), "from is missing", "write the day from which it is in force, from: 2021-01-01"
        )
    if sheet.start and sheet.until and sheet.until < sheet.start:
        yield sheet.diagnostic(("until",), f"ends before it begins, {sheet.start}", "give a later day")
    if header.extends and header.amends:
        yield sheet.diagnostic(("amends",), "a file extends or amends, not both", "keep one of them")
    if header.kind == "add-on" and (header.extends or header.amends):
        key = "extends" if header.extends else "amends"
        yield sheet.diagnostic((key,), "an add-on stands on whatever it is joined to", "leave the key out")
    for path, said in sheet.said.items():
        yield from _days_out_of_force(sheet, path, said)


def _days_out_of_force(sheet: Sheet, path: Path, said: Statement) -> Iterator[Diagnostic]:
    """Dated values that could never be in force."""
    for step in said.steps:
        if step.since and sheet.until and step.since > sheet.until:
            what = f"its value of {step.since} begins after the rulebook ends, {sheet.until}"
            yield sheet.diagnostic(path, what, "give an earlier day, or leave it out")
        if step.since and sheet.start and step.since < sheet.start:
            what = f"its value of {step.since} begins before the rulebook, {sheet.start}"
            yield sheet.diagnostic(path, what, f"write {sheet.start} or a later day")


_MISSING = {
    "id": "write id: <the folder's name>",
    "title": "write one line that names the rulebook",
    "layer": f"one of: {', '.join(LAYERS)}",
}


def _empty(data: object, path: Path) -> Iterator[Path]:
    if isinstance(data, dict):
        if not data:
            yield path
        for key, value in data.items():
            yield from _empty(value, (*path, key))


class _Walk:
    """Collects the statements of a validated file in the order in which they are written."""

    def __init__(self, header: RulebookFile) -> None:
        self.header = header
        self.said: dict[Path, Statement] = {}
        self.kinds: dict[Path, Kind] = {}
        self.removed: list[Path] = []

    def clause(self, path: Path, data: dict[object, object], model: Clause, notes: dict[str, str]) -> None:
        notes = notes | {key: getattr(model, key) for key in NOTES if getattr(model, key)}
        known = children(type(model))
        for key, raw in data.items():
            if key in known:
                child = known[key]
                self.node((*path, key), raw, child.node, getattr(model, child.attribute), notes)

    def node(self, path: Path, raw: Any, node: Node, value: Any, notes: dict[str, str]) -> None:
        if value is None:
            self.removed.append(path)
        elif isinstance(node, Kind):
            inherited = {key: text for key, text in notes.items() if not getattr(value, key)}
            self.said[path] = replace(value, **inherited)
            self.kinds[path] = node
        elif isinstance(node, Keyed):
            for key, entry in raw.items():
                self.node((*path, key), entry, node.inside, value[key], notes)
        else:
            self.clause(path, raw, value, notes)


def _place(entry: ErrorDetails, data: object) -> Path:
    """The path of an error as the file has it: pydantic names keys that are no texts in its own way."""
    path: Path = ()
    for step in (step for step in entry["loc"] if step != "[key]"):
        keys = list(mapping(data))
        same = [key for key in keys if key == step and type(key) is type(step)]
        like = [key for key in keys if key is entry["input"] or step in (str(key), repr(key))]
        key = [*same, *like, step][0]
        path, data = (*path, key), mapping(data).get(key)
    return path


def _diagnostics(entry: ErrorDetails, path: Path, sheet: Sheet) -> Iterator[Diagnostic]:
    context = entry.get("ctx", {})
    if entry["type"] == "flawed":
        for flaw in context["flaws"]:
            yield sheet.diagnostic((*path, *flaw.inside), flaw.what, flaw.fix)
    elif entry["type"] == "name":
        yield sheet.diagnostic(path, context["what"], context["fix"])
    elif entry["type"] == "extra_forbidden":
        yield sheet.diagnostic(path, *misplaced_key(path[:-1], path[-1]))
    else:
        yield sheet.diagnostic(path, *_plain_words(entry["type"], context, entry["input"], path))


def _plain_words(kind: str, context: dict[str, object], given: object, path: Path) -> tuple[str, str]:
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return ("is empty" if given is None else "must be a map of keys to values"), "leave it out or fill it"
    if kind == "string_pattern_mismatch":
        return f"{shown(given)} is not a name", _NAMES.get(str(path[-1]), "use small letters, digits and _")
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return f"{shown(given)} is not one of the words for this", choices(given, known)
    if kind == "invalid_key" or (kind == "string_type" and given == path[-1]):
        return f"the key {shown(given)} is not a name", "write a word, in quotes if it is a number or a date"
    if kind == "string_type":
        return "must be text", "write a line, in quotes if it is a number or a date"
    return f"{shown(given)} does not fit here", "see a shipped rulebook for what may stand here"


_NAMES = {"id": "use small letters, digits, - and /"}


def _sorted(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    return sorted(diagnostics, key=lambda diagnostic: (diagnostic.line, diagnostic.column))


def month_of(given: object) -> tuple[int, int]:
    """Year and month of a date, an ISO date or a text such as `2014-01`. Raises `InputError`."""
    return arguments.year_and_month("month", given)

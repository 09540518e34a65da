"""One rulebook file, read and checked by itself: its header, and what it states at each path."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from glasshouse import arguments
from glasshouse.errors import BadInput, Fault
from glasshouse.rulebook.kinds import Kind
from glasshouse.rulebook.schema import LAYERS, SCHEMA, RulebookFile
from glasshouse.rulebook.sections import Clause
from glasshouse.rulebook.shape import NOTES, Keyed, Node, Path, children, misplaced_key
from glasshouse.rulebook.statements import Statement
from glasshouse.texts.reading import Text


@dataclass(frozen=True)
class Sheet:
    """What one file states. `said` maps paths to statements, in file order; `removed` are paths set to null.

    `kinds` has the kind of each path in `said`. A sheet "set in code" has no text.
    """

    header: RulebookFile
    said: Mapping[Path, Statement]
    kinds: Mapping[Path, Kind]
    removed: tuple[Path, ...] = ()
    text: Text | None = None
    sources: frozenset[str] = field(default=frozenset())

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

    def fault(self, path: Path, what: str, fix: str = "") -> Fault:
        """A fault at one path of this file."""
        if self.text:
            return self.text.fault(path, what, fix)
        return Fault(f"{'.'.join(map(str, path))}: {what}" if path else what, fix)


def sheet_of(text: Text) -> Sheet:
    """Read one file by itself. Raises `BadInput` with every fault that shows without other files."""
    faults = list(_schema_faults(text.data, text))
    if faults:
        raise BadInput(*faults)
    sheet = sheet_from(text.data, text)
    faults = list(_header_faults(sheet))
    if faults:
        raise BadInput(*faults)
    return sheet


def sheet_from(data: dict[Any, Any], text: Text | None = None) -> Sheet:
    """The sheet of plain data, checked against the schema only. Raises `BadInput`."""
    blank = Sheet(RulebookFile.model_validate({}), {}, {}, text=text)
    faults = [blank.fault(path, "is empty", "leave the key out") for path in _empty(data, ())]
    try:
        header = RulebookFile.model_validate(data)
    except ValidationError as error:
        faults += _faults(error, blank)
        raise BadInput(*_sorted(faults)) from None
    if faults:
        raise BadInput(*_sorted(faults))
    collected = _Walk(header)
    collected.clause((), data, header, {})
    sources = frozenset(header.sources or ())
    return Sheet(header, collected.said, collected.kinds, tuple(collected.removed), text, sources)


def _schema_faults(data: dict[Any, Any], text: Text) -> Iterator[Fault]:
    schema = data.get("schema")
    if schema is None:
        yield text.fault((), "schema is missing", f"write schema: {SCHEMA}")
    elif schema != SCHEMA:
        another = str(schema).startswith("glasshouse/") and not str(schema).startswith("glasshouse/rulebook")
        hint = "is this another kind of file?" if another else f"write schema: {SCHEMA}"
        yield text.fault(("schema",), f"{schema} is not the schema of a rulebook", hint)


def _header_faults(sheet: Sheet) -> Iterator[Fault]:
    header = sheet.header
    for key in ("id", "title", "layer"):
        if not getattr(header, key):
            yield sheet.fault((), f"{key} is missing", _MISSING.get(key, ""))
    if sheet.start is None and header.kind == "rulebook":
        yield sheet.fault((), "from is missing", "write the day from which it is in force, from: 2021-01-01")
    if sheet.start and sheet.until and sheet.until < sheet.start:
        yield sheet.fault(("until",), f"ends before it begins, {sheet.start}", "give a later day")
    if header.extends and header.amends:
        yield sheet.fault(("amends",), "a file extends or amends, not both", "keep one of them")
    if header.kind == "add-on" and (header.extends or header.amends):
        key = "extends" if header.extends else "amends"
        yield sheet.fault((key,), "an add-on stands on whatever it is joined to", "leave the key out")


_MISSING = {
    "id": "write id: <the folder's name>",
    "title": "write one line that names the rulebook",
    "layer": f"one of: {', '.join(LAYERS)}",
}


def _empty(data: Any, path: Path) -> Iterator[Path]:
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

    def clause(self, path: Path, data: dict[Any, Any], model: Clause, notes: dict[str, str]) -> None:
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


def _faults(error: ValidationError, sheet: Sheet) -> Iterator[Fault]:
    for entry in error.errors(include_url=False):
        path = tuple(step for step in entry["loc"] if step != "[key]")
        context = entry.get("ctx", {})
        if entry["type"] == "flawed":
            for flaw in context["flaws"]:
                yield sheet.fault((*path, *flaw.inside), flaw.what, flaw.fix)
        elif entry["type"] == "name":
            yield sheet.fault(path, context["what"], context["fix"])
        elif entry["type"] == "extra_forbidden":
            yield sheet.fault(path, *misplaced_key(path[:-1], path[-1]))
        else:
            yield sheet.fault(path, *_plain_words(entry["type"], context, entry["input"], path))


def _plain_words(kind: str, context: dict[str, Any], given: Any, path: Path) -> tuple[str, str]:
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return ("is empty" if given is None else "must be a map of keys to values"), "leave it out or fill it"
    if kind == "string_pattern_mismatch":
        return f"{given} is not a name", "use small letters, digits and _" if path[-1] != "id" else _ID
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return f"{given} is not one of the words for this", f"one of: {', '.join(choices)}"
    if kind == "string_type":
        return "must be text", ""
    return f"{given} does not fit here", ""


_ID = "use small letters, digits, - and /"


def _sorted(faults: list[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: (fault.line, fault.column))


def month_of(given: Any) -> tuple[int, int]:
    """Year and month of a date, an ISO date or a text such as `2014-01`. Raises `BadInput`."""
    return arguments.year_and_month("month", given)

"""From the events of a YAML parser to plain data, with the place of every key and value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from glasshouse.errors import Diagnostic, InputError, shown
from glasshouse.specs.scalars import Scalar, Surprise, plain_key, plain_value

DEPTH = 32
"""Deepest nesting read."""

KeyPath = tuple[object, ...]
"""Where a value stands: the keys and list indices leading to it, e.g. `("lists", "defaulters", "exit")`."""
Mark = tuple[int, int]
"""Line and column, both counted from 1."""
Marks = dict[KeyPath, Mark]


@dataclass
class Composed:
    """The data of a YAML text and the marks of its keys and values.

    `faults` are values that cannot be taken as written; each stands in `data` as the text it is. `spoilt` are
    the marks of the keys of these values.
    """

    data: dict[Any, Any]
    keys: Marks
    values: Marks
    diagnostics: tuple[Diagnostic, ...]
    spoilt: frozenset[Mark]


def compose(content: str, file: str) -> Composed:
    """Read a YAML text as far as it goes. Raises `InputError` with all faults where it is no YAML map."""
    composer = _Composer(_events(content, file), content, file)
    try:
        data = composer.document()
    except InputError as bad:
        raise InputError(*_in_order([*composer.diagnostics, *bad.diagnostics])) from None
    diagnostics = _in_order(composer.diagnostics)
    if data is None:
        raise InputError(*diagnostics)
    marks = {
        composer.keys.get(path, (diagnostic.line, diagnostic.column)) for path, diagnostic in composer.spoilt
    }
    spoilt = frozenset(marks | {(diagnostic.line, diagnostic.column) for diagnostic in diagnostics})
    return Composed(data, composer.keys, composer.values, tuple(diagnostics), spoilt)


def _in_order(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    return sorted(diagnostics, key=lambda diagnostic: (diagnostic.line, diagnostic.column))


def dotted(path: KeyPath) -> str:
    """A path as people write it: `lists.defaulters.exit`; very long keys are cut short."""
    return ".".join(shown(step) for step in path)


def line_of(content: str, line: int) -> str:
    """Line number `line`, counted from 1, or an empty string."""
    lines = _lines(content)
    return lines[line - 1] if 0 < line <= len(lines) else ""


@lru_cache(maxsize=8)
def _lines(content: str) -> list[str]:
    """The lines of a text; asked for again and again, once for every value in it."""
    return content.splitlines()


def _events(content: str, file: str) -> Iterator[Event]:
    try:
        yield from YAML(typ="safe", pure=True).parse(content)
    except MarkedYAMLError as error:
        raise InputError(_syntax_diagnostic(error, content, file)) from None
    except YAMLError as error:
        raise InputError(_unreadable(str(error).splitlines()[0], content, file)) from None


def _syntax_diagnostic(error: MarkedYAMLError, content: str, file: str) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    problem = " ".join(str(part).strip() for part in (error.context, error.problem) if part)
    return Diagnostic(f"not YAML: {problem}", _SYNTAX, file, line, column, line_of(content, line))


def _unreadable(problem: str, content: str, file: str) -> Diagnostic:
    """Characters that no YAML text may hold, such as those of a file that is no text."""
    line = next((n for n, text in enumerate(content.split("\n"), 1) if not text.isprintable()), 1)
    return Diagnostic(f"not YAML: {problem}", "save the file as plain text", file, line)


_SYNTAX = "check indentation, colons, quotes and brackets here and in the line before"


@dataclass
class _Composer:
    """Builds plain data from the parser's events, noting marks and collecting faults on the way."""

    events: Iterator[Event]
    content: str
    file: str
    keys: Marks = field(default_factory=dict)
    values: Marks = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    spoilt: list[tuple[KeyPath, Diagnostic]] = field(default_factory=list)

    def document(self) -> dict[object, object] | None:
        """The map of the first document; None where it is no map."""
        data: object = None
        for event in self.events:
            if isinstance(event, NodeEvent):
                data = self._node(event, ())
                if not isinstance(data, dict):
                    self._diagnostic(
                        event, (), "the file is not a map of keys to values", "write `key: value` lines"
                    )
            elif isinstance(event, DocumentStartEvent):
                self._check_version(event)
            elif isinstance(event, DocumentEndEvent):
                break
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                self._diagnostic(event, (), "a second document begins here", "keep one document to a file")
        if not self.values:
            self.diagnostics.append(
                Diagnostic("the file holds only comments", "write at least its schema line", self.file)
            )
        return data if isinstance(data, dict) else None

    def _check_version(self, event: DocumentStartEvent) -> None:
        if event.version and tuple(event.version) != (1, 2):
            self._diagnostic(event, (), "only YAML 1.2 is read", "remove the %YAML line")

    def _node(self, event: Event, path: KeyPath) -> Any:
        self.values[path] = _mark(event)
        self.keys.setdefault(path, _mark(event))
        if isinstance(event, AliasEvent):
            return self._diagnostic(
                event, path, f"*{event.anchor} refers to another place", "write the value out"
            )
        self._check_properties(event, path)
        if isinstance(event, ScalarEvent):
            return self._scalar(event, path)
        if len(path) >= DEPTH:
            raise InputError(
                self._place(event, path[:3], f"nested more than {DEPTH} levels deep", "flatten it")
            )
        return self._mapping(path) if isinstance(event, MappingStartEvent) else self._sequence(path)

    def _check_properties(self, event: Event, path: KeyPath) -> None:
        if not isinstance(event, (ScalarEvent, CollectionStartEvent)):
            return
        if event.anchor:
            self._diagnostic(
                event, path, f"&{event.anchor} names a value for use elsewhere", "write the value out"
            )
        if event.ctag and str(event.ctag) != "!":
            self._diagnostic(event, path, f"the tag {event.ctag} is not understood", "remove it")

    def _scalar(self, event: ScalarEvent, path: KeyPath) -> Scalar:
        return self._resolved(event, path, plain_value)

    def _resolved(self, event: ScalarEvent, path: KeyPath, meaning: Callable[[str], Scalar]) -> Scalar:
        if event.style is not None:
            return str(event.value)
        try:
            resolved: Scalar = meaning(event.value)
        except Surprise as surprise:
            self._diagnostic(event, path, surprise.what, surprise.fix)
            resolved = str(event.value)
        return resolved

    def _sequence(self, path: KeyPath) -> list[object]:
        items: list[object] = []
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            items.append(self._node(event, (*path, len(items))))
        return items

    def _mapping(self, path: KeyPath) -> dict[object, object]:
        entries: dict[object, object] = {}
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._key(event, path)
            here = (*path, key)
            repeated = key in entries
            if repeated:
                first = self.keys[here][0]
                self._diagnostic(
                    event, here, f"the key stands twice, first in line {first}", "keep one of them"
                )
            else:
                self.keys[here] = _mark(event)
            value = self._node(next(self.events), here)
            if not repeated:
                entries[key] = value
        return entries

    def _key(self, event: Event, path: KeyPath) -> Scalar:
        if not isinstance(event, ScalarEvent):
            self._diagnostic(event, path, "a key is not a single word", "write a name before the colon")
            self._node(event, (*path, "?"))
            return f"?{_mark(event)}"
        self._check_properties(event, path)
        key = self._resolved(event, path, plain_key)
        if key is None:
            self._diagnostic(event, path, "a key is empty", "write a name before the colon")
        return key

    def _diagnostic(self, event: Event, path: KeyPath, what: str, fix: str) -> None:
        diagnostic = self._place(event, path, what, fix)
        self.diagnostics.append(diagnostic)
        self.spoilt.append((path, diagnostic))

    def _place(self, event: Event, path: KeyPath, what: str, fix: str) -> Diagnostic:
        line, column = _mark(event)
        sentence = f"{dotted(path)}: {what}" if path else what
        return Diagnostic(sentence, fix, self.file, line, column, line_of(self.content, line))


def _mark(event: Event) -> Mark:
    start = event.start_mark
    return start.line + 1, start.column + 1

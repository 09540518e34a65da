"""What every measure of harm and benefit means: title, definition, unit, source and what it needs.

The texts stand in `data/measures.yaml` and nowhere else: findings, documents and the report print them from
here.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from glasshouse.errors import Diagnostic, InputError, suggestion

if TYPE_CHECKING:
    from glasshouse.specs.reading import Text

Side = Literal["harm", "benefit", "neither"]
Worse = Literal["more", "less", "neither"]

SIDES = ("harm", "benefit", "neither")
WORSE = ("more", "less", "neither")
NEEDS = (
    "people",
    "monthly",
    "standing",
    "listings",
    "ledger",
    "states",
    "gatekeepers",
    "ties",
    "twin",
    "runs",
)
"""What a measure can need: tables of a results folder, contacts, the twin's side, several runs."""


@dataclass(frozen=True)
class Part:
    """One of the numbers a measure consists of, with the unit it is printed in and a caveat of its own."""

    name: str
    title: str
    unit: str
    worse: Worse
    note: str = ""


@dataclass(frozen=True)
class Definition:
    """What a measure means. `parts` is empty for a measure of one number; `needs` are names of `NEEDS`.

    `worse` says whether "more" or "less" of it is worse for people; "neither" where that is not for us to
    say.
    """

    id: str
    title: str
    definition: str
    unit: str
    side: Side
    worse: Worse
    source: str
    needs: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    note: str = ""

    def part(self, name: str) -> Part:
        """The part of that name; '' is the measure itself. Raises `InputError` for one it does not have."""
        if not name:
            return Part("", self.title, self.unit, self.worse)
        known = {part.name: part for part in self.parts}
        if name not in known:
            raise InputError(Diagnostic(f"{self.id} has no part {name}", suggestion(name, known)))
        return known[name]


def definition(measure: str) -> Definition:
    """The definition of a measure by its id, e.g. "F10". Raises `InputError` for an unknown one."""
    known = {entry.id: entry for entry in load()}
    if measure not in known:
        raise InputError(Diagnostic(f"{measure}: not a measure", suggestion(measure, known)))
    return known[measure]


@functools.cache
def load() -> tuple[Definition, ...]:
    """Every measure, in the order of the file. Raises `InputError` with every fault found in it."""
    from glasshouse.specs import reading  # late: finished findings are read without it

    with resources.as_file(resources.files("glasshouse.data") / "measures.yaml") as path:
        return parse(reading.read(path))


def parse(text: Text) -> tuple[Definition, ...]:
    """The measures of a text that has been read. Raises `InputError` with every fault found in it."""
    entries = text.data.get("measures", {})
    diagnostics = [
        text.diagnostic(("measures", name), what)
        for name, entry in entries.items()
        for what in _diagnostics(entry)
    ]
    if diagnostics:
        raise InputError(*diagnostics)
    return tuple(_definition(name, entry) for name, entry in entries.items())


_TEXTS = ("title", "definition", "unit", "source")
_FIELDS = (*_TEXTS, "side", "worse", "needs", "parts", "note")
_OF_A_PART = ("title", "unit", "worse", "note")


def _diagnostics(entry: dict[str, Any]) -> Iterator[str]:
    yield from (f"needs {key}" for key in _TEXTS if not entry.get(key))
    yield from (
        f"{key}: not a key {suggestion(key, _FIELDS)}".rstrip() for key in entry if key not in _FIELDS
    )
    yield from _unknown("side", [entry.get("side")], SIDES)
    yield from _unknown("worse", [entry.get("worse")], WORSE)
    yield from _unknown("needs", entry.get("needs", [None]), NEEDS)
    for name, part in entry.get("parts", {}).items():
        yield from _unknown(f"parts.{name}", part, _OF_A_PART)
        yield from _unknown(f"parts.{name}.worse", [part.get("worse", "neither")], WORSE)
        if "title" not in part:
            yield f"parts.{name}: needs a title"


def _unknown(where: str, words: Any, known: tuple[str, ...]) -> Iterator[str]:
    for word in words:
        if word not in known:
            yield f"{where}: {word} is not one of {', '.join(known)}"


def _definition(name: str, entry: dict[str, Any]) -> Definition:
    inherited = {key: entry[key] for key in ("unit", "worse")}
    parts = tuple(Part(name=key, **{**inherited, **part}) for key, part in entry.get("parts", {}).items())
    rest = {key: value for key, value in entry.items() if key not in ("needs", "parts")}
    return Definition(id=name, needs=tuple(entry["needs"]), parts=parts, **rest)

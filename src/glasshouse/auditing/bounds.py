"""Bounds: limits that somebody chose for findings, each with its source or marked as an assumption.

The shipped ones stand in `data/bounds.yaml`; a file of one's own has the same form and replaces them. A bound
is a choice. What the law asks is for a court to say, and no bound is weighed against another.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from glasshouse.errors import Diagnostic, InputError, choices, shown, suggestion
from glasshouse.metrics import catalogue
from glasshouse.metrics.findings import Bound
from glasshouse.metrics.measure import Measure
from glasshouse.specs.reading import Text
from glasshouse.specs.reading import read as read_text

SCHEMA = "glasshouse/bounds@1"
_KEYS = ("title", "at_most", "at_least", "source", "assumption", "caveat")
_SIDES: dict[str, Literal["at most", "at least"]] = {"at_most": "at most", "at_least": "at least"}


@dataclass(frozen=True)
class ChosenBound:
    """A bound with the words that have to stand beside it.

    `source` is where the limit comes from; `assumption` says what was assumed where no source gives the
    figure itself. At least one of them is there. `caveat` is what the bound cannot see.
    """

    bound: Bound
    title: str
    unit: str
    source: str = ""
    assumption: str = ""
    caveat: str = ""

    @property
    def name(self) -> str:
        """Name of the finding it is about, e.g. "F10.ratio"."""
        return self.bound.name

    @property
    def limit(self) -> str:
        """The limit in words, e.g. "at most 0.05 of months on a list"."""
        return f"{self.bound.keep} {self.bound.limit:g} {self.unit}"

    @property
    def basis(self) -> str:
        """Source and assumption in words."""
        marked = f"assumption: {self.assumption}" if self.assumption else ""
        return "; ".join(part for part in (self.source, marked) if part)


def load_bounds(
    file: str | Path | None = None, measures: Mapping[str, Measure] | None = None
) -> tuple[ChosenBound, ...]:
    """The bounds of a file, the shipped ones without one; `measures` are all that are known by default.

    Raises `InputError` with every fault of the file.
    """
    if file is not None:
        return parse(read_text(file), measures)
    with resources.as_file(resources.files("glasshouse.data") / "bounds.yaml") as path:
        return parse(read_text(path))


def parse(text: Text, measures: Mapping[str, Measure] | None = None) -> tuple[ChosenBound, ...]:
    """The bounds of a text that has been read."""
    known = catalogue.all_measures() if measures is None else measures
    diagnostics = list(_diagnostics(text, names(known)))
    if diagnostics:
        raise InputError(*diagnostics)
    return tuple(_chosen(str(name), entry, known) for name, entry in text.data["bounds"].items())


def names(measures: Mapping[str, Measure]) -> dict[str, str]:
    """Every finding a bound can be about, with its unit: "F5", "F10.ratio"."""
    found = {}
    for measure in measures.values():
        for part in filter(lambda part: part.name, measure.parts):
            found[f"{measure.id}.{part.name}"] = part.unit
        if measure.id != "CS":
            found[measure.id] = measure.unit
    return found


def _diagnostics(text: Text, known: Mapping[str, str]) -> Iterator[Diagnostic]:
    if text.data.get("schema") != SCHEMA:
        yield text.diagnostic(("schema",), f"is not {SCHEMA}", f"write schema: {SCHEMA} at the top")
    entries = text.data.get("bounds")
    if not isinstance(entries, Mapping) or not entries:
        yield text.diagnostic(("bounds",), "names no bound", "give for example F5: {at_most: 0.05, ...}")
        return
    for name, entry in entries.items():
        here = ("bounds", name)
        if name not in known:
            yield text.diagnostic(here, "not a finding", suggestion(name, known) or "see docs/measures.md")
        if not isinstance(entry, Mapping):
            yield text.diagnostic(here, "is not a bound", "give at_most or at_least and a source")
            continue
        yield from _diagnostics_of_entry(text, here, entry)


def _diagnostics_of_entry(
    text: Text, here: tuple[str, ...], entry: Mapping[str, Any]
) -> Iterator[Diagnostic]:
    for key in entry:
        if key not in _KEYS:
            yield text.diagnostic((*here, key), "not a key of a bound", choices(key, _KEYS))
    limits = [key for key in _SIDES if key in entry]
    if len(limits) != 1:
        yield text.diagnostic(here, f"has {len(limits)} limits", "give at_most or at_least")
    for key in limits:
        if not _is_number(entry[key]):
            yield text.diagnostic(
                (*here, key), f"{shown(entry[key])} is not a number", "give a number", value=True
            )
    for key in ("title", "source", "assumption", "caveat"):
        if key in entry and not (isinstance(entry[key], str) and entry[key].strip()):
            yield text.diagnostic((*here, key), "is not a text", "write a sentence", value=True)
    if "source" not in entry and "assumption" not in entry:
        yield text.diagnostic(here, "has no source", "give a source, or say what is assumed as assumption")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _chosen(name: str, entry: Mapping[str, Any], measures: Mapping[str, Measure]) -> ChosenBound:
    side = next(key for key in _SIDES if key in entry)
    measure, _, part = name.partition(".")
    words = {key: " ".join(entry[key].split()) for key in ("source", "assumption", "caveat") if key in entry}
    own = measures[measure].part(part)
    title = str(entry.get("title") or own.title)
    return ChosenBound(Bound(name, float(entry[side]), _SIDES[side]), title, own.unit, **words)

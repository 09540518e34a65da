"""Mechanisms of a user's own in words, as the shipped ones are described."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from glasshouse.model.custom_mechanism import CustomMechanism
from glasshouse.model_docs import entities
from glasshouse.model_docs.entities import codes, range_of, value_of
from glasshouse.simulation.mechanism_files import SHORT

_SIDES = {"system": "with the system only", "both": "with the system and in the twin"}


def told(of: CustomMechanism) -> str:
    """A mechanism for the terminal: when it runs, what it touches, records and draws, and its numbers."""
    return "\n".join(_lines(of))


def _lines(of: CustomMechanism) -> Iterator[str]:
    yield f"{of.name}: {of.meaning}"
    yield f"  {'when':<7}  {_when(of)}"
    yield f"  {'source':<7}  {of.hash[:SHORT]} {Path(of.source.file).name}:{of.source.line}"
    for verb, names in _touched(of).items():
        if names:
            yield f"  {verb:<7}  {' '.join(names)}"
    for number in of.parameters:
        value = f"{value_of(number)} {number.unit} ({range_of(number)})"
        ground = "; ".join(part for part in (number.evidence, number.source, number.note) if part)
        yield f"  number   {number.name} = {value}, {ground}"


def section(of: CustomMechanism) -> dict[str, Any]:
    """A mechanism for the page in the ODD protocol."""
    numbers = [entities.number(number) for number in of.parameters]
    return {
        "title": of.name.replace("_", " ").capitalize(),
        "about": of.meaning,
        "when": _when(of),
        "hash": of.hash,
        "touched": {verb: codes(names, ", ") for verb, names in _touched(of).items() if names},
        "text": of.source.text,
        "numbers": "\n".join(entities.table(entities.NUMBER, numbers)) if numbers else "",
    }


def _when(of: CustomMechanism) -> str:
    side = _SIDES[of.applies_to]
    where = f", where {of.when}" if of.when else ""
    if of.replaces:
        return f"whenever {of.replaces} would run, in its place{where}, {side}"
    place = f"after {of.after}" if of.after else "at the end of the month"
    return f"every month for every adult, {place}{where}, {side}"


def _touched(of: CustomMechanism) -> dict[str, tuple[str, ...]]:
    fields = tuple(f"{name}:{kind}" for name, kind in of.fields)
    return {
        "fields": fields, "reads": of.reads, "writes": of.writes, "events": of.events, "streams": of.streams,
        "uses": of.uses,
    }  # fmt: skip

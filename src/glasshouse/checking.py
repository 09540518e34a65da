"""Checking a file by itself, whatever kind of text it says it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from glasshouse.audit.bounds import load_bounds
from glasshouse.errors import BadInput, suggestion
from glasshouse.experiment.plan import load as load_plan
from glasshouse.rulebook import load as load_rulebook
from glasshouse.rulebook import practice
from glasshouse.society import load as load_society
from glasshouse.texts.parameters import load as load_parameters
from glasshouse.texts.reading import read

READERS: dict[str, Callable[[Path], Any]] = {
    "glasshouse/rulebook@1": load_rulebook,
    "glasshouse/society@1": load_society,
    "glasshouse/practice@1": lambda path: practice(None, path),
    "glasshouse/parameters@1": load_parameters,
    "glasshouse/study@1": load_plan,
    "glasshouse/bounds@1": load_bounds,
}
"""Who reads a file, by the schema it names."""


def notes(path: Path) -> tuple[str, ...]:
    """What a sound file says that changes nothing, a sentence each with its line and reason.

    Of a rulebook: rules written in this file, in a run of the whole text in which nothing else is changed; of
    a study: what it sets and varies, under each of its rulebooks.
    """
    text = read(path)
    schema = text.data.get("schema")
    if schema == "glasshouse/study@1":
        from glasshouse.experiment.inert import notes as notes_on

        return notes_on(load_plan(path), text)
    return tuple(_of_rulebook(path)) if schema == "glasshouse/rulebook@1" else ()


def _of_rulebook(path: Path) -> Iterator[str]:
    from glasshouse.study import inert

    book = load_rulebook(path)
    own = [one for one in inert.of_text(book) if Path(one.file).resolve() == path.resolve()]
    yield from (str(one) for one in own if one.reason not in inert.NO_MECHANISM)
    for reason in inert.NO_MECHANISM:
        names = [one.name for one in own if one.reason == reason]
        if names:
            alike = ", ".join(dict.fromkeys(map(_without_name, names)))
            what = "1 value has" if len(names) == 1 else f"{len(names)} values have"
            yield f"{path}: {what} no effect ({alike}): {reason}"


def _without_name(path: str) -> str:
    """`lists.*.minors` for `lists.defaulters.minors`."""
    first, *rest = path.split(".")
    return f"{first}.*.{'.'.join(rest[1:])}" if len(rest) > 1 else path


def check(path: Path) -> str:
    """The schema of a sound file. Raises `BadInput` with every fault of one that is not."""
    text = read(path)
    schema = text.data.get("schema")
    if schema not in READERS:
        what = "schema is missing" if schema is None else f"{schema} is not a schema known here"
        hint = suggestion(schema, READERS) or f"one of {', '.join(READERS)}"
        raise BadInput(text.fault(("schema",) if schema else (), what, hint))
    READERS[schema](path)
    return str(schema)

"""Checking a file by itself, whatever kind of text it says it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from glasshouse.auditing.bounds import load_bounds
from glasshouse.errors import Diagnostic, InputError, choices, shown
from glasshouse.linting.rule_registry import all_rules
from glasshouse.population import load as load_society
from glasshouse.rulebooks import Rulebook, practice
from glasshouse.rulebooks import load as load_rulebook
from glasshouse.rulebooks.cases import check_cases
from glasshouse.simulation import event_files
from glasshouse.simulation.society_figures import world_of
from glasshouse.specs.parameters import load as load_parameters
from glasshouse.specs.reading import survey
from glasshouse.specs.scalars import one_of
from glasshouse.studies.planning import load as load_plan

READERS: dict[str, Callable[[Path], object]] = {
    "glasshouse/rulebook@1": load_rulebook,
    "glasshouse/society@1": lambda path: world_of(load_society(path)),
    "glasshouse/practice@1": lambda path: practice(None, path),
    "glasshouse/cases@1": lambda path: check_cases(path, list(all_rules())),
    "glasshouse/parameters@1": load_parameters,
    "glasshouse/study@1": load_plan,
    "glasshouse/bounds@1": load_bounds,
    event_files.SCHEMA: event_files.load,
}
"""Who reads a file, by the schema it names."""


def notes(path: Path) -> tuple[str, ...]:
    """What a sound file says that changes nothing, a sentence each with its line and reason.

    Of a rulebook: rules written in this file, in a run of the whole text in which nothing else is changed; of
    a study: what it sets and varies, under each of its rulebooks.
    """
    text = survey(path)
    schema = text.data.get("schema")
    if schema == "glasshouse/study@1":
        from glasshouse.studies.inert import notes as notes_on

        return notes_on(load_plan(path), text)
    return tuple(_of_rulebook(path)) if schema == "glasshouse/rulebook@1" else ()


def _of_rulebook(path: Path) -> Iterator[str]:
    from glasshouse.simulation import inert

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


@dataclass(frozen=True)
class Checked:
    """A sound file: the schema it names, and what is odd about it but not wrong."""

    schema: str
    findings: tuple[Diagnostic, ...] = ()


def check(path: Path) -> Checked:
    """Check the file at `path`. Raises `InputError` with every fault of one that is not sound."""
    text = survey(path)
    schema = text.data.get("schema")
    if not one_of(schema, READERS):
        what = "is missing" if schema is None else f"{shown(schema)} is not a schema known here"
        raise InputError(
            *text.all_diagnostics([text.diagnostic(("schema",), what, choices(schema, READERS))])
        )
    found = READERS[schema](path)
    return Checked(schema, found.findings if isinstance(found, Rulebook) else ())

"""Cases: dated facts about one person and what the written rules then say; tests run them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glasshouse.errors import InputError
from glasshouse.rulebooks.case_checks import book_of, case_diagnostics, mismatches
from glasshouse.rulebooks.loading import locate
from glasshouse.specs.reading import Text, survey
from glasshouse.specs.scalars import mapping


@dataclass(frozen=True)
class Event:
    """One fact, or `times` records of one behaviour, or of one category against the firm, in a month counted
    from the start of the case."""

    month: int
    fact: str = ""
    behaviour: str = ""
    times: int = 1
    months: int = 0
    right: str = ""
    status: str = ""
    owes: float = 0
    category: str = ""


@dataclass(frozen=True)
class Case:
    """One person, what happens to them, and what must hold at the end of some months (`expect`)."""

    name: str
    title: str
    rulebook: str
    start: str
    person: Mapping[str, Any]
    events: tuple[Event, ...]
    expect: Mapping[int, Mapping[str, Any]]
    file: str
    line: int


def cases(name: str | Path) -> tuple[Case, ...]:
    """The cases beside a shipped rulebook, or of a cases file. Raises `InputError` with every fault in
    them.
    """
    text = _sound(name)
    return tuple(_case(text, str(key), raw) for key, raw in text.data["cases"].items())


@dataclass(frozen=True)
class Lint:
    """The rules of lint that must find a rulebook in violation, and those that must not."""

    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()


def lint_of(name: str | Path) -> Lint:
    """What the cases beside a rulebook ask of lint. Raises `InputError` with every fault in them."""
    text = _sound(name)
    return Lint(**{key: tuple(ids) for key, ids in mapping(text.data.get("lint")).items()})


def _sound(name: str | Path) -> Text:
    given = Path(name)
    path = given if given.name.endswith((".yaml", ".yml")) else locate(name).parent / "cases.yaml"
    text = survey(path)
    if diagnostics := text.all_diagnostics(case_diagnostics(text)):
        raise InputError(*diagnostics)
    return text


def _case(text: Text, name: str, raw: dict[str, Any]) -> Case:
    return Case(
        name=name,
        title=str(raw.get("title", name)),
        rulebook=str(text.data["for"]),
        start=str(text.data["start"]),
        person=dict(raw.get("person") or {}),
        events=tuple(Event(**event) for event in raw.get("events") or ()),
        expect=raw["expect"],
        file=text.file,
        line=text.mark(("cases", name))[0],
    )


def check_cases(path: Path, rules: Collection[str]) -> None:
    """Check a file of cases against its rulebook, a shipped one or one beside it, and the `rules` of lint.

    Raises `InputError` with every fault in it, or with those of the rulebook.
    """
    text = _sound(path)
    named = str(text.data["for"])
    try:
        book = book_of(path, named)
    except InputError as bad:
        if any(diagnostic.file for diagnostic in bad.diagnostics):
            raise
        raise InputError(
            *(text.diagnostic(("for",), diagnostic.what, diagnostic.fix) for diagnostic in bad.diagnostics)
        ) from None
    if diagnostics := list(mismatches(text, book, rules)):
        raise InputError(*diagnostics)

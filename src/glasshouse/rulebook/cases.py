"""Cases: dated facts about one person and what the written rules then say; tests run them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glasshouse.errors import BadInput, Fault, suggestion
from glasshouse.rulebook.firm_sections import CATEGORIES
from glasshouse.rulebook.library import locate
from glasshouse.rulebook.vocabulary import vocabulary
from glasshouse.texts.reading import Text, read

SCHEMA = "glasshouse/cases@1"
FACTS = (
    "judged",
    "found_unwilling",
    "found_unable",
    "unperformed",
    "obstructs",
    "arrears",
    "performed",
    "repaired",
    "repeated",
    "lifted",
    "firm_defaults",
    "firm_recovers",
    "firm_repairs",
)
"""What can be a fact. `arrears` has `months`, `lifted` a `right`; the others stand alone. What begins with
`firm` happens to the firm that the person answers for."""
_HEADER = ("schema", "for", "start", "cases", "notes", "lint")
_LINT = ("must", "must_not")
_CASE = ("title", "note", "person", "events", "expect")
_PERSON = {"able": bool, "legal_representative": bool, "takes_part": bool, "minority": bool}
_EVENT = ("month", "fact", "behaviour", "category", "times", "months", "right")
EXPECTED = ("lists", "shut", "shut_includes", "open_includes", "granted", "score", "grade")
FIRM_EXPECTED = ("firm_score", "firm_lists", "firm_shut", "firm_shut_includes")


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
    category: str = ""


@dataclass(frozen=True)
class Case:
    """One person, what happens to them, and what must hold at the end of some months (`expect`)."""

    name: str
    title: str
    rulebook: str
    start: str
    person: Mapping[str, bool]
    events: tuple[Event, ...]
    expect: Mapping[int, Mapping[str, Any]]
    file: str
    line: int


def cases(name: str | Path) -> tuple[Case, ...]:
    """The cases beside a shipped rulebook, or of a cases file. Raises `BadInput` with every fault in them."""
    text = _sound(name)
    return tuple(_case(text, str(key), raw) for key, raw in text.data["cases"].items())


@dataclass(frozen=True)
class Lint:
    """The rules of lint that must find a rulebook in violation, and those that must not."""

    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()


def lint_of(name: str | Path) -> Lint:
    """What the cases beside a rulebook ask of lint. Raises `BadInput` with every fault in them."""
    text = _sound(name)
    return Lint(**{key: tuple(ids) for key, ids in (text.data.get("lint") or {}).items()})


def _sound(name: str | Path) -> Text:
    given = Path(name)
    path = given if given.name.endswith((".yaml", ".yml")) else locate(name).parent / "cases.yaml"
    text = read(path)
    faults = list(_faults(text))
    if faults:
        raise BadInput(*faults)
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


def _faults(text: Text) -> Iterator[Fault]:
    yield from _unknown(text, (), text.data, _HEADER)
    if text.data.get("schema") != SCHEMA:
        yield text.fault(("schema",), "not the schema of cases", f"write {SCHEMA}")
    for key in ("for", "start"):
        if not text.data.get(key):
            yield text.fault((), f"{key} is missing")
    yield from _lint_faults(text)
    if not isinstance(text.data.get("cases"), dict):
        yield text.fault(("cases",), "a map of cases is missing", "write cases: {...}")
        return
    for name, raw in text.data["cases"].items():
        yield from _case_faults(text, ("cases", name), raw)


def _lint_faults(text: Text) -> Iterator[Fault]:
    asked = text.data.get("lint") or {}
    if not isinstance(asked, dict):
        yield text.fault(("lint",), "not a map", "write lint: {must: [CTX-1], must_not: [RGT-5]}")
        return
    yield from _unknown(text, ("lint",), asked, _LINT)
    for key in _LINT:
        if not isinstance(asked.get(key, []), list):
            yield text.fault(("lint", key), "not a list of rules", "write [CTX-1, DUR-1]")
            return
    for rule in set(asked.get("must", [])) & set(asked.get("must_not", [])):
        yield text.fault(("lint", "must_not"), f"{rule} cannot both be and not be", "keep one of them")


def _case_faults(text: Text, path: tuple[Any, ...], raw: Any) -> Iterator[Fault]:
    if not isinstance(raw, dict) or not isinstance(raw.get("expect"), dict):
        yield text.fault(path, "a case needs expect: what holds at the end of which month")
        return
    yield from _unknown(text, path, raw, _CASE)
    yield from _unknown(text, (*path, "person"), raw.get("person") or {}, _PERSON)
    for i, event in enumerate(raw.get("events") or ()):
        yield from _event_faults(text, (*path, "events", i), event)
    for month, expected in raw["expect"].items():
        here = (*path, "expect", month)
        if not isinstance(month, int) or not isinstance(expected, dict):
            yield text.fault(here, "write <month>: {lists: [...], ...}")
            continue
        yield from _unknown(text, here, expected, (*EXPECTED, *FIRM_EXPECTED))
        for key in ("shut", "shut_includes", "open_includes", "granted", "firm_shut", "firm_shut_includes"):
            yield from _strangers(text, (*here, key), expected.get(key) or (), "rights")


def _event_faults(text: Text, path: tuple[Any, ...], event: Any) -> Iterator[Fault]:
    if not isinstance(event, dict) or not isinstance(event.get("month"), int):
        yield text.fault(path, "an event needs its month", "write {month: 3, fact: judged}")
        return
    yield from _unknown(text, path, event, _EVENT)
    if sum(key in event for key in ("fact", "behaviour", "category")) != 1:
        yield text.fault(path, "an event is a fact, a behaviour or a category of firms", "give one of them")
    if event.get("category", CATEGORIES[0]) not in CATEGORIES:
        fix = suggestion(event["category"], CATEGORIES)
        yield text.fault((*path, "category"), f"{event['category']} is not a category of firms", fix)
    if "fact" in event and event["fact"] not in FACTS:
        fix = suggestion(event["fact"], FACTS) or f"one of: {', '.join(FACTS)}"
        yield text.fault((*path, "fact"), f"{event['fact']} is not a fact", fix)
    if "behaviour" in event:
        yield from _strangers(text, (*path, "behaviour"), [event["behaviour"]], "behaviours")
    if "right" in event:
        yield from _strangers(text, (*path, "right"), [event["right"]], "rights")


def _strangers(text: Text, path: tuple[Any, ...], words: Any, of: str) -> Iterator[Fault]:
    for word in words:
        if word not in vocabulary(of):
            called = vocabulary(of).singular
            yield text.fault(path, f"{word} is not a known {called}", suggestion(word, vocabulary(of)))


def _unknown(text: Text, path: tuple[Any, ...], data: Any, known: Any) -> Iterator[Fault]:
    for key in data:
        if key not in known:
            yield text.fault((*path, key), "not a known key", suggestion(key, known))

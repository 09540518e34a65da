"""Checks of a file of cases: its shape, the words it uses, and the names of its rulebook and of lint."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from glasshouse.errors import Diagnostic, InputError, choices, shown
from glasshouse.rulebooks.actor_sections import CATEGORIES
from glasshouse.rulebooks.book import Rulebook
from glasshouse.rulebooks.loading import load
from glasshouse.rulebooks.statements import as_day, beyond
from glasshouse.rulebooks.tree import Tree
from glasshouse.rulebooks.vocabulary import Vocabulary, Words, every_shipped_word
from glasshouse.specs.composing import KeyPath
from glasshouse.specs.reading import Text, is_file
from glasshouse.specs.scalars import is_number, is_text, is_whole, listing, mapping, one_of

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
    "told",
    "excused",
    "confirmed",
    "undecided",
    "withdraws",
    "firm_defaults",
    "firm_recovers",
    "firm_repairs",
    "gains",
    "loses",
)
"""What can be a fact. `arrears` has `months`, any about a debt may have `owes`, `lifted` has a `right`,
`gains` and `loses` a `status`; the others stand alone. `excused`: every defence is granted from then on;
`confirmed`: interim entries are confirmed; `undecided`: the time for a decision on a dispute passes. What
begins with `firm` happens to the firm that the person answers for."""
_HEADER = ("schema", "for", "start", "cases", "notes", "lint")
_LINT = ("must", "must_not")
_CASE = ("title", "note", "person", "events", "expect")
_TRAITS = ("able", "legal_representative", "takes_part", "minority", "payer_listed", "debtor_listed")
_PERSON = (*_TRAITS, "statuses")
_KINDS: dict[str, tuple[Collection[str], str]] = {  # and `behaviour`, a word of the rulebook
    "fact": (FACTS, "fact"),
    "category": (CATEGORIES, "category of firms"),
}
"""What an event can be, with the words for it and what they are called."""
MONTHS = 1200
"""Longest case, in months."""
_EVENT = ("month", "fact", "behaviour", "category", "times", "months", "right", "status", "owes")
EXPECTED = (
    "lists", "shut", "shut_includes", "open_includes", "granted", "marked", "delayed", "duties", "inspected",
    "score", "grade", "charged", "in_force",
)  # fmt: skip
"""What can be expected of a person. `charged` is the money that each sanction has charged or given so far,
`in_force` are the cuts and prices that apply; `duties` are the acts that failing a duty is."""
FIRM_EXPECTED = ("firm_score", "firm_lists", "firm_shut", "firm_shut_includes")


def case_diagnostics(text: Text) -> Iterator[Diagnostic]:
    """What is wrong with a text of cases by itself, and with the words it uses."""
    yield from _unknown(text, (), text.data, _HEADER)
    if text.data.get("schema") != SCHEMA:
        yield text.diagnostic(("schema",), "not the schema of cases", f"write {SCHEMA}")
    for key, example in (("for", "court-list-2013"), ("start", "2014-01")):
        if not is_text(text.data.get(key)):
            what = f"{key} is missing" if text.data.get(key) is None else f"{key} must be text"
            yield text.diagnostic(
                (key,) if key in text.data else (), what, f"write for example {key}: {example}"
            )
    start = text.data.get("start")
    if is_text(start) and (as_day(start) is None or beyond(as_day(start))):
        yield text.diagnostic(("start",), f"{shown(start)} is not a month", "write it as 2014-01")
    yield from _lint_diagnostics(text)
    if not mapping(text.data.get("cases")):
        yield text.diagnostic(("cases",), "a map of cases is missing", "write cases: {...}")
    words = _words_of(text)
    for name, raw in mapping(text.data.get("cases")).items():
        yield from _case_diagnostics(text, ("cases", name), raw, words)


def _words_of(text: Text) -> Words:
    """The words of the rulebook that the cases are for; those shipped where it cannot be read."""
    try:
        return book_of(Path(text.file), str(text.data.get("for"))).words
    except InputError:
        return every_shipped_word()


def book_of(path: Path, named: str) -> Rulebook:
    """The rulebook that a file of cases is for: one beside it, or a shipped one."""
    beside = path.parent / named
    return load(beside if named.endswith((".yaml", ".yml")) and is_file(beside) else named)


def _lint_diagnostics(text: Text) -> Iterator[Diagnostic]:
    asked = text.data.get("lint")
    if asked is None:
        return
    if not isinstance(asked, dict):
        yield text.diagnostic(("lint",), "not a map", "write lint: {must: [CTX-1], must_not: [RGT-5]}")
        return
    yield from _unknown(text, ("lint",), asked, _LINT)
    for key in _LINT:
        yield from _list_diagnostics(text, ("lint", key), asked, "the ids of rules, [CTX-1, DUR-1]")
    for rule in listing(asked.get("must")):
        if rule in listing(asked.get("must_not")):
            what = f"{shown(rule)} cannot both be and not be"
            yield text.diagnostic(("lint", "must_not"), what, "keep one of them")


def _list_diagnostics(text: Text, path: KeyPath, data: Mapping[Any, Any], of: str) -> Iterator[Diagnostic]:
    """What is wrong with a list of words under the last step of `path`, where it is there at all."""
    if path[-1] not in data:
        return
    given = data[path[-1]]
    if not isinstance(given, list):
        yield text.diagnostic(path, f"{shown(given)} is not a list", f"write {of}")
    for i, word in enumerate(listing(given)):
        if not is_text(word):
            yield text.diagnostic((*path, i), f"{shown(word)} is not a name", f"write {of}")


def _case_diagnostics(text: Text, path: KeyPath, raw: Any, words: Words) -> Iterator[Diagnostic]:
    expect = mapping(mapping(raw).get("expect"))
    if not isinstance(path[-1], str):
        yield text.diagnostic(path, f"the key {shown(path[-1])} is not a name", "write a word")
    if not expect:
        what = "a case needs expect: what holds at the end of which month"
        yield text.diagnostic(path, what, "write expect: {3: {lists: []}}")
    yield from _unknown(text, path, mapping(raw), _CASE)
    for key in ("title", "note"):
        if key in mapping(raw) and not is_text(raw[key]):
            yield text.diagnostic((*path, key), "must be text", "write a line, in quotes if need be")
    yield from _person_diagnostics(text, (*path, "person"), mapping(raw).get("person"), words)
    events = mapping(raw).get("events")
    if events is not None and not isinstance(events, list):
        yield text.diagnostic((*path, "events"), f"{shown(events)} is not a list", _EVENT_EXAMPLE)
    for i, event in enumerate(listing(events)):
        yield from _event_diagnostics(text, (*path, "events", i), event, words)
    for month, expected in expect.items():
        yield from _expected_diagnostics(text, (*path, "expect", month), expected, words)


def _person_diagnostics(text: Text, path: KeyPath, person: Any, words: Words) -> Iterator[Diagnostic]:
    if person is not None and not isinstance(person, dict):
        yield text.diagnostic(path, f"{shown(person)} is not a map", "write person: {able: false}")
    yield from _unknown(text, path, mapping(person), _PERSON)
    yield from _list_diagnostics(text, (*path, "statuses"), mapping(person), "the names of statuses")
    named = [word for word in listing(mapping(person).get("statuses")) if is_text(word)]
    yield from _strangers(text, (*path, "statuses"), named, words.statuses)
    for key in _TRAITS:
        if key in mapping(person) and not isinstance(person[key], bool):
            what = f"{shown(person[key])} is neither true nor false"
            yield text.diagnostic((*path, key), what, "write true or false")


def _expected_diagnostics(text: Text, path: KeyPath, expected: Any, words: Words) -> Iterator[Diagnostic]:
    if not _is_month(path[-1]) or not isinstance(expected, dict):
        what = f"{shown(path[-1])} does not say what holds at the end of a month"
        yield text.diagnostic(path, what, f"write <month>: {{lists: [...]}}, the month 0 to {MONTHS}")
        return
    yield from _unknown(text, path, expected, (*EXPECTED, *FIRM_EXPECTED))
    for key in ("lists", "firm_lists"):
        yield from _list_diagnostics(text, (*path, key), expected, "the names of lists, or []")
    for key in _RIGHTS:
        yield from _list_diagnostics(text, (*path, key), expected, "the names of rights, or []")
        known = [word for word in listing(expected.get(key)) if is_text(word)]
        yield from _strangers(text, (*path, key), known, words.rights)
    yield from _list_diagnostics(text, (*path, "in_force"), expected, "the names of sanctions, or []")
    charged = expected.get("charged", {})
    sums = charged.values() if isinstance(charged, dict) else [charged]
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in sums):
        what = f"{shown(charged)} does not say what was charged"
        yield text.diagnostic((*path, "charged"), what, "write {late_fine: 60}, in money, or {}")
    yield from _list_diagnostics(text, (*path, "duties"), expected, "the acts that failing a duty is, or []")
    known = [word for word in listing(expected.get("duties")) if is_text(word)]
    yield from _strangers(text, (*path, "duties"), known, words.behaviours)
    if not isinstance(expected.get("inspected", False), bool):
        what = f"{shown(expected['inspected'])} is neither true nor false"
        yield text.diagnostic((*path, "inspected"), what, "write true or false")
    for key in ("score", "firm_score"):
        if key in expected and not (expected[key] is None or is_whole(expected[key])):
            yield text.diagnostic(
                (*path, key), f"{shown(expected[key])} is not a score", "write a whole number, or null"
            )
    grade = expected.get("grade")
    if grade is not None and not is_text(grade):
        yield text.diagnostic(
            (*path, "grade"), f"{shown(grade)} is not a grade", "write for example points.A, or null"
        )


def _event_diagnostics(text: Text, path: KeyPath, event: Any, words: Words) -> Iterator[Diagnostic]:
    if not isinstance(event, dict) or not _is_month(event.get("month")):
        yield text.diagnostic(path, "an event needs its month", _EVENT_EXAMPLE)
        return
    yield from _unknown(text, path, event, _EVENT)
    if sum(key in event for key in (*_KINDS, "behaviour")) != 1:
        what = "an event is a fact, a behaviour or a category of firms"
        yield text.diagnostic(path, what, "give one of them")
    if "owes" in event and not is_number(event["owes"]):
        what = f"{shown(event['owes'])} is not an amount"
        yield text.diagnostic((*path, "owes"), what, "write a number, in the currency of the rulebook")
    for key in ("times", "months"):
        if key in event and not (is_whole(event[key]) and 0 <= event[key] <= MONTHS):
            what = f"{shown(event[key])} is not a number of {key}"
            yield text.diagnostic((*path, key), what, f"write a whole number up to {MONTHS}")
    for key, (known, called) in _KINDS.items():
        if key in event and not one_of(event[key], known):
            what = f"{shown(event[key])} is not a {called}"
            yield text.diagnostic(
                (*path, key), what, choices(event[key], known, f"one of: {', '.join(known)}")
            )
    if event.get("fact") in ("gains", "loses") and "status" not in event:
        yield text.diagnostic(path, f"{event['fact']} needs a status", "add status: unemployed")
    of_words = {"behaviour": words.behaviours, "right": words.rights, "status": words.statuses}
    for key, known in of_words.items():
        if key in event:
            yield from _strangers(text, (*path, key), [event[key]], known)


_EVENT_EXAMPLE = "write {month: 3, fact: judged}"
_RIGHTS = (
    "shut", "shut_includes", "open_includes", "granted", "marked", "delayed", "firm_shut",
    "firm_shut_includes",
)  # fmt: skip


def _is_month(value: object) -> bool:
    return is_whole(value) and 0 <= value <= MONTHS


def _strangers(text: Text, path: KeyPath, words: list[Any], known: Vocabulary) -> Iterator[Diagnostic]:
    for word in words:
        if word not in known:
            fix = choices(word, known, f"`glasshouse list --words {known.name}` lists all {len(known)}")
            yield text.diagnostic(path, f"{shown(word)} is not a known {known.singular}", fix)


def _unknown(
    text: Text, path: KeyPath, data: Mapping[Any, Any], known: Collection[str]
) -> Iterator[Diagnostic]:
    for key in data:
        if key not in known:
            named = f"known here: {', '.join(known)}"
            yield text.diagnostic((*path, key), "not a known key", choices(key, list(known), named))


def mismatches(text: Text, book: Rulebook, rules: Collection[str]) -> Iterator[Diagnostic]:
    """Names in sound cases that are not among those of their rulebook, nor of the `rules` of lint."""
    lists, grades, firm_lists = _names_of(book.tree)
    moves = tuple(clause.rpartition(".")[2] for clause in book.measures)
    for key in _LINT:
        for rule in listing(mapping(text.data.get("lint")).get(key)):
            if rule not in rules:
                hint = choices(rule, rules, "docs/lint.md describes all rules")
                yield text.diagnostic(("lint", key), f"{shown(rule)} is not a rule of lint", hint)
    for name, raw in text.data["cases"].items():
        for month, expected in raw["expect"].items():
            for key, known in (
                ("lists", lists), ("firm_lists", firm_lists), ("charged", moves), ("in_force", moves),
            ):  # fmt: skip
                for word in expected.get(key) or ():
                    if word not in known:
                        called = "a list" if "lists" in key else "a clause that moves money"
                        what = f"{shown(word)} is not {called} of {book.id}"
                        hint = choices(word, known, "it has none: write []")
                        yield text.diagnostic(("cases", name, "expect", month, key), what, hint)
            if expected.get("grade") is not None and expected["grade"] not in grades:
                what = f"{shown(expected['grade'])} is not a grade of {book.id}"
                hint = choices(expected["grade"], grades, "it has none: write null")
                yield text.diagnostic(("cases", name, "expect", month, "grade"), what, hint)


def _names_of(tree: Tree) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Lists, grades and lists of firms of a rulebook."""
    grades = tuple(f"{score}.{grade}" for score in tree.names("scores") for grade in tree.grades(score))
    return tree.names("lists"), grades, tree.names("firms", "lists")

"""Forms: the shape each value of a plan must have, asked before the value is used.

A form takes what a file holds, whatever that is, and gives the value or raises `InputError` without a place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.specs.composing import KeyPath

Told = Callable[[KeyPath, str, str], None]
"""Where faults go: the path of the value, what is wrong with it, what to do."""
Form = Callable[[Any], Any]
LONGEST = 1_000
"""Most characters of a name."""
LARGEST = 2**53
"""No number of a plan is larger: up to here whole numbers are exact as floats."""
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years in which a run may start."""
MOST_VALUES = 1_000
"""Most numbers of a parameter that is a row."""
SHOWN = 60
"""Most characters of a value shown in a message."""


@dataclass(frozen=True)
class Entry:
    """One key of a section: its value where nothing is said, and the form of what is said.

    `each` is the form of the items, where `form` gives a list; each bad item is a fault of its own.
    """

    usual: Any
    form: Form
    each: Form | None = None


def section(
    data: Mapping[object, object], entries: Mapping[str, Entry], told: Told, path: KeyPath = ()
) -> dict[str, Any]:
    """The value of every entry. Faults are told; faulty entries have their usual value, faulty items none."""
    for key in data:
        if key not in entries:
            told((*path, key), "not a known key", suggestion(key, entries) or one_of(entries))
    return {key: _value(data, key, entry, told, path) for key, entry in entries.items()}


def _value(data: Mapping[Any, Any], key: str, entry: Entry, told: Told, path: KeyPath) -> Any:
    if key not in data:
        return entry.usual
    made = tried(entry.form, data[key], (*path, key), told, entry.usual)
    if entry.each is None or made is entry.usual:
        return made
    items = [tried(entry.each, item, (*path, key, k), told) for k, item in enumerate(made)]
    return [item for item in items if item is not None]


def tried(form: Form, given: object, path: KeyPath, told: Told, usual: object = None) -> Any:
    """What a form makes of a value; `usual` where it refuses, after saying so."""
    try:
        return form(given)
    except InputError as bad:
        for diagnostic in bad.diagnostics:
            told(path, diagnostic.what, diagnostic.fix)
    return usual


def shown(given: object) -> str:
    """A value as messages show it: short, and never the inside of a list or map."""
    if isinstance(given, (dict, list, tuple)):
        return "a map" if isinstance(given, dict) else "a list"
    if given is None or isinstance(given, bool):
        return {None: "null", True: "true", False: "false"}[given]
    if isinstance(given, int) and abs(given) > 10**20:
        return "a number of more than 20 digits"
    text = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in str(given))
    if isinstance(given, str) and re.fullmatch(r"[-+0-9.]*", given):
        return f'"{text[:SHOWN]}"'
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def one_of(words: Any) -> str:
    """Advice that lists every choice."""
    return f"one of {', '.join(map(str, words))}"


def whole(low: int, high: int, usual: int | None = None) -> Form:
    """A whole number from `low` to `high`."""

    def form(given: object) -> int:
        if not isinstance(given, int) or isinstance(given, bool) or not low <= given <= high:
            fix = "" if usual is None else f"usual: {usual:,}"
            raise InputError(
                Diagnostic(f"{shown(given)} is not a whole number from {low:,} to {high:,}", fix)
            )
        return given

    return form


def flag(given: object) -> bool:
    """True or false."""
    if not isinstance(given, bool):
        raise InputError(Diagnostic(f"{shown(given)} is neither true nor false", "write true or false"))
    return given


def text(given: object) -> str:
    """A sentence; numbers and dates are taken as written."""
    if given is None:
        return ""
    if isinstance(given, (dict, list, bool)):
        raise InputError(Diagnostic(f"{shown(given)} is not a text", "write words, in quotes if in doubt"))
    return given if isinstance(given, str) else shown(given)


def name(given: object) -> str:
    """A name or the path of a file."""
    if not isinstance(given, str) or not given.strip():
        raise InputError(Diagnostic(f"{shown(given)} is not a name", "write a name or a path"))
    if len(given) > LONGEST or not given.isprintable():
        what = "is not a name: it is too long, or has characters that cannot be printed"
        raise InputError(Diagnostic(f"{shown(given)} {what}", f"write at most {LONGEST:,} letters"))
    return given


def names(given: object) -> list[Any]:
    """A list of names; one name alone is taken as a list of it."""
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list) or not listed:
        raise InputError(Diagnostic("needs at least one name", "write a list, such as [court-list-2013]"))
    return listed


def word(noun: str, *known: str) -> Form:
    """One of a few words, each of which is `noun`."""

    def form(given: object) -> str:
        if not isinstance(given, str) or given not in known:
            hint = suggestion(given, known) if isinstance(given, str) else ""
            raise InputError(Diagnostic(f"{shown(given)} is not {noun}", hint or one_of(known)))
        return given

    return form


def month(given: Any) -> str:
    """A month such as 2017-06."""
    if not isinstance(given, str) or not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", given):
        raise InputError(
            Diagnostic(f"{shown(given)} is not a month such as 2017-06", "write the year and the month")
        )
    if not FIRST_YEAR <= int(given[:4]) <= LAST_YEAR:
        raise InputError(
            Diagnostic(f"{given} is outside the years {FIRST_YEAR} to {LAST_YEAR}", "write a month in them")
        )
    return given


def mapping(given: object) -> dict[Any, object]:
    """A map of names and values; nothing at all is an empty one."""
    if given is not None and not isinstance(given, dict):
        raise InputError(
            Diagnostic(f"{shown(given)} is not a map of names and values", "write {name: value}")
        )
    return given or {}


def scalar(given: object) -> float | int | str | bool | None:
    """One number, word, truth value or null. Raises `InputError` for anything else, and for huge numbers."""
    if isinstance(given, (dict, list, tuple)) or not isinstance(given, (int, float, str, bool, type(None))):
        raise InputError(
            Diagnostic(f"{shown(given)} is not one value", "write a number, a word, true, false or null")
        )
    if isinstance(given, str):
        return name(given)
    if given is not None and not (abs(given) <= LARGEST and math.isfinite(given)):
        raise InputError(Diagnostic(f"{shown(given)} is too large to be meant", "write fewer digits"))
    return given


def settable(given: object) -> Any:
    """A value for a parameter: one value, a row of numbers, or either with its unit. Raises `InputError`."""
    if isinstance(given, dict):
        if not set(given) <= {"value", "unit"} or "value" not in given:
            raise InputError(Diagnostic("is not a value with its unit", "write {value: 3, unit: month}"))
        unit = {"unit": name(given["unit"])} if "unit" in given else {}
        return {"value": settable(given["value"]), **unit}
    if isinstance(given, list):
        if len(given) > MOST_VALUES:
            raise InputError(Diagnostic(f"a row of {len(given):,} numbers", f"give at most {MOST_VALUES:,}"))
        return [scalar(item) for item in given]
    value = scalar(given)
    if isinstance(value, str) and len(value) > SHOWN:
        raise InputError(Diagnostic(f"{shown(value)} is not a number with a unit", "write a number"))
    return value

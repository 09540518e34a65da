"""The shape a value of a file must have, and the meaning of one unquoted word of YAML."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any, TypeGuard

from glasshouse.errors import shown

LARGEST = 2**64
"""No number of a file is larger: nothing that is meant needs more, and arithmetic stays exact."""


def one_of(word: object, known: Collection[str] | Mapping[str, object]) -> TypeGuard[str]:
    """Whether `word` is a text and among the known ones; lists, maps and null are never."""
    return isinstance(word, str) and word in known


def is_text(value: object) -> TypeGuard[str]:
    """Whether it is a text that says something."""
    return isinstance(value, str) and bool(value.strip())


def is_whole(value: object) -> TypeGuard[int]:
    """Whether it is a whole number; true and false are not."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether it is a finite number of sensible size; true and false are not."""
    return is_whole(value) or (isinstance(value, float) and math.isfinite(value) and abs(value) <= LARGEST)


def mapping(value: object) -> dict[Any, Any]:
    """The value if it is a map, an empty one otherwise."""
    return value if isinstance(value, dict) else {}


def listing(value: object) -> list[Any]:
    """The value if it is a list, an empty one otherwise."""
    return value if isinstance(value, list) else []


Scalar = str | int | float | bool | datetime.date | None


class Surprise(Exception):
    """A word that YAML readers disagree about: `what` it is and the `fix`."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


_NULL = {"", "~", "null", "Null", "NULL"}
_BOOLEAN = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_OLD_BOOLEAN = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_COMMA = re.compile(r"([-+]?)([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+),([0-9]+)")
_BASES = {"o": 8, "x": 16, "b": 2}
_FIGURES = 20
"""Most figures of a number before its point."""
_QUOTE = "put it in quotes if a word is meant"


def _octal(word: str) -> None:
    raise Surprise(
        f"{word} is octal to some readers and decimal to others",
        "write a decimal number without leading zero",
    )


def _hexadecimal(word: str) -> None:
    figures = word[2:].replace("_", "")
    number = int(figures, _BASES[word[1]]) if 0 < len(figures) <= _FIGURES else ""
    raise Surprise(f"{shown(word)} is not written in decimal", f"write {number}" if figures else _QUOTE)


def _exponent(word: str) -> None:
    if len(word) > _FIGURES or abs(Decimal(word).adjusted()) > 18:
        raise Surprise(f"{shown(word)} is too large or too small to be meant", _QUOTE)
    raise Surprise(
        f"{word} is a number to some readers and a word to others",
        f"write {format(Decimal(word).normalize(), 'f')}",
    )


def _sexagesimal(word: str) -> None:
    raise Surprise(f"{word} is a number in base sixty to some readers", _QUOTE)


def _grouped(word: str) -> None:
    if (decimal := decimal_of(word)) is not None:
        raise Surprise(f"{word} has a decimal comma", f"write {decimal}")
    raise Surprise(
        f"{word} has separators inside a number", f"write {word.replace('_', '').replace(',', '')}"
    )


def decimal_of(word: str) -> str | None:
    """A number written with a decimal comma, as `0,5` or `1.234,5`, with a point; None for another word.

    Three figures behind the comma are taken for thousands, unless only 0 stands before it.
    """
    match = _COMMA.fullmatch(word)
    if match is None or (len(match[3]) == 3 and match[2].lstrip("0") and "." not in match[2]):
        return None
    return f"{match[1]}{match[2].replace('.', '')}.{match[3]}"


def _not_finite(word: str) -> None:
    raise Surprise(f"{word} is not a finite number", "write a number or null")


def _time_of_day(word: str) -> None:
    raise Surprise(f"{word} has a time of day", f"write the date alone: {word[:10]}")


def _loose_date(word: str) -> None:
    year, month, day = (int(part) for part in word.split("-"))
    raise Surprise(f"{word} is a date to some readers only", f"write {year:04}-{month:02}-{day:02}")


_SURPRISES: tuple[tuple[re.Pattern[str], Callable[[str], None]], ...] = (
    (re.compile(r"[-+]?0[0-9]+"), _octal),
    (re.compile(r"0o[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+"), _hexadecimal),
    (re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+"), _exponent),
    (re.compile(r"[-+]?[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)?"), _sexagesimal),
    (re.compile(r"[-+]?[0-9][0-9.]*([_,][0-9]+)+(\.[0-9]*)?"), _grouped),
    (re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"), _not_finite),
    (re.compile(r"\d{4}-\d{1,2}-\d{1,2}([Tt]|\s+)\d.*"), _time_of_day),
    (re.compile(r"\d{4}-(\d-\d{1,2}|\d\d-\d)"), _loose_date),
)


def plain_value(word: str) -> Scalar:
    """What the unquoted `word` stands for as a value. Raises `Surprise` when readers would disagree."""
    if word.lower() in _OLD_BOOLEAN:
        meant = _OLD_BOOLEAN[word.lower()]
        raise Surprise(
            f"{word} is a truth value to some readers and a word to others", f'write {meant} or "{word}"'
        )
    return _unambiguous(word)


def plain_key(word: str) -> Scalar:
    """What the unquoted `word` stands for as a key: as a value, but `on`, `off`, `yes`, `no` are names."""
    if word == "<<":
        raise Surprise("<< merges keys in some readers only", "write the keys out")
    return word if word.lower() in _OLD_BOOLEAN else _unambiguous(word)


def _unambiguous(word: str) -> Scalar:
    if word in _NULL:
        return None
    if word in _BOOLEAN:
        return _BOOLEAN[word]
    if _INTEGER.fullmatch(word):
        return int(_sized(word))
    for pattern, refuse in _SURPRISES:
        if pattern.fullmatch(word):
            refuse(word)
    if _DECIMAL.fullmatch(word):
        return float(_sized(word))
    return _date(word) if _DATE.fullmatch(word) else word


def _sized(word: str) -> str:
    """The number as written. Raises `Surprise` for one with too many figures before the point."""
    if len(word.partition(".")[0].lstrip("-+0")) > _FIGURES:
        raise Surprise(f"{shown(word)} is a number of too many figures", f"write at most {_FIGURES}")
    return word


def _date(word: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(word)
    except ValueError:
        raise Surprise(f"{word} is not a date of the calendar", "correct the day or the month") from None

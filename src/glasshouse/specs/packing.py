"""The form in which rules read a parameter: integers wherever a decision hangs on it.

probability, 1/day, 1/month, 1/year   uint64 threshold `round(p * 2**32)` of a monthly probability, to be
                                      compared with a 32-bit word of luck: it happens when `word < threshold`
hour ... year                         int64 months, rounded up
money, such as PLN, PLN/month          int64 cents; amounts over time as cents a month
metre, km                             int64 metres
count, persons, times, age, point     int64
fraction, %, ratio, sigma, km2, ...   float64
A row of values is a field of that many entries.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from glasshouse.errors import Diagnostic, InputError
from glasshouse.specs.units import MONEY, Number, convert, kind_of

CERTAIN = 2**32
"""The threshold of what always happens."""
MOST = 2**62
"""Whole numbers stored are smaller."""

_RESERVED = frozenset(dir(np.recarray)) | frozenset(dir(np.record))


def field(name: str) -> str:
    """The field of the record that holds the parameter `name`: dots become underscores."""
    return name.replace(".", "_")


def reserved(name: str) -> bool:
    """Whether that field would hide an attribute of NumPy's records, such as `size`."""
    return field(name) in _RESERVED


def packed(value: Number | tuple[Number, ...], unit: str) -> tuple[str, tuple[int, ...], object]:
    """Type, shape and stored number(s) of `value`. Raises `InputError` (without a place) if it has none."""
    kind, form = _form(unit)
    stored = [form(item, unit) for item in (value if isinstance(value, tuple) else (value,))]
    if kind == "i8" and any(abs(number) >= MOST for number in stored):
        raise InputError(
            Diagnostic(f"{value} {unit} is larger than the model can hold", "give a smaller number")
        )
    return (kind, (len(stored),), stored) if isinstance(value, tuple) else (kind, (), stored[0])


def _form(unit: str) -> tuple[str, Callable[[Number, str], Number]]:
    if unit == "probability":
        return "u8", _threshold
    return _FORMS.get(kind_of(unit), ("f8", _plain))


def _threshold(value: Number, unit: str) -> int:
    if not 0 <= value <= 1:
        raise InputError(Diagnostic(f"{value} {unit} is not a probability", "give a number from 0 to 1"))
    return round(value * CERTAIN)


def _monthly_threshold(value: Number, unit: str) -> int:
    if not 0 <= value <= 1:
        raise InputError(
            Diagnostic(f"{value} {unit} is more than certain", "give a chance from 0 to 1, or a shorter time")
        )
    months = {"1/day": 12 / 365, "1/month": 1.0, "1/year": 12.0}[unit]
    return _threshold(1.0 - (1.0 - value) ** (1.0 / months) if months != 1.0 else value, unit)


def _months(value: Number, unit: str) -> int:
    return math.ceil(convert(value, unit, "month"))


def _cents(value: Number, unit: str) -> int:
    over_time = kind_of(unit) == "money over time"
    return round(100 * (convert(value, unit, f"{MONEY}/month") if over_time else value))


def _metres(value: Number, unit: str) -> int:
    return round(convert(value, unit, "metre"))


def _whole(value: Number, unit: str) -> int:
    if value != int(value):
        raise InputError(Diagnostic(f"{value} {unit} is not a whole number", "round it"))
    return int(value)


def _whole_monthly(value: Number, unit: str) -> int:
    return _whole(convert(value, unit, "point/month"), "point/month")


def _plain(value: Number, unit: str) -> float:
    return float(convert(value, unit, "fraction") if unit == "%" else value)


_FORMS: dict[str, tuple[str, Callable[[Number, str], Number]]] = {
    "rate": ("u8", _monthly_threshold),
    "time": ("i8", _months),
    "money": ("i8", _cents),
    "money over time": ("i8", _cents),
    "length": ("i8", _metres),
    "points": ("i8", _whole),
    "points over time": ("i8", _whole_monthly),
    "count": ("i8", _whole),
    "years of age": ("i8", _whole),
}

"""The closed table of units, and the conversion between them.

Currencies by their codes, and units of money that name one, such as `PLN/month`.

`money` in a unit stands for the currency of whatever society is at hand: tables of measures are written with
it, and results name the currency instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from glasshouse.errors import Diagnostic, InputError, shown, suggestion
from glasshouse.specs.scalars import decimal_of, is_number, one_of

Number = int | float

_DAYS_A_MONTH = Fraction(365, 12)
_TIME = {
    "hour": Fraction(1, 24),
    "day": Fraction(1),
    "working_day": Fraction(7, 5),
    "week": Fraction(7),
    "month": _DAYS_A_MONTH,
    "year": Fraction(365),
}
_CAN_BE_BARE = {"point", "count", "persons", "times", "fraction", "ratio", "probability", "sigma", "age"}

UNITS: dict[str, tuple[str, Fraction]] = {
    **{name: ("time", days) for name, days in _TIME.items()},
    "metre": ("length", Fraction(1)),
    "km": ("length", Fraction(1000)),
    "km2": ("area", Fraction(1)),
    "persons/km2": ("density", Fraction(1)),
    "point": ("points", Fraction(1)),
    "point/month": ("points over time", Fraction(12)),
    "point/year": ("points over time", Fraction(1)),
    "1/day": ("rate", Fraction(365)),
    "1/month": ("rate", Fraction(12)),
    "1/year": ("rate", Fraction(1)),
    "probability": ("share", Fraction(1)),
    "fraction": ("share", Fraction(1)),
    "%": ("share", Fraction(1, 100)),
    "ratio": ("ratio", Fraction(1)),
    "sigma": ("spread of a logarithm", Fraction(1)),
    "count": ("count", Fraction(1)),
    "persons": ("count", Fraction(1)),
    "times": ("count", Fraction(1)),
    "age": ("years of age", Fraction(1)),
    "level": ("level of a scale", Fraction(1)),
}
"""Every unit but those of money: the kind of quantity it measures and how many of the kind's base unit it
holds. A month is a twelfth of 365 days and a working day 7/5 of a day. A unit of money is the code of a
currency, or `money` for that of the society at hand, bare or over time: `PLN`, `PLN/month`, `PLN/year`."""

_SPOKEN = {"m": "metre", **{f"{name}s": name for name in ("hour", "day", "week", "month", "year", "point")}}
"""Other spellings understood in a text such as "500 m"; files use the table's own."""

_TEXT = re.compile(r"\s*([-+]?(?:[0-9][0-9.]*(?:,[0-9]+)*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)\s*(.*?)\s*")


def quantity(given: Any, unit: str) -> Number:
    """The number that `given` is in `unit`.

    `given` is `{value: 3, unit: day}`, a text such as `"3 day"`, or a bare number where `unit` counts
    things (points, persons, fractions). Other keys of a map are ignored. Raises `InputError` (without a
    place: the caller knows it) when the unit is missing, unknown, or of another kind.
    """
    value, named = _split(given, unit)
    return convert(_number(value, unit), named, unit)


def convert(value: Number, unit: str, wanted: str) -> Number:
    """`value` given in `unit`, in the unit `wanted`; whole results stay integers.

    `money` takes every currency as it is. One currency is not turned into another: only a society can say
    what a sum of another one is worth in it.
    """
    kind, factor = _unit(unit, wanted)
    wanted_kind, wanted_factor = _unit(wanted, wanted)
    if kind != wanted_kind:
        raise InputError(
            Diagnostic(
                f"{unit} ({kind}) cannot be turned into {wanted} ({wanted_kind})",
                f"give it in {named(wanted)}",
            )
        )
    if not _one_currency(unit, wanted):
        what = f"{unit} cannot be turned into {wanted} without a rate"
        raise InputError(Diagnostic(what, f"give it in {wanted}"))
    if unit == wanted:
        return value
    exact = Fraction(str(value)) * factor / wanted_factor
    return exact.numerator if exact.denominator == 1 else float(exact)


def same_kind(unit: str, other: str) -> bool:
    """Whether one of two known units can be turned into the other."""
    return kind_of(unit) == kind_of(other) and _one_currency(unit, other)


def kind_of(unit: str) -> str:
    """The kind of quantity that a known unit measures, e.g. "time"; "money" in every currency."""
    return (kind_of_money(unit) or UNITS[unit])[0]


def named(unit: str) -> str:
    """A unit as a message asks for it: `money/month` is any currency over a month."""
    return f"a currency, as in EUR{unit.removeprefix(MONEY)}" if currency_of(unit) == MONEY else unit


def _one_currency(unit: str, other: str) -> bool:
    return len({currency_of(unit), currency_of(other)} - {MONEY}) < 2


def check_unit(unit: object) -> str:
    """`unit` if it stands in the table. Raises `InputError` with the nearest name otherwise."""
    _unit(unit, None)
    return str(unit)


def _unit(unit: object, wanted: str | None) -> tuple[str, Fraction]:
    if isinstance(unit, str) and (money := kind_of_money(unit)):
        return money
    if not one_of(unit, UNITS):
        amounts = _money_like(unit, wanted)
        fitting = [name for name in UNITS if wanted is None or kind_of(name) == kind_of(wanted)]
        hint = suggestion(unit, [*fitting, *amounts]) or suggestion(unit, UNITS)
        if not fitting:
            hint = hint or f"give it in {named(str(wanted))}"
        besides = "" if wanted else ", or of money, as in EUR/month"
        raise InputError(
            Diagnostic(f"{shown(unit)} is not a known unit", hint or f"one of: {', '.join(fitting)}{besides}")
        )
    return UNITS[unit]


def _money_like(unit: object, wanted: str | None) -> list[str]:
    """Units of money that may have been meant: in the currency wanted, or in any."""
    if wanted and currency_of(wanted) != MONEY:
        return [wanted] if currency_of(wanted) else []
    over = str(unit)[str(unit).find("/") :] if "/" in str(unit) else ""
    if not wanted and not str(unit)[:3].isupper():
        return []
    return [name for code in sorted(CODES) if kind_of_money(name := f"{code}{over}")]


def _split(given: object, unit: str) -> tuple[Any, Any]:
    if isinstance(given, Mapping):
        if "value" not in given:
            raise InputError(Diagnostic("has no value", f"write {{value: ..., unit: {unit}}}"))
        return _with_unit(given["value"], given.get("unit"), unit)
    if isinstance(given, str):
        if not (match := _TEXT.fullmatch(given)):
            raise InputError(
                Diagnostic(f"{shown(given)} is not a number", f'write a number, as in "3 {unit}"')
            )
        return _with_unit(_as_number(match[1], unit), _SPOKEN.get(match[2], match[2]) or None, unit)
    return _with_unit(given, None, unit)


def _with_unit(value: object, named: object, unit: str) -> tuple[object, object]:
    if named is not None:
        return value, named
    if unit not in _CAN_BE_BARE and is_number(value):
        raise InputError(Diagnostic("the unit is missing", f"write {{value: {value}, unit: {unit}}}"))
    return value, unit


def _as_number(text: str, unit: str) -> Number:
    if "," in text:
        meant = decimal_of(text)
        what = "has separators inside a number" if meant is None else "has a decimal comma"
        raise InputError(
            Diagnostic(f"{shown(text)} {what}", f"write {meant or text.replace(',', '')} {unit}")
        )
    try:
        number = float(text)
    except ValueError:
        raise InputError(
            Diagnostic(f"{shown(text)} is not a number", f"write for example {{value: 3, unit: {unit}}}")
        ) from None
    whole = "." not in text and is_number(number)
    return (
        int(text)
        if whole and text.lstrip("-+").isdecimal()
        else int(number)
        if whole and number % 1 == 0
        else number
    )


def _number(value: object, unit: str) -> Number:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InputError(
            Diagnostic(f"{shown(value)} is not a number", f"write for example {{value: 3, unit: {unit}}}")
        )
    if not is_number(value):
        raise InputError(
            Diagnostic(
                f"{shown(value)} is no finite number of sensible size",
                f"write for example {{value: 3, unit: {unit}}}",
            )
        )
    return value


MONEY = "money"
"""Stands in a unit for the currency of the society at hand: `money/month`, `money per person a year`."""
_KINDS = {"": ("money", 1), "/month": ("money over time", 12), "/year": ("money over time", 1)}
_UNIT = re.compile(r"([A-Z]{3}|money)(|/month|/year)")
_WORD = re.compile(rf"\b{MONEY}\b")

CODES = frozenset({
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD",
    "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP",
    "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR",
    "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF",
    "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW",
    "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD",
    "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK",
    "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB",
    "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC",
    "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD",
    "UYU", "UZS", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XCG", "XOF", "XPF", "XTS", "YER", "ZAR",
    "ZMW", "ZWG",
})  # fmt: skip
"""Codes of money in use (ISO 4217, list one, 2025), and XTS, which that standard keeps for tests."""


def kind_of_money(unit: str) -> tuple[str, Fraction] | None:
    """The kind of a unit of money and how many of the kind's base unit it holds; None for another unit."""
    found = _UNIT.fullmatch(unit)
    if not found or not (found[1] in CODES or found[1] == MONEY):
        return None
    kind, factor = _KINDS[found[2]]
    return kind, Fraction(factor)


def currency_of(unit: str) -> str:
    """The currency that a unit of money names, or `money`; "" for a unit of anything else."""
    return unit[:3] if unit[:3] in CODES and kind_of_money(unit) else MONEY if kind_of_money(unit) else ""


def in_currency(text: str, currency: str) -> str:
    """A unit or a sentence with the currency in place of the word `money`."""
    return _WORD.sub(currency, text)

"""Currencies by their codes, and units of money that name one, such as `PLN/month`.

`money` in a unit stands for the currency of whatever society is at hand: tables of measures are written with
it, and results name the currency instead.
"""

from __future__ import annotations

import re
from fractions import Fraction

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

"""Units are mandatory, known, and converted exactly."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.errors import InputError
from glasshouse.specs.units import UNITS, convert, quantity, same_kind


@pytest.mark.parametrize(
    ("given_", "unit", "number"),
    [
        ({"value": 2, "unit": "year"}, "month", 24),
        ({"value": 15, "unit": "working_day"}, "day", 21),
        ({"value": 0.5, "unit": "km"}, "metre", 500),
        ("500 metre", "metre", 500),
        ("0.5 km", "metre", 500),
        ("500 m", "metre", 500),
        ("3 months", "month", 3),
        ("2 %", "fraction", 0.02),
        ({"value": 1200, "unit": "CNY/year"}, "CNY/month", 100),
        ({"value": 1200, "unit": "PLN/year"}, "money/month", 100),
        ({"value": 365, "unit": "day"}, "month", 12),
        (-40, "point", -40),
        ({"value": 3, "unit": "month", "note": "kept elsewhere"}, "month", 3),
    ],
)
def test_conversion(given_: Any, unit: str, number: float) -> None:
    assert quantity(given_, unit) == number


@pytest.mark.parametrize(
    ("given_", "unit", "message"),
    [
        (3, "month", "the unit is missing (write {value: 3, unit: month})"),
        ("3", "month", "the unit is missing (write {value: 3, unit: month})"),
        ({"value": 3}, "month", "the unit is missing (write {value: 3, unit: month})"),
        ({"value": 3, "unit": "moth"}, "month", 'moth is not a known unit (did you mean "month"?)'),
        ("500 ml", "metre", "ml is not a known unit (one of: metre, km)"),
        (
            {"value": 3, "unit": "km"},
            "month",
            "km (length) cannot be turned into month (time) (give it in month)",
        ),
        (
            {"value": 3, "unit": "PLN"},
            "EUR",
            "PLN cannot be turned into EUR without a rate (give it in EUR)",
        ),
        (
            {"value": 3, "unit": "PNL/year"},
            "money/year",
            'PNL/year is not a known unit (did you mean "PLN/year"?)',
        ),
        (
            {"value": 3, "unit": "month"},
            "money/year",
            "month (time) cannot be turned into money/year (money over time) (give it in a currency, as in EUR/year)",
        ),
        ({"unit": "month"}, "month", "has no value (write {value: ..., unit: month})"),
        (
            {"value": "three", "unit": "month"},
            "month",
            "three is not a number (write for example {value: 3, unit: month})",
        ),
        (
            {"value": True, "unit": "month"},
            "month",
            "true is not a number (write for example {value: 3, unit: month})",
        ),
        (
            {"value": float("nan"), "unit": "month"},
            "month",
            "nan is no finite number of sensible size (write for example {value: 3, unit: month})",
        ),
        ("lots", "point", 'lots is not a number (write a number, as in "3 point")'),
    ],
)
def test_refusals(given_: Any, unit: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        quantity(given_, unit)
    assert str(caught.value) == message


@given(st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)), st.integers(-(10**9), 10**9))
def test_there_and_back_again(unit: str, other: str, value: int) -> None:
    if same_kind(unit, other):
        assert convert(convert(value, unit, other), other, unit) == pytest.approx(value)

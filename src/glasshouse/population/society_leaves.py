"""The leaves of a society file: one number or one table of numbers, each with unit, evidence and source."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from glasshouse import arguments
from glasshouse.errors import InputError, choices, shown
from glasshouse.specs.parameter_leaves import EVIDENCE
from glasshouse.specs.scalars import is_number, one_of
from glasshouse.specs.units import CODES, convert, currency_of, kind_of_money

FORM = ConfigDict(extra="forbid", frozen=True, strict=True)
FAULT = "glasshouse_fault"
"""Type of the errors that carry their own sentence (`what`) and remedy (`fix`)."""


def wrong(what: str, fix: str = "") -> PydanticCustomError:
    """An error of one value, in the words of `errors.Diagnostic`."""
    return PydanticCustomError(FAULT, "{what}", {"what": what, "fix": fix})


def _code(value: object) -> object:
    if not one_of(value, EVIDENCE):
        raise wrong(f"{shown(value)} is not a code of evidence", choices(value, EVIDENCE))
    return value


def _number(value: object) -> Any:
    if not is_number(value):
        raise wrong(f"{shown(value)} is not a number", "write a number, without its unit")
    return float(value)


def _rising(value: object) -> object:
    if not (isinstance(value, list) and len(value) == 3 and all(type(age) is int for age in value)):
        raise wrong("is not three ages", "write [youngest, commonest, oldest]")
    if not 0 <= value[0] <= value[1] <= value[2] <= 120:
        raise wrong(
            f"{', '.join(map(shown, value))} are not ages in rising order",
            "write [youngest, commonest, oldest]",
        )
    return tuple(value)


def _two_ages(value: object) -> object:
    if not (isinstance(value, list) and len(value) == 2 and all(type(age) is int for age in value)):
        raise wrong("is not two ages", "write [youngest, oldest]")
    if not 0 <= value[0] <= value[1] <= 120:
        raise wrong(f"{value[0]} to {value[1]} are not ages in rising order", "write [youngest, oldest]")
    return tuple(value)


def _two_numbers(value: Any) -> tuple[float, float]:
    pair = isinstance(value, list) and len(value) == 2 and all(map(is_number, value))
    if not (pair and value[0] < value[1]):
        raise wrong("is not two numbers, the lower first", "write [lowest, highest]")
    return float(value[0]), float(value[1])


def _currency(value: object) -> object:
    if not one_of(value, CODES):
        raise wrong(
            f"{shown(value)} is not the code of a currency",
            choices(value, sorted(CODES), "write its code in ISO 4217, as in EUR"),
        )
    return value


def _label(value: object) -> Any:
    if not (isinstance(value, str) and _LABEL.fullmatch(value)) or value in _NO_LABELS:
        raise wrong(
            f"{shown(value)} is not a name of a group",
            "write a word or a few, without commas, at most 40 letters",
        )
    return value


def _sex(value: object) -> object:
    if not one_of(value, SEXES):
        raise wrong(f"{shown(value)} is not a group of sex", choices(value, SEXES))
    return value


def _listed(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _start(value: object) -> str:
    try:
        return arguments.month("start", value)
    except InputError as bad:
        raise wrong(bad.diagnostics[0].what, bad.diagnostics[0].fix) from None


_LABEL = re.compile(r"\w[\w .+/()'-]{0,39}")
_NO_LABELS = ("all",)
MOST_CATEGORIES = 32
SEXES = ("men", "women")

Listed = BeforeValidator(_listed)
"""Takes a list of the file as a tuple."""
Currency = Annotated[str, BeforeValidator(_currency)]
Sex = Annotated[str, BeforeValidator(_sex)]
Label = Annotated[str, BeforeValidator(_label)]
StartMonth = Annotated[str, BeforeValidator(_start)]
TwoAges = Annotated[tuple[int, int], BeforeValidator(_two_ages)]
TwoNumbers = Annotated[tuple[float, float], BeforeValidator(_two_numbers)]
Evidence = Annotated[str, BeforeValidator(_code)]
Number = Annotated[float, BeforeValidator(_number)]
ThreeAges = Annotated[tuple[int, int, int], BeforeValidator(_rising)]


class Quantity(BaseModel):
    """One number."""

    model_config = FORM
    value: Number
    unit: str
    evidence: Evidence
    source: str = ""
    note: str = ""


class Table(BaseModel):
    """Numbers of one unit by name or by the lower bound of an age band."""

    model_config = FORM
    values: dict[str | int, Number]
    unit: str
    evidence: Evidence
    source: str = ""
    note: str = ""


def in_unit(unit: str, low: float, high: float) -> AfterValidator:
    """Asks for a number between `low` and `high` in `unit`; other units of the kind are converted.

    An amount of money keeps its currency.
    """

    def check(given: Quantity) -> Quantity:
        wanted = _own(unit, given.unit)
        value = _converted(given.value, given.unit, wanted)
        if not low <= value <= high:
            raise wrong(f"{given.value:,.10g} {given.unit} is out of bounds", _bounds(low, high, wanted))
        return given.model_copy(update={"value": value, "unit": wanted})

    return AfterValidator(check)


def rows_in(
    unit: str, low: float, high: float, *names: str | int, total: float | None = None
) -> AfterValidator:
    """Asks for a table with exactly the rows `names`, or (without names) for one by age."""

    def check(given: Table) -> Table:
        _check_rows(given.values, names)
        wanted = _own(unit, given.unit)
        values = {key: _converted(value, given.unit, wanted) for key, value in given.values.items()}
        _check_bounds(values, low, high, wanted)
        if total is not None:
            _check_total(values, total)
        return given.model_copy(update={"values": values, "unit": wanted})

    return AfterValidator(check)


def _check_total(values: dict[str | int, float], total: float) -> None:
    if abs(sum(values.values()) - total) > 1e-4:
        what = f"the values add up to {sum(values.values()):.6g}, not to {total:g}"
        raise wrong(what, "correct the values, or round them so that they add up")


def _categories(given: Table) -> Table:
    if not 2 <= len(given.values) <= MOST_CATEGORIES:
        raise wrong(f"the number of categories is {len(given.values)}", f"give 2 to {MOST_CATEGORIES}")
    names = [_label(str(name)) for name in given.values]
    values = {
        name: _converted(value, given.unit, "fraction")
        for name, value in zip(names, given.values.values(), strict=True)
    }
    _check_bounds(values, 0, 1, "fraction")
    _check_total(values, 1)
    return given.model_copy(update={"values": values, "unit": "fraction"})


CategoryShares = AfterValidator(_categories)
"""Asks for the shares of categories that somebody named, which add up to one."""


def _own(wanted: str, given: str) -> str:
    """The unit that is wanted, in the currency of the one given where both are of money."""
    if kind_of_money(wanted) and (currency := currency_of(given)):
        return wanted.replace(currency_of(wanted), currency, 1)
    return wanted


def _converted(value: float, unit: str, wanted: str) -> float:
    try:
        return float(convert(value, unit, wanted))
    except InputError as bad:
        raise wrong(bad.diagnostics[0].what, bad.diagnostics[0].fix) from None


def _check_rows(values: dict[str | int, float], names: tuple[str | int, ...]) -> None:
    if not names:
        return _check_ages(values)
    for key in values:
        if key not in names:
            raise wrong(f"{shown(key)} is not a row of this table", choices(key, names))
    for name in names:
        if name not in values:
            raise wrong(f"the row {name} is missing", f"give a value to each of {', '.join(map(str, names))}")
    return None


def _check_ages(values: dict[str | int, float]) -> None:
    bounds = [key for key in values if isinstance(key, int)]
    if len(bounds) < len(values) or bounds != sorted(bounds) or bounds[:1] != [0]:
        raise wrong("the rows are not ages in rising order from 0", "write for example {0: 0.2, 18: 0.8}")
    if bounds[-1] > 99:
        raise wrong(f"an age of {bounds[-1]} years is too high", "give ages below 100")


def _check_bounds(values: dict[str | int, float], low: float, high: float, unit: str) -> None:
    for key, value in values.items():
        if not low <= value <= high:
            raise wrong(f"{shown(key)}: {value:,.10g} {unit} is out of bounds", _bounds(low, high, unit))


def _bounds(low: float, high: float, unit: str) -> str:
    return f"give {low:,.10g} to {high:,.10g} {unit}"


Share = Annotated[Quantity, in_unit("fraction", 0, 1)]
Ratio = Annotated[Quantity, in_unit("ratio", 0, 1e4)]
Sigma = Annotated[Quantity, in_unit("sigma", 0, 3)]
AgeOdds = Annotated[Table, rows_in("ratio", 0, 1e6)]

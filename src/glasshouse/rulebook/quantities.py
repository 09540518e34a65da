"""Leaves that are numbers with a unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic.json_schema import JsonSchemaValue

from glasshouse.errors import InputError, shown
from glasshouse.rulebook.kinds import Kind
from glasshouse.rulebook.statements import Flaw, Flawed, Step
from glasshouse.specs.units import quantity


@dataclass(frozen=True)
class Quantity(Kind):
    """A number in `unit`, from `low` to `high`.

    `open`: null is allowed and means "without end"; 0, which could be taken for that, is not.
    """

    unit: str = "count"
    low: float = 0
    high: float = 10**9
    open: bool = False
    whole: bool = False
    has_unit: ClassVar[bool] = True

    def value(self, given: Any) -> Any:
        """See `Kind.value`."""
        if self._says_null(given):
            if self.open:
                return None
            raise Flawed(Flaw((), "null is not a value here", "write a number, or leave the key out"))
        number = self._number(given)
        if self.open and number <= 0:
            what = f"{number:g} {self.unit} is no length of time"
            raise Flawed(Flaw((), what, "write null for no end, or a longer time"))
        if self.whole and number != int(number):
            raise Flawed(Flaw((), f"{number:g} {self.unit} is not a whole number", "round it"))
        if not self.low <= number <= self.high:
            raise Flawed(
                Flaw(
                    (), f"{number:g} {self.unit} is outside its range", f"give {self.low:g} to {self.high:g}"
                )
            )
        return int(number) if self.whole else number

    def _number(self, given: Any) -> int | float:
        try:
            return quantity(_spelled_out(given), self.unit)
        except InputError as bad:
            raise Flawed(
                *(Flaw((), diagnostic.what, diagnostic.fix) for diagnostic in bad.diagnostics)
            ) from None

    @staticmethod
    def _says_null(given: Any) -> bool:
        return given is None or (isinstance(given, dict) and given.get("value") is None)

    def shown(self, given: Any) -> tuple[Any, str]:
        """See `Kind.shown`."""
        if isinstance(given, dict):
            return given["value"], shown(given["unit"])
        if isinstance(given, str):
            number, _, unit = _spelled_out(given).strip().partition(" ")
            return (float(number) if "." in number else int(number)) if _is_number(number) else given, unit
        return given, self.unit if given is not None else ""

    def lever(self, given: Any, unit: Any, steps: list[Step]) -> tuple[Any, ...]:
        """See `Kind.lever`."""
        if not isinstance(given, list) or len(given) != 2:
            raise Flawed(Flaw((), "a lever is a list of two numbers", "write [lowest, highest]"))
        ends = [{"value": end, "unit": unit} if unit else end for end in given]
        low, high = (self.value(end) for end in ends)
        if low is None or high is None or low > high:
            raise Flawed(Flaw((), "the lever's ends are not in order", "write [lowest, highest]"))
        for step in steps:
            if step.value is not None and not low <= step.value <= high:
                raise Flawed(
                    Flaw(
                        (),
                        f"the value {shown(step.shown)} lies outside its lever, {low:g} to {high:g}",
                        "widen the lever",
                    )
                )
        return low, high

    def json_value(self) -> JsonSchemaValue:
        """See `Kind.json_value`."""
        kinds = ["number", "string", *(["null"] if self.open else [])]
        least = "exclusiveMinimum" if self.open else "minimum"
        return {"type": kinds, "x-unit": self.unit, least: self.low, "maximum": self.high}


_SPELLINGS = {"m": "metre", "metres": "metre", "meter": "metre", "days": "day", "months": "month"}
_SPELLINGS |= {"years": "year", "points": "point", "working_days": "working_day"}


def _spelled_out(given: Any) -> Any:
    """`500 m` as `500 metre`: everyday spellings of units, understood in texts with a number."""
    if not isinstance(given, str):
        return given
    number, _, unit = given.strip().partition(" ")
    return f"{number} {_SPELLINGS.get(unit.strip(), unit.strip())}".strip()


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True

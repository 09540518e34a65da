"""What the currency of a rulebook is worth in those of the societies it may be run in (`money.rates`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from glasshouse.errors import shown
from glasshouse.rulebooks.leaf_kinds import Quantity
from glasshouse.rulebooks.sections import Clause
from glasshouse.rulebooks.statements import Flaw, Flawed, Statement
from glasshouse.specs.scalars import is_number

_UNIT = re.compile(r"[A-Z]{3}/[A-Z]{3}")


@dataclass(frozen=True)
class ExchangeRate(Quantity):
    """So many units of one currency for one of another: `{value: 5.4, unit: CNY/GBP}`."""

    unit: str = "CNY/GBP"
    low: float = 1e-9
    high: float = 1e9

    def _number(self, given: object) -> int | float:
        value, unit = self.shown(given)
        if not _UNIT.fullmatch(unit):
            what = f"{shown(unit) if unit else 'a bare number'} is not a rate"
            raise Flawed(Flaw((), what, "write {value: 5.4, unit: CNY/GBP}: yuan for one pound"))
        if not is_number(value):
            raise Flawed(Flaw((), f"{shown(value)} is not a number", "write one, such as 5.4"))
        return float(value)

    def shown(self, given: Any) -> tuple[Any, str]:
        """See `Kind.shown`."""
        if isinstance(given, dict):
            return given.get("value"), str(given.get("unit", ""))
        return super().shown(given) if isinstance(given, str) else (given, "")


class Money(Clause):
    """The currency of the rulebook's amounts in societies that have another one.

    A purchasing power parity is the better choice: fines and benefits are measured against prices and needs.
    """

    rates: dict[str, Annotated[Statement, ExchangeRate()]] | None = None
    """By the code of the society's currency, what one unit of the rulebook's is worth in it. A rate that
    the society states itself comes first."""

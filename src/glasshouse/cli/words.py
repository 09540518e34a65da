"""The words commands share: how numbers, months, names and flags are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter, Token
from cyclopts.validators import Number

from glasshouse.arguments import MOST_THREADS

STANDARD = "court-list-2013+debtor-map"
"""The rulebook where nobody names one."""


def whole(_kind: type, tokens: Sequence[Token]) -> int:
    """The whole number written in the first of `tokens`; 100_000 and 100,000 are understood, 1.5 is not."""
    written = tokens[0].value
    if not re.fullmatch(r"[-+]?[0-9]+([_,][0-9]{3})*", written):
        raise ValueError(f"{written} is not a whole number")
    return int(written.replace(",", ""))


def month_of_year(_kind: type, tokens: Sequence[Token]) -> str:
    """The month written in the first of `tokens`, such as 2017-06."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", tokens[0].value):
        raise ValueError(f"{tokens[0].value} is not a month such as 2017-06")
    return tokens[0].value


Persons = Annotated[int, Parameter(converter=whole, validator=Number(gte=1, lte=100_000_000))]
Months = Annotated[int, Parameter(converter=whole, validator=Number(gte=1, lte=1_200))]
Seed = Annotated[int, Parameter(converter=whole, validator=Number(gte=0, lt=2**64))]
Month = Annotated[str | None, Parameter(converter=month_of_year)]
Years = Annotated[int | None, Parameter(converter=whole, validator=Number(gte=1, lte=100))]
Every = Annotated[int | None, Parameter(converter=whole, validator=Number(gte=1, lte=1_200))]
Threads = Annotated[int | None, Parameter(converter=whole, validator=Number(gte=1, lte=MOST_THREADS))]
Person = Annotated[int | None, Parameter(converter=whole, validator=Number(gte=0, lt=2**32))]
Fate = Literal["wrongly_listed", "silenced", "listed", "locked_out", "poorer", "richer"]
Json = Annotated[bool, Parameter(name="--json", negative="")]
Flag = Annotated[bool, Parameter(negative="")]
Mechanisms = Annotated[tuple[str, ...], Parameter(name="--mechanism", negative="")]
Count = Annotated[int | None, Parameter(validator=Number(gte=1, lte=100_000))]
STORE = Path("glasshouse-store")
"""The folder of members where nobody names one."""

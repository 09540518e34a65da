"""Kinds of options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

STORE = Path("glasshouse-store")
Count = Annotated[int | None, Parameter(validator=Number(gte=1, lte=100_000))]
Flag = Annotated[bool, Parameter(negative="")]
Json = Annotated[bool, Parameter(name="--json", negative="")]

"""Priors: how sure we are of a number, written as `beta(4, 996)`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from glasshouse.errors import Diagnostic, InputError, choices, shown
from glasshouse.specs.scalars import is_number


@dataclass(frozen=True)
class Prior:
    """A distribution of belief: its family and the family's numbers, in the unit of the parameter."""

    family: str
    numbers: tuple[float, ...]

    def __str__(self) -> str:
        return f"{self.family}({', '.join(f'{number:g}' for number in self.numbers)})"

    def scaled(self, factor: float) -> Prior | None:
        """The belief about `factor` times the number; None for a beta, which is about a share."""
        if self.family == "beta":
            return None
        return Prior(self.family, tuple(factor * number for number in self.numbers))


@dataclass(frozen=True)
class _Family:
    form: str
    condition: str
    holds: Callable[..., bool]

    @property
    def arity(self) -> int:
        return self.form.count(",") + 1


FAMILIES: dict[str, _Family] = {
    "beta": _Family("beta(a, b)", "a and b above 0", lambda a, b: a > 0 and b > 0),
    "uniform": _Family("uniform(low, high)", "low below high", lambda low, high: low < high),
    "loguniform": _Family("loguniform(low, high)", "0 < low < high", lambda low, high: 0 < low < high),
    "normal": _Family("normal(mean, sd)", "sd above 0", lambda _mean, sd: sd > 0),
    "triangular": _Family(
        "triangular(low, mode, high)",
        "low <= mode <= high and low < high",
        lambda low, mode, high: low <= mode <= high and low < high,
    ),
}

_CALL = re.compile(r"\s*(\w+)\s*\((.*)\)\s*")
_NUMBER = re.compile(r"\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\s*")


def parse_prior(text: object) -> Prior:
    """The prior that `text` describes. Raises `InputError` (without a place) when it describes none."""
    call = _CALL.fullmatch(text) if isinstance(text, str) else None
    if not call:
        raise InputError(
            Diagnostic(f"{shown(text)} is not a prior", 'write for example prior: "beta(4, 996)"')
        )
    name, arguments = call[1], call[2].split(",")
    if name not in FAMILIES:
        raise InputError(
            Diagnostic(f"{shown(name)} is not a known family of priors", choices(name, FAMILIES))
        )
    family = FAMILIES[name]
    if len(arguments) != family.arity or not all(_NUMBER.fullmatch(part) for part in arguments):
        raise InputError(
            Diagnostic(f"{shown(text)} does not have the numbers of its family", f"write {family.form}")
        )
    numbers = tuple(float(part) for part in arguments)
    if not (all(map(is_number, numbers)) and family.holds(*numbers)):
        raise InputError(
            Diagnostic(f"{shown(text)} is not a distribution", f"{family.form} needs {family.condition}")
        )
    return Prior(name, numbers)

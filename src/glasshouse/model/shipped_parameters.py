"""The shipped parameters of the mechanisms: one file each, every number with unit, range and source."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from glasshouse.specs.parameters import ParameterSet, load

FOLDER = Path(__file__).resolve().parent.parent / "data" / "mechanisms"


@cache
def mechanisms() -> ParameterSet:
    """All parameters of all mechanisms (`credit.lapse`, ...), and the switches (`switch.credit`: 1 on, 0
    off).
    """
    return load(*sorted(FOLDER.glob("*.yaml")))

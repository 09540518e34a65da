"""The numbers and words beyond which rules of lint ask, from `thresholds.yaml` and `open_terms.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from glasshouse.specs.reading import read
from glasshouse.specs.units import convert

FOLDER = Path(__file__).resolve().parent.parent / "data" / "lint"
FILE, OPEN_TERMS = FOLDER / "thresholds.yaml", FOLDER / "open_terms.yaml"
CLOSE = 60
"""Letters within which a list must be named that closes an open word."""


@dataclass(frozen=True)
class Threshold:
    """One number: `says` what lies beyond it, `basis` its source, or what was assumed for want of one.

    `low` and `high` are the range in which others might set it, all in `unit`.
    """

    name: str
    value: float
    unit: str
    low: float
    high: float
    says: str
    basis: str
    assumed: bool


@cache
def thresholds() -> dict[str, Threshold]:
    """All thresholds by name, such as `DUR-1.term`."""
    return {name: _threshold(name, about) for name, about in read(FILE).data["thresholds"].items()}


def _threshold(name: str, about: dict[str, Any]) -> Threshold:
    assumed = "source" not in about
    basis = about["assumption" if assumed else "source"]
    low, high = about["range"]
    return Threshold(name, about["value"], about["unit"], low, high, about["says"], basis, assumed)


@cache
def _open_terms() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = read(OPEN_TERMS).data
    terms = "|".join(data["terms"].values())
    return re.compile(terms, re.IGNORECASE), re.compile(data["closed_by"], re.IGNORECASE)


def open_words(text: str) -> str:
    """The first words of a text that leave open what counts; empty for none, or where a list closes them."""
    terms, closed_by = _open_terms()
    return next(
        (one[0] for one in terms.finditer(text) if not closed_by.search(text[one.end() :][:CLOSE])), ""
    )


def limit(name: str, unit: str = "") -> float:
    """The value of a threshold, in `unit` where one is given, as `month` for a time in days."""
    found = thresholds()[name]
    return convert(found.value, found.unit, unit) if unit else found.value

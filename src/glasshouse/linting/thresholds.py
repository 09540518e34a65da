"""The numbers and words beyond which rules of lint ask, from `thresholds.yaml` and `open_terms.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from glasshouse.specs.reading import read
from glasshouse.specs.units import convert

FOLDER = Path(__file__).resolve().parent.parent / "data" / "lint"
FILE, OPEN_TERMS = FOLDER / "thresholds.yaml", FOLDER / "open_terms.yaml"


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


@dataclass(frozen=True)
class OpenTerms:
    """Words that leave open what counts, by kind, and the references that close them within some letters."""

    terms: Mapping[str, re.Pattern[str]]
    closed_by: re.Pattern[str]
    within: int

    def first(self, text: str) -> str:
        """The first open words of a text that nothing closes; empty for none."""
        found = sorted((one for term in self.terms.values() for one in term.finditer(text)), key=_begins)
        return next((one[0] for one in found if not self._closed(text[one.end() :])), "")

    def _closed(self, after: str) -> bool:
        return self.closed_by.search(after[: self.within]) is not None


def _begins(one: re.Match[str]) -> int:
    return one.start()


@cache
def open_terms() -> OpenTerms:
    """The words of `open_terms.yaml`."""
    data = read(OPEN_TERMS).data
    terms = {name: re.compile(term, re.IGNORECASE) for name, term in data["terms"].items()}
    return OpenTerms(terms, re.compile(data["closed_by"], re.IGNORECASE), data["within"]["value"])


def open_words(text: str) -> str:
    """The first words of a text that leave open what counts; empty for none, or where a list closes them."""
    return open_terms().first(text)


def limit(name: str, unit: str = "") -> float:
    """The value of a threshold, in `unit` where one is given, as `month` for a time in days."""
    found = thresholds()[name]
    return convert(found.value, found.unit, unit) if unit else found.value

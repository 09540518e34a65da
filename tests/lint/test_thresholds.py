"""The numbers and words beyond which rules ask: each with unit, range and basis, used by a rule, and tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from glasshouse.linting import linter
from glasshouse.linting.thresholds import FILE, limit, open_terms, open_words, thresholds
from glasshouse.specs.reading import read
from glasshouse.specs.units import UNITS

from .test_families import CASES

SOURCES = "\n".join(path.read_text("utf-8") for path in Path(linter.__file__).parent.rglob("*.py"))
DEFINED = [
    str(clause["definition"])
    for rule, word, _, piece in CASES
    if (rule, word) == ("LEG-3", "violated")
    for section in ("lists", "behaviours", "sanctions")
    for about in piece.get(section, {}).values()
    for clause in (about, about.get("entry", {}))
    if "definition" in clause
]


@pytest.mark.parametrize("name", thresholds())
def test_a_threshold_has_unit_range_and_basis_and_is_used(name: str) -> None:
    one, written = thresholds()[name], read(FILE).data["thresholds"][name]
    assert one.unit in UNITS and one.low <= one.value <= one.high
    assert ("source" in written) is not ("assumption" in written) and one.basis and one.says
    assert f'limit("{name}"' in SOURCES


def test_days_are_read_as_months() -> None:
    assert limit("DUR-3.removal", "month") == pytest.approx(31 / (365 / 12))


@pytest.mark.parametrize("name", open_terms().terms)
def test_every_kind_of_open_word_is_planted(name: str) -> None:
    assert any(open_terms().terms[name].search(text) for text in DEFINED)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("flight or other grave misdeeds", "or other"),
        ("flight or any other act listed in annex 2", ""),
        (
            "flight or any other act, as far as it is counted among the wrongs that are not listed in annex 2",
            "any other",
        ),
        ("income other than wages, moved to a mother or brother", ""),
        ("each other's debts, the other half", ""),
        ("a gross income of 3000 a month", ""),
        ("", ""),
    ],
)
def test_open_words_and_what_closes_them(text: str, words: str) -> None:
    assert open_words(text) == words

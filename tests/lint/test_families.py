"""Violations of each family put in other words than the rules' own examples, and lawful cases close to them.

`families/LETTERS.yaml` has, by rule and by what lint must say, pieces of a rulebook that are laid over the clean one:
`base` names pieces of `_bases.yaml` that come first, `variant` recasts the whole, `month` reads it as of a month.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from glasshouse.linting import all_rules, lint
from glasshouse.linting.examples import laid_over
from glasshouse.linting.rule import NOT_ENOUGH, NOT_VIOLATED, VIOLATED
from glasshouse.linting.rule_registry import FAMILIES
from glasshouse.rulebooks import Rulebook
from glasshouse.rulebooks.variants import varied
from glasshouse.specs.reading import read

FOLDER = Path(__file__).parent / "families"
SAYS = {"violated": VIOLATED, "lawful": NOT_VIOLATED, "open": NOT_ENOUGH}
FEWEST = 12
"""Violations, and lawful near-misses, that every family must have."""


@cache
def bases() -> dict[str, Any]:
    return dict(read(FOLDER / "_bases.yaml").data)


def cases() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Rule, what lint must say, title and piece of every case."""
    for path in sorted(FOLDER.glob("[a-z]*.yaml")):
        for rule, by_verdict in read(path).data.items():
            for word, pieces in by_verdict.items():
                yield from ((rule, word, title, piece) for title, piece in pieces.items())


CASES = list(cases())


def book_of(piece: dict[str, Any]) -> Rulebook:
    about = {key: piece[key] for key in ("base", "variant", "month") if key in piece}
    text = {key: value for key, value in piece.items() if key not in about}
    book = laid_over(*(bases()[name] for name in about.get("base", ())), text)
    book = varied(book, [about["variant"]]) if "variant" in about else book
    return book.as_of(about["month"]) if "month" in about else book


@pytest.mark.parametrize(
    ("rule", "word", "title", "piece"),
    CASES,
    ids=[f"{rule}-{word}-{title}" for rule, word, title, _ in CASES],
)
def test_lint_says_of_each_case_what_a_lawyer_would(
    rule: str, word: str, title: str, piece: dict[str, Any]
) -> None:
    report = lint(book_of(piece), select=[rule])
    assert report.verdicts[rule] == SAYS[word], "\n".join(map(str, report.findings))


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_enough_of_both(family: str) -> None:
    counts = Counter(word for rule, word, *_ in CASES if rule.startswith(family))
    assert counts["violated"] >= FEWEST and counts["lawful"] >= FEWEST


def test_every_rule_that_a_text_decides_has_both() -> None:
    asked = {(rule, word) for rule, word, *_ in CASES}
    ids = {rule.id for rule in all_rules().values() if rule.decided == "text"}
    assert {(rule, word) for rule in ids for word in ("violated", "lawful")} - asked == set()

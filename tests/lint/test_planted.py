"""Invented rulebooks: what is planted in them is found, rule by rule, and nothing is found in the clean ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glasshouse.linting import all_rules, lint
from glasshouse.linting.rule import VIOLATED

FOLDER = Path(__file__).parent / "planted"
FILES = sorted(path for path in FOLDER.glob("*.yaml") if not path.name.startswith("_"))
MARK = re.compile(r"^# Invented\. violates: (.*)$")


def planted(path: Path) -> set[str]:
    """The rules that the first line of a file says it violates."""
    found = MARK.match(path.read_text("utf-8").splitlines()[0])
    assert found, f"{path.name}: write # Invented. violates: LEG-1 ... in the first line"
    return set(found[1].split()) - {"nothing"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_was_planted_is_found_and_nothing_else(path: Path) -> None:
    report = lint(path)
    found = {rule for rule, verdict in report.verdicts.items() if verdict == VIOLATED}
    assert found == planted(path), "\n".join(map(str, report.violated))


@pytest.mark.parametrize("path", [p for p in FILES if p.stem.startswith("clean")], ids=lambda path: path.stem)
def test_clean_rulebooks_leave_nothing_open_that_a_text_can_decide(path: Path) -> None:
    open_ = [f for f in lint(path).undecided if f.rule.decided == "text"]
    assert [str(finding) for finding in open_] == []


def test_every_rule_that_a_text_decides_is_planted_somewhere() -> None:
    everywhere = set().union(*map(planted, FILES))
    assert {rule.id for rule in all_rules().values() if rule.decided == "text"} - everywhere == set()


def test_there_are_clean_ones() -> None:
    assert sum(path.stem.startswith("clean") and not planted(path) for path in FILES) >= 4

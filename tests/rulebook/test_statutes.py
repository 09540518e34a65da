"""Laws as they are written abroad: statuses, scope, repetition, ladders and amounts, case by case."""

from __future__ import annotations

from pathlib import Path

import pytest

from glasshouse.checking import check
from glasshouse.rulebooks.cases import Case, cases
from glasshouse.rulebooks.loading import load

from .cases_player import mismatches, play

STATUTES = Path(__file__).parent / "statutes"
FILES = sorted(STATUTES.glob("*.cases.yaml"))
ALL = [case for file in FILES for case in cases(file)]


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.rulebook}-{case.name}")
def test_case(case: Case) -> None:
    standings = play(load(STATUTES / case.rulebook), case)
    wrong = [
        f"month {month}: {text}"
        for month, told in case.expect.items()
        for text in mismatches(standings[month], dict(told))
    ]
    assert not wrong, f"{case.file}:{case.line} {case.title}: {'; '.join(wrong)}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_files_are_sound(file: Path) -> None:
    assert not check(file).findings
    assert not check(file.with_name(file.name.replace(".cases", ""))).findings

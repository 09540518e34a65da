"""Cases of marks, delays, inspections and duties: what the written rules give."""

from __future__ import annotations

from pathlib import Path

import pytest

from glasshouse.errors import InputError
from glasshouse.rulebooks.cases import cases
from glasshouse.rulebooks.loading import load

from .cases_player import mismatches, play

BOOK = """schema: glasshouse/rulebook@1
id: partial
title: Sanctions that shut nothing for good
layer: outline
from: 2010-01-01
lists:
  debtors:
    entry: {when: in_arrears, arrears: 2 month}
    exit: {on: [performed]}
    triggers: [flag, queue, watched, report]
sanctions:
  flag: {effect: mark, right: economic.loan}
  queue: {effect: delay, right: services.priority, wait: 3 month}
  watched: {effect: inspect}
  report: {effect: duty, breach: late_public_fee}
behaviours: {late_public_fee: {recorded: true}}
"""
CASES = """schema: glasshouse/cases@1
for: rulebook.yaml
start: 2014-01
cases:
  listed:
    events:
      - {month: 1, fact: arrears, months: 2}
      - {month: 3, fact: performed}
    expect:
      0: {marked: [], delayed: [], duties: [], inspected: false}
      1:
        lists: [debtors]
        shut: []
        marked: [economic.loan]
        delayed: [services.priority]
        duties: [late_public_fee]
        inspected: true
      3: {lists: [], marked: [], duties: [], inspected: false}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rulebook.yaml").write_text(BOOK)
    (tmp_path / "cases.yaml").write_text(CASES)
    return tmp_path


def test_a_listing_brings_marks_delays_inspection_and_duties(folder: Path) -> None:
    (case,) = cases(folder / "cases.yaml")
    standings = play(load(folder / "rulebook.yaml"), case)
    for month, expected in case.expect.items():
        assert mismatches(standings[month], expected) == []


@pytest.mark.parametrize(
    ("written", "sentence"),
    [("duties: [late_public_fe]", "not a known behaviour"), ("inspected: often", "neither true nor false")],
)
def test_an_expectation_that_cannot_be_is_refused(folder: Path, written: str, sentence: str) -> None:
    (folder / "cases.yaml").write_text(
        CASES.replace("duties: [], inspected: false}\n      1", f"{written}}}\n      1")
    )
    with pytest.raises(InputError, match=sentence):
        cases(folder / "cases.yaml")

"""Cases of defences, interim entries, deadlines, clocks and withdrawal: what the written rules give."""

from __future__ import annotations

from pathlib import Path

import pytest

from glasshouse.rulebooks.cases import cases
from glasshouse.rulebooks.loading import load

from .cases_player import mismatches, play

BOOK = """schema: glasshouse/rulebook@1
id: safeguards
title: Lists with safeguards
layer: outline
from: 2010-01-01
lists:
  interim:
    entry: {when: behaviour, behaviour: drink_driving, interim: true, confirm_within: 2 month}
    term: 12 month
    exit: {on: [expired]}
    decide_within: 1 month
    lapses: true
    triggers: [no_food]
  debtors:
    entry: {when: in_arrears, arrears: 2 month}
    term: 2 month
    term_from: settlement
    exit: {on: [expired]}
    triggers: [no_loans]
sanctions:
  no_loans: {right: economic.loan, effect: deny, context: finance}
  no_food: {right: welfare.food, effect: deny, context: welfare}
behaviours: {drink_driving: {points: -10}}
scores: {points: {start: 100}}
participation: {by: consent, withdrawal: {allowed: true, deletes: true}}
defences:
  illness: {against: [lists.debtors, sanctions.no_food], asked: before, decided_by: court}
"""
CASES = """schema: glasshouse/cases@1
for: safeguards.yaml
start: 2012-01
cases:
  lapses: {events: [{month: 0, behaviour: drink_driving}], expect: {1: {lists: [interim], shut: [welfare.food]}, 2: {lists: []}}}
  confirmed:
    events: [{month: 0, behaviour: drink_driving}, {month: 2, fact: confirmed}]
    expect: {2: {lists: [interim]}, 11: {lists: [interim]}, 12: {lists: []}}
  undecided:
    events: [{month: 0, behaviour: drink_driving}, {month: 1, fact: undecided}]
    expect: {0: {lists: [interim]}, 1: {lists: []}}
  fed: {events: [{month: 0, behaviour: drink_driving}, {month: 1, fact: excused}], expect: {0: {shut: [welfare.food]}, 1: {lists: [interim], shut: []}}}
  settled:
    events: [{month: 0, fact: arrears, months: 3}, {month: 9, fact: arrears, months: 0}]
    expect: {8: {lists: [debtors], shut: [economic.loan]}, 10: {lists: []}}
  excused: {events: [{month: 0, fact: excused}, {month: 1, fact: arrears, months: 3}], expect: {3: {lists: []}}}
  withdrawn:
    events: [{month: 0, behaviour: drink_driving}, {month: 1, fact: withdraws}, {month: 2, behaviour: drink_driving}]
    expect: {0: {lists: [interim], score: 90}, 1: {lists: [], score: null}, 2: {lists: [], score: null}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("safeguards")
    (made / "safeguards.yaml").write_text(BOOK)
    (made / "cases.yaml").write_text(CASES)
    return made


NAMES = ("lapses", "confirmed", "undecided", "fed", "settled", "excused", "withdrawn")


@pytest.mark.parametrize("name", NAMES)
def test_a_case_holds(folder: Path, name: str) -> None:
    case = next(case for case in cases(folder / "cases.yaml") if case.name == name)
    standings = play(load(folder / "safeguards.yaml"), case)
    for month, expected in case.expect.items():
        assert mismatches(standings[month], dict(expected)) == [], f"month {month}"

"""Every shipped case, played by the written rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from glasshouse.errors import InputError
from glasshouse.rulebooks.cases import Case, cases
from glasshouse.rulebooks.loading import load, shipped_names

from .cases_player import mismatches, play

ALL = [case for name in shipped_names() for case in cases(name)]


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.rulebook}-{case.name}")
def test_case(case: Case) -> None:
    standings = play(load(case.rulebook), case)
    expected: dict[int, Any] = dict(case.expect)
    wrong = [
        f"month {month}: {text}"
        for month in expected
        for text in mismatches(standings[month], expected[month])
    ]
    assert not wrong, "\n".join([f"{case.file}:{case.line} {case.title}", *wrong])


MONEY = """\
schema: glasshouse/cases@1
for: purse-town.yaml
start: 2020-01
cases:
  fined_twice_and_cut:
    title: Every record brings its fine, and drink driving costs a part of the benefit for three months
    events:
      - {month: 1, behaviour: littering}
      - {month: 3, behaviour: littering}
      - {month: 4, behaviour: drink_driving}
    expect:
      0: {charged: {}}
      3: {charged: {litter_fine: 120}, in_force: [fare]}
      4: {charged: {litter_fine: 120, drink_fine: 2000}, in_force: [fare, less_aid], grade: points.C}
      6: {in_force: [fare, less_aid]}
      7: {in_force: [fare]}
  late_then_paid:
    title: A deposit is owed while the list holds, and is no more when the debt is paid
    events: [{month: 1, fact: arrears, months: 2}, {month: 3, fact: performed}]
    expect:
      2: {lists: [late], charged: {late_fine: 300, lock: 500}, in_force: [dearer, less_aid]}
      4: {lists: [], charged: {late_fine: 300}}
"""


def test_money_of_a_case_is_what_the_rules_charge(tmp_path: Path) -> None:
    book = Path(__file__).parent.parent / "model" / "rulebooks" / "purse-town.yaml"
    (tmp_path / book.name).write_text(book.read_text())
    (tmp_path / "cases.yaml").write_text(MONEY)
    for case in cases(tmp_path / "cases.yaml"):
        standings = play(load(tmp_path / book.name), case)
        for month, expected in case.expect.items():
            assert not mismatches(standings[month], dict(expected)), month


def test_faults_in_a_cases_file_are_all_named(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text(
        "schema: glasshouse/cases@1\nfor: nothing\nstart: 2014-01\ncases:\n  odd:\n    events:\n"
        "      - {month: 1, fact: juged}\n      - {month: 2, behaviour: litering}\n      - {fact: judged}\n"
        "    expect:\n      2: {shutt: [], shut: [movement.flights]}\n  empty: {title: none}\n"
    )
    with pytest.raises(InputError) as caught:
        cases(file)
    assert [
        (diagnostic.line, diagnostic.what, diagnostic.fix) for diagnostic in caught.value.diagnostics
    ] == [
        (7, "cases.odd.events.0.fact: juged is not a fact", 'did you mean "judged"?'),
        (8, "cases.odd.events.1.behaviour: litering is not a known behaviour", 'did you mean "littering"?'),
        (9, "cases.odd.events.2: an event needs its month", "write {month: 3, fact: judged}"),
        (11, "cases.odd.expect.2.shutt: not a known key", 'did you mean "shut"?'),
        (
            11,
            "cases.odd.expect.2.shut: movement.flights is not a known right",
            'did you mean "movement.flight"?',
        ),
        (
            12,
            "cases.empty: a case needs expect: what holds at the end of which month",
            "write expect: {3: {lists: []}}",
        ),
    ]


def test_a_wrong_expectation_is_noticed() -> None:
    case = next(
        case for case in ALL if case.name == "performs_after_listing" and case.rulebook == "court-list-2013"
    )
    standing = play(load(case.rulebook), case)[3]
    assert not mismatches(standing, {"lists": ["defaulters"]})
    assert mismatches(standing, {"lists": [], "open_includes": ["movement.flight"], "score": 1000})

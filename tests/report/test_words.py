from __future__ import annotations

import math

import pytest

from glasshouse.reporting import words
from glasshouse.reporting.turns import Event, turns


@pytest.mark.parametrize(
    ("value", "said"),
    [(12345.6, "12,346"), (123.4, "123"), (12.34, "12.3"), (1.234, "1.23"), (0.01234, "0.012"), (0, "0"),
     (-42.9, "\u221242.9"), (math.nan, "not known"), (1e-9, "0")],
)  # fmt: skip
def test_numbers_have_about_three_figures(value: float, said: str) -> None:
    assert words.number(value) == said


def test_signs_shares_and_intervals() -> None:
    assert words.number(2.5, sign=True) == "+2.50"
    assert words.percent(0.0061) == "0.61\u202f%"
    assert words.interval(0.0192, 0.0243, scale=100) == "1.92 to 2.43"
    assert words.interval(455.05, 464.13) == "455 to 464"
    assert words.interval(-2340.03, -1603.6) == "\u22122,340 to \u22121,604"
    assert words.interval(0, 0) == "" and words.interval(None, 1) == ""


def test_months_and_spans() -> None:
    assert words.month("2014-01", 0) == "Jan 2014"
    assert words.month("2014-11", 14) == "Jan 2016"
    assert words.span(120) == "10 years" and words.span(12) == "1 year" and words.span(18) == "18 months"


def test_equal_months_are_told_once() -> None:
    system = [Event(t, "map_seen", "publicity.debtor_map", "") for t in (0, 1, 2, 5)]
    table = turns(system, [Event(5, "job_lost", "", "")], "2014-01")
    assert [turn.when for turn in table] == ["Jan 2014 to Mar 2014", "Jun 2014"]
    assert table[0].system == [("is looked at on the map", "publicity.debtor_map")]
    assert table[1].twin == ["loses the job"]


def test_a_named_refusal_is_not_told_twice() -> None:
    month = [Event(3, name, "", "") for name in ("denied_right", "refused_flight", "refused_flight")]
    assert turns(month, [], "2014-01")[0].system == [("is refused a flight, 2 times", "")]
    assert turns(month[:1], [], "2014-01")[0].system == [("is denied a right", "")]


def test_long_titles_make_short_headings() -> None:
    title = "Court list of 2013, with the sanctions of 2016 + The debtor map, everyone within 500 metres"
    assert words.heading(title) == "Court list of 2013 and the debtor map"
    assert words.heading("The empty rulebook") == "The empty rulebook"


def test_rules_and_clauses_are_read_aloud() -> None:
    assert words.rule("3 working_day") == "3 working days"
    assert words.rule("1 month") == "1 month"
    assert words.rule("False") == "no"
    assert words.path("lists.defaulters") == "Lists, defaulters"
    assert words.clause("title: no airline tickets; effect: deny") == "No airline tickets; effect: deny"
    assert words.clause("entry: court; ability test: True; retest: 6 month") == (
        "Entry: court; ability test: yes; retest: 6 months"
    )


def test_groups_are_people() -> None:
    assert words.people("40-59") == "people aged 40-59"
    assert words.people("low") == "people on low incomes"


def test_differing_details_of_equal_months_are_told_of_the_last() -> None:
    lives = [Event(t, "payment_missed", "", f"owes {100 + t} CNY") for t in range(3)]
    (turn,) = turns(lives, lives, "2014-01")
    assert turn.when == "Jan 2014 to Mar 2014"
    assert turn.system == [("misses a payment (owes 102 CNY)", "")]
    assert turn.twin == ["misses a payment (owes 102 CNY)"]


def test_other_refusals_say_what_is_refused() -> None:
    (turn,) = turns([Event(0, "refused_other", "sanctions.no_golf", "play golf")], [], "2014-01")
    assert turn.system == [("may not play golf", "sanctions.no_golf")]

from __future__ import annotations

import math

import pytest

from glasshouse.report import words
from glasshouse.report.turns import Event, turns


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

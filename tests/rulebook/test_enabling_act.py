"""Enabling acts: under which source a clause was made, what is refused, what lint asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from glasshouse.errors import InputError
from glasshouse.linting import lint
from glasshouse.linting.examples import example
from glasshouse.rulebooks import load

BOOK = """schema: glasshouse/rulebook@1
id: ministry
title: A list kept by a ministry
layer: outline
from: 2010-01-01
sources:
  act: {title: act, issuer: parliament, rank: statute, date: 2003-01-01, confidence: V}
  rule: {title: rule, issuer: ministry, rank: departmental_rule, date: 2009-01-01, confidence: V}
  notice: {title: notice, issuer: ministry, rank: normative_document, date: 2009-06-01, confidence: V, under: rule}
made_under: {source: act, allows: the ministry keeps a list of debtors, clauses: [lists]}
lists:
  debtors:
    basis: rule#2
    entry: {when: in_arrears, arrears: 2 month}
    exit: {on: [performed]}
    triggers: [no_loans]
sanctions:
  no_loans: {right: economic.loan, effect: deny, context: finance, basis: rule#3}
  no_flights: {right: movement.flight, effect: deny, context: transport, basis: notice}
"""


def book(path: Path, *changes: tuple[str, str]) -> Any:
    text = BOOK
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = path / "ministry.yaml"
    file.write_text(text)
    return load(file)


def test_explain_names_the_enabling_act(tmp_path: Path) -> None:
    made = book(tmp_path)
    assert made.explain("lists.debtors.exit.on").under == "act"
    assert made.explain("sanctions.no_loans.right").under == ""
    assert made.explain("sanctions.no_flights.right").under == "rule"
    whole = book(tmp_path, (", clauses: [lists]", ""))
    assert whole.explain("sanctions.no_loans.right").under == "act"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("source: act,", "source: acts,", "'acts' is not a source"),
        ("source: act, ", "", "source is missing"),
        ("clauses: [lists]", "clauses: [list]", "no clause begins with"),
        ("under: rule", "under: notice", "under itself"),
    ],
)
def test_a_power_that_is_none_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        book(tmp_path, (old, new))
    assert told.replace("'", "") in str(caught.value).replace('"', "").replace("'", "")


def asked(made: Any) -> dict[str, str]:
    return {finding.path: finding.why for finding in lint(made, select=["LEG-6"]).findings}


def test_lint_asks_what_the_power_covers(tmp_path: Path) -> None:
    assert "does not cover it" in asked(book(tmp_path))["sanctions.no_loans"]
    assert (
        asked(book(tmp_path, ("clauses: [lists]", "clauses: [lists, sanctions]"), (", under: rule", "")))
        == {}
    )


def test_lint_asks_for_the_rank_and_the_day_of_the_power(tmp_path: Path) -> None:
    weak = asked(book(tmp_path, ("source: act,", "source: rule,")))
    assert "empowers nobody" in weak["made_under.source"]
    late = asked(book(tmp_path, ("date: 2009-06-01", "date: 2008-06-01")))
    assert "later than what was made under it" in late["sources.notice.under"]
    silent = asked(book(tmp_path, ("allows: the ministry keeps a list of debtors, ", "")))
    assert "nothing is said" in silent["made_under.allows"]


def test_a_rule_with_a_power_is_told_from_one_without() -> None:
    rule = "{title: r, issuer: m, rank: departmental_rule, date: 2023-08-01, confidence: V%s}"
    verdicts = [
        lint(
            example(f"sources: {{rule: {rule % under}}}\nsanctions: {{no_luxury_hotels: {{basis: rule}}}}"),
            select=["LEG-1"],
        ).verdicts["LEG-1"]
        for under in ("", ", under: act")
    ]
    assert verdicts == ["violated", "not enough evidence"]

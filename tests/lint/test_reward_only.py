"""Rewards alone are asked what the same scheme is asked that begins from nothing and grants; silence is no answer."""

from __future__ import annotations

from pathlib import Path

import pytest

import glasshouse as gh
from glasshouse.linting import lint
from glasshouse.linting.linter import LintReport
from glasshouse.linting.rule import NOT_ENOUGH, NOT_VIOLATED, VIOLATED

CARD = Path(__file__).parent / "planted" / "reward-only-library-card.yaml"
GRANTED = {
    "xiamen-2018": ["economic.deposit_waiver", "economic.subsidy"],
    "chongqing-village-points": ["economic.subsidy"],
    "shijiazhuang-2020": ["services.priority", "economic.deposit_waiver", "economic.subsidy"],
    str(CARD): ["economic.deposit_waiver"],
}


def asked(report: LintReport) -> set[str]:
    return {rule for rule, verdict in report.verdicts.items() if verdict != NOT_VIOLATED}


@pytest.mark.parametrize("name", GRANTED)
def test_recast_as_zero_base_and_grants_it_gets_the_same_questions(name: str) -> None:
    book = gh.rulebook(name)
    from_zero = book.but({"rights.zero_base": GRANTED[name]})
    rewards, recast = lint(book, ignore=["LEG-1"]), lint(from_zero, ignore=["LEG-1"])  # set here: on no basis
    assert asked(rewards) == asked(recast)
    assert len(asked(rewards)) >= 15
    surer = {rule for rule in asked(recast) if recast.verdicts[rule] == VIOLATED}
    assert {rule for rule in asked(rewards) if rewards.verdicts[rule] == VIOLATED} <= surer


def test_what_only_rewards_is_asked_for_every_safeguard_and_accused_of_none() -> None:
    report = lint(CARD)
    safeguards = {"DAT-3", "DAT-4", "DAT-6", "PRC-1", "PRC-2", "PRC-3", "PRC-4", "PRC-6", "GOV-2", "GOV-4"}
    assert {rule for rule in safeguards if report.verdicts[rule] == NOT_ENOUGH} == safeguards
    assert not report.violated


def test_a_rulebook_that_does_nothing_to_anybody_is_asked_nothing() -> None:
    assert asked(lint("nothing")) == set()

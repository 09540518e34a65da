"""Every rule of lint: its bad example trips it, its good one does not, and the clean rulebook trips none."""

from __future__ import annotations

import pytest

from glasshouse.linting import all_rules, lint
from glasshouse.linting.examples import example
from glasshouse.linting.norms import PROFILES
from glasshouse.linting.rule import NOT_VIOLATED, SEVERITIES, VIOLATED, Rule
from glasshouse.linting.rule_registry import FAMILIES

RULES = list(all_rules().values())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
class TestRule:
    def test_it_says_what_it_is(self, rule: Rule) -> None:
        assert rule.family in FAMILIES
        assert rule.severity in SEVERITIES
        assert rule.articles and set(rule.norms) <= set(PROFILES)
        for text in (rule.title, rule.why, rule.blind, rule.looks_at, rule.bad, rule.good):
            assert text.strip()

    def test_the_bad_example_trips_it(self, rule: Rule) -> None:
        if rule.decided == "text":
            report = lint(example(rule.bad), select=[rule.id])
            assert report.verdicts == {rule.id: VIOLATED}
            assert all(finding.file and finding.line >= 1 for finding in report.findings)

    def test_the_good_example_does_not(self, rule: Rule) -> None:
        if rule.decided == "text":
            assert lint(example(rule.good), select=[rule.id]).verdicts == {rule.id: NOT_VIOLATED}


def test_nothing_is_odd_about_the_clean_rulebook() -> None:
    report = lint(example(""), ignore=[rule.id for rule in RULES if rule.decided == "runs"])
    assert [str(finding) for finding in report.findings] == []

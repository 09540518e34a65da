"""Lint of the shipped library: every finding as it was last read through, in time, with witnesses that hold."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from glasshouse.errors import InputError
from glasshouse.linting import all_rules, lint
from glasshouse.linting.lint_findings import Finding
from glasshouse.linting.rule import NOT_VIOLATED, VIOLATED
from glasshouse.rulebooks.cases import Case, cases, lint_of
from glasshouse.rulebooks.loading import load, shipped_names

from ..rulebook.cases_player import mismatches, play
from .expected import file_of, told

NAMES = shipped_names()
FILE = "schema: glasshouse/cases@1\nfor: {name}\nstart: {start}\ncases:\n{case}"


@pytest.mark.parametrize("name", NAMES)
def test_lint_says_what_was_read_through(name: str) -> None:
    said = "run python tests/lint/expected.py and read the difference"
    assert told(lint(name)) == file_of(name).read_text("utf-8"), said


@pytest.mark.parametrize("name", NAMES)
def test_what_must_and_must_not_be_found(name: str) -> None:
    asked, verdicts = lint_of(name), lint(name).verdicts
    assert set(asked.must + asked.must_not) <= set(all_rules())
    assert [rule for rule in asked.must if verdicts[rule] != VIOLATED] == []
    assert [rule for rule in asked.must_not if verdicts[rule] == VIOLATED] == []


def test_every_rulebook_says_what_lint_must_find_or_not() -> None:
    silent = [name for name in NAMES if not (lint_of(name).must or lint_of(name).must_not)]
    assert silent == []


def test_the_empty_rulebook_gives_nothing_to_ask() -> None:
    assert set(lint("nothing").verdicts.values()) == {NOT_VIOLATED}


def test_the_whole_library_in_two_seconds() -> None:
    lint("nothing")  # reads vocabularies and norms once
    began = time.process_time()  # of the processor: others may be at work too
    for name in NAMES:
        lint(name)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("name", [*NAMES, "court-list-2013+debtor-map"])
def test_every_place_is_in_a_file(name: str) -> None:
    for finding in lint(name).findings:
        lines = Path(finding.file).read_text("utf-8").splitlines()
        assert 1 <= finding.line <= len(lines)
        assert finding.text in (lines[finding.line - 1], "")


def witnessed(name: str) -> list[Finding]:
    return [finding for finding in lint(name).findings if finding.witness]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("nothing", "debtor-map")])
def test_the_written_rules_do_to_a_witness_what_the_witness_says(name: str, tmp_path: Path) -> None:
    for finding in witnessed(name):
        assert finding.witness
        case = as_pasted(finding, name, tmp_path)
        standings = play(load(name), case)
        expect: dict[int, dict[str, Any]] = dict(case.expect)
        wrong = [text for month in expect for text in mismatches(standings[month], expect[month])]
        assert wrong == [], f"{finding}\n{finding.witness.as_yaml()}"


def as_pasted(finding: Finding, name: str, folder: Path) -> Case:
    """The witness read back from a cases file into which it was pasted."""
    assert finding.witness
    file = folder / "cases.yaml"
    file.write_text(FILE.format(name=name, start=finding.witness.start, case=finding.witness.as_yaml()))
    [case] = cases(file)
    return case


def test_most_findings_have_a_witness() -> None:
    findings = [finding for name in NAMES for finding in lint(name).findings]
    assert sum(finding.witness is not None for finding in findings) > 0.8 * len(findings)


def test_a_witness_that_falls_to_a_grade_really_falls() -> None:
    finding = next(f for f in lint("suining-2010", select=["CTX-2"]).findings)
    assert finding.witness
    assert [(e.behaviour, e.times) for e in finding.witness.events] == [
        ("drink_driving", 8),
        ("traffic_ticket", 1),
    ]
    assert finding.witness.expect == {1: {"grade": "points.D"}}  # 1000 - 8 x 50 - 10 = 590, below 600


def test_faults_in_what_a_cases_file_asks_of_lint(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    text = "schema: glasshouse/cases@1\nfor: nothing\nstart: 2014-01\n"
    text += "cases: {a: {events: [{month: 2, fact: judged}], expect: {3: {lists: []}}}}\n"
    file.write_text(text + "lint: {must: [CTX-1], must_not: [CTX-1], may: [DUR-1]}\n")
    with pytest.raises(InputError) as caught:
        cases(file)
    assert sorted(diagnostic.what for diagnostic in caught.value.diagnostics) == [
        "lint.may: not a known key",
        "lint.must_not: CTX-1 cannot both be and not be",
    ]

"""Audits of eight persons by hand, of two runs, and of a small lived run."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import glasshouse as gh
from glasshouse.auditing.bounds import parse
from glasshouse.errors import InputError
from glasshouse.metrics.findings import VERDICTS
from glasshouse.specs import reading

LIMITS = """\
schema: glasshouse/bounds@1
bounds:
  F3.ever: {at_most: 0.9, assumption: nearly everybody}
  F30.told: {at_least: 0.999, assumption: everybody}
  F13: {at_most: 0.1, assumption: one in ten}
  F15.all: {at_most: 0.1, assumption: a tenth}
"""


def limits():
    return parse(reading.parse(LIMITS))


def test_figures_by_hand(make) -> None:
    made = gh.audit(make())
    found = {one.name: one for one in made.findings if one.id not in ("F10", "F25")}
    assert found["F3.ever"].value == pytest.approx(2 / 8)
    assert found["F3.mean"].value == pytest.approx(1000 * 24 / (8 * 24))
    assert found["F5"].value == pytest.approx(12 / 24)
    assert (found["F5"].persons, found["F5"].events) == (2, 12)
    ratio = next(one for one in made.named("F10.ratio") if one.title.endswith("ever listed by sex"))
    assert next(g.value for g in ratio.by_group if g.group == "women") == 0


def test_groups_are_those_asked_for(make) -> None:
    made = gh.audit(make(), by=["sex"])
    assert {group.dim for one in made.findings for group in one.by_group} == {"sex"}
    rows = made.by_group("F3.ever").to_pylist()
    assert [(row["group"], row["value"], row["persons"]) for row in rows] == [
        ("all", 0.25, 8), ("men", 0.5, 4), ("women", 0.0, 4),
    ]  # fmt: skip
    with pytest.raises(InputError, match='did you mean "sex"'):
        gh.audit(make("b"), by=["sxe"])
    with pytest.raises(InputError, match="F98: not a finding of this audit"):
        made.by_group("F98")


def test_verdicts_and_what_nobody_can_say(make) -> None:
    made = gh.audit(make(), bounds=limits())
    held = {one.chosen.name: one.verdict for one in made.verdicts}
    assert held == {"F3.ever": "not violated", "F30.told": "not enough evidence"}
    assert [one.name for one in made.unasked] == ["F13", "F15.all"]
    assert made.fails("not violated") and not made.fails("violated")
    assert set(held.values()) <= set(VERDICTS)
    reasons = {one.name: one.why for one in made.unknown}
    assert "no twin" in reasons["F15"]
    assert "one run does not answer it" in reasons["F24"]


def test_the_table_carries_bounds_and_sizes(make) -> None:
    rows = gh.audit(make(), bounds=limits()).table().to_pylist()
    ever = next(row for row in rows if row["id"] == "F3" and row["part"] == "ever" and row["dim"] == "all")
    assert (ever["bound"], ever["verdict"]) == ("at most 0.9 of persons", "not violated")
    assert all(row["persons"] is not None and row["events"] is not None for row in rows)
    assert next(row for row in rows if row["id"] == "F5")["bound"] is None


def test_there_is_no_score(make) -> None:
    data = gh.audit(make()).as_dict()
    assert "score" not in set(data) | {key for one in data["findings"] for key in one}
    assert "no score" in data["note"]


def test_two_runs_are_an_ensemble(make) -> None:
    more = {"system_ever_listed": [1, 0, 0, 0, 1, 1, 1, 0]}
    made = gh.audit(make("a"), make("b", people=more, seed=2), bounds=limits())
    listed = made.named("F10.ratio")
    assert made.subject.interval == "5-95 % range of 2 runs"
    assert listed[0].runs == 2
    (share,) = made.named("F31.share")
    assert (share.runs, share.value) == (2, 0.0 if made.fails("violated") else share.value)
    # the people are the same: 0 and 6 are listed in one run of two
    below = next(one for one in made.named("F23") if one.part == "below")
    assert below.value == pytest.approx(2 / 4)
    assert below.low == 0
    assert "the most there can be" in below.note


def test_a_lived_run_answers_nearly_everything(lived: Path) -> None:
    made = gh.audit(lived)
    asked = {one.id for one in made.findings}
    silent = {one.name.partition(".")[0] for one in made.unknown}
    assert asked | silent >= {f"F{k}" for k in range(1, 32)} | {"CS"}
    assert {"F18", "F19", "F20", "CS"} <= asked
    assert {one.side for one in made.findings} == {"harm", "benefit", "neither"}
    assert str(made).startswith("court-list-2013+debtor-map: 1 run of 2,000 synthetic persons of toytown")
    assert all(one.persons >= 0 and (math.isnan(one.low) or one.low <= one.high) for one in made.findings)


def test_living_again_says_what_a_folder_cannot(lived: Path) -> None:
    steps: list[tuple[int, int]] = []
    made = gh.audit(lived, more=True, on_step=lambda done, total: steps.append((done, total)))
    asked = {one.id for one in made.findings}
    assert {"F8", "F23", "F24", "F31", "CS"} <= asked
    assert steps[-1] == (20, 20)
    assert all("the most there can be" not in one.note for one in made.named("F23"))
    assert all(
        "2,000 persons lived again" in one.note for one in made.findings if one.id in ("F8", "F24", "CS")
    )
    assert list(made.alternatives) == [
        "rulebook", "due-process", "finance-only", "benefits-only", "penalties-only", "zero-base",
    ]  # fmt: skip
    assert made.privacy is not None
    assert [one.title for one in made.named("F24")] == [
        "Flip test: ever listed, minority as they are less with minority switched",
        "Flip test: ever listed, women as they are less with sex switched",
    ]
    once = {one.name: one.value for one in made.alternatives["rulebook"] if one.id == "F3"}
    assert once == pytest.approx({one.name: one.value for one in gh.audit(lived).findings if one.id == "F3"})

"""When a number is evidence: base, width, what was played, and chance among many groups."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

import glasshouse as gh
from glasshouse.auditing import evidence
from glasshouse.auditing.bounds import ChosenBound
from glasshouse.auditing.evidence import (
    Played,
    chance,
    chance_of_difference,
    discovered,
    judged,
    not_by_chance,
    small,
    unplayed,
)
from glasshouse.metrics import catalogue
from glasshouse.metrics.findings import Bound, Estimate, Finding, GroupValue, answer


def finding(measure: str, estimate: Estimate, part: str = "", title: str = "", groups=()) -> Finding:
    return catalogue.finding(answer(measure, estimate, part=part, title=title, by_group=groups))


def group(name: str, ratio: float, error: float, events: int = 100) -> GroupValue:
    ends = (ratio * math.exp(sign * evidence.Z * error) for sign in (-1, 1))
    return GroupValue("dim", name, ratio, *ends, 1000, events)


LIMIT = ChosenBound(Bound("F5", 0.5), "", "of months on a list", assumption="half")


def test_the_chance_of_a_ratio_is_that_of_its_interval() -> None:
    assert chance(group("edge", math.exp(evidence.Z * 0.1), 0.1)) == pytest.approx(0.05, abs=1e-6)
    assert chance(replace(group("zero", 1.0, 0.1), value=0.0, low=0.0)) == 1


def test_false_discoveries_are_held_over_all_groups() -> None:
    """Forty groups that differ by luck alone, two hundred times; then one that truly differs among them."""
    rng = np.random.default_rng(3)
    worlds = [
        [group(f"g{k}", math.exp(0.2 * z), 0.2) for k, z in enumerate(row)]
        for row in rng.standard_normal((200, 40))
    ]
    raw = [any(one.low > 1 for one in world) for world in worlds]
    named = [bool(discovered(world)) for world in worlds]
    assert np.mean(raw) > 0.5, "each interval by itself: chance nearly always names a group"
    assert np.mean(named) < 0.06, "all together: hardly ever"
    assert all(discovered([*world, group("true", 3.0, 0.2)])[-1].group == "true" for world in worlds)


def test_the_chance_of_a_difference_is_that_of_its_interval() -> None:
    assert chance_of_difference(evidence.Z, 0.0, 2 * evidence.Z) == pytest.approx(0.05, abs=1e-6)
    assert chance_of_difference(-evidence.Z, -2 * evidence.Z, 0.0) == pytest.approx(0.05, abs=1e-6)
    assert chance_of_difference(3.0, 3.0, 3.0) == 1, "an interval without width says nothing"
    assert chance_of_difference(3.0, None, None) == 1


def test_results_are_kept_by_rank() -> None:
    """Of 0.01, 0.02, 0.03 and 0.9 all three small ones stay: 0.03 is below three quarters of 5 %."""
    assert not_by_chance([0.03, 0.9, 0.01, 0.02]) == (True, False, True, True)
    assert not_by_chance([0.04, 0.9, 0.9, 0.9]) == (False,) * 4
    assert not_by_chance([]) == ()


def test_few_harmed_are_no_discovery() -> None:
    assert discovered([group("few", 9.0, 0.2, events=evidence.FEW_HARMED - 1)]) == ()
    assert len(discovered([group("enough", 9.0, 0.2, events=evidence.FEW_HARMED)])) == 1


def test_a_small_base_and_no_width_are_not_printed() -> None:
    assert "fewer than 30" in small(finding("F5", Estimate(0.5, 0.2, 0.8, 29, 9)))
    assert "same value" in small(finding("F21", Estimate(1.0, 1.0, 1.0, 300, 90)))
    assert "one person in a hundred" in small(finding("F12", Estimate(1.0, 0.9, 1.0, 1000, 10)))
    assert not small(finding("F5", Estimate(0.5, 0.2, 0.8, 30, 9)))
    assert not small(finding("F12", Estimate(0.6, 0.5, 0.7, 1000, 40)))


@pytest.mark.parametrize(
    ("estimate", "word", "why"),
    [
        (Estimate(0.1, 0.05, 0.2, 300, 9), "not violated", ""),
        (Estimate(0.9, 0.8, 0.95, 300, 9), "violated", ""),
        (Estimate(0.4, 0.3, 0.6, 300, 9), "not enough evidence", "inside the interval"),
        (Estimate(0.1, 0.05, 0.2, 5, 1), "not enough evidence", "fewer than 30"),
        (Estimate(0.0, 0.0, 0.0, 300, 0), "not enough evidence", "no width"),
        (Estimate.bare(0.1, 300, 9), "not enough evidence", "no interval"),
    ],
)
def test_verdicts_have_evidence_on_both_sides(estimate: Estimate, word: str, why: str) -> None:
    found = judged(LIMIT, finding("F5", estimate), Played(), ())
    assert found[0] == word and why in found[1] and bool(found[1]) == (word == "not enough evidence")


def test_what_was_not_played_has_no_verdict() -> None:
    calm = finding("F5", Estimate(0.0, 0.0, 0.1, 300, 0))
    assert judged(LIMIT, calm, Played(), ())[0] == "not violated"
    assert judged(LIMIT, calm, Played(listed=False), ()) == (
        "not enough evidence", "nobody was put on a list in these runs",
    )  # fmt: skip
    repaid = finding("F28", Estimate(2.0, 1.0, 3.0, 300, 9), "repaid")
    assert "no clause of this rulebook is about debts" in unplayed(repaid, Played(debts=False))
    merit = finding("F28", Estimate(2.0, 1.0, 3.0, 300, 9), "merit")
    assert not unplayed(merit, Played(debts=False))
    refused = finding("F10", Estimate(2.0, 1.5, 3.0, 300, 9), "ratio", "Risk ratio: denied by sex")
    assert unplayed(refused, Played(denied=False)) and not unplayed(refused, Played(listed=False))


def test_a_group_beyond_a_bound_by_chance_is_not_violated() -> None:
    limit = ChosenBound(Bound("F10.ratio", 1.25), "", "ratio of risks", assumption="yardstick")
    over = group("over", 1.9, 0.2)
    alone = finding("F10", over.estimate, "ratio", "Risk ratio: ever listed by sex", (over,))
    many = [group(f"g{k}", 1.0, 0.2) for k in range(60)]
    others = finding("F10", many[0].estimate, "ratio", "Risk ratio: ever listed by age band", many)
    assert judged(limit, alone, Played(), (alone,))[0] == "violated"
    word, why = judged(limit, alone, Played(), (alone, others))
    assert word == "not enough evidence" and "of 61 groups compared" in why


def test_a_run_in_which_nobody_is_listed_answers_no_question_of_lists(make) -> None:
    nobody = {"system_ever_listed": [0] * 8, "system_denied": [0] * 8}
    made = gh.audit(make(people=nobody, listings=[]))
    asked = {held.chosen.name: held for held in made.verdicts if held.finding.id in ("F4", "F5", "F30")}
    assert asked and {held.verdict for held in asked.values()} == {"not enough evidence"}
    assert "nobody was put on a list" in asked["F4"].why

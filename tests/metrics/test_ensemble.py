"""Several runs: medians and ranges, bounds that hold, regret, and carrot against stick."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.errors import InputError
from glasshouse.metrics import catalogue
from glasshouse.metrics.findings import Bound, Estimate, Finding, GroupValue, answer
from glasshouse.metrics.measures.satisficing import Regret, carrot_and_stick, ensemble, regret, satisficing


def run(value: float, women: float | None = None, *, title: str = "") -> Finding:
    groups = [] if women is None else [GroupValue.of("sex", "women", Estimate(women, women, women, 40, 4))]
    found = Estimate(value, value - 0.1, value + 0.1, 100, 10)
    return catalogue.finding(answer("F5", found, by_group=groups, title=title))


def runs(values: Sequence[float]) -> list[list[Finding]]:
    return [[run(value)] for value in values]


def test_median_and_range_by_hand() -> None:
    # of 1, 2, 3, 4, 5 the median is 3; 5 % lies a fifth of the way from 1 to 2, 95 % from 5 to 4
    (found,) = ensemble(runs([5, 1, 4, 2, 3]))
    assert (found.value, found.low, found.high) == (pytest.approx(3), pytest.approx(1.2), pytest.approx(4.8))
    assert (found.runs, found.persons, found.events) == (5, 100, 10)


def test_one_run_keeps_its_own_interval() -> None:
    (found,) = ensemble(runs([0.4]))
    assert (found.runs, found.low, found.high) == (1, pytest.approx(0.3), pytest.approx(0.5))
    (found,) = ensemble(runs([math.nan, 0.4]))
    assert (found.runs, found.value) == (1, 0.4)
    (found,) = ensemble(runs([math.nan, math.nan]))
    assert math.isnan(found.value)
    assert ensemble([]) == ()


def test_groups_and_titles_are_matched_by_name() -> None:
    first = [run(1, 0.1, title="by day"), run(7, title="by night")]
    second = [run(9, title="by night"), run(3, 0.3, title="by day")]
    by_day, by_night = ensemble([first, second])
    assert (by_day.value, by_night.value) == (2, 8)
    assert [group.value for group in by_day.by_group] == [pytest.approx(0.2)]


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=30), st.randoms())
def test_an_ensemble_knows_no_order_of_runs(values: list[float], chance) -> None:  # type: ignore[no-untyped-def]
    (before,) = ensemble(runs(values))
    assert min(values) <= before.low <= before.value <= before.high <= max(values)
    chance.shuffle(values)
    (after,) = ensemble(runs(values))
    assert (after.value, after.low, after.high) == (before.value, before.low, before.high)


def test_satisficing_by_hand() -> None:
    # below 0.25 in three of four runs; the fifth has no figure
    found = satisficing(runs([0.1, 0.2, 0.24, 0.3, math.nan]), [Bound("F5", 0.25)])
    assert (found.value, found.events, found.runs, found.persons) == (0.75, 3, 4, 100)
    # Wilson for 3 of 4: 0.3006 to 0.9544
    assert [found.low, found.high] == pytest.approx([0.3006, 0.9544], abs=5e-5)
    assert "F5 at most 0.25" in found.note and "1 runs without" in found.note
    both = [Bound("F5", 0.25), Bound("F5", 0.15, "at least")]
    assert satisficing(runs([0.1, 0.2, 0.24, 0.3]), both).value == 0.5


def test_a_bound_holds_for_every_finding_of_its_name() -> None:
    several = [[run(0.1, title="by sex"), run(0.9, title="by age")]]
    assert satisficing(several, [Bound("F5", 0.5)]).value == 0


def test_bounds_nobody_can_check_are_refused() -> None:
    with pytest.raises(InputError, match="F6: no run has this finding"):
        satisficing(runs([1]), [Bound("F6", 1)])
    with pytest.raises(InputError, match="no bound is given"):
        satisficing(runs([1]), [])


def test_regret_by_hand() -> None:
    # best of each run: 1, 2, 3; lists lie 2, 0, 5 above, fines 0, 2, 0
    found = regret({"lists": [3, 2, 8], "fines": [1, 4, 3]})
    assert found == {
        "lists": Regret(greatest=5, median=2, behind=2, runs=3),
        "fines": Regret(greatest=2, median=0, behind=1, runs=3),
    }
    # where less is worse the better design is the one with more
    assert regret({"lists": [3, 2, 8], "fines": [1, 4, 3]}, "less")["fines"].greatest == 5
    with pytest.raises(InputError, match="same runs of every design"):
        regret({"lists": [1, 2], "fines": [1]})


@given(st.integers(1, 5), st.integers(1, 6), st.integers(0, 1000))
def test_nobody_regrets_the_best(designs: int, many: int, seed: int) -> None:
    figures = np.random.default_rng(seed).integers(0, 9, (designs, many))
    found = regret({str(k): row.tolist() for k, row in enumerate(figures)})
    assert all(one.greatest >= one.median >= 0 for one in found.values())
    assert sum(one.runs - one.behind for one in found.values()) >= many


def test_carrot_and_stick_by_hand() -> None:
    # 0.5 under the rulebook, 0.2 with benefits only; arms of 0.1 each: sqrt(0.02) on either side
    (found,) = carrot_and_stick([run(0.5, 0.6)], [run(0.2, 0.5), run(3, title="another")])
    assert found.value == pytest.approx(0.3)
    assert (found.high - 0.3, 0.3 - found.low) == (
        pytest.approx(math.sqrt(0.02)),
        pytest.approx(math.sqrt(0.02)),
    )
    assert (found.id, found.unit) == ("CS", "of months on a list")
    assert [group.value for group in found.by_group] == [pytest.approx(0.1)]
    assert "0.5 under the rulebook, 0.2 with benefits only" in found.note

"""Rules that runs decide, on counts made by hand and on one small society."""

from __future__ import annotations

import math

import pytest

import glasshouse as gh
from glasshouse.errors import InputError
from glasshouse.linting import lint
from glasshouse.linting.examples import example
from glasshouse.linting.rule import NOT_ENOUGH, NOT_VIOLATED, VIOLATED, Verdict
from glasshouse.linting.simulated import Counts, Replicates, counted, replicate


def groups(more: int, less: int, persons: int = 1_000) -> Counts:
    """Burdened adults of two groups of equal size; the other dimensions are even."""
    even = {"a": (persons, 100), "b": (persons, 100)}
    minority = {"majority": (persons, less), "minority": (persons, more)}
    return {"minority": minority, "sex": even, "registration": even}


def verdict(*counts: Counts) -> Verdict:
    runs = Replicates(counts, 2_000, 12)
    return lint(example(""), select=["NDS-3"], runs=runs).verdicts["NDS-3"]


def test_a_ratio_of_two_by_hand() -> None:
    ratio = Replicates(tuple(groups(200, 100) for _ in range(4)), 2_000, 12).ratios()[0]
    assert (ratio.more, ratio.less, ratio.runs) == ("minority", "majority", 4)
    assert (ratio.share_more, ratio.share_less) == (0.2, 0.1)
    assert math.isclose(ratio.ratio, (200.5 / 1001) / (100.5 / 1001))
    assert math.isclose(ratio.low, ratio.ratio) and math.isclose(ratio.high, ratio.ratio)


def test_the_interval_is_students_over_the_logarithms_of_runs() -> None:
    ratio = Replicates((groups(200, 100), groups(150, 100), groups(300, 100)), 2_000, 12).ratios()[0]
    logs = [math.log((n + 0.5) / 100.5) for n in (200, 150, 300)]
    mean = sum(logs) / 3
    half = 4.302653 * math.sqrt(sum((each - mean) ** 2 for each in logs) / 2 / 3)
    assert math.isclose(ratio.low, math.exp(mean - half), rel_tol=1e-6)
    assert math.isclose(ratio.high, math.exp(mean + half), rel_tol=1e-6)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([groups(200, 100)] * 4, VIOLATED),
        ([groups(110, 100)] * 4, NOT_VIOLATED),
        ([groups(100, 100)] * 4, NOT_VIOLATED),
        ([groups(200, 100), groups(90, 100), groups(180, 100)], NOT_ENOUGH),
        ([groups(2, 1)] * 4, NOT_ENOUGH),
        ([groups(15, 0)] * 4, VIOLATED),
        ([groups(200, 100)], NOT_ENOUGH),
    ],
)
def test_the_lower_end_of_the_interval_decides(counts: list[Counts], expected: Verdict) -> None:
    assert verdict(*counts) == expected


def test_the_group_that_bears_more_may_be_either() -> None:
    runs = Replicates((groups(100, 200),) * 4, 2_000, 12)
    assert runs.ratios()[0].more == "majority"


def test_without_runs_the_text_cannot_tell() -> None:
    assert lint(example(""), select=["NDS-3"]).verdicts == {"NDS-3": NOT_ENOUGH}
    assert lint("nothing", select=["NDS-3"]).verdicts == {"NDS-3": NOT_VIOLATED}


def test_two_runs_are_refused() -> None:
    with pytest.raises(InputError, match="runs: 2 is outside 3"):
        replicate(gh.rulebook("nothing"), runs=2)


def test_adults_and_burdens_are_counted_from_a_run() -> None:
    run = gh.run("suining-2010", "toytown", persons=600, months=3, seed=1)
    counts = counted(run)
    adults = int((run.society.age >= 18).sum())
    listed = (run.people["times_listed"] > 0) | (run.people["denied"] > 0)
    for dim in counts.values():
        assert sum(persons for persons, _ in dim.values()) == adults
        assert sum(burdened for _, burdened in dim.values()) == int((listed & (run.society.age >= 18)).sum())


def test_three_small_runs_of_a_score_that_takes_points_for_origin() -> None:
    book = gh.rulebook("childcare-benefit-risk-score").but({"scores.risk.origin": -60})
    runs = replicate(book, runs=3, society="toytown", persons=2_000, months=12)
    report = lint(book, select=["NDS-3"], runs=runs)
    assert len(runs.counts) == 3
    assert report.verdicts["NDS-3"] in (VIOLATED, NOT_ENOUGH)

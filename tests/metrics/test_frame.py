"""Group frames: worked by hand, held against Fairlearn, and free of the order of persons."""

from __future__ import annotations

import math
import time

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.errors import InputError
from glasshouse.metrics.frame import GroupFrame, group_name
from glasshouse.metrics.intervals import katz, newcombe, wilson

SEX = ("men", "women")
AGE = ("young", "middle", "old")

# 10 men, 4 of them harmed; 20 women, 2 of them harmed
HARMED = np.array([1] * 4 + [0] * 6 + [1] * 2 + [0] * 18)
WOMAN = np.repeat([0, 1], [10, 20])


def frame(**more: object) -> GroupFrame:
    return GroupFrame(HARMED, {"sex": (WOMAN, SEX)}, **more)  # type: ignore[arg-type]


def test_shares_differences_and_ratios_by_hand() -> None:
    f = frame()
    assert (f.overall.value, f.overall.persons, f.overall.events) == (6 / 30, 30, 6)
    assert {key: found.value for key, found in f.by_group.items()} == {"men": 0.4, "women": 0.1}
    assert (f.by_group["women"].persons, f.by_group["women"].events) == (20, 2)
    assert (f.group_max().value, f.group_min().value) == (0.4, 0.1)
    assert f.difference().value == pytest.approx(0.3)
    assert f.ratio().value == pytest.approx(0.25)
    # from everybody (0.2): men are 0.2 off, women 0.1; ratios 0.2/0.4 and 0.1/0.2
    assert f.difference(method="to_overall").value == pytest.approx(0.2)
    assert f.ratio(method="to_overall").value == pytest.approx(0.5)


def test_wilson_as_published() -> None:
    # Newcombe 1998 (single proportion), 81 of 263: 0.2553 to 0.3662; 0 of 20: 0 to 0.1611
    assert np.round(wilson(81, 263), 4) == pytest.approx([0.2553, 0.3662])
    assert np.round(wilson(0, 20), 4) == pytest.approx([0.0, 0.1611])
    assert np.isnan(wilson(0, 0)).all()


def test_difference_of_shares_as_published() -> None:
    # Newcombe 1998 (independent proportions), 56 of 70 less 48 of 80, score method: 0.0524 to 0.3339
    assert np.round(newcombe(56, 70, 48, 80), 4) == pytest.approx([0.0524, 0.3339])


def test_ratio_of_shares_by_hand() -> None:
    # 4 of 10 over 2 of 20: ratio 4, variance of its logarithm 1/4 - 1/10 + 1/2 - 1/20 = 0.6
    low, high = katz(4, 10, 2, 20)
    assert math.log(4 / low) == pytest.approx(1.959964 * math.sqrt(0.6))
    assert low * high == pytest.approx(16)
    # with an empty cell half a person is added: 0.5/11 over 2.5/21
    low, high = katz(0, 10, 2, 20)
    assert low * high == pytest.approx((0.5 / 11 / (2.5 / 21)) ** 2)


def test_cluster_robust_share_by_hand() -> None:
    # blocks A {1, 1}, B {0, 0}, C {1, 0}: share 1/2; residual sums 1, -1, 0
    # variance 3/2 * (1 + 1 + 0) / 36 = 1/12; of independent persons 1/4 / 6 = 1/24: design effect 2
    f = GroupFrame([1, 1, 0, 0, 1, 0], {"all": (np.zeros(6, int), ("all",))}, clusters=[7, 7, 2, 2, 9, 9])
    t = 4.30265273  # Student, 2 degrees of freedom
    expected = [float(end) for end in wilson(3 / 2, 6 / 2, t)]
    assert [f.overall.low, f.overall.high] == pytest.approx(expected)
    # with effective size 3: (1/2 + t^2/6) / (1 + t^2/3) = 1/2, so that the interval lies round 1/2
    assert f.overall.low + f.overall.high == pytest.approx(1)


def test_clusters_shared_by_two_groups_narrow_their_difference() -> None:
    # in every block the harmed man has a harmed neighbour: the groups move together, the gap does not move
    values, groups, blocks = [1, 1, 0, 0, 1, 1], [0, 1, 0, 1, 0, 1], [1, 1, 2, 2, 3, 3]
    f = GroupFrame(values, {"sex": (np.array(groups), SEX)}, clusters=blocks)
    assert (f.difference().value, f.difference().low, f.difference().high) == (0, 0, 0)
    assert GroupFrame(values, {"sex": (np.array(groups), SEX)}).difference().high > 0.4


def test_twins_give_paired_differences() -> None:
    # differences 1, 1, 0, 0, 0, 4 in blocks A, A, B, B, C, C: mean 1, standard error sqrt(1/3) (as in
    # test_paired)
    f = GroupFrame(
        [2, 3, 1, 1, 5, 9],
        {"sex": (np.array([0, 0, 0, 1, 1, 1]), SEX)},
        clusters=[7, 7, 900, 900, 3, 3],
        twin=[1, 2, 1, 1, 5, 5],
    )
    assert (f.overall.value, f.overall.events) == (1, 3)
    assert f.overall.high - 1 == pytest.approx(4.302653 * math.sqrt(1 / 3), rel=1e-6)
    assert f.by_group["women"].value == pytest.approx(4 / 3)
    assert f.difference().value == pytest.approx(4 / 3 - 2 / 3)


def test_a_mean_without_clusters_has_the_textbook_interval() -> None:
    values = np.array([3.0, 4.0, 8.0, 5.0])
    f = GroupFrame(values, {"all": (np.zeros(4, int), ("all",))})
    reach = 3.18244631 * values.std(ddof=1) / 2  # Student, 3 degrees of freedom; root of 4
    assert f.overall.high == pytest.approx(5 + reach)


def test_intervals_cover_as_often_as_they_say() -> None:
    # a rare harm that runs in blocks, half as likely for the second group
    rng = np.random.default_rng(1)
    blocks, hits = np.repeat(np.arange(60), 20), np.zeros(3)
    for _ in range(200):
        risk, group = rng.beta(0.5, 9.5, 60)[blocks], rng.integers(0, 2, 1200)
        harmed = (rng.random(1200) < risk * np.where(group, 0.5, 1)).astype(int)
        f = GroupFrame(harmed, {"sex": (group, SEX)}, clusters=blocks)
        ratio, difference = f.against_others("women")
        truths = ((f.overall, 0.75 * 0.05), (ratio, 0.5), (difference, -0.025))
        hits += [found.low <= truth <= found.high for found, truth in truths]
    assert (hits >= 0.90 * 200).all()


def test_one_block_has_no_honest_interval() -> None:
    assert math.isnan(frame(clusters=np.zeros(30, int)).overall.low)


def test_intersections_leave_out_whom_nobody_belongs_to() -> None:
    f = GroupFrame([1, 0, 1], {"sex": (np.array([0, 0, 1]), SEX), "age": (np.array([0, 2, 2]), AGE)})
    assert list(f.by_group) == [("men", "young"), ("men", "old"), ("women", "old")]
    assert f.dim == "sex x age"
    assert [group.group for group in f.groups()] == ["men x young", "men x old", "women x old"]
    assert group_name("men") == "men"


def test_one_group_against_all_others() -> None:
    ratio, difference = frame().against_others("men")
    assert (ratio.value, difference.value) == (pytest.approx(4), pytest.approx(0.3))
    assert ratio.persons == 30


def test_a_table_of_people_gives_frames() -> None:
    people = pa.table(
        {
            "cluster": pa.array([1, 1, 2, 3]),
            "sex": pa.array(["women", "men", "men", "women"]).dictionary_encode(),
            "system_months_listed": pa.array([0, 12, 0, 3]),
            "twin_months_listed": pa.array([0, 2, 0, 3]),
        }
    )
    ever = GroupFrame.of(people, "months_listed", "sex", ever=True)
    assert {key: found.value for key, found in ever.by_group.items()} == {"men": 0.5, "women": 0.5}
    paired = GroupFrame.of(people, "months_listed", ["sex"], side="difference")
    assert paired.by_group["men"].value == 5
    with pytest.raises(InputError, match="system_months_listed"):
        GroupFrame.of(people, "month_listed", "sex")


def test_bad_columns_are_all_named() -> None:
    with pytest.raises(InputError) as bad:
        GroupFrame([1.0, math.nan], {"sex": (np.array([0, 2]), SEX)}, clusters=[1], twin=[1, 2, 3])
    assert [diagnostic.what.split()[0] for diagnostic in bad.value.diagnostics] == [
        "clusters",
        "twin",
        "values",
        "sex",
    ]
    with pytest.raises(InputError, match="no persons"):
        GroupFrame([], {"sex": (np.array([], int), SEX)})
    with pytest.raises(InputError, match="between_groups"):
        frame().ratio("between_group")  # type: ignore[arg-type]


def test_a_million_rows_in_a_moment() -> None:
    rng = np.random.default_rng(1)
    size = 1_000_000
    by = {"sex": (rng.integers(0, 2, size), SEX), "age": (rng.integers(0, 3, size), AGE)}
    harmed, blocks = (rng.random(size) < 0.01).astype(np.int64), rng.integers(0, 20_000, size)
    GroupFrame([0, 1], {"sex": (np.array([0, 1]), SEX)}, clusters=[1, 2]).overall  # noqa: B018 (loads SciPy)
    begun = time.perf_counter()
    found = GroupFrame(harmed, by, clusters=blocks).by_group
    assert time.perf_counter() - begun < 1.0  # takes a tenth of a second
    assert sum(one.events for one in found.values()) == harmed.sum()


# MetricFrame of fairlearn 0.15.0, metric `mean_prediction`, for the people of `society_of_fairlearn`
KNOWN = {
    "overall": 0.2035,
    "by_group": {
        ("men", "young"): 0.09463722397476341,
        ("men", "middle"): 0.2037037037037037,
        ("men", "old"): 0.2848101265822785,
        ("women", "young"): 0.10597826086956522,
        ("women", "middle"): 0.24397590361445784,
        ("women", "old"): 0.2944606413994169,
    },
    "difference": 0.1998234174246535,
    "difference to_overall": 0.10886277602523659,
    "ratio": 0.3213917606271668,
    "ratio to_overall": 0.46504778365977106,
}


def society_of_fairlearn() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    sex, age = rng.integers(0, 2, 2000), rng.integers(0, 3, 2000)
    return sex, age, (rng.random(2000) < 0.1 + 0.1 * age).astype(int)


def ours() -> dict[str, object]:
    sex, age, harmed = society_of_fairlearn()
    f = GroupFrame(harmed, {"sex": (sex, SEX), "age": (age, AGE)})
    return {
        "overall": f.overall.value,
        "by_group": {key: found.value for key, found in f.by_group.items()},
        "difference": f.difference().value,
        "difference to_overall": f.difference(method="to_overall").value,
        "ratio": f.ratio().value,
        "ratio to_overall": f.ratio(method="to_overall").value,
    }


def test_as_fairlearn_answered() -> None:
    for name, value in ours().items():
        assert value == pytest.approx(KNOWN[name]), name


def test_as_fairlearn_answers() -> None:
    metrics = pytest.importorskip("fairlearn.metrics")
    pandas = pytest.importorskip("pandas")
    sex, age, harmed = society_of_fairlearn()
    groups = pandas.DataFrame({"sex": np.array(SEX)[sex], "age": np.array(AGE)[age]})
    theirs = metrics.MetricFrame(
        metrics=metrics.mean_prediction, y_true=harmed, y_pred=harmed, sensitive_features=groups
    )
    found = ours()
    assert found["overall"] == pytest.approx(theirs.overall)
    assert found["by_group"] == pytest.approx(theirs.by_group.to_dict())
    for method in ("between_groups", "to_overall"):
        ending = "" if method == "between_groups" else " to_overall"
        assert found[f"difference{ending}"] == pytest.approx(theirs.difference(method=method))
        assert found[f"ratio{ending}"] == pytest.approx(theirs.ratio(method=method))


PEOPLE = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, 4)), min_size=1, max_size=40)


@given(PEOPLE, st.randoms())
def test_the_order_of_persons_and_names_of_blocks_do_not_matter(
    people: list[tuple[int, ...]], chance
) -> None:  # type: ignore[no-untyped-def]
    def found(rows: list[tuple[int, ...]], rename: int) -> dict[object, tuple[float, ...]]:
        values, age, block = (np.array(column) for column in zip(*rows, strict=True))
        f = GroupFrame(values, {"age": (age, AGE)}, clusters=block * rename - 3)
        return {key: tuple(vars(one).values()) for key, one in f.by_group.items()}

    before = found(people, 1)
    chance.shuffle(people)
    after = found(people, 1000)
    assert before.keys() == after.keys()
    for key, numbers in before.items():
        assert after[key] == pytest.approx(numbers, nan_ok=True)


@given(PEOPLE)
def test_intervals_hold_their_share_and_ratios_stay_below_one(people: list[tuple[int, ...]]) -> None:
    values, age, block = (np.array(column) for column in zip(*people, strict=True))
    for clusters in (None, block):
        f = GroupFrame(values, {"age": (age, AGE)}, clusters=clusters)
        for found in (f.overall, *f.by_group.values()):
            assert math.isnan(found.low) or 0 <= found.low <= found.value <= found.high <= 1
        for method in ("between_groups", "to_overall"):
            ratio = f.ratio(method=method)  # type: ignore[arg-type]
            assert math.isnan(ratio.value) or 0 <= ratio.value <= 1
            assert f.difference(method=method).value >= 0  # type: ignore[arg-type]

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.person_groups import person_dims

from glasshouse import metrics
from glasshouse.metrics.paired import SCHEMA


def test_difference_and_cluster_robust_error_by_hand() -> None:
    # differences 1, 1, 0, 0, 0, 4 in blocks A, A, B, B, C, C: mean 1
    # residual sums: A 0, B -2, C 2; variance 3/2 * (0 + 4 + 4) / 36 = 1/3
    found = metrics.paired_difference([2, 3, 1, 1, 5, 9], [1, 2, 1, 1, 5, 5], [7, 7, 900, 900, 3, 3])
    assert (found.persons, found.clusters) == (6, 3)
    assert found.system == pytest.approx(21 / 6)
    assert found.twin == pytest.approx(15 / 6)
    assert found.difference == pytest.approx(1)
    assert found.se == pytest.approx(math.sqrt(1 / 3))
    # Student's t with two degrees of freedom at 0.975: 4.302653
    assert found.high - 1 == pytest.approx(4.302653 * math.sqrt(1 / 3), rel=1e-6)
    assert found.low == pytest.approx(2 - found.high)


def test_one_cluster_has_no_honest_interval() -> None:
    found = metrics.paired_difference([1, 2], [0, 0], [5, 5])
    assert found.difference == 1.5
    assert math.isnan(found.se) and math.isnan(found.low)


def test_singleton_clusters_give_the_textbook_error() -> None:
    rng = np.random.default_rng(0)
    change = rng.normal(size=50)
    found = metrics.paired_difference(change, np.zeros(50), np.arange(50))
    assert found.se == pytest.approx(change.std(ddof=1) / math.sqrt(50))


def test_equal_worlds_differ_by_exactly_nothing() -> None:
    lives = np.array([3, 4, 5, 900_000_000_000])
    found = metrics.paired_difference(lives, lives, [1, 1, 2, 3])
    assert (found.difference, found.se, found.low, found.high) == (0, 0, 0, 0)


def test_intervals_cover_as_often_as_they_say() -> None:
    rng = np.random.default_rng(5)
    blocks = np.repeat(np.arange(40), 5)
    hits = 0
    for _ in range(300):
        change = rng.normal(size=40)[blocks] + rng.normal(size=200)
        found = metrics.paired_difference(change, np.zeros(200), blocks)
        hits += found.low <= 0 <= found.high
    assert 0.92 <= hits / 300 <= 0.98


def test_gap_table_has_a_row_per_group_with_persons() -> None:
    dims = person_dims(
        rural=np.array([0, 0, 1, 1]), female=np.array([0, 1, 0, 1]), age=np.array([17, 18, 59, 60]),
        minority=np.zeros(4, int), income_band=np.array([0, 1, 2, 2]), ever_listed=np.array([0, 1, 0, 0]),
    )  # fmt: skip
    system = {"denied": np.array([0, 4, 0, 0]), "only_here": np.zeros(4)}
    gap = metrics.gap_table(system, {"denied": np.zeros(4, int)}, dims, np.arange(4))
    assert gap.schema == SCHEMA
    rows = {(row["dim"], row["group"]): row for row in gap.to_pylist()}
    assert set(gap.column("measure").to_pylist()) == {"denied"}
    assert rows["all", "all"]["difference"] == 1
    assert rows["age_band", "18-39"]["system"] == 4
    assert rows["listing", "ever listed"]["persons"] == 1
    assert ("minority", "minority") not in rows
    assert [group for dim, group in rows if dim == "age_band"] == ["0-17", "18-39", "40-59", "60+"]


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9), st.integers(0, 3)), min_size=1, max_size=40)
)
def test_groups_add_up_to_everybody(people: list[tuple[int, int, int]]) -> None:
    system, twin, group = (np.array(column) for column in zip(*people, strict=True))
    dims = {"letter": (group, ("a", "b", "c", "d"))}
    rows = metrics.gap_table({"m": system}, {"m": twin}, dims, np.arange(len(people))).to_pylist()
    whole, parts = rows[0], rows[1:]
    assert sum(row["persons"] for row in parts) == whole["persons"]
    assert sum(row["persons"] * row["difference"] for row in parts) == pytest.approx(
        whole["persons"] * whole["difference"]
    )


def test_order_of_persons_does_not_matter() -> None:
    rng = np.random.default_rng(2)
    system, twin, blocks = rng.integers(0, 9, 60), rng.integers(0, 9, 60), rng.integers(0, 6, 60)
    other = rng.permutation(60)
    one = metrics.paired_difference(system, twin, blocks)
    two = metrics.paired_difference(system[other], twin[other], blocks[other])
    assert one == two

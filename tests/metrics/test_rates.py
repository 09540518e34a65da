"""Who is counted, and ratios with intervals that treat blocks and not persons as the unit."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.errors import InputError
from glasshouse.metrics.crowd import Crowd, crowd, words
from glasshouse.metrics.intervals import t_quantile, wilson
from glasshouse.metrics.rates import PerPerson, Rate


def counts(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def plain(clusters: list[int]) -> Crowd:
    """A crowd without groups."""
    size = len(clusters)
    return Crowd(np.arange(size), np.unique(clusters, return_inverse=True)[1], np.ones(size, bool), {})


def test_rows_of_persons_in_any_order(people) -> None:
    table = people([5, 5, 9]).set_column(0, "person", pa.array([30, 10, 20], pa.uint32()))
    found = crowd(table)
    assert found.rows([10, 20, 30, 11, 99]).tolist() == [1, 2, 0, -1, -1]
    assert found.sums([10, 10, 30, 11], [1, 2, 5, 100]).tolist() == [5, 3, 0]
    assert found.sums([10, 10, 30, 11]).tolist() == [1, 2, 0]
    assert found.cluster.tolist() == [0, 0, 1]


def test_nobody_is_a_crowd_too(people) -> None:
    assert crowd(people([])).rows([1, 2]).tolist() == [-1, -1]


def test_missing_columns_are_named_together(people) -> None:
    with pytest.raises(InputError) as caught:
        crowd(people([1]).drop_columns(["cluster", "age"]))
    assert len(caught.value.diagnostics) == 2


def test_a_person_stands_once_in_the_table(people) -> None:
    twice = people([1, 1]).set_column(0, "person", pa.array([3, 3], pa.uint32()))
    with pytest.raises(InputError, match="twice"):
        crowd(twice)


def test_words_may_be_missing_and_chunked() -> None:
    one, two = (pa.array(column).dictionary_encode() for column in (["b", None, ""], ["a", "b"]))
    labels, codes = words(pa.table({"x": pa.chunked_array([one, two])}), "x")
    assert labels == ("a", "b")
    assert codes.tolist() == [1, -1, -1, 0, 1]


def test_a_dictionary_may_name_a_word_twice() -> None:
    twice = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2]), ["b", "a", "b"])
    assert words(pa.table({"x": twice}), "x")[1].tolist() == [1, 0, 1]


def test_a_share_by_hand() -> None:
    """5 of 20 and 10 of 20 in two blocks: R = 3/8, residuals -2.5 and 2.5, variance 2 * 12.5 / 1600."""
    rate = PerPerson(counts(5, 0, 10, 0), counts(10, 10, 10, 10), "share").overall(plain([1, 1, 2, 2]))
    effective = (3 / 8 * 5 / 8) / (2 * 12.5 / 1600)
    assert effective == pytest.approx(15)
    assert (rate.low, rate.high) == pytest.approx(
        [float(x) for x in wilson(3 / 8 * 15, 15, float(t_quantile(1)))]
    )
    assert rate == Rate(3 / 8, rate.low, rate.high, 15, 40, 4, 2)


def test_a_mean_by_hand() -> None:
    """As the share, with Student's t of one degree of freedom, in units of 1,000."""
    rate = PerPerson(counts(5, 0, 10, 0), counts(10, 10, 10, 10), "mean", 1000).overall(plain([1, 1, 2, 2]))
    reach = 1000 * float(t_quantile(1)) * math.sqrt(2 * 12.5 / 1600)
    assert (rate.low, rate.high) == pytest.approx((375 - reach, 375 + reach))


def test_independent_persons_give_the_poisson_limits() -> None:
    """10 events in a million person-months, each in a block of its own: exact limits of 10 are 4.795 and 18.39."""
    over = np.zeros(100_000, np.int64)
    over[:10] = 1
    rate = PerPerson(over, np.full(100_000, 10), "rate").overall(plain(list(range(100_000))))
    assert rate.low * 1e6 == pytest.approx(4.795, rel=1e-3)
    assert rate.high * 1e6 == pytest.approx(18.39, rel=1e-3)


def test_nothing_seen_still_has_an_upper_limit() -> None:
    """Rule of three for two-sided 95 %: 3.689 events in 40 person-months; Wilson with 4 persons."""
    none, time = counts(0, 0, 0, 0), counts(10, 10, 10, 10)
    assert PerPerson(none, time, "rate").overall(plain([1, 1, 2, 2])).high == pytest.approx(3.688879 / 40)
    share = PerPerson(none, time, "share").overall(plain([1, 1, 2, 2]))
    assert (share.low, share.high) == (0, pytest.approx(float(wilson(0, 4)[1])))
    mean = PerPerson(none, time, "mean").overall(plain([1, 1, 2, 2]))
    assert mean.value == 0 and math.isnan(mean.high)
    every = PerPerson(time, time, "share").overall(plain([1, 1, 2, 2]))
    assert (every.low, every.high) == (pytest.approx(float(wilson(4, 4)[0])), 1)


def test_one_block_and_nobody_have_no_interval() -> None:
    alone = PerPerson(counts(1, 0), counts(2, 2), "share").overall(plain([7, 7]))
    assert alone.value == 1 / 4 and math.isnan(alone.low) and alone.clusters == 1
    nobody = PerPerson(counts(0, 0), counts(0, 0), "share").overall(plain([7, 8]))
    assert math.isnan(nobody.value) and nobody.persons == 0


def test_groups_come_with_their_sizes(people) -> None:
    town = crowd(people([1, 1, 2, 2], ["men", "women", "men", "women"]))
    found = PerPerson(counts(5, 0, 10, 0), counts(10, 10, 10, 0), "share")
    table = found.table(town).to_pylist()
    assert [(row["dim"], row["group"], row["over"], row["under"], row["persons"]) for row in table] == [
        ("all", "all", 15, 30, 3),
        ("sex", "men", 15, 20, 2),
        ("sex", "women", 0, 10, 1),
    ]
    assert [group.group for group in found.groups(town)] == ["men", "women"]
    assert found.each()[:3].tolist() == [0.5, 0, 1] and math.isnan(found.each()[3])


def test_intervals_cover_as_often_as_they_say() -> None:
    """Rare harm that strikes whole blocks: 95 % of 300 intervals of 80 blocks hold the truth, or a little less."""
    rng = np.random.default_rng(11)
    blocks = np.repeat(np.arange(80), 25)
    town, held = plain(blocks.tolist()), 0
    for _ in range(300):
        risk = rng.beta(1, 9, 80)[blocks]
        hit = (rng.random(len(blocks)) < risk).astype(np.int64)
        rate = PerPerson(hit, np.ones(len(blocks), np.int64), "share").overall(town)
        held += rate.low <= 0.1 <= rate.high
    assert 0.91 <= held / 300 <= 0.985


sides = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 4)), min_size=1, max_size=30
)


@settings(deadline=None)
@given(sides, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_limits_hold_the_value(rows, random) -> None:
    for kind in ("share", "rate", "mean"):
        first, second = (_rate(rows, kind), _rate(random.sample(rows, len(rows)), kind))
        assert (first.over, first.under) == (second.over, second.under)
        assert [first.low, first.high] == pytest.approx([second.low, second.high], nan_ok=True)
        if not math.isnan(first.low):
            assert first.low <= first.value <= first.high
            assert kind == "mean" or first.low >= 0
            assert kind != "share" or first.high <= 1


def _rate(rows: list[tuple[int, int, int]], kind: str) -> Rate:
    over = counts(*(min(a, b) for a, b, _ in rows))
    return PerPerson(over, counts(*(b for _, b, _ in rows)), kind).overall(plain([c for *_, c in rows]))

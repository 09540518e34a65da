"""Like treatment over enforcement luck (F23) and the flip test (F24), worked by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glasshouse.errors import InputError
from glasshouse.metrics.crowd import crowd
from glasshouse.metrics.measures.several_runs import arbitrary, consistency, flip_test, self_consistency

# Four runs, three persons: never, once, twice.
RUNS = [[0, 1, 1], [0, 0, 1], [0, 0, 0], [0, 0, 0]]


def test_self_consistency_by_hand() -> None:
    """Of 12 ordered pairs of runs 12, 6 and 4 treat the person alike."""
    assert self_consistency(RUNS).tolist() == pytest.approx([1, 6 / 12, 4 / 12])


def test_shares_of_persons(people) -> None:
    town = crowd(people([1, 2, 3], ["men", "women", "women"]))
    assert consistency(RUNS).overall(town).value == pytest.approx(22 / 36)
    assert consistency(RUNS).by(town, "sex")["women"].value == pytest.approx(10 / 24)
    assert arbitrary(RUNS).overall(town).value == pytest.approx(2 / 3)
    assert arbitrary(RUNS, 0.4).overall(town).value == pytest.approx(1 / 3)
    assert arbitrary(RUNS, touched=True).overall(town).value == 1


def test_one_run_says_nothing() -> None:
    with pytest.raises(InputError, match="two runs"):
        self_consistency([[1, 0]])


outcomes = arrays(bool, st.tuples(st.integers(2, 6), st.integers(1, 8)))


@settings(deadline=None)
@given(outcomes, st.randoms(use_true_random=False))
def test_it_is_the_share_of_pairs_that_agree(did, random) -> None:
    pairs = list(itertools.combinations(range(len(did)), 2))
    by_hand = np.mean([did[a] == did[b] for a, b in pairs], axis=0)
    assert self_consistency(did).tolist() == pytest.approx(by_hand.tolist())
    assert self_consistency(~did).tolist() == self_consistency(did).tolist()
    again = did[random.sample(range(len(did)), len(did))]
    assert self_consistency(again).tolist() == self_consistency(did).tolist()


@settings(deadline=None)
@given(outcomes)
def test_a_higher_bar_finds_more_arbitrary(did) -> None:
    shares = [arbitrary(did, bar).over.sum() for bar in (0.0, 0.3, 0.75, 1.0, 1.1)]
    assert shares == sorted(shares) and shares[0] == 0 and shares[-1] == did.shape[1]


def test_flip_by_hand(people) -> None:
    """Months listed as they are 3, 0, 5, 2 and switched 1, 0, 6, 2: two change, one fares worse; mean 1/4."""
    town = crowd(people([1, 1, 2, 2]))
    found = flip_test(town, [3, 0, 5, 2], [1, 0, 6, 2])
    assert found.changed.overall(town).value == 1 / 2
    assert found.worse.overall(town).value == 1 / 4
    assert found.difference.difference == pytest.approx(1 / 4)
    # residuals by block: 2 - 2/4 = 1.5 and -1 - 2/4 = -1.5; variance 2 * 4.5 / 16
    assert found.difference.se == pytest.approx((2 * 4.5 / 16) ** 0.5)


def test_flip_of_those_who_have_the_attribute(people) -> None:
    town = crowd(people([1, 1, 2, 2]))
    found = flip_test(town, [3, 0, 5, 2], [1, 0, 6, 2], who=[True, True, False, False])
    assert found.changed.overall(town).persons == 2
    assert found.difference.difference == 1
    with pytest.raises(InputError, match="one outcome"):
        flip_test(town, [1, 2], [1, 2])

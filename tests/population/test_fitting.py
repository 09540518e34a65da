"""Fitting to margins, rounding to counts, dealing seats: against known answers and another implementation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glasshouse.population.margins import NotFitted, chances, controlled_rounding, deal, fit, tilt


def test_fit_of_a_two_way_table_by_hand() -> None:
    fitted = fit(np.ones((2, 2)), [((0,), np.array([3.0, 7.0])), ((1,), np.array([4.0, 6.0]))])
    assert np.allclose(fitted, [[1.2, 1.8], [2.8, 4.2]])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_fit_agrees_with_humanleague(seed: int) -> None:
    humanleague = pytest.importorskip("humanleague")
    random = np.random.default_rng(seed)
    truth, start = random.uniform(0.5, 5, (4, 3, 5)), random.uniform(0.5, 5, (4, 3, 5))
    margins = [((0, 1), truth.sum(2)), ((2,), truth.sum((0, 1)))]
    theirs, _ = humanleague.ipf(start, [np.array([0, 1]), np.array([2])], [table for _, table in margins])
    assert np.allclose(fit(start, margins), theirs, rtol=1e-6)


def test_fit_meets_margins_and_keeps_zeros_and_odds_ratios() -> None:
    random = np.random.default_rng(3)
    seed = random.uniform(0.1, 1, (3, 4))
    seed[0, 1] = 0
    rows, columns = np.array([2.0, 3.0, 5.0]), np.array([1.0, 2.0, 3.0, 4.0])
    fitted = fit(seed, [((0,), rows), ((1,), columns)])
    assert np.allclose(fitted.sum(1), rows)
    assert np.allclose(fitted.sum(0), columns)
    assert fitted[0, 1] == 0
    ratio = (fitted[1, 2] * fitted[2, 3]) / (fitted[1, 3] * fitted[2, 2])
    assert np.isclose(ratio, (seed[1, 2] * seed[2, 3]) / (seed[1, 3] * seed[2, 2]))


def test_margins_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(NotFitted, match="unequal totals: 3, 4"):
        fit(np.ones((2, 2)), [((0,), np.array([1.0, 2.0])), ((1,), np.array([2.0, 2.0]))])
    blocked = np.array([[1.0, 0.0], [0.0, 1.0]])
    with pytest.raises(NotFitted, match="still differ"):
        fit(blocked, [((0,), np.array([1.0, 2.0])), ((1,), np.array([2.0, 1.0]))], rounds=50)


def test_tilt_reaches_means_and_refuses_what_lies_outside() -> None:
    weights, measures = np.array([0.25, 0.25, 0.5]), np.array([[1.0, 0.0], [2.0, 1.0], [4.0, 1.0]])
    tilted = tilt(weights, measures, np.array([2.5, 0.6]))
    assert np.isclose(tilted.sum(), 1)
    assert np.allclose(tilted @ measures, [2.5, 0.6])
    with pytest.raises(NotFitted):
        tilt(weights, measures, np.array([9.0, 0.6]))


@given(st.floats(0.001, 0.999), arrays(float, 5, elements=st.floats(0.01, 100)))
def test_chances_have_the_wanted_mean_and_odds(share: float, odds: np.ndarray) -> None:
    weights = np.array([1.0, 2.0, 3.0, 2.0, 1.0])
    p = chances(share, odds, weights)
    assert np.isclose(weights @ p / weights.sum(), share, atol=1e-9)
    assert np.allclose(p / (1 - p) / odds, p[0] / (1 - p[0]) / odds[0], rtol=1e-6)


@settings(max_examples=150, deadline=None)
@given(arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.floats(0, 50)))
def test_controlled_rounding_moves_nothing_by_one(table: np.ndarray) -> None:
    counts = controlled_rounding(table)
    for axis in (None, 0, 1):
        assert (np.abs(counts.sum(axis=axis) - table.sum(axis=axis)) < 1 + 1e-6).all()
    assert (np.abs(counts - table) < 1 + 1e-6).all()
    assert (counts >= 0).all()


def test_controlled_rounding_keeps_whole_sums() -> None:
    table = np.array([[0.5, 1.5, 2.0], [1.5, 0.25, 0.25]])
    counts = controlled_rounding(table)
    assert counts.sum(1).tolist() == [4, 2]
    assert counts.sum(0).tolist()[0] == 2


@given(st.integers(0, 10_000), st.lists(st.floats(0.01, 100), min_size=1, max_size=12))
def test_seats_are_all_dealt_and_nearly_in_proportion(total: int, weights: list[float]) -> None:
    shares = np.array(weights) / sum(weights)
    seats = deal(total, np.array(weights))
    assert seats.sum() == total
    assert (np.abs(seats - shares * total) <= len(weights)).all()

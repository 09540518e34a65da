"""Contrasts: means of paired differences, and intervals that mind what futures share."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse.errors import BadInput
from glasshouse.experiment.contrasts import contrast, crossed


def test_intervals_and_needed_replicates_worked_by_hand():
    found = contrast([1.0, 2.0, 3.0, 4.0])  # mean 2.5, sd 1.29099, t(3) 3.18245, half width 2.05426
    assert (found.mean, found.sd) == (2.5, pytest.approx(1.2909944))
    assert found.half_width == pytest.approx(2.0542603)
    assert found.replicates_for(2.06) == 4
    needed = found.replicates_for(0.5)
    from scipy.stats import t

    assert t.ppf(0.975, needed - 1) * found.sd / needed**0.5 <= 0.5
    assert t.ppf(0.975, needed - 2) * found.sd / (needed - 1) ** 0.5 > 0.5


def test_one_pair_gives_no_interval():
    assert np.isnan(contrast([1.0]).low)
    with pytest.raises(BadInput, match="at least 2 replicates"):
        contrast([1.0]).replicates_for(0.1)


def test_shared_factors_and_luck_worked_by_hand():
    """Two points, two replicates: rows 1, 2 and 5, 10 leave mean squares 36, 9 and 4."""
    found = crossed({(0, 0): 1.0, (0, 1): 2.0, (1, 0): 5.0, (1, 1): 10.0})
    freedom = 41**2 / (36**2 + 9**2 + 4**2)
    assert (found.pairs, found.mean) == (4, 4.5)
    assert found.sd == pytest.approx(41**0.5)
    from scipy.stats import t

    assert found.half_width == pytest.approx(t.ppf(0.975, freedom) * 41**0.5 / 2)


def test_with_one_point_or_one_replicate_futures_are_independent():
    values = [1.0, 2.0, 4.0, 9.0]
    plain = contrast(values)
    assert crossed({(0, k): value for k, value in enumerate(values)}) == plain
    assert crossed({(k, 0): value for k, value in enumerate(values)}) == plain
    assert np.isnan(crossed({}).mean)


def test_what_is_not_known_is_left_out():
    some = {(p, r): float(3 * p + r) for p in range(4) for r in range(3)}
    assert crossed({**some, (9, 0): float("nan")}) == crossed(some)


@pytest.mark.parametrize(("by_point", "by_luck"), [(1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0)])
def test_the_interval_holds_the_truth_as_often_as_it_says(by_point, by_luck):
    dice, held, naive = np.random.default_rng(7), 0, 0
    for _ in range(600):
        values = (
            by_point * dice.normal(size=(12, 1))
            + by_luck * dice.normal(size=(1, 6))
            + dice.normal(size=(12, 6))
        )
        known = {(p, r): float(values[p, r]) for p in range(12) for r in range(6)}
        found, plain = crossed(known), contrast(list(known.values()))
        held += found.low <= 0 <= found.high
        naive += plain.low <= 0 <= plain.high
    assert 0.925 <= held / 600 <= 0.985
    if by_point or by_luck:
        assert naive / 600 < 0.85

"""Contrasts: means of paired differences, and intervals that mind what futures share."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t

from glasshouse.errors import InputError
from glasshouse.studies.contrasts import Contrast, Needed, Parts, contrast, crossed, of_table, two_way


def test_intervals_and_needed_replicates_worked_by_hand():
    found = contrast([1.0, 2.0, 3.0, 4.0])  # mean 2.5, sd 1.29099, t(3) 3.18245, half width 2.05426
    assert (found.mean, found.sd) == (2.5, pytest.approx(1.2909944))
    assert found.half_width == pytest.approx(2.0542603)
    assert found.needed(2.06) == Needed(1, 4)
    needed = found.needed(0.5).futures
    assert t.ppf(0.975, needed - 1) * found.sd / needed**0.5 <= 0.5
    assert t.ppf(0.975, needed - 2) * found.sd / (needed - 1) ** 0.5 > 0.5


def test_one_pair_gives_no_interval():
    found = contrast([1.0])
    assert np.isnan(found.low)
    assert "one replicate" in found.note
    with pytest.raises(InputError, match="run at least 2"):
        found.needed(0.1)


def test_mean_squares_worked_by_hand():
    """Two points, two replicates: rows 1, 2 and 5, 10 leave mean squares 36, 9 and 4."""
    found = two_way(np.array([[1.0, 2.0], [5.0, 10.0]]))
    assert (found.mean, found.by_point, found.by_replicate, found.rest) == (4.5, 36, 9, 4)
    assert (found.parts.factors, found.parts.shared, found.parts.alone) == (16, 2.5, 4)


def test_where_one_side_dominates_the_interval_is_student_s_t():
    dice = np.random.default_rng(1)
    points, rng = dice.normal(size=(20, 1)), dice.normal(size=(1, 5))
    by_point, by_luck = of_table(points + np.zeros((20, 5))), of_table(rng + np.zeros((20, 5)))
    assert by_point.half_width == pytest.approx(contrast(list(points[:, 0])).half_width)
    assert by_luck.half_width == pytest.approx(contrast(list(rng[0])).half_width)


def test_with_one_point_or_one_replicate_futures_are_independent():
    values = [1.0, 2.0, 4.0, 9.0]
    plain = contrast(values)
    assert crossed({(0, k): value for k, value in enumerate(values)}) == plain
    alone = crossed({(k, 0): value for k, value in enumerate(values)})
    assert (alone.mean, alone.low, alone.high) == pytest.approx((plain.mean, plain.low, plain.high))
    assert "luck that all points share is not in the interval" in alone.note
    assert np.isnan(crossed({}).mean)


def test_what_is_not_known_is_left_out():
    some = {(p, r): float(3 * p + r) for p in range(4) for r in range(3)}
    assert crossed({**some, (9, 0): float("nan")}) == crossed(some)


def test_a_study_that_has_hardly_begun_is_marked():
    assert "most futures are missing" in crossed({(0, 0): 1.0, (1, 1): 2.0}).note
    assert crossed({(0, 0): 1.0, (0, 1): 1.0, (1, 0): 1.0, (1, 1): 1.0}).half_width == 0


def test_missing_futures_do_not_pass_for_luck_that_points_share():
    """The last replicate lacks its high points; nothing is luck, so that none may be found."""
    some = {(p, r): float(p) for p in range(20) for r in range(4) if r < 3 or p < 10}
    assert crossed(some).parts.shared == pytest.approx(0, abs=1e-12)


def test_a_repeated_point_weighs_more_but_is_no_further_evidence():
    dice = np.random.default_rng(2)
    table = dice.normal(size=(16, 4))
    lives = {(p, r): table[p, r] for p in range(16) for r in range(4)}
    same, heavy = crossed(lives, dict.fromkeys(range(16), 3)), crossed(lives, {0: 5})
    assert same == crossed(lives)
    assert heavy.mean == pytest.approx((5 * table[0].mean() + table[1:].mean(axis=1).sum()) / 20)
    assert heavy.pairs == 64
    assert two_way(table, np.r_[5, np.ones(15)]).points == pytest.approx(20**2 / (25 + 15))


def test_few_replicates_or_points_are_marked():
    dice = np.random.default_rng(3)
    assert of_table(dice.normal(size=(16, 4))).note == ""
    assert of_table(dice.normal(size=(16, 3))).note == "too few: fewer than 4 replicates"
    assert "fewer than 16 distinct points" in of_table(dice.normal(size=(15, 4))).note


def pilot(parts):
    return Contrast(0, 0.0, 1.0, -1.0, 1.0, points=20, replicates=5, parts=parts)


def test_what_varies_by_luck_needs_replicates_and_what_varies_by_factors_needs_points():
    by_luck, by_points = pilot(Parts(0.01, 1, 0.1)).needed(0.1), pilot(Parts(1, 0.0001, 0.1)).needed(0.1)
    assert by_luck.replicates > 300
    assert by_luck.points <= 16
    assert by_points.points > 300
    assert by_points.replicates == 4
    assert pilot(Parts(0.01, 1, 0.1)).needed(0.2, points=20).points == 20
    with pytest.raises(InputError, match="no number of replicates at 20 points"):
        pilot(Parts(1, 0.1, 0.1)).needed(0.1, points=20)
    with pytest.raises(InputError, match="is no precision"):
        pilot(Parts(1, 1, 1)).needed(0.0)

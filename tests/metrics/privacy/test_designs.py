"""What designs show, against numbers worked out by hand and the published law of the noise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.errors import InputError
from glasshouse.metrics.privacy import (
    DESIGNS,
    Design,
    designs_named,
    planar_laplace,
    within_planar_laplace,
)
from glasshouse.metrics.privacy.attacked_town import generator

ANY = np.random.default_rng(3)
metres = st.integers(-10_000, 10_000)


def test_squares_show_their_middle() -> None:
    grid = Design("g", "", grid=250)
    shown = grid.shown(np.array([[0.0, 249.0], [250.0, -1.0]]), ANY)
    assert shown.tolist() == [[125, 125], [375, -125]]


@given(metres, metres, st.sampled_from([250, 500]))
def test_a_square_moves_nobody_further_than_half_its_diagonal(x: int, y: int, side: int) -> None:
    at = np.array([[float(x), float(y)]])
    assert np.hypot(*(Design("g", "", grid=side).shown(at, ANY) - at)[0]) <= side / math.sqrt(2) + 1e-9


def test_squares_agree_with_where_the_model_shows_people() -> None:
    from glasshouse.model.debtor_map import shown_at

    for x in (-701, -1, 0, 1, 124, 250, 999):
        shown = Design("g", "", grid=250).shown(np.array([[float(x), 0.0]]), ANY)[0, 0]
        assert shown == shown_at.py_func(x, 250)


def test_mean_error_of_a_square_is_the_mean_distance_from_its_middle() -> None:
    # side * (sqrt(2) + asinh(1)) / 6 = 0.3826 side for homes spread evenly
    at = np.random.default_rng(1).uniform(0, 5000, (200_000, 2))
    away = np.hypot(*(Design("g", "", grid=500).shown(at, ANY) - at).T)
    assert away.mean() == pytest.approx(500 * (math.sqrt(2) + math.asinh(1)) / 6, rel=0.01)


def test_planar_laplace_has_mean_radius_two_over_epsilon_and_no_direction() -> None:
    moved = planar_laplace(400_000, 0.01, np.random.default_rng(2))
    radius = np.hypot(*moved.T)
    assert radius.mean() == pytest.approx(2 / 0.01, rel=0.01)
    assert np.abs(moved.mean(0)).max() < 2
    # variance along each axis is 3 / epsilon^2
    assert moved.var(0) == pytest.approx([30_000, 30_000], rel=0.02)
    for reach in (50, 200, 600):
        assert (radius <= reach).mean() == pytest.approx(within_planar_laplace(reach, 0.01), abs=0.003)


def test_planar_laplace_by_hand() -> None:
    # epsilon r = 1: 1 - 2/e
    assert within_planar_laplace(100, 0.01) == pytest.approx(0.26424, abs=1e-5)


def test_two_places_200_m_apart_are_shown_alike_within_odds_of_four() -> None:
    # the promise of geo-indistinguishability, counted in squares of 100 m around both
    noise = designs_named(["noise"])[0]
    seen = [
        noise.shown(np.tile([[x, 0.0]], (400_000, 1)), np.random.default_rng(k))
        for k, x in enumerate((0.0, 200.0))
    ]
    edges = [np.arange(-600, 801, 100)] * 2
    one, other = (np.histogram2d(*points.T, bins=edges)[0] for points in seen)
    odds = np.log(one / other)
    assert np.abs(odds).max() < math.log(4) + 0.15


def test_kept_noise_is_the_same_for_the_same_luck_and_fresh_noise_differs() -> None:
    kept = designs_named(["noise-kept"])[0]
    at = np.zeros((5, 2))
    assert (kept.shown(at, generator(1, "x")) == kept.shown(at, generator(1, "x"))).all()
    assert (kept.shown(at, generator(1, "x")) != kept.shown(at, generator(1, "y"))).all()
    assert (kept.shown(at, generator(1, "x")) != kept.shown(at, generator(2, "x"))).all()


def test_unknown_designs_are_all_named() -> None:
    with pytest.raises(InputError) as caught:
        designs_named(["pni", "none", "counts"])
    assert [diagnostic.what.split(":")[0] for diagnostic in caught.value.diagnostics] == ["pni", "counts"]
    assert 'did you mean "pin"' in str(caught.value)


def test_every_standard_design_is_there_once() -> None:
    names = [design.name for design in DESIGNS]
    assert len(set(names)) == len(names) == 11
    assert designs_named(names) == DESIGNS

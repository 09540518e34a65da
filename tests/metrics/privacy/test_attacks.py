"""Attacks on towns small enough to work out, and what their designs promise."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.errors import InputError
from glasshouse.metrics.privacy import Design, designs_named, search, sweep, trilaterate
from glasshouse.metrics.privacy.attacked_town import generator
from glasshouse.metrics.privacy.attacks import FOLLOW_UPS
from glasshouse.metrics.privacy.counting import Lattice, circle_counts, lift, lift_of_few, told_apart

sys.path.insert(0, str(Path(__file__).parent))
from made import spread, town

PIN, NOISE, KEPT, COUNT = designs_named(["pin", "noise", "noise-kept", "count"])
coordinate = st.floats(-2_000, 2_000)


def errors(place, design, rows, seed=1, **given):  # type: ignore[no-untyped-def]
    found = search(place, design, place.at[rows], generator(seed, design.name), **given)
    return np.hypot(*(found.estimate - place.at[rows]).T), found


def test_three_distances_by_hand() -> None:
    # 3-4-5: asked from (0,0), (3,0), (0,4), the point (3,4) is 5, 4 and 3 away
    asked = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]])
    assert trilaterate(asked, np.array([5.0, 4.0, 3.0])) == pytest.approx([3, 4])


@given(coordinate, coordinate, coordinate, coordinate)
def test_three_distances_give_any_point(x: float, y: float, a: float, b: float) -> None:
    asked = np.array([[a, b], [a + 10, b], [a, b - 10]])
    distance = np.hypot(*(asked - [x, y]).T)
    assert trilaterate(asked, distance) == pytest.approx([x, y], abs=1e-3)


def test_an_exact_pin_is_found_without_error() -> None:
    place = spread()
    away, found = errors(place, PIN, np.flatnonzero(place.now))
    assert found.found.all()
    assert away.max() < 1e-6
    assert found.answers.max() <= len(sweep(place)) + FOLLOW_UPS


def test_the_sweep_covers_the_town_and_starts_where_most_people_live() -> None:
    place = spread()
    stops = sweep(place)
    apart = np.hypot(*(place.at[:, None] - stops).transpose(2, 0, 1))
    assert apart.min(1).max() <= place.radius
    inhabitants = (apart <= place.radius).sum(0)
    assert (np.diff(inhabitants) <= 0).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 60), st.integers(0, 1_000))
def test_a_budget_is_never_overspent(answers: int, seed: int) -> None:
    place = spread(300, 4_000, 20, seed)
    for design in (Design("b", "", answers=answers), Design("n", "", epsilon=0.01, answers=answers)):
        _, found = errors(place, design, np.flatnonzero(place.now), seed)
        assert found.answers.max() <= answers


def test_who_is_outside_the_budget_hides_among_those_not_ruled_out() -> None:
    # two hamlets 5 km apart; the larger is swept first and takes the whole budget
    at = [(0, 0)] * 30 + [(5_000, 0)] * 10
    place = town(at, [0, 35])
    away, found = errors(place, Design("b", "", answers=FOLLOW_UPS + 1), [0, 35])
    assert found.found.tolist() == [True, False]
    assert away == pytest.approx([0, 0], abs=1e-6)  # the other hamlet is the only place left
    assert found.left.tolist() == list(range(30, 40))


def test_averaging_defeats_fresh_noise_and_not_kept_noise() -> None:
    place = spread(radius=20_000.0)  # nobody is ever out of sight
    rows = np.flatnonzero(place.now)
    few, many = (errors(place, NOISE, rows, looks=looks)[0].mean() for looks in (25, 400))
    # the mean of Q displacements has variance 3 / (epsilon^2 Q) along each axis: a Rayleigh distance
    for looks, mean in ((25, few), (400, many)):
        expected = math.sqrt(math.pi / 2) * math.sqrt(3 / looks) / NOISE.epsilon
        assert mean == pytest.approx(expected, rel=0.25)
    kept = [errors(place, KEPT, rows, looks=looks)[0].mean() for looks in (25, 400)]
    assert kept[0] == kept[1]
    assert kept[0] == pytest.approx(2 / NOISE.epsilon, rel=0.35)


def test_averaging_works_through_a_circle_too() -> None:
    place = spread()
    away, found = errors(place, NOISE, np.flatnonzero(place.now))
    assert found.found.mean() > 0.95
    assert away[found.found].mean() < 0.3 * 2 / NOISE.epsilon


def test_without_names_nobody_is_looked_for() -> None:
    place = town([(0, 0), (2, 0), (4, 0)], [0])
    away, found = errors(place, COUNT, [0])
    assert (found.found.any(), found.answers.sum(), len(found.left)) == (False, 0, 3)
    assert away == pytest.approx([2])  # the middle of the town is the best guess


def test_a_town_without_listed_is_refused() -> None:
    with pytest.raises(InputError, match="nobody"):
        town([(0, 0)], [])


def test_counts_of_circles_give_back_where_somebody_lives() -> None:
    # a home in every cell of 100 m, one listed person in one of them
    grid = np.stack(np.meshgrid(np.arange(-1_000, 1_000, 100), np.arange(-1_000, 1_000, 100)), -1)
    place = town(grid.reshape(-1, 2) + 50, [137])
    lattice = Lattice.over(place)
    counts = circle_counts(place, COUNT, place.now, lattice.asked, generator(1, "c"))
    assert set(np.unique(counts)) == {0, 1}
    solved = lattice.solve(counts[None])[0]
    cell = tuple(index[0] for index in lattice.cell_of(place.at[[137]]))
    assert np.unravel_index(solved.argmax(), solved.shape) == cell
    assert solved[cell] > 0.8
    assert lift(lattice, solved, place.at[[137]])[0] > 0.8 * len(place)


def test_counts_of_circles_by_hand() -> None:
    place = town([(0, 0), (600, 0)], [0, 1])
    asked = np.array([[300.0, 0.0], [0.0, 0.0], [-501.0, 0.0]])
    assert circle_counts(place, COUNT, place.now, asked, generator(1)).tolist() == [2, 1, 0]


def test_few_circles_say_where_the_share_is_high() -> None:
    # circles around two hamlets of 3 and 1; the one listed lives in the small one: 1/1 against 1/4
    place = town([(0, 0)] * 3 + [(5_000, 0)], [3])
    asked = np.array([[0.0, 0.0], [5_000.0, 0.0]])
    counts = circle_counts(place, COUNT, place.now, asked, generator(1))
    assert lift_of_few(place, counts, asked, place.at).tolist() == [0, 0, 0, 4]


def test_a_change_is_told_from_the_circles_that_changed() -> None:
    # rows 0 and 1 share a home; 2 is 30 m off across the rim of the circle asked from (-500, 0)
    place = town([(0, 0), (0, 0), (30, 0), (900, 900)], [0])
    asked = np.array([[-500.0, 0.0], [200.0, 0.0]])
    (crowd,) = told_apart(place, COUNT, np.array([0]), asked)
    assert sorted(crowd) == [0, 1]
    (blind,) = told_apart(place, COUNT, np.array([0]), asked[1:])
    assert sorted(blind) == [0, 1, 2]


def test_homes_71_m_apart_are_always_told_apart() -> None:
    rng = np.random.default_rng(9)
    for angle in rng.uniform(0, 2 * math.pi, 60):
        at = rng.uniform(-50, 50, 2)
        place = town([at, at + 71 * np.array([math.cos(angle), math.sin(angle)])], [0])
        inside = np.hypot(*(place.at[:, None] - Lattice.over(place).asked.reshape(-1, 2)).transpose(2, 0, 1))
        assert ((inside[0] <= place.radius) != (inside[1] <= place.radius)).any()


@given(st.integers(0, 500))
@settings(max_examples=20, deadline=None)
def test_a_person_is_always_among_those_who_may_have_changed(seed: int) -> None:
    place = spread(400, 1_500, 5, seed)
    rows = np.flatnonzero(place.now)
    crowds = told_apart(place, COUNT, rows, Lattice.over(place).asked.reshape(-1, 2))
    assert all(row in crowd for row, crowd in zip(rows, crowds, strict=True))

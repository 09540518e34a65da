"""Factors and designs: quantiles of priors, levels in equal shares, sequences that are extended."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from glasshouse.errors import InputError
from glasshouse.specs.priors import Prior, parse_prior
from glasshouse.studies.designs import Design
from glasshouse.studies.members import Factor, quantile, span

ORACLES = {
    "beta(2, 38)": stats.beta(2, 38),
    "uniform(3, 7)": stats.uniform(3, 4),
    "loguniform(1e-4, 1e-2)": stats.loguniform(1e-4, 1e-2),
    "normal(5, 2)": stats.norm(5, 2),
    "triangular(1, 2, 6)": stats.triang(0.2, 1, 5),
}


@pytest.mark.parametrize("text", ORACLES)
@pytest.mark.parametrize("u", [0.001, 0.1, 0.2, 0.5, 0.9, 0.999])
def test_quantiles_are_those_of_scipy(text, u):
    assert quantile(parse_prior(text), u) == pytest.approx(ORACLES[text].ppf(u), rel=1e-9)


@given(st.floats(0, 0.999), st.integers(2, 7))
def test_levels_take_equal_shares(u, count):
    factor = Factor("x", "input", levels=tuple(range(count)))
    assert factor.at(u) == math.floor(u * count)


def test_a_range_turned_round_is_refused():
    with pytest.raises(InputError, match="from below to"):
        span(3, 3)
    with pytest.raises(InputError, match="0 < from"):
        span(0, 3, logarithmic=True)


def test_whole_values_are_rounded_and_written_with_their_unit():
    factor = Factor("map.radius", "lever", prior=Prior("uniform", (100.0, 2000.0)), unit="metre", whole=True)
    assert isinstance(factor.at(0.3), int)
    assert factor.written(500) == "500 metre"
    assert factor.written(0.0000012) == "0.0000012 metre"


FACTORS = (Factor("a", "input", prior=Prior("uniform", (0.0, 1.0))), Factor("b", "input", levels=(1, 2, 3)))


def test_a_grid_is_every_combination():
    points = Design("grid", samples=2).points(FACTORS)
    assert [tuple(point.values()) for point in points] == [
        (0.25, 1), (0.25, 2), (0.25, 3), (0.75, 1), (0.75, 2), (0.75, 3)
    ]  # fmt: skip


def test_a_list_tries_one_factor_at_a_time_beside_what_is_written():
    assert Design("list", samples=2).points(FACTORS) == [
        {}, {"a": 0.25}, {"a": 0.75}, {"b": 1}, {"b": 2}, {"b": 3},
    ]  # fmt: skip


@pytest.mark.parametrize("few", [1, 5, 8])
def test_more_points_of_a_sobol_sequence_keep_those_before(few):
    assert Design("sobol", 16).points(FACTORS)[:few] == Design("sobol", few).points(FACTORS)


def test_a_latin_hypercube_has_one_point_in_each_slice():
    points = Design("latin", 10).points(FACTORS)
    assert sorted(math.floor(10 * point["a"]) for point in points) == list(range(10))


def test_trajectories_of_morris_change_one_factor_at_a_time():
    from glasshouse.studies.designs import cube

    laid = cube(Design("morris", 5), FACTORS)
    assert laid.shape == (5 * 3, 2)
    steps = np.diff(laid.reshape(5, 3, 2), axis=1)
    assert ((steps != 0).sum(axis=2) == 1).all()


def test_without_factors_there_is_one_point():
    assert Design("sobol", 64).points(()) == [{}]

"""What is drawn agrees with what was asked for, within the error of sampling."""

from __future__ import annotations

import math

import numpy as np
import pytest

from glasshouse.population import SocietyRecipe
from glasshouse.population.realised import Margin, gini, income_per_head
from glasshouse.population.society import Society

PERSONS = 200_000
CLUSTERED = {"minority.share": 0.01}
"""Shares that hang together by block: allowed difference."""


@pytest.fixture(scope="module")
def drawn(hebei: SocietyRecipe) -> Society:
    return hebei.draw(PERSONS, 2024)


@pytest.fixture(scope="module")
def realised(drawn: Society) -> dict[str, Margin]:
    return {margin.name: margin for margin in drawn.margins()}


def test_shares_are_within_sampling_error(realised: dict[str, Margin]) -> None:
    for name, margin in realised.items():
        if margin.unit != "fraction":
            continue
        error = math.sqrt(margin.target * (1 - margin.target) / margin.count)
        allowed = CLUSTERED.get(name, 6 * error + 0.005)
        assert abs(margin.realised - margin.target) < allowed, name


def test_ages_by_sex_are_within_sampling_error(realised: dict[str, Margin]) -> None:
    ages = {name: margin for name, margin in realised.items() if name.startswith("ages.")}
    assert len(ages) == 38
    assert sum(margin.target for margin in ages.values()) == PERSONS
    assert sum(margin.realised for margin in ages.values()) == PERSONS
    for name, margin in ages.items():
        assert abs(margin.realised - margin.target) < 6 * math.sqrt(margin.target) + 30, name


def test_published_ages_and_sexes_come_out(drawn: Society) -> None:
    age = drawn.age
    published = {(0, 15): 0.2022, (15, 60): 0.5992, (60, 120): 0.1985, (65, 120): 0.1392}
    for (low, high), share in published.items():
        assert abs(((age >= low) & (age < high)).mean() - share) < 0.004
    assert abs((drawn.female == 0).mean() - 0.505) < 0.004


def test_households_have_the_published_size(realised: dict[str, Margin]) -> None:
    assert abs(realised["households.mean_size"].realised - 2.75) < 0.03


def test_income_has_the_published_gini_and_means(drawn: Society, realised: dict[str, Margin]) -> None:
    assert abs(gini(income_per_head(drawn.columns)) - 0.466) < 0.012
    for place in ("urban", "rural"):
        margin = realised[f"income.{place}"]
        assert abs(margin.realised / margin.target - 1) < 0.04


def test_bands_of_income_are_about_thirds(drawn: Society) -> None:
    assert np.abs(np.bincount(drawn.income_band, minlength=3) / PERSONS - 1 / 3).max() < 0.02


def test_debts_have_the_published_mean_and_can_mostly_be_served(
    drawn: Society, realised: dict[str, Margin]
) -> None:
    assert abs(realised["debt.urban.mean"].realised / realised["debt.urban.mean"].target - 1) < 0.1
    debt = drawn.recipe.tables.debt
    owes = drawn.debt > 0
    assert (drawn.payer[owes] == np.flatnonzero(owes)).all()
    income = np.where((drawn.employed == 1) | (drawn.pension == 0), drawn.wage, drawn.pension)[owes] / 100
    due = drawn.debt[owes] / 100 * debt.service.value
    households = len(np.unique(drawn.household))
    assert 0.002 < (due > income - debt.subsistence.value).sum() / households < 0.02
    assert np.median(due / income) < 0.2
    heavy = np.percentile(drawn.debt[owes], [50, 99])
    assert heavy[1] > 10 * heavy[0]


def test_gini_of_known_distributions() -> None:
    assert gini(np.full(10, 3.0)) == pytest.approx(0)
    assert gini(np.array([0, 0, 0, 1.0])) == pytest.approx(0.75)
    sample = np.exp(0.88 * np.random.default_rng(1).standard_normal(400_000))
    assert gini(sample) == pytest.approx(0.466, abs=0.005)


def test_toytown_is_a_town_with_villages(toytown: SocietyRecipe) -> None:
    town = toytown.draw(5000, 1)
    assert set(town.settlements["urban"]) == {0, 1}
    assert town.settlements["persons"].sum() == 5000
    for margin in town.margins():
        if margin.unit == "fraction":
            assert abs(margin.realised - margin.target) < 0.06, margin.name

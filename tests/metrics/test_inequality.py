"""F11 and F12 on numbers that can be added up on paper."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.errors import InputError
from glasshouse.metrics.measures.inequality import access, burden, concentration, gini, top_share

AMOUNTS = st.lists(st.integers(0, 1000), min_size=1, max_size=60).filter(any)


def test_gini_by_hand() -> None:
    # 1, 2, 3, 4: sum over pairs of |x - y| = 2 * (1+2+3 + 1+2 + 1) = 20; 20 / (2 * 16 * 2.5) = 0.25
    found = gini([4, 1, 3, 2])
    assert found.value == pytest.approx(0.25)
    assert (found.persons, found.events) == (4, 4)
    assert gini([5, 5, 5]).value == pytest.approx(0)
    # one of four holds everything: 1 - 1/4
    assert gini([0, 0, 0, 8]).value == pytest.approx(0.75)
    assert math.isnan(gini([0, 0]).value)


def test_concentration_by_hand() -> None:
    # incomes 1..4 in order hold 4, 3, 2, 1: ranks 1/8, 3/8, 5/8, 7/8
    # 2 / 10 * (4 + 9 + 10 + 7) / 8 - 1 = 0.75 - 1 = -0.25
    assert concentration([4, 3, 2, 1], [1, 2, 3, 4]).value == pytest.approx(-0.25)
    # all at one rank: nothing is concentrated
    assert concentration([4, 3, 2, 1], [7, 7, 7, 7]).value == pytest.approx(0)


def test_top_share_by_hand() -> None:
    # of 10 persons the top tenth is one, who bears 6 of 12
    assert top_share([6, 0, 1, 1, 1, 1, 1, 1, 0, 0], 0.1).value == pytest.approx(0.5)
    # a part of a person counts as a whole one: 15 % of 10 are two
    assert top_share([6, 0, 1, 1, 1, 1, 1, 1, 0, 0], 0.15).value == pytest.approx(7 / 12)
    # all in the top: certain
    found = top_share([3] + [0] * 99, 0.01)
    assert (found.value, found.low, found.high) == (1, 1, 1)


def jackknife(figure, values: np.ndarray) -> float:  # type: ignore[no-untyped-def]
    left_out = np.array([figure(np.delete(values, k, axis=0)) for k in range(len(values))])
    size = len(values)
    return math.sqrt((size - 1) / size * ((left_out - left_out.mean()) ** 2).sum())


@pytest.mark.parametrize("name", ["gini", "concentration", "top"])
def test_intervals_are_those_of_the_jackknife(name: str) -> None:
    rng = np.random.default_rng(4)
    income = rng.lognormal(0, 0.9, 400)
    amount = rng.poisson(income * 3).astype(float)
    both = np.column_stack((amount, income))
    figure = {
        "gini": lambda rows: gini(rows[:, 0]),
        "concentration": lambda rows: concentration(rows[:, 0], rows[:, 1]),
        "top": lambda rows: top_share(rows[:, 0], 0.1),
    }[name]
    found = figure(both)
    se = jackknife(lambda rows: figure(rows).value, both)
    assert (found.high - found.low) / (2 * 1.966) == pytest.approx(se, rel=0.08)


@given(AMOUNTS, st.randoms())
def test_gini_lies_between_0_and_1_and_knows_no_order_scale_or_copies(amounts: list[int], chance) -> None:  # type: ignore[no-untyped-def]
    value = gini(amounts).value
    assert -1e-12 <= value <= 1 - 1 / len(amounts) + 1e-12
    shuffled = amounts.copy()
    chance.shuffle(shuffled)
    assert gini(shuffled).value == pytest.approx(value)
    assert gini([7 * x for x in amounts]).value == pytest.approx(value)
    assert gini(amounts * 3).value == pytest.approx(value)


@given(AMOUNTS, st.integers(0, 20))
def test_giving_everybody_the_same_more_makes_people_more_alike(amounts: list[int], more: int) -> None:
    assert gini([x + more for x in amounts]).value <= gini(amounts).value + 1e-12


@given(AMOUNTS)
def test_concentration_stays_within_gini(amounts: list[int]) -> None:
    rank = list(range(len(amounts)))
    assert abs(concentration(amounts, rank).value) <= gini(amounts).value + 1e-12
    back = concentration(amounts, rank[::-1]).value
    assert back == pytest.approx(-concentration(amounts, rank).value)


@given(AMOUNTS, st.floats(0.01, 1))
def test_the_top_bear_at_least_their_part(amounts: list[int], top: float) -> None:
    found = top_share(amounts, top)
    assert top - 1e-9 <= found.value <= 1 + 1e-12
    assert math.isnan(found.low) or found.low <= found.value + 1e-12 <= found.high + 2e-12


def people() -> pa.Table:
    return pa.table(
        {
            "cluster": [1, 1, 2, 2, 3],
            "age": [30, 40, 50, 60, 10],
            "system_rights_lost_months": [0, 0, 12, 24, 0],
            "twin_income": [400, 300, 200, 100, 0],
        }
    )


def test_access_of_adults_by_hand() -> None:
    # 12 months, 4 rights: adults have 48, 48, 36, 24 right-months of access, the poorest least
    # ranked by income upwards (24, 36, 48, 48): 2/156 * (24 + 108 + 240 + 336)/8 - 1 = 177/156 - 1
    equal, by_income = access(people(), months=12, rights=4)
    assert by_income.value == pytest.approx(177 / 156 - 1)
    # the Gini index has ties at the top (48, 48), middle rank 3/4: the same sum
    assert equal.value == pytest.approx(177 / 156 - 1)
    assert (equal.name, equal.persons) == ("F11.gini", 4)
    with pytest.raises(InputError, match="system_rights_lost_months"):
        access(people().drop_columns("system_rights_lost_months"), 12, 4)


def test_burden_of_the_top_by_hand() -> None:
    found = burden(people(), top=0.2)
    assert (found.value, found.persons, found.events) == (pytest.approx(24 / 36), 5, 2)

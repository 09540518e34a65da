"""F26, F28 and F29: what is lost, what is claimed, and what a unit of the claim costs."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.metrics import catalogue
from glasshouse.metrics.measures.price import (
    Outcome,
    claimed_benefit,
    conduct_changed,
    dominated,
    payments_kept,
    price_of_benefit,
)
from glasshouse.metrics.measures.welfare import Values, atkinson_weights, compensating_variation, welfare_loss

MONEY = st.floats(10_000, 1e6)
SHARE = st.floats(0, 1)


def test_compensating_variation_by_hand() -> None:
    # ln(20,000 + m) - 0.5 * 0.2 = ln(30,000): m = 30,000 * exp(0.1) - 20,000
    assert compensating_variation([20_000], [30_000], [0.2], [0.0])[0] == pytest.approx(
        30_000 * math.exp(0.1) - 20_000
    )
    # only money counts: the difference of incomes; below the floor nobody falls
    assert compensating_variation([0], [30_000], [1], [0], Values(rights=0))[0] == pytest.approx(21_000)


@given(MONEY, MONEY, SHARE, SHARE)
def test_paid_the_variation_people_are_as_well_off(y1: float, y0: float, d1: float, d0: float) -> None:
    v = Values().rights
    m = compensating_variation([y1], [y0], [d1], [d0])[0]
    assert math.log(y1 + m) - v * d1 == pytest.approx(math.log(y0) - v * d0)


def test_a_yuan_of_the_poor_counts_for_more() -> None:
    # incomes 10,000 and 30,000, aversion 1: weights in ratio 3 to 1, mean 1
    assert atkinson_weights([10_000, 30_000], 1) == pytest.approx([1.5, 0.5])
    assert atkinson_weights([10_000, 30_000], 0) == pytest.approx([1, 1])
    assert atkinson_weights([0, 9000], 1) == pytest.approx([1, 1])  # at least the floor


def people() -> pa.Table:
    """Two years, four rights; the poorer adult lost an eighth of the rights and 5,000 CNY a year."""
    return pa.table(
        {
            "cluster": [1, 2, 3],
            "age": [30, 40, 5],
            "system_income": [10_000_00, 60_000_00, 0],
            "twin_income": [20_000_00, 60_000_00, 0],
            "system_rights_lost_months": [12, 0, 0],
            "twin_rights_lost_months": [0, 0, 0],
            "system_paid": [4_000_00, 1_000_00, 0],
            "twin_paid": [2_000_00, 1_000_00, 0],
            "system_debt_at_end": [1_000_00, 0, 0],
            "twin_debt_at_end": [4_000_00, 0, 0],
        }
    ).replace_schema_metadata({"currency": "PLN"})


def test_welfare_loss_by_hand() -> None:
    # a year: 10,000 without, 9,000 (the floor) with; 12 of 24 * 4 right-months lost
    loss = 10_000 * math.exp(0.5 / 8) - 9_000
    mean, weighted = welfare_loss(people(), months=24, rights=4)
    assert mean.value == pytest.approx(loss / 2)
    assert (mean.persons, mean.events) == (2, 1)
    # incomes without the system 10,000 and 30,000: weights 1.5 and 0.5
    assert weighted.value == pytest.approx(1.5 * loss / 2)
    assert "Rights worth 0.5, aversion 1, floor 9,000 PLN" in mean.note
    assert catalogue.finding(mean, "PLN").unit == "PLN per person a year"


def test_claimed_benefit_by_hand() -> None:
    # 2,000 CNY more in two years from one of three; 3,000 less owed
    repaid, debt = claimed_benefit(people(), months=24)
    assert repaid.value == pytest.approx(1000 / 3)
    assert debt.value == pytest.approx(1000)
    assert (repaid.persons, repaid.events, repaid.name) == (3, 1, "F28.repaid")


def test_payments_kept_by_hand() -> None:
    system = pa.table({"month": [0, 1], "persons": [50, 50], "payment_missed": [2, 1]})
    twin = pa.table({"month": [0, 1], "persons": [50, 50], "payment_missed": [3, 5]})
    # 5 fewer in 100 person-months = 600 per 1,000 person-years
    found = payments_kept(system, twin)
    assert (found.value, found.persons, found.events) == (pytest.approx(600), 50, 3)


def test_conduct_changed_by_hand() -> None:
    about = {"month": [0], "persons": [120]}
    system = pa.table({**about, "refrained": [3], "merits": [9], "kindnesses": [4]})
    twin = pa.table({**about, "refrained": [0], "merits": [4], "kindnesses": [6]})
    # in 10 person-years 3 acts left undone; 5 more that are seen, 2 fewer that are not
    avoided, merit = conduct_changed(system, twin)
    assert (avoided.value, avoided.events) == (pytest.approx(300), 3)
    assert (merit.value, merit.events) == (pytest.approx(300), 13)


def test_price_of_benefit_by_hand() -> None:
    # one year of lost rights for 2,000 CNY: 50 years for 100,000; with one payer of three it is not certain
    found = price_of_benefit(people())
    assert found.value == pytest.approx(50)
    assert math.isnan(found.low) and "uncertain" in found.note
    assert (found.persons, found.events) == (3, 12)


def test_no_benefit_has_no_price() -> None:
    none = people().set_column(7, "twin_paid", pa.array([4_000_00, 1_000_00, 0]))
    found = price_of_benefit(none)
    assert math.isnan(found.value) and "No more was repaid" in found.note


def test_a_certain_benefit_has_a_price_with_an_interval() -> None:
    rng = np.random.default_rng(2)
    columns = {
        "system_rights_lost_months": rng.poisson(2, 500),
        "twin_rights_lost_months": np.zeros(500),
        "system_paid": 1_000_00 + rng.integers(0, 500_00, 500),
        "twin_paid": np.zeros(500),
    }
    found = price_of_benefit(pa.table(columns))
    assert found.low < found.value < found.high
    assert found.high / found.low < 1.3


def test_dominated_designs_by_hand() -> None:
    designs = {
        "lists": Outcome(harm=10, benefit=5),
        "fines": Outcome(harm=2, benefit=5),
        "nothing": Outcome(harm=0, benefit=0),
        "harsh": Outcome(harm=20, benefit=6),
        "fines again": Outcome(harm=2, benefit=5),
    }
    assert dominated(designs) == {
        "lists": ("fines", "fines again"),
        "fines": (),
        "nothing": (),
        "harsh": (),
        "fines again": (),
    }


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=12))
def test_somebody_is_never_dominated_and_nobody_dominates_themselves(pairs: list[tuple[int, int]]) -> None:
    found = dominated({str(k): Outcome(*pair) for k, pair in enumerate(pairs)})
    assert any(not others for others in found.values())
    assert all(name not in others for name, others in found.items())

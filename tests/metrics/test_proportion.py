"""Do graver acts cost more (F22)? Kendall's tau-b and inversions by hand and against SciPy."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.errors import InputError
from glasshouse.metrics.measures.proportion import Act, acts_of, proportion, tau_b


def test_an_inversion_by_hand() -> None:
    """Gravity 0, 2, 4, 4 and burden 5, 1, 3, 9: of six pairs one is tied in gravity; 3 agree, 2 do not."""
    acts = (Act("speech", 0, 5, 10), Act("missed", 2, 1, 10), Act("fraud", 4, 3, 10), Act("flight", 4, 9, 10))
    found = proportion(acts)
    assert found.tau == pytest.approx((3 - 2) / math.sqrt(5 * 6))
    assert [(pair.graver.name, pair.lesser.name) for pair in found.inversions] == [
        ("fraud", "speech"),
        ("missed", "speech"),
    ]
    assert found.inversions[1].factor == 5 and found.pairs == 5
    assert found.inverted == pytest.approx(2 / 5)


def test_nothing_to_order() -> None:
    alike = proportion((Act("a", 1, 5, 1), Act("b", 1, 9, 1)))
    assert math.isnan(alike.tau) and math.isnan(alike.inverted) and not alike.inversions
    assert math.isnan(proportion(()).tau)


pairs = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 6)), min_size=2, max_size=12)


@settings(deadline=None)
@given(pairs)
def test_tau_b_is_scipys(rows) -> None:
    from scipy.stats import kendalltau

    one, other = zip(*rows, strict=True)
    known = kendalltau(one, other).statistic
    assert tau_b(one, other) == pytest.approx(known, nan_ok=True)


@settings(deadline=None)
@given(pairs, st.randoms(use_true_random=False))
def test_bounds_order_and_what_harsher_grave_acts_do(rows, random) -> None:
    acts = [Act(str(k), gravity, burden, 1) for k, (gravity, burden) in enumerate(rows)]
    found, again = proportion(acts), proportion(random.sample(acts, len(acts)))
    assert math.isnan(found.tau) or -1 - 1e-12 <= found.tau <= 1 + 1e-12
    assert again.inversions == found.inversions
    steeper = proportion([Act(act.name, act.gravity, act.burden + 100 * act.gravity, 1) for act in acts])
    assert not steeper.inversions


def test_acts_from_the_ledger(ledger) -> None:
    """Debt: 10 months of flights (0.3) and 4 of trains (0.35) on 2 persons; speech: 2 of health care (1) on 1."""
    table = ledger(
        {"person": 1, "months": 6, "cause": "lists.debtors"},
        {"person": 1, "months": 4, "cause": "lists.debtors", "ground": "unable"},
        {"person": 2, "months": 4, "right": "movement.high_speed_rail", "cause": "lists.debtors"},
        {"person": 2, "months": 2, "right": "health.care", "cause": "lists.critics"},
        {"person": 9, "months": 50, "cause": "gatekeepers.bank"},
        {"person": 9, "months": 50, "cause": None},
    )
    acts = acts_of(table, {"lists.debtors": 4, "lists.critics": 0, "lists.unused": 1})
    assert [(act.name, act.gravity, act.persons) for act in acts] == [
        ("lists.critics", 0, 1),
        ("lists.debtors", 4, 2),
    ]
    assert [act.burden for act in acts] == pytest.approx([2, (10 * 0.3 + 4 * 0.35) / 2])
    assert not proportion(acts).inversions
    with pytest.raises(InputError, match="0 to 10"):
        acts_of(table, {"lists.debtors": 11})

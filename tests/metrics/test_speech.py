"""F15 to F17 on a handful of persons."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.metrics.measures.speech_losses import (
    chilling,
    conformity,
    hidden_share,
    opinion_gap,
    opinions,
)


def speakers(**more: list[int]) -> pa.Table:
    """Would speak 10, 10, 4 and 0 months; speak 2, 8, 6 and 5; the first is listed."""
    return pa.table(
        {
            "cluster": [1, 2, 3, 3],
            "system_ever_listed": [1, 0, 0, 0],
            "twin_months_voiced": [10, 10, 4, 0],
            "system_months_voiced": [2, 8, 6, 5],
            **more,
        }
    )


def test_speech_lost_by_hand() -> None:
    # lost 8 + 2 - 2 of 24; the fourth is silent without the system and does not count
    every, direct, social = chilling(speakers())
    assert every.value == pytest.approx(8 / 24)
    assert direct.value == pytest.approx(8 / 24)
    assert social.value == pytest.approx(0)
    assert (every.persons, every.events, direct.events, social.events) == (3, 10, 8, 2)


def test_speech_is_weighted_by_how_strongly_a_view_is_held() -> None:
    # conviction 1, 3, 0: lost (8 + 3 * 2) of (10 + 3 * 10)
    every, direct, social = chilling(speakers(conviction=[1, 3, 0, 9], attitude=[0, 0, 0, 0]))
    assert every.value == pytest.approx(14 / 40)
    assert (direct.value, social.value) == (pytest.approx(8 / 40), pytest.approx(6 / 40))
    # without conviction the distance of the attitude from 0: -50 and -100 and 0
    every, _, _ = chilling(speakers(attitude=[-50, -100, 0, -10]))
    assert every.value == pytest.approx((50 * 8 + 100 * 2) / (50 * 10 + 100 * 10))


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 1), st.integers(0, 9)), min_size=1
    )
)
def test_direct_and_social_parts_add_up(rows: list[tuple[int, int, int, int]]) -> None:
    with_it, without, listed, conviction = (list(column) for column in zip(*rows, strict=True))
    people = pa.table(
        {
            "system_months_voiced": with_it,
            "twin_months_voiced": without,
            "system_ever_listed": listed,
            "conviction": conviction,
        }
    )
    every, direct, social = chilling(people)
    if not math.isnan(every.value):
        assert direct.value + social.value == pytest.approx(every.value)
        assert every.value <= 1 + 1e-12


def minds() -> pa.Table:
    """Private views 60, -20, -20, -80; with the system the fear is 50 and the last one praises."""
    return pa.table(
        {
            "age": [20, 30, 40, 50],
            "system_approval_at_end": pa.array([60, -20, -20, -80], pa.int8()),
            "twin_approval_at_end": pa.array([60, -20, -20, -80], pa.int8()),
            "system_fear_at_end": pa.array([50, 50, 10, 50], pa.uint8()),
            "twin_fear_at_end": pa.array([0, 0, 0, 0], pa.uint8()),
            "system_praises_at_end": [0, 0, 0, 1],
            "twin_praises_at_end": [0, 0, 0, 0],
        }
    )


def test_what_people_state_by_hand() -> None:
    # the second hides a view weaker than the fear, the third speaks up, the fourth praises
    assert opinions(minds(), "system").stated.tolist() == [60, 0, -20, 80]
    assert opinions(minds(), "twin").gap.tolist() == [0, 0, 0, 0]


def test_opinion_gap_by_hand() -> None:
    # distances 0, 20, 0, 160 of 200
    level, change = opinion_gap(minds())
    assert level.value == pytest.approx(180 / 200 / 4)
    assert change.value == pytest.approx(180 / 200 / 4)
    assert (level.persons, level.events) == (4, 2)


def test_conformity_by_hand() -> None:
    # private: mean -15, squares 75^2 + 5^2 + 5^2 + 65^2 = 9900; stated: mean 30, 30^2 + 30^2 + 50^2 + 50^2 =
    # 6800
    found = conformity(minds())
    assert found.value == pytest.approx(1 - 6800 / 9900)
    assert found.events == 2
    # the twin hides as much: nothing is due to the system
    same = minds()
    for name in ("fear", "praises"):
        same = same.drop_columns(f"twin_{name}_at_end").append_column(
            f"twin_{name}_at_end", same[f"system_{name}_at_end"]
        )
    assert conformity(same).value == pytest.approx(0)


def test_conformity_is_known_only_where_views_differ() -> None:
    alike = minds().slice(1, 2)
    assert math.isnan(conformity(alike).value)


def test_the_interval_of_conformity_is_that_of_the_jackknife() -> None:
    rng = np.random.default_rng(3)
    size = 300
    view = rng.integers(-100, 100, size)
    people = pa.table(
        {
            "system_approval_at_end": view,
            "twin_approval_at_end": view,
            "system_fear_at_end": rng.integers(0, 90, size),
            "twin_fear_at_end": rng.integers(0, 20, size),
            "system_praises_at_end": rng.integers(0, 2, size),
            "twin_praises_at_end": np.zeros(size, np.int64),
        }
    )
    rows = np.arange(size)
    left_out = np.array([conformity(people.take(np.delete(rows, k))).value for k in rows])
    se = math.sqrt((size - 1) / size * ((left_out - left_out.mean()) ** 2).sum())
    found = conformity(people)
    assert (found.high - found.low) / (2 * 1.968) == pytest.approx(se, rel=0.05)


def test_hidden_approval_by_the_month() -> None:
    monthly = pa.table(
        {"month": [0, 1], "adults": [10, 10], "approves_stated": [8, 9], "approves_privately": [7, 5]}
    )
    found = hidden_share(monthly)
    assert (found.value, found.persons, found.events) == (pytest.approx(5 / 20), 10, 5)
    assert hidden_share(monthly, last=1).value == pytest.approx(0.4)

"""The trap: what the sanction adds to relapse (F8) and how long people stay in (F9)."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.metrics.measures.trap import TRAP, called, time_in_trap, trap_index
from glasshouse.metrics.survival import kaplan_meier


def states(*rows: tuple[int, int, int]) -> pa.Table:
    before, after, count = zip(*rows, strict=True) if rows else ((), (), ())
    kinds = (pa.int8(), pa.int8(), pa.int64())
    columns = (pa.array(side, kind) for side, kind in zip((before, after, count), kinds, strict=True))
    return pa.table(dict(zip(("from", "to", "count"), columns, strict=True)))


def test_states_have_words() -> None:
    assert [called(state) for state in (0, 3, 7)] == [
        "free",
        "listed, out of work",
        "listed, out of work, indebted",
    ]


def test_the_trap_is_at_least_two_of_three() -> None:
    assert TRAP == (3, 5, 6, 7)


def test_one_state_is_a_geometric_wait() -> None:
    """Leaves with 1 in 4 a month: 4 months. Error of one row of 40: 4 * sqrt(Var / 40), Var = 16 * 3/16 = 3."""
    found = time_in_trap(states((0, 0, 90), (0, 3, 10), (3, 3, 30), (3, 0, 10)))
    assert found.by_state == pytest.approx({3: 4})
    assert (found.mean, found.entries) == (pytest.approx(4), 10)
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * 4 * math.sqrt(3 / 40), rel=1e-4)


def test_two_states_by_hand() -> None:
    """Q = [[1/2, 1/4], [1/2, 1/4]]: a = 1 + a/2 + b/4 and b = a, so a = b = 4. Entry 3 : 1 changes nothing."""
    rows = [(3, 3, 20), (3, 7, 10), (3, 0, 10), (7, 3, 40), (7, 7, 20), (7, 1, 20), (0, 3, 3), (1, 7, 1)]
    assert time_in_trap(states(*rows)).by_state == pytest.approx({3: 4, 7: 4})
    # Q = [[1/2, 1/2], [0, 1/2]]: b = 2, a = 1 + a/2 + 1 = 4; entered 3 : 1 the mean is 3.5
    slower = [(3, 3, 20), (3, 7, 20), (7, 7, 20), (7, 1, 20), (0, 3, 3), (1, 7, 1)]
    assert time_in_trap(states(*slower)).by_state == pytest.approx({3: 4, 7: 2})
    assert time_in_trap(states(*slower)).mean == pytest.approx(3.5)


def test_where_nobody_was_seen_to_leave_half_an_exit_is_assumed() -> None:
    """7 stays 9 times and leaves half a time: 19 months. a = 1 + a/3 + 19/3, so a = 11."""
    found = time_in_trap(states((3, 3, 5), (3, 7, 5), (3, 0, 5), (7, 7, 9), (5, 0, 1), (0, 3, 1)))
    assert found.by_state == pytest.approx({3: 11, 5: 1, 7: 19})
    assert found.never_left == (7,) and found.high > 11


def test_states_entered_in_the_last_month_only_are_left_out() -> None:
    found = time_in_trap(states((0, 3, 10), (3, 3, 30), (3, 0, 10), (3, 7, 1)))
    assert found.by_state == pytest.approx({3: 4})


def test_nobody_in_the_trap() -> None:
    found = time_in_trap(states((0, 0, 5)))
    assert found.by_state == {} and math.isnan(found.mean) and found.entries == 0


def test_the_trap_may_be_named() -> None:
    assert time_in_trap(states((0, 1, 1), (1, 1, 1), (1, 0, 1)), {1}).mean == pytest.approx(2)


@settings(deadline=None)
@given(st.lists(st.integers(1, 50), min_size=64, max_size=64), st.integers(0, 7))
def test_never_below_a_month_and_longer_where_more_stay(counts, state) -> None:
    rows = [(k // 8, k % 8, count) for k, count in enumerate(counts)]
    found = time_in_trap(states(*rows)).by_state
    stay = [(a, b, count + 100 * (a == b == state)) for a, b, count in rows]
    longer = time_in_trap(states(*stay)).by_state
    assert all(found[k] >= 1 and longer[k] >= found[k] - 1e-9 for k in TRAP)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """300 chains of months drawn from known shares; the truth is (I - Q)^-1 1 from state 3, which is 4."""
    rng, held = np.random.default_rng(5), 0
    for _ in range(300):
        three, seven = rng.multinomial(200, [0.5, 0.25, 0.25]), rng.multinomial(100, [0.5, 0.25, 0.25])
        rows = [(3, 3, three[0]), (3, 7, three[1]), (3, 0, three[2])]
        rows += [(7, 3, seven[0]), (7, 7, seven[1]), (7, 0, seven[2]), (0, 3, 50)]
        found = time_in_trap(states(*rows))
        held += found.low <= 4 <= found.high
    assert 0.92 <= held / 300 <= 0.98


def test_trap_index_is_the_part_the_sanction_adds() -> None:
    """Relapse within 6 months: 8 of 10 in the run, 2 of 10 without the effects: (0.8 - 0.2) / 0.8."""
    run = kaplan_meier([3] * 8 + [9] * 2, [True] * 8 + [False] * 2)
    neutral = kaplan_meier([3] * 2 + [9] * 8, [True] * 2 + [False] * 8)
    index, low, high = trap_index(run, neutral, 6)
    assert index == pytest.approx(0.75)
    # errors sqrt(0.16 / 10) of both: (0.126 / 0.8)^2 + (0.126 * 0.2 / 0.64)^2
    error = math.hypot(math.sqrt(0.016) / 0.8, math.sqrt(0.016) * 0.2 / 0.64)
    assert (low, high) == pytest.approx((0.75 - 1.96 * error, 0.75 + 1.96 * error), rel=1e-4)
    assert trap_index(neutral, run, 6)[0] == pytest.approx(-3)
    assert trap_index(run, run, 6)[0] == 0


def test_no_trap_index_without_relapse_or_time() -> None:
    never = kaplan_meier([9] * 4, [False] * 4)
    some = kaplan_meier([3, 9], [True, False])
    assert all(math.isnan(x) for x in trap_index(never, some, 6))
    assert all(math.isnan(x) for x in trap_index(some, never, 20))

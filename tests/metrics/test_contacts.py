"""F18 to F20 on five persons and their contacts."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.errors import InputError
from glasshouse.metrics.measures.contacts import (
    contacts_lost,
    ei_index,
    near_the_marked,
    segregation,
    spillover,
)

# 0 and 1 are listed; 0-1, 0-2, 1-3, 2-3, 3-4 know each other, written both ways
SOURCE = [0, 0, 1, 2, 3, 1, 2, 3, 3, 4]
TARGET = [1, 2, 3, 3, 4, 0, 0, 1, 2, 3]
LISTED = [1, 1, 0, 0, 0]


def test_who_is_near_the_listed() -> None:
    assert near_the_marked(SOURCE, TARGET, LISTED).tolist() == [True, True, True, True, False]


def test_ei_index_by_hand() -> None:
    # across: 0-2, 1-3; within: 0-1, 2-3, 3-4: (2 - 3) / 5
    found = ei_index(SOURCE, TARGET, LISTED)
    assert found.value == pytest.approx(-1 / 5)
    assert (found.persons, found.events) == (5, 10)
    assert math.isnan(ei_index([], [], LISTED).value)


def test_dropping_contacts_across_sorts_apart() -> None:
    # 2 drops 0 and 3 drops 1: 0-2 and 1-3 stand one way each: across 2, within 6
    kept = [(s, t) not in ((2, 0), (3, 1)) for s, t in zip(SOURCE, TARGET, strict=True)]
    index, change = segregation(SOURCE, TARGET, LISTED, kept)
    assert index.value == pytest.approx((2 - 6) / 8)
    assert change.value == pytest.approx(-0.5 - -0.2)
    assert (index.events, change.events) == (8, 2)


def test_bad_contacts_are_refused() -> None:
    with pytest.raises(InputError, match="outside 0 to 4"):
        ei_index([0], [5], LISTED)
    with pytest.raises(InputError, match="2 contacts begin and 1 end"):
        near_the_marked([0, 1], [1], LISTED)


def people() -> pa.Table:
    return pa.table(
        {
            "cluster": [1, 1, 2, 2, 3],
            "system_ever_listed": LISTED,
            "system_ties_cut": [3, 1, 1, 1, 0],
            "twin_ties_cut": [0, 0, 0, 0, 0],
            "system_income": [500_00, 400_00, 800_00, 1000_00, 1000_00],
            "twin_income": [900_00, 900_00, 900_00, 1000_00, 1000_00],
        }
    )


def test_contacts_lost_by_hand() -> None:
    every, listed, near = contacts_lost(people(), near_the_marked(SOURCE, TARGET, LISTED))
    assert (every.value, every.events) == (pytest.approx(6 / 5), 6)
    assert (listed.value, listed.persons) == (pytest.approx(2), 2)
    assert (near.value, near.persons) == (pytest.approx(1), 2)
    assert [found.part for found in contacts_lost(people())] == ["all", "listed"]


def test_spillover_on_families_by_hand() -> None:
    # 2 lives with 0 and lost 100 CNY; 3 and 4 live alone and lost nothing
    found = spillover(people(), [7, 8, 7, 9, 10])
    assert found.value == pytest.approx(-100)
    assert (found.persons, found.events, found.unit) == (3, 1, "money over the run")
    with pytest.raises(InputError, match="nobody to compare"):
        spillover(people(), [1, 2, 3, 4, 5])


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1), st.randoms())
def test_ei_index_stays_in_its_bounds_and_knows_no_order(ties: list[tuple[int, int]], chance) -> None:  # type: ignore[no-untyped-def]
    mark = np.arange(10) % 3 == 0

    def index(pairs: list[tuple[int, int]]) -> float:
        source, target = zip(*pairs, strict=True)
        return ei_index(source, target, mark).value

    before = index(ties)
    assert -1 <= before <= 1
    chance.shuffle(ties)
    assert index(ties) == pytest.approx(before)
    assert index([(b, a) for a, b in ties]) == pytest.approx(before)

"""F25: the gap between two groups after some time, against the twin."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest

from glasshouse.errors import InputError
from glasshouse.metrics.measures.delayed import delayed_gap, gap_at_end, gap_series


def monthly(employed: list[int]) -> pa.Table:
    """Two months of 100 rural and 200 urban persons of working age."""
    return pa.table(
        {
            "month": [0, 0, 1, 1],
            "registration": ["rural", "urban", "rural", "urban"],
            "working_age": [100, 200, 100, 200],
            "employed": employed,
        }
    )


SYSTEM, TWIN = monthly([50, 120, 30, 110]), monthly([50, 120, 50, 130])


def test_the_gap_month_by_month_by_hand() -> None:
    # month 1: (0.30 - 0.55) - (0.50 - 0.65) = -0.10
    found = gap_series(SYSTEM, TWIN, "registration", ("rural", "urban"), "work")
    assert found == pytest.approx([0, -0.10])


def test_the_gap_at_a_month_with_each_group_beside_it() -> None:
    found = delayed_gap(SYSTEM, TWIN, "registration", ("rural", "urban"), "work")
    assert found.value == pytest.approx(-0.10)
    assert {group.group: group.value for group in found.by_group} == {
        "rural": pytest.approx(-0.20),
        "urban": pytest.approx(-0.10),
    }
    assert (found.persons, found.events, found.unit) == (300, 140, "of persons of working age")
    assert delayed_gap(SYSTEM, TWIN, "registration", ("rural", "urban"), "work", at=0).value == 0


def test_unknown_groups_and_standings_are_named() -> None:
    with pytest.raises(InputError, match='did you mean "rural"'):
        gap_series(SYSTEM, TWIN, "registration", ("rurale", "urban"), "work")
    with pytest.raises(InputError, match="wrk: not a standing"):
        gap_series(SYSTEM, TWIN, "registration", ("rural", "urban"), "wrk")


def test_the_gap_at_the_end_of_lives_by_hand() -> None:
    # rural: 1, 0 with the system and 1, 1 without: -1/2; urban: no change
    people = pa.table(
        {
            "cluster": [1, 2, 1, 2],
            "registration": ["rural", "rural", "urban", "urban"],
            "system_employed_at_end": [1, 0, 1, 0],
            "twin_employed_at_end": [1, 1, 1, 0],
            "system_savings_at_end": [100_00, 200_00, 300_00, 300_00],
            "twin_savings_at_end": [200_00, 400_00, 300_00, 300_00],
        }
    )
    found = gap_at_end(people, "registration", ("rural", "urban"))
    assert found.value == pytest.approx(-0.5)
    assert (found.persons, found.events) == (4, 1)
    assert found.low < -0.5 < found.high
    money = gap_at_end(people, "registration", ("rural", "urban"), "savings_at_end", "money per person")
    assert money.value == pytest.approx(-150)
    with pytest.raises(InputError, match="town: not a group of registration"):
        gap_at_end(people, "registration", ("rural", "town"))


def test_a_group_without_persons_has_no_figure() -> None:
    people = pa.table(
        {
            "cluster": [1, 2],
            "registration": ["urban", "urban"],
            "system_employed_at_end": [1, 0],
            "twin_employed_at_end": [1, 1],
        }
    )
    found = gap_at_end(people, "registration", ("rural", "urban"))
    assert math.isnan(found.value) and math.isnan(found.low) and found.persons == 2
    rural, urban = found.by_group
    assert math.isnan(rural.value) and rural.persons == 0
    assert urban.value == -0.5 and urban.persons == 2

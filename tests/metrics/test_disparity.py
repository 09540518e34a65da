"""F10 by hand: 10 men of whom 4 are listed, 20 women of whom 2 are."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.errors import InputError
from glasshouse.metrics import catalogue
from glasshouse.metrics.measures.disparity import disparities, disparity


def people() -> pa.Table:
    return pa.table(
        {
            "sex": pa.array(["men"] * 10 + ["women"] * 20).dictionary_encode(),
            "income_band": pa.array(["low", "high"] * 15).dictionary_encode(),
            "system_ever_listed": [1] * 4 + [0] * 6 + [1] * 2 + [0] * 18,
            "system_months_listed": [9] * 4 + [0] * 6 + [3] * 2 + [0] * 18,
        }
    )


def test_risk_ratio_and_difference_by_hand() -> None:
    ratio, difference, favourable = disparity(people())
    # 0.4 / 0.1 and 0.4 - 0.1; unharmed 0.6 of men and 0.9 of women
    assert (ratio.name, ratio.value) == ("F10.ratio", pytest.approx(4))
    assert math.log(ratio.high / 4) == pytest.approx(1.959964 * math.sqrt(1 / 4 - 1 / 10 + 1 / 2 - 1 / 20))
    assert (difference.value, difference.persons, difference.events) == (pytest.approx(0.3), 30, 6)
    assert favourable.value == pytest.approx(2 / 3)
    assert "Value: men against all others." in ratio.note
    assert "Yardstick 0.8" in favourable.note and not ratio.note.startswith("Blind")
    assert {group.group: group.value for group in ratio.by_group} == {
        "men": pytest.approx(4),
        "women": pytest.approx(0.25),
    }
    assert {group.group: group.value for group in favourable.by_group} == {"men": 0.6, "women": 0.9}


def test_any_measure_above_0_is_a_harm_met() -> None:
    assert disparity(people(), "months_listed")[0].value == pytest.approx(4)
    with pytest.raises(InputError, match="system_moths_listed"):
        disparity(people(), "moths_listed")


def test_the_yardstick_is_blind_to_rare_harm() -> None:
    # 10 of 1,000 against 1 in 1,000: ten times the risk, 0.990 / 0.999 of favourable outcomes
    rare = pa.table(
        {
            "sex": ["men"] * 1000 + ["women"] * 1000,
            "system_ever_listed": [1] * 10 + [0] * 990 + [1] + [0] * 999,
        }
    )
    ratio, _, favourable = disparity(rare)
    assert ratio.value == pytest.approx(10)
    assert favourable.value == pytest.approx(0.99 / 0.999)
    assert "Blind to rare harm" in catalogue.finding(favourable).note


def test_intersections_have_their_sizes_and_every_pair_is_there() -> None:
    ratio = disparity(people(), by=("sex", "income_band"))[0]
    assert {group.group for group in ratio.by_group} == {
        "men x low",
        "men x high",
        "women x low",
        "women x high",
    }
    assert [(group.persons, group.events) for group in ratio.by_group] == [(5, 2), (5, 2), (10, 1), (10, 1)]
    assert "chosen among 4 groups" in ratio.note
    titles = [found.title for found in disparities(people()) if found.part == "ratio"]
    assert titles == [
        "Risk ratio: ever listed by sex",
        "Risk ratio: ever listed by income_band",
        "Risk ratio: ever listed by sex x income_band",
    ]


def test_nobody_harmed_gives_no_ratio() -> None:
    calm = people().set_column(2, "system_ever_listed", pa.array(np.zeros(30, np.int64)))
    ratio, difference, favourable = disparity(calm)
    assert math.isnan(ratio.value) and difference.value == 0 and favourable.value == 1


@given(st.integers(1, 9), st.integers(1, 19))
def test_two_groups_mirror_each_other(men: int, women: int) -> None:
    table = pa.table(
        {
            "sex": ["men"] * 10 + ["women"] * 20,
            "system_ever_listed": [1] * men + [0] * (10 - men) + [1] * women + [0] * (20 - women),
        }
    )
    ratio, difference, favourable = disparity(table)
    one, other = ratio.by_group
    assert one.value * other.value == pytest.approx(1)
    assert one.low * other.high == pytest.approx(1)
    assert ratio.value >= 1 and difference.value >= 0 and 0 <= favourable.value <= 1

from __future__ import annotations

import pyarrow as pa
import pytest

from glasshouse.metrics import catalogue, targets


def run(listed: int) -> pa.Table:
    columns = {"month": [0, 1], "persons": [1000, 1000], "adults": [800, 800], "listed": [listed, listed]}
    columns |= {name: [0, 0] for name in ("entered_list", "refused_flight", "refused_train")}
    return pa.table({**columns, "sex": ["men", "men"], "age_band": ["18-39", "18-39"]})


def test_a_share_of_half_a_percent_is_inside_and_five_percent_is_not() -> None:
    inside = {row["name"]: row for row in targets.check(run(5)).to_pylist()}
    outside = {row["name"]: row for row in targets.check(run(50)).to_pylist()}
    assert inside["listed_share"]["model"] == pytest.approx(0.005)
    assert inside["listed_share"]["inside"] is True
    assert outside["listed_share"]["inside"] is False


def test_what_one_run_cannot_measure_stays_empty_and_says_why() -> None:
    rows = {row["name"]: row for row in targets.check(run(5)).to_pylist()}
    assert rows["stock_growth_under_shock"]["model"] is None
    assert rows["stock_growth_under_shock"]["inside"] is None
    assert rows["stock_growth_under_shock"]["note"]
    assert rows["approval_at_start"]["model"] is None  # this table has no such column
    assert rows["forties_among_listed"]["model"] is None  # no outcomes given


def test_targets_are_about_their_rulebook_only() -> None:
    assert targets.check(run(0), "nothing").num_rows == 0
    points = targets.check(run(0), "rongcheng-2014").column("name").to_pylist()
    assert "negative_per_positive" in points and "listed_share" not in points
    assert targets.check(run(5), "court-list-2013+debtor-map").num_rows == targets.check(run(5)).num_rows


@pytest.mark.parametrize("target", targets.load(), ids=lambda target: target.name)
def test_every_target_is_complete(target: targets.Target) -> None:
    assert target.low < target.high
    assert target.source and target.published
    assert target.evidence in {"V", "V2", "D", "M"}
    assert target.use in {"calibration", "validation"}


def test_catalogue_prints_rates_per_year() -> None:
    assert catalogue.measure("months_listed").shown(0.6, months=120) == pytest.approx(60)
    assert catalogue.measure("income").shown(-1200_00, months=24) == pytest.approx(-600)
    assert catalogue.measure("ever_listed").shown(0.02, months=120) == 0.02
    assert catalogue.measure("months_odd_thing").unit.startswith("months")
    assert catalogue.place("no_such") > catalogue.place("interest")

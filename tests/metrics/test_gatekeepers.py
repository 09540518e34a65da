"""Systemic exclusion and homogenisation, worked by hand."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest

from glasshouse.metrics.measures import exclusion as measure

ROWS = [
    # month, kind, standing, applications, refused by all, by the first, by the second
    (0, "bank", "clean", 60, 2, 6, 12),
    (1, "bank", "clean", 40, 3, 4, 8),
    (0, "bank", "marked", 50, 20, 25, 40),
    (0, "phone", "clean", 10, 0, 0, 0),
]


@pytest.fixture(scope="module")
def table() -> pa.Table:
    names = ("month", "kind", "standing", "applications", "refused_by_all", "refused_1", "refused_2")
    columns = dict(zip(names, zip(*ROWS, strict=True), strict=True))
    return pa.table({name: list(values) for name, values in columns.items()} | {"refused_3": [0] * 4})


def test_applications_add_up_over_months(table):
    assert measure.applications(measure.of_kind(table, "bank", "clean")) == 100
    assert measure.applications(measure.of_kind(table, "bank")) == 150


def test_each_gatekeeper_has_a_share_of_its_own(table):
    assert measure.marginal_refusals(measure.of_kind(table, "bank", "clean")).tolist() == [0.1, 0.2]


def test_systemic_exclusion_is_the_share_refused_by_all(table):
    assert measure.systemic_exclusion(measure.of_kind(table, "bank", "clean")) == 5 / 100
    assert measure.systemic_exclusion(measure.of_kind(table, "bank")) == 25 / 150


def test_homogenisation_is_one_for_independent_refusals(table):
    """50 marked: 25 and 40 refused, so 50 * 0.5 * 0.8 = 20 by both if independent, and 20 it is."""
    assert measure.homogenisation(measure.of_kind(table, "bank", "marked")) == pytest.approx(1.0)


def test_homogenisation_is_what_was_seen_over_what_independence_gives(table):
    """100 clean: 10 and 20 refused, so 2 by both if independent; 5 were."""
    assert measure.homogenisation(measure.of_kind(table, "bank", "clean")) == pytest.approx(2.5)


def test_people_who_differ_make_refusals_alike_without_any_sharing(table):
    """All 150: shares 35/150 and 60/150, 25/150 by both: 25/14 although the marked are refused independently."""
    assert measure.homogenisation(measure.of_kind(table, "bank")) == pytest.approx(25 / 14)


def test_where_nobody_is_refused_or_asks_there_is_no_ratio(table):
    assert math.isnan(measure.homogenisation(measure.of_kind(table, "phone")))
    assert math.isnan(measure.systemic_exclusion(measure.of_kind(table, "carrier")))
    assert measure.systemic_exclusion(measure.of_kind(table, "phone")) == 0

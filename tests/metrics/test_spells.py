"""Time on a list (F3), wrongful listing (F4, F5) and relapse (F7), worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.errors import InputError
from glasshouse.metrics.crowd import Crowd, crowd
from glasshouse.metrics.measures import spells, wrongful

MONTHS = 20
# Person 0: two lists that overlap, then back after 3 months. 1: moved without a gap, still on. 2: redlist only.
STAYS = [
    {"person": 0, "entered": 2, "left": 6, "how": "paid"},
    {"person": 0, "entered": 4, "left": 7, "how": "expired", "ground": "unable", "list": "other"},
    {"person": 0, "entered": 10, "left": 12, "how": "paid"},
    {"person": 1, "entered": 5, "left": 8, "how": "moved", "ground": "wrong person"},
    {"person": 1, "entered": 8, "ground": "wrong person"},
    {"person": 2, "entered": 0, "kind": "redlist"},
]


@pytest.fixture(scope="module")
def town(people) -> Crowd:
    return crowd(people([1, 1, 2, 2], ["men", "women", "women", "men"]))


def test_stays_that_overlap_or_touch_are_one_time_listed(listings) -> None:
    found = spells.listed_spells(listings(*STAYS), MONTHS)
    assert list(zip(found.person, found.start, found.end, found.ended, strict=True)) == [
        (0, 2, 7, True),
        (0, 10, 12, True),
        (1, 5, 20, False),
    ]


def test_a_short_stay_inside_a_long_one_ends_nothing(listings) -> None:
    found = spells.listed_spells(listings({"entered": 1}, {"entered": 3, "left": 5}), MONTHS)
    assert (found.length.tolist(), found.ended.tolist()) == ([19], [False])


def test_time_listed(town, listings) -> None:
    """7 and 15 months of 80 person-months; half of the persons ever; 90 % of the listed stay within 15 months."""
    found = spells.listed_spells(listings(*STAYS), MONTHS)
    assert spells.time_listed(town, found, MONTHS).overall(town).value == pytest.approx(1000 * 22 / 80)
    assert spells.time_listed(town, found, MONTHS).by(town, "sex")["men"].value == pytest.approx(
        1000 * 7 / 40
    )
    assert spells.ever_listed(town, found).overall(town).value == 1 / 2
    assert spells.months_listed_percentile(town, found).tolist() == [15]
    assert spells.months_listed_percentile(town, found, share=0.5).tolist() == [7]
    assert spells.months_listed_percentile(town, found, "sex").tolist() == [7, 15]


def test_publicity(people) -> None:
    assert spells.publicity(np.array([2, 0, 1]), [100, 5, 7], days=30).tolist() == [6000, 0, 210]
    table = people([1, 2], system_exposure=[30, 0])
    assert spells.seen(crowd(table), table, MONTHS).overall(crowd(table)).value == pytest.approx(12 * 30 / 40)


def test_relapse_counts_exits_as_long_as_they_are_followed(town, listings) -> None:
    """Exits at 7 (back after 3 months) and at 12 (followed for 8): half are back within 3 months or more."""
    (curve,) = spells.relapse(town, spells.listed_spells(listings(*STAYS), MONTHS), MONTHS)
    assert [curve.at(h) for h in (2, 3, 8)] == [1, 0.5, 0.5]
    assert math.isnan(curve.at(9)) and (curve.watched, curve.happened) == (2, 1)
    men, women = spells.relapse(town, spells.listed_spells(listings(*STAYS), MONTHS), MONTHS, "sex")
    assert (men.watched, women.watched) == (2, 0)


def test_relapse_of_nobody(town, listings) -> None:
    none = listings({}).slice(0, 0)
    assert spells.relapse(town, spells.listed_spells(none, MONTHS), MONTHS)[0].watched == 0
    assert math.isnan(spells.months_listed_percentile(town, spells.listed_spells(none, MONTHS))[0])


def test_missing_columns_are_named(listings) -> None:
    with pytest.raises(InputError) as caught:
        spells.listed_spells(listings({}).drop_columns(["entered", "kind"]), MONTHS)
    assert len(caught.value.diagnostics) == 2


def test_wrongful_listing_rate_by_kind(town, listings) -> None:
    """Off the list: 13, 5, 20, 20 months. Two entries for another person's act, one of somebody unable."""
    stays = listings(*STAYS)
    assert wrongful.listing_rate(town, stays, MONTHS).overall(town).value == pytest.approx(12000 * 3 / 58)
    kinds = [wrongful.listing_rate(town, stays, MONTHS, (kind,)).over.sum() for kind in wrongful.WRONGFUL]
    assert kinds == [2, 0, 1]
    guilty = wrongful.listing_rate(town, stays, MONTHS, guilty=[3, 9, 0, 0])
    assert guilty.under.tolist() == [10, 0, 20, 20]


def test_children_are_no_innocent_person_years(people, listings) -> None:
    table = people([1, 2]).drop_columns("age").append_column("age", [[17, 18]])
    rate = wrongful.listing_rate(crowd(table), listings({}).slice(0, 0), MONTHS)
    assert rate.under.tolist() == [0, 20]


def test_false_share_of_the_list(town, listings) -> None:
    """Months on each list: 4 + 3 + 2 true or false, 3 of them false; 3 + 12, all false."""
    stays = listings(*STAYS)
    assert wrongful.false_share(town, stays, MONTHS).overall(town).value == pytest.approx((3 + 15) / 24)
    assert wrongful.false_share(town, stays, MONTHS, ("unable",)).overall(town).value == pytest.approx(3 / 24)
    assert wrongful.false_share(town, stays, MONTHS, last=1).overall(town).value == 1
    # the last nine months, 11 .. 19: one true month of person 0, nine false ones of person 1
    assert wrongful.false_share(town, stays, MONTHS, last=9).overall(town).value == pytest.approx(9 / 10)


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_bounds_order_and_kinds_that_add_up(random_town, seed) -> None:
    people, _, stays, months = random_town(seed)
    town = crowd(people)
    found = spells.listed_spells(stays, months)
    listed = spells.time_listed(town, found, months)
    assert (listed.over >= 0).all() and (listed.over <= months).all()
    assert (np.array(found.start[1:]) > found.end[:-1])[found.person[1:] == found.person[:-1]].all()
    shuffled = stays.take(np.random.default_rng(seed).permutation(len(stays)))
    assert spells.listed_spells(shuffled, months).end.tolist() == found.end.tolist()
    false = wrongful.false_share(town, stays, months)
    assert (false.over <= false.under).all()
    kinds = [wrongful.false_share(town, stays, months, (kind,)).over for kind in wrongful.WRONGFUL]
    assert sum(kinds).tolist() == false.over.tolist()


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_months_listed_are_those_a_loop_over_months_finds(random_town, seed) -> None:
    people, _, stays, months = random_town(seed)
    on = [set() for _ in range(len(people))]
    for row in stays.to_pylist():
        on[row["person"]] |= set(range(row["entered"], months if row["left"] < 0 else row["left"]))
    found = spells.time_listed(crowd(people), spells.listed_spells(stays, months), months)
    assert found.over.tolist() == [len(month) for month in on]

"""Worked examples: the tables are small enough to do every sum on paper."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest

from glasshouse.metrics import list_shares, monthly, monthly_rates
from glasshouse.metrics.measures import whole_run


def table(**columns: list[object]) -> pa.Table:
    return pa.table(columns)


# Two months, two strata. Persons: 600 + 400. Listed: 2 then 4 (3 men of 18-39, 1 woman of 60+).
TOWN = table(
    month=[0, 0, 1, 1],
    sex=["men", "women", "men", "women"],
    age_band=["18-39", "60+", "18-39", "60+"],
    persons=[600, 400, 600, 400],
    adults=[500, 300, 500, 300],
    listed=[2, 0, 3, 1],
    listed_wrong_person=[0, 0, 1, 0],
    listed_unable=[0, 0, 0, 1],
    entered_list=[2, 0, 2, 1],
    left_paid=[0, 0, 1, 0],
    refused_flight=[0, 0, 2, 0],
    denied_right=[0, 0, 3, 1],
    exposure=[10, 0, 40, 10],
    voiced=[10, 5, 6, 4],
    paid=[100_00, 0, 200_00, 0],
    payment_missed=[1, 0, 2, 0],
)


def test_totals_add_strata_per_month() -> None:
    assert monthly.totals(TOWN, "listed", "no_such")["listed"].tolist() == [2, 4]
    assert "no_such" not in monthly.totals(TOWN, "no_such")
    assert monthly.series(TOWN, "no_such").tolist() == [0, 0]


def test_groups_come_in_printing_order() -> None:
    labels, listed = monthly.grouped(TOWN, "sex", "listed")
    assert labels == ("men", "women")
    assert listed.tolist() == [[2, 3], [0, 1]]


def test_listed_share_is_a_mean_of_stocks() -> None:
    assert list_shares.listed_share(TOWN, last=1) == pytest.approx(4 / 1000)
    assert list_shares.listed_share(TOWN, last=2) == pytest.approx(6 / 2000)


def test_working_age_share_divides_by_persons_of_18_to_59() -> None:
    assert list_shares.working_age_share(TOWN, last=1) == pytest.approx(4 / 600)


def test_entry_rate_is_per_adult_and_year() -> None:
    assert list_shares.entry_rate(TOWN, last=2) == pytest.approx(12 * 5 / 1600)


def test_exit_hazard_counts_the_stock_a_month_began_with() -> None:
    # one exit; month 0 began with nobody, month 1 with two listed persons
    assert list_shares.exit_hazard(TOWN, last=2) == pytest.approx(12 * 1 / 2)


def test_no_listed_person_means_no_hazard() -> None:
    empty = TOWN.set_column(TOWN.column_names.index("listed"), "listed", pa.array([0, 0, 0, 0]))
    assert math.isnan(list_shares.exit_hazard(empty))
    assert math.isnan(monthly_rates.wrongful_share(empty)["all"])


def test_median_spell_keeps_the_censored() -> None:
    # lengths 10, 20, 30 (ended) and 25 (still listed at the end of 40 months); one was never listed
    entered = np.array([0, 5, 8, 15, -1])
    left = np.array([10, 25, 38, -1, -1])
    # survival: 3/4 after 10, 2/4 after 20
    assert list_shares.median_spell(entered, left, 40) == 20
    assert math.isnan(list_shares.median_spell(np.array([0, 1]), np.array([-1, -1]), 40))


def test_spell_from_hazard() -> None:
    assert list_shares.spell_from_hazard(math.log(2)) == pytest.approx(12)


def test_paid_share_counts_from_the_first_entry() -> None:
    months = list(range(70))
    entered = [0] * 5 + [4] + [0] * 64
    paid = [0] * 20 + [1] + [0] * 45 + [2] + [0] * 3  # the second lot comes 61 months after the first entry
    run = table(month=months, persons=[9] * 70, entered_list=entered, left_paid=paid)
    assert list_shares.paid_share(run, after=60) == pytest.approx(1 / 4)
    assert list_shares.paid_share(run, after=61) == pytest.approx(3 / 4)


def test_composition_compares_the_listed_with_adults() -> None:
    labels, listed, adults = list_shares.composition(TOWN, "sex", last=2)
    assert labels == ("men", "women")
    assert listed.tolist() == pytest.approx([5 / 6, 1 / 6])
    assert adults.tolist() == pytest.approx([1000 / 1600, 600 / 1600])
    assert list_shares.men_share(TOWN, last=2) == pytest.approx(5 / 6)


def test_age_share_is_of_the_ever_listed() -> None:
    people = table(age=[45, 41, 60, 44], system_months_listed=[3, 1, 2, 0])
    assert list_shares.age_share(people, 40, 49) == pytest.approx(2 / 3)


def test_wrongful_share_by_kind() -> None:
    assert monthly_rates.wrongful_share(TOWN, last=1) == pytest.approx(
        {"wrong_person": 1 / 4, "unable": 1 / 4, "all": 1 / 2}
    )


def test_wrongful_entries_need_their_columns() -> None:
    assert math.isnan(monthly_rates.wrongful_entries(TOWN)["unable"])
    more = TOWN.append_column("entered_unable", pa.array([0, 0, 0, 1]))
    assert monthly_rates.wrongful_entries(more)["unable"] == pytest.approx(1 / 5)


def test_refusals_denials_and_exposure() -> None:
    assert monthly_rates.refused_per_listed_year(TOWN, "refused_flight", last=2) == pytest.approx(12 * 2 / 6)
    assert monthly_rates.denied_per_person_year(TOWN) == pytest.approx(12 * 4 / 2000)
    assert monthly_rates.exposure_per_listed_month(TOWN) == pytest.approx(60 / 6)


def test_lost_dissent_on_tables_and_on_persons() -> None:
    quiet = TOWN.set_column(TOWN.column_names.index("voiced"), "voiced", pa.array([5, 5, 5, 5]))
    assert monthly_rates.lost_dissent(quiet, TOWN) == pytest.approx(5 / 25)
    # persons who speak 4, 6 and 0 months without the system and 1, 6 and 3 with it: 3 of 10 months are lost
    assert monthly_rates.chilled([1, 6, 3], [4, 6, 0]) == pytest.approx(3 / 10)
    assert monthly_rates.chilled([1, 6, 3], [4, 6, 0], weight=[2, 1, 9]) == pytest.approx(6 / 14)


def test_claimed_benefit_is_the_difference_from_the_twin() -> None:
    less = TOWN.set_column(TOWN.column_names.index("paid"), "paid", pa.array([100_00, 0, 100_00, 0]))
    found = whole_run.claimed_benefit(TOWN, less)
    assert (found.paid, found.paid_twin, found.recovered) == (300, 200, 100)
    assert found.listed_years == pytest.approx(6 / 12)
    assert found.wrongful_years == pytest.approx(2 / 12)
    assert found.price == pytest.approx(0.5 / 0.001)
    assert math.isnan(whole_run.claimed_benefit(less, TOWN).price)

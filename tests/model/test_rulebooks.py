"""Every shipped rulebook can be lived under, and brings something about."""

from __future__ import annotations

import pytest

from glasshouse import simulation
from glasshouse.model.events import COLUMN
from glasshouse.model.person import MINORITY
from glasshouse.rulebooks import load
from glasshouse.rulebooks.loading import shipped_names

MARKS = ("recorded", "entered_list", "rewarded", "refusals")
ALONE = [name for name in shipped_names() if name not in ("nothing", "debtor-map")]


@pytest.mark.parametrize("name", [*ALONE, "court-list-2013+debtor-map"])
def test_a_shipped_rulebook_does_something_within_two_years(town, name):
    run = simulation.run(name, town, months=24, seed=4)
    done = {mark: int(run.tallies[:, :, COLUMN[mark]].sum()) for mark in MARKS}
    assert sum(done.values()) > 0, done


def test_the_empty_rulebook_does_nothing(town):
    run = simulation.run("nothing", town, months=24, seed=4)
    assert not run.tallies[:, :, [COLUMN[mark] for mark in ("recorded", "entered_list", "rewarded")]].any()


def test_whoever_rewards_only_refuses_nothing(town):
    for name in (
        "xiamen-2018",
        "fuzhou-2018",
        "shijiazhuang-2020",
        "rongcheng-2021",
        "chongqing-village-points",
    ):
        run = simulation.run(name, town, months=24, seed=4)
        assert run.tallies[:, :, COLUMN["rewarded"]].sum() > 0, name
        assert not run.tallies[:, :, COLUMN["refusals"]].any(), name


def ever(run, mark):
    return int(run.tallies[:, :, COLUMN[mark]].sum())


def test_half_of_the_matches_by_name_are_of_somebody_else(county):
    """About half of the potential matches of 2003 to 2006 were (GAO-06-1031)."""
    run = simulation.run("watchlist-name-matching", county, months=36, seed=4)
    assert ever(run, "entered_list") > 100
    assert 0.4 <= ever(run, "entered_wrong_person") / ever(run, "entered_list") <= 0.6
    assert ever(run, "refusals") > 0


def test_nearly_all_debts_of_the_averaging_machine_are_wrong(county):
    run = simulation.run("robodebt-averaging", county, months=53, seed=4)
    adults = run.tallies[0, :, COLUMN["adults"]].sum()
    wrong = ever(run, "entered_wrong_person")
    assert wrong / adults == pytest.approx(433 / 19_000, rel=0.15)
    assert ever(run, "listed_wrong_person") / ever(run, "listed") > 0.8 * wrong / ever(run, "entered_list")


def test_the_score_that_looks_at_origin_lists_the_minority(county):
    book = load("childcare-benefit-risk-score")
    looks, blind = (
        simulation.run(law, county, months=60, seed=4).people
        for law in (book, book.but({"scores.risk.origin": 0}))
    )
    minority = (looks["traits"] & MINORITY) != 0
    share = (looks["times_listed"] > 0)[minority].mean() / (looks["times_listed"] > 0)[~minority].mean()
    assert share > 10
    listed = [int((people["times_listed"] > 0)[minority].sum()) for people in (looks, blind)]
    assert listed[0] > 10 + 2 * listed[1]


def test_the_shared_file_of_bad_customers_refuses_accounts(county):
    run = simulation.run("chexsystems", county, months=36, seed=4)
    assert ever(run, "refused_other") > 50
    assert not ever(run, "refused_loan")

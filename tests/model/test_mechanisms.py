"""Each mechanism, switched on, moves the outcome it exists for, in the direction it should."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.model.events import COLUMN
from glasshouse.rulebooks import load, practice

COURT = "court-list-2013+debtor-map"
POINTS = "rongcheng-2014"
MONTHS = 48


def lived(county, book=COURT, months=MONTHS, changes=None, **parameters):
    return simulation.run(
        book,
        county,
        months=months,
        seed=2,
        start="2017-06",
        parameters=parameters_of(parameters),
        practice=practice(book, changes or {}),
    )


def parameters_of(parameters):
    return {name.replace("__", "."): value for name, value in parameters.items()}


def total(run, *names):
    return int(sum(run.tallies[:, :, COLUMN[name]].sum() for name in names))


def last_year(run, name):
    return float(run.tallies[-12:, :, COLUMN[name]].sum() / 12)


@pytest.fixture(scope="module")
def court(county):
    return lived(county)


@pytest.fixture(scope="module")
def points(county):
    return lived(county, POINTS)


SWITCHES = [
    # switch, rulebook, what it brings about (none without it)
    ("livelihood", COURT, "job_lost"),
    ("credit", COURT, "payment_missed"),
    ("court", COURT, "judged"),
    ("listing", COURT, "entered_list"),
    ("gates", COURT, "denied_right"),
    ("publicity", COURT, "map_seen"),
    ("redress", COURT, "noticed"),
    ("ties", COURT, "tie_cut"),
    ("conduct", POINTS, "rewarded"),
    ("surveillance", POINTS, "recorded"),
    ("speech", POINTS, "speech_punished"),
]


@pytest.mark.parametrize(("switch", "book", "outcome"), SWITCHES, ids=[row[0] for row in SWITCHES])
def test_a_mechanism_brings_about_what_it_is_for(county, court, points, switch, book, outcome):
    with_it = court if book == COURT else points
    without = lived(county, book, **{f"switch__{switch}": 0})
    assert total(with_it, outcome) > 20
    assert total(without, outcome) == 0


def test_fear_moves_only_when_switched_on(county, points):
    assert total(points, "fearful") > 0
    assert total(lived(county, POINTS, switch__fear=0), "fearful") == 0


def test_scoring_lets_records_expire(county, points):
    """Points come back when records expire, so that scores are higher than without."""
    assert last_year(points, "score") > last_year(lived(county, POINTS, switch__scoring=0), "score")


def test_association_costs_the_family_of_the_listed_points(county):
    book = load(POINTS).but(
        {
            "association.contacts.points": "-5 point/month",
            "lists.defaulters": {
                "kind": "blacklist",
                "entry": {"ground": "court_judgment", "when": "unperformed", "decided_by": "court"},
                "exit": {"on": ["performed"]},
            },
        }
    )
    with_it = lived(county, book)
    without = lived(county, book, switch__association=0)
    assert total(with_it, "listed") > 0
    assert last_year(with_it, "score") < last_year(without, "score")


def test_speech_that_costs_points_silences(county, points):
    """Chilling: those who hold the view say less than in their lives without the system."""
    twin = points.twin()
    assert total(points, "voiced") < 0.97 * total(twin, "voiced")
    spoke = twin.people["months_voiced"] > 0
    assert (points.people["months_voiced"] < twin.people["months_voiced"])[spoke].mean() > 0.05


def test_dissent_is_carried_by_dissent_around(county):
    """The cascade: with the same views more is said when people start from a lower threshold, and more than in proportion."""
    quiet = total(lived(county, "nothing", speech__base=0.3), "voiced")
    loud = total(lived(county, "nothing", speech__base=0.9), "voiced")
    assert loud > 3 * quiet


def test_the_map_shames_and_shame_makes_debtors_pay(county):
    much = {"map.opens": 0.3, "map.recognised_by_stranger": 0.2}
    pressure = {
        "court__pressure_shame": 10,
        "publicity__shame_recognised": 255,
        "court__small_debt": 1_000_000,
    }
    shown = lived(county, changes=much, **pressure)
    hidden = lived(county, "court-list-2013", **pressure)
    assert total(shown, "shamed") > 100
    assert total(hidden, "shamed") == 0
    assert total(shown, "performed") > total(hidden, "performed")


def test_reports_bring_inspections_that_lengthen_listings(county):
    none = lived(county, changes={"map.reports": 0})
    many = lived(county, changes={"map.reports": 1, "map.opens": 0.1, "map.reports_mistaken": 1})
    assert total(none, "map_reported", "term_extended") == 0
    assert total(many, "map_reported") > 100
    assert total(many, "term_extended") > 10


def test_wrong_persons_are_listed_as_often_as_matching_errs(county):
    never = lived(county, changes={"surveillance.wrong_person": 0})
    often = lived(county, changes={"surveillance.wrong_person": 0.01}, credit__lapse_strategic=0.5)
    assert total(never, "entered_wrong_person") == 0
    entered = total(often, "entered_list")
    expected = 0.01 * entered
    assert 0 < total(often, "entered_wrong_person") < expected + 5 * np.sqrt(expected)


def test_a_test_of_ability_keeps_the_unable_off_the_list(county):
    book = load(COURT)
    tested = lived(county, book.but({"lists.defaulters.entry.ability_test": True}))
    untested = lived(county, book)
    assert total(tested, "entered_unable") < 0.6 * total(untested, "entered_unable")


def test_disputes_free_more_people_when_they_are_won_more_often(county):
    many = {"redress.files_wronged": 0.2, "redress.files": 0.1}
    hopeless = many | {"redress.won_unable": 0, "redress.won_wrong_person": 0, "redress.won_rightful": 0}
    hopeful = many | {"redress.won_unable": 1, "redress.won_wrong_person": 1, "redress.won_rightful": 1}
    assert total(lived(county, changes=hopeless), "left_corrected") == 0
    assert total(lived(county, changes=hopeful), "left_corrected") > 10


def test_notice_lets_people_dispute_earlier(county):
    book = load("court-list-2013")
    told = lived(county, book.but({"procedure.notice": "before"}), changes={"redress.notice_arrives": 1})
    untold = lived(county, book.but({"procedure.notice": "none"}))
    assert total(told, "dispute_filed") > total(untold, "dispute_filed")


def test_sureties_pay_for_those_they_vouched_for(county, court):
    assert total(court, "surety_paid") > 0


def test_a_childs_school_is_shut_by_the_payer_not_by_kinship(county):
    """Refused children live with a listed payer."""
    run = lived(county, months=60, credit__lapse_strategic=0.5, changes={"court.sue": 0.5})
    refused = (run.people["denied"] > 0) & (run.people["age"] < 18)
    assert refused.sum() > 0
    payers = run.society.payer[refused]
    assert (run.people["times_listed"][payers] > 0).all()


def test_listing_refuses_flights_in_the_published_order_of_size(court):
    years = total(court, "listed") / 12
    assert 0.5 < total(court, "refused_flight") / years < 1.5
    assert 0.1 < total(court, "refused_train") / years < 0.4


def test_without_a_rulebook_nobody_is_denied_anything(county):
    run = lived(county, "nothing")
    assert total(run, "denied_right", "entered_list", "recorded", "map_opened", "shamed") == 0


def test_who_heads_a_firm_or_holds_a_post_loses_it_when_barred(county):
    from glasshouse.model.person import LEFT_OFFICE, LEGAL_REP, OFFICIAL

    strict = {"credit__lapse_strategic": 0.5, "court__able_share": 0.05}
    barred, spared = (lived(county, months=60, livelihood__barred=chance, **strict) for chance in (0.5, 0.0))
    gone = (barred.people["state"] & LEFT_OFFICE) != 0
    assert gone.sum() >= 3
    assert ((barred.people["traits"][gone] & (LEGAL_REP | OFFICIAL)) != 0).all()
    assert (barred.people["times_listed"][gone] > 0).all()
    assert not ((spared.people["state"] & LEFT_OFFICE) != 0).any()
    lost = barred.people["earned"][gone].astype(np.int64) - spared.people["earned"][gone]
    assert lost.mean() < 0

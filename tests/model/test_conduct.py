"""Points change conduct: more merit that is seen, less kindness that is not, and only for who knows of them."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.engine.rng import CERTAIN
from glasshouse.model import conduct
from glasshouse.model.act_catalogue import BY, catalogue
from glasshouse.model.events import COLUMN
from glasshouse.model.layout import PERSON
from glasshouse.model.person import AWARE, EMPLOYED, LEGAL_REP, MONTH_RECORD, SCORED
from glasshouse.model.shipped_parameters import mechanisms
from glasshouse.rulebooks import load, practice
from glasshouse.rulebooks.vocabulary import vocabulary

POINTS = "rongcheng-2014"
TOLD = practice(POINTS, {"redress.awareness": 0.2})
ACTS = vocabulary("behaviours")
RECORD = np.zeros(1, MONTH_RECORD).view(np.recarray)[0]
GAMING = ("merit_for_show", "kindness_forgone", "refrained")


def lived(county, book=POINTS, told=TOLD, **parameters):
    changed = {name.replace("__", "."): value for name, value in parameters.items()}
    return simulation.run(book, county, months=36, seed=2, parameters=changed, practice=told)


def total(run, name):
    return int(run.tallies[:, :, COLUMN[name]].sum())


@pytest.fixture(scope="module")
def on(county):
    return lived(county)


@pytest.fixture(scope="module")
def off(county):
    return lived(county, switch__incentives=0)


def test_with_points_visible_merit_rises_and_unseen_kindness_falls(on, off):
    assert total(on, "merits") > 1.1 * total(off, "merits")
    assert total(on, "kindnesses") < 0.98 * total(off, "kindnesses")
    assert total(on, "rewarded") > total(off, "rewarded")


def test_every_kindness_lost_was_given_up_for_a_merit_for_show(on, off):
    forgone = total(on, "kindness_forgone")
    assert forgone > 100
    assert total(off, "kindnesses") - total(on, "kindnesses") == forgone
    assert total(on, "merits") - total(off, "merits") == total(on, "merit_for_show")
    assert total(on, "merit_for_show") > forgone


def test_watched_breaches_are_avoided(on, off):
    assert total(on, "refrained") > 100
    assert total(on, "recorded") < total(off, "recorded")


def test_without_points_nothing_is_done_for_show(county, off):
    for book in ("nothing", "court-list-2013"):
        with_it = lived(county, book, practice(book, {"redress.awareness": 0.2}))
        without = lived(county, book, practice(book, {"redress.awareness": 0.2}), switch__incentives=0)
        assert [total(with_it, name) for name in GAMING] == [0, 0, 0]
        assert (with_it.tallies == without.tallies).all()
        assert total(with_it, "kindnesses") == total(off, "kindnesses")


def test_points_that_change_no_merit_change_no_kindness(county):
    """Take the rewards out of the rulebook and nobody trades kindness for them."""
    rewarded = [name for name, term in ACTS.items() if term.get("effort")]
    scored = set(load(POINTS).tree.names("behaviours"))
    book = load(POINTS).but({f"behaviours.{name}.points": 0 for name in rewarded if name in scored})
    run = lived(county, book)
    assert total(run, "merit_for_show") == total(run, "kindness_forgone") == 0
    assert total(run, "refrained") > 0


def test_an_own_act_says_its_effort_in_hours():
    own = {
        "title": "cleans the square",
        "sign": "positive",
        "context": "neighbourhood",
        "channel": "agency",
        "detection": {"value": 0.5, "unit": "probability"},
        "incidence": {"urban": 2, "rural": 2, "unit": "1/year"},
        "effort": {"value": 4, "unit": "hour", "evidence": "assumption"},
    }
    book = load("nothing").but(
        {"vocabulary.behaviours.cleans_square": own, "behaviours.cleans_square": {"points": 5},
         "scores.points": {"start": 1000, "grades": {"A": 1000, "D": 0}}}
    )  # fmt: skip
    acts = book.words.behaviours
    made = catalogue(acts, book.words.rights, practice(book))
    assert made["effort"][0, acts["cleans_square"].index] == 4


def test_nobody_answers_to_points_they_have_not_heard_of(county):
    run = lived(county, told=practice(POINTS, {"redress.awareness": 0}))
    assert total(run, "aware") == 0
    assert [total(run, name) for name in GAMING] == [0, 0, 0]


def test_stronger_answers_make_more_show(county, on):
    assert total(lived(county, conduct__shows=0.3), "merit_for_show") > 2 * total(on, "merit_for_show")
    assert total(lived(county, conduct__displaces=0), "kindness_forgone") == 0
    assert total(lived(county, conduct__refrains=0), "refrained") == 0


def answers(score, behaviour="clean_up"):
    """How the merit draws and the breach deters a person with this score."""
    p = np.zeros(1, PERSON).view(np.recarray)
    p.score, p.state, p.age = score, AWARE | SCORED, 40
    law, parameters = load(POINTS).law(60), mechanisms().record()
    acts = catalogue(ACTS, vocabulary("rights"), TOLD)
    up = conduct.attraction(p[0], ACTS["clean_up"].index, law[0], parameters[0])
    down = conduct.deterrence(p[0], ACTS["late_public_fee"].index, law[0], parameters[0], acts[0])
    return up, down


def test_the_nearer_the_next_grade_the_stronger_the_answer():
    far, near = answers(965), answers(1029)
    assert near[0] > far[0] > 0
    assert far[1] > near[1] > 0
    best, least = answers(1999)[0], mechanisms()["conduct.heed"].value
    assert best == least  # no better grade to be had


def test_only_those_do_an_act_who_can():
    acts = catalogue(ACTS, vocabulary("rights"), TOLD)[0]
    p = np.zeros(1, PERSON).view(np.recarray)[0]
    p.age = 50
    firm, meeting, games = (ACTS[name].index for name in ("tax_arrears", "meeting_missed", "gaming_hours"))
    assert [bool(conduct.can(p, RECORD, k, acts)) for k in (firm, meeting, games)] == [False, False, False]
    p.traits, p.state, p.age = LEGAL_REP, EMPLOYED, 30
    assert [bool(conduct.can(p, RECORD, k, acts)) for k in (firm, meeting, games)] == [True, True, True]


def test_acts_are_drawn_as_often_as_the_catalogue_says():
    acts = catalogue(ACTS, vocabulary("rights"), TOLD)[0]
    p = np.zeros(1, PERSON).view(np.recarray)[0]
    p.age, p.traits, p.state = 30, 0xFFFF ^ 2, 0xFFFF
    rng = np.zeros(1, [("activity", "u4")]).view(np.recarray)[0]
    edges = np.r_[0, acts.act_cut[0].astype(np.int64)]
    for k in np.flatnonzero(np.diff(edges)):
        for word in (edges[k], edges[k + 1] - 1):
            rng.activity = word
            assert conduct.act(p, RECORD, rng, acts) == k
    rng.activity = min(CERTAIN - 1, edges[-1])
    assert conduct.act(p, RECORD, rng, acts) == conduct.NO_ACT


def test_the_catalogue_is_wide_and_leaves_room_for_idle_months():
    contexts = {term.get("context") for term in ACTS.values()}
    assert {
        "finance", "traffic", "civic_merit", "consumption", "private_life", "association", "politics",
        "belief", "communication", "opinion", "business",
    } <= contexts  # fmt: skip
    assert 40 <= len(ACTS) <= 64
    assert {term.get("by", "everyone") for term in ACTS.values()} <= BY.keys()
    acts = catalogue(ACTS, vocabulary("rights"), TOLD)
    assert (acts.act_cut[0, :, -1] < 0.5 * CERTAIN).all()

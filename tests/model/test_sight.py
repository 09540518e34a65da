"""Who can see a list: contacts fear and drop only whom they were shown or told of."""

from __future__ import annotations

from glasshouse import simulation
from glasshouse.model.events import COLUMN
from glasshouse.rulebooks import load

COURT = "court-list-2013"
KEPT_SECRET = {"lists.defaulters.publish": [], "lists.obstructors.publish": []}
DROPPED = {"ties.drop": 0.3, "credit.lapse_strategic": 0.5}


def lived(town, book):
    return simulation.run(book, town, months=24, seed=2, start="2017-06", parameters=DROPPED)


def total(run, name):
    return int(run.tallies[:, :, COLUMN[name]].sum())


def test_a_list_that_nobody_is_shown_costs_no_ties(town):
    book = load(COURT)
    shown, secret = lived(town, book), lived(town, book.but(KEPT_SECRET))
    assert total(shown, "tie_cut") > 0
    assert total(secret, "listed") > 0
    assert total(secret, "tie_cut") == 0


def test_what_costs_others_points_is_no_secret():
    book = load(COURT).but(KEPT_SECRET)
    assert not book.laws(1, "2017-06")["list_seen"].any()
    dear = book.but({"association.contacts.points": "-5 point/month"})
    assert dear.laws(1, "2017-06")["list_seen"][0, :2].all()

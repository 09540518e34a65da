"""Notification: each channel tells people by itself, only where the rulebook says so, and moves what it should."""

from __future__ import annotations

import pytest

from glasshouse import simulation
from glasshouse.model.events import COLUMN
from glasshouse.model.person import SMARTPHONE
from glasshouse.rulebooks import load

COURT = load("court-list-2013").but({"lists.defaulters.publish": [], "lists.obstructors.publish": []})
TOLD = ("told_push", "told_ringtone", "told_screens")
STRICT = {"credit.lapse_strategic": 0.5}


def lived(county, changes, parameters=None, months=36):
    return simulation.run(
        COURT.but(changes) if changes else COURT,
        county,
        months=months,
        seed=2,
        start="2017-06",
        parameters=STRICT | (parameters or {}),
    )


def publish(*channels):
    return {"lists.defaulters.publish": list(channels), "lists.obstructors.publish": list(channels)}


def total(run, *names):
    return int(sum(run.tallies[:, :, COLUMN[name]].sum() for name in names))


@pytest.fixture(scope="module")
def silent(county):
    return lived(county, {})


CHANNELS = [
    (publish("ringtone"), "told_ringtone"),
    (publish("screens"), "told_screens"),
    (publish("contacts"), "told_push"),
    ({"publicity.notify": {"radius": "500 m"}}, "told_push"),
]


@pytest.mark.parametrize(("law", "reach"), CHANNELS, ids=["ringtone", "screens", "contacts", "push"])
def test_each_channel_reaches_people_and_nothing_else_does(county, silent, law, reach):
    run = lived(county, law)
    assert total(run, reach) > 100
    assert total(run, *(set(TOLD) - {reach})) == 0
    assert total(silent, *TOLD, "told_nearby") == 0


@pytest.mark.parametrize(("law", "reach"), CHANNELS, ids=["ringtone", "screens", "contacts", "push"])
def test_each_channel_shames_frightens_and_cuts_ties(county, silent, law, reach):
    strong = {
        "notification.drop_told": 0.3,
        "notification.drop_ringtone": 0.3,
        "notification.drop_screens": 0.3,
        "notification.fear_told": 60,
        "notification.fear_screens": 60,
    }
    run = lived(county, law, strong)
    listed = run.people["lists"] > 0
    assert run.people["shamed"][listed].mean() > silent.people["shamed"][listed].mean()
    assert total(run, "tie_cut") > 2 * total(silent, "tie_cut")
    assert total(run, "fearful") > total(silent, "fearful")


def test_switched_off_nobody_is_told(county):
    run = lived(county, publish("ringtone", "screens", "contacts"), {"switch.notification": 0})
    seen = lived(county, publish("website"))
    assert total(run, *TOLD) == 0
    assert total(run, "tie_cut") == total(seen, "tie_cut")


def test_a_wider_radius_tells_more_phones_and_the_exact_number(county):
    near, far = (
        lived(county, {"publicity.notify": {"radius": radius}}, months=24) for radius in ("100 m", "500 m")
    )
    assert 0 < total(near, "told_push") < total(far, "told_push")
    watched = far.watch(far.people["who"][far.people["first_listed"] == 12])
    society, expected = far.society, 0
    phones = (far.people["traits"] & SMARTPHONE != 0) & (society.age >= 18)
    for who in watched.panel_ids:
        i = int((far.people["who"] == who).argmax())
        dx = society.x.astype(int) - int(society.x[i])
        dy = society.y.astype(int) - int(society.y[i])
        here = (society.settlement == society.settlement[i]) & (dx**2 + dy**2 <= 500**2) & phones
        expected += int(here.sum() - here[i])
    newly = far.people["first_listed"] == 12
    assert newly.sum() > 0
    told = int(far.tallies[11, :, COLUMN["told_push"]].sum())
    again = total_new(far, 11) - int(newly.sum())
    assert told >= expected if again else told == expected


def total_new(run, month):
    return int(run.tallies[month, :, COLUMN["entered_list"]].sum())


def test_a_low_grade_is_told_only_where_the_rulebook_says_so(county):
    book = load("rongcheng-2014").but(
        {"links": {"points.B": ["no_candidacy"]}, "publicity.notify": {"radius": "500 m"}}
    )
    silent = simulation.run(book, county, months=24, seed=2)
    told = simulation.run(book.but({"publicity.notify.low_grade": True}), county, months=24, seed=2)
    assert total(silent, "told_push") == 0
    assert total(told, "told_push") > 1000
    assert total(told, "tie_cut") > total(silent, "tie_cut")

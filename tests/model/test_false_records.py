"""False records follow what is recorded: by act, channel and ground, and by how records are matched."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.model.events import COLUMN
from glasshouse.rulebooks import load, practice
from glasshouse.rulebooks.vocabulary_sections import CHANNELS

POINTS = "rongcheng-2014"
COURT = "court-list-2013"
EVENTS = ("recorded_falsely", "recorded_wrong_person")
RARE, FREQUENT = "utility_damage", "late_public_fee"
NOBODY = {f"surveillance.false_{channel}": 0 for channel in CHANNELS}


def lived(town, book, changes=None, months=24, **parameters):
    law = load(book) if isinstance(book, str) else book
    return simulation.run(
        law, town, months=months, seed=2, start="2017-06", practice=practice(law, changes or {}),
        parameters={name.replace("__", "."): value for name, value in parameters.items()},
    )  # fmt: skip


def total(run, name):
    return int(run.tallies[:, :, COLUMN[name]].sum())


def only(*acts):
    """A rulebook that records these acts and nothing else."""
    kept = {act: {"points": -5, "ground": "report"} for act in acts}
    return load("nothing").but({"scores.points": {"start": 100}, "behaviours": kept})


def test_a_rare_act_does_not_collect_the_errors_of_all(county):
    many = {"surveillance.false_agency": 1, "surveillance.wrong_person": 0}
    rare, frequent, both = (
        total(lived(county, only(*acts), many), "recorded_falsely")
        for acts in ((RARE,), (FREQUENT,), (RARE, FREQUENT))
    )
    assert rare < 0.05 * frequent
    assert both == pytest.approx(rare + frequent, rel=0.1)


def test_a_channel_without_errors_makes_none(county):
    book = only(FREQUENT)
    assert total(lived(county, book, NOBODY), "recorded_falsely") == 0
    others = {name: 0 if name.endswith("agency") else 5 for name in NOBODY}
    assert total(lived(county, book, others), "recorded_falsely") == 0
    some = lived(county, book, {"surveillance.false_agency": 1})
    # Two false for each true one, since a report errs twice as often as a judgment.
    true = total(some, "recorded") - sum(total(some, name) for name in EVENTS)
    assert total(some, "recorded_falsely") / true == pytest.approx(2, rel=0.15)


def test_false_records_fall_on_people_who_did_nothing(county):
    often = {"surveillance.false_agency": 1}
    assert total(lived(county, only(FREQUENT), often, switch__conduct=0), "recorded_falsely") > 0


@pytest.mark.parametrize("ground", ["court_judgment", "sensor"])
def test_weak_grounds_err_more_often(county, ground):
    often = {"surveillance.false_agency": 1}
    base = lived(county, only(FREQUENT), often)
    other = lived(county, only(FREQUENT).but({f"behaviours.{FREQUENT}.ground": ground}), often)
    errors = {"court_judgment": 1, "sensor": 3}[ground]
    found = total(other, "recorded_falsely") / total(base, "recorded_falsely")
    assert found == pytest.approx(errors / 2, rel=0.15)


def test_names_alone_hit_namesakes(county):
    book = only(FREQUENT)
    shares = {}
    for rule in ("number", "name"):
        run = lived(county, book.but({"data.identity": rule}), NOBODY, months=36)
        shares[rule] = total(run, "recorded_wrong_person") / total(run, "recorded")
    assert shares["number"] < 0.01
    assert 0.4 < shares["name"] < 0.55


def test_a_decision_counts_once_it_can_no_longer_be_contested(county):
    """Records start after the time to contest, one for each of those that would have counted at once."""
    book = only(FREQUENT).but({f"behaviours.{FREQUENT}.ground": "final_decision"})
    exact = NOBODY | {"surveillance.wrong_person": 0}
    at_once = lived(county, book, exact | {"surveillance.delay.final_decision": 0})
    later = lived(county, book, exact | {"surveillance.delay.final_decision": "3 month"})
    now, then = (run.tallies[:, :, COLUMN["recorded"]].sum(1) for run in (at_once, later))
    assert not then[:3].any()
    assert np.array_equal(then[3:], now[:-3])


def test_a_listing_of_debtors_waits_for_its_ground(county):
    entry = {"when": "in_arrears", "arrears": "1 month", "ground": "report", "decided_by": "bank"}
    book = load("nothing").but(
        {"lists.debtors": {"kind": "blacklist", "entry": entry, "exit": {"on": ["performed"]}}}
    )
    slow = lived(county, book, {"surveillance.delay.report": "4 month"})
    fast = lived(county, book, {"surveillance.delay.report": 0})
    assert total(slow, "entered_list") < 0.7 * total(fast, "entered_list")
    assert slow.tallies[:4, :, COLUMN["entered_list"]].sum() == 0


def test_weak_grounds_list_the_wrong_person_more_often(county):
    clause = "lists.defaulters.entry.ground"
    many = {"surveillance.wrong_person": 0.02}
    debts = {"credit__lapse_strategic": 0.5}
    judged = lived(county, load(COURT), many, **debts)
    inferred = lived(county, load(COURT).but({clause: "inference"}), many, **debts)
    assert total(inferred, "entered_wrong_person") > 2.5 * total(judged, "entered_wrong_person") > 0

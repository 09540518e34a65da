"""Participation: where taking part is a choice, only those who take part have a file."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.model.events import COLUMN
from glasshouse.model.person import ADULT, AWARE, SCORED, SMARTPHONE
from glasshouse.rulebooks import load, practice

BOOK = "sesame"
MONTHS = 24


def lived(county, book=BOOK, changes=None, months=MONTHS, start=None, **parameters):
    return simulation.run(
        book, county, months=months, seed=2, start=start,
        practice=practice(book, changes or {}),
        parameters={name.replace("__", "."): value for name, value in parameters.items()},
    )  # fmt: skip


def adults(run):
    return run.people[run.people["age"] >= ADULT]


def scored(run):
    return (adults(run)["state"] & SCORED) != 0


def share(run):
    return float(scored(run).mean())


@pytest.fixture(scope="module")
def run(county):
    return lived(county)


@pytest.mark.parametrize("joins", [0.05, 0.11, 0.58])
def test_the_scored_are_as_many_as_join(county, joins):
    assert share(lived(county, changes={"participation.joins": joins}, months=2)) == pytest.approx(
        joins, abs=0.012
    )


def test_an_app_takes_a_smartphone(county):
    book = load(BOOK).but({"participation.by": "app"})
    run = lived(county, book, {"participation.joins": 0.6}, months=2)
    with_phone = (adults(run)["traits"] & SMARTPHONE) != 0
    assert not scored(run)[~with_phone].any()
    assert scored(run)[with_phone].mean() == pytest.approx(0.6, abs=0.02)


def test_only_those_who_take_part_are_recorded_and_rewarded(run):
    people, part = adults(run), scored(run)
    assert people["record_left"][part].any()
    assert not people["record_left"][~part].any()
    assert not people["shut"][~part].any()
    assert (people["state"][part] & AWARE).all()
    assert run.tallies[:, :, COLUMN["rewarded"]].sum() > 0


def test_rewards_grow_with_those_who_join(county):
    few, many = (
        lived(county, changes={"participation.joins": joins}).tallies[:, :, COLUMN["rewarded"]].sum()
        for joins in (0.1, 0.5)
    )
    assert many == pytest.approx(5 * few, rel=0.35)


def test_the_choice_is_made_once_and_more_choosing_only_adds_people(county, run):
    later = lived(county, months=2 * MONTHS)
    assert (scored(later) == scored(run)).all()
    more = lived(county, changes={"participation.joins": 0.8})
    assert scored(more)[scored(run)].all()


def test_switched_off_everybody_is_scored(county):
    assert share(lived(county, months=2, switch__participation=0)) == 1.0


def test_consent_closes_the_files_of_those_who_do_not_give_it(county):
    run = lived(county, "rongcheng-2021", months=12, start="2020-12")
    counted = np.asarray(run.tallies[:, :, COLUMN["recorded"]].sum(axis=1))
    assert counted[6:].mean() < 0.3 * counted[:6].mean()
    assert share(run) == pytest.approx(0.11, abs=0.01)
    assert not adults(run)["record_left"][~scored(run)].any()

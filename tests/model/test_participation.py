"""Participation: where taking part is a choice, only those who take part have a file."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.errors import InputError
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


def test_who_must_opt_out_mostly_takes_part(county):
    book = load(BOOK).but({"participation.by": "opt_out"})
    run = lived(county, book, {"participation.opts_out": 0.2}, months=2)
    assert share(run) == pytest.approx(0.8, abs=0.012)
    more = lived(county, book, {"participation.opts_out": 0.3}, months=2)
    assert scored(run)[scored(more)].all()
    assert (adults(run)["state"][~scored(run)] & AWARE).all()


LEAVING = {"participation.joins": 0.5, "participation.withdraws": 0.05}
LEFT = 1 - 0.95**11
"""Share of those who joined that has withdrawn by the twelfth month."""


def withdrawing(county, **withdrawal):
    said = {f"participation.withdrawal.{key}": value for key, value in withdrawal.items()}
    return lived(county, load(BOOK).but(said), LEAVING, months=12)


def test_who_withdraws_from_a_system_that_deletes_has_no_file(county):
    run = withdrawing(county, allowed=True, deletes=True)
    assert share(run) == pytest.approx(0.5 * (1 - LEFT), abs=0.012)
    assert not adults(run)["record_left"][~scored(run)].any()
    withdrew = run.tallies[:, :, COLUMN["withdrew"]].sum(axis=1)
    assert withdrew.sum() == pytest.approx(0.5 * LEFT * len(adults(run)), rel=0.03)
    assert withdrew[0] == 0
    assert withdrew[1] > withdrew[11]


def test_who_withdraws_elsewhere_keeps_an_old_file_to_which_nothing_is_added(county):
    stays = withdrawing(county, allowed=True)
    assert share(stays) == pytest.approx(0.5, abs=0.012)
    recorded = [
        run.tallies[:, :, COLUMN["recorded"]].sum() + run.tallies[:, :, COLUMN["rewarded"]].sum()
        for run in (stays, withdrawing(county, allowed=False))
    ]
    assert recorded[0] < 0.9 * recorded[1]


PURPOSE = """
schema: glasshouse/rulebook@1
id: graded-accounts
title: Banks look at a grade
layer: outline
from: 2010-01-01
scores: {points: {start: 100, grades: {A: 101, B: 0}}}
gatekeepers: {bank: {data: [grade], refuses: 0, refuses_marked: 1}}
participation: {purposes: {lending: {by: HOW, recipients: [lenders]}}}
"""


def test_banks_look_only_at_those_who_agreed(county, tmp_path):
    refused = {}
    for how in ("mandatory", "consent", "opt_out"):
        file = tmp_path / "graded-accounts.yaml"
        file.write_text(PURPOSE.replace("HOW", how))
        changes = {"participation.agrees": 0.25, "participation.opts_out": 0.1}
        run = simulation.run(load(file), county, months=6, seed=2, practice=practice(None, changes))
        refused[how] = run.tallies[:, :, COLUMN["excluded"]].sum()
    assert refused["consent"] / refused["mandatory"] == pytest.approx(0.25, abs=0.03)
    assert refused["opt_out"] / refused["mandatory"] == pytest.approx(0.9, abs=0.03)


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("{withdrawal: {allowed: true}}", "nobody takes part by choice"),
        ("{purposes: {lending: {by: consent}}}", "recipients is missing"),
        ("{purposes: {lending: {by: consent, recipients: [banks]}}}", "bank"),
    ],
)
def test_a_choice_that_is_none_is_refused(tmp_path, clause, told):
    file = tmp_path / "graded-accounts.yaml"
    text = PURPOSE.replace("{purposes: {lending: {by: HOW, recipients: [lenders]}}}", clause)
    file.write_text(text)
    with pytest.raises(InputError, match=told):
        load(file)

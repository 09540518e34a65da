"""Defences: who can plead them, when, before whom, and that only they free from a list or a sanction."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.errors import InputError
from glasshouse.model.events import COLUMN
from glasshouse.model.person import ADULT, FEMALE
from glasshouse.rulebooks import load, practice
from glasshouse.rulebooks.variants import varied
from glasshouse.simulation import ledger, lives

MONTHS = 18
ALWAYS = {"defences.has_ground": 1, "defences.pleads": 1, "defences.granted_court": 1}
BOOK = """
schema: glasshouse/rulebook@1
id: excuses
title: A list of debtors with excuses
layer: outline
from: 2010-01-01
lists:
  debtors:
    entry: {when: in_arrears, arrears: 2 month}
    exit: {on: [performed]}
    triggers: [no_loans, no_hotels]
sanctions:
  no_loans: {right: economic.loan, effect: deny, context: finance}
  no_hotels: {right: leisure.luxury_hotel, effect: deny, context: consumption}
"""
HARDSHIP = "{hardship: {against: [lists.debtors], who: WHO, asked: WHEN, decided_by: BY}}"


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    def made(who="everyone", when="before", by="court", defences=HARDSHIP):
        file = tmp_path_factory.mktemp("excuses") / "excuses.yaml"
        text = defences.replace("WHO", who).replace("WHEN", when).replace("BY", by)
        file.write_text(f"{BOOK}defences: {text}\n" if text else BOOK)
        return load(file)

    return made


def lived(book, county, changes=None, months=MONTHS, **options):
    told = practice(None, ALWAYS | (changes or {}))
    return simulation.run(book, county, months=months, seed=4, practice=told, **options)


def total(run, column):
    return int(run.tallies[:, :, COLUMN[column]].sum())


@pytest.fixture(scope="module")
def bare(county, read):
    return lived(read(defences=""), county)


def test_those_who_cannot_pay_are_kept_off_the_list(county, read, bare):
    run = lived(read("unable"), county)
    assert total(bare, "entered_unable") > 50
    assert total(run, "entered_unable") == 0
    assert 0 < total(run, "entered_list") < total(bare, "entered_list")
    assert total(run, "entries_exempted") == total(run, "exempted") > 50


def test_a_share_has_the_ground_and_who_decides_matters(county, read, bare):
    listed = {}
    for by in ("court", "agency", "machine"):
        changes = {"defences.has_ground": 0.5, "defences.granted_body": 0.5, "defences.granted_machine": 0}
        listed[by] = total(lived(read(by=by), county, changes), "entered_list") / total(bare, "entered_list")
    assert listed["court"] == pytest.approx(0.5, abs=0.05)
    assert listed["agency"] == pytest.approx(0.75, abs=0.05)
    assert listed["machine"] == 1


def test_a_plea_after_the_entry_takes_off_once_and_for_good(county, read, bare):
    run = lived(read("women", "after"), county).watch(
        bare.people["who"][bare.people["times_listed"] > 0], trail=True
    )
    stays = ledger.tables(run)["listings"].to_pylist()
    excused = [stay for stay in stays if stay["how"] == "excused"]
    assert Counter(stay["left"] - stay["entered"] for stay in excused).keys() == {2}
    assert len(excused) == total(run, "exits_exempted") > 20
    told = lives.table(run).to_pylist()
    assert {one["clause"] for one in told if one["event"] == "exempted"} == {"defences.hardship.against"}
    women = run.people[(run.people["traits"] & FEMALE != 0) & (run.people["age"] >= ADULT)]
    assert women["since"][women["lists"] != 0].max() < 2
    assert women["times_listed"].max() == 1


def test_a_defence_against_a_sanction_leaves_its_right_open(county, read, bare):
    defences = "{care: {against: [sanctions.no_loans], who: women, asked: before, decided_by: court}}"
    run = lived(read(defences=defences), county)
    assert total(run, "entered_list") == pytest.approx(total(bare, "entered_list"), rel=0.1)
    women = run.people["traits"] & FEMALE != 0
    listed = run.people["lists"] != 0
    loans, hotels = 1 << 5, 1 << 3
    shut = run.people["shut"].reshape(-1)
    assert not (shut[women] & loans).any()
    assert (shut[listed] & hotels).all() and (shut[listed & ~women] & loans).all()
    assert total(run, "excused") > 50


def test_switched_off_or_never_granted_it_is_as_if_there_were_none(county, read, bare):
    off = lived(read(), county, parameters={"switch.defences": 0})
    never = lived(read(), county, {"defences.granted_court": 0})
    assert np.array_equal(off.tallies, bare.tallies)
    assert np.array_equal(never.tallies, bare.tallies)


ILL = """
vocabulary:
  statuses:
    ill: {title: people on sick leave, who: working, share: {value: 0.5, unit: fraction}}
"""


def test_a_status_of_the_rulebooks_own_can_be_the_condition(read, tmp_path):
    text = "{illness: {against: [lists.debtors], status: ill, asked: before, decided_by: court}}"
    file = tmp_path / "excuses.yaml"
    file.write_text(f"{BOOK}defences: {text}\n{ILL}")
    book = load(file)
    assert book.room.statuses
    law = book.laws(1, "2012-01")
    assert law["defence_status"][0, 0] == 1 + book.words.statuses["ill"].index
    assert book.clause_of("defence_status", 0) == "defences.illness.status"


@pytest.mark.parametrize(
    ("defences", "told"),
    [
        ("{x: {who: women}}", "against is missing"),
        ("{x: {against: [lists.debtor]}}", "debtors"),
        ("{x: {against: [lists.debtors], who: widows}}", "widows"),
        ("{x: {against: [lists.debtors], status: widowed}}", "widowed"),
        ("{" + ", ".join(f"d{n}: {{against: [lists.debtors]}}" for n in range(9)) + "}", "more than 8"),
    ],
)
def test_a_defence_that_leads_nowhere_is_refused(read, defences, told):
    with pytest.raises(InputError, match=told):
        read(defences=defences)


def test_due_process_hears_defences_before_the_entry(read):
    book = read("women", "after")
    assert varied(book, ["due-process"]).value("defences.hardship.asked") == "before"
    assert book.clause_of("defence_who", 0) == "defences.hardship.who"


def test_a_defence_that_lifts_half_leaves_a_right_open_in_half_of_the_months(county, read):
    shut = {}
    for share in ("", ", share: 0.5"):
        text = f"{{care: {{against: [sanctions.no_loans], who: women, asked: before, decided_by: court{share}}}}}"
        run = lived(read(defences=text), county)
        women = (run.people["traits"] & FEMALE != 0) & (run.people["lists"] != 0)
        shut[share] = (run.people["shut"].reshape(-1)[women] & 1 << 5 != 0).mean()
    assert shut[""] == 0
    assert shut[", share: 0.5"] == pytest.approx(0.5, abs=0.15)


def test_nobody_is_on_a_list_in_part(read):
    with pytest.raises(InputError, match="nobody is on a list in part"):
        read(defences="{half: {against: [lists.debtors], share: 0.5}}")

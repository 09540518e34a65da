"""Deadlines: interim entries that lapse, decisions that come too late, and terms that begin later."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.errors import InputError
from glasshouse.model.events import COLUMN
from glasshouse.rulebooks import load, practice
from glasshouse.rulebooks.variants import varied
from glasshouse.simulation import ledger, lives

MONTHS = 18
BOOK = """
schema: glasshouse/rulebook@1
id: clocks
title: A list of debtors with deadlines
layer: outline
from: 2010-01-01
lists:
  debtors:
    entry: {when: WHEN}
    exit: {on: [EXITS]}
    triggers: [no_loans]
sanctions:
  no_loans: {right: economic.loan, effect: deny, context: finance}
procedure: {correction: {allowed: true}, notice: after}
"""
ARREARS = "in_arrears, arrears: 2 month"


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    def made(when=ARREARS, exits="performed", **clauses):
        file = tmp_path_factory.mktemp("clocks") / "clocks.yaml"
        text = BOOK.replace("WHEN", when).replace("EXITS", exits)
        more = "".join(f"    {key}: {value}\n" for key, value in clauses.items())
        file.write_text(text.replace("    triggers:", f"{more}    triggers:"))
        return load(file)

    return made


INTERIM = f"{ARREARS}, interim: true, confirm_within: 3 month"


def lived(book, county, changes=None, **options):
    told = practice(None, changes or {})
    return simulation.run(book, county, months=MONTHS, seed=4, practice=told, **options)


def total(run, column):
    return int(run.tallies[:, :, COLUMN[column]].sum())


def confirmed(chance):
    names = ("confirmed", "confirmed_unable", "confirmed_wrong_person")
    return {f"deadlines.{name}": chance for name in names}


def test_an_interim_entry_lapses_unless_it_is_confirmed(county, read):
    run = lived(read(INTERIM), county, confirmed(0))
    run = run.watch(run.people["who"][run.people["times_listed"] > 0], trail=True)
    assert run.people["since"][run.people["lists"] != 0].max() < 3
    lapsed = [stay for stay in ledger.tables(run)["listings"].to_pylist() if stay["how"] == "lapsed"]
    assert {stay["left"] - stay["entered"] for stay in lapsed} == {3}
    assert len(lapsed) == total(run, "exits_by_deadline") > 100
    told = lives.table(run).to_pylist()
    assert {one["clause"] for one in told if one["event"] == "left_expired"} == {
        "lists.debtors.entry.confirm_within"
    }


def test_confirmed_in_time_or_switched_off_it_is_a_final_one(county, read):
    final = lived(read(), county)
    assert np.array_equal(lived(read(INTERIM), county, confirmed(1)).tallies, final.tallies)
    off = lived(read(INTERIM), county, parameters={"switch.deadlines": 0})
    assert np.array_equal(off.tallies, final.tallies)


DISPUTES = {"redress.files": 0.5, "redress.files_wronged": 0.5}


def test_whoever_gets_no_decision_in_time_leaves_the_list(county, read):
    free = read(decide_within="2 month", lapses="true")
    late = lived(free, county, DISPUTES | {"redress.limit_kept": 0})
    kept = lived(free, county, DISPUTES | {"redress.limit_kept": 1})
    assert total(late, "exits_by_deadline") > 100
    assert total(late, "dispute_won") == total(late, "dispute_lost") == 0
    assert total(kept, "exits_by_deadline") == 0 < total(kept, "dispute_lost")


def test_a_term_from_settlement_waits_for_the_payment(county, read):
    by = {
        clock: lived(read(exits="expired", term="4 month", term_from=clock), county)
        for clock in ("entry", "settlement")
    }
    people = by["settlement"].people
    owing = (people["lists"] != 0) & (people["arrears"] > 0)
    paid = (people["lists"] != 0) & (people["arrears"] == 0)
    held = people["term"][owing][:, 0] == 4  # of the rest some paid in between and owe again
    assert owing.sum() > 50 and held.mean() > 0.9
    assert paid.any() and (people["term"][paid][:, 0] < 4).all()
    assert 0 < total(by["settlement"], "left_expired") < total(by["entry"], "left_expired")


def test_a_term_from_notice_never_ends_for_whoever_is_not_told(county, read):
    book = read(exits="expired", term="4 month", term_from="notice")
    told = lived(book, county, {"redress.notice_arrives": 1})
    untold = lived(book.but({"procedure.notice": "none"}), county, {"gates.enforced": 0})
    assert total(told, "left_expired") > 100
    assert total(untold, "noticed") == total(untold, "left_expired") == 0


def test_a_term_from_the_decision_is_partly_over_at_the_entry(county, read):
    when = "unperformed, grace: 3 month"
    spent = {}
    for clock in ("entry", "decision"):
        run = lived(read(when, "expired", term="12 month", term_from=clock), county)
        listed = run.people[run.people["lists"] != 0]
        spent[clock] = 12 - listed["term"][:, 0].astype(int) - listed["since"][:, 0]
    assert (spent["entry"] == 0).all()
    assert (spent["decision"] >= 3).all()


@pytest.mark.parametrize(
    ("clauses", "told"),
    [
        ({"when": f"{ARREARS}, interim: true"}, "confirm_within is missing"),
        ({"lapses": "true"}, "decide_within is missing"),
        ({"term_from": "notice"}, "the list has no term"),
        ({"term": "2 month", "term_from": "decision"}, "decision has no meaning with when: in_arrears"),
        ({"term": "2 month", "term_from": "trial"}, "trial"),
    ],
)
def test_a_deadline_that_leads_nowhere_is_refused(read, clauses, told):
    with pytest.raises(InputError, match=told):
        read(**clauses)


def test_due_process_confirms_soon_and_frees_whoever_waits(read):
    fair = varied(read(INTERIM, decide_within="6 month"), ["due-process"])
    assert fair.value("lists.debtors.entry.confirm_within") == 1
    assert fair.value("lists.debtors.decide_within") == 1
    assert fair.value("lists.debtors.lapses") is True
    assert fair.clause_of("list_interim", 0) == "lists.debtors.entry.confirm_within"

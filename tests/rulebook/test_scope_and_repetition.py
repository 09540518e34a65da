"""What is refused, and with which sentence; what the variants make of statuses, counts and ladders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from glasshouse.errors import InputError
from glasshouse.linting import lint
from glasshouse.rulebooks import load
from glasshouse.rulebooks.book import Rulebook
from glasshouse.rulebooks.law import bits_of
from glasshouse.rulebooks.sizes import STANDARD
from glasshouse.rulebooks.variants import benefits_only, financial_only, penalties_only, with_due_process

STATUTES = Path(__file__).parent / "statutes"
LISTED = "lists.sanctioned"


@pytest.fixture(scope="module")
def claimants() -> Rulebook:
    return load(STATUTES / "claimants.yaml")


@pytest.fixture(scope="module")
def absence() -> Rulebook:
    return load(STATUTES / "school-absence.yaml")


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("claimants", {f"{LISTED}.applies_to": ["claiment"]}, 'not a known status (did you mean "claimant"?)'),
    ("claimants", {f"{LISTED}.applies_to": []}, "names nobody it applies to"),
    ("claimants", {"vocabulary.statuses.claimant.who": "pregnant_or_ill"}, "is not defined before claimant"),
    ("claimants", {"vocabulary.statuses.claimant.share.urban": 0.5}, "give one value, or one for urban"),
    ("claimants", {f"{LISTED}.entry.status": "claimant"}, "has no meaning with when: behaviour"),
    ("claimants", {f"{LISTED}.entry.any_of": None}, "behaviour needs behaviour"),
    ("claimants", {f"{LISTED}.ladder.steps.first": None}, "there is no step first (add first)"),
    ("claimants", {f"{LISTED}.ladder.within": None}, "within is missing"),
    ("claimants", {f"{LISTED}.ladder.within": "72 month"}, "outside its range"),
    ("claimants", {f"{LISTED}.entry.within": "12 month"}, "one record is enough"),
    ("school-absence", {"lists.notice.entry.within": None}, "says not within what time"),
    ("school-absence", {"lists.notice.entry.within": "2 month"}, "do not fit within 2 months"),
    ("school-absence", {"lists.suspension.entry.within": None}, "says not within what time"),
    ("school-absence", {"lists.suspension.entry.behaviour": "absence"}, "names a single act beside all_of"),
    ("tax-debtors", {"lists.published.entry.owes": None}, "owes needs owes"),
    ("tax-debtors", {"lists.unperformed.entry.when": "in_arrears"}, "for: has no meaning with when: in_arr"),
    ("card", {"lists.card.entry.status": None}, "status needs status (add status: unemployed)"),
]


@pytest.mark.parametrize(("name", "change", "sentence"), WRONG, ids=[sentence for *_, sentence in WRONG])
def test_refused(name: str, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError) as bad:
        load(STATUTES / f"{name}.yaml").but(change)
    assert sentence in str(bad.value)


def test_a_shipped_act_under_another_title_is_refused() -> None:
    with pytest.raises(InputError) as bad:
        load("rongcheng-2014").but(
            {"behaviours.meeting_missed.title": "miss an appointment at the job centre"}
        )
    (fault,) = bad.value.diagnostics
    assert fault.what.startswith(
        "behaviours.meeting_missed.title: meeting_missed is a shipped act that means"
    )
    assert "vocabulary: {behaviours: {another_name: {title: miss an appointment" in fault.fix


def test_a_rulebook_that_names_no_status_needs_no_room(claimants: Rulebook, absence: Rulebook) -> None:
    assert load("court-list-2013").room == STANDARD
    assert (claimants.room.statuses, claimants.room.counted) == (32, 8)


def test_the_law_says_what_is_counted(absence: Rulebook) -> None:
    law = absence.law(0, "2024-09")[0]
    assert law.counters == 4
    assert list(law.counter_list[:4]) == [0, 0, 1, 1]
    assert list(law.counter_least[:4]) == [3, 1, 1, 1]
    assert [int(window).bit_length() for window in law.counter_window[:4]] == [4, 36, 2, 2]
    assert absence.clause_of("counter_window", 0) == "lists.notice.entry.within"
    assert absence.clause_of("rung_term", 1) == "lists.notice.ladder.steps"
    assert (
        absence.clause_of("act_counters", absence.words.behaviours["absence"].index) == "lists.notice.entry"
    )


def test_due_process_shortens_and_thins_the_steps_of_a_ladder(claimants: Rulebook) -> None:
    fair = with_due_process(claimants)
    steps = f"{LISTED}.ladder.steps"
    assert fair.explain(f"{steps}.third.term").value == 24
    assert fair.explain(f"{steps}.second.term").value == 6
    assert fair.explain(f"{steps}.third.triggers").value == ["no_hardship_loan"]
    elsewhere = claimants.but({"sanctions.no_hardship_loan.context": "finance"})
    assert not with_due_process(elsewhere).explain(f"{steps}.third.triggers").value


def test_finance_only_drops_lists_by_other_acts_and_statuses(claimants: Rulebook) -> None:
    assert financial_only(claimants).tree.names("lists") == ()
    assert financial_only(load(STATUTES / "card.yaml")).tree.names("lists") == ()
    assert len(financial_only(load(STATUTES / "tax-debtors.yaml")).tree.names("lists")) == 2


def test_carrots_and_sticks_reach_the_same_rights(claimants: Rulebook) -> None:
    carrots, sticks = benefits_only(claimants).law(0, "2013-05")[0], claimants.law(0, "2013-05")[0]
    assert bits_of(carrots.rung_withholds[1, 1]) == bits_of(sticks.rung_shuts[1, 1]) != 0
    back = penalties_only(benefits_only(claimants)).law(0, "2013-05")[0]
    assert bits_of(back.rung_shuts[1, 1]) == bits_of(sticks.rung_shuts[1, 1])


def test_lint_asks_about_statuses_and_several_acts() -> None:
    card = load(STATUTES / "card.yaml").but({"lists.card.applies_to": ["minority"]})
    found = {(one.rule.id, one.path) for one in lint(card).findings if one.verdict == "violated"}
    assert ("NDS-1", "lists.card.applies_to") in found
    asked = lint(load(STATUTES / "school-absence.yaml"))
    assert any(one.rule.id == "LEG-5" and one.path == "behaviours.absence" for one in asked.findings)


def test_what_falls_on_others_names_who_and_is_asked_about() -> None:
    book = load(STATUTES / "maintenance.yaml")
    asked = {(one.rule.id, one.path) for one in lint(book).findings if one.verdict == "violated"}
    assert ("RGT-5", "lists.debtors.falls_on") in asked
    with pytest.raises(InputError, match="the payer answers for acts of children"):
        book.but({"lists.debtors.falls_on": "payer"})
    beside = {"lists.others": {"entry": {"when": "in_arrears", "arrears": "1 month"}}}
    with pytest.raises(InputError, match="others does not, and a household bears all"):
        book.but(beside)

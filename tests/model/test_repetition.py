"""Statuses, counts and ladders in a run: who comes onto a list, how often, and what is the same in the twin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.model.layout import person_type
from glasshouse.model.person import ADULT, OFFICIAL, PARENT, RURAL, SCORED
from glasshouse.model.repetition import correct, rests_on_mistake
from glasshouse.population import load as load_society
from glasshouse.rulebooks import load
from glasshouse.simulation.running import Run

STATUTES = Path(__file__).parent.parent / "rulebook" / "statutes"
MONTHS = 18


@pytest.fixture(scope="module")
def town() -> Any:
    return load_society("toytown").draw(persons=400, seed=4)


def lived(name: str, town: Any, threads: int = 1, **changes: Any) -> Run:
    book = load(STATUTES / f"{name}.yaml").but(changes) if changes else load(STATUTES / f"{name}.yaml")
    return simulation.run(book, town, months=MONTHS, seed=2, threads=threads)


@pytest.fixture(scope="module")
def card(town: Any) -> Run:
    return lived("card", town)


@pytest.fixture(scope="module")
def absence(town: Any) -> Run:
    run = lived("school-absence", town)
    return run.watch(run.people["who"])


def test_only_holders_of_a_status_come_onto_its_list(card: Run) -> None:
    people = card.people
    listed = people["lists"] > 0
    adults = people["age"] >= ADULT
    could = adults & (people["age"] < 60) & (people["traits"] & RURAL != 0)
    assert not listed[~could].any()
    held = listed[could].mean()
    assert abs(held - 0.5 * 0.4) < 4 * np.sqrt(0.2 * 0.8 / could.sum())


def test_spells_end_and_others_begin(card: Run) -> None:
    people = card.people
    listed, once = people["lists"] > 0, people["times_listed"] > 0
    assert (once & ~listed).any()
    assert people["since"][listed].max() <= MONTHS


def test_the_same_persons_hold_a_status_whatever_is_defined_beside_it(town: Any, card: Run) -> None:
    """The luck of a status hangs on its name, not on its place among others."""
    other = load(STATUTES / "card.yaml").but(
        {"vocabulary.statuses.pensioner": {"title": "pensioners", "who": "old", "share": {"value": 0.9}}}
    )
    more = simulation.run(other, town, months=MONTHS, seed=2, threads=1)
    assert (more.people["lists"] == card.people["lists"]).all()


def test_threads_change_nothing_and_the_twin_lists_nobody(town: Any, absence: Run) -> None:
    assert lived("school-absence", town, threads=2).digest() == lived("school-absence", town).digest()
    twin = absence.twin()
    assert not twin.people["lists"].any()
    assert twin.config.catalogue.tobytes() == absence.config.catalogue.tobytes()


def test_acts_of_children_are_recorded_against_the_main_earner(absence: Run) -> None:
    act = absence.config.scope.words.behaviours["absence"].index
    records = absence.panel_records["recorded"]
    true = (records == act).any(axis=1)
    parents = absence.people["traits"] & PARENT != 0
    assert true[parents].mean() > 0.5
    mistaken = true & ~parents
    assert mistaken.mean() < 0.2


def test_a_notice_follows_three_months_in_four(absence: Run) -> None:
    act = absence.config.scope.words.behaviours["absence"].index
    records = absence.panel_records["recorded"] == act
    entered = absence.panel_records["entered"] & 1 != 0
    assert entered.sum() > 20
    for who, month in zip(*np.nonzero(entered), strict=True):
        window = records[who, max(0, month - 3) : month + 1]
        assert window[-1]
        assert window.sum() >= 3


def test_the_step_is_the_number_of_entries_in_the_window(absence: Run) -> None:
    law = absence.config.laws[0]
    ladder = int(law.list_ladder[0]) - 1
    entries = (absence.panel_records["entered"] & 1 != 0).sum(axis=1)
    rung = absence.people["rung"][:, ladder]
    assert (rung[entries > 0] >= np.minimum(entries, 3)[entries > 0]).all()
    assert not rung[entries == 0].any()


def test_an_exempt_status_and_a_narrower_scope_reach_fewer(town: Any, absence: Run) -> None:
    book = load(STATUTES / "school-absence.yaml").but({"scope": {"applies_to": ["women"]}})
    women = simulation.run(book, town, months=MONTHS, seed=2, threads=1)
    assert not women.people["times_listed"][women.people["traits"] & 1 == 0].any()
    same = (women.people["traits"] & 1 != 0) & (absence.people["times_listed"] > 0)
    assert women.people["times_listed"][same].any()


def test_a_household_bears_what_its_main_earner_is_denied(town: Any) -> None:
    run = lived("maintenance", town, **{"lists.debtors.entry.arrears": "1 month"})
    alone = lived(
        "maintenance", town, **{"lists.debtors.entry.arrears": "1 month", "lists.debtors.falls_on": "person"}
    )
    shut = [one.people["shut"].any(axis=1) for one in (run, alone)]
    unlisted = [one.people["lists"] == 0 for one in (run, alone)]
    assert (shut[0] & unlisted[0]).sum() > 0
    assert not (shut[1] & unlisted[1]).any()


def test_a_won_dispute_takes_the_mistake_out_of_the_history() -> None:
    book = load(STATUTES / "school-absence.yaml")
    law = book.law(0, "2024-09")[0]
    p = np.zeros(1, person_type(book.room)).view(np.recarray)[0]
    p.history[0], p.mistaken_history[0] = 0b1011, 0b0010
    assert rests_on_mistake(p, 0, law)
    correct(p)
    assert p.history[0] == 0b1001
    p.history[0] = 0b1111
    assert not rests_on_mistake(p, 0, law)


def test_a_score_is_kept_of_those_only_to_whom_the_law_applies(town: Any) -> None:
    book = load("rongcheng-2014").but({"scope.applies_to": ["young"], "scope.exempt": ["officials"]})
    people = simulation.run(book, town, months=2, seed=2, threads=1).people
    scored = people["state"] & SCORED != 0
    young = (people["age"] >= ADULT) & (people["age"] < 40) & (people["traits"] & OFFICIAL == 0)
    assert scored[young].all()
    assert not scored[~young].any()

"""Variants lived by those alone whom a denial concerned, held against full lives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import glasshouse as gh
from glasshouse.engine.field_access import touched
from glasshouse.engine.steps import calls, plain
from glasshouse.model.schedule import MONTH
from glasshouse.rulebooks.variants import varied
from glasshouse.simulation import variant_lives, variant_runs
from glasshouse.simulation.simulating import simulate
from glasshouse.simulation.variant_lives import SHUTS, lived_where_it_differs

MAP = "court-list-2013+debtor-map"
COMMON = {"persons": 1_500, "months": 30, "threads": 2, "record": True}
READERS = {"shut_gates", "refuse_from_copies", "decide_dispute", "judge_authority", "show"}
"""Rules about persons that read what is shut; for each, `variant_lives` says whom it concerns."""


def recorded(book, seed=3, **settings):
    start = {"start": "2017-06"} if book == MAP else {}
    return gh.run(book, "toytown", seed=seed, **{**COMMON, **start, **settings})


def under(run, variant):
    return replace(run.config, rulebook=varied(run.rulebook, [variant]))


def assert_same(one, other) -> None:
    assert one.digest() == other.digest()
    assert one.state == other.state
    assert (one.people == other.people).all()
    assert (one.tallies == other.tallies).all()
    assert (one.asked == other.asked).all()


@pytest.fixture(scope="module", params=[(MAP, 3), (MAP, 4), ("rongcheng-2014", 3)], ids=str)
def run(request):
    return recorded(*request.param)


def test_those_concerned_live_as_in_a_full_life_under_the_variant(run) -> None:
    chosen = under(run, "benefits-only")
    few = lived_where_it_differs(run, chosen)
    assert few is not None
    assert few.config is chosen
    assert_same(few, simulate(chosen, 1))


def test_a_variant_changes_somebody() -> None:
    run = recorded(MAP)
    few = lived_where_it_differs(run, under(run, "benefits-only"))
    assert few.state != run.state
    assert np.count_nonzero(few.people != run.people) < len(run.people) // 10


def test_the_table_of_variants_is_that_of_full_lives(run, monkeypatch) -> None:
    told = variant_runs.table(run)
    monkeypatch.setattr(variant_runs, "lived_where_it_differs", lambda run, chosen: None)
    assert told.equals(variant_runs.table(run))


def test_where_a_variant_changes_more_than_denials_all_live_again() -> None:
    run = recorded(MAP)
    assert lived_where_it_differs(run, under(run, "due-process")) is None


def test_where_the_run_did_not_keep_what_it_takes_all_live_again() -> None:
    run = recorded(MAP, record=False)
    assert lived_where_it_differs(run, under(run, "benefits-only")) is None


def test_where_many_are_concerned_all_live_again(monkeypatch) -> None:
    run = recorded(MAP)
    monkeypatch.setattr(variant_lives, "MOST", 0.0)
    assert lived_where_it_differs(run, under(run, "benefits-only")) is None


def test_where_those_who_live_again_do_not_live_as_in_the_run_all_do() -> None:
    run = recorded(MAP)
    people = run.people.copy()
    people["savings"] += 1
    assert lived_where_it_differs(replace(run, people=people), under(run, "benefits-only")) is None


def test_no_other_rule_reads_what_is_shut() -> None:
    found = {
        plain(one.function).__name__
        for phase in MONTH.phases
        for one, _ in calls(phase.kernel.steps)
        if {name for _, name in touched(one.function, ("law", "register")).reads} & SHUTS
    }
    assert found == READERS

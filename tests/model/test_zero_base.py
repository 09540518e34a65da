"""Zero base and benefits only: gates that start shut, and the same rules as rewards."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.engine.bit_columns import holds
from glasshouse.model.events import COLUMN
from glasshouse.rulebooks import benefits_only, load, practice, zero_base
from glasshouse.rulebooks.law import bits_of
from glasshouse.rulebooks.vocabulary import vocabulary

WAYS = {"credit.lapse_strategic": 0.5}


def total(run, *names):
    return int(sum(run.tallies[:, :, COLUMN[name]].sum() for name in names))


def test_a_right_with_a_zero_base_is_shut_to_all_who_are_not_granted_it(town):
    book = load("rongcheng-2014").but(
        {
            "rights.zero_base": ["services.priority"],
            "links": {f"points.{grade}": ["queue_priority"] for grade in ("AAA", "AA", "A")},
        }
    )
    run = simulation.run(book, town, months=24, seed=5)
    law = run.config.laws[-1]
    best = run.people["score"] >= law.grade_floor[2]
    adults = run.people["age"] >= 18
    shut = (run.people["shut"] & law.zero_base).any(axis=1)
    assert best[adults].any()
    assert (shut[adults] == ~best[adults]).all()
    assert total(run, "denied_right") > total(
        simulation.run("rongcheng-2014", town, months=24, seed=5), "denied_right"
    )


def test_from_a_zero_base_rewards_become_rights_that_most_do_not_have(county):
    """Rongcheng waives deposits for its best grades: from a zero base all others are refused them."""
    book = load("rongcheng-2014").but({"links": {"points.AA": ["no_deposit"], "points.A": ["no_deposit"]}})
    plain, zero = (
        simulation.run(each, county, months=24, seed=2, practice=practice(book))
        for each in (book, zero_base(book))
    )
    law = zero.config.laws[-1]
    adults = zero.people["age"] >= 18
    waiver = vocabulary("rights")["economic.deposit_waiver"].bit
    best = zero.people["score"] >= law.grade_floor[2]
    assert bits_of(law.zero_base) & waiver
    assert best[adults].any()
    assert not best[adults].all()
    assert (holds(zero.people["shut"], waiver.bit_length() - 1)[adults] == ~best[adults]).all()
    assert not holds(plain.people["shut"], waiver.bit_length() - 1).any()


@pytest.mark.parametrize("name", ["court-list-2013+debtor-map", "rongcheng-2014", "financial-only"])
def test_the_same_persons_end_without_the_same_rights(county, name):
    """Carrots without sticks are no different: month by month as many are refused as often."""
    book = load(name)
    sticks, carrots = (
        simulation.run(each, county, months=36, seed=2, start="2017-06", parameters=WAYS | {"fear.withheld": 1},
                  practice=practice(book))
        for each in (book, benefits_only(book))
    )  # fmt: skip
    assert total(sticks, "gated") > 0
    assert (sticks.people["shut"] == carrots.people["shut"]).all()
    assert (sticks.tallies == carrots.tallies).all()


def test_a_grant_withheld_hurts_less_than_a_right_denied(county):
    book = load("court-list-2013")
    many = WAYS | {"fear.refusal": 60}
    sticks, carrots = (
        simulation.run(each, county, months=36, seed=2, start="2017-06", parameters=many)
        for each in (book, benefits_only(book))
    )
    assert np.array_equal(sticks.people["denied"], carrots.people["denied"])
    assert total(carrots, "approves_privately") > total(sticks, "approves_privately")

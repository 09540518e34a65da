"""The month without rare mechanisms: the same results where the law uses none, the full month elsewhere."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from glasshouse.engine.shards import Shards
from glasshouse.engine.steps import calls
from glasshouse.model.building import build_world
from glasshouse.model.schedule import LIVE, MONTH, PLAIN, PLAIN_MONTH, RARE, month_of
from glasshouse.population import load as load_society
from glasshouse.simulation.run_config import run_config


def guards_of(kernel):
    return [guard for _, guards in calls(kernel.steps) for guard in guards]


def test_without_these_fields_of_the_law_no_condition_of_a_rare_mechanism_holds():
    law = SimpleNamespace(**{name: 0 for names in RARE.values() for name in names})
    rare = [guard for guard in guards_of(LIVE.kernel) if guard.switch in RARE]
    assert {guard.switch for guard in rare} == set(RARE)
    for guard in rare:
        assert not eval(guard.text(), {"law": law, "register": law, "province": law})
    assert not {guard.switch for guard in guards_of(PLAIN.kernel)} & set(RARE)


@pytest.fixture(scope="module")
def society():
    return load_society("toytown").draw(persons=600, seed=2)


def lived(chosen, schedule):
    world = build_world(chosen.society, chosen.packed, seed=1, replicate=0, schedule=schedule)
    with Shards(1) as shards:
        counts = [world.step(chosen.laws[month : month + 1], shards) for month in range(chosen.months)]
    return world.digest(), np.stack(counts).tolist()


def test_both_months_are_the_same_where_the_law_uses_none(society):
    chosen = run_config("court-list-2013+debtor-map", society, months=18, parameters={"credit.lapse": 0.05})
    assert month_of(chosen.laws) is PLAIN_MONTH
    assert lived(chosen, PLAIN_MONTH) == lived(chosen, MONTH)


@pytest.mark.parametrize("rulebook", ["rongcheng-2021", "common-vendor", "suining-2010"])
def test_a_law_that_uses_one_has_the_full_month(society, rulebook):
    assert month_of(run_config(rulebook, society, months=2).laws) is MONTH

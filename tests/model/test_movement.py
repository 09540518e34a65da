"""Movement: who escapes a list by moving, who is kept from it, and that nothing else decides."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from glasshouse import rulebooks, simulation
from glasshouse.engine.shards import Shards
from glasshouse.model.building import build_world
from glasshouse.model.events import COLUMN
from glasshouse.model.person import AWAY
from glasshouse.population import load
from glasshouse.population.society import MOST, Society
from glasshouse.simulation.governing import Laws

RESTLESS = {"movement.moves": 0.2, "movement.moves_listed": 0.9, "credit.lapse_strategic": 0.3}
MONTHS = 36


@pytest.fixture(scope="module")
def land() -> Society:
    """Two provinces of 4,000 people each."""
    return load("provinces31").draw({"hebei": 4_000, "henan": 4_000}, seed=3)


@pytest.fixture(scope="module")
def strict():
    """A province whose own list binds in its own territory only."""
    return rulebooks.load("province-strict")


def lived(book, land, parameters=RESTLESS, months=MONTHS, **more):
    return simulation.run(
        book,
        land,
        months=months,
        seed=5,
        parameters=parameters,
        provinces={"hebei": book, "henan": book},
        **more,
    )


def counted(run, column):
    return int(run.tallies[:, :, COLUMN[column]].sum())


def elsewhere(run):
    """People on the local list of a province they no longer live in, and on no national one."""
    return run.people[(run.people["lists"] == 2) & (run.people["listed_in"] != run.people["lives_in"])]


def graded_out(people):
    return people["shut"][:, 0] & 1 == 0  # the grade shuts loans, only lists shut flights


def test_the_listed_escape_where_lists_are_not_recognised(land, strict):
    gone = elsewhere(lived(strict, land))
    assert len(gone) >= 5
    assert graded_out(gone).all()


def test_nobody_escapes_where_lists_are_recognised(land, strict):
    gone = elsewhere(lived(strict.but({"movement.recognises": True}), land))
    assert len(gone) >= 5
    assert not graded_out(gone).any()


def test_a_list_that_reaches_everywhere_follows_the_listed(land, strict):
    gone = elsewhere(lived(strict.but({"lists.in_arrears.reach": "everywhere"}), land))
    assert len(gone) >= 5
    assert not graded_out(gone).any()


def test_unification_ends_the_escape(land, strict):
    one = {"tournament": False, "unify_after": 2, "unify_into": "outline"}
    run = lived(strict, land, months=25, government=one)
    abroad = run.people[(run.people["lists"] == 2) & (run.people["state"] & AWAY != 0)]
    assert len(abroad) >= 5
    assert not graded_out(abroad).any()
    before = lived(strict, land, months=24)
    assert (run.tallies[:24] == before.tallies).all()


def test_permits_stop_the_listed(land, strict):
    free, held = lived(strict, land), lived(strict.but({"movement.permit": "listed"}), land)
    assert len(elsewhere(held)) == 0
    assert counted(held, "move_refused") > counted(free, "move_refused") == 0


def test_a_permit_for_everybody_stops_others_too(land, strict):
    parameters = RESTLESS | {"movement.permit_refused": 1}
    run = lived(strict.but({"movement.permit": "everybody"}), land, parameters)
    assert counted(run, "moved") == 0 < counted(run, "move_refused")


def test_an_exit_visa_is_refused_to_the_listed_and_to_others(land, strict):
    def refused(asked):
        return counted(lived(strict.but({"movement.exit_visa": asked}), land), "exit_refused")

    assert refused("nobody") == 0
    assert 0 < refused("listed") < refused("everybody")


def test_a_clean_slate_where_records_are_not_recognised(land, strict):
    run = lived(strict, land, RESTLESS | {"movement.moves": 1, "movement.returns": 1}, months=12)
    newly = run.people[run.people["state"] & AWAY != 0]
    assert len(newly) > 1000
    kept = lived(
        strict.but({"movement.recognises": True}),
        land, RESTLESS | {"movement.moves": 1, "movement.returns": 1}, months=12,
    )  # fmt: skip
    assert (run.people["record_left"] > 0).sum() < (kept.people["record_left"] > 0).sum()


def test_people_are_counted_where_they_live_and_nobody_is_lost(land, strict):
    run = lived(strict, land)
    monthly = run.monthly.group_by(["month"]).aggregate([("persons", "sum"), ("adults", "sum")])
    assert set(monthly["persons_sum"].to_pylist()) == {8_000}
    assert len(set(monthly["adults_sum"].to_pylist())) == 1
    here = (run.people["lives_in"] == 0).sum()
    last = run.monthly.filter(np.equal(run.monthly["month"].to_numpy(), MONTHS - 1)).to_pydict()
    counted_here = sum(
        n for n, where in zip(last["persons"], last["province"], strict=True) if where == "hebei"
    )
    assert counted_here == here != 4_000


def test_without_named_provinces_or_with_the_switch_off_nobody_moves(land, strict):
    assert counted(simulation.run(strict, land, months=12, seed=5, parameters=RESTLESS), "moved") == 0
    assert counted(lived(strict, land, RESTLESS | {"switch.movement": 0}, months=12), "moved") == 0


def test_the_twins_move_with_the_same_luck(land, strict):
    run = lived(strict, land, {"movement.moves": 0.2, "movement.moves_listed": 0.2})
    assert (run.people["lives_in"] == run.twin().people["lives_in"]).all()
    assert counted(run.twin(), "listed") == 0


def test_threads_and_storage_make_no_difference(land, strict):
    run = lived(strict, land, threads=1)
    assert lived(strict, land, threads=3).state == run.state
    chosen = run.config
    world = build_world(
        land, chosen.packed, seed=chosen.seed, replicate=0, backwards=True, named=chosen.populations
    )
    laws = Laws(chosen)
    with Shards(1) as shards:
        for month in range(MONTHS):
            world.step(laws.of(month, world.climate.provinces), shards)
    assert world.digest() == run.state


def test_a_bystander_province_changes_nobody(land, strict):
    more = load("provinces31").draw({"hebei": 4_000, "henan": 4_000, "beijing": 2_000, "gansu": 500}, seed=3)
    alone, beside = lived(strict, land), lived(strict, more)
    there = np.isin(beside.people["who"], alone.people["who"])
    assert (beside.people["lives_in"][~there] == beside.people["who"][~there] // MOST).all()
    for name in set(alone.people.dtype.names) - {"cell", "group"}:
        assert (beside.people[name][there] == alone.people[name]).all(), name


PLAIN = """
import json
from glasshouse import rulebooks, simulation
from glasshouse.population import load
land = load("provinces31").draw({"hebei": 120, "henan": 120}, seed=3)
book = rulebooks.load("province-strict").but({"movement.exit_visa": "everybody", "movement.permit": "everybody"})
run = simulation.run(book, land, months=14, seed=5, threads=1, provinces={"hebei": book, "henan": "province-lenient"},
    parameters={"movement.moves": 0.7, "movement.moves_listed": 0.9, "credit.lapse_strategic": 0.6},
    government={"unify_after": 1})
print(json.dumps([run.digest(), run.state, run.government.to_pydict()]))
"""


def in_another_process(**environment):
    done = subprocess.run(
        [sys.executable, "-c", PLAIN],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_compiled_months_equal_plain_python():
    assert in_another_process() == in_another_process(NUMBA_DISABLE_JIT="1")

"""Gatekeepers: sharing leaves every chance of refusal as it is and makes the same people be refused everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from math import comb

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.engine.bit_columns import holds
from glasshouse.engine.block import IDENTITY
from glasshouse.engine.rng import key
from glasshouse.engine.shards import Shards
from glasshouse.metrics.measures import exclusion as measure
from glasshouse.model import gatekeepers, groups
from glasshouse.model.building import build_world
from glasshouse.model.events import COLUMN
from glasshouse.model.person import FROZEN
from glasshouse.model.rights import KEPT
from glasshouse.model.shipped_parameters import mechanisms
from glasshouse.rulebooks import load
from glasshouse.rulebooks.law import KEEPERS
from glasshouse.rulebooks.vocabulary import vocabulary

BANK, PAYMENT = 0, 1
PERSONS = 20_000
CHANCE = 0.2
EACH = 3
ALIKE = {"gatekeepers.each": EACH, "gatekeepers.spread": 0}
EMERGENCY = {
    "gatekeepers.freeze.ordered": {"2014-07-01": True, "2014-10-01": False},
    "gatekeepers.freeze.share": {"value": 1, "unit": "probability"},
    "gatekeepers.database": True,
}


def plain_bank(**more):
    """Banks that refuse with the same chance whatever is on file."""
    sure = {"refuses": CHANCE, "refuses_marked": CHANCE, "single_item": 0} | more
    return load("common-vendor").but({f"gatekeepers.bank.{part}": value for part, value in sure.items()})


def crowd(month=0):
    """What `decisions` needs of the luck of many persons."""
    table = np.zeros(PERSONS, [(name, "u4") for name in IDENTITY]).view(np.recarray)
    table.key0, table.key1 = key(11, 0)
    table.who, table.month = np.arange(PERSONS), month
    return table


def refusals(book, kind=BANK, month=0, marked=False, parameters=ALIKE):
    """(persons, gatekeepers) of refusals."""
    law, record = book.law(0)[0], mechanisms().but(parameters).record()[0]
    masks = [gatekeepers.decisions(row, month, kind, marked, law, record) for row in crowd(month)]
    return (np.array(masks)[:, None] >> np.arange(parameters["gatekeepers.each"]) & 1).astype(bool)


def all_refuse(sharing, chance=CHANCE, each=EACH):
    """Exactly: n of the gatekeepers go by the shared score, the others by their own."""
    return sum(
        comb(each, n) * sharing**n * (1 - sharing) ** (each - n) * chance ** (each - n + (n > 0))
        for n in range(each + 1)
    )


@pytest.mark.parametrize("sharing", [0, 0.3, 0.7, 1])
def test_sharing_changes_who_is_refused_by_all_and_no_single_chance(sharing):
    refused = refusals(plain_bank(sharing=sharing))
    error = 4 * np.sqrt(CHANCE / PERSONS)
    assert abs(refused.mean(0) - CHANCE).max() < error
    assert refused.all(1).mean() == pytest.approx(all_refuse(sharing), abs=error)


def test_exclusion_rises_with_sharing():
    exact = [all_refuse(sharing) for sharing in (0, 0.25, 0.5, 0.75, 1)]
    assert exact == sorted(exact)
    assert exact[0] == pytest.approx(CHANCE**EACH) and exact[-1] == pytest.approx(CHANCE)
    seen = [refusals(plain_bank(sharing=sharing)).all(1).sum() for sharing in (0, 0.5, 1)]
    assert seen == sorted(seen)


def test_perfect_sharing_makes_decisions_identical():
    refused = refusals(plain_bank(sharing=1))
    assert (refused == refused[:, :1]).all()
    assert 0 < refused.mean() < 1


def test_a_stricter_gatekeeper_refuses_all_whom_a_milder_one_with_the_same_score_refuses():
    refused = refusals(plain_bank(sharing=1), parameters=ALIKE | {"gatekeepers.spread": 0.9})
    assert (refused[:, :-1] >= refused[:, 1:]).all()
    assert refused[:, 0].mean() > 1.3 * refused[:, -1].mean()


def test_without_sharing_refusals_are_independent():
    refused = refusals(plain_bank(sharing=0))
    ratio = refused.all(1).mean() / refused.mean(0).prod()
    assert ratio == pytest.approx(1, abs=4 / np.sqrt(PERSONS * CHANCE**EACH))


def test_kinds_with_a_common_vendor_refuse_the_same_people():
    parts = {"refuses": CHANCE, "sharing": 1}
    book = plain_bank(sharing=1).but({f"gatekeepers.payment.{part}": value for part, value in parts.items()})
    bank, payment = refusals(book)[:, 0], refusals(book, PAYMENT)[:, 0]
    assert (bank == payment).all()
    apart = book.but({"gatekeepers.payment.vendor": "another"})
    payment = refusals(apart, PAYMENT)[:, 0]
    assert (bank & payment).mean() == pytest.approx(CHANCE**2, abs=0.01)


def test_a_score_stays_until_it_is_renewed():
    book = plain_bank(sharing=0.5)
    first = refusals(book, month=0)
    assert (refusals(book, month=11) == first).all()
    assert (refusals(book, month=12) != first).any()


def test_a_quarter_of_banks_refuse_whoever_has_an_item_on_file():
    book = plain_bank(single_item=0.25, refuses_marked=0)
    refused = refusals(book, marked=True, parameters=ALIKE | {"gatekeepers.each": 4})
    assert refused.mean(0).tolist() == [1, 0, 0, 0]


def test_the_rights_kept_are_those_of_the_vocabulary():
    assert [vocabulary("rights")[right].index for right in KEEPERS.values()] == list(KEPT)


# In a society


def lived(county, book="common-vendor", months=24, **more):
    return simulation.run(book, county, months=months, seed=2, start="2014-01", **more)


def total(run, name):
    return int(run.tallies[:, :, COLUMN[name]].sum())


def sharing(value):
    return load("common-vendor").but({f"gatekeepers.{kind}.sharing": value for kind in KEEPERS})


@pytest.fixture(scope="module")
def usual(county):
    return lived(county)


def test_gatekeepers_act_only_when_switched_on_and_named(county, usual):
    off = lived(county, parameters={"switch.gatekeepers": 0})
    unnamed = lived(county, "financial-only", months=6)
    for run in (off, unnamed):
        assert total(run, "excluded") == total(run, "account_closed") == total(run, "shut_out") == 0
        assert not run.asked.any() and len(run.gatekeepers) == 0
    assert total(usual, "excluded") > 100
    assert total(usual, "account_closed") > 100
    assert (usual.state, usual.digest()) != (off.state, off.digest())


def test_in_a_society_sharing_raises_exclusion_at_equal_refusal(county):
    apart, together = (
        measure.of_kind(lived(county, sharing(s)).gatekeepers, "employer", "clean") for s in (0, 1)
    )
    assert measure.marginal_refusals(together) == pytest.approx(measure.marginal_refusals(apart), rel=0.1)
    assert measure.systemic_exclusion(together) > 5 * measure.systemic_exclusion(apart)
    assert measure.homogenisation(apart) == pytest.approx(1, abs=0.8)
    assert measure.homogenisation(together) > 20


def test_what_is_on_file_counts_against_a_person(usual):
    clean, marked = (measure.of_kind(usual.gatekeepers, "landlord", s) for s in ("clean", "marked"))
    assert measure.marginal_refusals(marked).mean() > 3 * measure.marginal_refusals(clean).mean()


def test_accounts_are_closed_as_often_as_the_parameter_says(usual):
    rates = mechanisms()["gatekeepers.closes"].value
    expected = sum(rates) * total(usual, "adults") / gatekeepers.QUARTER
    assert total(usual, "account_closed") == pytest.approx(expected, rel=0.1)


def test_counts_of_applications_hold_together(usual):
    counts = usual.asked.sum(axis=(0, 1, 3))
    applications, by_all, admitted, *each = counts.T
    assert (np.array(each)[:4] >= by_all).all() and (np.array(each)[:4] <= applications).all()
    assert not np.array(each)[4:].any()
    assert total(usual, "excluded") == by_all.sum() - admitted.sum()
    assert 0 < admitted.sum() < 0.1 * by_all.sum()


def test_who_is_shut_out_has_the_right_shut(usual):
    people = usual.people
    for kind, right in enumerate(KEPT):
        shut_out = people["barred"] >> kind & 1 == 1
        assert holds(people["shut"][shut_out], right).all()
    assert (people["barred"] > 0).sum() == usual.tallies[-1, :, COLUMN["shut_out"]].sum() > 0
    assert people["denied"][people["barred"] > 0].min() > 0


def test_one_file_that_all_obey_shuts_more_people_out(county, usual):
    obeyed = lived(county, load("common-vendor").but({"gatekeepers.database": True}))
    assert total(obeyed, "excluded") > 2 * total(usual, "excluded")
    ever = obeyed.people["file"] > 0
    assert obeyed.people["barred"][ever].astype(bool).mean() > 0.9


def test_files_forget_after_the_time_they_are_kept(county):
    keeps = {f"gatekeepers.{kind}.keeps": "3 month" for kind in KEEPERS}
    short = lived(county, load("common-vendor").but(keeps))
    assert short.people["file"].max() <= 3
    assert lived(county).people["file"].max() > 50


def test_a_freeze_shuts_the_accounts_of_dissenters_and_reopens_them(county, usual):
    book = load("common-vendor").but({k: v for k, v in EMERGENCY.items() if "database" not in k})
    run = lived(county, book)
    frozen, newly = (run.tallies[:, :, COLUMN[name]].sum(1) for name in ("frozen", "account_frozen"))
    assert not frozen[:6].any() and not frozen[9:].any()
    assert (frozen[6:9] > 50).all() and (np.diff(frozen[6:9]) >= 0).all()
    assert newly.sum() == frozen[8]
    voiced = run.tallies[6, :, COLUMN["voiced"]].sum()
    assert newly[6] == voiced
    ordinary, shut_out = (one.tallies[:, :, COLUMN["shut_out"]].sum(1) for one in (usual, run))
    assert (shut_out[:6] == ordinary[:6]).all()
    assert (shut_out[6:9] - ordinary[6:9] > 50).all()
    assert abs(shut_out[9] - ordinary[9]) < 0.1 * ordinary[9]
    assert run.people["file"].max() < FROZEN


def test_a_freeze_may_reach_a_random_share(county):
    order = {"ordered": {"2014-07-01": True, "2014-08-01": False}, "who": "random", "share": 0.1}
    run = lived(
        county, load("common-vendor").but({f"gatekeepers.freeze.{k}": v for k, v in order.items()}), months=8
    )
    adults = run.tallies[6, :, COLUMN["adults"]].sum()
    assert total(run, "account_frozen") / adults == pytest.approx(0.1, abs=0.01)


# Twins


def test_threads_and_storage_make_no_difference(county):
    book = load("common-vendor").but(EMERGENCY)
    one, two = (lived(county, book, months=12, threads=threads) for threads in (1, 2))
    assert (one.state, one.digest()) == (two.state, two.digest())
    assert (one.asked == two.asked).all()
    chosen = one.config
    world = build_world(county, chosen.packed, seed=chosen.seed, replicate=0, backwards=True)
    with Shards(1) as shards:
        for month in range(12):
            world.step(chosen.laws[month : month + 1], shards)
    assert world.digest() == one.state
    assert (np.stack(world.asked) == one.asked).all()


PLAIN = """
import json, sys
from glasshouse import simulation
from glasshouse.rulebooks import load
from glasshouse.population import load as society
book = load("common-vendor").but(json.loads(sys.argv[1]))
run = simulation.run(book, society("toytown").draw(persons=240, seed=3), months=14, seed=5, threads=1, start="2014-01",
    parameters={"gatekeepers.applies": [0.1] * 8, "gatekeepers.closes": [0.01] * 8, "gatekeepers.appeals": 0.5})
print(json.dumps([run.digest(), run.state, run.asked.sum((0, 1)).tolist()]))
"""


def in_another_process(**environment):
    done = subprocess.run(
        [sys.executable, "-c", PLAIN, json.dumps(EMERGENCY)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_compiled_gatekeepers_equal_the_same_functions_run_as_plain_python():
    assert in_another_process() == in_another_process(NUMBA_DISABLE_JIT="1")


def test_gatekeepers_of_a_province_do_not_know_of_the_next(county):
    """Counts are kept province by province, and add up to the events of the month."""
    run = lived(county, months=6)
    assert run.asked.shape[:2] == (6, run.tallies.shape[1] // groups.STRATA)
    by_month = run.asked[..., 1].sum((1, 2, 3)) - run.asked[..., 2].sum((1, 2, 3))
    assert (by_month == run.tallies[:, :, COLUMN["excluded"]].sum(1)).all()


def test_there_may_be_more_than_eight_gatekeepers_of_a_kind():
    runs = {
        each: simulation.run(
            "common-vendor", "toytown", persons=2_000, months=12, seed=3, threads=1,
            parameters={"gatekeepers.each": each},
        )
        for each in (8, 20)
    }  # fmt: skip
    few, many = (run.gatekeepers.column_names for run in runs.values())
    assert [name for name in many if name not in few] == [f"refused_{j}" for j in range(9, 21)]
    refused = runs[20].asked.sum(axis=(0, 1, 2, 3))[3:]
    assert (refused > 0).all()
    assert runs[8].asked.shape[-1] == 3 + 8

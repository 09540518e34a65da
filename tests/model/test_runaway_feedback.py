"""Runaway feedback in inspection: Ensign et al. (2018) as a special case of the patrols of the model.

Rates, priors, decay and length are those of the authors' own runs (repository
algofairness/runaway-feedback-loops-src, target `paper-examples` of its Makefile): drug offences a day in three
regions of Oakland, 609, 379 and 7 incidents known at the start, one in a hundred forgotten a day, 1,000 days.
Two things differ: forgetting takes the expected share instead of a binomial draw, and the correction weighs a
finding by the odds at which the authors keep it, which is the same on average.
"""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse.engine.shards import Shards
from glasshouse.model.building import build_world
from glasshouse.model.patrols import MILLI, credited, kept, shares
from glasshouse.rulebooks import load
from glasshouse.simulation.run_config import run_config

RUNS = 200
TOP, SECOND, RANDOM = 3.68511, 2.816466, 2.35592
KNOWN = {TOP: 609, SECOND: 379, RANDOM: 7}
MEMORY, DAYS = 0.99, 1000


def urn(rates, known, *, corrected, days=DAYS, memory=MEMORY, poisson=True, runs=RUNS):
    """Share of patrols sent to the first of two regions at the end of each run."""
    rng = np.random.default_rng(1706)
    of = np.repeat(np.arange(runs), 2)
    found = np.tile(np.asarray(known) * MILLI, runs).astype(np.int64)
    one, even = np.full(2 * runs, MILLI), np.full(2 * runs, 0.5)
    for _ in range(days):
        share = shares(found, of, runs)
        there = rng.random(runs) < share[::2]
        sent = np.column_stack([there, ~there]).ravel()
        rate = np.tile(rates, runs)
        new = np.where(sent, rng.poisson(rate) if poisson else rate, 0).astype(np.int64)
        found = kept(found, memory, one) + credited(new, share, even, corrected)
    return shares(found, of, runs)[::2]


@pytest.mark.parametrize("other", [SECOND, RANDOM])
def test_what_is_found_draws_more_patrols_until_one_region_has_them_all(other):
    end = urn((TOP, other), (KNOWN[TOP], KNOWN[other]), corrected=False)
    truth = TOP / (TOP + other)
    assert np.median(end) > 0.9
    assert np.median(end) > truth + 0.25


@pytest.mark.parametrize("other", [SECOND, RANDOM])
def test_weighed_by_how_rarely_anybody_was_sent_findings_show_the_true_rates(other):
    end = urn((TOP, other), (KNOWN[TOP], KNOWN[other]), corrected=True, days=3 * DAYS)
    truth = TOP / (TOP + other)
    assert abs(np.median(end) - truth) < 0.03
    assert np.quantile(np.abs(end - truth), 0.9) < 0.15


def test_equal_regions_end_unequal_by_luck_alone():
    """With forgetting even equal rates run away, to one side or the other."""
    end = urn((TOP, TOP), (10, 10), corrected=False, days=8 * DAYS)
    assert ((end < 0.1) | (end > 0.9)).mean() > 0.4  # a fifth if all shares were alike
    assert 0.3 < (end > 0.5).mean() < 0.7
    fair = urn((TOP, TOP), (10, 10), corrected=True, days=2 * DAYS)
    assert ((fair > 0.3) & (fair < 0.7)).mean() > 0.9


def test_without_forgetting_equal_regions_are_the_urn_of_polya():
    """One ball for each drawn, from one of each: the share is uniform in the limit (mean 1/2, variance 1/12)."""
    end = urn((1, 1), (1, 1), corrected=False, days=400, memory=1.0, poisson=False, runs=2000)
    assert abs(end.mean() - 1 / 2) < 0.03
    assert abs(end.var() - 1 / 12) < 0.01


def spread(county, patrols):
    """How unequal the reach of inspectors is among settlements after four years."""
    quick = {"patrols.prior": 1, "patrols.memory": 0.9}
    book = load("rongcheng-2014").but({"enforcement.patrols": patrols})
    chosen = run_config(
        book, county, practice=None, parameters=quick, start=None, months=48, seed=5, replicate=0
    )
    world = build_world(county, chosen.packed, seed=5, replicate=0)
    with Shards(1) as shards:
        for month in range(48):
            world.step(chosen.laws[month : month + 1], shards)
    table = world.districts.table
    return float(np.average((table["reach"] - 1) ** 2, weights=table["adults"]))


def test_in_a_society_patrols_that_follow_findings_gather_where_they_were(county):
    even, followed, corrected = (spread(county, each) for each in ("even", "findings", "findings_corrected"))
    assert even == 0
    assert followed > 1.5 * corrected

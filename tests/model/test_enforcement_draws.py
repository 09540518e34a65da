"""Drawing enforcement again changes what is found, decided and shown, and nothing people do by themselves."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.engine import rng
from glasshouse.errors import InputError
from glasshouse.model.events import COLUMN
from glasshouse.simulation.simulating import simulate

COURTLESS = {"switch.court": 0}


def drawn(county, book="court-list-2013", number=0, replicate=3, **more):
    return simulation.run(
        book, county, months=36, seed=2, replicate=replicate | number << 32, start="2017-06", **more
    )


def counts(run, *names):
    return [int(run.tallies[:, :, COLUMN[name]].sum()) for name in names]


def test_where_nobody_enforces_nothing_changes(county):
    same = [drawn(county, "nothing", number, parameters=COURTLESS).digest() for number in (0, 1, 2**32 - 1)]
    assert len(set(same)) == 1
    assert drawn(county, "nothing", replicate=4, parameters=COURTLESS).digest() != same[0]


def test_findings_differ_and_what_came_before_them_does_not(county):
    first, again = drawn(county), drawn(county, number=1)
    assert first.digest() != again.digest()
    began = slice(0, 10)  # months before anybody can have been found unwilling
    names = ("payment_missed", "job_lost", "borrowed_money", "voiced", "sued")
    for name in names:
        assert np.array_equal(first.tallies[began, :, COLUMN[name]], again.tallies[began, :, COLUMN[name]]), (
            name
        )
    ever = [run.people["times_listed"] > 0 for run in (first, again)]
    assert ever[0].any()
    assert not np.array_equal(*ever)
    assert (ever[0] & ever[1]).sum() > 0.3 * ever[0].sum()  # the same debts come to court


def test_seen_speech_is_drawn_again_and_spoken_words_are_not(county):
    quiet = {"switch.fear": 0, "switch.conduct": 0}
    runs = [drawn(county, "suining-2010", number, parameters=quiet) for number in (0, 1)]
    assert counts(runs[0], "speech_punished") != counts(runs[1], "speech_punished")
    assert np.array_equal(runs[0].tallies[0, :, COLUMN["voiced"]], runs[1].tallies[0, :, COLUMN["voiced"]])


def test_a_setting_is_drawn_again_by_number(county):
    first = drawn(county)
    assert simulate(first.config.redrawn(1), 1).digest() == drawn(county, number=1).digest()
    assert simulate(first.config.redrawn(1).redrawn(0), 1).digest() == first.digest()


def test_other_luck_of_enforcement_is_independent_of_the_first():
    keys = {rng.key(7, number << 32) for number in range(1000)}
    assert len({k1 for _, k1 in keys}) == 1000
    assert len({(k0, int(k1) & 0xFFFFFFFF) for k0, k1 in keys}) == 1


def test_a_number_beyond_the_range_is_refused(county):
    with pytest.raises(InputError, match="replicate"):
        drawn(county, replicate=2**64)

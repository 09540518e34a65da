"""What becomes of the listed when a list, or the whole rulebook, ends."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.model.events import COLUMN
from glasshouse.rulebooks import load

BOOKS = Path(__file__).parent / "books"
DEBTORS = {
    "kind": "blacklist",
    "entry": {"when": "in_arrears", "arrears": "1 month"},
    "exit": {"on": ["performed"]},
    "triggers": ["no_flights"],
}
NO_FLIGHTS = {"right": "movement.flight", "effect": "deny"}


def listed_and_shut(run):
    """Adults on a list and adults with a right shut, month by month."""
    return (run.tallies[:, :, COLUMN[name]].sum(1) for name in ("listed", "gated"))


@pytest.fixture(scope="module")
def ends(town):
    """A rulebook that stands for a year, lived for two."""
    book = load("nothing").but(
        {
            "lists.debtors": DEBTORS,
            "sanctions.no_flights": NO_FLIGHTS,
            "from": "2014-01-01",
            "until": "2014-12-31",
        }
    )
    return simulation.run(book, town, start="2014-01", months=24, seed=2, parameters={"credit.lapse": 0.05})


def test_the_end_of_a_rulebook_frees_everybody(ends):
    listed, shut = listed_and_shut(ends)
    assert listed[11] > 0 < shut[11]
    assert not listed[12:].any() and not shut[12:].any()
    assert not ends.people["lists"].any() and not np.asarray(ends.people["shut"]).any()
    assert ends.tallies[12, :, COLUMN["left_expired"]].sum() == listed[11]


def test_a_list_that_ends_frees_those_on_it_and_the_others_stay(town):
    """From July the text says nothing of the list of debtors any more; that of the late goes on."""
    run = simulation.run(
        BOOKS / "ended.yaml", town, start="2014-01", months=9, seed=2, parameters={"credit.lapse": 0.05}
    )
    ended, stays = (np.asarray(run.people["lists"]) >> k & 1 for k in range(2))
    assert stays.any() and not ended.any()
    assert run.tallies[6, :, COLUMN["left_expired"]].sum() > 0

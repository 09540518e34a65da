"""Shipped mechanisms written as a user would write them give the same run to the bit."""

from __future__ import annotations

from pathlib import Path

import pytest

from glasshouse import simulation
from glasshouse.model.events import COLUMN
from glasshouse.model.person import LEFT_OFFICE

FOLDER = Path(__file__).parents[2] / "examples" / "rewritten"
REWRITTEN = (
    "own_fear.py:own_fear",
    "own_fear.py:own_approval",
    "own_livelihood.py:own_work",
    "own_livelihood.py:own_earnings",
    "own_livelihood.py:own_spending",
    "own_ties.py:own_ties",
)
EAGER = {"livelihood.screens": 1, "livelihood.barred": 1, "ties.drop": 0.3, "ties.heal": 0.3}
STRICT = {"credit.lapse_strategic": 1, "court.sue": 1, "court.sue_after": 1, "court.proceedings": 1}
"""Much is listed and lost in little time, so that every line of the rules runs."""
ALWAYS = ("job_lost", "job_found", "tie_cut", "tie_healed", "denied_right")


@pytest.mark.parametrize(
    ("book", "start", "parameters", "happens"),
    [
        ("province-strict", None, EAGER, (*ALWAYS, "hire_refused")),
        ("court-list-2013", "2017-10", EAGER | STRICT, (*ALWAYS, "refused_other")),
    ],
    ids=["province-strict", "court-list-2013"],
)
def test_mechanisms_of_ones_own_are_those_that_are_shipped(town, book, start, parameters, happens):
    options = {"months": 24, "seed": 5, "start": start, "parameters": parameters}
    shipped = simulation.run(book, town, **options)
    own = simulation.run(book, town, mechanisms=[str(FOLDER / one) for one in REWRITTEN], **options)
    assert (own.tallies == shipped.tallies).all()
    assert own.digest() == shipped.digest()
    assert [name for name in happens if not shipped.tallies[:, :, COLUMN[name]].any()] == []
    assert (shipped.people["state"] & LEFT_OFFICE).any() or book != "court-list-2013"

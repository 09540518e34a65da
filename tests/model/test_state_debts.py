"""Lists of those who owe the state, and lists that are left by paying what they charge."""

from __future__ import annotations

import numpy as np

from glasshouse import simulation
from glasshouse.model.events import COLUMN
from glasshouse.rulebooks import load
from glasshouse.rulebooks.clause_checks import unreachable

ACT = "late_public_fee"
RECORDED = {f"behaviours.{ACT}": {"recorded": True, "ground": "final_decision", "triggers": ["bill"]}}


def lived(town, changes, months=24, **parameters):
    book = load("nothing").but(changes)
    return simulation.run(book, town, months=months, seed=2, parameters=parameters)


def tax_list(owes, months, amount):
    """A bill to the state for an act, and a list of those who owe so much for so long."""
    return {
        **RECORDED,
        "sanctions.bill": {"effect": "fine", "amount": f"{amount} CNY"},
        "lists.debtors": {
            "kind": "blacklist",
            "entry": {"when": "owes", "to": "state", "owes": f"{owes} CNY", "for": f"{months} month"},
            "exit": {"on": ["performed"]},
        },
    }


def owed(run):
    return np.asarray(run.people["charged"], np.int64) - np.asarray(run.people["settled"], np.int64)


def test_only_what_is_owed_to_the_state_counts(town):
    """Half of the town has loans; nobody on the list owes the state less than the amount or for less time."""
    run = lived(town, tax_list(40_000, 3, 50_000))
    on = np.asarray(run.people["lists"]) != 0
    owing = owed(run).sum(1)
    assert on.any() and (owing[on] >= 4_000_000).all()
    assert ((owing > 0) & ~on).any()
    assert (np.asarray(run.people["behind"])[on].max(1) >= 3).all()


def test_a_longer_time_and_a_higher_amount_reach_fewer(town):
    listed = [
        int((lived(town, tax_list(*numbers, 50_000)).people["times_listed"] > 0).sum())
        for numbers in ((40_000, 3), (40_000, 9), (60_000, 3))
    ]
    assert listed[0] > listed[1] > 0 and listed[0] > listed[2]


def test_who_pays_leaves(town):
    run = lived(town, tax_list(5_000, 2, 8_000))
    assert run.tallies[:, :, COLUMN["left_paid"]].sum() > 0
    on = np.asarray(run.people["lists"]) != 0
    assert (owed(run).sum(1)[on] >= 500_000).all()


def test_a_list_that_fines_is_left_by_paying_the_fine(town):
    run = lived(town, {
        f"behaviours.{ACT}": {"recorded": True, "ground": "final_decision"},
        "sanctions.bill": {"effect": "fine", "amount": "3000 CNY"},
        "lists.fined": {
            "kind": "blacklist",
            "entry": {"when": "behaviour", "behaviour": ACT},
            "exit": {"on": ["performed"]},
            "triggers": ["bill"],
        },
    })  # fmt: skip
    on = np.asarray(run.people["lists"]) != 0
    fresh = np.asarray(run.people["since"])[:, 0] == 0
    assert run.tallies[:, :, COLUMN["left_paid"]].sum() > 0 < on.sum()
    assert (owed(run).sum(1)[on & ~fresh] > 0).all()
    assert (owed(run).sum(1)[~on] == 0).all()


def test_an_exit_by_payment_from_a_list_that_charges_nothing_is_named():
    noted = {
        "kind": "blacklist",
        "entry": {"when": "behaviour", "behaviour": ACT},
        "exit": {"on": ["performed"]},
    }
    book = load("nothing").but({f"behaviours.{ACT}": {"recorded": True}, "lists.noted": noted})
    told = [finding.what for finding in unreachable(book.tree)]
    assert "is not about a debt and charges nothing" in told[0]
    fined = book.but(
        {"sanctions.bill": {"effect": "fine", "amount": "10 CNY"}, "lists.noted.triggers": ["bill"]}
    )
    assert not list(unreachable(fined.tree))

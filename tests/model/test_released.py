"""Who was let go from a list that a status leads onto stays off it until the status is lost and gained again."""

from __future__ import annotations

import numpy as np

from glasshouse import simulation
from glasshouse.model.events import COLUMN
from glasshouse.rulebooks import load, practice


def book(lasts):
    """Half of all adults hold a status that leads onto a list, from which anybody may be let go."""
    spell = {} if lasts is None else {"vocabulary.statuses.chosen.lasts": {"value": lasts, "unit": "month"}}
    return load("nothing").but(
        {
            "vocabulary.statuses.chosen": {
                "title": "people who were chosen",
                "who": "everyone",
                "share": {"value": 0.5, "unit": "fraction"},
            },
            "lists.chosen": {
                "kind": "blacklist",
                "entry": {"when": "status", "status": "chosen"},
                "exit": {"on": ["repaired", "status_left"]},
                "triggers": ["no_flights"],
            },
            "sanctions.no_flights": {"right": "movement.flight", "effect": "deny"},
            "procedure.repair": {"allowed": True},
        }
        | spell
    )


def lived(town, lasts=None):
    law = book(lasts)
    certain = practice(law, {"redress.repair": 0.5})
    return simulation.run(law, town, months=12, seed=2, practice=certain)


def counted(run, name):
    return run.tallies[:, :, COLUMN[name]].sum(1)


def test_a_release_lasts_while_the_status_does(town):
    run = lived(town)
    assert counted(run, "entered_list")[0] > 0
    left = counted(run, "left_repaired").sum()
    assert 0.98 * counted(run, "entered_list")[0] < left <= counted(run, "entered_list")[0]
    assert not counted(run, "entered_list")[1:].any()
    assert (np.asarray(run.people["times_listed"]) <= 1).all()


def test_a_new_spell_of_the_status_leads_onto_the_list_again(town):
    run = lived(town, lasts=3)
    assert (np.asarray(run.people["times_listed"]) > 1).any()

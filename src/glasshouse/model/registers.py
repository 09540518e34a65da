"""Registers of a province: who is on its lists, carried over where the rulebook changes or provinces join."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from glasshouse.model.record_types import Records

MASKS, MONTHS = ("lists", "unable", "wrong_person"), ("term", "since")
"""What is held of each list: flags of one number, and months of an array."""
HISTORIES = ("history", "mistaken_history", "rung")


def carry_lists(people: Records, serial: int, places: Sequence[int]) -> npt.NDArray[np.int64]:
    """Carry the lists that province `serial` keeps into a new rulebook: list k becomes `places[k]`, -1 ends
    it. Returns where those it concerns are stored."""
    held = np.flatnonzero((people["listed_in"] == serial) & (people["lists"] != 0))
    old, new = people[held], people[held]
    for name in (*MASKS, *MONTHS):
        new[name] = 0
    for k, place in enumerate(places):
        if place < 0:
            continue
        for name in MASKS:
            new[name] |= ((old[name].astype(np.int64) >> k & 1) << place).astype(new[name].dtype)
        for name in MONTHS:
            new[name][:, place] = old[name][:, k]
    people[held] = new
    here = people["lives_in"] == serial
    for name in HISTORIES:  # what the new rulebook counts need not be what the old one did
        people[name][here] = 0
    return held


def join_registers(people: Records, serials: Sequence[int]) -> None:
    """These provinces keep their lists together: everybody is on the register of where they live."""
    joined = np.zeros(256, np.bool_)
    joined[list(serials)] = True
    here = joined[people["lives_in"]] & joined[people["listed_in"]]
    people["listed_in"][here] = people["lives_in"][here]

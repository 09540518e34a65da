"""The reference model R0 in NumPy: whole columns at a time, draws from one stream.

This is how a careful user of NumPy would write it: single precision, contacts kept one slot after another
so that a gather reads in order, no copies that can be avoided without making the text harder to read. What
the month is stands in `reference_people.py`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.reference_people import (
    CONTACTS,
    GROUPS,
    LIFTED_TO,
    LISTED_BELOW,
    LONGEST,
    START,
    TERM,
    Array,
    People,
    around,
)


class World:
    """State of R0 as columns."""

    def __init__(self, people: People, seed: int) -> None:
        n = len(people.income)
        self.people = people
        self.rng = np.random.default_rng(seed)
        self.debt = people.debt.copy()
        self.score = np.full(n, START, np.int16)
        self.listed_for = np.zeros(n, np.uint8)
        self.spoke = np.zeros(n, np.uint8)
        self.chance_of_report = people.chance_of_report[people.cell].astype(np.float32)

    def tick(self) -> tuple[Array, int]:
        """A month: counts (group, [listed, speakers, missed, points]) and the sum of exposure."""
        listed = self.listed_for > 0
        missed = self._pay(listed)
        spoke = self._speak(listed)
        caught = self._uniform() < np.where(spoke, np.float32(0.2), np.float32(0.0005))
        self._score(missed, caught)
        self._list(listed)
        self.spoke = spoke.view(np.uint8)
        listed = self.listed_for > 0
        self._report(np.flatnonzero(listed))
        return self._counts(listed, spoke, missed), self._exposure(listed)

    @property
    def bytes_a_person(self) -> float:
        """Memory of the state, the people and the map per person."""
        held = [
            value
            for value in (*vars(self).values(), *vars(self.people).values())
            if isinstance(value, np.ndarray)
        ]
        return float(sum(array.nbytes for array in held) / len(self.score))

    def _uniform(self) -> Array:
        return self.rng.random(len(self.score), np.float32)

    def _pay(self, listed: Array) -> Array:
        """Those in debt pay or miss; True where missed."""
        income = self.people.income * (
            self._uniform() >= np.where(listed, np.float32(0.04), np.float32(0.02))
        )
        due = self.debt * np.float32(0.03)
        pays = (income * np.float32(0.4) >= due) & (self._uniform() > 0.01)
        self.debt *= np.where(pays, np.float32(0.97), np.float32(1.01))
        return np.asarray((self.debt > 0) & ~pays)

    def _speak(self, listed: Array) -> Array:
        """Who speaks, hearing contacts as they were last month."""
        heard = np.zeros(len(listed), np.uint8)
        warned = np.zeros(len(listed), bool)
        for slot in range(CONTACTS):
            heard += self.spoke[self.people.contacts[slot]]
            warned |= listed[self.people.contacts[slot]]
        urge = self.people.belief * (np.float32(0.5) + heard * np.float32(1 / CONTACTS))
        urge -= np.where(warned, np.float32(0.7), np.float32(0.3))
        return np.asarray(urge > self._uniform() * np.float32(0.25))

    def _score(self, missed: Array, caught: Array) -> None:
        self.score -= 20 * missed.view(np.int8)
        self.score -= 50 * caught.view(np.int8)
        self.score += self.score < START
        np.clip(self.score, 0, 1200, out=self.score)

    def _list(self, listed: Array) -> None:
        self.listed_for -= listed
        freed = listed & (self.listed_for == 0)
        self.score[freed] = np.maximum(self.score[freed], LIFTED_TO)
        self.listed_for[~listed & (self.score < LISTED_BELOW)] = TERM

    def _report(self, listed: Array) -> None:
        reported = listed[self.rng.random(len(listed), np.float32) < self.chance_of_report[listed]]
        self.listed_for[reported] = np.minimum(self.listed_for[reported] + 1, LONGEST)

    def _counts(self, listed: Array, spoke: Array, missed: Array) -> Array:
        group = self.people.group
        columns: list[Any] = [np.bincount(group[flag], minlength=GROUPS) for flag in (listed, spoke, missed)]
        points = np.bincount(group, self.score, minlength=GROUPS).astype(np.int64)
        return np.stack([*columns, points], axis=1)

    def _exposure(self, listed: Array) -> int:
        in_cell = np.bincount(self.people.cell[listed], minlength=len(self.people.persons_in_cell))
        return int((self.people.persons_in_cell * around(in_cell, self.people.side)).sum())

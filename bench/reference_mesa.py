"""The reference model R0 in Mesa: an object for each person, and a month of two stages for all of them.

This is how a user of Mesa would write it. What the month is stands in `reference_people.py`.
"""

from __future__ import annotations

import mesa
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


class Person(mesa.Agent):
    """Somebody who earns, pays, speaks and may be listed."""

    def __init__(self, model: World, traits: tuple[float, float, float, int, int]) -> None:
        super().__init__(model)
        self.income, self.debt, self.belief, self.group, self.cell = traits
        self.score, self.listed_for, self.spoke = START, 0, False
        self.missed = self.speaks = False
        self.contacts: list[Person] = []

    def pay_and_speak(self) -> None:
        """The stage that sees others as they were at the end of last month."""
        self.missed = self._misses_payment()
        heard = sum(other.spoke for other in self.contacts)
        risk = 0.7 if any(other.listed_for for other in self.contacts) else 0.3
        urge = self.belief * (0.5 + heard / CONTACTS) - risk
        self.speaks = urge > 0.25 * self.random.random()

    def be_judged(self) -> None:
        """The stage that changes what others see next month."""
        caught = self.random.random() < (0.2 if self.speaks else 0.0005)
        self.score += -20 * self.missed - 50 * caught
        self.score = max(0, min(1200, self.score + (self.score < START)))
        self.spoke = self.speaks
        if self.listed_for:
            self.listed_for -= 1
            if not self.listed_for:
                self.score = max(self.score, LIFTED_TO)
        elif self.score < LISTED_BELOW:
            self.listed_for = TERM
        if self.listed_for and self.random.random() < self.model.chance_of_report[self.cell]:
            self.listed_for = min(LONGEST, self.listed_for + 1)

    def _misses_payment(self) -> bool:
        if not self.debt:
            return False
        earns = self.random.random() >= (0.04 if self.listed_for else 0.02)
        pays = self.income * earns * 0.4 >= 0.03 * self.debt and self.random.random() > 0.01
        self.debt *= 0.97 if pays else 1.01
        return not pays


class World(mesa.Model):
    """R0 as a model of Mesa."""

    def __init__(self, people: People, seed: int) -> None:
        super().__init__(seed=seed)
        self.drawn = people
        self.chance_of_report = people.chance_of_report.tolist()
        columns = (people.income, people.debt, people.belief, people.group, people.cell)
        persons = [Person(self, row) for row in zip(*(column.tolist() for column in columns), strict=True)]
        for person, contacts in zip(persons, people.contacts.T.tolist(), strict=True):
            person.contacts = [persons[other] for other in contacts]

    def tick(self) -> tuple[Array, int]:
        """A month: counts (group, [listed, speakers, missed, points]) and the sum of exposure."""
        self.agents.do("pay_and_speak")
        self.agents.do("be_judged")
        counts = np.zeros((GROUPS, 4), np.int64)
        listed = np.zeros(len(self.chance_of_report), np.int64)
        for one in self.agents:
            counts[one.group] += (one.listed_for > 0, one.spoke, one.missed, one.score)
            listed[one.cell] += one.listed_for > 0
        return counts, int((self.drawn.persons_in_cell * around(listed, self.drawn.side)).sum())

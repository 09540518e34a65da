"""The reference model R0 in Starsim: a module with a state for each trait and a stream for each chance.

This is how a user of Starsim would write it. What the month is stands in `reference_people.py`.
"""

from __future__ import annotations

import numpy as np
import starsim as ss

from bench.reference_people import (
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


class PaySpeakList(ss.Module):
    """Everybody's month; `counts` and `exposure` are those of the last one."""

    def __init__(self, people: People) -> None:
        super().__init__(name="r0")
        self.drawn = people
        self.define_states(
            ss.FloatArr("income", default=people.income),
            ss.FloatArr("debt", default=people.debt),
            ss.FloatArr("belief", default=people.belief),
            ss.FloatArr("score", default=START),
            ss.FloatArr("listed_for", default=0),
            ss.BoolState("spoke", default=False),
        )
        self.earning, self.paying, self.speaking = ss.random(), ss.random(), ss.random()
        self.detecting, self.reporting = ss.random(), ss.random()
        self.counts: Array = np.zeros((GROUPS, 4), np.int64)
        self.exposure = 0

    def step(self) -> None:
        """A month of everybody."""
        everybody = self.sim.people.auids
        listed = self.listed_for.values > 0
        missed = self._pay(everybody, listed)
        spoke = self._speak(everybody, listed)
        caught = self.detecting.rvs(everybody) < np.where(spoke, 0.2, 0.0005)
        score = self.score.values - 20 * missed - 50 * caught
        self.score[:] = np.clip(score + (score < START), 0, 1200)
        self._list(listed)
        self.spoke[:] = spoke
        self._report(everybody)
        self._count(spoke, missed)

    def _pay(self, everybody: Array, listed: Array) -> Array:
        earns = self.earning.rvs(everybody) >= np.where(listed, 0.04, 0.02)
        pays = (self.income.values * earns * 0.4 >= 0.03 * self.debt.values) & (
            self.paying.rvs(everybody) > 0.01
        )
        missed = (self.debt.values > 0) & ~pays
        self.debt[:] = self.debt.values * np.where(pays, 0.97, 1.01)
        return np.asarray(missed)

    def _speak(self, everybody: Array, listed: Array) -> Array:
        contacts = self.drawn.contacts
        heard = self.spoke.values[contacts].mean(0)
        risk = np.where(listed[contacts].any(0), 0.7, 0.3)
        urge = self.belief.values * (0.5 + heard) - risk
        return np.asarray(urge > 0.25 * self.speaking.rvs(everybody))

    def _list(self, listed: Array) -> None:
        left = self.listed_for.values - listed
        freed = listed & (left == 0)
        self.score[freed] = np.maximum(self.score.values[freed], LIFTED_TO)
        left[~listed & (self.score.values < LISTED_BELOW)] = TERM
        self.listed_for[:] = left

    def _report(self, everybody: Array) -> None:
        chance = self.drawn.chance_of_report[self.drawn.cell]
        reported = (self.listed_for.values > 0) & (self.reporting.rvs(everybody) < chance)
        self.listed_for[:] = np.where(
            reported, np.minimum(self.listed_for.values + 1, LONGEST), self.listed_for.values
        )

    def _count(self, spoke: Array, missed: Array) -> None:
        people, listed = self.drawn, self.listed_for.values > 0
        columns = [
            np.bincount(people.group, flag, GROUPS) for flag in (listed, spoke, missed, self.score.values)
        ]
        self.counts = np.stack(columns, axis=1).astype(np.int64)
        in_cell = np.bincount(people.cell[listed], minlength=len(people.persons_in_cell))
        self.exposure = int((people.persons_in_cell * around(in_cell, people.side)).sum())


class World:
    """R0 as a simulation of Starsim."""

    def __init__(self, people: People, seed: int, months: int = 120) -> None:
        self.module = PaySpeakList(people)
        self.sim = ss.Sim(
            n_agents=len(people.income), modules=self.module, start=0, dur=months, dt=1,
            rand_seed=seed, verbose=0,
        )  # fmt: skip
        self.sim.init()
        self.module = self.sim.get_module(PaySpeakList)  # Starsim works on a copy

    def tick(self) -> tuple[Array, int]:
        """A month: counts (group, [listed, speakers, missed, points]) and the sum of exposure."""
        self.sim.run_one_step()
        return self.module.counts, self.module.exposure

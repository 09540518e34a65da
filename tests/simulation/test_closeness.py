"""Who is close to the listed, held against loops over a small run."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.metrics.measures.contacts import ei_index, segregation_of
from glasshouse.simulation import records


@pytest.fixture(scope="module")
def run():
    return simulation.run("court-list-2013", "toytown", persons=1_500, months=24, seed=2, start="2017-06")


def test_contacts_and_households_by_loop(run) -> None:
    found = records.close_to_listed(run)
    people, society = run.people, run.society
    listed = people["times_listed"] > 0
    assert listed.any()
    for i in range(0, len(people), 7):
        known = [(slot, other) for slot, other in enumerate(society.contacts[i]) if other >= 0]
        marked = [(slot, other) for slot, other in known if listed[other]]
        kept = [slot for slot, _ in marked if not int(people["ties_cut"][i]) >> slot & 1]
        home = [j for j in np.flatnonzero(society.household == society.household[i]) if j != i]
        assert found["contacts"][i] == len(known)
        assert found["system_contacts_listed"][i] == len(marked)
        assert found["system_contacts_listed_kept"][i] == len(kept)
        assert found["system_household_listed"][i] == sum(bool(listed[j]) for j in home)


def test_segregation_from_counts_is_that_from_contacts(run) -> None:
    watched = simulation.running.simulate(run.config, 1, trail=True)
    people = records.person_table(watched, watched, None, None)
    listed = run.people["times_listed"] > 0
    ego, slot = np.nonzero(run.society.contacts >= 0)
    alter = run.society.contacts[ego, slot]
    kept = (run.people["ties_cut"][ego].astype(int) >> slot & 1) == 0
    index, change = segregation_of(people)
    assert index.value == pytest.approx(ei_index(ego, alter, listed, kept).value)
    assert change.value == pytest.approx(index.value - ei_index(ego, alter, listed).value)
    assert "conviction" in people.column_names

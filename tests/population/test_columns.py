"""Every column says what its documentation promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.population import SocietyRecipe, load
from glasshouse.population.society import Society
from glasshouse.population.society_columns import COLUMNS

TOYTOWN = load("toytown")


@pytest.fixture(scope="module")
def drawn(hebei: SocietyRecipe) -> Society:
    return hebei.draw(30_001, 3)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 2500), st.integers(0, 1000))
def test_columns_have_their_types_and_ranges(persons: int, seed: int) -> None:
    town = TOYTOWN.draw(persons, seed)
    assert len(town) == persons
    for name, kind in COLUMNS.items():
        column = getattr(town, name)
        assert column.dtype == np.dtype(kind), name
        assert len(column) == persons
        assert not column.flags.writeable
    for name in ("female", "rural", "minority", "smartphone", "legal_rep", "strategic", "employed"):
        assert getattr(town, name).max() <= 1
    assert town.schooling.max() <= 3
    assert town.status.max() <= 2
    assert town.income_band.max() <= 2
    assert np.abs(town.attitude.astype(int)).max() <= 100
    for name in ("wage", "pension", "savings", "debt"):
        assert getattr(town, name).min() >= 0


def test_identities_are_unique_and_in_order(drawn: Society) -> None:
    assert (np.diff(drawn.who.astype(np.int64)) > 0).all()
    assert (np.diff(drawn.household.astype(np.int64)) >= 0).all()


def test_the_payer_is_the_first_of_the_household_and_earns_most_with_men_first(drawn: Society) -> None:
    first = np.flatnonzero(np.diff(drawn.household.astype(np.int64), prepend=-1))
    starts = first[np.searchsorted(first, np.arange(len(drawn)), side="right") - 1]
    assert (drawn.payer == starts).all()
    assert (drawn.age[first] >= 18).all()
    income = np.where(drawn.employed == 1, drawn.wage, drawn.pension)
    weight = income * np.where(drawn.female == 1, 1.0, drawn.recipe.tables.debt.men.value)
    alike = drawn.employed[drawn.payer] == drawn.employed
    assert (drawn.employed[drawn.payer] >= drawn.employed).all()
    assert (weight[drawn.payer] >= weight)[alike].all()


def test_a_household_lives_in_one_place(drawn: Society) -> None:
    for name in ("settlement", "block", "cell", "x", "y", "rural", "minority", "income_band"):
        column = getattr(drawn, name)
        assert (column == column[drawn.payer]).all(), name


def test_children_have_no_money_work_office_or_ties(drawn: Society) -> None:
    child = drawn.age < 18
    for name in ("wage", "pension", "savings", "debt", "employed", "status", "legal_rep", "strategic"):
        assert not getattr(drawn, name)[child].any(), name
    assert (drawn.contacts[child] == -1).all()
    assert (drawn.guarantees[child] == -1).all()


def test_dependants_are_those_without_income(drawn: Society) -> None:
    whole = drawn.household != drawn.household[-1]
    without = (drawn.employed == 0) & (drawn.pension == 0) & (drawn.payer != np.arange(len(drawn)))
    counted = np.bincount(drawn.payer[whole], without[whole], minlength=len(drawn))
    assert (drawn.dependants[whole] == counted[whole]).all()


def test_contacts_are_other_adults_named_once(drawn: Society) -> None:
    rows, slots = np.nonzero(drawn.contacts >= 0)
    contacts = drawn.contacts[rows, slots]
    assert contacts.max() < len(drawn)
    assert (drawn.age[contacts] >= 18).all()
    assert (contacts != rows).all()
    ordered = np.sort(np.where(drawn.contacts >= 0, drawn.contacts, -1 - np.arange(8)), axis=1)
    assert (np.diff(ordered, axis=1) != 0).all()


def test_slots_hold_the_household_the_block_the_workplace_and_the_far(drawn: Society) -> None:
    def pairs(slot: int) -> tuple[np.ndarray, np.ndarray]:
        ego = np.flatnonzero(drawn.contacts[:, slot] >= 0)
        return ego, drawn.contacts[ego, slot]

    adults = np.bincount(drawn.payer, drawn.age >= 18, minlength=len(drawn))[drawn.payer]
    shared = np.flatnonzero((adults >= 2) & (drawn.age >= 18) & (drawn.household != drawn.household[-1]))
    assert (drawn.household[drawn.contacts[shared, 0]] == drawn.household[shared]).all()
    for slot in (3, 4, 5):
        ego, other = pairs(slot)
        assert (drawn.settlement[ego] == drawn.settlement[other]).all()
        assert (drawn.block[ego] == drawn.block[other]).all()
    ego, other = pairs(6)
    assert (drawn.settlement[ego] == drawn.settlement[other]).all()
    assert drawn.employed[other].all()
    ego, other = pairs(7)
    assert (drawn.settlement[ego] != drawn.settlement[other]).mean() > 0.2


def test_some_know_few_and_some_many(drawn: Society) -> None:
    known = (drawn.contacts[drawn.age >= 18] >= 0).sum(1)
    assert 4.5 < known.mean() < 6.5
    assert known.min() <= 1
    assert known.max() == 8
    met_by = np.bincount(drawn.contacts[drawn.contacts >= 0], minlength=len(drawn))
    assert np.percentile(met_by[drawn.age >= 18], 99) < 20


def test_sureties_stand_for_contacts_in_debt(drawn: Society) -> None:
    stands = np.flatnonzero(drawn.guarantees >= 0)
    for_whom = drawn.contacts[stands, drawn.guarantees[stands]]
    assert (for_whom >= 0).all()
    assert (drawn.debt[for_whom] > 0).all()
    assert 0.005 < len(stands) / (drawn.age >= 18).sum() < 0.05


def test_couples_are_of_like_age(drawn: Society) -> None:
    sizes = np.bincount(drawn.payer, minlength=len(drawn))
    both = np.bincount(drawn.payer, drawn.age >= 18, minlength=len(drawn))
    first = np.flatnonzero((sizes >= 3) & (both == 2))
    gap = np.abs(drawn.age[first].astype(int) - drawn.age[first + 1])
    assert np.median(gap) <= 4
    parents = drawn.payer[drawn.age < 18]
    years = drawn.age[parents].astype(int) - drawn.age[drawn.age < 18]
    assert (years < 15).mean() < 0.02


def test_memory_stays_below_160_bytes_a_person(drawn: Society) -> None:
    assert sum(getattr(drawn, name).nbytes for name in COLUMNS) < 110 * len(drawn)

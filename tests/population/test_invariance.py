"""Who somebody is depends on seed and identity, never on how many others there are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.population import SocietyRecipe, load
from glasshouse.population.society import Society
from glasshouse.population.society_columns import COLUMNS

OF_STORAGE = {"settlement", "cell", "payer", "contacts", "guarantees"}
"""Columns that say where something is stored, compared through identities instead."""
TOYTOWN = load("toytown")


def rows_of(society: Society, who: np.ndarray) -> np.ndarray:
    rows = np.searchsorted(society.who, who)
    assert (society.who[rows] == who).all()
    return rows


def known(society: Society, rows: np.ndarray) -> np.ndarray:
    """Contacts as identities, -1 for none."""
    contacts = society.contacts[rows]
    return np.where(contacts >= 0, society.who[contacts].astype(np.int64), -1)


def assert_unchanged(before: Society, after: Society) -> None:
    """Everybody of `before` is the same in `after`; only empty slots may have been filled, by newcomers."""
    old = np.arange(len(before))
    new = rows_of(after, before.who)
    for name in COLUMNS.keys() - OF_STORAGE:
        assert (getattr(before, name) == getattr(after, name)[new]).all(), name
    assert (before.who[before.payer] == after.who[after.payer[new]]).all()
    for name in ("province", "urban", "serial", "size", "origin_x", "origin_y"):
        lived = before.settlements[name][before.settlement], after.settlements[name][after.settlement[new]]
        assert (lived[0] == lived[1]).all(), name
    contacts, later = known(before, old), known(after, new)
    filled = contacts != later
    assert (contacts[filled] == -1).all()
    assert not np.isin(later[filled], before.who).any()
    changed = before.guarantees != after.guarantees[new]
    assert (before.guarantees[changed] == -1).all()
    slots = after.guarantees[new][changed]
    assert filled[changed, slots].all()


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 3000), st.integers(1, 40), st.integers(0, 2**64 - 1))
def test_later_comers_change_nobody(persons: int, more: int, seed: int) -> None:
    assert_unchanged(TOYTOWN.draw(persons, seed), TOYTOWN.draw(persons + more, seed))


@pytest.mark.parametrize("persons", [999, 40_000])
def test_twice_as_many_begin_with_the_same(hebei: SocietyRecipe, persons: int) -> None:
    few, many = hebei.draw(persons, 5), hebei.draw(2 * persons, 5)
    assert_unchanged(few, many)
    assert (few.who == many.who[:persons]).all()
    assert (few.payer == many.payer[:persons]).all()
    assert (few.settlement == many.settlement[:persons]).all()


@pytest.mark.parametrize("serial", [0, 2, 31])
def test_a_bystander_province_changes_nobody(
    with_neighbour: Callable[[int], SocietyRecipe],
    variant: Callable[[dict[str, int]], SocietyRecipe],
    serial: int,
) -> None:
    alone = variant({"provinces.toyland.serial": 1}).draw(3000, 11)
    both = with_neighbour(serial).draw({"toyland": 3000, "elsewhere": 1700}, 11)
    assert len(both) == 4700
    assert_unchanged(alone, both)
    assert (both.contacts < 4700).all()
    mine = both.province[both.contacts] == both.province[:, None]
    assert mine[both.contacts >= 0].all()


def test_the_order_in_which_provinces_are_asked_for_does_not_matter(
    with_neighbour: Callable[[int], SocietyRecipe],
) -> None:
    counts = {"toyland": 900, "elsewhere": 800}
    recipe = with_neighbour(3)
    assert recipe.draw(counts).digest() == recipe.draw(dict(reversed(counts.items()))).digest()


def test_the_same_draw_twice_is_the_same_and_another_seed_is_not(toytown: SocietyRecipe) -> None:
    digests = {toytown.draw(2000, seed).digest() for seed in (0, 1, 2, 2**63)}
    assert len(digests) == 4
    assert toytown.draw(2000, 1).digest() == toytown.draw(2000, 1).digest()


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 20_000))
def test_provinces_grow_one_person_at_a_time(persons: int) -> None:
    from glasshouse.population.margins import deal

    weights = np.array([126.0, 74.6, 3.7, 0.6])
    few, more = deal(persons, weights), deal(persons + 1, weights)
    assert few.sum() == persons
    assert sorted(more - few) == [0, 0, 0, 1]

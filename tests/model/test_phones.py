"""Phones around a point: the circle is exact, and who knows whom is turned round without loss."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.engine.array_space import IN_MEMORY
from glasshouse.model.contact_steps import contacts_of, places_of
from glasshouse.model.person import ADULT, SMARTPHONE
from glasshouse.model.phones import count_phones, phones_of
from glasshouse.simulation.run_config import run_config


@pytest.fixture(scope="module")
def laid_out(county):
    from glasshouse.model.building import build_world

    chosen = run_config(
        "nothing", county, practice=None, parameters=None, start=None, months=1, seed=1, replicate=0
    )
    world = build_world(county, chosen.packed, seed=1, replicate=0)
    return world, phones_of(world.people, world.contacts, world.cell_start)


def all_places(world):
    return places_of(world.contacts, np.arange(len(world.people)))


def within(world, i, x, y, radius):
    people = world.people
    first = world.raster["first"][people["cell"]]
    near = (people["x"].astype(int) - x) ** 2 + (people["y"].astype(int) - y) ** 2 <= radius**2
    has = (people["age"] >= ADULT) & (people["traits"] & SMARTPHONE != 0)
    return int((has & near & (first == first[i])).sum())


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 10**9),
    st.integers(0, 3_000) | st.sampled_from([0, 99, 100, 101, 141, 142, 282, 283, 300, 500]),
    st.integers(-150, 150),
    st.integers(-150, 150),
)
def test_the_circle_is_exact(laid_out, which, radius, dx, dy):
    world, phones = laid_out
    i = which % len(world.people)
    p = world.people[i]
    x, y = int(p["x"]) + dx, int(p["y"]) + dy
    home = world.raster[p["cell"]]
    counted = count_phones(home, x, y, radius, phones.before, phones.x, phones.y)
    assert counted == within(world, i, x, y, radius)


def test_knowers_are_the_contacts_turned_round(laid_out):
    world, phones = laid_out
    people, contacts = world.people, all_places(world)
    has = (people["age"] >= ADULT) & (people["traits"] & SMARTPHONE != 0)
    known = {(int(j), i) for i in np.flatnonzero(has) for j in contacts[i] if j >= 0}
    turned = {
        (i, int(j))
        for i in range(len(people))
        for j in phones.knowers[phones.known_from[i] : phones.known_from[i + 1]]
    }
    assert turned == known
    assert len(phones.knowers) == len(known)


def test_who_is_named_twice_as_a_contact_is_known_once(laid_out):
    world, _ = laid_out
    doubled = all_places(world)
    doubled[:, -1] = doubled[:, 0]
    once = all_places(world)
    once[:, -1] = -1
    made = [contacts_of(len(world.people), [places], IN_MEMORY) for places in (doubled, once)]
    left, right = (vars(phones_of(world.people, c, world.cell_start)).values() for c in made)
    for one, other in zip(left, right, strict=True):
        assert np.array_equal(one, other)

"""Contacts in two bytes are read back as they were, wherever they are stored."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse.engine.array_space import IN_MEMORY
from glasshouse.engine.compiled import compiled
from glasshouse.engine.shards import Shards
from glasshouse.model.contact_steps import contact_at, contacts_of, copy_signs, places_of, sign_at
from glasshouse.model.person import CONTACTS

PERSONS = 70_001
BLOCKS = 3 * 1024


@compiled
def read(contacts, into):
    for i in range(into.shape[0]):
        for slot in range(into.shape[1]):
            into[i, slot] = contact_at(contacts, i, slot)


@compiled
def read_signs(contacts, signs, into):
    for i in range(into.shape[0]):
        for slot in range(into.shape[1]):
            place = sign_at(contacts, i, slot)
            into[i, slot] = signs[place] if place != i else -1


def places(kind: str) -> np.ndarray:
    dice, here = np.random.default_rng(1), np.arange(PERSONS)[:, None]
    shape = (PERSONS, CONTACTS)
    if kind == "anywhere":
        made = dice.integers(-1, PERSONS, shape)
    elif kind == "near":
        made = np.minimum(here + dice.integers(1, 99, shape), PERSONS)
        made[made == PERSONS] = -1
    elif kind == "across":
        made = np.where(here < PERSONS // 2, PERSONS - 1, 0) * np.ones((1, CONTACTS), int)
    elif kind == "at the limits":
        steps = np.array([-32769, -32768, -32767, 24575, 24576, 32767, 32768, 0])
        made = np.where((here + steps >= 0) & (here + steps < PERSONS), here + steps, -1)
    else:
        made = np.full(shape, -1)
    return made.astype(np.int32)


@pytest.mark.parametrize("kind", ["anywhere", "near", "across", "at the limits", "nobody"])
def test_contacts_are_read_back_as_they_were(kind):
    known = places(kind)
    parts = [known[start : start + BLOCKS] for start in range(0, PERSONS, BLOCKS)]
    contacts, found = contacts_of(PERSONS, parts, IN_MEMORY), np.empty_like(known)
    read(contacts, found)
    assert np.array_equal(found, known)
    some = np.random.default_rng(2).integers(0, PERSONS, 1_000)
    assert np.array_equal(places_of(contacts, some), known[some])
    signs, copied = np.random.default_rng(3).integers(0, 255, PERSONS, np.uint8), contacts.blank_signs()
    with Shards(2) as shards:
        copy_signs(contacts, signs, copied, shards)
    read_signs(contacts, copied, found)
    assert np.array_equal(found, np.where(known >= 0, signs.astype(int)[known], -1))
    if kind == "near":
        assert contacts.nbytes / PERSONS < 2 * CONTACTS + 0.1


def test_no_one_knows_no_one():
    contacts = contacts_of(0, [], IN_MEMORY)
    assert places_of(contacts, np.arange(0)).shape == (0, CONTACTS)

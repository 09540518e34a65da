"""Who knows whom: up to eight contacts of every adult, from keyed luck over places and serials.

Slots 0 to 2 hold the adults of the household; what they leave free and slots 3 to 5 go to people of the same
block, slot 6 (and 1) to colleagues in the same district, slot 7 to somebody farther off in the province.
A draw names a home whether or not it is lived in yet: one that is not leaves the slot empty, so that later
comers fill empty slots and change no tie that exists.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from glasshouse.engine import rng
from glasshouse.population.households import Households
from glasshouse.population.margins import Floats, Ints
from glasshouse.population.places import Ground
from glasshouse.population.schema import Ties

CONTACTS = 8
"""Most contacts of one person."""
NOBODY = -1
_HOUSEHOLD = 3
_PRIORITY = np.array([3, 6, 7, 4, 5, 2, 1, 0])
"""Slots in the order in which acquaintances outside the household are made."""
_TURN = np.argsort(_PRIORITY)
_COLLEAGUES = (6, 1)
_FAR = 7

Words = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Town:
    """One province as ties see it: homes, grounds by registration, and how many persons are drawn."""

    ties: Ties
    homes: Households
    grounds: tuple[Ground, Ground]
    persons: int
    seed: int


@dataclass(frozen=True)
class Egos:
    """Adults of one registration whose ties are drawn: identity, household serial and member number."""

    numbers: Words
    serial: Ints
    member: Ints
    works: npt.NDArray[np.bool_]


def contacts(town: Town, egos: Egos, rural: int, works: npt.NDArray[np.bool_]) -> Ints:
    """Contacts (n, 8) as running numbers of the province, -1 where empty; `works` is of all its persons."""
    near, far, few = (
        rng.words(town.seed, 0, egos.numbers, 0, f"society.ties.{name}") for name in ("near", "far", "few")
    )
    found = np.full((len(egos.serial), CONTACTS), NOBODY, np.int64)
    for slot, words in zip((3, 4, 5, 2, 0), (*near.T, few[:, 0]), strict=True):
        found[:, slot] = _neighbour(town, egos, rural, words)
    for slot, words in zip(_COLLEAGUES, far.T, strict=False):
        found[:, slot] = _colleague(town, egos, rural, words, works)
    found[:, _FAR] = _far_off(town, egos, far[:, 2])
    wanted = np.searchsorted(_outside(town.ties), rng.uniform(far[:, 3]), side="right")
    found[wanted[:, None] <= _TURN] = NOBODY
    _household(town, egos, found)
    found[found >= town.persons] = NOBODY
    _once(found)
    return found


def guarantees(town: Town, numbers: Words, found: Ints, owes: npt.NDArray[np.bool_]) -> npt.NDArray[np.int8]:
    """Slot of the indebted contact each person stands surety for, -1 for none."""
    words = rng.words(town.seed, 0, numbers, 0, "society.surety")
    slot = (words[:, 0] % CONTACTS).astype(np.int64)
    chosen = found[np.arange(len(found)), slot]
    stands = (chosen >= 0) & owes[chosen] & (rng.uniform(words[:, 1]) < town.ties.surety.value)
    return np.where(stands, slot, NOBODY).astype(np.int8)


def _outside(ties: Ties) -> Floats:
    values = ties.outside.values
    return np.cumsum([values[count] for count in range(CONTACTS)])[:-1]


def _household(town: Town, egos: Egos, found: Ints) -> None:
    adults = town.homes.adults[egos.serial].astype(np.int64)
    for slot in range(_HOUSEHOLD):
        other = (egos.member + 1 + slot) % adults
        own = slot < adults - 1
        found[own, slot] = (town.homes.first[egos.serial] + other)[own]


def _neighbour(town: Town, egos: Egos, rural: int, words: Words) -> Ints:
    """Somebody in the same block: half of them from the doors beside one's own."""
    land, rank = town.grounds[rural], town.homes.rank[egos.serial].astype(np.int64)
    block = land.block_of(rank)
    start, room = land.block_start[block], np.diff(land.block_start)[block]
    beside = np.array([-4, -3, -2, -1, 1, 2, 3, 4])[(words >> 1) & 7]
    anywhere = 1 + _pick(words, room - 1)
    step = np.where(words & 1, beside, anywhere) % room
    serial = _lived_in(town, rural, start + (rank - start + step) % room)
    return np.where(step == 0, NOBODY, _adult(town, serial, words))


def _colleague(town: Town, egos: Egos, rural: int, words: Words, works: npt.NDArray[np.bool_]) -> Ints:
    """Somebody of the same workplace, which takes every so-many-th home of a district of one settlement."""
    land, rank = town.grounds[rural], town.homes.rank[egos.serial].astype(np.int64)
    place = np.searchsorted(land.place_start, rank, side="right") - 1
    span = int(town.ties.district.value)
    begin = land.place_start[place]
    base = begin + (rank - begin) // span * span
    homes = np.minimum(span, land.place_start[place + 1] - base)
    every = np.maximum(homes // int(town.ties.workplace.value), 1) + egos.member
    row, desk = np.divmod(rank - base, every)
    staff = (homes - 1 - desk) // every + 1
    other = base + desk + every * ((row + 1 + _pick(words, np.maximum(staff - 1, 1))) % staff)
    serial = _lived_in(town, rural, other)
    number = town.homes.first[serial] + egos.member
    meets = egos.works & (other != rank) & (serial >= 0) & (egos.member < town.homes.adults[serial])
    number = np.where(meets & (number < town.persons), number, NOBODY)
    return np.where(works[number], number, NOBODY)


def _far_off(town: Town, egos: Egos, words: Words) -> Ints:
    """Somebody of the province, the nearer in serial (and so mostly in place) the likelier."""
    distance = np.floor(town.ties.reach.value ** rng.uniform(words)).astype(np.int64)
    down = egos.serial - distance
    serial = np.where((words & 1).astype(bool) & (down >= 0), down, egos.serial + distance)
    return _adult(town, np.where(serial < len(town.homes), serial, NOBODY), words)


def _lived_in(town: Town, rural: int, rank: Ints) -> Ints:
    of_rank = town.homes.of_rank[rural]
    inside = rank < len(of_rank)
    return np.where(inside, of_rank[np.where(inside, rank, 0)], NOBODY)


def _adult(town: Town, serial: Ints, words: Words) -> Ints:
    """An adult of the household, by bits of the word that nothing else uses."""
    adults = town.homes.adults[serial].astype(np.int64)
    member = (((words >> 4) & 255).astype(np.int64) * adults) >> 8
    return np.where(serial >= 0, town.homes.first[serial] + member, NOBODY)


def _pick(words: Words, count: Ints) -> Ints:
    """A whole number 0 .. count - 1 from the upper 20 bits of each word."""
    return ((words >> 12).astype(np.int64) * count) >> 20


def _once(found: Ints) -> None:
    """Empty every slot whose person stands in an earlier one."""
    for slot in range(1, CONTACTS):
        again = (found[:, :slot] == found[:, slot : slot + 1]).any(axis=1)
        found[again, slot] = NOBODY

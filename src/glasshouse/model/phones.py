"""Where the phones are, and who knows whom the other way round: what it takes to tell everybody around.

Neither changes in a run, since nobody is stored elsewhere, grows up or loses a phone. Raster cells wholly
inside a circle are counted by their totals, those on its edge phone by phone: the circle stays exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine.compiled import compiled, inlined
from glasshouse.model.contact_steps import Contacts, contact_at
from glasshouse.model.debtor_map import CELL, window
from glasshouse.model.person import ADULT, CONTACTS, SMARTPHONE
from glasshouse.model.record_types import CellRow, Int, Metres, Person, Places, Records

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Phones:
    """Phones of adults, cell by cell, and for each person those with a phone who count them as a contact.

    `before` (cells + 1,) phones in the cells before; `x`, `y` (phones,) metres from the middle of the
    settlement; `known_from` (n + 1,) where the knowers of each stored person begin in `knowers`, which holds
    places in storage.
    """

    before: Array
    x: Array
    y: Array
    known_from: Array
    knowers: Array

    @property
    def nbytes(self) -> int:
        """Memory of all of it."""
        return sum(array.nbytes for array in vars(self).values())


def phones_of(people: Records, contacts: Contacts, cell_start: Places) -> Phones:
    """The phones of `people` (records in storage order) with their `contacts` and their raster."""
    has = (people["age"] >= ADULT) & ((people["traits"] & SMARTPHONE) != 0)
    before = np.concatenate([[0], np.cumsum(has)])[cell_start].astype(np.int32)
    known_from, knowers = _knowers(has, contacts)
    return Phones(before, people["x"][has], people["y"][has], known_from, knowers)


def _knowers(has: Array, contacts: Contacts) -> tuple[Array, Array]:
    """For each person, those of whom `has` holds who count them as a contact, in order of storage."""
    start = np.zeros(len(has) + 2, np.int64)
    count_knowers(has, contacts, start)
    np.cumsum(start, out=start)
    knowers = np.empty(start[-1], np.int32)
    place_knowers(has, contacts, start, knowers)
    return start[:-1], knowers


@compiled
def count_knowers(has: Any, contacts: Contacts, start: Any) -> None:
    """Count into `start[j + 2]` how many know the person at j."""
    for i in range(contacts.steps.shape[0]):
        if has[i]:
            for slot in range(CONTACTS):
                if is_first_slot(contacts, i, slot):
                    start[contact_at(contacts, i, slot) + 2] += 1


@compiled
def place_knowers(has: Any, contacts: Contacts, start: Any, knowers: Any) -> None:
    """Write who knows j from `start[j + 1]` on, which moves to where those of the next person begin."""
    for i in range(contacts.steps.shape[0]):
        if has[i]:
            for slot in range(CONTACTS):
                if is_first_slot(contacts, i, slot):
                    known = contact_at(contacts, i, slot)
                    knowers[start[known + 1]] = i
                    start[known + 1] += 1


@inlined
def is_first_slot(contacts: Contacts, i: Any, slot: Any) -> Any:
    """Whether a slot holds somebody who stands in no earlier one."""
    known = contact_at(contacts, i, slot)
    for earlier in range(slot):
        if contact_at(contacts, i, earlier) == known:
            return False
    return known >= 0


@inlined
def has_phone(p: Person) -> bool:
    """Whether a message reaches the person."""
    return p.age >= ADULT and p.traits & SMARTPHONE != 0


@inlined
def count_phones(
    home: CellRow, x: Int, y: Int, radius: Int, before: Places, phone_x: Metres, phone_y: Metres
) -> Int:
    """Phones within `radius` metres of a point of the settlement `home`, the edge included."""
    found = np.int64(0)
    top, bottom, first, last = window(home, x, y, radius)
    for r in range(top, bottom + 1):
        run = home.first + r * home.side
        inner, outer = inside(home, x, y, radius, r, first, last)
        found += before[run + outer] - before[run + inner]
        for j in range(before[run + first], before[run + inner]):
            found += is_near(phone_x[j], phone_y[j], x, y, radius)
        for j in range(before[run + outer], before[run + last + 1]):
            found += is_near(phone_x[j], phone_y[j], x, y, radius)
    return found


@inlined
def inside(home: CellRow, x: Int, y: Int, radius: Int, row: Int, first: Int, last: Int) -> tuple[Int, Int]:
    """The first column of a row that lies wholly in the circle, and the one behind the last such."""
    low = home.low + row * CELL
    far = max(abs(low - y), abs(low + CELL - 1 - y))
    if far > radius:
        return first, first
    half = np.int64(np.sqrt(np.float64(radius * radius - far * far)))
    inner = max(first, -((home.low - x + half) // CELL))
    outer = min(last + 1, (x + half + 1 - home.low) // CELL)
    return (inner, outer) if inner < outer else (first, first)


@inlined
def is_near(phone_x: Int, phone_y: Int, x: Int, y: Int, radius: Int) -> Int:
    """1 where a phone stands inside the circle, its edge included."""
    dx, dy = np.int64(phone_x) - x, np.int64(phone_y) - y
    return np.int64(dx * dx + dy * dy <= radius * radius)

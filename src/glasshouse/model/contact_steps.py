"""Whom people know, in two bytes a contact: most contacts are stored near those who know them.

A contact is a step from where the person is stored. Contacts out of reach of two bytes stand in a table of
places; each block of 1,024 persons has a run of it, and the step says which place of the run. So no contact
is searched for, and even a block that knows nobody near fits.

Every month all look at the signs of their contacts. The signs of far contacts are therefore copied behind
those of everybody, once a month and in the order of the table: near and far ones are read alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from glasshouse.engine.compiled import compiled, inlined
from glasshouse.model.person import CONTACTS
from glasshouse.model.record_types import Int, Places, Signs

if TYPE_CHECKING:
    from glasshouse.engine.array_space import ArraySpace
    from glasshouse.engine.shards import Shards

NOBODY = -1
_NONE = 0
"""The step of an empty slot."""
_BLOCK_BITS = 10
_BLOCK = 1 << _BLOCK_BITS
_LEAST = -(1 << 15)
_FAR = (1 << 15) - CONTACTS * _BLOCK
"""The first step that counts places of the table: one step for every slot of a block is left."""
_MANY = 1 << 16
"""Signs whose copying is worth handing to other threads."""


class Contacts(NamedTuple):
    """`steps` (n, 8) from where each person is stored; `far` the places of contacts that are not near, those
    of block b from `far_before[b]` on. Read with `contact_at`, `sign_at` and `places_of`."""

    steps: npt.NDArray[np.int16]
    far: Places
    far_before: Places

    @property
    def nbytes(self) -> int:
        """Memory of all of it."""
        return sum(array.nbytes for array in self)

    def blank_signs(self) -> Signs:
        """Room for the signs of everybody and, behind them, those of far contacts."""
        return np.zeros(len(self.steps) + len(self.far), np.uint8)


@inlined
def contact_at(contacts: Contacts, i: Int, slot: Int) -> Int:
    """Where the contact in a slot of the person stored at `i` is stored; -1 if the slot is empty."""
    step = np.int64(contacts.steps[i, slot])
    if step >= _FAR:
        return np.int64(contacts.far[contacts.far_before[i >> _BLOCK_BITS] + step - _FAR])
    return i + step if step != _NONE else np.int64(NOBODY)


@inlined
def sign_at(contacts: Contacts, i: Int, slot: Int) -> Int:
    """Where the sign of the contact in a slot stands among `copied` ones; `i` if the slot is empty."""
    step = np.int64(contacts.steps[i, slot])
    behind = np.int64(contacts.far_before[i >> _BLOCK_BITS]) + contacts.steps.shape[0] - _FAR
    return step + (behind if step >= _FAR else i)


def copy_signs(contacts: Contacts, signs: Signs, into: Signs, shards: Shards) -> None:
    """Copy `signs` (n,) and those of far contacts `into` an array of `Contacts.blank_signs`."""
    n, far = len(signs), contacts.far
    into[:n] = signs
    if len(far) < _MANY:
        gather(far, signs, into[n:])
    else:
        shards.each(len(far), lambda a, b: gather(far[a:b], signs, into[n + a : n + b]))


@compiled
def gather(places: Places, signs: Signs, into: Signs) -> None:
    """The signs of those stored at `places`."""
    for k in range(places.shape[0]):
        into[k] = signs[np.uint64(places[k])]


def places_of(contacts: Contacts, rows: npt.NDArray[np.integer]) -> Places:
    """Where the contacts of those stored at `rows` are stored, (len(rows), 8); -1 in empty slots."""
    steps = contacts.steps[rows].astype(np.int64)
    is_far = steps >= _FAR
    places = np.where(steps == _NONE, NOBODY, steps + rows[:, None])
    run = np.broadcast_to(contacts.far_before[rows >> _BLOCK_BITS][:, None], steps.shape)
    places[is_far] = contacts.far[(run + steps - _FAR)[is_far]]
    return places.astype(np.int32)


def contacts_of(persons: int, parts: Iterable[Places], space: ArraySpace) -> Contacts:
    """The contacts of `persons` people from their places in storage: `parts` (rows, 8) in order, -1 for none,
    each but the last of whole blocks."""
    steps = space.zeros((persons, CONTACTS), np.int16)
    far, counts, start = [], [np.zeros(1, np.int64)], 0
    for places in parts:
        some, found, many = _steps(places, start)
        steps[start : start + len(some)] = some
        start += len(some)
        far.append(found)
        counts.append(many)
    table = space.zeros(sum(map(len, far)), np.int32)
    if far:
        np.concatenate(far, out=table)
    return Contacts(steps, table, np.cumsum(np.concatenate(counts)).astype(np.int32))


def _steps(places: Places, start: int) -> tuple[npt.NDArray[np.int16], Places, npt.NDArray[np.int64]]:
    """Steps of those stored from `start` on, the places that are out of reach, and how many of each block."""
    rows = np.arange(len(places))
    steps = places.astype(np.int64) - (start + rows)[:, None]
    empty = places == NOBODY
    is_far = ~empty & ((steps < _LEAST) | (steps >= _FAR) | (steps == _NONE))
    before = np.cumsum(is_far).reshape(is_far.shape) - is_far
    steps = np.where(is_far, before - before[rows & -_BLOCK, :1] + _FAR, steps)
    counts = np.add.reduceat(is_far.sum(axis=1), rows[::_BLOCK]) if len(rows) else rows
    return np.where(empty, _NONE, steps).astype(np.int16), places[is_far], counts

"""One person in several worlds at once: who lives apart in which of them, and who has come together again.

World 0 is the first; bit k - 1 of a mask stands for world k, a branch. A person who is the same in a branch
has no life there: the row of world 0 is theirs. `active` are the worlds in which the person is followed this
month, world 0 before all, and `records[a]` and `carried[a]` belong to the a-th of them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from glasshouse.engine.compiled import compiled, inlined
from glasshouse.model.bits import copy
from glasshouse.model.record_types import Int, MonthRecord, Person, Places, Records, Signs, Words

Masks = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
class RowBytes(NamedTuple):
    """Rows as bytes: `people` (n, bytes) of world 0, `work` and `records` (worlds, bytes) of one person."""

    people: Bytes
    work: Bytes
    records: Bytes


WIDE = 32
"""Bytes that a processor compares at a time."""
MOST_BRANCHES = 62
"""Bits of a mask."""


@compiled
def follow(
    new: Int,
    apart: Int,
    i: int,
    m: int,
    active: Masks,
    slots: Masks,
    people_of: Records,
    work: Records,
    records: Records,
    carried: Masks,
    next_signs_of: Signs,
) -> int:
    """Follow person `i` in the branches `new` too; returns how many worlds that makes.

    Where the person is not `apart` yet they begin as they are in world 0 at this moment.
    """
    for w in range(1, len(people_of)):
        if new >> (w - 1) & 1:
            work[m] = people_of[w if apart >> (w - 1) & 1 else 0, i]
            next_signs_of[w, i] = next_signs_of[0, i]
            records[m] = records[0]
            copy(carried[m], carried[0])
            active[m] = w
            slots[w] = m
            m += 1
    return m


@compiled
def follow_as(
    w: int,
    m: int,
    p: Person,
    record: MonthRecord,
    values: Masks,
    active: Masks,
    slots: Masks,
    work: Records,
    records: Records,
    carried: Masks,
) -> int:
    """Follow a person in the branch `w` too, where they are as `p`; returns how many worlds that makes."""
    work[m] = p
    records[m] = record
    copy(carried[m], values)
    active[m] = w
    slots[w] = m
    return m + 1


@inlined
def differ(one: Words, other: Words) -> bool:
    """Whether two sets of the same length are not the same."""
    different = False
    for k in range(len(one)):
        different |= one[k] != other[k]
    return different


@compiled
def rejoin(
    may: Int,
    joined: Int,
    i: int,
    m: int,
    active: Masks,
    slots: Masks,
    people_of: Records,
    work: Records,
    records: Records,
    next_signs_of: Signs,
    bytes_of_all: RowBytes,
) -> tuple[int, Int]:
    """Follow person `i` no longer in those of the branches `may` in which all is as in world 0.

    Nothing but counting may be left of the month. Returns how many worlds are left, and in which branches.
    """
    a = 1
    while a < m:
        w = active[a]
        if (
            may >> (w - 1) & 1
            and next_signs_of[w, i] == next_signs_of[0, i]
            and are_equal(bytes_of_all.work[a], bytes_of_all.people[i])
            and are_equal(bytes_of_all.records[a], bytes_of_all.records[0])
        ):
            m -= 1
            joined &= ~(1 << (w - 1))
            slots[w] = 0
            if a < m:
                work[a] = work[m]
                records[a] = records[m]
                active[a] = active[m]
                slots[active[a]] = a
        else:
            a += 1
    return m, joined


@compiled
def part(
    i: int,
    m: int,
    active: Masks,
    slots: Masks,
    people_of: Records,
    work: Records,
    bytes_of_all: RowBytes,
) -> Int:
    """The branches in which person `i` begins the next month unlike world 0, where their row is kept.

    Nobody is followed after that.
    """
    apart = np.int64(0)
    for a in range(1, m):
        w = active[a]
        slots[w] = 0
        if not are_equal(bytes_of_all.work[a], bytes_of_all.people[i]):
            people_of[w, i] = work[a]
            apart |= 1 << (w - 1)
    return apart


@inlined
def are_equal(one: Bytes, other: Bytes) -> bool:
    """Whether all bytes are the same; there are at least `WIDE`."""
    different = np.uint8(0)
    whole = len(one) // WIDE * WIDE
    for k in range(whole):  # without a way out the loop runs on many bytes at a time
        different = np.uint8(different | (one[k] ^ other[k]))
    for k in range(len(one) - WIDE, len(one)):  # some twice, so that no byte is left to look at alone
        different = np.uint8(different | (one[k] ^ other[k]))
    return different == 0


@compiled
def spread(
    signs_of: Signs,
    alone: Masks,
    read: int,
    before: Places,
    watchers: Places,
    stirred: Masks,
) -> None:
    """Give everybody in each branch the sign of world 0, except those who lived `alone` there.

    `stirred` gets the branches in which somebody whom a person looks at gives another sign, as far as its
    bits are `read` by anybody; those who look at person i are `watchers[before[i]:before[i + 1]]`.
    """
    stirred[:] = 0
    branches = len(signs_of) - 1
    for i in range(len(alone)):
        sign = signs_of[0, i]
        if not alone[i]:
            for w in range(1, branches + 1):
                signs_of[w, i] = sign
            continue
        odd = np.int64(0)
        for w in range(1, branches + 1):
            if not alone[i] >> (w - 1) & 1:
                signs_of[w, i] = sign
            elif (signs_of[w, i] ^ sign) & read:
                odd |= 1 << (w - 1)
        if odd:
            for at in range(before[i], before[i + 1]):
                stirred[watchers[at]] |= odd


@compiled
def count_watchers(contacts: Places, payers: Places, before: Places) -> None:
    """Count in `before[i + 1]` who looks at person i, then sum up; `payers` are steps from each person."""
    for i in range(len(payers)):
        for slot in range(contacts.shape[1]):
            if contacts[i, slot] >= 0:
                before[contacts[i, slot] + 1] += 1
        before[i + payers[i] + 1] += 1
    for i in range(len(payers)):
        before[i + 1] += before[i]


@compiled
def note_watchers(contacts: Places, payers: Places, at: Places, watchers: Places) -> None:
    """Fill `watchers`; `at` (n,) is where those of each person begin, and is moved on."""
    for i in range(len(payers)):
        for slot in range(contacts.shape[1]):
            other = contacts[i, slot]
            if other >= 0:
                watchers[at[other]] = i
                at[other] += 1
        payer = i + payers[i]
        watchers[at[payer]] = i
        at[payer] += 1

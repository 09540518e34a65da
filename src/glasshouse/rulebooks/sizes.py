"""How many rights, acts, lists and so on a run has room for, and record types made for that many.

Record types are made for the vocabulary of a run. There are only a few steps of room, because machine code
is compiled once for each: the first is what every shipped rulebook fits into, the last is the limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TypeAlias

import numpy as np

Records: TypeAlias = "np.recarray[tuple[int, ...], np.dtype[np.void]]"
"""Records whose fields are attributes, mostly one row each (n,)."""
WORD = 32
"""Bits of one word of a set of rights."""

Length = int | str
Field = tuple[str, str] | tuple[str, str, Length | tuple[Length, ...]]
"""Name, type and length of a field. A type may be one of `Sizes.types`, a length a name of a size."""


@dataclass(frozen=True)
class Sizes:
    """Room for so many of each: codes of rights and acts, places of lists and grades, months of a term and
    of a course; statuses, measures of an amount or a duration (fines, cuts, duties and the like), and lists
    that count how often something happened."""

    rights: int = 32
    behaviours: int = 64
    lists: int = 4
    grades: int = 8
    firm_lists: int = 3
    months: int = 255
    course: int = 63
    statuses: int = 0
    measures: int = 0
    counted: int = 0

    @property
    def types(self) -> dict[str, tuple[str, int | None]]:
        """NumPy type, and length if it is an array, of the types that depend on the sizes.

        `rights` is a set of rights in words of 32 bits, the first right in the lowest bit of the first word,
        `statuses` and `measures` sets of these likewise;
        `lists`, `firm_lists` and `counters` are sets in one number; `behaviour` is the code of an
        act, all bits set for none; `months` is a time that a rulebook sets; `list_months` holds a list and
        months of it.
        """
        return {
            "rights": ("u4", self.rights // WORD),
            "statuses": ("u4", self.statuses // WORD),
            "measures": ("u4", -(-self.measures // WORD)),
            "lists": (_mask_type(self.lists), None),
            "counters": (_mask_type(self.counted), None),
            "firm_lists": (_mask_type(self.firm_lists), None),
            "behaviour": ("u1" if self.behaviours < 256 else "u2", None),
            "months": ("u1" if self.months < 256 else "u2", None),
            "list_months": ("u1" if self.lists <= 4 and self.course < 64 else "u4", None),
        }


STEPS = (
    Sizes(),
    Sizes(rights=64, behaviours=128, lists=8, statuses=32, measures=16, counted=8),
    Sizes(
        rights=256, behaviours=512, lists=16, grades=32, firm_lists=16, months=2400, course=1200,
        statuses=64, measures=64, counted=16,
    ),
    Sizes(
        rights=1024, behaviours=8192, lists=62, grades=120, firm_lists=62, months=2400, course=1200,
        statuses=512, measures=512, counted=62,
    ),
)  # fmt: skip
"""Room there can be. A run takes the first step that all its rulebooks fit into; a field without room
takes no byte. No time in a rulebook is longer than 1,200 months, or 2,400 with its extension."""
STANDARD, LIMIT = STEPS[0], STEPS[-1]


def room_for(needed: Iterable[Sizes]) -> Sizes:
    """The first step with room for all of these; the last where none has enough (see `rulebook.checks`)."""
    every = tuple(needed)
    for step in STEPS:
        if all(
            getattr(one, size.name) <= getattr(step, size.name) for one in every for size in fields(Sizes)
        ):
            return step
    return LIMIT


def sized(declared: Sequence[Field], sizes: Sizes, *, align: bool = True) -> np.dtype[np.void]:
    """The record type of declared fields for these sizes."""
    return np.dtype([_field(one, sizes) for one in declared], align=align)


def longest_first(declared: Sequence[Field], sizes: Sizes) -> list[Field]:
    """Fields in an order that keeps each aligned without padding."""
    return sorted(declared, key=lambda field: -np.dtype(sizes.types.get(field[1], (field[1],))[0]).itemsize)


def _field(declared: Field, sizes: Sizes) -> tuple[str, str] | tuple[str, str, tuple[int, ...]]:
    name, kind, *length = declared
    shape = length[0] if length else ()
    steps = [
        getattr(sizes, n) if isinstance(n, str) else n
        for n in (shape if isinstance(shape, tuple) else (shape,))
    ]
    base, words = sizes.types.get(kind, (kind, None))
    whole = (*steps, words) if words is not None else tuple(steps)
    return (name, base, whole) if whole else (name, base)


def _mask_type(bits: int) -> str:
    return "u1" if bits <= 8 else "u2" if bits <= 16 else "u4" if bits <= 32 else "i8"

"""Planes: one bit a person and month, kept as the first month and who changes after it.

A plane says of everybody whether something is so at the end of a month. Most of it stays as it was, so that
a run of ten years is little more than its first month.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from glasshouse.model.census import FEARFUL_FROM
from glasshouse.model.person import LISTED, VOICES

if TYPE_CHECKING:
    from glasshouse.model.world import World

Array = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]


def _listed(world: World) -> Flags:
    return np.asarray((world.signs & LISTED) != 0)


def _wrong(world: World) -> Flags:
    mistaken = (world.people["wrong_person"] | world.people["unable"]) & world.people["lists"]
    return np.asarray(_listed(world) & (mistaken != 0))


PLANES: Mapping[str, Callable[[World], Flags]] = {
    "listed": _listed,
    "wrong": _wrong,
    "gated": lambda world: world.people["shut"].any(axis=1),
    "voices": lambda world: np.asarray((world.people["state"] & VOICES) != 0),
    "fearful": lambda world: np.asarray(world.people["fear"] >= FEARFUL_FROM),
}
"""On a blacklist; on one for somebody else's deed, for nothing or though unable to pay; some right shut;
criticised in public this month; in fear (a quarter of the scale or more)."""
OF_THE_TWIN = ("voices",)
"""Planes kept of the twin: somebody is silent who speaks there and not under the system."""


@dataclass(frozen=True)
class Plane:
    """`first` (n,) flags of month 0; `flips` u32 who changes, those of month m at `at[m]` .. `at[m + 1]`."""

    first: Flags
    flips: Array
    at: Array

    def month(self, month: int) -> Flags:
        """The flags at the end of a month, (n,)."""
        changed = np.bincount(self.flips[: self.at[month + 1]], minlength=len(self.first)) & 1
        return np.asarray(self.first ^ changed.astype(bool))

    @property
    def bytes(self) -> int:
        """Memory it takes."""
        return int(self.first.nbytes + self.flips.nbytes + self.at.nbytes)


def plane_of(months: list[Flags]) -> Plane:
    """The plane of flags given month by month."""
    keeper = _Keeper()
    for flags in months:
        keeper.note(flags)
    return keeper.plane()


class _Keeper:
    """Takes in the flags of one month after another."""

    def __init__(self) -> None:
        self._first: Flags | None = None
        self._now: Flags = np.zeros(0, bool)
        self._flips: list[Array] = []

    def note(self, flags: Flags) -> None:
        if self._first is None:
            self._first, self._flips = flags, [np.zeros(0, np.uint32)]
        else:
            self._flips.append(np.flatnonzero(flags != self._now).astype(np.uint32))
        self._now = flags

    def plane(self) -> Plane:
        at = np.cumsum([0, *(len(part) for part in self._flips)]).astype(np.uint32)
        first = self._now if self._first is None else self._first
        return Plane(first, np.concatenate([np.zeros(0, np.uint32), *self._flips]), at)


class Watch:
    """Looks at a world after each of its months (see `study.running.live`); changes nothing in it."""

    def __init__(self, planes: tuple[str, ...] = tuple(PLANES)) -> None:
        self._keepers = {name: _Keeper() for name in planes}
        self.who: Array = np.zeros(0, np.uint32)

    def __call__(self, month: int, world: World) -> None:
        """Note one month."""
        if month == 0:
            self.who = world.people["who"].copy()
        for name, keeper in self._keepers.items():
            keeper.note(PLANES[name](world))

    def planes(self) -> dict[str, Plane]:
        """What was seen; persons are in the order of storage, that of `who`."""
        return {name: keeper.plane() for name, keeper in self._keepers.items()}

"""Stays on lists: when somebody came onto a list, on what ground, who told them, and how they left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.model import events as event
from glasshouse.rulebooks.law import (
    ENTRY_FIRM_LISTED,
    EXIT_EXPIRED,
    EXIT_FIRM,
    EXIT_GRADE,
    EXIT_INABILITY,
    EXIT_PERFORMED,
    EXIT_REPAIRED,
)
from glasshouse.rulebooks.sizes import Records

Array = npt.NDArray[Any]
NEVER = -1

HOWS = (
    "open",
    "paid",
    "expired",
    "corrected",
    "repaired",
    "unable",
    "with firm",
    "bought",
    "moved",
    "abolished",
    "ended",
    "lapsed",
    "excused",
    "withdrawn",
)
"""How a stay ended: `open` not before the run did; `bought` from an official; `moved` and `abolished` when
the register changed with the province or the rulebook; `ended` in no way that was written down; `lapsed` by a
deadline, `excused` by a defence, `withdrawn` with the person's consent."""
HOW = {name: code for code, name in enumerate(HOWS)}
_FREED = np.array([HOW[name] for name in ("ended", "lapsed", "excused", "withdrawn")], np.uint8)
"""How a stay ended, by `MonthRecord.freed_by`."""

STAY = np.dtype(
    [
        ("row", "i4"),
        ("period", "i4"),  # of the entry
        ("entered", "i4"),  # months, NEVER for never
        ("left", "i4"),
        ("noticed", "i4"),
        ("disputed", "i4"),
        ("decided", "i4"),
        ("copies_until", "i4"),
        ("list", "u1"),
        ("register", "u1"),  # serial of the province that keeps the list
        ("how", "u1"),
        ("wrong_person", "u1"),
        ("unable", "u1"),
        ("basis", "u1"),  # see `model.trail.BASES`
        ("won", "u1"),
    ],
    align=True,
)
_EXITS = (
    (event.LEFT_WITH_FIRM, EXIT_FIRM, "with firm"),
    (event.LEFT_PAID, EXIT_PERFORMED, "paid"),
    (event.LEFT_EXPIRED, EXIT_EXPIRED | EXIT_GRADE, "expired"),
    (event.LEFT_UNABLE, EXIT_INABILITY, "unable"),
    (event.LEFT_REPAIRED, EXIT_REPAIRED, "repaired"),
    (event.SOLD, 0xFF, "bought"),
)
"""Event, the exit rule of a list it may be of, and what it is called."""


class Stays:
    """All stays of a run in the order in which they began."""

    EVENTS = event.NOTICED | event.DISPUTE_FILED | event.DISPUTE_WON | event.DISPUTE_LOST

    def __init__(self, rows: int, lists: int) -> None:
        self._made = np.zeros(1024, STAY)
        self._count = 0
        self._open = np.full((rows, lists), NEVER, np.int32)
        self._latest = np.full((rows, lists), NEVER, np.int32)

    @property
    def made(self) -> Array:
        """The stays, records of STAY."""
        return self._made[: self._count].copy()

    def note(self, month: int, rows: Array, traces: Array, laws: Records, period: int) -> None:
        """Take in what happened in a month to `rows`, whose traces are given; no row twice."""
        register = np.minimum(traces["listed_in"], len(laws) - 1)
        for k in range(self._open.shape[1]):
            on, stands = self._open[rows, k] != NEVER, _bit(traces["lists"], k)
            entered, left = _bit(traces["entered"], k), _bit(traces["left"], k)
            again = on & left & stands
            self._leave(month, rows[again], k, traces[again], laws, register[again])
            fresh = (stands & (~on | again)) | (entered & ~on)
            self._enter(month, rows[fresh], k, traces[fresh], period)
        told = traces["happened"] & self.EVENTS != 0
        self._tell(month, rows[told], traces["happened"][told], laws["list_red"][register[told]])
        for k in range(self._open.shape[1]):
            gone = (self._open[rows, k] != NEVER) & ~_bit(traces["lists"], k)
            self._leave(month, rows[gone], k, traces[gone], laws, register[gone])

    def copied(self, rows: Array, lists: Array, month: int) -> None:
        """Until `month` a copy of each row's list went on refusing after the entry had been struck out."""
        places = self._latest[rows, lists] if len(rows) else np.zeros(0, np.int32)
        self._made["copies_until"][places[places != NEVER]] = month

    def rebook(self, rows: Array, places: Sequence[int], month: int) -> None:
        """A new rulebook took over the lists of `rows`: list k became `places[k]`, -1 ended it."""
        before = self._open[rows].copy()
        self._open[rows] = NEVER
        for k, place in enumerate(places):
            on = before[:, k] != NEVER
            if place < 0:
                self._made["left"][before[on, k]] = month
                self._made["how"][before[on, k]] = HOW["abolished"]
            else:
                self._open[rows[on], place] = before[on, k]

    def _enter(self, month: int, rows: Array, k: int, traces: Array, period: int) -> None:
        places = np.arange(self._count, self._count + len(rows), dtype=np.int32)
        self._count += len(rows)
        if self._count > len(self._made):
            self._made = np.concatenate([self._made, np.zeros(max(len(self._made), len(rows)), STAY)])
        new = np.zeros(len(rows), STAY)
        for name in ("left", "noticed", "disputed", "decided", "copies_until"):
            new[name] = NEVER
        new["row"], new["period"], new["entered"], new["list"] = rows, period, month, k
        new["register"], new["basis"] = traces["listed_in"], traces["basis"]
        for name in ("wrong_person", "unable"):
            of_struck = traces[f"struck_{name.removesuffix('_person')}"]
            new[name] = _bit(traces[name] | of_struck, k)
        self._made[places] = new
        self._open[rows, k] = self._latest[rows, k] = places

    def _leave(self, month: int, rows: Array, k: int, traces: Array, laws: Records, register: Array) -> None:
        places = self._open[rows, k]
        self._made["left"][places] = month
        self._made["how"][places] = _how(
            k,
            traces,
            laws["list_exits"][register, k],
            laws["list_entry"][register, k],
            self._made["register"][places],
        )
        self._open[rows, k] = NEVER

    def _tell(self, month: int, rows: Array, happened: Array, red: Array) -> None:
        """Notices and disputes concern all blacklists somebody is on. Who disputes knows."""
        made = self._made
        decided = event.DISPUTE_WON | event.DISPUTE_LOST
        for k in range(self._open.shape[1]):
            places = self._open[rows, k]
            on = (places != NEVER) & (red[:, k] == 0)
            places, what = places[on], happened[on]
            _first(made["noticed"], places[what & (event.NOTICED | event.DISPUTE_FILED) != 0], month)
            _first(made["disputed"], places[what & event.DISPUTE_FILED != 0], month)
            over = places[what & decided != 0]
            joined = over[made["disputed"][over] == NEVER]  # came onto this list while the dispute ran
            made["disputed"][joined] = made["entered"][joined]
            _first(made["noticed"], joined, month)
            made["decided"][over] = month
            made["won"][places[what & event.DISPUTE_WON != 0]] = 1


def _first(column: Array, places: Array, month: int) -> None:
    """Set the month where none is set yet."""
    column[places[column[places] == NEVER]] = month


def _bit(mask: Array, k: int) -> Array:
    return np.asarray(mask >> mask.dtype.type(k) & mask.dtype.type(1), bool)


def _how(k: int, traces: Array, exits: Array, entry: Array, register: Array) -> Array:
    """How each person left list `k`, from the events of the month and the exits the list has."""
    how = np.where(traces["listed_in"] != register, HOW["moved"], HOW["ended"]).astype(np.uint8)
    exits = exits | np.where(entry == ENTRY_FIRM_LISTED, EXIT_FIRM, 0).astype(np.uint8)
    left = _bit(traces["left"], k)
    for happened, exit_rule, name in reversed(_EXITS):
        how[left & (traces["happened"] & happened != 0) & (exits & exit_rule != 0)] = HOW[name]
    how[_bit(traces["struck"], k)] = HOW["corrected"]
    freed = left & _bit(traces["freed"], k)
    how[freed] = _FREED[traces["freed_by"][freed]]
    return how

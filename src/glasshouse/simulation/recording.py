"""Recording a run: after each month the standing of everybody kept is compared with that of the month before.

What has not changed costs nothing but the comparison. What has changed closes a spell; what happened to
somebody on a list goes to the stays (see `list_spells`); what was refused is noted beside the standing it
rests on. The tables are made from this when the run is over (see `ledger`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from glasshouse.model.mechanism_names import NOW
from glasshouse.model.person import ADULT, PANEL
from glasshouse.model.record_types import LawRow
from glasshouse.model.trail import CHANGED, CHILD, REFUSED, TOLD, WORD, scan, trace_type, words_of_standing
from glasshouse.rulebooks.sizes import STANDARD, Records
from glasshouse.simulation.list_spells import Stays

if TYPE_CHECKING:
    from glasshouse.model.world import World
    from glasshouse.rulebooks import Rulebook
    from glasshouse.simulation.governing import Laws

Array = npt.NDArray[Any]
MOST = 1_000_000
"""Persons up to whom everybody is kept; of more a sample of that size."""


def spell_type(words: int) -> np.dtype[np.void]:
    """Months `first` .. `end` - 1 of one standing under one state of the law; `key` are the words of it."""
    fields = [("key", "u8", words), ("row", "i4"), ("first", "i4"), ("end", "i4"), ("period", "i4")]
    return np.dtype(fields, align=True)


def refusal_type(words: int, refused: np.dtype[np.void]) -> np.dtype[np.void]:
    """What was refused to somebody in one month (words of a set of rights)."""
    return np.dtype(
        [
            ("key", "u8", words),  # the standing of the month
            ("before", "u8", words),  # that of the month before; of a minor, that of the household's payer
            ("happened", "i8"),
            ("row", "i4"),
            ("month", "i4"),
            ("period", "i4"),
            ("earlier", "i4"),  # the period of `before`
            ("refused", refused),
        ],
        align=True,
    )


@dataclass(frozen=True)
class Period:
    """Months in which the law stays as it is: the first of them, and the law and rulebook by province."""

    month: int
    laws: Records
    books: tuple[Rulebook | None, ...]

    def law(self, serial: int) -> LawRow:
        """The law of the province of that serial."""
        law: LawRow = self.laws[serial if len(self.laws) > 1 else 0]
        return law

    def book(self, serial: int) -> Rulebook | None:
        """The rulebook of the province of that serial."""
        return self.books[serial if len(self.books) > 1 else 0]


@dataclass(frozen=True)
class Trail:
    """What was kept of a run. Persons are named by their row; `who` (k,) gives the identities, `kind` is the
    record of their months.

    `spells` of a standing that is not neutral, `refusals` and `stays` on lists are records of `spell_type`,
    `refusal_type` and STAY; `moves` (8, 8) says how often adults went from one situation to another
    from month to month.
    """

    who: Array
    periods: tuple[Period, ...]
    spells: Array
    refusals: Array
    stays: Array
    moves: Array
    months: int
    kind: np.dtype[np.void] = field(default_factory=lambda: trace_type(STANDARD), repr=False)

    def standings(self, words: Array) -> Array:
        """Standings (k, words) as records."""
        return standings(words, self.kind)


class OwnEvents:
    """What mechanisms of a user's own record of the sampled lives: `events` are person, month and event."""

    def __init__(self, world: World) -> None:
        self._world = world
        rows = np.flatnonzero(world.people["traits"] & PANEL)
        self._rows = rows[np.argsort(world.people["who"][rows])]
        self.events: list[tuple[int, int, str]] = []

    def note(self) -> None:
        """Write down what the month just lived brought."""
        world = self._world
        for one in world.inserted if len(self._rows) else ():
            own = world.own[one.name]
            if own is None:
                continue
            for event in one.events:
                now = own[f"{NOW}{event}"][self._rows]
                whom = world.people["who"][self._rows[np.flatnonzero(now)]]
                self.events += [(int(who), world.month - 1, f"{one.name}.{event}") for who in whom]


def kept(who: Array, seed: int) -> Array:
    """Identities of the persons kept: everybody, or `MOST` of them by keyed luck, the same in every run."""
    from glasshouse.engine import rng

    if len(who) <= MOST:
        return who
    word = rng.first_words(seed, 0, who, 0, "study.trail")
    return np.sort(who[np.argsort(word, kind="stable")[:MOST]])


def standings(words: Array, trace: np.dtype[np.void]) -> Array:
    """Standings (k, words) as records with those fields of a trace that make up a standing."""
    fields: Any = trace.fields
    size = WORD * words_of_standing(trace)
    names = [name for name, (_, at, *_) in fields.items() if at < size]
    kind = np.dtype(
        {
            "names": names,
            "formats": [fields[name][0] for name in names],
            "offsets": [fields[name][1] for name in names],
            "itemsize": size,
        }
    )
    return np.ascontiguousarray(words, np.uint64).view(kind).reshape(-1)


class Recorder:
    """Reads the trail of a world after each of its months."""

    def __init__(self, world: World) -> None:
        """`place` keeps a trail and has not lived yet."""
        self._place = world
        self._trace = world.trail.view(np.ndarray)
        self._words = words_of_standing(self._trace.dtype)
        stored = np.flatnonzero(world.rows >= 0)
        self._who = world.people["who"][stored]
        self._minor = world.people["age"][stored] < ADULT
        self._payer = world.rows[stored + world.people["payer"][stored]]
        self._before = world.trail_words[:, : self._words].copy()
        self._since = np.zeros(len(stored), np.int32)
        self._situations = self._trace["situation"].copy()
        self._found = np.zeros(len(stored), np.uint8)
        self._moves = np.zeros((CHILD + 1, CHILD + 1), np.int64)
        self._stays = Stays(len(stored), world.people.dtype["term"].shape[0])
        self._refusal = refusal_type(self._words, self._trace.dtype["refused"])
        self._periods: list[Period] = []
        self._written = b""
        self._spells: list[Array] = []
        self._refusals: list[Array] = []

    def note(self, month: int, laws: Records, books: Laws) -> None:
        """Take in the month that was just lived under `laws`."""
        earlier = max(0, len(self._periods) - 1)
        self._turn(month, laws, books)
        for held, places in self._place.rebooked:
            rows = self._place.rows[held]
            self._stays.rebook(rows[rows >= 0], places, month)
        self._place.rebooked.clear()
        words = self._place.trail_words
        scan(
            self._place.trail, words, self._before, Stays.EVENTS, self._situations, self._moves,
            self._found, month == 0,
        )  # fmt: skip
        self._note_refusals(month, words, earlier)
        self._note_stays(month)
        changed = np.flatnonzero(self._found & CHANGED)
        self._close(changed, month)
        self._before[changed] = words[changed, : self._words]

    def finish(self) -> Trail:
        """All that was kept, when the last month has been noted."""
        months = self._place.month
        self._close(np.arange(len(self._who)), months)
        return Trail(
            who=self._who,
            periods=tuple(self._periods),
            spells=_joined(self._spells, spell_type(self._words)),
            refusals=_joined(self._refusals, self._refusal),
            stays=self._stays.made,
            moves=self._moves[:CHILD, :CHILD],
            months=months,
            kind=self._trace.dtype,
        )

    def _turn(self, month: int, laws: Records, books: Laws) -> None:
        """Begin another period where the law, or a rulebook it comes from, is not that of last month."""
        now = tuple(books.book_of(serial) for serial in range(len(laws)))
        last = self._periods[-1] if self._periods else None
        if last and all(a is b for a, b in zip(now, last.books, strict=True)):
            written = laws.tobytes()
            if written == self._written or np.array_equal(laws, last.laws):  # bytes between fields may differ
                self._written = written
                return
        self._written = laws.tobytes()
        self._close(np.arange(len(self._who)), month)
        self._periods.append(Period(month, laws.copy(), now))

    def _close(self, rows: Array, end: int) -> None:
        """End the spells of `rows` before month `end`, and begin others."""
        keys, first = self._before[rows], self._since[rows]
        self._since[rows] = end
        standing = standings(keys, self._trace.dtype)
        neutral = ~standing["shut"].any(axis=1) & (standing["lists"] == 0) & (standing["struck"] == 0)
        told = np.flatnonzero(~neutral & (first < end))
        spells = np.zeros(len(told), spell_type(self._words))
        spells["row"], spells["first"], spells["end"] = rows[told], first[told], end
        spells["period"], spells["key"] = len(self._periods) - 1, keys[told]
        self._spells.append(spells)
        copied = told[standing["copied"][told].any(axis=1)]
        self._stays.copied(rows[copied], standing["copy_of"][copied].astype(np.int64) - 1, end - 1)

    def _note_refusals(self, month: int, words: Array, earlier: int) -> None:
        rows = np.flatnonzero(self._found & REFUSED)
        noted = np.zeros(len(rows), self._refusal)
        minor, payer = self._minor[rows], self._payer[rows]
        noted["key"] = words[rows, : self._words]
        noted["before"] = self._before[np.where(minor, payer, rows)]
        noted["before"][minor & (payer < 0)] = 0
        noted["row"], noted["month"] = rows, month
        noted["period"], noted["earlier"] = len(self._periods) - 1, earlier
        noted["refused"], noted["happened"] = self._trace["refused"][rows], self._trace["happened"][rows]
        self._refusals.append(noted)

    def _note_stays(self, month: int) -> None:
        rows = np.flatnonzero(self._found)
        lists = standings(self._before[rows], self._trace.dtype)["lists"]
        rows = rows[(self._found[rows] & TOLD != 0) | (lists != self._trace["lists"][rows])]
        if len(rows):
            period = len(self._periods) - 1
            self._stays.note(month, rows, self._trace[rows], self._periods[period].laws, period)


def _joined(parts: list[Array], kind: np.dtype[np.void]) -> Array:
    return np.concatenate(parts) if parts else np.zeros(0, kind)

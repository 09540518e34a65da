"""The reference model R0 on the engine of glasshouse: an example of how to use it for another model.

What it takes: a packed record per person, a byte that others read, named draws, rules about one person, one
compiled function that calls them in order, and a class that holds the arrays and hands out shards. Nothing
else of glasshouse is needed. What the month is stands in `reference_people.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bench.reference_people import (
    CONTACTS,
    GROUPS,
    LIFTED_TO,
    LISTED_BELOW,
    LONGEST,
    START,
    TERM,
    Array,
    People,
    around,
)
from glasshouse.engine import digest, rng
from glasshouse.engine.block import Draws, fill, words_of
from glasshouse.engine.compiled import compiled
from glasshouse.engine.kernels import Kernel
from glasshouse.engine.rng import BLOCK, CERTAIN, U64, draw, stream
from glasshouse.engine.rules import phase, rule
from glasshouse.engine.shards import Shards

PERSON = np.dtype(
    [
        ("who", "u4"),  # key of all luck
        ("cell", "u4"),
        ("income", "f4"),
        ("debt", "f4"),
        ("belief", "f4"),
        ("score", "i2"),
        ("listed_for", "u1"),  # months left on the list; 0 not listed
        ("group", "u1"),
    ]
)
SIGNS = {"listed": 1, "spoke": 2}
LISTED, SPOKE = SIGNS.values()
ROUTINE = Draws(("bad_month", "lapse", "speech", "detected"))
REPORTED = stream("reference.reported")
COUNTS = ("listed", "speakers", "missed", "points")


def threshold(chance: float) -> int:
    """A chance as a bound for 32-bit words."""
    return round(chance * CERTAIN)


BAD_MONTH = threshold(0.02)
BAD_MONTH_LISTED = threshold(0.04)
LAPSE = threshold(0.01)
SPEECH_SEEN = threshold(0.2)
SPEECH_IMAGINED = threshold(0.0005)


@rule(reads="income debt listed_for", writes="debt", streams="bad_month lapse")
def pay(p: Any, rng: Any) -> Any:
    """Pay the month's service of the debt or miss it; True if missed."""
    if p.debt <= 0:
        return False
    earns = rng.bad_month >= (BAD_MONTH_LISTED if p.listed_for else BAD_MONTH)
    debt = np.float64(p.debt)
    if np.float64(p.income) * earns * 0.4 >= 0.03 * debt and rng.lapse > LAPSE:
        p.debt = 0.97 * debt
        return False
    p.debt = 1.01 * debt
    return True


@rule(reads="belief", sees="listed spoke", shows="spoke", streams="speech")
def speak(p: Any, rng: Any, i: Any, contacts: Any, signs: Any) -> Any:
    """Whether belief, carried by contacts who spoke last month, outweighs the risk."""
    heard, warned = np.int64(0), np.int64(0)
    for slot in range(CONTACTS):
        sign = np.int64(signs[contacts[i, slot]])
        heard += sign >> 1
        warned |= sign & LISTED
    risk = 0.7 if warned else 0.3
    return p.belief * (0.5 + heard / CONTACTS) - risk > 0.25 * (rng.speech / CERTAIN)


@rule(streams="detected")
def be_detected(rng: Any, spoke: Any) -> Any:
    """Speech is seen now and then; silence is rarely taken for it."""
    return rng.detected < (SPEECH_SEEN if spoke else SPEECH_IMAGINED)


@rule(reads="score", writes="score")
def lose_points(p: Any, missed: Any, caught: Any) -> None:
    """Points for the month, and one back toward the start."""
    score = np.int64(p.score) - 20 * missed - 50 * caught
    score += score < START
    p.score = max(0, min(1200, score))


@rule(reads="score listed_for", writes="score listed_for")
def be_listed(p: Any) -> None:
    """Come onto the list below the bound, or serve another month of the term."""
    if p.listed_for:
        p.listed_for -= 1
        if p.listed_for == 0:
            p.score = max(p.score, LIFTED_TO)
    elif p.score < LISTED_BELOW:
        p.listed_for = TERM


@rule(reads="cell listed_for", writes="listed_for", shows="listed", streams="reference.reported")
def be_reported(p: Any, rng: Any, chance_of_report: Any) -> None:
    """Somebody in the cell reports the listed person; the term grows by a month."""
    if p.listed_for and draw(rng, REPORTED) < chance_of_report[p.cell]:
        p.listed_for = min(LONGEST, p.listed_for + 1)


LIVE = phase(
    "live a month",
    Kernel("live", "R0 lives a month.", {}),
    pay,
    speak,
    be_detected,
    lose_points,
    be_listed,
    be_reported,
)


@compiled
def live(
    people: Any, contacts: Any, signs: Any, next_signs: Any, chance_of_report: Any,
    rng: Any, cells: Any, who: Any, lanes: Any, streams: Any, k0: Any, k1: Any, month: Any,
    tally: Any, listed_in_cell: Any, start: Any, stop: Any,
) -> None:  # fmt: skip
    """Everybody from `start` to `stop` lives the month."""
    for first in range(start, stop, BLOCK):
        n = min(BLOCK, stop - first)
        for j in range(n):
            who[j] = people[first + j].who
        fill(cells, who, n, U64(month), streams, k0, k1, lanes)
        for j in range(n):
            i = first + j
            p, words = people[i], rng[j]
            missed = pay(p, words)
            spoke = speak(p, words, i, contacts, signs)
            lose_points(p, missed, be_detected(words, spoke))
            be_listed(p)
            be_reported(p, words, chance_of_report)
            listed = p.listed_for > 0
            next_signs[i] = LISTED * listed + SPOKE * spoke
            if listed:
                listed_in_cell[p.cell] += 1
            tally[p.group, 0] += listed
            tally[p.group, 1] += spoke
            tally[p.group, 2] += missed
            tally[p.group, 3] += p.score


@dataclass
class World:
    """State of R0 as records, contacts and signs."""

    drawn: People
    seed: int
    people: Any = field(init=False)
    contacts: Array = field(init=False)
    signs: Array = field(init=False)
    next_signs: Array = field(init=False)
    chance_of_report: Array = field(init=False)
    month: int = 0

    def __post_init__(self) -> None:
        n = len(self.drawn.income)
        self.people = np.zeros(n, PERSON).view(np.recarray)
        for name in ("income", "debt", "belief", "group", "cell"):
            self.people[name] = getattr(self.drawn, name)
        self.people["who"] = np.arange(n)
        self.people["score"] = START
        self.contacts = np.ascontiguousarray(self.drawn.contacts.T)
        self.signs, self.next_signs = np.zeros(n, np.uint8), np.zeros(n, np.uint8)
        self.chance_of_report = np.rint(self.drawn.chance_of_report * CERTAIN).astype(np.uint64)

    def tick(self, shards: Shards) -> tuple[Array, int]:
        """A month: counts (group, COUNTS) and the sum of exposure."""
        parts = shards.each(len(self.people), self._shard)
        tally = np.sum([part[0] for part in parts], axis=0)
        listed_in_cell = np.sum([part[1] for part in parts], axis=0)
        self.signs, self.next_signs = self.next_signs, self.signs
        self.month += 1
        return tally, int((self.drawn.persons_in_cell * around(listed_in_cell, self.drawn.side)).sum())

    def digest(self) -> str:
        """SHA-256 of everybody's record and sign."""
        columns = (np.ascontiguousarray(self.people[name]) for name in PERSON.names or ())
        words = (column.view(np.int32) if column.dtype.kind == "f" else column for column in columns)
        return digest.of_arrays(self.signs, *words)

    @property
    def bytes_a_person(self) -> float:
        """Memory of the state and the map per person."""
        held = (self.people, self.contacts, self.signs, self.next_signs, self.chance_of_report)
        return float(sum(array.nbytes for array in held) / len(self.people))

    def _shard(self, start: int, stop: int) -> tuple[Array, Array]:
        table, (k0, k1) = ROUTINE.table(), rng.key(self.seed, 0)
        tally = np.zeros((GROUPS, len(COUNTS)), np.int64)
        listed_in_cell = np.zeros(len(self.chance_of_report), np.int64)
        live(
            self.people, self.contacts, self.signs, self.next_signs, self.chance_of_report,
            table, words_of(table), np.zeros(BLOCK, np.uint64), np.zeros((4, BLOCK), np.uint32),
            ROUTINE.streams, k0, k1, self.month,
            tally, listed_in_cell, start, stop,
        )  # fmt: skip
        return tally, listed_in_cell

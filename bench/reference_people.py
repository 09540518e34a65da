"""The people of the reference model R0, "pay, speak, list": a model small enough to write in any engine.

R0 is not a model of anybody. It has the shape of the month of glasshouse (money, speech heard by contacts,
a score, a list, a map) with made-up numbers, so that engines can be compared on equal work.

A tick is a month. In order:

1. With chance 0.02 (twice that when listed) the month brings no income. Who is in debt owes 3 % of it, and
   pays when that is at most 40 % of the income and the luck of the day (0.99) allows; the debt then falls by
   the payment. Otherwise it grows by 1 % and a payment is missed.
2. A person speaks when `belief * (0.5 + s) - risk > 0.25 * u`, with `s` the share of eight contacts who spoke
   last tick, `risk` 0.3, or 0.7 when one of them was listed, and `u` uniform.
3. Speech is detected with chance 0.2; silence is taken for speech with chance 0.0005.
4. A missed payment costs 20 points, detected speech 50; one point comes back up to 1000; 0 .. 1200.
5. Below 850 a person is listed for 24 months; at the end of the term the score is lifted to 860.
6. The map: in cells of 500 m, a listed person is reported with chance `1 - (1 - 0.0005) ** persons_in_cell`;
   a report adds a month, up to 60. Everybody is exposed to the listed of the 3 x 3 cells around them.
7. Counted by group: listed, speakers, missed payments, points; and the sum of exposure over persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

GROUPS = 4
CONTACTS = 8
NEAR = 6
"""Contacts taken from those next in order of place; the others live anywhere."""
REACH = 64
"""How far in that order near contacts may be."""
DENSITY = 1000.0  # persons per square kilometre
CELL = 0.5  # kilometres

START = 1000
LISTED_BELOW = 850
LIFTED_TO = 860
TERM = 24
LONGEST = 60
REPORTED_BY_ONE = 0.0005


@dataclass(frozen=True)
class People:
    """Columns in order of place (cell by cell, row by row), and the map.

    `contacts` (8, n) indices; `cell` (n,) with `side` cells a row; `persons_in_cell` (side * side,).
    """

    income: Array
    debt: Array
    belief: Array
    group: Array
    cell: Array
    contacts: Array
    side: int
    persons_in_cell: Array

    @property
    def chance_of_report(self) -> Array:
        """For each cell, the chance that somebody there reports a listed person this month."""
        return 1.0 - (1.0 - REPORTED_BY_ONE) ** self.persons_in_cell


def draw_people(n: int, seed: int) -> People:
    """`n` persons on a square, from the stream of `seed`."""
    rng = np.random.default_rng(seed)
    length = np.sqrt(n / DENSITY)
    side = max(1, int(np.ceil(length / CELL)))
    column, row = (np.minimum(side - 1, rng.random(n) * length // CELL).astype(np.int32) for _ in range(2))
    cell = np.sort(row * side + column)
    income = rng.lognormal(8.0, 0.6, n).astype(np.float32)
    in_debt = rng.random(n) < 0.2
    return People(
        income=income,
        debt=np.where(in_debt, income * rng.uniform(1.0, 24.0, n), 0.0).astype(np.float32),
        belief=rng.random(n, np.float32),
        group=rng.integers(0, GROUPS, n, np.uint8),
        cell=cell,
        contacts=_contacts(n, rng),
        side=side,
        persons_in_cell=np.bincount(cell, minlength=side * side),
    )


def _contacts(n: int, rng: np.random.Generator) -> Array:
    contacts = rng.integers(0, n, (CONTACTS, n), np.int32)
    contacts[:NEAR] = contacts[:NEAR] % (2 * REACH) - REACH
    contacts[:NEAR] += np.arange(n, dtype=np.int32)
    return np.asarray(contacts % n)


def around(count: Array, side: int) -> Array:
    """Sums over the 3 x 3 cells around every cell; `count` is (side * side,)."""
    padded = np.pad(count.reshape(side, side), 1)
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    return np.asarray(rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]).ravel()

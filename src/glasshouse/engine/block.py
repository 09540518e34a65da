"""The routine draws of a block of persons: a small table with one named word per draw.

Most people need the same few draws every month (does work end, is a payment missed). They are made for a
block of persons at once, four words to a Philox call, and handed to rules as `luck.name`. Draws that only
a few need (a judgment, an appeal) are made where they are needed by `luck.draw`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from glasshouse.engine import luck
from glasshouse.engine.compiled import compiled

_IDENTITY = ("key0", "key1", "who", "month")


@dataclass(frozen=True)
class Draws:
    """Names of routine draws in a fixed, append-only order: a name keeps its word for good."""

    names: tuple[str, ...]

    def __post_init__(self) -> None:
        repeated = {name for name in self.names if self.names.count(name) > 1}
        if repeated:
            raise ValueError(f"routine draws named twice: {', '.join(sorted(repeated))}")

    @property
    def purposes(self) -> np.ndarray[Any, np.dtype[np.uint64]]:
        """The purpose of each call of four words."""
        return np.array(
            [luck.purpose(f"routine.{quad}") for quad in range(-(-len(self.names) // 4))], np.uint64
        )

    @property
    def dtype(self) -> np.dtype[Any]:
        """One row of the table: identity, then a word per name, padded to whole calls."""
        padding = [f"spare{i}" for i in range(-len(self.names) % 4)]
        return np.dtype([(name, "u4") for name in (*_IDENTITY, *self.names, *padding)])

    def table(self) -> Any:
        """An empty table of `luck.BLOCK` rows (a record array)."""
        return np.zeros(luck.BLOCK, self.dtype).view(np.recarray)


def words_of(table: Any) -> Any:
    """The same memory as plain words, shape (BLOCK, 4 + draws)."""
    return table.view(np.ndarray).view(np.uint32).reshape(luck.BLOCK, -1)


@compiled
def fill(cells: Any, who: Any, n: Any, month: Any, purposes: Any, k0: Any, k1: Any, lanes: Any) -> None:
    """Make the draws of `n` persons for `month` into `cells` (the words of a `Draws.table`)."""
    for j in range(n):
        cells[j, 0] = k0
        cells[j, 1] = k1
        cells[j, 2] = who[j]
        cells[j, 3] = month
    for quad in range(purposes.shape[0]):
        luck.many(who, n, month, purposes[quad], k0, k1, lanes)
        column = 4 + 4 * quad
        for j in range(n):
            cells[j, column] = lanes[0, j]
            cells[j, column + 1] = lanes[1, j]
            cells[j, column + 2] = lanes[2, j]
            cells[j, column + 3] = lanes[3, j]

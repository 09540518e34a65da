"""The routine draws of a block of persons: a small table with one named word per draw.

Most people need the same few draws every month (does work end, is a payment missed). They are made for a
block of persons at once, four words to a Philox call, and handed to rules as `rng.name`. Draws that only
a few need (a judgment, an appeal) are made where they are needed by `rng.draw`.

Each draw is a column of the table, as the processor makes them many at a time. A row is a record all the
same: its fields lie a column apart, and the next row begins one word further on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from glasshouse.engine import rng
from glasshouse.engine.compiled import compiled, inlined
from glasshouse.engine.rng import U64

Table: TypeAlias = "np.recarray[tuple[int, ...], np.dtype[np.void]]"
"""Rows of draws, one a person."""
_LOW = U64(0xFFFFFFFF)

IDENTITY = ("key0", "key1", "who", "month", "again")
"""Whose luck a row is: key, person, month, and what redraws some purposes (`rng.key`)."""
FIRST = len(IDENTITY)
"""The column of the first draw."""
_WORD = 4


@dataclass(frozen=True)
class Draws:
    """Names of routine draws in a fixed, append-only order: a name keeps its word for good.

    Those `redrawn` have other luck where a run is drawn again (see `rng.key`).
    """

    names: tuple[str, ...]
    redrawn: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        repeated = {name for name in self.names if self.names.count(name) > 1}
        if repeated:
            raise ValueError(f"routine draws named twice: {', '.join(sorted(repeated))}")

    @property
    def streams(self) -> npt.NDArray[np.uint64]:
        """The purpose of each call of four words; above its 32 bits one bit for each word that is redrawn."""
        return np.array(
            [
                int(rng.stream(f"routine.{start // 4}")) | self._redrawn(start) << 32
                for start in range(0, len(self.names), 4)
            ],
            np.uint64,
        )

    def _redrawn(self, start: int) -> int:
        words = self.names[start : start + 4]
        return sum(1 << place for place, name in enumerate(words) if name in self.redrawn)

    @property
    def dtype(self) -> np.dtype[np.void]:
        """One row of the table: identity, then a word per name, padded to whole calls."""
        padding = [f"spare{i}" for i in range(-len(self.names) % 4)]
        names = [*IDENTITY, *self.names, *padding]
        places = [_WORD * rng.BLOCK * column for column in range(len(names))]
        return np.dtype({"names": names, "formats": ["u4"] * len(names), "offsets": places})

    def table(self) -> Table:
        """An empty table of `rng.BLOCK` rows (a record array)."""
        words = np.zeros((len(self.dtype.names or ()), rng.BLOCK), np.uint32)
        return np.recarray((rng.BLOCK,), self.dtype, buf=words.data, strides=(_WORD,))


def words_of(table: Table) -> npt.NDArray[np.uint32]:
    """The same memory as plain words, shape (FIRST + draws, BLOCK)."""
    return np.ndarray((len(table.dtype.names or ()), rng.BLOCK), np.uint32, table.base)


@compiled
def fill(
    cells: npt.NDArray[np.uint32],
    who: rng.Lanes,
    n: int,
    month: U64,
    streams: rng.Lanes,
    k0: U64,
    k1: U64,
    lanes: rng.Columns,
) -> None:
    """Make the draws of `n` persons for `month` into `cells` (the words of a `Draws.table`)."""
    for j in range(n):
        identify(cells, j, k0, k1, who[j], month)
    again = k1 >> U64(32)
    plain = k1 & _LOW
    for quad in range(streams.shape[0]):
        why = streams[quad] & _LOW
        columns = cells[FIRST + 4 * quad : FIRST + 4 * quad + 4]
        rng.many(who, n, month, why, k0, plain, columns)
        redrawn = streams[quad] >> U64(32)
        if again and redrawn:
            rng.many(who, n, month, why, k0, plain ^ again, lanes)
            for word in range(4):
                if redrawn >> U64(word) & U64(1):
                    for j in range(n):
                        columns[word, j] = lanes[word, j]


@inlined
def identify(
    cells: npt.NDArray[np.uint32], j: int, k0: U64, k1: U64, who: rng.Whole, month: rng.Whole
) -> None:
    """Say in row `j` whose luck it is; `k0`, `k1` as `rng.key` gives them."""
    cells[0, j] = k0
    cells[1, j] = k1 & _LOW
    cells[2, j] = who
    cells[3, j] = month
    cells[4, j] = k1 >> U64(32)

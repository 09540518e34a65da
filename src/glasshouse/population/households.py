"""Households by serial: town or country, who lives together, how old and how well off, and where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from glasshouse.engine import rng
from glasshouse.population.cells import Cells
from glasshouse.population.margins import Floats, Ints
from glasshouse.population.places import SERIAL_BITS

Words = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]
STEP = 1 << 15
"""Households drawn at once, so that memory on the way stays bounded."""


@dataclass(frozen=True)
class Households:
    """The households of one province in order of their serial, all of their members counted.

    `first` (H + 1) numbers their first members; `rural` and `kind` (H) are codes; `rank` (H) counts among
    the households of the same registration; `of_rank[registration]` leads back from rank to serial.
    """

    who: int
    first: Ints
    kind: Bytes
    rural: Bytes
    adults: Bytes
    rank: npt.NDArray[np.int32]
    of_rank: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]

    def __len__(self) -> int:
        return len(self.kind)


def keys(who: int, low: int, high: int) -> Words:
    """Identities of the numbers low .. high - 1 of the province whose shifted serial is `who`."""
    return (np.uint32(who) + np.arange(low, high, dtype=np.uint32)).astype(np.uint32)


def identity(serial: int) -> int:
    """The top of the identities of a province: its serial above 27 bits of running number."""
    return serial << SERIAL_BITS


def house(cells: Cells, who: int, persons: int, seed: int) -> Households:
    """As many households as hold `persons`; the last is drawn whole."""
    rural, kind, total = [], [], 0
    size = cells.kinds.size.astype(np.uint8)
    at = 0
    while total < persons:
        step = min(STEP, int((persons - total) / 2.2) + 16)
        words = rng.words(seed, 0, keys(who, at, at + step), 0, "society.household")
        kind.append(_picked(cells.kinds.share, rng.uniform(words[:, 0])))
        rural.append((rng.uniform(words[:, 1]) >= _urban_households(cells)).astype(np.uint8))
        total += int(size[kind[-1]].sum())
        at += step
    return _assembled(cells, who, persons, np.concatenate(kind), np.concatenate(rural))


def _urban_households(cells: Cells) -> float:
    """Share of urban households; towns and country share one table of kinds, so it is that of persons."""
    return cells.urban_households


def _picked(share: Floats, u: Floats) -> Bytes:
    bounds = np.cumsum(share)[:-1]
    return np.searchsorted(bounds, u, side="right").astype(np.uint8)


def _assembled(cells: Cells, who: int, persons: int, kind: Bytes, rural: Bytes) -> Households:
    first = np.concatenate([[0], np.cumsum(cells.kinds.size.astype(np.int64)[kind])])
    count = int(np.searchsorted(first, persons))
    kind, rural, first = kind[:count], rural[:count], first[: count + 1]
    adults = cells.kinds.members[:, :-1].sum(1).astype(np.uint8)[kind]
    country = np.cumsum(rural, dtype=np.int32)
    rank = np.where(rural, country - 1, np.arange(count, dtype=np.int32) - country).astype(np.int32)
    of_rank = tuple(np.flatnonzero(rural == code).astype(np.int32) for code in (0, 1))
    return Households(who, first, kind, rural, adults, rank, (of_rank[0], of_rank[1]))


def normal(words: Words) -> Floats:
    """Words as standard normal numbers."""
    return np.asarray(ndtri((words + 0.5) / rng.CERTAIN))

"""Whole places at real density: settlements, their blocks of 200 m, and who lives in which.

A settlement is a round of blocks from its centre outward, denser in the middle. Its size comes from
the luck of its serial, so places are never thinned: a small society fills the first places, the last of them
from its centre outward. Places do not meet on the map: each has metres of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from glasshouse.engine import rng
from glasshouse.population.margins import Floats, Ints
from glasshouse.population.schema import Places

BLOCK = 200
"""Side of a block in metres."""
_KM2 = (BLOCK / 1000) ** 2
SERIAL_BITS = 27


@dataclass(frozen=True)
class Ground:
    """Room for the households of one province and registration, place after place.

    Households are housed by rank. Settlement s takes ranks `place_start[s]` to `place_start[s + 1]`, block b
    takes `block_start[b]` to `block_start[b + 1]`; block b is number `block_rank[b]` (0 = centre) of
    settlement `block_place[b]`.
    """

    place_start: Ints
    place_persons: Floats
    block_start: Ints
    block_place: Ints
    block_rank: Ints

    def block_of(self, rank: Ints) -> Ints:
        """Block in which each household rank lives."""
        return np.asarray(np.searchsorted(self.block_start, rank, side="right") - 1, np.int64)


def ground(places: Places, households: int, mean_size: float, who: int, seed: int, kind: str) -> Ground:
    """Places enough for `households`; `who` is the province's serial shifted to the top of an identity."""
    persons = 1.05 * households * mean_size
    while (built := _built(places, persons, mean_size, who, seed, kind)).block_start[-1] < households:
        persons *= 1.5
    return built


def _built(places: Places, persons: float, mean_size: float, who: int, seed: int, kind: str) -> Ground:
    sizes = _sizes(places, persons, who, seed, kind)
    blocks = _blocks_at_most(places, sizes)
    place = np.repeat(np.arange(len(sizes)), blocks)
    rank = np.arange(len(place)) - np.repeat(np.cumsum(blocks) - blocks, blocks)
    room = _room(places, sizes[place], rank, who, seed, kind) / mean_size
    room = np.maximum(np.rint(room), rank == 0).astype(np.int64)
    before = _within(room, blocks)
    used = before < np.repeat(np.ceil(sizes / mean_size), blocks)
    place, rank, room = place[used], rank[used], room[used]
    start = np.concatenate([[0], np.cumsum(room)])
    first = np.searchsorted(place, np.arange(len(sizes) + 1))
    return Ground(start[first], sizes, start, place, rank)


def _sizes(places: Places, persons: float, who: int, seed: int, kind: str) -> Floats:
    """Persons of as many settlements as hold `persons`; Pareto between the bounds."""
    count = 16
    while True:
        words = rng.words(seed, 0, _keys(who, count), 0, f"society.place.{kind}")
        sizes = _pareto(rng.uniform(words[:, 0]), places)
        if sizes.sum() > persons:
            return sizes[: int(np.searchsorted(np.cumsum(sizes), persons)) + 1]
        count *= 2


def _pareto(u: Floats, places: Places) -> Floats:
    low, high, tail = places.smallest.value, places.largest.value, places.tail.value
    reach = 1 - (low / high) ** tail
    return np.asarray(np.floor(low * (1 - u * reach) ** (-1 / tail)))


def _keys(who: int, count: int) -> npt.NDArray[np.uint32]:
    return (np.uint32(who) + np.arange(count, dtype=np.uint32)).astype(np.uint32)


def _mean_density(places: Places) -> float:
    """Mean over a place of the density `_density` gives, persons per km2."""
    return (places.centre.value + 2 * places.edge.value) / 3 * (1 - places.empty.value)


def _blocks_at_most(places: Places, sizes: Floats) -> Ints:
    return np.ceil(1.6 * sizes / (_mean_density(places) * _KM2)).astype(np.int64) + 24


def _room(places: Places, size: Floats, rank: Ints, who: int, seed: int, kind: str) -> Floats:
    """Persons for whom each block has room."""
    words = rng.words(seed, 0, _keys(who, len(rank)), 0, f"society.block.{kind}")
    u = rng.uniform(words)
    sigma = places.uneven.value
    noise = np.exp(sigma * (u[:, :3].sum(1) - 1.5) * 2 - sigma**2 / 2)
    inhabited = (u[:, 3] >= places.empty.value) | (rank < 9)
    expected_blocks = size / (_mean_density(places) * _KM2)
    outward = np.minimum(np.sqrt(rank / np.maximum(expected_blocks, 1)), 1.5)
    density = places.edge.value + (places.centre.value - places.edge.value) * np.maximum(1 - outward, 0)
    return np.asarray(density * _KM2 * noise * inhabited)


def _within(values: Ints, groups: Ints) -> Ints:
    """Sum of the values before each one inside its group, groups being runs of the given lengths."""
    before = np.cumsum(values) - values
    return np.asarray(before - np.repeat(before[np.cumsum(groups) - groups], groups), np.int64)


def position(rank: Ints) -> tuple[Ints, Ints]:
    """Column and row of the rank-th block of a settlement, counted from its centre (0, 0) outward."""
    needed = int(rank.max(initial=0)) + 1
    order = _outward(int(np.ceil(np.sqrt(needed / np.pi))) + 2)
    return order[rank, 0], order[rank, 1]


@lru_cache(maxsize=8)
def _outward(radius: int) -> Ints:
    """All blocks within `radius` blocks of the centre by distance; those equally far by row and column."""
    line = np.arange(-radius, radius + 1)
    column, row = (grid.ravel() for grid in np.meshgrid(line, line))
    distance = column**2 + row**2
    inside = distance <= radius**2
    column, row, distance = column[inside], row[inside], distance[inside]
    order = np.lexsort((column, row, distance))
    return np.column_stack([column[order], row[order]])


def ring_of(column: Ints, row: Ints) -> Ints:
    """How many rings from the centre a block lies."""
    return np.maximum(np.abs(column), np.abs(row))

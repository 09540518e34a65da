"""Putting households into places: settlement, block, position, minority quarter, and the map's raster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine import rng
from glasshouse.population.households import Households, keys
from glasshouse.population.margins import Floats, Ints
from glasshouse.population.places import BLOCK, Ground, position, ring_of
from glasshouse.population.schema import Tables
from glasshouse.population.society_columns import CELL, SETTLEMENT, Column

KINDS = ("urban", "rural")
"""Codes 0 and 1 of registration."""


_AT_ONCE = 1 << 18


@dataclass(frozen=True)
class Settled:
    """One province: its serial, its homes, and its ground for town and country."""

    serial: int
    homes: Households
    grounds: tuple[Ground, Ground]

    def places(self) -> tuple[Ints, Ints]:
        """Registration and number of every place lived in, in order of the first household there."""
        kinds, numbers, firsts = [], [], []
        for kind, (land, of_rank) in enumerate(zip(self.grounds, self.homes.of_rank, strict=True)):
            begun = np.flatnonzero(land.place_start[:-1] < len(of_rank))
            kinds.append(np.full(len(begun), kind))
            numbers.append(begun)
            firsts.append(of_rank[land.place_start[begun]])
        order = np.argsort(np.concatenate(firsts), kind="stable")
        return np.concatenate(kinds)[order], np.concatenate(numbers)[order]


def settle(
    settled: Settled, tables: Tables, low: int, high: int, member_of: Ints, seed: int
) -> dict[str, npt.NDArray[Any]]:
    """Columns of place for the members of households low .. high - 1 (`member_of` counts from low).

    `settlement` is numbered within the province; `put_in_cells` completes it.
    """
    homes = settled.homes
    words = rng.words(seed, 0, keys(homes.who, low, high), 0, "society.address")
    u = rng.uniform(words)
    columns = {name: np.zeros(high - low, np.int64) for name in ("settlement", "block", "x", "y", "minority")}
    for kind, land in enumerate(settled.grounds):
        here = np.flatnonzero(homes.rural[low:high] == kind)
        block = land.block_of(homes.rank[low:high][here].astype(np.int64))
        column, row = position(land.block_rank[block])
        columns["settlement"][here] = _row_of(settled, kind)[land.block_place[block]]
        columns["block"][here] = land.block_rank[block]
        columns["x"][here] = BLOCK * column - BLOCK // 2 + np.floor(BLOCK * u[here, 0]).astype(np.int64)
        columns["y"][here] = BLOCK * row - BLOCK // 2 + np.floor(BLOCK * u[here, 1]).astype(np.int64)
        columns["minority"][here] = u[here, 2] < _minority(settled, tables, kind, block, seed)
    return {name: column[member_of] for name, column in columns.items()}


def _row_of(settled: Settled, kind: int) -> Ints:
    """Row in the province's list of settlements of each place of one registration."""
    kinds, numbers = settled.places()
    rows = np.full(len(settled.grounds[kind].place_persons), -1)
    mine = kinds == kind
    rows[numbers[mine]] = np.flatnonzero(mine)
    return rows


def _minority(settled: Settled, tables: Tables, kind: int, block: Ints, seed: int) -> Floats:
    """Chance that a household of a block belongs to the minority: higher in its quarters."""
    given = tables.minority
    who = keys(settled.homes.who, 0, len(settled.grounds[kind].block_rank))
    u = rng.uniform(rng.words(seed, 0, who, 0, f"society.quarter.{KINDS[kind]}")[:, 0])
    quarters, dense = given.quarters.value, given.in_quarters.value
    sparse = max(given.share.value - quarters * dense, 0.0) / max(1 - quarters, 1e-9)
    return np.where(u < quarters, dense, sparse)[block]


def settlement_table(provinces: list[Settled], tables: Tables, seed: int) -> npt.NDArray[np.void]:
    """All settlements lived in; persons and densities are filled in by `put_in_cells`."""
    rows = np.concatenate([_settlements(settled, tables, seed) for settled in provinces])
    cells = rows["side"].astype(np.int64) ** 2
    rows["first_cell"] = np.cumsum(cells) - cells
    return rows


def _settlements(settled: Settled, tables: Tables, seed: int) -> npt.NDArray[np.void]:
    kinds, numbers = settled.places()
    rows = np.zeros(len(kinds), SETTLEMENT)
    rows["province"], rows["urban"], rows["serial"] = settled.serial, kinds == 0, numbers
    side = np.sqrt(_area(tables, settled.serial))
    for kind, land in enumerate(settled.grounds):
        mine = np.flatnonzero(kinds == kind)
        who = keys(settled.homes.who, 0, len(land.place_persons))
        u = rng.uniform(rng.words(seed, 0, who, 0, f"society.origin.{KINDS[kind]}"))[numbers[mine]]
        rows["origin_x"][mine], rows["origin_y"][mine] = side * u[:, 0], side * u[:, 1]
        rows["size"][mine] = land.place_persons[numbers[mine]]
        lived_in = _lived_in(land, len(settled.homes.of_rank[kind]))
        blocks = np.bincount(land.block_place[lived_in], minlength=len(land.place_persons))
        rows["blocks"][mine] = blocks[numbers[mine]]
        ring = _outer_ring(land, lived_in)[numbers[mine]]
        rows["low"][mine] = -(BLOCK * ring + BLOCK // 2)
        rows["side"][mine] = (2 * ring + 1) * (BLOCK // CELL)
    return rows


def _area(tables: Tables, serial: int) -> float:
    return next(p.area.value for p in tables.provinces.values() if p.serial == serial)


def _lived_in(land: Ground, households: int) -> npt.NDArray[np.bool_]:
    return land.block_start[:-1] < np.minimum(land.block_start[1:], households)


def _outer_ring(land: Ground, lived_in: npt.NDArray[np.bool_]) -> Ints:
    """Farthest ring of each place in which somebody lives."""
    outer = np.zeros(len(land.place_persons), np.int64)
    np.maximum.at(outer, land.block_place[lived_in], ring_of(*position(land.block_rank[lived_in])))
    return outer


def put_in_cells(columns: dict[str, Column], settlements: npt.NDArray[np.void]) -> None:
    """Number settlements over all provinces, count their people, and give everybody a raster cell."""
    first = np.searchsorted(settlements["province"], np.arange(33)).astype(np.uint32)
    for low in range(0, len(columns["who"]), _AT_ONCE):
        run = {name: column[low : low + _AT_ONCE] for name, column in columns.items()}
        settlement = run["settlement"]
        settlement += first[run["province"]]
        run["cell"][:] = _cells(settlements[settlement], run["x"], run["y"])
        settlements["persons"] += np.bincount(settlement, minlength=len(settlements))
    settlements["density"] = settlements["persons"] / (settlements["blocks"] * (BLOCK / 1000) ** 2)


def _cells(where: npt.NDArray[np.void], x: Column, y: Column) -> Ints:
    column, row = (x - where["low"]) // CELL, (y - where["low"]) // CELL
    return np.asarray(where["first_cell"] + row.astype(np.int64) * where["side"] + column)

"""Drawing a society: province by province, households first, then who knows whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from glasshouse.engine import rng
from glasshouse.engine.array_space import IN_MEMORY, ArraySpace
from glasshouse.population.attributes import attributes
from glasshouse.population.cells import ADULT, Cells, cells_of
from glasshouse.population.households import (
    STEP,
    Households,
    Members,
    Odds,
    house,
    identity,
    members,
    mind,
    odds_of,
)
from glasshouse.population.margins import Floats, Ints, deal
from glasshouse.population.money import DebtScales, Scales, debt_scales, earn, scales_of
from glasshouse.population.people_schema import Ties
from glasshouse.population.placement import KINDS, Settled, put_in_cells, settle, settlement_table
from glasshouse.population.places import Ground, ground
from glasshouse.population.schema import Tables
from glasshouse.population.society_columns import Column, Drawn, blank

CONTACTS = 8
"""Most contacts of one person."""
NOBODY = -1
_HOUSEHOLD = 3
_PRIORITY = np.array([3, 6, 7, 4, 5, 2, 1, 0])
"""Slots in the order in which acquaintances outside the household are made."""
_TURN = np.argsort(_PRIORITY)
_COLLEAGUES = (6, 1)
_FAR = 7

Words = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Town:
    """One province as ties see it: homes, grounds by registration, and how many persons are drawn."""

    ties: Ties
    homes: Households
    grounds: tuple[Ground, Ground]
    persons: int
    seed: int


@dataclass(frozen=True)
class Egos:
    """Adults of one registration whose ties are drawn: identity, household serial and member number."""

    numbers: Words
    serial: Ints
    member: Ints
    works: npt.NDArray[np.bool_]


def contacts(town: Town, egos: Egos, rural: int, works: npt.NDArray[np.bool_]) -> Ints:
    """Contacts (n, 8) as running numbers of the province, -1 where empty; `works` is of all its persons."""
    near, far, few = (
        rng.words(town.seed, 0, egos.numbers, 0, f"society.ties.{name}") for name in ("near", "far", "few")
    )
    found = np.full((len(egos.serial), CONTACTS), NOBODY, np.int64)
    for slot, words in zip((3, 4, 5, 2, 0), (*near.T, few[:, 0]), strict=True):
        found[:, slot] = _neighbour(town, egos, rural, words)
    for slot, words in zip(_COLLEAGUES, far.T, strict=False):
        found[:, slot] = _colleague(town, egos, rural, words, works)
    found[:, _FAR] = _far_off(town, egos, far[:, 2])
    wanted = np.searchsorted(_outside(town.ties), rng.uniform(far[:, 3]), side="right")
    found[wanted[:, None] <= _TURN] = NOBODY
    _household(town, egos, found)
    found[found >= town.persons] = NOBODY
    _once(found)
    return found


def guarantees(town: Town, numbers: Words, found: Ints, owes: npt.NDArray[np.bool_]) -> npt.NDArray[np.int8]:
    """Slot of the indebted contact each person stands surety for, -1 for none."""
    words = rng.words(town.seed, 0, numbers, 0, "society.surety")
    slot = (words[:, 0] % CONTACTS).astype(np.int64)
    chosen = found[np.arange(len(found)), slot]
    stands = (chosen >= 0) & owes[chosen] & (rng.uniform(words[:, 1]) < town.ties.surety.value)
    return np.where(stands, slot, NOBODY).astype(np.int8)


def _outside(ties: Ties) -> Floats:
    values = ties.outside.values
    return np.cumsum([values[count] for count in range(CONTACTS)])[:-1]


def _household(town: Town, egos: Egos, found: Ints) -> None:
    adults = town.homes.adults[egos.serial].astype(np.int64)
    for slot in range(_HOUSEHOLD):
        other = (egos.member + 1 + slot) % adults
        own = slot < adults - 1
        found[own, slot] = (town.homes.first[egos.serial] + other)[own]


def _neighbour(town: Town, egos: Egos, rural: int, words: Words) -> Ints:
    """Somebody in the same block: half of them from the doors beside one's own."""
    land, rank = town.grounds[rural], town.homes.rank[egos.serial].astype(np.int64)
    block = land.block_of(rank)
    start, room = land.block_start[block], np.diff(land.block_start)[block]
    beside = np.array([-4, -3, -2, -1, 1, 2, 3, 4])[(words >> 1) & 7]
    anywhere = 1 + _pick(words, room - 1)
    step = np.where(words & 1, beside, anywhere) % room
    serial = _lived_in(town, rural, start + (rank - start + step) % room)
    return np.where(step == 0, NOBODY, _adult(town, serial, words))


def _colleague(town: Town, egos: Egos, rural: int, words: Words, works: npt.NDArray[np.bool_]) -> Ints:
    """Somebody of the same workplace, which takes every so-many-th home of a district of one settlement."""
    land, rank = town.grounds[rural], town.homes.rank[egos.serial].astype(np.int64)
    place = np.searchsorted(land.place_start, rank, side="right") - 1
    span = int(town.ties.district.value)
    begin = land.place_start[place]
    base = begin + (rank - begin) // span * span
    homes = np.minimum(span, land.place_start[place + 1] - base)
    every = np.maximum(homes // int(town.ties.workplace.value), 1) + egos.member
    row, desk = np.divmod(rank - base, every)
    staff = (homes - 1 - desk) // every + 1
    other = base + desk + every * ((row + 1 + _pick(words, np.maximum(staff - 1, 1))) % staff)
    serial = _lived_in(town, rural, other)
    number = town.homes.first[serial] + egos.member
    meets = egos.works & (other != rank) & (serial >= 0) & (egos.member < town.homes.adults[serial])
    number = np.where(meets & (number < town.persons), number, NOBODY)
    return np.where(works[number], number, NOBODY)


def _far_off(town: Town, egos: Egos, words: Words) -> Ints:
    """Somebody of the province, the nearer in serial (and so mostly in place) the likelier."""
    distance = np.floor(town.ties.reach.value ** rng.uniform(words)).astype(np.int64)
    down = egos.serial - distance
    serial = np.where((words & 1).astype(bool) & (down >= 0), down, egos.serial + distance)
    return _adult(town, np.where(serial < len(town.homes), serial, NOBODY), words)


def _lived_in(town: Town, rural: int, rank: Ints) -> Ints:
    of_rank = town.homes.of_rank[rural]
    inside = rank < len(of_rank)
    return np.where(inside, of_rank[np.where(inside, rank, 0)], NOBODY)


def _adult(town: Town, serial: Ints, words: Words) -> Ints:
    """An adult of the household, by bits of the word that nothing else uses."""
    adults = town.homes.adults[serial].astype(np.int64)
    member = (((words >> 4) & 255).astype(np.int64) * adults) >> 8
    return np.where(serial >= 0, town.homes.first[serial] + member, NOBODY)


def _pick(words: Words, count: Ints) -> Ints:
    """A whole number 0 .. count - 1 from the upper 20 bits of each word."""
    return ((words >> 12).astype(np.int64) * count) >> 20


def _once(found: Ints) -> None:
    """Empty every slot whose person stands in an earlier one."""
    for slot in range(1, CONTACTS):
        again = (found[:, :slot] == found[:, slot : slot + 1]).any(axis=1)
        found[again, slot] = NOBODY


@dataclass(frozen=True)
class Plan:
    """The tables of a society and what is solved from them once."""

    tables: Tables
    cells: Cells
    odds: Odds
    scales: Scales
    debts: DebtScales


def plan_of(tables: Tables) -> Plan:
    """Fit the tables together. Raises `NotFitted` where they contradict each other."""
    cells = cells_of(tables)
    scales = scales_of(tables, cells)
    return Plan(tables, cells, odds_of(tables, cells), scales, debt_scales(tables, cells, scales.learned))


def dealt(tables: Tables, persons: int) -> dict[str, int]:
    """`persons` dealt to the provinces by population; one more goes to one province."""
    if persons < 0:
        return dict.fromkeys(tables.provinces, persons)
    weights = np.array([province.population.value for province in tables.provinces.values()])
    return dict(zip(tables.provinces, (int(count) for count in deal(persons, weights)), strict=True))


def draw(tables: Tables, counts: Mapping[str, int], seed: int, space: ArraySpace = IN_MEMORY) -> Drawn:
    """Everybody of the given counts by province, see `SocietyRecipe.draw`."""
    plan, provinces = plan_of(tables), tables.provinces
    columns = blank(sum(counts.values()), space)
    drawn: list[_Draw] = []
    offset = 0
    for name in sorted((name for name in counts if counts[name]), key=lambda name: provinces[name].serial):
        part = {key: column[offset : offset + counts[name]] for key, column in columns.items()}
        drawn.append(_Draw(plan, provinces[name].serial, part, offset, seed))
        offset += counts[name]
    settled = [province.run() for province in drawn]
    settlements = settlement_table(settled, tables, seed)
    put_in_cells(columns, settlements)
    return Drawn(settlements, columns, attributes(tables, columns, seed))


@dataclass(frozen=True)
class _Draw:
    """One province on its way into its `part` of the columns, which begins at row `offset`."""

    plan: Plan
    serial: int
    part: dict[str, Column]
    offset: int
    seed: int

    def run(self) -> Settled:
        """Fill the part."""
        settled = self._settled()
        self.part["province"][:] = self.serial
        for low, high in _runs(len(settled.homes)):
            self._people(settled, low, high)
        self._tie(settled)
        return settled

    def _settled(self) -> Settled:
        tables, who = self.plan.tables, identity(self.serial)
        homes = house(self.plan.cells, who, len(self.part["who"]), self.seed)
        size = tables.households.mean_size.value
        urban, rural = (
            ground(place, len(ranks), size, who, self.seed, kind)
            for place, ranks, kind in zip(
                (tables.settlements.urban, tables.settlements.rural), homes.of_rank, KINDS, strict=True
            )
        )
        return Settled(self.serial, homes, (urban, rural))

    def _people(self, settled: Settled, low: int, high: int) -> None:
        homes, plan = settled.homes, self.plan
        people = members(plan.cells, plan.odds, homes, low, high, self.seed)
        earn(people, plan.tables, plan.scales, plan.debts, homes.who, low, self.seed)
        mind(people, plan.tables, self.seed)
        people.columns |= settle(settled, plan.tables, low, high, people.house, self.seed)
        people.columns["who"] = people.numbers
        people.columns["household"] = np.uint32(homes.who) + (low + people.house).astype(np.uint32)
        people.columns["payer"] = self.offset + int(homes.first[low]) + people.first[people.house]
        _store(people, self.part, int(homes.first[low]))

    def _tie(self, settled: Settled) -> None:
        part, homes = self.part, settled.homes
        town = Town(self.plan.tables.ties, homes, settled.grounds, len(part["who"]), self.seed)
        part["contacts"][:] = NOBODY
        part["guarantees"][:] = NOBODY
        works, owes = part["employed"].astype(bool), part["debt"] > 0
        for low, high in _runs(len(homes)):
            for rural in range(len(KINDS)):
                rows, serial = _adults(homes, part, low, high, rural)
                egos = Egos(part["who"][rows], serial, rows - homes.first[serial], works[rows])
                found = contacts(town, egos, rural, works)
                part["guarantees"][rows] = guarantees(town, egos.numbers, found, owes)
                part["contacts"][rows] = np.where(found >= 0, found + self.offset, NOBODY)


def _runs(households: int) -> Iterator[tuple[int, int]]:
    for low in range(0, households, STEP):
        yield low, min(low + STEP, households)


def _store(people: Members, part: dict[str, Column], at: int) -> None:
    """Write a run into the final columns; the last household may be cut short."""
    count = min(len(people.house), len(part["who"]) - at)
    for name in people.columns.keys() & part.keys():
        part[name][at : at + count] = people.columns[name][:count]


def _adults(homes: Households, part: dict[str, Column], low: int, high: int, rural: int) -> tuple[Ints, Ints]:
    """Rows and household serials of the adults of one registration in a run of households."""
    first, last = (min(int(homes.first[at]), len(part["who"])) for at in (low, high))
    serial = np.repeat(np.arange(low, high), np.diff(homes.first[low : high + 1]))[: last - first]
    kept = (part["age"][first:last] >= ADULT) & (part["rural"][first:last] == rural)
    return first + np.flatnonzero(kept), serial[kept]

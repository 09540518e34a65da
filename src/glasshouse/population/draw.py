"""Drawing a society: province by province, a run of households at a time, into the final columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from glasshouse.population.attributes import attributes
from glasshouse.population.cells import ADULT, Cells, cells_of
from glasshouse.population.debts import DebtScales, debt_scales
from glasshouse.population.households import STEP, Households, house, identity
from glasshouse.population.margins import Ints, deal
from glasshouse.population.money import Scales, earn, scales_of
from glasshouse.population.people import Members, Odds, members, mind, odds_of
from glasshouse.population.placement import KINDS, Settled, put_in_cells, settle, settlement_table
from glasshouse.population.places import ground
from glasshouse.population.recipe import SocietyRecipe
from glasshouse.population.schema import Tables
from glasshouse.population.society import Column, Society, blank, sealed
from glasshouse.population.ties import NOBODY, Egos, Town, contacts, guarantees


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


def draw(recipe: SocietyRecipe, counts: Mapping[str, int], seed: int) -> Society:
    """Everybody of the given counts by province, see `SocietyRecipe.draw`."""
    plan = plan_of(recipe.tables)
    provinces = recipe.tables.provinces
    columns = blank(sum(counts.values()))
    drawn: list[_Draw] = []
    offset = 0
    for name in sorted((name for name in counts if counts[name]), key=lambda name: provinces[name].serial):
        part = {key: column[offset : offset + counts[name]] for key, column in columns.items()}
        drawn.append(_Draw(plan, provinces[name].serial, part, offset, seed))
        offset += counts[name]
    settled = [province.run() for province in drawn]
    settlements = settlement_table(settled, recipe.tables, seed)
    put_in_cells(columns, settlements)
    return sealed(recipe, seed, settlements, columns, attributes(recipe.tables, columns, seed))


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

"""Drawing a society: province by province, a run of households at a time, into the final columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from glasshouse.engine import luck
from glasshouse.society.cells import ADULT, Cells, cells_of
from glasshouse.society.households import STEP, Households, house, identity
from glasshouse.society.margins import Ints, deal
from glasshouse.society.money import earn
from glasshouse.society.people import Members, Odds, members, mind, odds_of
from glasshouse.society.places import Ground, ground
from glasshouse.society.recipe import SocietyRecipe
from glasshouse.society.schema import Tables
from glasshouse.society.settling import Settled, put_in_cells, settle, settlement_table
from glasshouse.society.society import Column, Society, blank, sealed
from glasshouse.society.ties import NOBODY, Egos, Town, contacts, guarantees

KINDS = ("urban", "rural")


def dealt(tables: Tables, persons: int) -> dict[str, int]:
    """`persons` dealt to the provinces by population; one more goes to one province."""
    if persons < 0:
        return {name: persons for name in tables.provinces}
    weights = np.array([province.population.value for province in tables.provinces.values()])
    return dict(zip(tables.provinces, (int(count) for count in deal(persons, weights)), strict=True))


def draw(recipe: SocietyRecipe, counts: Mapping[str, int], seed: int) -> Society:
    """Everybody of the given counts by province, see `SocietyRecipe.draw`."""
    tables = recipe.tables
    cells = cells_of(tables)
    odds = odds_of(tables, cells)
    columns = blank(sum(counts.values()))
    settled: list[Settled] = []
    offset = 0
    for name in sorted(counts, key=lambda name: tables.provinces[name].serial):
        part = {key: column[offset : offset + counts[name]] for key, column in columns.items()}
        if counts[name]:
            settled.append(_province(tables, cells, odds, tables.provinces[name].serial, part, offset, seed))
        offset += counts[name]
    settlements = settlement_table(settled, tables, seed)
    put_in_cells(columns, settlements)
    return sealed(recipe, seed, settlements, columns)


def _province(
    tables: Tables, cells: Cells, odds: Odds, serial: int, part: dict[str, Column], offset: int, seed: int
) -> Settled:
    who, persons = identity(serial), len(part["who"])
    homes = house(cells, who, persons, seed)
    size = tables.households.mean_size.value
    places = (tables.settlements.urban, tables.settlements.rural)
    grounds = [
        ground(place, len(ranks), size, who, seed, kind)
        for place, ranks, kind in zip(places, homes.of_rank, KINDS, strict=True)
    ]
    settled = Settled(serial, homes, (grounds[0], grounds[1]))
    part["province"][:] = serial
    for low, high in _runs(len(homes)):
        _people(tables, cells, odds, settled, part, offset, (low, high), seed)
    _tie(Town(tables.ties, homes, settled.grounds, persons, seed), part, offset)
    return settled


def _runs(households: int) -> Iterator[tuple[int, int]]:
    for low in range(0, households, STEP):
        yield low, min(low + STEP, households)


def _people(
    tables: Tables,
    cells: Cells,
    odds: Odds,
    settled: Settled,
    part: dict[str, Column],
    offset: int,
    run: tuple[int, int],
    seed: int,
) -> None:
    homes, (low, high) = settled.homes, run
    people = members(cells, odds, homes, low, high, seed)
    earn(people, tables, cells, odds, homes.who, low, seed)
    mind(people, tables, seed)
    people.columns |= settle(settled, tables, low, high, people.house, seed)
    people.columns["who"] = people.numbers
    people.columns["household"] = (np.uint32(homes.who) + (low + people.house).astype(np.uint32))
    people.columns["payer"] = offset + int(homes.first[low]) + people.first[people.house]
    _store(people, part, int(homes.first[low]))


def _store(people: Members, part: dict[str, Column], at: int) -> None:
    """Write a run into the final columns; the last household may be cut short."""
    count = min(len(people.house), len(part["who"]) - at)
    for name, column in people.columns.items():
        if name in part:
            part[name][at : at + count] = column[:count]


def _tie(town: Town, part: dict[str, Column], offset: int) -> None:
    part["contacts"][:] = NOBODY
    part["guarantees"][:] = NOBODY
    works, owes = part["employed"].astype(bool), part["debt"] > 0
    for low, high in _runs(len(town.homes)):
        first, last = (min(int(town.homes.first[at]), town.persons) for at in (low, high))
        serial = np.repeat(np.arange(low, high), np.diff(town.homes.first[low : high + 1]))[: last - first]
        for rural in range(len(KINDS)):
            adult = (part["age"][first:last] >= ADULT) & (part["rural"][first:last] == rural)
            rows = first + np.flatnonzero(adult)
            _tie_rows(town, part, rows, serial[adult], rural, works, owes, offset)


def _tie_rows(
    town: Town,
    part: dict[str, Column],
    rows: Ints,
    serial: Ints,
    rural: int,
    works: Column,
    owes: Column,
    offset: int,
) -> None:
    egos = Egos(part["who"][rows], serial, rows - town.homes.first[serial], works[rows])
    found = contacts(town, egos, rural, works)
    part["guarantees"][rows] = guarantees(town, egos.numbers, found, owes)
    part["contacts"][rows] = np.where(found >= 0, found + offset, NOBODY)

"""From a society and the parameters of a run to a world in which no month has been lived yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from glasshouse.model.climate import Climate
from glasshouse.model.inserting import Schedule
from glasshouse.model.movement import routes_of
from glasshouse.model.patrols import Districts
from glasshouse.model.people import attributes_of, cells_of, people_of, storage_of
from glasshouse.model.record_types import Records
from glasshouse.model.schedule import MONTH
from glasshouse.model.world import World
from glasshouse.rulebooks.sizes import STANDARD, Sizes

if TYPE_CHECKING:
    from glasshouse.population.society import Society


class PackedParameters(NamedTuple):
    """What rules look up, packed for them, one record each: parameters of mechanisms (`parameters`) and of
    how the law is carried out (`practice`), and the `catalogue` of acts (`act_catalogue`)."""

    parameters: Records
    practice: Records
    catalogue: Records


def build_world(
    society: Society,
    packed: PackedParameters,
    *,
    seed: int,
    replicate: int,
    schedule: Schedule = MONTH,
    sizes: Sizes = STANDARD,
    named: Mapping[int, int] | None = None,
    backwards: bool = False,
) -> World:
    """Lay out `society` for a run; `World.record_lives` and `keep_trail` add what is written down of it.

    `schedule` is the month, with rules inserted or not, and `sizes` the room for its vocabulary. `named`
    provinces (population by serial) are those people move between. `backwards` stores neighbours of a cell in
    reverse, to test that storage does not matter.
    """
    parameters, practice, catalogue = packed
    storage = cells_of(society, backwards) if backwards else storage_of(society)
    people = people_of(society, storage, parameters, seed, replicate, sizes)
    count = int(max(np.max(society.province, initial=0), *(named or (0,)), 0)) + 1
    return World(
        people=people,
        contacts=storage.contacts,
        signs=np.zeros(len(people), np.uint8),
        cell_start=storage.cell_start,
        raster=storage.raster,
        climate=Climate(np.arange(count, dtype=np.uint32), seed, replicate, parameters),
        routes=routes_of(named or {}, count),
        districts=Districts(society, people, storage.cell_start, parameters),
        seed=seed,
        replicate=replicate,
        parameters=parameters,
        practice=practice,
        catalogue=catalogue,
        schedule=schedule,
        sizes=sizes,
        attributes=attributes_of(society, storage),
    )


def widen(world: World, named: Mapping[int, int], provinces: int) -> None:
    """Have a new world count `provinces`, of which it stores only some; people move between those `named`."""
    ids = np.arange(provinces, dtype=np.uint32)
    world.climate = Climate(ids, world.seed, world.replicate, world.parameters)
    world.routes = routes_of(named, provinces)

"""A world in which no month has been lived, from a configuration; and what it has counted in the end."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.model.building import PackedParameters, build_world
from glasshouse.model.inserting import Schedule
from glasshouse.model.mechanism_insertion import month_with
from glasshouse.model.schedule import month_of
from glasshouse.model.world import World
from glasshouse.simulation.run_config import RunConfig

Ids = npt.NDArray[np.uint32]


def new_world(chosen: RunConfig, panel_ids: Ids | None) -> World:
    """The world of a configuration, before its first month; the lives of `panel_ids` will be written down."""
    world = _built(chosen, chosen.first.packed, _month(chosen))
    if panel_ids is not None:
        world.record_lives(panel_ids, chosen.months)
    return world


def build_again(chosen: RunConfig, schedule: Schedule) -> World:
    """The world in which a run under the changes of a continued run would begin."""
    return _built(chosen, chosen.packed, schedule)


def _built(chosen: RunConfig, packed: PackedParameters, schedule: Schedule) -> World:
    world = build_world(
        chosen.society,
        packed,
        seed=chosen.seed,
        replicate=chosen.replicate,
        schedule=schedule,
        sizes=chosen.scope.sizes,
        named=chosen.populations,
    )
    world.events = chosen.dated_events
    return world


def _month(chosen: RunConfig) -> Schedule:
    """The month that a run needs: laws of provinces may change, and mechanisms be inserted anywhere."""
    if chosen.provinces or chosen.mechanisms:
        return month_with(chosen.mechanisms, chosen.all_parameters, chosen.start, chosen.scope.sizes)
    return month_of(chosen.laws)


def own_months(world: World) -> dict[str, Any]:
    """Counts of the events of inserted mechanisms (months, groups) by `mechanism.event`."""
    return {
        f"{one.name}.{event}": np.stack(world.own_months[one.name])[:, :, k]
        for one in world.inserted
        for k, event in enumerate(one.events)
    }

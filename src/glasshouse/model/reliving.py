"""Single persons live a whole run again, without everybody else.

Who is worth telling of is known when a run is over. What a month brings to a person follows from their own
record, from luck keyed to who they are, and from what all could see: the signs of others, the fortunes of the
provinces, the work of inspectors. A run that keeps this of every month, a byte a person for the signs, lets
any of its persons live again in a world of them and those they look at, equal to the bit. Where persons also
change each other (firms, messages to phones, mechanisms of a user's own) nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine.array_space import IN_MEMORY
from glasshouse.model.contact_steps import NOBODY, contacts_of, places_of
from glasshouse.model.debtor_map import viewers_by_cell
from glasshouse.model.person import LISTED, PANEL
from glasshouse.model.record_types import Records

if TYPE_CHECKING:
    from glasshouse.engine.shards import Shards
    from glasshouse.model.contexts import Sights
    from glasshouse.model.world import World

Array = npt.NDArray[Any]
MOST = 1 << 28
"""Bytes of signs kept at most."""


@dataclass(frozen=True)
class PublicMonth:
    """What all could see of a month: `signs` (n,) at its end, the records of `provinces` and `districts`."""

    signs: Array
    provinces: Records
    districts: Records


class PublicMonths:
    """The public months of a run so far; none from the month in which persons begin to change each other."""

    def __init__(self, world: World, months: int) -> None:
        """`world` has not lived yet, and will live `months`."""
        self.months: list[PublicMonth] = []
        self.is_whole = not world.inserted and len(world.people) * months <= MOST

    def note(self, world: World) -> None:
        """Keep the month that `world` just lived."""
        if world.firms is not None or world.tells_phones:
            self.is_whole = False
            self.months.clear()
        if self.is_whole:
            self.months.append(PublicMonth(world.signs.copy(), world.fortunes, world.districts.table.copy()))


def relive(world: World, public: PublicMonths, laws_of: Callable[[int], Records], shards: Shards) -> bool:
    """Fill `panel_records` of a `world` that has not lived: its sampled lives live the public months again.

    `laws_of` gives the laws of a month. The rest of the world is of no use afterwards. False where somebody
    gives another sign than in the run: then a rule looks at more than is kept of others, and all must live
    again.
    """
    places = np.flatnonzero(world.people["traits"] & PANEL)
    if not len(places):
        return True
    near = _near(world, places)
    few = _world_of(world, near, places)
    chosen = np.searchsorted(near, places)
    live = world.schedule.kernel("live_a_month")
    for month, now in enumerate(public.months):
        laws = few.laws_by_province(laws_of(month))
        world.month = few.month = month
        few.districts.table[:] = now.districts
        live(few.context(laws, now.provinces), few.people_context([]), 0, len(near))
        given = few.signs[chosen]
        few.signs[:] = now.signs[near]
        few.look_back(shards)
        if not np.array_equal(given, few.signs[chosen]):
            return False
        if world.shows_map(laws) and np.any(few.signs[chosen] & LISTED):
            world.people[places] = few.people[chosen]
            _be_seen(world, now, places, laws, shards)
            few.people[chosen] = world.people[places]
    return True


def _near(world: World, places: Array) -> Array:
    """Where those stored at `places` are stored, and those whose signs or age they look at, ascending."""
    marked = np.zeros(len(world.people), np.bool_)
    contacts = places_of(world.contacts, places)
    for some in (places, contacts[contacts >= 0], places + world.people["payer"][places]):
        marked[some] = True
    return np.flatnonzero(marked)


def _world_of(world: World, near: Array, places: Array) -> World:
    """A world of those stored at `near`, in which only those of `places` know each other and the rest.

    The others live there too, looking at nobody; what becomes of them is not read.
    """
    chosen = np.searchsorted(near, places)
    people, known = world.people[near].view(np.recarray), places_of(world.contacts, places)
    moved = np.full((len(near), known.shape[1]), NOBODY, np.int32)
    moved[chosen] = np.where(known >= 0, np.searchsorted(near, known), NOBODY)
    payers = places + world.people["payer"][places]
    people["payer"] = 0
    people["payer"][chosen] = np.searchsorted(near, payers) - chosen
    contacts = contacts_of(len(near), [moved], IN_MEMORY)
    few = replace(world, people=people, contacts=contacts, signs=np.zeros(len(near), np.uint8))
    few.panel_records = world.panel_records
    few.districts.found = np.zeros(len(near), np.uint8)
    return few


def _be_seen(world: World, now: PublicMonth, places: Array, laws: Records, shards: Shards) -> None:
    """Those stored at `places` meet the eyes of everybody who opened the map."""
    sights = sights_of(world, now, shards)
    world.signs = np.zeros_like(now.signs)  # nobody else is shown
    world.signs[places] = now.signs[places]
    be_seen = world.schedule.kernel("be_seen_on_the_map")
    be_seen(world.context(laws, now.provinces), sights, int(places[0]), int(places[-1]) + 1)


def sights_of(world: World, now: PublicMonth, shards: Shards) -> Sights:
    """Who opened the map in a month, for those of a world to be seen by."""
    viewers = viewers_by_cell(world.people, now.signs, world.viewers_before, shards)
    return world.sights(viewers)

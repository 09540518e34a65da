"""A few persons live a whole run again twice, as it was and under other laws, to tell what that changes.

They live in a world of themselves and those they look at, among the public signs of the run (`reliving`).
Those whom other laws do not concern need not live again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine.array_space import IN_MEMORY
from glasshouse.engine.field_access import touched
from glasshouse.engine.steps import calls
from glasshouse.model.contact_steps import NOBODY, contacts_of, places_of
from glasshouse.model.contexts import Sights
from glasshouse.model.person import LISTED
from glasshouse.model.record_types import Records
from glasshouse.model.reliving import PublicMonth, PublicMonths, sights_of
from glasshouse.model.schedule import SEEN

if TYPE_CHECKING:
    from glasshouse.engine.shards import Shards
    from glasshouse.model.world import World

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Relived:
    """Persons who lived a whole run again, as it was and otherwise.

    `places` (k,) in storage, their records `was` and `now` at the end of each, and by how much they counted
    otherwise: `tallies` (months, groups, columns) and `asked` (months, ...), as those of a run.
    """

    places: Array
    was: Records
    now: Records
    tallies: Array
    asked: Array


class _Few:
    """Persons of a world who live its public months again under some laws, and are counted."""

    def __init__(self, world: World, places: Array, near: Array, laws_of: Callable[[int], Records]) -> None:
        self.world = _world_of(world, places, near)
        self.people = self.world.people[: len(places)].view(np.recarray)
        self._laws_of = laws_of
        self._context = self.world.context(laws_of(0), world.fortunes)
        self.tally: Array = self._context.tally
        self._live = self.world.schedule.kernel("live_a_month")

    def live(self, month: int, now: PublicMonth) -> Array:
        """Live a month, counted in `tally`; returns the counts of gatekeepers."""
        self.laws = self.world.laws_by_province(self._laws_of(month))
        self.world.districts.table[:] = now.districts
        self.tally[:] = 0
        context = self._context._replace(laws=self.laws, provinces=now.provinces, month=month)
        more = self.world.people_context([])
        self._live(context, more, 0, len(self.people))
        return more.asked

    def gives(self, signs: Array, shards: Shards) -> bool:
        """Whether all give these signs after the month; those they look at give them in the next."""
        given = self.world.signs[: len(self.people)]
        same = np.array_equal(given, signs[: len(given)])
        self.world.signs[:] = signs
        self.world.look_back(shards)
        return same

    def be_seen(self, first: World, sight: _Sight, tally: Array | None = None) -> None:
        """Those of the world `first` who are shown on the map meet the eyes of its viewers.

        This is added to the counts of the month, or to a `tally`.
        """
        first.people[sight.places] = self.people[sight.rows]
        context = self._context._replace(
            people=first.people, next_signs=first.signs, laws=self.laws, month=sight.month,
            provinces=sight.provinces, tally=self.tally if tally is None else tally,
        )  # fmt: skip
        be_seen = first.schedule.kernel("be_seen_on_the_map")
        be_seen(context, sight.seen, int(sight.places[0]), int(sight.places[-1]) + 1)
        self.people[sight.rows] = first.people[sight.places]

    def is_like(self, other: _Few, rows: Array) -> bool:
        """Whether persons are the same in all that being seen uses."""
        return all(
            np.array_equal(self.people[name][rows], other.people[name][rows]) for name in USED_WHEN_SEEN
        )


@dataclass(frozen=True)
class _Sight:
    """Who is shown on the map in a month: their `rows` among the few and `places` in storage."""

    month: int
    provinces: Records
    rows: Array
    places: Array
    seen: Sights


def _used_when_seen() -> tuple[str, ...]:
    """Fields of a person that the phase on the debtor map reads or writes."""
    found = set(re.findall(r"\bp\.(\w+)", SEEN.kernel.source()))
    for one, guards in calls(SEEN.kernel.steps):
        for function in (one.function, *(guard.condition for guard in guards)):
            if callable(function):
                used = touched(function, ("p",))
                found |= {name for _, name in used.reads | used.writes}
    return tuple(sorted(found))


USED_WHEN_SEEN = _used_when_seen()


def live_again(
    world: World,
    places: Array,
    public: PublicMonths,
    laws_of: tuple[Callable[[int], Records], Callable[[int], Records]],
    shards: Shards,
) -> Relived | None:
    """Those stored at `places` of a `world` that has not lived, and who keeps their households, live the
    public months again: under the laws of the run and under other laws, that is what `laws_of` gives.

    None where somebody gives another sign than in the run: then more people may live otherwise. The rest of
    the world is of no use afterwards.
    """
    places = _marked(world, places, places + world.people["payer"][places])
    contacts = places_of(world.contacts, places)
    near = np.concatenate([places, _marked(world, contacts[contacts >= 0], but=places)])
    was, now = (_Few(world, places, near, laws) for laws in laws_of)
    tallies = np.zeros((len(public.months), *was.tally.shape), np.int64)
    asked = []
    world.signs = np.zeros(len(world.people), np.uint8)  # nobody else is shown
    for month, seen in enumerate(public.months):
        signs = seen.signs[near]
        asked_before, asked_after = was.live(month, seen), now.live(month, seen)
        if not was.gives(signs, shards) or not now.gives(signs, shards):
            return None
        _show_few(world, places, (was, now), signs, month, seen, shards)
        tallies[month] = now.tally - was.tally
        asked.append(asked_after - asked_before)
    return Relived(places, was.people, now.people, tallies, np.stack(asked))


def _marked(world: World, *chosen: Array, but: Array | None = None) -> Array:
    """Places that are `chosen`, each once, ascending, without some."""
    marks = np.zeros(len(world.people), np.bool_)
    for places in chosen:
        marks[places] = True
    if but is not None:
        marks[but] = False
    return np.flatnonzero(marks)


def _show_few(
    world: World,
    places: Array,
    both: tuple[_Few, _Few],
    signs: Array,
    month: int,
    public: PublicMonth,
    shards: Shards,
) -> None:
    """Those on the debtor map are seen: once, where it comes to the same under both laws."""
    shown = [world.shows_map(few.laws) for few in both]
    rows = np.flatnonzero(signs[: len(places)] & LISTED)
    if not any(shown) or not len(rows):
        return
    world.signs[:] = 0
    world.signs[places[rows]] = signs[rows]
    sight = _Sight(month, public.provinces, rows, places[rows], sights_of(world, public, shards))
    was, now = both
    if all(shown) and was.is_like(now, rows):
        was.be_seen(world, sight, np.zeros_like(was.tally))
        for name in USED_WHEN_SEEN:
            now.people[name][rows] = was.people[name][rows]
        return
    for few, is_shown in zip(both, shown, strict=True):
        if is_shown:
            few.be_seen(world, sight)


def _world_of(world: World, places: Array, near: Array) -> World:
    """A world of those stored at `near`, of whom the first, at `places`, know each other and the rest."""
    found = np.zeros(len(world.people), np.int32)
    found[near] = np.arange(len(near))
    people, known = world.people[near].view(np.recarray), places_of(world.contacts, places)
    moved = np.full((len(near), known.shape[1]), NOBODY, np.int32)
    moved[: len(places)] = np.where(known >= 0, found[known], NOBODY)
    payers = found[places + world.people["payer"][places]]
    people["payer"] = 0
    people["payer"][: len(places)] = payers - np.arange(len(places))
    contacts = contacts_of(len(near), [moved], IN_MEMORY)
    few = replace(world, people=people, contacts=contacts, signs=np.zeros(len(near), np.uint8))
    few.districts.found = np.zeros(len(near), np.uint8)
    return few

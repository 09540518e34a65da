"""The month in which a run goes on under another law, other parameters or another practice.

A world is built as a new run under the changes would begin, and the world that has lived takes over from it
what the changes decide. The state of people stays: debts, records, lists with their terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from glasshouse.errors import Diagnostic, InputError
from glasshouse.model.layout import PERSON_FIELDS
from glasshouse.model.person import PANEL, SCORED
from glasshouse.model.state import FIELDS
from glasshouse.simulation.beginnings import build_again
from glasshouse.simulation.governing import places_of_lists

if TYPE_CHECKING:
    from glasshouse.model.world import World
    from glasshouse.rulebooks import Rulebook
    from glasshouse.simulation.run_config import RunConfig

POINTS = ("score", "record_what", "record_left", "record_points")
SCALE = ("score_start", "score_floor", "score_cap")


def change_over(world: World, chosen: RunConfig) -> None:
    """Bring the changes of a continued run into force in a world that has lived up to them.

    Lists are carried over by name, and who is on a list that is gone comes off it. Points are carried over
    where the score has the same name and scale, and otherwise begin anew. Raises `InputError` where a changed
    parameter decides who people are from the start, which cannot change in the middle of a run.
    """
    before = chosen.first
    fresh = build_again(chosen, world.schedule)
    _refuse_other_people(world, fresh)
    for mine, new in ((world.climate, fresh.climate), (world.districts, fresh.districts)):
        for name in FIELDS[type(mine).__name__].again:
            setattr(mine, name, getattr(new, name))
    world.parameters, world.practice, world.catalogue = fresh.parameters, fresh.practice, fresh.catalogue
    places = places_of_lists(before.rulebook, chosen.rulebook)
    for serial in range(world.climate.provinces):
        world.rebook(serial, places)
    if not keeps_points(chosen):
        for name in POINTS:
            world.people[name] = fresh.people[name]
        world.people["state"] &= ~world.people.dtype["state"].type(SCORED)


def keeps_points(chosen: RunConfig) -> bool:
    """Whether people keep their points: the rulebooks score by the same names and on the same scale."""
    month = chosen.continued.month if chosen.continued else 0
    old, new = chosen.laws[max(0, month - 1)], chosen.laws[month]
    same_names = _scores(chosen.first.rulebook) == _scores(chosen.rulebook)
    return same_names and all(old[name] == new[name] for name in SCALE)


def _scores(book: Rulebook | None) -> tuple[str, ...]:
    return tuple(book.tree.names("scores")) if book else ()


def _refuse_other_people(world: World, fresh: World) -> None:
    fixed = [one.name for one in PERSON_FIELDS if one.fixed and one.name != "traits"]
    other = [name for name in fixed if not np.array_equal(world.people[name], fresh.people[name])]
    if np.any((world.people["traits"] ^ fresh.people["traits"]) & ~np.uint16(PANEL)):
        other.append("traits")
    if other:
        what = f"a changed parameter decides who people are from the start ({', '.join(other)})"
        raise InputError(Diagnostic(what, "leave it as it was, or run again from the first month with it"))

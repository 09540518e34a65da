"""A variant of a rulebook that only denies otherwise, simulated for those alone whom a denial concerned.

Of such variants ("as rewards only") all rules say the same but what lists, grades and standing shut. Rules
read that in five places: for the shut rights themselves, in copies of a listing, in disputes about one, in
what people think of the authority after a refusal, and in whether a grade looks low. Who was on no list, had
no right shut and was refused nothing in any month of the run, as its trail tells, meets none of these. As
long as nobody gives another sign, everybody else's life is the same to the bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine.counting import are_in
from glasshouse.engine.reordering import reorder
from glasshouse.engine.shards import Shards
from glasshouse.model.events import COLUMN
from glasshouse.model.other_laws import Relived, live_again
from glasshouse.rulebooks.sizes import Records
from glasshouse.simulation.beginnings import new_world
from glasshouse.simulation.completed_run import CompletedRun
from glasshouse.simulation.run_config import RunConfig

if TYPE_CHECKING:
    from glasshouse.model.world import World

Array = npt.NDArray[Any]

SHUTS = frozenset({
    "list_shuts", "list_withholds", "list_grants", "grade_shuts", "grade_withholds", "grade_grants",
    "zero_base", "granted_in_standing",
})  # fmt: skip
"""Values of the law that say what is shut. A test fails when a rule more reads one of them."""
MOST = 0.2
"""Share of persons from which on it is quicker that all live once than that they live twice."""
LUCK_OF_PROVINCES = ("recorded", "entered_list", "added_by_whim", "adults")
"""What is counted of a month and makes the luck of provinces in the next (see `model.climate`)."""


def lived_where_it_differs(run: CompletedRun, chosen: RunConfig) -> CompletedRun | None:
    """The run of `chosen`, which differs from `run` in its rulebook alone, from those whom that concerns.

    None where more may differ, or where the run did not keep what this takes: then all have to live again.
    """
    trail, public = run.trail, run.public
    if trail is None or public is None or not _can_differ_in_denials_alone(run, chosen):
        return None
    rows = np.concatenate([trail.spells["row"], trail.refusals["row"], trail.stays["row"]])
    world = new_world(chosen, None)
    concerned = np.zeros(len(trail.who), np.bool_)
    concerned[rows] = True
    places = np.flatnonzero(are_in(world.people["who"], np.sort(trail.who[concerned])))
    if len(places) > MOST * len(world.people):
        return None
    if not len(places):
        same = {one.name: getattr(run, one.name) for one in fields(CompletedRun)}
        return CompletedRun(**{**same, "config": chosen, "trail": None, "public": None})
    with Shards(run.threads) as shards:
        again = live_again(world, places, public, (_laws_of(run.config), _laws_of(chosen)), shards)
    world.people[np.argsort(world.people["who"])] = run.people
    if again is None or not _agree(world, again):
        return None
    return _completed(run, chosen, world, again, public.months[-1].signs)


def _can_differ_in_denials_alone(run: CompletedRun, chosen: RunConfig) -> bool:
    """Whether the laws of two settings differ in nothing but what is shut, and there not in who has nothing
    shut and looks low."""
    before, after = run.config.laws, chosen.laws
    if chosen.provinces or chosen.government or chosen.mechanisms or before.dtype != after.dtype:
        return False
    assert run.trail is not None
    other = {name for name in before.dtype.names or () if not np.array_equal(before[name], after[name])}
    return (
        other <= SHUTS
        and len(run.trail.who) == len(run.people)
        and not np.any(before.patrols)
        and np.array_equal(run.config.packed.catalogue, chosen.packed.catalogue)
        and all(
            _looks_low(old, grade) == _looks_low(new, grade)
            and (_shuts(old, grade) or not _shuts(new, grade))
            for old, new in _pairs(before, after)
            for grade in (None, *range(int(old["grades"])))
        )
    )


def _pairs(before: Records, after: Records) -> Iterator[tuple[Any, Any]]:
    """The laws of two settings in the months in which either is another than in the month before."""
    last = (b"", b"")
    for old, new in zip(before, after, strict=True):
        if (written := (old.tobytes(), new.tobytes())) != last:
            yield old, new
        last = written


def _shuts(law: Any, grade: int | None) -> bool:
    """Whether a law shuts anything to somebody on no list, of a grade (0 the best) or without one."""
    none = np.zeros_like(law["zero_base"])
    shuts, grants, withholds = (
        (none, none, none)
        if grade is None
        else (law["grade_shuts"][grade], law["grade_grants"][grade], law["grade_withholds"][grade])
    )
    granted = grants | (law["granted_in_standing"] & ~withholds)
    return bool(np.any(shuts | (law["zero_base"] & ~granted)))


def _looks_low(law: Any, grade: int | None) -> bool:
    """Whether a grade shuts or withholds anything."""
    return grade is not None and bool(
        np.any(law["grade_shuts"][grade]) or np.any(law["grade_withholds"][grade])
    )


def _laws_of(chosen: RunConfig) -> Any:
    laws: Records = chosen.laws
    return lambda month: laws[month : month + 1].view(np.recarray)


def _agree(world: World, again: Relived) -> bool:
    """Whether those who lived again lived as in the run under its own law, and provinces have the same luck.

    `world` holds the people of the run at its end.
    """
    kept = world.people[again.places]
    same = all(
        np.array_equal(kept[name], again.was[name]) for name in kept.dtype.names or () if name != "payer"
    )
    return same and not np.any(again.tallies[..., [COLUMN[name] for name in LUCK_OF_PROVINCES]])


def _completed(
    run: CompletedRun, chosen: RunConfig, world: World, again: Relived, signs: Array
) -> CompletedRun:
    """The run with those who lived again as they lived otherwise."""
    payers = world.people["payer"][again.places]
    world.people[again.places] = again.now
    world.people["payer"][again.places] = payers
    world.signs = signs
    state = world.digest()
    reorder(world.people, np.argsort(world.people["who"]))
    return CompletedRun(
        config=chosen,
        people=world.people,
        tallies=run.tallies + again.tallies,
        state=state,
        panel_ids=world.panel_ids,
        panel_records=world.panel_records,
        asked=run.asked + again.asked,
        threads=run.threads,
        firm_tallies=run.firm_tallies,
    )

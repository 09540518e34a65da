"""Simulate a configuration: build its world, step it month by month, and collect what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from glasshouse.engine.reordering import reordered
from glasshouse.engine.shards import Shards
from glasshouse.model.reliving import PublicMonths, relive
from glasshouse.model.world import World
from glasshouse.simulation.beginnings import new_world, own_months
from glasshouse.simulation.changing_over import change_over
from glasshouse.simulation.checkpoints import Side
from glasshouse.simulation.completed_run import CompletedRun
from glasshouse.simulation.governing import Laws, Settled
from glasshouse.simulation.recording import OwnEvents, Recorder, kept
from glasshouse.simulation.run_config import RunConfig
from glasshouse.simulation.run_settings import ProgressCallback, silent
from glasshouse.simulation.spread_run import simulate_spread
from glasshouse.simulation.spreading import Spread

Ids = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]
MonthHook = Callable[[int, World], None]
"""Reads the world after each month (its index, the world); it may keep copies and change nothing."""


def unseen(_month: int, _world: World) -> None:
    """A world that nobody reads."""


def simulate(
    chosen: RunConfig,
    threads: int,
    on_month: ProgressCallback = silent,
    panel_ids: Ids | None = None,
    trail: bool = False,
    month_hook: MonthHook = unseen,
    *,
    points: Side | None = None,
    spread: Spread | None = None,
) -> CompletedRun:
    """Simulate all months of a configuration; the lives of `panel_ids` are written down, and with `trail`
    everybody's standing. A run with a trail and no panel also keeps what `with_lives` needs, if it can.

    `month_hook` reads the world after every month. What it or `on_month` raises ends the run. With `points`
    the run goes on from its last checkpoint there, if there is one, and writes others; a run that goes on has
    no trail, as the months before were not written down. With `spread` its provinces are computed by the
    workers of an executor, and nobody reads their worlds.
    """
    if spread is not None:
        return simulate_spread(chosen, spread, threads, on_month, panel_ids, trail, points)
    began = time.perf_counter()
    world = new_world(chosen, panel_ids)
    built = time.perf_counter()
    with Shards(threads) as shards:
        laws = Laws(chosen)
        panel = OwnEvents(world)
        tallies = points.restored(world) if points else []
        recorder = _recorder(chosen, world) if trail and not tallies else None
        keeps_public = (
            recorder and panel_ids is None and chosen.government is None and chosen.continued is None
        )
        public = PublicMonths(world, chosen.months) if keeps_public else None
        # Provinces decide from counts alone, so their decisions are replayed instead of stored: there is no
        # second copy that could disagree with the counts.
        laws.replay(tallies, Settled())
        for month in range(world.month, chosen.months):
            if chosen.continued and month == chosen.continued.month:
                change_over(world, chosen)
            tallies.append(_step(world, laws, shards, recorder, month_hook))
            panel.note()
            if public:
                public.note(world)
            if points:
                points.after(world, tallies)
            on_month(month + 1, chosen.months)
    return replace(
        _completed(chosen, world, tallies, threads),
        seconds={"world": built - began, "months": time.perf_counter() - built},
        government=laws.table,
        trail=recorder.finish() if recorder else None,
        panel_events=panel.events,
        public=public if public and public.is_whole else None,
    )


def watched(
    run: CompletedRun, who: Iterable[int], on_month: ProgressCallback = silent, *, trail: bool = False
) -> CompletedRun:
    """The same run again with the lives of `who` written down; the same draws make everything else the same.

    With `trail` everybody's standing is kept too (of more than a million persons, a sample).
    """
    return simulate(run.config, run.threads, on_month, _ids(who), trail, spread=run.spread)


def with_lives(run: CompletedRun, who: Iterable[int]) -> CompletedRun:
    """The run with its trail and the lives of `who` written down.

    They live again by themselves, if the run kept what that takes, and otherwise with everybody else.
    """
    who = tuple(who)
    if run.trail is None:
        return watched(run, who, trail=True)
    if run.public is None:
        return replace(watched(run, who), trail=run.trail)
    chosen = run.config
    world = new_world(chosen, _ids(who))
    laws, provinces = Laws(chosen), world.climate.provinces
    with Shards(run.threads) as shards:
        same = relive(world, run.public, lambda month: laws.of(month, provinces), shards)
    if not same:
        return replace(watched(run, who), trail=run.trail)
    return replace(run, panel_ids=world.panel_ids, panel_records=world.panel_records)


def _ids(who: Iterable[int]) -> Ids:
    """Identities, each once, ascending."""
    return np.array(sorted(set(who)), np.uint32)


def _recorder(chosen: RunConfig, world: World) -> Recorder:
    """Begins to write down the standing of everybody in a world that has not lived yet."""
    world.keep_trail(kept(chosen.society.who, chosen.seed))
    return Recorder(world)


def _step(
    world: World, laws: Laws, shards: Shards, recorder: Recorder | None, month_hook: MonthHook
) -> Counts:
    """Simulate the next month; returns its counts."""
    month = world.month
    now = laws.of(month, world.climate.provinces)
    tally: Counts = world.step(now, shards)
    if recorder:
        recorder.note(month, now, laws)
    month_hook(month, world)
    laws.close(month, tally, world)
    return tally


def _completed(chosen: RunConfig, world: World, tallies: list[Counts], threads: int) -> CompletedRun:
    state = world.digest()
    order = np.argsort(world.people["who"])
    return CompletedRun(
        config=chosen,
        people=reordered(world.people, order, chosen.society.space),
        tallies=np.stack(tallies),
        state=state,
        panel_ids=world.panel_ids,
        panel_records=world.panel_records,
        asked=np.stack(world.asked),
        threads=threads,
        firm_tallies=world.firm_months,
        own={name: values[order] for name, values in world.own_columns().items()},
        own_months=own_months(world),
    )

"""What a run will take on this machine, before it is begun: a sample of each province is drawn and lived."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from glasshouse.model.reliving import MOST as MOST_PUBLIC
from glasshouse.simulation import memory_budget
from glasshouse.simulation.simulating import simulate
from glasshouse.simulation.spread_run import dealt

if TYPE_CHECKING:
    from glasshouse.population.society import Society, SocietyRecipe
    from glasshouse.simulation.run_config import RunConfig

SAMPLE = 50_000
"""Persons of a province who are drawn to measure it."""
MONTHS = 6
"""Months simulated after a first one that is not counted."""


@dataclass(frozen=True)
class ProvinceCost:
    """What a province takes: seconds to draw its people and lay out one life, and of a month with the system
    and without, extrapolated to its `persons` from a `sample` of them."""

    province: str
    persons: int
    sample: int
    people: float
    world: float
    month: float
    twin_month: float


@dataclass(frozen=True)
class RunEstimate:
    """The cost of a run by province, and of all of it: `lives` with the system and `twin_lives` without are
    lived, on `threads` threads (0: all cores), or by so many `workers` of an executor on one thread each."""

    provinces: tuple[ProvinceCost, ...]
    months: int
    lives: int
    twin_lives: int
    threads: int
    workers: int | None = None

    @property
    def persons(self) -> int:
        """All persons."""
        return sum(one.persons for one in self.provinces)

    def seconds_of(self, one: ProvinceCost) -> float:
        """Seconds for all lives of a province."""
        months = self.lives * one.month + self.twin_lives * one.twin_month
        return one.people + (self.lives + self.twin_lives) * one.world + self.months * months

    @property
    def seconds(self) -> float:
        """Seconds for all provinces without tables and report, one after another or dealt to workers."""
        seconds = {one.province: self.seconds_of(one) for one in self.provinces}
        persons = {one.province: one.persons for one in self.provinces}
        hands = dealt(persons, self.workers) if self.workers else [list(persons)]
        return max(sum(seconds[name] for name in hand) for hand in hands)

    def as_dict(self) -> dict[str, object]:
        """All figures as plain data."""
        rows = [{**vars(one), "seconds": self.seconds_of(one)} for one in self.provinces]
        names = (
            "months", "persons", "lives", "twin_lives", "threads", "workers", "seconds", "memory",
            "least_memory", "disk",
        )  # fmt: skip
        return {"provinces": rows, **{name: getattr(self, name) for name in names}}

    @property
    def memory(self) -> int:
        """Bytes that one process needs if everything lies in memory."""
        return memory_budget.whole(self.persons)

    @property
    def least_memory(self) -> int:
        """Bytes that it needs at least, with the rest in files."""
        return memory_budget.least(self.persons)

    @property
    def disk(self) -> int:
        """Bytes of these files."""
        return self.persons * memory_budget.ON_DISK


def estimate(
    recipe: SocietyRecipe,
    persons: int | Mapping[str, int],
    config_of: Callable[[Society, list[str]], RunConfig],
    *,
    twin: bool,
    variants: int,
    workers: int | None,
    threads: int,
) -> RunEstimate:
    """Measure each province; `persons` are dealt as for a run. `config_of` gives the setting of some people,
    and gets the names of all provinces in which somebody will live.

    With a `twin` so many `variants` of the rulebook are lived too. Sampled lives are lived again with
    everybody where a run is large or spread over `workers`.
    """
    threads = 1 if workers else threads
    costs: list[ProvinceCost] = []
    chosen: RunConfig | None = None
    counts = {name: count for name, count in recipe.counts(persons).items() if count}
    recipe.draw(persons={next(iter(counts)): 1})  # loads machine code, which is no province's cost
    for name, count in counts.items():
        few, seconds = _drawn(recipe, name, count)
        chosen = replace(chosen or config_of(few, list(counts)), society=few)
        costs.append(_measured(chosen, name, count, seconds, twin, threads))
    assert chosen is not None
    again = 2 if workers or sum(counts.values()) * chosen.months > MOST_PUBLIC else 1
    lives = again + (variants if twin else 0)
    return RunEstimate(tuple(costs), chosen.months, lives, again if twin else 0, threads, workers)


def _drawn(recipe: SocietyRecipe, name: str, count: int) -> tuple[Society, float]:
    """A sample of a province, and the seconds that drawing all of it takes: so many for its places, however
    few live there, and so many a person."""
    ends = [time.perf_counter()]
    sizes = (min(count, SAMPLE) // 50, min(count, SAMPLE))
    for size in sizes:
        few = recipe.draw(persons={name: max(1, size)}, seed=1)
        ends.append(time.perf_counter())
    least, most = ends[1] - ends[0], ends[2] - ends[1]
    each = max(0.0, most - least) / max(1, sizes[1] - sizes[0])
    return few, least + each * count


def _measured(
    chosen: RunConfig, name: str, count: int, drawn: float, twin: bool, threads: int
) -> ProvinceCost:
    """The cost of a province whose people are drawn in so many seconds."""
    few = replace(chosen, months=1 + MONTHS)
    world, month = _lived(few, threads)
    twin_month = _lived(few.without_system(), threads)[1] if twin else 0.0
    sample = len(few.society)
    more = count / sample
    return ProvinceCost(name, count, sample, drawn, world * more, month * more, twin_month * more)


def _lived(chosen: RunConfig, threads: int) -> tuple[float, float]:
    """Seconds to lay a world out, and of a month in it."""
    ends: list[float] = []
    run = simulate(chosen, threads, lambda _done, _total: ends.append(time.perf_counter()))
    return run.seconds["world"], median(after - before for before, after in pairwise(ends))

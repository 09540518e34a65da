"""The models that are timed: set up once, then lived a month at a time on one thread or all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench import reference_engine, reference_numpy
from bench.machine import Watch
from bench.reference_people import draw_people
from glasshouse.engine.shards import Shards

RULEBOOK = "court-list-2013+debtor-map"
EVERYTHING = str(Path(__file__).parents[1] / "tests/model/books/everything.yaml")
EVERYTHING_FROM = "2014-10"
SOCIETY = "hebei"
SEED = 1
LAWS = 120
"""Months for which the law is laid ready; later ones live under the last."""


@dataclass
class Contender:
    """A model of `persons` persons. `live` lives a month on shards.

    `set_up` and `first` are seconds of the wall, `first_busy` those of processors. `best` and `busy` hold, by
    threads, the seconds of the wall of the shortest month so far, and the least seconds of processors a month
    took.
    """

    name: str
    persons: int
    bytes_a_person: float
    set_up: float
    live: Callable[[Shards], Any]
    threads: tuple[int, ...]
    first: float = 0.0
    first_busy: float = 0.0
    best: dict[int, float] = field(default_factory=dict)
    busy: dict[int, float] = field(default_factory=dict)

    def live_first(self, shards: Shards) -> None:
        """The month after set-up, with all that happens only once."""
        with Watch() as watch:
            self.live(shards)
        self.first, self.first_busy = watch.seconds, watch.processor_seconds

    def live_timed(self, shards: Shards) -> None:
        """Another month; the best times are kept."""
        with Watch() as watch:
            self.live(shards)
        threads = shards.threads
        self.best[threads] = min(watch.seconds, self.best.get(threads, watch.seconds))
        self.busy[threads] = min(watch.processor_seconds, self.busy.get(threads, watch.processor_seconds))

    def per_person(self, seconds: float) -> float:
        """Nanoseconds a person."""
        return seconds / self.persons * 1e9


def full_model(persons: int, threads: tuple[int, ...]) -> Contender:
    """glasshouse itself: a Hebei-like society under the court list with the debtor map, without its twin."""
    return _glasshouse("glasshouse", RULEBOOK, None, persons, threads)


def every_mechanism(persons: int, threads: tuple[int, ...]) -> Contender:
    """The same society under an invented rulebook that uses every mechanism at once."""
    return _glasshouse("everything", EVERYTHING, EVERYTHING_FROM, persons, threads)


def twin(persons: int, threads: tuple[int, ...]) -> Contender:
    """The same society under the same luck without a system."""
    return _glasshouse("twin", RULEBOOK, None, persons, threads, lambda chosen: chosen.without_system())


def varied_setting(chosen: Any) -> Any:
    """A setting with only the benefits of its rulebook left."""
    from glasshouse.rulebooks.variants import varied

    return replace(chosen, rulebook=varied(chosen.rulebook, ["benefits-only"]))


def _glasshouse(
    name: str,
    rulebook: str,
    start: str | None,
    persons: int,
    threads: tuple[int, ...],
    changed: Callable[[Any], Any] = lambda chosen: chosen,
) -> Contender:
    import glasshouse as gh
    from glasshouse.model.building import build_world
    from glasshouse.simulation.run_config import run_config

    with Watch() as watch:
        society = gh.society(SOCIETY).draw(persons=persons, seed=SEED)
        chosen = changed(
            run_config(
                rulebook,
                society,
                practice=None,
                parameters=None,
                start=start,
                months=LAWS,
                seed=SEED,
                replicate=0,
            )
        )
        laws = chosen.laws
        world = build_world(
            society,
            chosen.packed,
            seed=SEED,
            replicate=0,
        )

    def live(shards: Shards) -> None:
        month = min(world.month, LAWS - 1)
        world.step(laws[month : month + 1], shards)

    return Contender(name, persons, world.bytes_a_person, watch.seconds, live, threads)


def reference_on_engine(persons: int, threads: tuple[int, ...]) -> Contender:
    """R0 with the engine."""
    with Watch() as watch:
        world = reference_engine.World(draw_people(persons, SEED), SEED)
    return Contender("R0 on engine", persons, world.bytes_a_person, watch.seconds, world.tick, threads)


def reference_in_numpy(persons: int) -> Contender:
    """R0 in NumPy, which uses one thread."""
    with Watch() as watch:
        world = reference_numpy.World(draw_people(persons, SEED), SEED)
    return Contender(
        "R0 in NumPy", persons, world.bytes_a_person, watch.seconds, lambda _: world.tick(), (1,)
    )

"""The reference model R0 in Mesa, Starsim and mesa-frames: `python -m bench.other_libraries [--persons 1e5]`.

Each is written as a user of the library would write it; `tests/bench/test_reference.py` checks that all have
the same rates. A library that is not installed is left out with a sentence.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from importlib import import_module

from bench import contenders
from bench.contenders import Contender
from bench.machine import Watch
from bench.reference_people import draw_people
from glasshouse.engine.shards import Shards
from glasshouse.errors import InputError
from glasshouse.extras import extra, quiet

PERSONS = 50_000
SETTLING, MONTHS = 12, 5
"""Months lived before any is timed, and months timed."""


LIBRARIES = {"Mesa": "mesa", "Starsim": "starsim", "mesa-frames": "mesa_frames"}
"""The module of each library."""
BESIDE = {"mesa-frames": "it asks for NumPy 1; pip install --no-deps mesa-frames, then polars"}
"""How to install what the extra cannot have."""


def worlds(persons: int) -> Iterator[Contender | str]:
    """R0 in each library, or why it is left out."""
    for name, module in LIBRARIES.items():
        try:
            extra(module, "bench")
        except InputError as missing:
            yield f"R0 in {name} is left out: {BESIDE.get(name, missing)}"
        else:
            yield _contender(name, persons)


def module_of(name: str) -> str:
    """The module in which R0 is written with a library."""
    return f"bench.reference_{name.lower().replace('-', '_')}"


def _contender(name: str, persons: int) -> Contender:
    with quiet():
        module = import_module(module_of(name))
    people = draw_people(persons, contenders.SEED)
    with Watch() as watch:
        world = module.World(people, contenders.SEED)
    return Contender(f"R0 in {name}", persons, float("nan"), watch.seconds, lambda _: world.tick(), (1,))


def print_all(persons: int) -> None:
    """Nanoseconds a person and month of R0 on the engine, in NumPy and in each library."""
    ours = contenders.reference_on_engine(persons, (1,))
    found = [ours, contenders.reference_in_numpy(persons), *worlds(persons)]
    print(f"\nR0 with {persons:,} persons on one thread, processor time (Polars takes all cores)")
    with Shards(1) as shards:
        for one in found:
            if isinstance(one, str):
                print(one)
                continue
            _time(one, shards)
            spent = one.per_person(one.busy[1])
            times = one.busy[1] / ours.busy[1]
            print(f"{one.name:18} {spent:10.1f} ns/person-month   {times:8.1f} x the engine", flush=True)


def _time(one: Contender, shards: Shards) -> None:
    one.live_first(shards)
    for _ in range(SETTLING - 1):
        one.live(shards)
    for _ in range(MONTHS):
        one.live_timed(shards)


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(prog="python -m bench.other_libraries")
    parser.add_argument("--persons", type=lambda text: int(float(text)), default=PERSONS)
    print_all(parser.parse_args().persons)


if __name__ == "__main__":
    main()

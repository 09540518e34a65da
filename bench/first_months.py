"""How much dearer the first month is than the second: `python -m bench.first_months [--persons 1e5]`.

The first month makes what later months find made: firms, their workers, who knows whom. Every shipped
rulebook is laid out several times for the same people; the shortest first and second month of each count.
Machine code is compiled before, on a few people. A rulebook that misses the goal is marked.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.machine import Watch
from glasshouse.engine.shards import Shards, available_cores
from glasshouse.model.building import build_world
from glasshouse.model.world import World
from glasshouse.population import Society, load
from glasshouse.rulebooks.loading import shipped_names
from glasshouse.simulation.run_config import run_config

SOCIETY = "hebei"
SEED = 1
FEW = 1_000
"""People whom a month is compiled for."""
TIMES = 4
GOAL = 5.0


@dataclass(frozen=True)
class FirstMonth:
    """Seconds of the first and the second month under a rulebook."""

    rulebook: str
    first: float
    second: float

    @property
    def ratio(self) -> float:
        """The first month as a multiple of the second."""
        return self.first / self.second

    def __str__(self) -> str:
        missed = "  MISSED" if self.ratio > GOAL else ""
        return (
            f"{self.rulebook:32} {1e3 * self.first:9.1f} {1e3 * self.second:9.1f} {self.ratio:7.1f}{missed}"
        )


def first_months(persons: int, shards: Shards, rulebooks: Sequence[str] = ()) -> Iterator[FirstMonth]:
    """The first two months under each of the rulebooks, all shipped ones by default."""
    few, many = (load(SOCIETY).draw(persons=count, seed=SEED) for count in (FEW, persons))
    for name in rulebooks or shipped_names():
        _lived(name, few, shards)
        times = [_lived(name, many, shards) for _ in range(TIMES)]
        yield FirstMonth(name, *(min(seconds) for seconds in zip(*times, strict=True)))


def _lived(rulebook: str, society: Society, shards: Shards) -> tuple[float, float]:
    """Seconds of the first and the second month."""
    world, laws = _laid_out(rulebook, society)
    with Watch() as first:
        world.step(laws[:1], shards)
    with Watch() as second:
        world.step(laws[1:2], shards)
    return first.seconds, second.seconds


def _laid_out(rulebook: str, society: Society) -> tuple[World, Sequence[object]]:
    chosen = run_config(
        rulebook, society, practice=None, parameters=None, start=None, months=2, seed=SEED, replicate=0
    )
    world = build_world(society, chosen.packed, seed=SEED, replicate=0, sizes=chosen.scope.sizes)
    return world, chosen.laws


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(prog="python -m bench.first_months", description="Time first months.")
    parser.add_argument("--persons", type=float, default=1e5, help="people of the society")
    parser.add_argument("rulebooks", nargs="*", help="shipped rulebooks (default: all)")
    chosen = parser.parse_args()
    print(f"{int(chosen.persons):,} persons of {SOCIETY}; goal: at most {GOAL:g} times the second month")
    print(f"{'rulebook':32} {'first ms':>9} {'second ms':>9} {'ratio':>7}")
    with Shards(available_cores()) as shards:
        for one in first_months(int(chosen.persons), shards, chosen.rulebooks):
            print(one, flush=True)


if __name__ == "__main__":
    main()

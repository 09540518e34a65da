"""What a checkpoint costs: `python -m bench.checkpoints [persons]`, in seconds and in months of the run."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.contenders import EVERYTHING, EVERYTHING_FROM, RULEBOOK, SEED, SOCIETY
from glasshouse.engine.shards import Shards

PERSONS = 1_000_000
SETTLING = 24
"""Months lived before anything is timed."""
TIMES = 5
HEAD = f"{'model':12}{'persons':>12}{'checkpoint s':>14}{'MB':>8}{'month s':>10}{'months':>8}{'read s':>8}"


def main(arguments: list[str]) -> None:
    """Print a row for the standard rulebook and one for all mechanisms at once."""
    persons = int(float(arguments[0])) if arguments else PERSONS
    print(HEAD)
    for name, rulebook, start in (
        ("glasshouse", RULEBOOK, None),
        ("everything", EVERYTHING, EVERYTHING_FROM),
    ):
        print(name.ljust(12) + _row(rulebook, start, persons))


def _row(rulebook: str, start: str | None, persons: int) -> str:
    import glasshouse as gh
    from glasshouse.engine import array_store
    from glasshouse.model.building import build_world
    from glasshouse.simulation import CheckpointPolicy, checkpoints
    from glasshouse.simulation.plans import Machine, plan_of
    from glasshouse.simulation.run_config import run_config

    society = gh.society(SOCIETY).draw(persons=persons, seed=SEED)
    chosen = run_config(
        rulebook, society, practice=None, parameters=None, start=start, months=120, seed=SEED, replicate=0
    )
    world = build_world(
        society,
        chosen.packed,
        seed=SEED,
        replicate=0,
    )
    tallies = []
    with Shards() as shards, tempfile.TemporaryDirectory() as folder:

        def live() -> None:
            tallies.append(world.step(chosen.laws[world.month : world.month + 1], shards))

        for _ in range(SETTLING):
            live()
        months = _best(live)
        keep = CheckpointPolicy(Path(folder) / "run", every=1)
        points = checkpoints.begin(
            keep, plan_of(chosen, None, 0, False, Machine(None, Path(folder), spread=False))
        )
        side = points.side("system")
        written = _best(lambda: side.after(world, tallies))
        (name,) = array_store.names(points.home)
        size = (points.home / (name + array_store.ARRAYS)).stat().st_size / 1e6
        read = _best(lambda: array_store.read(points.home, name, points.key))
        points.remove()
    return f"{persons:12,}{written:14.3f}{size:8.1f}{months:10.3f}{written / months:8.1f}{read:8.3f}"


def _best(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


if __name__ == "__main__":
    main(sys.argv[1:])

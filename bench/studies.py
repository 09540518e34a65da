"""How much of the bare engine a study keeps: `python -m bench.studies [--members 200]`.

The bare engine lives the same people and months without plan, store or outcomes, on as many threads as there
are workers, run and twin one after the other. The study lives members with their twins in worker processes.
Both are timed after a warm-up, and what is printed is a ratio of the same process.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from bench import machine
from glasshouse.engine.shards import available_cores
from glasshouse.experiment.executors.processes import Processes
from glasshouse.experiment.living import Workshop
from glasshouse.experiment.planning import plan_from
from glasshouse.experiment.store import Store
from glasshouse.experiment.study import Study

PERSONS, MONTHS = 10_000, 60
VARY = {"map.radius": {"from": "100 m", "to": "2 km"}, "watching.wrong_person": "prior"}


def main() -> None:
    """Print the throughput of the bare engine and of a study."""
    parser = argparse.ArgumentParser(prog="python -m bench.studies", description=__doc__)
    parser.add_argument("--members", type=int, default=200)
    parser.add_argument("--workers", type=int, default=available_cores())
    chosen = parser.parse_args()
    print(machine.described())
    plan = _plan(chosen.members)
    bare = _bare(plan.members[0], chosen.workers)
    study = _study(plan, chosen.workers)
    each = 2 * PERSONS * MONTHS
    print(
        f"\n{chosen.members} members, {PERSONS:,} persons x {MONTHS} months, twins, {chosen.workers} workers"
    )
    print(f"  bare engine   {bare:7.3f} s a member a worker   {each / bare / 1e6:6.1f} M person-months/s")
    print(f"  study         {study:7.3f} s a member a worker   {each / study / 1e6:6.1f} M person-months/s")
    print(f"  a study keeps {bare / study:.0%} of the bare engine")


def _plan(members: int) -> object:
    return plan_from(
        {
            "rulebooks": "court-list-2013+debtor-map", "society": "hebei", "persons": PERSONS,
            "months": MONTHS, "vary": VARY, "design": {"kind": "sobol", "samples": members},
        }
    )  # fmt: skip


def _bare(member: object, workers: int) -> float:
    """Seconds of one run and one twin on one thread while all other workers do the same."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(_live_both, [member] * workers))  # warm
        began = time.perf_counter()
        times = 4
        list(pool.map(_live_both, [member] * workers * times))
        return (time.perf_counter() - began) / times


def _live_both(member: object) -> None:
    from glasshouse.study.running import live

    chosen = _SETTING(member)
    live(chosen, 1)
    live(chosen.without_system(), 1)


class _Setting:
    """The setting of a member, made once: the bare engine reads no files."""

    def __init__(self) -> None:
        self.made = None

    def __call__(self, member: object) -> object:
        if self.made is None:
            self.made = Workshop().setting(member)
            _ = self.made.laws, self.made.catalogue
        return self.made


_SETTING = _Setting()


def _study(plan: object, workers: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        Study(plan, Store(Path(folder))).run(Processes(workers))
        return (time.perf_counter() - began) * workers / len(plan.members)


if __name__ == "__main__":
    main()

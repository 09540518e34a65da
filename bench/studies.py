"""Studies: do intervals hold what they say, and how fast are members: `python -m bench.studies`.

First comes the simulated coverage of nominal 95 % intervals (`bench.coverage`). It takes about half an
hour on two cores; `--only coverage` or `--only speed` leaves the other out.

Then, how much of the bare engine a study keeps. The bare engine lives the same people and months without
plan, store or outcomes, on as many threads as there are workers, run and twin one after the other. The study
lives members with their twins in worker processes. Both are timed after a warm-up, and what is printed is a
ratio of the same process.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from bench import coverage, machine
from bench.coverage import Known
from glasshouse.engine.shards import available_cores
from glasshouse.studies.designs import Design
from glasshouse.studies.executors.processes import Processes
from glasshouse.studies.planning import plan_from
from glasshouse.studies.store import Store
from glasshouse.studies.study import Study
from glasshouse.studies.worker import Worker

PERSONS, MONTHS = 10_000, 60
VARY = {"map.radius": {"from": "100 m", "to": "2 km"}, "surveillance.wrong_person": "prior"}


def main() -> None:
    """Print coverages, then the throughput of the bare engine and of a study."""
    parser = argparse.ArgumentParser(prog="python -m bench.studies", description=__doc__)
    parser.add_argument("--trials", type=int, default=200, help="simulated studies behind each number")
    parser.add_argument("--only", choices=("coverage", "speed"))
    parser.add_argument("--members", type=int, default=200)
    parser.add_argument("--workers", type=int, default=available_cores())
    chosen = parser.parse_args()
    if chosen.only != "speed":
        _print_coverages(chosen.trials)
    if chosen.only != "coverage":
        _print_speed(chosen.members, chosen.workers)


def _print_coverages(trials: int) -> None:
    _print_tables(trials)
    _print_indices(trials)
    print(f"\nDummies above the row of luck (5 % expected), {trials} Morris screenings of 20 trajectories")
    for replicates in (2, 4):
        mean, sd = coverage.dummies_above_luck(20, replicates, trials)
        print(f"  {replicates} replicates: mu* {mean:.3f}, sigma {sd:.3f}", flush=True)
    _print_needed(trials)
    found = coverage.planted_boxes_found(128, 40)
    print(f"\nPRIM: {found} of 40 planted boxes found with just their factors, 128 cases")


def _print_tables(trials: int) -> None:
    """Contrasts and luck: a row for each composition of variance, a column for each number of replicates."""
    many = 10 * trials
    spreads = {"normal": coverage.normal, "uniform": coverage.uniform, "skewed": coverage.skewed}
    for points in (16, 48, 128):
        for name, spread in spreads.items():
            print(
                f"\n{points} points, {name} effects: contrast ({many:,} studies), S1, ST of luck ({trials:,})"
            )
            print(f"  {'replicates':18}" + "".join(f"{r:>18}" for r in coverage.REPLICATES))
            for label, parts in coverage.PARTS.items():
                cells = []
                for replicates in coverage.REPLICATES:
                    held = coverage.of_contrasts(points, replicates, parts, many, spread=spread)
                    first, total = coverage.of_luck(points, replicates, parts, trials, spread=spread)
                    cells.append(f"{held:.3f}  {first:.2f} {total:.2f}")
                print(f"  {label:18}" + "".join(f"{cell:>18}" for cell in cells), flush=True)


def _print_indices(trials: int) -> None:
    """Factor rows: first-order and total index of four factors, the last without any effect."""
    cases = {
        "own luck": Known(), "shared luck": Known(shared=1.0), "luck stretches effects": Known(stretch=0.5)
    }  # fmt: skip
    fewer = max(10, trials // 10)
    for title, kind, samples, random, count in (
        ("Saltelli, 128 base points at random", "saltelli", 128, True, trials),
        ("Saltelli, 128 base points of the sequence", "saltelli", 128, False, trials),
        ("surrogate, 64 points", "sobol", 64, False, fewer),
    ):
        for name, known in cases.items():
            for replicates in (2, 4, 10):
                held, resolved = coverage.of_indices(
                    known, Design(kind, samples), replicates, count, at_random=random
                )
                first, total = (" ".join(f"{x:.2f}" for x in row) for row in held)
                print(f"{title}, {name}, {replicates} replicates: S1 {first}  ST {total} "
                      f"({resolved} of {count} resolved)", flush=True)  # fmt: skip


def _print_needed(trials: int) -> None:
    print("\nHalf-width at the points and replicates needed for ±0.1, over 0.1")
    for label, parts in coverage.PARTS.items():
        print(f"  {label:18} {coverage.width_at_needed(parts, 0.1, max(20, trials // 20)):.2f}")


def _print_speed(members: int, workers: int) -> None:
    print(machine.described())
    plan = _plan(members)
    bare = _bare(plan.members[0], workers)
    study = _study(plan, workers)
    each = 2 * PERSONS * MONTHS
    print(f"\n{members} members, {PERSONS:,} persons x {MONTHS} months, twins, {workers} workers")
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
    from glasshouse.simulation.simulating import simulate

    chosen = _SETTING(member)
    simulate(chosen, 1)
    simulate(chosen.without_system(), 1)


class _Setting:
    """The setting of a member, made once: the bare engine reads no files."""

    def __init__(self) -> None:
        self.made = None

    def __call__(self, member: object) -> object:
        if self.made is None:
            self.made = Worker().config(member)
            _ = self.made.laws, self.made.packed
        return self.made


_SETTING = _Setting()


def _study(plan: object, workers: int) -> float:
    began = time.perf_counter()
    _live_all(plan, workers)
    return (time.perf_counter() - began) * workers / len(plan.members)


def lived(members: int, workers: int) -> None:
    """Live a study of so many members in worker processes."""
    _live_all(_plan(members), workers)


def _live_all(plan: object, workers: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Study(plan, Store(Path(folder))).run(Processes(workers))


if __name__ == "__main__":
    main()

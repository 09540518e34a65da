"""Print how fast glasshouse is here and which goals it meets: `python -m bench`, less than 6 minutes.

With `--sizes 1e4,1e7` only the table of months is printed, for these numbers of persons.

Every model of a size is set up once and lives some months unmeasured, so that lists have filled. Then months
of all models are timed in turn, over and over, and the shortest of each is kept: what disturbs the machine
for a moment disturbs no single model.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from contextlib import ExitStack

from bench import contenders, goals, machine, other_libraries, starting
from bench.contenders import Contender
from bench.starting import Start
from glasshouse.engine.shards import Shards, available_cores

SIZES = (10_000, 100_000, 1_000_000)
SETTLING = 36
"""Months lived before any is timed."""
TIMED = 30_000_000
"""Person-months timed of each model at least, within the bounds of `MONTHS`."""
MONTHS = (4, 40)
PEAK_BYTES = 900
"""Memory per person while societies are drawn and all models stand side by side."""
PATIENCE = 240.0
"""Seconds that a size may take, judged by the size before."""

HEAD = (
    "model", "persons", "threads", "set-up s", "first month s",
    "ns/person-month", "processor ns", "x NumPy R0", "bytes/person",
)  # fmt: skip
LEGEND = f"""
set-up: people drawn and laid out. first month: with the loading of machine code where it is the first of the
process. ns/person-month: by the wall, a month after {SETTLING} others, best of several. processor ns: the
same in time of all processors, which hardly suffers when others use them. x NumPy R0: by the wall.
glasshouse: {contenders.RULEBOOK} on {contenders.SOCIETY}, twin off. everything: likewise, under a rulebook
that uses every mechanism at once.
R0: see bench/reference_people.py."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the bench."""
    chosen, began = _parsed(arguments), time.perf_counter()
    print(machine.described())
    if (busy := machine.busy_elsewhere()) > 0.5:
        print(f"Others keep about {busy:.1f} cores busy; what is timed on all threads suffers.")
    start = None if chosen.skip_start else _print_starts()
    threads = (1, chosen.threads) if chosen.threads > 1 else (1,)
    runners = _print_sizes(chosen.sizes or SIZES, threads, PATIENCE if chosen.sizes is None else float("inf"))
    print(LEGEND)
    if chosen.sizes is None:
        _print_goals(runners, threads, start)
        other_libraries.print_all(other_libraries.PERSONS)
    print(f"\nThis took {time.perf_counter() - began:.0f} s.")


def _print_goals(runners: Sequence[Contender], threads: tuple[int, ...], start: Start | None) -> None:
    """Each ratio beside its goal, as it comes."""
    print(f"\n{'ratio':68} {'here':>8}   goal")
    months = {runner.name: runner for runner in runners}
    with Shards(threads[-1]) as shards:
        for some in (
            goals.of_months(months, threads[-1]),
            goals.of_branches(lambda worlds: _time(worlds, (1,), MONTHS[1])),
            goals.of_first_months(shards),
            goals.of_a_run(),
            goals.of_members(),
            goals.of_the_page(),
            goals.of_starts(start) if start else (),
        ):
            for ratio in some:
                print(ratio, flush=True)


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Time glasshouse on this machine.")
    parser.add_argument(
        "--sizes", type=_sizes, help="persons, as in 1e4,1e6 (default 1e4 .. 1e7 as time allows)"
    )
    parser.add_argument(
        "--threads", type=int, default=available_cores(), help="threads besides 1 (all cores)"
    )
    parser.add_argument(
        "--skip-start", action="store_true", help="do not time a start that compiles everything"
    )
    return parser.parse_args(arguments)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(float(part)) for part in text.split(","))


def _print_starts() -> Start:
    print(f"\nA new process with {starting.PERSONS:,} persons, in seconds:")
    found = starting.starts()
    for state, one in found.items():
        before = f"import {one.imported:5.2f}   set-up {one.set_up:5.2f}"
        print(f"  {state:22} {before}   first month {one.first:6.3f}")
    return found["nothing compiled yet"]


def _print_sizes(sizes: Sequence[int], threads: tuple[int, ...], patience: float) -> list[Contender]:
    """Print a table of each size; returns the models of the last."""
    runners: list[Contender] = []
    print("\n" + _row(HEAD))
    expected = 0.0  # seconds a person
    for persons in sizes:
        if reason := _too_large(persons, expected * persons, patience):
            print(f"{persons:,} persons skipped: {reason}")
            continue
        runners.clear()  # one size at a time in memory
        runners += _timed(persons, threads)
        for runner in runners:
            for count in runner.threads:
                print(_row(_described(runner, count, runners[-1].best[1])), flush=True)
        expected = sum(_seconds(runner) for runner in runners) / persons
    return runners


def _too_large(persons: int, seconds: float, patience: float) -> str:
    """Why a size is skipped; empty if it is not."""
    free, needed = machine.free_memory(), persons * PEAK_BYTES
    if free and needed > free:
        return f"they need about {needed / 2**30:.1f} GiB, {free / 2**30:.1f} GiB are free"
    if seconds > patience:
        return f"they would take about {seconds:.0f} s; ask for them with --sizes {persons:.0e}"
    return ""


def _seconds(runner: Contender) -> float:
    """What a model of this size takes with the fewest months timed."""
    return runner.set_up + SETTLING * min(runner.best.values()) + MONTHS[0] * sum(runner.best.values())


def _timed(persons: int, threads: tuple[int, ...]) -> list[Contender]:
    """All models of one size, set up and timed; R0 in NumPy comes last."""
    runners = [
        contenders.full_model(persons, threads),
        contenders.every_mechanism(persons, threads),
        contenders.reference_on_engine(persons, threads),
        contenders.reference_in_numpy(persons),
    ]
    _time(runners, threads, max(MONTHS[0], min(MONTHS[1], TIMED // persons)))
    return runners


def _time(runners: Sequence[Contender], threads: tuple[int, ...], months: int) -> None:
    with ExitStack() as stack:
        shards = {count: stack.enter_context(Shards(count)) for count in threads}
        for runner in runners:
            most = shards[runner.threads[-1]]
            runner.live_first(most)
            for _ in range(SETTLING - 1):
                runner.live(most)
        for _ in range(months):
            for runner in runners:
                for count in runner.threads:
                    runner.live_timed(shards[count])


def _described(runner: Contender, threads: int, numpy: float) -> tuple[str, ...]:
    return (
        runner.name,
        f"{runner.persons:,}",
        str(threads),
        f"{runner.set_up:.2f}",
        f"{runner.first:.3f}" if threads == runner.threads[-1] else "",
        f"{runner.per_person(runner.best[threads]):.1f}",
        f"{runner.per_person(runner.busy[threads]):.1f}",
        f"{runner.best[threads] / numpy:.2f}",
        f"{runner.bytes_a_person:.0f}",
    )


def _row(cells: Sequence[str]) -> str:
    return "  ".join(
        cell.ljust(12) if k == 0 else cell.rjust(max(len(HEAD[k]), 9)) for k, cell in enumerate(cells)
    )


if __name__ == "__main__":
    main()

"""Print one table of how fast glasshouse is here: `python -m bench [--sizes 1e4,1e5] [--skip-start]`.

Every model of a size is set up once and lives some months unmeasured, so that lists have filled. Then months
of all models are timed in turn, over and over, and the shortest of each is kept: what disturbs the machine
for a moment disturbs no single model.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from bench import contenders, machine, starting
from bench.contenders import Contender
from glasshouse.engine.shards import Shards, available_cores

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
SETTLING = 36
"""Months lived before any is timed."""
TIMED = 30_000_000
"""Person-months timed of each model at least, within the bounds of `MONTHS`."""
MONTHS = (4, 40)
PEAK_BYTES = 650
"""Memory per person while societies are drawn and all models stand side by side."""
PATIENCE = 240.0
"""Seconds that a size may take, judged by the size before."""

HEAD = (
    "model",
    "persons",
    "threads",
    "set-up s",
    "first month s",
    "ns/person-month",
    "x NumPy R0",
    "bytes/person",
)


LEGEND = f"""
set-up: people drawn and laid out. first month: with the loading of machine code where it is the first of the
process. ns/person-month: wall time of a month after {SETTLING} others, best of several.
glasshouse: {contenders.RULEBOOK} on {contenders.SOCIETY}, twin off.
R0: see bench/reference_people.py."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the bench."""
    chosen = _parsed(arguments)
    print(machine.described())
    if (busy := machine.busy_elsewhere()) > 0.5:
        print(f"Others keep about {busy:.1f} cores busy; what is timed on all threads suffers.")
    if not chosen.skip_start:
        _print_starts()
    _print_sizes(chosen.sizes, (1, chosen.threads) if chosen.threads > 1 else (1,))
    print(LEGEND)


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Time glasshouse on this machine.")
    parser.add_argument(
        "--sizes", type=_sizes, default=SIZES, help="persons, as in 1e4,1e6 (default 1e4 .. 1e7)"
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


def _print_starts() -> None:
    print(f"\nA new process with {starting.PERSONS:,} persons, in seconds:")
    for state, (imported, set_up, first) in starting.starts().items():
        print(f"  {state:22} import {imported:5.2f}   set-up {set_up:5.2f}   first month {first:6.3f}")


def _print_sizes(sizes: Sequence[int], threads: tuple[int, ...]) -> None:
    print("\n" + _row(HEAD))
    per_person_month = 0.0
    for persons in sizes:
        if reason := _too_large(persons, per_person_month * persons * _months(persons)):
            print(f"{persons:,} persons skipped: {reason}")
            continue
        with machine.Watch() as watch:
            for line in _lines(persons, threads):
                print(_row(line), flush=True)
        per_person_month = watch.seconds / persons / _months(persons)
        gc.collect()


def _too_large(persons: int, seconds: float) -> str:
    """Why a size is skipped; empty if it is not."""
    free, needed = machine.free_memory(), persons * PEAK_BYTES
    if free and needed > free:
        return f"they need about {needed / 2**30:.1f} GiB, {free / 2**30:.1f} GiB are free"
    if seconds > PATIENCE and persons > SIZES[0]:
        return f"they would take about {seconds:.0f} s"
    return ""


def _months(persons: int) -> int:
    """Months lived in all on all threads."""
    return SETTLING + max(MONTHS[0], min(MONTHS[1], TIMED // persons))


def _lines(persons: int, threads: tuple[int, ...]) -> Iterator[tuple[str, ...]]:
    """Set up, live, time, and describe all models of one size."""
    numpy = contenders.reference_in_numpy(persons)
    runners = [
        contenders.full_model(persons, threads),
        contenders.reference_on_engine(persons, threads),
        numpy,
    ]
    _time(runners, threads, _months(persons) - SETTLING)
    for runner in runners:
        for count in runner.threads:
            yield _described(runner, count, numpy.nanoseconds(1))


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
    nanoseconds = runner.nanoseconds(threads)
    first = threads == runner.threads[-1]
    return (
        runner.name,
        f"{runner.persons:,}",
        str(threads),
        f"{runner.set_up:.2f}",
        f"{runner.first:.3f}" if first else "",
        f"{nanoseconds:.1f}",
        f"{nanoseconds / numpy:.2f}",
        f"{runner.bytes_a_person:.0f}",
    )


def _row(cells: Sequence[str]) -> str:
    return "  ".join(
        cell.ljust(12) if k == 0 else cell.rjust(max(len(HEAD[k]), 10)) for k, cell in enumerate(cells)
    )


if __name__ == "__main__":
    main()

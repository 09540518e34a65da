"""What a population larger than the machine takes: `python -m bench.nation [--persons 2e6] [--months 12]`.

First a run in files is measured beside the same run in memory: time of a month, and peak memory a person
beyond what the process holds without people. Then a whole province is lived by one process and by worker
processes. Last, the cost of every province of a nation is measured with a sample, as `glasshouse run
--dry-run` does, and added up. Each line says what was run and what is extrapolated.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.contenders import RULEBOOK
from bench.starting import python
from glasshouse import simulation
from glasshouse.population import load
from glasshouse.population.society import Society
from glasshouse.simulation import memory_budget
from glasshouse.simulation.run_config import RunConfig, run_config
from glasshouse.simulation.run_estimate import estimate
from glasshouse.studies.executors import executor
from glasshouse.terminal import show_estimate

PROVINCE, PROVINCE_PERSONS = "hebei", 74_610_235
NATION, NATION_PERSONS = "provinces31", 1_410_000_000
GOAL = 9 * 10**9
"""Bytes in which all people of the province should live ten years with their twins on two cores."""
YEARS = 120
SMALL = {"ningxia": 200_000, "qinghai": 150_000, "tibet": 100_000}
"""Provinces that are really lived by worker processes, and of how many persons."""

_CHILD = """
import json, sys, time
from pathlib import Path
import glasshouse as gh
from glasshouse.engine.array_space import IN_MEMORY, ArraySpace
rulebook, society, persons, months, each, scratch = json.loads(sys.argv[1])
def peak():
    lines = open("/proc/self/status").read().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
few = gh.run(rulebook, society, persons=3000, months=2, twin=True)
before, ends = peak(), []
space = ArraySpace(Path(scratch), before + each * persons) if each else IN_MEMORY
people = gh.society(society).draw(persons=persons, seed=1, space=space)
run = gh.run(rulebook, people, months=months, twin=True,
             on_month=lambda done, total: ends.append(time.perf_counter()))
month = min(after - before for before, after in zip(ends[: months - 1], ends[1:months]))
print(json.dumps([peak() - before, month, run.digest(), before]))
"""


@dataclass(frozen=True)
class Lived:
    """A run with twin that was really made: bytes beyond those of the process, seconds of a month, digest."""

    bytes: int
    month: float
    digest: str
    process: int


def lived(persons: int, months: int, each: int, scratch: str) -> Lived:
    """A run in a process of its own, which may hold so many bytes `each` person (0: as many as it needs)."""
    asked = json.dumps([RULEBOOK, PROVINCE, persons, months, each, scratch])
    return Lived(*json.loads(python("-c", _CHILD, asked)))


def in_files(persons: int, months: int) -> None:
    """Print what a run in files takes beside one in memory, and what that means for the whole province."""
    with tempfile.TemporaryDirectory(dir=".") as scratch:
        whole = lived(persons, months, 0, scratch)
        tight = lived(persons, months, memory_budget.LEAST, scratch)
    assert tight.digest == whole.digest, "a run in files must equal the run in memory"
    print(f"\nRun: {persons:,} persons of {PROVINCE} with twin, {months} months, equal digests")
    for name, one in (("in memory", whole), ("in files", tight)):
        month = f"{1e9 * one.month / persons:4.0f} ns a person-month"
        print(f"  {name:10} {month}, at the peak {one.bytes / persons:4.0f} bytes a person")
    print(f"  (beyond the {whole.process / 1e6:,.0f} MB that the process holds without them)")
    needed = memory_budget.least(PROVINCE_PERSONS)
    hours = 2 * YEARS * tight.month / persons * PROVINCE_PERSONS / 3600
    missed = "" if needed <= GOAL else "  MISSED"
    print(
        f"Extrapolated: all {PROVINCE_PERSONS:,} for {YEARS} months with twin: {hours:.1f} h of months "
        f"while files fit into the cache of the system; "
        f"--memory from {memory_budget.shown(needed)}, goal {memory_budget.shown(GOAL)}{missed}"
    )


def by_workers(months: int) -> None:
    """Print what a run of some provinces takes in one process and by worker processes."""
    society = load(NATION).draw(persons=SMALL, seed=1)
    settings = {"months": months, "seed": 1, "provinces": {"*": RULEBOOK}}
    times: list[float] = []
    digests: set[str] = set()
    with executor("processes", 2).kept() as workers, tempfile.TemporaryDirectory(dir=".") as scratch:
        spread = {"executor": workers, "workers": 2, "scratch": Path(scratch)}
        for more in ({"threads": 2}, spread, spread):  # the first run of workers loads what they need
            began = time.perf_counter()
            digests.add(simulation.run(RULEBOOK, society, **settings, **more).digest())  # type: ignore[arg-type]
            times.append(time.perf_counter() - began)
    assert len(digests) == 1, "provinces apart must equal the run in one process"
    print(f"\nRun: {sum(SMALL.values()):,} persons of {', '.join(SMALL)}, {months} months, people moving,")
    print(f"equal digests: one process on 2 threads {times[0]:.1f} s, 2 worker processes {times[2]:.1f} s")


def nation() -> None:
    """Print the cost of every province of a nation, measured with a sample."""

    def config_of(few: Society, names: list[str]) -> RunConfig:
        return run_config(RULEBOOK, few, months=YEARS, seed=1, provinces=dict.fromkeys(names, RULEBOOK))

    print()
    show_estimate(
        estimate(load(NATION), NATION_PERSONS, config_of, twin=True, variants=1, workers=None, threads=2)
    )


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(prog="python -m bench.nation", description="Measure large populations.")
    parser.add_argument("--persons", type=float, default=2e6, help="people of the run in files")
    parser.add_argument("--months", type=int, default=12, help="months of the runs")
    chosen = parser.parse_args()
    in_files(int(chosen.persons), chosen.months)
    by_workers(chosen.months)
    nation()


if __name__ == "__main__":
    main()

"""Ratios that the engine is held to, each beside its goal. Processor time where not said otherwise."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench import contenders, peak_memory, starting, studies
from bench.contenders import RULEBOOK, SEED, SOCIETY, Contender
from bench.first_months import GOAL as FIRST_MONTH
from bench.first_months import first_months
from glasshouse.engine.shards import Shards

PERSONS = 100_000
MONTHS = 120
SETTINGS = 50
FEW, FEW_MONTHS = 10_000, 60
LEVER, RADII = "publicity.map.radius", (1200, 800, 2200, 700, 1500, 900)
"""A lever of the page and where it is moved; the first move also simulates the twin."""
MEMBERS = (20, 60)
"""Members of two studies; what each member costs is told by the difference."""


@dataclass(frozen=True)
class Ratio:
    """What was measured, the goal, and whether the goal is the least (or else the most) it may be."""

    name: str
    value: float
    goal: float
    least: bool = False

    def __str__(self) -> str:
        missed = self.value < self.goal if self.least else self.value > self.goal
        bound = "at least" if self.least else "at most"
        return f"{self.name:68} {self.value:8.2f}   {bound} {self.goal:g}{'   MISSED' if missed else ''}"


def of_months(runners: Mapping[str, Contender], threads: int) -> Iterator[Ratio]:
    """Months of 10^6 persons by the wall, beside R0 in NumPy on its one thread."""
    numpy = runners["R0 in NumPy"].best[1]
    for name, title, goal in (
        ("glasshouse", "standard month / R0 in NumPy (wall)", 0.45),
        ("everything", "month with every mechanism / R0 in NumPy (wall)", 1.0),
        ("R0 on engine", "R0 on the engine / R0 in NumPy (wall)", 0.2),
    ):
        yield Ratio(title, runners[name].best[threads] / numpy, goal)
    yield Ratio("bytes of state a person", runners["glasshouse"].bytes_a_person, 80)


def of_branches(timed: Callable[[list[Contender]], object]) -> Iterator[Ratio]:
    """What another world of the same people costs, beside the first."""
    worlds = [made(PERSONS, (1,)) for made in (contenders.full_model, contenders.twin)]
    timed(worlds)
    system, twin = (one.busy[1] for one in worlds)
    yield Ratio("month of the twin / month of the system", twin / system, 0.3)
    variant, months = _variant(_setting(PERSONS, MONTHS))
    yield Ratio("the variant that every report compares / months of the system", variant / months, 0.3)
    levers = [{"credit.lapse": 0.005 + 0.0003 * k} for k in range(SETTINGS)]
    each = [_months(_setting(FEW, 12, lever)) for lever in levers]
    yield Ratio(f"months of {SETTINGS} settings of a lever / months of one", sum(each) / median(each), 10)


def of_first_months(shards: Shards) -> Iterator[Ratio]:
    """The rulebook whose first month is dearest beside its second."""
    worst = max(first_months(PERSONS, shards), key=lambda one: one.ratio)
    yield Ratio(f"first month / second, {worst.rulebook} (wall)", worst.ratio, FIRST_MONTH)


def of_a_run() -> Iterator[Ratio]:
    """All of `glasshouse run`, beside the months of its three lives; and its memory."""
    system = _setting(PERSONS, MONTHS)
    lives = [system, system.without_system(), contenders.varied_setting(system)]
    months = sum(_months(one) for one in lives)
    seconds, whole = _command_run()
    yield Ratio("run with twin, variant, tables, report, s (wall)", seconds, 3)
    yield Ratio("run with twin, variant, tables, report / months of its 3 lives", whole / months, 1.5)
    peak = peak_memory.peak_memory(1_000_000)
    yield Ratio("peak resident memory / state (bytes)", peak.ratio, peak_memory.GOAL)


def _command_run(cache: str = "") -> tuple[float, float]:
    """Seconds of the wall and of processors of `glasshouse run`; `cache` keeps machine code, if given."""
    with tempfile.TemporaryDirectory() as folder:
        asked = {
            "rulebook": RULEBOOK, "society": SOCIETY, "persons": PERSONS, "months": MONTHS,
            "out": Path(folder) / "run",
        }  # fmt: skip
        options = [f"--{name}={value}" for name, value in asked.items()]
        began = time.perf_counter()
        busy = _of_children(lambda: starting.python("-m", "glasshouse", "run", *options, cache=cache))
        return time.perf_counter() - began, busy


def of_starts(ours: starting.Start) -> Iterator[Ratio]:
    """The first month with nothing compiled, beside that of R0; and the first run after installing."""
    theirs = starting.starts("reference_on_engine")["nothing compiled yet"]
    yield Ratio("first month compiled / that of R0 on the engine", ours.first_busy / theirs.first_busy, 8)
    with tempfile.TemporaryDirectory() as cache:
        yield Ratio("first run after installing, s (wall)", _command_run(cache)[0], 15)


def of_the_page() -> Iterator[Ratio]:
    """What the server of the page takes for a moved lever, of 20,000 people for ten years."""
    from glasshouse.explorer.requests import Live
    from glasshouse.explorer.rulebooks import Library
    from glasshouse.explorer.runner import Warm

    warm, library = Warm(), Library(None)
    times = []
    for radius in RADII:
        began = time.perf_counter()
        asked = Live(changes={LEVER: radius})
        run = warm.live(warm.config(asked, library.book(asked)), lambda _done, _total: None)
        assert run.recording.packed
        times.append(time.perf_counter() - began)
    yield Ratio("a moved lever on the server of the page, s (wall)", median(times[1:]), 0.3)


def of_members() -> Iterator[Ratio]:
    """How much of a member of a study is its months."""
    chosen = _setting(FEW, FEW_MONTHS)
    months = _months(chosen) + _months(chosen.without_system())
    few, many = (_of_children(lambda count=count: studies.lived(count, 1)) for count in MEMBERS)
    member = (many - few) / (MEMBERS[1] - MEMBERS[0])
    yield Ratio("months / a member of 10,000 x 60 with twin", months / member, 0.92, least=True)
    yield Ratio("a member beyond its months, ms", 1e3 * (member - months), 5)


def _setting(persons: int, months: int, parameters: Mapping[str, float] | None = None) -> Any:
    from glasshouse.population import load
    from glasshouse.simulation.run_config import run_config

    society = load(SOCIETY).draw(persons=persons, seed=SEED)
    return run_config(
        RULEBOOK, society, practice=None, parameters=parameters, start=None, months=months, seed=SEED,
        replicate=0,
    )  # fmt: skip


def _variant(chosen: Any) -> tuple[float, float]:
    """Processor seconds of a variant of a run that was written down, and of the months of the run."""
    from glasshouse.simulation.running import simulate
    from glasshouse.simulation.variant_runs import under_variant

    run = simulate(chosen, 1, trail=True)
    book = contenders.varied_setting(chosen).rulebook
    began = time.process_time()
    under_variant(run, book)
    return time.process_time() - began, _months(chosen)


def _months(chosen: Any) -> float:
    """Processor seconds of all months of a setting on one thread, told by those after the first."""
    from glasshouse.simulation.running import simulate

    ends: list[float] = []
    simulate(chosen, 1, lambda done, total: ends.append(time.process_time()))
    return (ends[-1] - ends[0]) * len(ends) / (len(ends) - 1)


def _of_children(work: Callable[[], object]) -> float:
    """Processor seconds that processes begun by the work took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

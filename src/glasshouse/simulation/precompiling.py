"""Machine code made before it is needed, by several processes at once.

The compiler uses one thread, and a first run keeps it busy for twenty seconds. Helper processes compile a
part of the rules of a month each and keep them where the run finds them.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count

import numba
import numpy as np

from glasshouse.engine.kernels import path_of
from glasshouse.engine.rules import Phase
from glasshouse.engine.shards import Shards, available_cores
from glasshouse.engine.steps import Call, calls
from glasshouse.model.building import build_world
from glasshouse.model.schedule import LIVE, PLAIN, PLAIN_MONTH
from glasshouse.population import load as load_society
from glasshouse.rulebooks.loading import shipped_names
from glasshouse.simulation.run_config import RunConfig, run_config
from glasshouse.simulation.simulating import simulate, with_lives

RULEBOOK, SOCIETY = "court-list-2013+debtor-map", "toytown"
PERSONS, MONTHS, SEED = 20, 2, 1
"""Who is simulated to compile: the machine code is the same for any number."""
HEAD_START = 0.3
"""How much more of the month, as a share of a part, is left to the run: it compiles before its helpers do."""
MOST = 4
"""Processes that compile at most; more would mostly repeat what others compile too."""


def precompile(threads: int | None = None) -> None:
    """Compile all that runs of shipped rulebooks need, on `threads` cores (None: all)."""
    with helped(threads):
        for name in (RULEBOOK, *shipped_names()):
            chosen = _config(name)
            run = simulate(chosen, 1, trail=True)
            with_lives(run, run.people["who"][:1].tolist())


@contextmanager
def helped(threads: int | None) -> Iterator[None]:
    """Where no month is compiled yet, other processes compile along until the block is left."""
    parts = min(MOST, threads or available_cores())
    needed = parts > 1 and not numba.config.DISABLE_JIT and not is_compiled()
    helpers = [_helper(part, parts) for part in range(1, parts)] if needed else []
    try:
        yield
    finally:
        for helper in helpers:
            helper.terminate()
            helper.wait()


def is_compiled() -> bool:
    """Whether a process compiled a month of people before, from the same sources."""
    kernels = (PLAIN.kernel, LIVE.kernel)
    return any(path_of(one.name, one.source()).is_file() for one in kernels)


def _helper(part: int, parts: int) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", __name__, str(part), str(parts)]
    silent = subprocess.DEVNULL
    return subprocess.Popen(words, stdin=silent, stdout=silent, stderr=silent)


def compile_part(part: int, parts: int) -> None:
    """Compile the rules that stand in one of so many parts (1, 2 ...) of the month of people; the run itself
    begins with part 0."""
    phases = tuple(part_of_month(part, parts) if one is PLAIN else one for one in PLAIN_MONTH.phases)
    chosen = _config(RULEBOOK)
    world = build_world(
        chosen.society, chosen.packed, seed=SEED, replicate=0, schedule=replace(PLAIN_MONTH, phases=phases)
    )
    with Shards(1) as shards:
        world.step(chosen.laws[:1].view(np.recarray), shards)


def part_of_month(part: int, parts: int) -> Phase:
    """The month of people with only one part of those calls whose result no step asks for."""
    total = sum(not one.gives for one, _ in calls(PLAIN.kernel.steps))
    begin, end = (round(total * (k + HEAD_START) / (parts + HEAD_START)) for k in (part, part + 1))
    wanted, numbers = range(begin if part else 0, end), count()
    return PLAIN.pruned(lambda one: not isinstance(one, Call) or bool(one.gives) or next(numbers) in wanted)


def _config(rulebook: str) -> RunConfig:
    society = load_society(SOCIETY).draw(persons=PERSONS, seed=SEED)
    return run_config(rulebook, society, months=MONTHS, seed=SEED)


if __name__ == "__main__":
    compile_part(*map(int, sys.argv[1:]))

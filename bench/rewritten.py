"""Times shipped mechanisms against the same ones written with `@gh.mechanism`: `python -m bench.rewritten`.

Two models of the same people live the same months in turn, one with shipped rules, one with those of
`examples/rewritten` in their place. The processor time of a month is compared pair by pair, so that what
else the machine does disturbs both alike; the digests must be equal.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from glasshouse.engine.shards import Shards
from glasshouse.model.building import build_world
from glasshouse.model.mechanism_insertion import month_with
from glasshouse.model.schedule import MONTH
from glasshouse.model.world import World
from glasshouse.population import load
from glasshouse.simulation.mechanism_files import chosen
from glasshouse.simulation.run_config import RunConfig, run_config

FOLDER = Path(__file__).parent.parent / "examples" / "rewritten"
KINDS = {
    "fear": ("own_fear.py:own_fear", "own_fear.py:own_approval"),
    "livelihood": (
        "own_livelihood.py:own_work",
        "own_livelihood.py:own_earnings",
        "own_livelihood.py:own_spending",
    ),
    "ties": ("own_ties.py:own_ties",),
}
RULEBOOK, SOCIETY, SEED = "rongcheng-2014", "hebei", 1
PERSONS, SETTLING, PAIRS = 50_000, 12, 300


def main(persons: int = PERSONS, pairs: int = PAIRS) -> None:
    """Print the ratio of each kind, and of all together."""
    config = run_config(
        RULEBOOK, load(SOCIETY).draw(persons=persons, seed=SEED), practice=None, parameters=None, start=None,
        months=SETTLING + pairs, seed=SEED, replicate=0,
    )  # fmt: skip
    everything = tuple(one for names in KINDS.values() for one in names)
    print(f"{persons:,} persons, {pairs} pairs of months; the median of own / shipped, quartiles in brackets")
    for kind, names in {"all of them": everything, **KINDS}.items():
        low, middle, high = statistics.quantiles(ratios(config, names, pairs), n=4)
        print(f"{kind:12} {middle:.3f} ({low:.3f} to {high:.3f})", flush=True)


def ratios(config: RunConfig, names: tuple[str, ...], pairs: int) -> list[float]:
    """The time of a month with own mechanisms over that of a shipped one, for each pair of months."""
    shipped, own = world(config, ()), world(config, names)
    found = []
    with Shards(1) as shards:
        for month in range(SETTLING + pairs):
            first, second = (shipped, own) if month % 2 else (own, shipped)
            spent = {id(one): step(one, config, shards) for one in (first, second)}
            found.append(spent[id(own)] / spent[id(shipped)])
    if shipped.digest() != own.digest():
        raise SystemExit(f"{', '.join(names)}: not the same people any more")
    return found[SETTLING:]


def world(config: RunConfig, names: tuple[str, ...]) -> World:
    """The people of a run, whose month has these mechanisms in place of shipped rules."""
    mechanisms = chosen([str(FOLDER / one) for one in names])
    schedule = month_with(mechanisms, config.parameters, config.start) if names else MONTH
    return build_world(
        config.society, seed=config.seed, replicate=0, months=config.months, schedule=schedule,
        parameters=config.parameters.record(), practice=config.practice.record(),
        catalogue=config.catalogue,
    )  # fmt: skip


def step(one: World, config: RunConfig, shards: Shards) -> float:
    """Live a month; the processor time it took, in seconds."""
    laws = config.laws[one.month : one.month + 1]
    began = time.process_time()
    one.step(laws, shards)
    return time.process_time() - began


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

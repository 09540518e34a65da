"""A run whose provinces are computed by the workers of an executor, with the results of one process.

Provinces are dealt to workers, and every round brings all of them forward: by a year where people stay where
they are, by a month where they move between provinces, after which the counts of all are added up and told to
all. A round is lost with a worker, the months before are not.
"""

from __future__ import annotations

import pickle
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine.array_store import hash_of
from glasshouse.engine.counting import count_codes
from glasshouse.errors import Diagnostic, InputError
from glasshouse.model.layout import person_type
from glasshouse.model.world import digest_of_sums
from glasshouse.simulation.completed_run import CompletedRun
from glasshouse.simulation.governing import Laws, Settled
from glasshouse.simulation.provenance import code_hash
from glasshouse.simulation.province_life import ProvinceEnd, ProvinceTask
from glasshouse.simulation.recording import MOST, Trail, kept
from glasshouse.simulation.spread_folder import (
    SpreadRun,
    packed,
    people_file,
    read_counts,
    write_counts,
)
from glasshouse.simulation.spreading import Spread

if TYPE_CHECKING:
    from glasshouse.simulation.checkpoints import Side
    from glasshouse.simulation.run_config import RunConfig
    from glasshouse.simulation.run_settings import ProgressCallback

Array = npt.NDArray[Any]
Counts = npt.NDArray[np.int64]
YEAR = 12


def simulate_spread(
    chosen: RunConfig,
    spread: Spread,
    threads: int,
    on_month: ProgressCallback,
    panel_ids: Array | None,
    trail: bool,
    points: Side | None,
) -> CompletedRun:
    """Simulate all months of a configuration on the workers of an executor; see `simulating.simulate`.

    With `points` the provinces go on from their checkpoints there. Raises `InputError` where a province could
    not be computed.
    """
    began = time.perf_counter()
    with _folder(spread, points) as (folder, token):
        every = points.of.keep.every if points else YEAR
        run = replace(_described(chosen, spread, panel_ids, trail), every=every, folder=folder, token=token)
        rounds = _Rounds(run, spread)
        totals = rounds.done()
        months = chosen.months
        while len(totals) < months:
            here = len(totals)
            until = here + 1 if run.coupled else min(months, (here // YEAR + 1) * YEAR)
            totals += rounds.counts(here, until)
            on_month(until, months)
        ends = rounds.ends(months)
        made = _joined(chosen, run, ends, totals, threads)
    return replace(made, seconds={"world": 0.0, "months": time.perf_counter() - began}, spread=spread)


@contextmanager
def _folder(spread: Spread, points: Side | None) -> Iterator[tuple[Path, str]]:
    """The folder that all workers share, and what tells this run from others there."""
    if points:
        folder = points.of.home / points.name
        folder.mkdir(exist_ok=True)
        yield folder.absolute(), hash_of({"plan": points.of.plan, "side": points.name})
        return
    try:
        spread.folder.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".provinces-", dir=spread.folder))
    except OSError as error:
        raise _unwritable(spread.folder, error) from None
    try:
        yield made.absolute(), secrets.token_hex(16)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _unwritable(folder: Path, error: OSError) -> InputError:
    what = f"cannot be written: {error.strerror or error}"
    return InputError(Diagnostic(what, "free space, or choose another folder", str(folder)))


def _described(chosen: RunConfig, spread: Spread, panel_ids: Array | None, trail: bool) -> SpreadRun:
    """What workers must know of the run, but for its folder."""
    society = chosen.society
    names = {place.serial: name for name, place in society.recipe.tables.provinces.items()}
    serials, counts = count_codes(society.province)
    persons = {names[int(serial)]: int(n) for serial, n in zip(serials, counts, strict=True)}
    config, mechanisms = packed(chosen)
    sampled = trail and len(society) > MOST
    return SpreadRun(
        config=config, mechanisms=mechanisms, recipe=society.recipe, persons=persons, seed=society.seed,
        provinces=max(int(serials.max()), *chosen.populations, 0) + 1, coupled=bool(chosen.provinces),
        panel_ids=panel_ids, recorded=trail, trail=kept(society.who, chosen.seed) if sampled else None,
        memory=spread.memory, share=_largest(persons, spread.workers), code=code_hash(),
    )  # fmt: skip


def _largest(persons: Mapping[str, int], workers: int) -> int:
    """Most persons that a worker gets."""
    return max(sum(persons[name] for name in hand) for hand in dealt(persons, workers))


def dealt(persons: Mapping[str, int], workers: int) -> list[list[str]]:
    """Provinces dealt to workers so that all have about as many persons; nobody has none."""
    hands: list[list[str]] = [[] for _ in range(min(workers, len(persons)))]
    held = [0] * len(hands)
    for name in sorted(persons, key=lambda name: -persons[name]):
        least = held.index(min(held))
        hands[least].append(name)
        held[least] += persons[name]
    return hands


class _Rounds:
    """Tasks for all provinces at once, through an executor."""

    def __init__(self, run: SpreadRun, spread: Spread) -> None:
        self._run, self._executor = run, spread.executor
        self._packed = pickle.dumps(run)
        self._hands = dealt(run.persons, spread.workers)

    def done(self) -> list[Counts]:
        """The counts of the months that all provinces have lived already."""
        found: list[Counts] = []
        try:
            while True:
                found.append(read_counts(self._run, len(found) + 1))
        except InputError:
            return found

    def counts(self, first: int, until: int) -> list[Counts]:
        """The counts of months `first` .. `until` - 1 over all provinces; all workers can read them."""
        parts = self._asked(first, until, last=False).values()
        totals = [np.sum(months, axis=0) for months in zip(*parts, strict=True)]
        try:
            for month, total in enumerate(totals, first + 1):
                write_counts(self._run, month, total)
        except OSError as error:
            raise _unwritable(self._run.folder, error) from None
        return totals

    def ends(self, months: int) -> list[ProvinceEnd]:
        """What came of each province, in the order of `SpreadRun.persons`."""
        found = self._asked(months, months, last=True)
        return [found[name] for name in self._run.persons]

    def _asked(self, first: int, until: int, *, last: bool) -> dict[str, Any]:
        """What the task of each province gave."""
        about = f"{self._run.token} {first} {until} {last}"
        chunks = [
            [
                ProvinceTask(f"{about} {name}", self._packed, self._run.token, name, first, until, last, home)
                for name in hand
            ]
            for home, hand in enumerate(self._hands)
        ]
        made: dict[str, Any] = {}
        wrong: list[Diagnostic] = []
        for number, results in self._executor.live(chunks):
            for task, result in zip(chunks[number], results, strict=True):
                made[task.province] = result.made
                if result.error:
                    what = f"{task.province}, months {first + 1} to {until}: {result.error}"
                    wrong.append(
                        Diagnostic(what, "see the cause; --executor serial shows it in this process")
                    )
        if wrong:
            raise InputError(*wrong)
        return made


def _joined(
    chosen: RunConfig, run: SpreadRun, ends: list[ProvinceEnd], totals: list[Counts], threads: int
) -> CompletedRun:
    """The run that the provinces are together."""
    laws = Laws(chosen)
    laws.replay(totals, Settled())
    names = dict.fromkeys(name for end in ends for name in end.sums)
    sums = {name: np.asarray(sum(end.sums[name] for end in ends if name in end.sums)) for name in names}
    firms = zip(*(end.firm_tallies for end in ends), strict=True)
    first = ends[0]
    return CompletedRun(
        config=chosen,
        people=_people(chosen, run),
        tallies=np.stack(totals),
        state=digest_of_sums(sums),
        panel_ids=np.concatenate([end.panel_ids for end in ends]),
        panel_records=np.concatenate([end.panel_records for end in ends]).view(np.recarray),
        asked=np.sum([end.asked for end in ends], axis=0),
        threads=threads,
        government=laws.table,
        firm_tallies=[np.sum(month, axis=0) for month in firms],
        trail=_trail([end.trail for end in ends]),
        own={name: np.concatenate([end.own[name] for end in ends]) for name in first.own},
        own_months={
            name: np.sum([end.own_months[name] for end in ends], axis=0) for name in first.own_months
        },
        panel_events=_events(ends),
    )  # fmt: skip


def _people(chosen: RunConfig, run: SpreadRun) -> Array:
    """Everybody at the end; raster cells count over all provinces again."""
    society = chosen.society
    people = society.space.zeros(len(society), person_type(chosen.scope.sizes))
    cells, start = society.settlements, 0
    for name, count in run.persons.items():
        serial = society.recipe.tables.provinces[name].serial
        part = people[start : start + count]
        part[...] = np.load(people_file(run.folder, serial), mmap_mode="r").view(people.dtype)[:, 0]
        part["cell"] += int(cells["first_cell"][cells["province"] == serial][0])
        start += count
    return people.view(np.recarray)


def _events(ends: list[ProvinceEnd]) -> list[tuple[int, int, str]]:
    """What mechanisms of a user's own recorded of sampled lives, in the order of months and mechanisms."""
    order = {event: place for place, event in enumerate(ends[0].own_months)}
    found = [event for end in ends for event in end.panel_events]
    return sorted(found, key=lambda one: (one[1], order[one[2]], one[0]))


def _trail(parts: list[Trail | None]) -> Trail | None:
    """The trails of provinces as one, in the order in which one process would have written it down."""
    trails = [one for one in parts if one is not None]
    if len(trails) < len(parts):
        return None
    offsets = np.cumsum([0, *(len(one.who) for one in trails)])
    spells, refusals, stays = (
        np.concatenate([_moved(getattr(one, name), at) for one, at in zip(trails, offsets, strict=False)])
        for name in ("spells", "refusals", "stays")
    )
    return replace(
        trails[0],
        who=np.concatenate([one.who for one in trails]),
        spells=spells[np.lexsort((spells["row"], spells["period"], spells["end"]))],
        refusals=refusals[np.lexsort((refusals["row"], refusals["month"]))],
        stays=stays[np.argsort(stays["entered"], kind="stable")],
        moves=np.sum([one.moves for one in trails], axis=0),
    )


def _moved(records: Array, rows: int) -> Array:
    """Records whose rows begin at `rows`."""
    records = records.copy()
    records["row"] += rows
    return records

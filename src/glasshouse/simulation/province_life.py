"""One province of a run that is spread over workers: a task brings it forward some months, anywhere.

A worker keeps the provinces it has begun. One that gets a province for the first time, because another worker
died, draws its people and goes on from the last checkpoint in the folder that all workers share. What a
province must know of the others are the counts of each month, which are in that folder too: those who moved
there live under thresholds that follow from the counts of all its residents, and governments compare them.
"""

from __future__ import annotations

import pickle
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from glasshouse.engine import array_store
from glasshouse.engine.array_store import Damaged
from glasshouse.engine.shards import Shards
from glasshouse.engine.sparse import unpacked
from glasshouse.errors import Diagnostic, InputError
from glasshouse.model.building import widen
from glasshouse.model.state import restore, state_of
from glasshouse.simulation.beginnings import new_world, own_months
from glasshouse.simulation.governing import Laws, Settled
from glasshouse.simulation.provenance import code_hash
from glasshouse.simulation.recording import OwnEvents, Recorder, Trail
from glasshouse.simulation.spread_folder import (
    SERIAL_BITS,
    SpreadRun,
    packed_counts,
    people_file,
    read_counts,
)

if TYPE_CHECKING:
    from glasshouse.population.society import Society

Array = npt.NDArray[Any]
Counts = npt.NDArray[np.int64]
WORLD, TALLIES = "world.", "tallies."


class Keeper(Protocol):
    """A worker that keeps things from one task to the next."""

    threads: int
    provinces: dict[str, Any]
    """Provinces being lived, and their people, who live under one rulebook after another."""


@dataclass(frozen=True)
class ProvinceTask:
    """Bring a province of a run to month `until` and give the counts of months `first` .. `until` - 1.

    With `last` everybody in it is written to the folder too, and what came of it is given. `home` numbers the
    worker that should have it.
    """

    key: str
    run: bytes
    token: str
    province: str
    first: int
    until: int
    last: bool
    home: int

    def done_by(self, keeper: Keeper) -> list[Counts] | ProvinceEnd:
        """What the task asks for. Raises `InputError` where the folder does not hold what it must."""
        name = f"{self.token} {self.province}"
        if name not in keeper.provinces:
            keeper.provinces[name] = self._begun(keeper)
        known: ProvinceLife = keeper.provinces[name]
        known.live(self.until, keeper.threads)
        if not self.last:
            return known.tallies[self.first : self.until]
        del keeper.provinces[name]
        return known.end()

    def _begun(self, keeper: Keeper) -> ProvinceLife:
        run: SpreadRun = pickle.loads(self.run)
        if run.code != code_hash():
            what = f"a worker runs other code ({code_hash()[:12]}) than the run ({run.code[:12]})"
            fix = "install the same version everywhere, then restart the workers"
            raise InputError(Diagnostic(what, fix))
        these = f"people {run.recipe.hash} {run.seed} "
        for other in [one for one in keeper.provinces if not one.startswith((self.token, these))]:
            del keeper.provinces[other]
        people = f"{these}{run.persons[self.province]} {self.province}"
        if people not in keeper.provinces:
            keeper.provinces[people] = run.people_of(self.province)
        return ProvinceLife(run, self.province, keeper.provinces[people])


@dataclass(frozen=True)
class ProvinceEnd:
    """What came of a province, beside its people, who are in the folder.

    `sums` make up the digest (see `World.digest_sums`); the other fields are as in `CompletedRun`.
    """

    sums: dict[str, Array]
    asked: Counts
    firm_tallies: list[Counts]
    own: dict[str, Array]
    own_months: dict[str, Counts]
    panel_ids: Array
    panel_records: Array
    panel_events: list[tuple[int, int, str]]
    trail: Trail | None


@dataclass
class ProvinceLife:
    """A province being lived: its world, its law, and the counts of each of its months."""

    run: SpreadRun
    province: str
    society: Society
    tallies: list[Counts] = field(default_factory=list)
    closed: int = 0
    """Months after which provinces have been governed and thresholds set by the counts of all."""

    def __post_init__(self) -> None:
        self.config = self.run.config_of(self.society)
        self.serial = self.run.recipe.tables.provinces[self.province].serial
        ids = self.run.panel_ids
        self.world = new_world(self.config, None if ids is None else ids[ids >> SERIAL_BITS == self.serial])
        widen(self.world, self.config.populations, self.run.provinces)
        self.laws, self.events, self.recorder = Laws(self.config), OwnEvents(self.world), None
        if self.run.recorded:
            kept = self.run.trail
            who = self.society.who
            self.world.keep_trail(who if kept is None else kept[kept >> SERIAL_BITS == self.serial])
            self.recorder = Recorder(self.world)
        else:
            self._restore()

    def live(self, until: int, threads: int) -> None:
        """Live all months before `until` and close those whose counts are known."""
        with Shards(threads) as shards:
            while self.world.month < until:
                self._close()
                now = self.laws.of(self.world.month, self.world.climate.provinces)
                self.tallies.append(self.world.step(now, shards))
                if self.recorder:
                    self.recorder.note(self.world.month - 1, now, self.laws)
                self.events.note()
                if not self.run.coupled:
                    self._close()

    def end(self) -> ProvinceEnd:
        """Close the last month and hand over what came of all."""
        self._close()
        world, sums = self.world, self.world.digest_sums()
        order = np.argsort(world.people["who"])
        np.save(people_file(self.run.folder, self.serial), self._people(order))
        return ProvinceEnd(
            sums=sums,
            asked=np.stack(world.asked),
            firm_tallies=world.firm_months,
            own={name: values[order] for name, values in world.own_columns().items()},
            own_months=own_months(world),
            panel_ids=world.panel_ids,
            panel_records=world.panel_records,
            panel_events=self.events.events,
            trail=self.recorder.finish() if self.recorder else None,
        )

    def _people(self, order: Array) -> Array:
        """Everybody in canonical order, as bytes (n, size of a record)."""
        space, people = self.society.space, self.world.people.view(np.ndarray)
        made = space.zeros(len(people), people.dtype)
        for start in range(0, len(order), 1 << 18):
            made[start : start + (1 << 18)] = people[order[start : start + (1 << 18)]]
        return made.view(np.uint8).reshape(len(made), -1)

    def _close(self) -> None:
        """Take in the counts of the month just lived, and write a checkpoint if one is due."""
        month = self.world.month
        if self.closed == month:
            return
        counts = read_counts(self.run, month) if self.run.coupled else self.tallies[-1]
        self.world.climate.remember(counts)
        self.laws.close(month - 1, counts, self.world)
        self.closed = month
        if not self.run.recorded and (month % self.run.every == 0 or month == self.config.months):
            self._write(month)

    def _write(self, month: int) -> None:
        arrays = {WORLD + name: array for name, array in state_of(self.world).items()}
        arrays |= {TALLIES + name: array for name, array in packed_counts(self.tallies).items()}
        array_store.write(
            self.run.folder, self._named(month), arrays, {"run": self.run.token, "month": month}
        )
        for name in self._checkpoints():
            if name < self._named(month):
                array_store.remove(self.run.folder, name)

    def _restore(self) -> None:
        """Go on from the last sound checkpoint there is of this run."""
        for name in reversed(self._checkpoints()):
            with suppress(Damaged):
                stored = array_store.read(self.run.folder, name)
                if stored.about["run"] != self.run.token:
                    continue
                restore(self.world, _part(stored.arrays, WORLD))
                self.tallies = unpacked(_part(stored.arrays, TALLIES))
                self.closed = self.world.month
                self._replay()
                return

    def _replay(self) -> None:
        """Let governments decide again what they decided; without one there is nothing to read."""
        if self.config.government is not None:
            past = (read_counts(self.run, month + 1) for month in range(self.closed))
            self.laws.replay(past, Settled())

    def _checkpoints(self) -> list[str]:
        begins = self._named(0).partition("-")[0]
        return [name for name in array_store.names(self.run.folder) if name.startswith(begins)]

    def _named(self, month: int) -> str:
        return f"{self.serial:02d}-{month:06d}"


def _part(arrays: dict[str, Array], prefix: str) -> dict[str, Array]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}

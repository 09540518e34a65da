"""Worlds of the same people that live in step: the first in full, the others where they differ from it.

A branch is a world with another law or other parameters. Its `people` are right only for those who live
apart there until `Branches.materialise` fills in the others. Persons change each other at once where firms
trade and where phones are told; from the first month with either on, all worlds live by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine import rng
from glasshouse.engine.block import words_of
from glasshouse.engine.rules import Phase
from glasshouse.engine.shards import Shards
from glasshouse.engine.value_reads import ALL, Value, read_by
from glasshouse.model import branch_rows
from glasshouse.model.branch_rows import RowBytes
from glasshouse.model.branch_month import SHARED, BranchesContext, Stage, carried_values, month_in_branches, stages
from glasshouse.model.contexts import Sights
from glasshouse.model.debtor_map import viewers_by_cell
from glasshouse.model.events import COLUMNS
from glasshouse.model.firm import FIRM_COLUMNS
from glasshouse.model.gatekeepers import blank_counts
from glasshouse.model.groups import STRATA
from glasshouse.model.person import LISTED, MAP_OPEN, SIGNS, month_record_type
from glasshouse.model.record_types import Records
from glasshouse.model.schedule import LIVE, MONTH, SEEN
from glasshouse.model.world import ROUTINE, World

Array = npt.NDArray[Any]


ALIKE = ("switch_movement", "gatekeepers_each")
"""Parameters in which worlds that live in step are alike: who moves at all is asked of a person before the
switch is (`branch_month.ONLY_WHERE`), and counts of gatekeepers have one column for each."""


def can_share(worlds: Sequence[World]) -> bool:
    """Whether these worlds, which have not lived yet, can live in step: the same people, luck and rules."""
    first = worlds[0]
    return len(worlds) <= 1 + branch_rows.MOST_BRANCHES and all(
        world.schedule is MONTH
        and (world.seed, world.replicate, world.sizes) == (first.seed, first.replicate, first.sizes)
        and all(world.parameters[name][0] == first.parameters[name][0] for name in ALIKE)
        and not len(world.panel_ids)
        and not world.month
        and np.array_equal(world.people["who"], first.people["who"])
        and np.array_equal(world.contacts, first.contacts)
        and np.array_equal(world.rows, first.rows)
        for world in worlds
    )


def read_signs(phase: Phase = LIVE) -> int:
    """The signs (bits) that any rule of a phase sees of others."""
    seen = {name for rule in phase.rules for name in rule.sees}
    return sum(bit for name, bit in SIGNS.items() if name in seen)


class Branches:
    """Worlds that live in step. `worlds[0]` is the first; all must be such as `can_share` takes."""

    def __init__(self, worlds: Sequence[World]) -> None:
        self.worlds = worlds
        self.are_apart = False
        first = worlds[0]
        self._people = _stacked([world.people for world in worlds])
        self._signs = np.stack([world.signs for world in worlds])
        self._next_signs = np.stack([world.next_signs for world in worlds])
        self._trails = _stacked([world.trail for world in worlds])
        self._parameters = np.concatenate([world.parameters for world in worlds]).view(np.recarray)
        self._practices = np.concatenate([world.practice for world in worlds]).view(np.recarray)
        self._catalogues = np.concatenate([world.catalogue for world in worlds]).view(np.recarray)
        self._findings = np.zeros((len(worlds), 1), np.uint8)
        n = len(first.people)
        self._apart = np.zeros(n, np.int64)
        self._stirred = np.zeros(n, np.int64)
        self._alone = np.zeros(n, np.int64)
        self._person_bytes = _bytes_of(self._people)
        for w, world in enumerate(worlds):
            world.people, world.trail = self._people[w], self._trails[w]
            world.signs, world.next_signs = self._signs[w], self._next_signs[w]
        for w in range(1, len(worlds)):
            self._compare(w, np.arange(n))
        self._watched = _watchers(first)
        self._constant = _differing(
            {"parameters": self._parameters, "practice": self._practices, "catalogue": self._catalogues}
        )
        self._values: dict[Value, int] = {}
        self._differing: Array | None = None
        self._of_laws: tuple[bytes, dict[Value, int], set[Value]] = (b"", {}, set())

    def step(self, laws: Sequence[Records], shards: Shards) -> list[Array]:
        """Live one month in all worlds, each under its laws; returns the counts of each (see `World.step`)."""
        now = [world.laws_by_province(law) for world, law in zip(self.worlds, laws, strict=True)]
        if not self.are_apart and any(
            _meets_others(world, law) for world, law in zip(self.worlds, now, strict=True)
        ):
            self.materialise()
            self.are_apart = True
        if self.are_apart:
            return [world.step(law, shards) for world, law in zip(self.worlds, now, strict=True)]
        for world, law in zip(self.worlds, now, strict=True):
            world.fortunes = world.climate.month(world.month)
            world.firm_months.append(np.zeros((0, len(FIRM_COLUMNS)), np.int64))
            world.fortunes["quota"] = world.climate.quotas(law)
            world.districts.prepare(world.signs, law)
        tallies = self._live(now, shards)
        tallies = [a + b for a, b in zip(tallies, self._show(now, shards), strict=True)]
        self._close(now, tallies)
        return tallies

    def materialise(self) -> None:
        """Make the people of every world right for everybody."""
        for w in range(1, len(self.worlds)):
            shared = np.flatnonzero(~self._apart >> w - 1 & 1)
            self._people[w, shared] = self._people[0, shared]
        self._apart[:] = (1 << len(self.worlds) - 1) - 1

    def _live(self, laws: Sequence[Records], shards: Shards) -> list[Array]:
        """Everybody's own month in every world; keeps what gatekeepers were asked."""
        provinces = _stacked([world.fortunes for world in self.worlds])
        stacked = _stacked(laws)
        districts = _stacked([world.districts.table for world in self.worlds])
        self._take_findings()
        differing = self._masks(stacked, provinces, districts)
        live = month_in_branches()

        def run(start: int, stop: int) -> tuple[Array, Array]:
            context = self._context(stacked, provinces, districts, differing)
            live(context, start, stop)
            return context.tallies, context.asked_of

        lived = shards.each(len(self._apart), run)
        asked = _of_each(np.sum([asked for _, asked in lived], axis=0))
        for world, counts in zip(self.worlds, asked, strict=True):
            world.asked.append(counts)
        self._give_findings()
        return _of_each(np.sum([tally for tally, _ in lived], axis=0))

    def _context(
        self, laws: Records, provinces: Records, districts: Records, differing: Array
    ) -> BranchesContext:
        """What the month in several worlds needs, with the scratch space and the counts of one shard."""
        first, many = self.worlds[0], len(self.worlds)
        draws, (k0, k1) = ROUTINE.table(), rng.key(first.seed, first.replicate)
        records = np.zeros(many, month_record_type(first.sizes)).view(np.recarray)
        work = np.zeros(many, self._people.dtype).view(np.recarray)
        each = int(first.parameters.gatekeepers_each[0])
        groups = (first.climate.provinces * STRATA, len(COLUMNS))
        return BranchesContext(
            people_of=self._people,
            contacts=first.contacts,
            signs_of=self._signs,
            next_signs_of=self._next_signs,
            laws_of=laws,
            practices_of=self._practices,
            parameters_of=self._parameters,
            catalogues_of=self._catalogues,
            provinces_of=provinces,
            districts_of=districts,
            findings_of=self._findings,
            trails_of=self._trails,
            district_of=first.districts.of_cell,
            routes=first.routes,
            rows=first.rows,
            draws=draws,
            cells=words_of(draws),
            who=np.zeros(rng.BLOCK, np.uint64),
            lanes=np.zeros((4, rng.BLOCK), np.uint32),
            streams=ROUTINE.streams,
            k0=k0,
            k1=k1,
            month=first.month,
            tallies=np.zeros((2 * many, *groups), np.int64),
            asked_of=np.stack([blank_counts(first.climate.provinces, each)] * (2 * many)),
            apart_of=self._apart,
            stirred=self._stirred,
            alone_of=self._alone,
            differing=differing,
            active=np.zeros(many, np.int64),
            slots=np.zeros(many, np.int64),
            carried=np.zeros((many, carried_values()), np.int64),
            odd=np.zeros(1, np.int64),
            spare=np.zeros(2, self._people.dtype).view(np.recarray),
            spare_records=np.zeros(2, records.dtype).view(np.recarray),
            spare_values=np.zeros(carried_values(), np.int64),
            work=work,
            records=records,
            bytes_of_all=RowBytes(self._person_bytes[0], _bytes_of(work), _bytes_of(records)),
        )

    def _masks(self, laws: Records, provinces: Records, districts: Records) -> Array:
        """For each stage, in which branches it can go otherwise."""
        written = laws.tobytes()
        if written != self._of_laws[0]:
            self._differing = None
            self._of_laws = written, _differing({"law": laws}), _zeros(law=laws, parameters=self._parameters)
        _, values, zero = self._of_laws
        values = values | self._constant | _differing({"province": provinces, "districts": districts})
        if values != self._values or self._differing is None:
            self._values = values
            self._differing = np.array([_branches_in(one, values, zero) for one in stages()], np.int64)
        return self._differing

    def _take_findings(self) -> None:
        """Give what inspectors find room for everybody, once a law asks for it."""
        if self._findings.shape[1] == 1 and any(len(one.districts.found) > 1 for one in self.worlds):
            self._findings = np.zeros((len(self.worlds), len(self._apart)), np.uint8)

    def _give_findings(self) -> None:
        """Tell the districts of each world what was found there."""
        if self._findings.shape[1] == 1:
            return
        for w, world in enumerate(self.worlds):
            if len(world.districts.found) > 1:
                is_alone = self._alone >> w - 1 & 1 if w else 0
                world.districts.found[:] = np.where(is_alone, self._findings[w], self._findings[0])
        self._findings[:] = 0

    def _show(self, laws: Sequence[Records], shards: Shards) -> list[Array]:
        """Those on the debtor map are seen: in a branch where all is as in the first world by those alone who
        are not as they are there."""
        branch_rows.spread(self._next_signs, self._alone, READ_SIGNS, *self._watched, self._stirred)
        counts: list[Array] = [np.zeros(1, np.int64) for _ in self.worlds]
        showing = [world.shows_map(law) for world, law in zip(self.worlds, laws, strict=True)]
        if not any(showing):
            return counts
        alone = np.flatnonzero(self._alone)
        open_maps = self._next_signs[:, alone] & MAP_OPEN
        shown = np.flatnonzero(np.bitwise_or.reduce(self._next_signs, axis=0) & LISTED)
        unlike = {w: self._unlike(w, shown) for w in range(1, len(self.worlds))}
        otherwise = _branches_in(SEEING, self._values, self._of_laws[2])
        near = {
            w
            for w in unlike
            if showing[0] and not otherwise >> w - 1 & 1 and np.array_equal(open_maps[w], open_maps[0])
        }
        for w in set(unlike) - near:
            shared = np.setdiff1d(shown, unlike[w], assume_unique=True)
            self._people[w, shared] = self._people[0, shared]
        few = [w for w in near if len(unlike[w])]
        viewers = self._viewers(shards) if few else np.zeros(0, np.int32)
        without = {w: self._seen_in_first(unlike[w], laws[0], viewers) for w in few}
        for w, (world, law) in enumerate(zip(self.worlds, laws, strict=True)):
            if showing[w] and w not in near:
                counts[w] = np.sum(world.show_on_map(law, world.fortunes, shards), axis=0)
        for w in near:
            counts[w] = counts[0]
            if w in without:
                counts[w] = counts[0] - without[w] + self._seen(w, unlike[w], laws[w], viewers)
        for w in unlike:
            self._compare(w, unlike[w] if w in near else shown)
        return counts

    def _unlike(self, w: int, shown: Array) -> Array:
        """Those of `shown` who are not in a branch as in the first world, with their rows in it made right."""
        those = shown[((self._apart[shown] | self._alone[shown]) >> w - 1 & 1).astype(np.bool_)]
        same = those[(~self._apart[those] >> w - 1 & 1).astype(np.bool_)]
        self._people[w, same] = self._people[0, same]
        return those

    def _viewers(self, shards: Shards) -> Array:
        """Those who opened the map, by cell, the same in all worlds that are like the first."""
        first = self.worlds[0]
        return viewers_by_cell(self._next_signs[0], first.cell_start, first.viewers_before, shards)

    def _seen_in_first(self, few: Array, laws: Records, viewers: Array) -> Array:
        """What being seen counts of a few in the first world, where nothing happens to them yet."""
        rows = self._people[0, few].copy()
        counts = self._seen(0, few, laws, viewers)
        self._people[0, few] = rows
        return counts

    def _seen(self, w: int, few: Array, laws: Records, viewers: Array) -> Array:
        """A few in one world meet the eyes of those who opened the map, the same as in the first."""
        first, world = self.worlds[0], self.worlds[w]
        sights = Sights(world.people, first.contacts, first.raster, viewers, first.viewers_before)
        signs = np.zeros(len(self._apart), np.uint8)
        signs[few] = self._next_signs[w, few]
        context = world.context(laws, world.fortunes)._replace(next_signs=signs)
        world.schedule.kernel("be_seen_on_the_map")(context, sights, int(few[0]), int(few[-1]) + 1)
        return context.tally

    def _compare(self, w: int, places: Array) -> None:
        """Find out who of those stored at `places`, whose rows are right, is in a branch unlike the first."""
        unlike = (self._person_bytes[w, places] != self._person_bytes[0, places]).any(axis=1)
        bit = np.int64(1) << w - 1
        self._apart[places] = np.where(unlike, self._apart[places] | bit, self._apart[places] & ~bit)

    def _close(self, laws: Sequence[Records], tallies: Sequence[Array]) -> None:
        """End the month in every world."""
        self._signs, self._next_signs = self._next_signs, self._signs
        for w, (world, law, tally) in enumerate(zip(self.worlds, laws, tallies, strict=True)):
            world.districts.remember(law)
            world.climate.remember(tally)
            world.signs, world.next_signs = self._signs[w], self._next_signs[w]
            world.month += 1


READ_SIGNS = read_signs()
SEEING = Stage(SEEN.kernel.steps, read_by(SEEN.kernel.steps, SHARED))


def _meets_others(world: World, laws: Records) -> bool:
    """Whether persons change each other in a month under these laws."""
    switches = world.parameters
    trade = np.any(laws.firm_on & laws.active) and switches.switch_firms[0]
    tell = np.any(laws.notify_radius * laws.active) and switches.switch_notification[0]
    return bool(trade or tell)


def _stacked(records: Sequence[Array]) -> Records:
    """Records of all worlds as one array with a first axis of worlds."""
    made = np.empty((len(records), *records[0].shape), records[0].dtype)
    for w, one in enumerate(records):
        made[w] = one
    return made.view(np.recarray)


def _bytes_of(records: Array) -> Array:
    """The same memory as bytes, with a last axis of the bytes of a record."""
    plain = records.view(np.ndarray)
    return plain.view(np.uint8).reshape(*plain.shape, plain.dtype.itemsize)


def _of_each(counts: Array) -> list[Array]:
    """The counts of each world: what was counted there, and of the first world all but those apart."""
    many = len(counts) // 2
    return [counts[0], *(counts[w] + counts[0] - counts[many + w] for w in range(1, many))]


def _differing(records_of: dict[str, Records]) -> dict[Value, int]:
    """For each value of records with a first axis of worlds, the branches in which it is another."""
    found: dict[Value, int] = {}
    for record, of in records_of.items():
        plain = of.view(np.ndarray)
        for name in plain.dtype.names or ():
            column = plain[name].reshape(len(plain), -1)
            unlike = (column[1:] != column[0]).any(axis=1)
            if unlike.any():
                found[record, name] = sum(1 << int(k) for k in np.flatnonzero(unlike))
                found[record, ALL] = found.get((record, ALL), 0) | found[record, name]
    return found


def _zeros(**records_of: Records) -> set[Value]:
    """Values without which some steps do not run, and that are zero in all worlds."""
    asked = {value for one in stages() for read in one.reads for value in read.only_if}
    return {(record, name) for record, name in asked if not np.any(records_of[record][name])}


def _branches_in(stage: Stage, values: dict[Value, int], zero: set[Value]) -> int:
    """The branches in which something that a stage can read is another."""
    mask = 0
    for read in stage.reads:
        if not read.only_if & zero:
            mask |= values.get(read.value, 0)
    return mask


def _watchers(world: World) -> tuple[Array, Array]:
    """Who looks at whom: the places of those who look at person i are `watchers[before[i]:before[i + 1]]`."""
    n, payers = len(world.people), world.people["payer"].astype(np.int32)
    before = np.zeros(n + 1, np.int32)
    branch_rows.count_watchers(world.contacts, payers, before)
    watchers = np.zeros(int(before[-1]), np.int32)
    branch_rows.note_watchers(world.contacts, payers, before[:-1].copy(), watchers)
    return before, watchers

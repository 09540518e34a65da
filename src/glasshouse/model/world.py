"""The world: a society laid out for the month to be lived in, and the living of it.

Persons are stored by raster cell, so that neighbours on the map are neighbours in memory. Where a person is
stored never matters for what happens to them: luck goes by who they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine import digest, rng
from glasshouse.engine.block import Draws, words_of
from glasshouse.engine.counting import mark
from glasshouse.engine.shards import Shards
from glasshouse.model import firm, firm_census, groups, trail
from glasshouse.model.census import panel_record_type
from glasshouse.model.climate import Climate
from glasshouse.model.contexts import FirmsContext, MonthContext, PeopleContext, PhonesAround, Sights
from glasshouse.model.debtor_map import count_viewers, place_viewers
from glasshouse.model.events import COLUMNS
from glasshouse.model.founding import Firms, apply_shock, found
from glasshouse.model.gatekeepers import blank_counts
from glasshouse.model.inserting import InsertedMechanism, Schedule
from glasshouse.model.mechanism_names import NOW
from glasshouse.model.movement import routes_of
from glasshouse.model.patrols import Districts
from glasshouse.model.people import Storage, attributes_of, cells_of, people_of
from glasshouse.model.person import DRAWS, ENFORCEMENT, PANEL, PLACES_IN_STORAGE, month_record_type
from glasshouse.model.phones import Phones, phones_of
from glasshouse.model.schedule import MONTH
from glasshouse.model.state import restore, state_of
from glasshouse.rulebooks.sizes import STANDARD, Sizes

Array = npt.NDArray[Any]
ROUTINE = Draws(DRAWS, ENFORCEMENT)


@dataclass
class World:
    """All state of one run, and the scratch space of its months.

    `people` (n,) records of `layout.PERSON`; `contacts` (n, 8) places in storage, -1 none; `signs` (n,) what
    others read; `cell_start`, `raster` the map; `provinces` the luck of each province; `panel_ids` (k,)
    sorted identities of sampled lives and `panel_records` (k, months) their pages; `asked` the counts of
    gatekeepers, a month each; `firms` all firms once a law scores them, and `firm_months` their counts
    (groups, columns) of every month, without rows before that.

    `schedule` is the month that is lived. Mechanisms inserted into it have by name `own`, records (n,) of
    their fields (None without fields), and `own_months`, the counts (groups, events) of their events every
    month.

    A run that is written down has `rows` (n,), the row of `trail` (records of `trail.TRACE`) that keeps the
    month of the person stored there, -1 none, and `rebooked`, what `rebook` did since that was last read. In
    a plain run all three are empty.

    `attributes` (n, k) are the codes of the society's own attributes, which never change.
    """

    people: Any
    contacts: Array
    signs: Array
    cell_start: Array
    raster: Any
    climate: Climate
    routes: Any
    districts: Districts
    seed: int
    replicate: int
    parameters: Any
    practice: Any
    catalogue: Any
    panel_ids: Array
    panel_records: Any
    schedule: Schedule = MONTH
    sizes: Sizes = STANDARD
    own: dict[str, Any] = field(init=False)
    own_months: dict[str, list[Array]] = field(init=False)
    asked: list[Array] = field(default_factory=list)
    month: int = 0
    firms: Firms | None = None
    firm_months: list[Array] = field(default_factory=list)
    rows: Array = field(default_factory=lambda: np.zeros(0, np.int32))
    trail: Any = field(default_factory=lambda: trail.blank(0))
    attributes: Array = field(default_factory=lambda: np.zeros((0, 0), np.uint8))
    rebooked: list[tuple[Array, tuple[int, ...]]] = field(default_factory=list)
    next_signs: Array = field(init=False)
    viewers_before: Array = field(init=False)

    def __post_init__(self) -> None:
        self.next_signs = self.signs.copy()
        self.viewers_before = np.zeros(len(self.cell_start), np.int32)
        self.own = {one.name: one.blank(len(self.people)) for one in self.inserted}
        self.own_months = {one.name: [] for one in self.inserted}

    @property
    def inserted(self) -> tuple[InsertedMechanism, ...]:
        """Mechanisms of the user's own in the schedule."""
        return self.schedule.inserted

    def step(self, laws: Any, shards: Shards) -> Array:
        """Live one month; returns its counts, (groups, columns) int64.

        `laws` holds the law of each province by its serial, or one record for all of them.
        """
        if len(laws) == 1:
            laws = np.repeat(laws, self.climate.provinces).view(np.recarray)
        provinces = self.climate.month(self.month)
        tallies = self._let_firms_trade(laws, provinces, shards)
        provinces["quota"] = self.climate.quotas(laws)
        self.districts.prepare(self.signs, laws)
        tallies += self._let_people_live(laws, provinces, shards)
        tallies += self._show(laws, provinces, shards)
        self.districts.remember(laws)
        self.signs, self.next_signs = self.next_signs, self.signs
        tally = np.sum(tallies, axis=0)
        self.climate.remember(tally)
        self.month += 1
        return np.asarray(tally)

    @property
    def trail_words(self) -> Array:
        """The trail as words of 64 bits, (rows, words) uint64, on the same memory."""
        return np.asarray(
            self.trail.view(np.ndarray).view(np.uint64).reshape(-1, self.trail.dtype.itemsize // trail.WORD)
        )

    def digest(self) -> int:
        """64 bits over everybody's record and the signs they give, whatever the order of storage."""
        columns = {
            name: self.people[name] for name in self.people.dtype.names if name not in PLACES_IN_STORAGE
        }
        columns |= {"sign": self.signs, "traits": self.people["traits"] & ~np.uint16(PANEL)}
        firms = digest.of_records(self.firms.records, firm.PLACES_IN_STORAGE) if self.firms else 0
        return digest.of_columns(columns) ^ firms ^ self._digest_of_own()

    def own_columns(self) -> dict[str, Array]:
        """Fields of mechanisms of the user's own in the order of storage, named `mechanism.field`."""
        return {
            f"{mechanism}.{name}": own[name]
            for mechanism, own in self.own.items()
            if own is not None
            for name in own.dtype.names
            if not name.startswith(NOW)
        }

    def _digest_of_own(self) -> int:
        """64 bits over these fields; 0 where there are none."""
        columns = self.own_columns()
        if not columns:
            return 0
        plain = {name: of.view("i8") if of.dtype.kind == "f" else of for name, of in columns.items()}
        return digest.of_columns({"who": self.people["who"], **plain})

    def state(self) -> dict[str, Array]:
        """All that a month leaves to the next, as arrays by name (see `state.FIELDS`)."""
        return state_of(self)

    def restore(self, state: Mapping[str, Array]) -> None:
        """Go on from `state` of a world built alike. Raises `ValueError` where it does not fit."""
        restore(self, state)

    def rebook(self, serial: int, places: Sequence[int]) -> None:
        """Carry the lists a province keeps into a new rulebook: list k becomes `places[k]`, -1 ends it."""
        if list(places) == list(range(len(places))):
            return
        held = np.flatnonzero((self.people["listed_in"] == serial) & (self.people["lists"] != 0))
        old, new = self.people[held], self.people[held]
        for name in ("lists", "unable", "wrong_person", "term", "since"):
            new[name] = 0
        for k, place in enumerate(places):
            if place < 0:
                continue
            for name in ("lists", "unable", "wrong_person"):
                new[name] |= ((old[name].astype(np.int64) >> k & 1) << place).astype(new[name].dtype)
            for name in ("term", "since"):
                new[name][:, place] = old[name][:, k]
        self.people[held] = new
        if len(self.rows):
            self.rebooked.append((held, tuple(places)))

    def join_registers(self, serials: Sequence[int]) -> None:
        """These provinces keep their lists together: everybody is on the books of where they live."""
        joined = np.zeros(256, np.bool_)
        joined[list(serials)] = True
        here = joined[self.people["lives_in"]] & joined[self.people["listed_in"]]
        self.people["listed_in"][here] = self.people["lives_in"][here]

    @cached_property
    def phones(self) -> Phones:
        """Made once, and only where a law has people told."""
        return phones_of(self.people, self.contacts, self.cell_start)

    @property
    def bytes_a_person(self) -> float:
        """Memory of the state and the map per person."""
        held = (self.people, self.contacts, self.signs, self.next_signs, self.cell_start, self.raster)
        rest = [made for made in (self.firms, self.__dict__.get("phones")) if made]
        rest += [own for own in self.own.values() if own is not None]
        whole = sum(int(array.nbytes) for array in (*held, self.viewers_before, *rest))
        return whole / max(1, len(self.people))

    def _let_firms_trade(self, laws: Any, provinces: Any, shards: Shards) -> list[Array]:
        """The month of firms and of those who answer for them; nothing where no law ever scored firms."""
        if self.firms is None:
            if not (np.any(laws.firm_on & laws.active) and self.parameters.switch_firms[0]):
                self.firm_months.append(np.zeros((0, len(firm.FIRM_COLUMNS)), np.int64))
                return []
            self.firms = found(
                self.people, self.raster, self.parameters, self.seed, self.replicate, self.sizes
            )
        if self.parameters.firms_shock_share[0] and self.month == self.parameters.firms_shock_month[0]:
            apply_shock(self.firms, self.parameters, self.seed, self.replicate, self.month)
        firms, now_defaulted = self.firms, np.zeros_like(self.firms.defaulted)
        trade, answer = self.schedule.kernel("firms_trade"), self.schedule.kernel("answer_for_firms")

        def run(kernel: Any, start: int, stop: int) -> tuple[Array, Array]:
            context, business = self._context(laws, provinces), self._business(firms, now_defaulted)
            kernel(context, business, start, stop)
            return context.tally, business.firm_tally

        traded = shards.each(len(firms.records), lambda a, b: run(trade, a, b))
        firms.defaulted = now_defaulted
        answered = shards.each(len(firms.records), lambda a, b: run(answer, a, b))
        self.firm_months.append(np.sum([count for _, count in (*traded, *answered)], axis=0))
        return [tally for tally, _ in answered]

    def _business(self, firms: Firms, now_defaulted: Array) -> FirmsContext:
        return FirmsContext(
            firms=firms.records,
            defaulted=firms.defaulted,
            now_defaulted=now_defaulted,
            roster=firms.roster,
            firm_records=np.zeros(1, firm.firm_month_record_type(self.sizes)).view(np.recarray),
            firm_tally=np.zeros(
                (self.climate.provinces * firm_census.GROUPS, len(firm.FIRM_COLUMNS)), np.int64
            ),
        )

    def _context(self, laws: Any, provinces: Any) -> MonthContext:
        """What every phase of this month needs, with the scratch space and the counts of one shard."""
        draws, (k0, k1) = ROUTINE.table(), rng.key(self.seed, self.replicate)
        return MonthContext(
            people=self.people,
            contacts=self.contacts,
            signs=self.signs,
            next_signs=self.next_signs,
            laws=laws,
            practices=self.practice,
            all_parameters=self.parameters,
            catalogues=self.catalogue,
            provinces=provinces,
            draws=draws,
            cells=words_of(draws),
            records=np.zeros(1, month_record_type(self.sizes)).view(np.recarray),
            k0=k0,
            k1=k1,
            month=self.month,
            tally=np.zeros((self.climate.provinces * groups.STRATA, len(COLUMNS)), np.int64),
            panel_ids=self.panel_ids,
            panel_records=self.panel_records,
            trail=self.trail,
            rows=self.rows,
        )

    def _let_people_live(self, laws: Any, provinces: Any, shards: Shards) -> list[Array]:
        """Everybody's own month; keeps what gatekeepers were asked and the events of inserted mechanisms."""
        kernel = self.schedule.kernel("live_a_month")

        def run(start: int, stop: int) -> tuple[Array, Array, list[Array]]:
            context = self._context(laws, provinces)
            counts = [np.zeros((len(context.tally), len(one.events)), np.int64) for one in self.inserted]
            more = self._more(counts)
            kernel(context, more, start, stop)
            return context.tally, more.asked, counts

        lived = shards.each(len(self.people), run)
        self.asked.append(np.sum([asked for _, asked, _ in lived], axis=0))
        for number, mechanism in enumerate(self.inserted):
            self.own_months[mechanism.name].append(np.sum([own[number] for *_, own in lived], axis=0))
        return [tally for tally, *_ in lived]

    def _more(self, counts: Sequence[Array]) -> PeopleContext:
        return PeopleContext(
            routes=self.routes,
            districts=self.districts.table,
            district_of=self.districts.of_cell,
            findings=self.districts.found,
            who=np.zeros(rng.BLOCK, np.uint64),
            lanes=np.zeros((4, rng.BLOCK), np.uint32),
            streams=ROUTINE.streams,
            asked=blank_counts(self.climate.provinces, int(self.parameters.gatekeepers_each[0])),
            inserted=tuple(
                one.context(self.own[one.name], own) for one, own in zip(self.inserted, counts, strict=True)
            ),
        )

    def _gather_viewers(self, shards: Shards) -> Array:
        """Who opened the map this month, by cell; fills `viewers_before`."""
        cells = len(self.cell_start) - 1
        shards.each(
            cells, lambda a, b: count_viewers(self.next_signs, self.cell_start, self.viewers_before, a, b)
        )
        np.cumsum(self.viewers_before, out=self.viewers_before)
        viewers = np.zeros(self.viewers_before[-1], np.int32)
        shards.each(
            cells,
            lambda a, b: place_viewers(self.next_signs, self.cell_start, self.viewers_before, viewers, a, b),
        )
        return viewers

    def _show(self, laws: Any, provinces: Any, shards: Shards) -> list[Array]:
        """Those on the debtor map are seen, and phones around new listings told, where a law says so."""
        tallies: list[Array] = []
        if np.any(laws.map_on & laws.active) and self.parameters.switch_publicity[0]:
            viewers = self._gather_viewers(shards)
            sights = Sights(self.people, self.contacts, self.raster, viewers, self.viewers_before)
            tallies += self._run("be_seen_on_the_map", sights, laws, provinces, shards)
        if np.any(laws.notify_radius * laws.active) and self.parameters.switch_notification[0]:
            phones = PhonesAround(self.people, self.raster, **vars(self.phones))
            tallies += self._run("announce_to_phones", phones, laws, provinces, shards)
        return tallies

    def _run(
        self, name: str, more: Sights | PhonesAround, laws: Any, provinces: Any, shards: Shards
    ) -> list[Array]:
        """The counts of a phase that works on everybody, one of each shard."""
        kernel = self.schedule.kernel(name)

        def run(start: int, stop: int) -> Array:
            context = self._context(laws, provinces)
            kernel(context, more, start, stop)
            return context.tally  # type: ignore[no-any-return]

        return shards.each(len(self.people), run)


def build_world(
    society: Any,
    *,
    seed: int,
    replicate: int,
    parameters: Any,
    practice: Any,
    catalogue: Any,
    months: int,
    panel_ids: Array | None = None,
    kept: Array | None = None,
    schedule: Schedule = MONTH,
    backwards: bool = False,
    named: Mapping[int, int] | None = None,
    sizes: Sizes = STANDARD,
) -> World:
    """Lay out `society` (columns in canonical order) for a run of `months`.

    `parameters` and `practice` are parameter records, `panel_ids` the identities of lives to write down,
    `kept` those whose standing is kept in a trail, `schedule` the month, with rules inserted or not.
    `named` provinces (population by serial) are those people move between.
    `backwards` stores neighbours of a cell in reverse, to test that storage does not matter.
    """
    watched = np.sort(np.asarray(panel_ids if panel_ids is not None else [], np.uint32))
    storage = cells_of(society, backwards)
    people, contacts = people_of(society, storage, parameters, seed, replicate, sizes)
    people["traits"][mark(society.who, watched)[storage.order]] |= PANEL
    count = int(max(np.max(society.province, initial=0), *(named or (0,)), 0)) + 1
    return World(
        people=people,
        contacts=contacts,
        signs=np.zeros(len(people), np.uint8),
        cell_start=storage.cell_start,
        raster=storage.raster,
        climate=Climate(_province_ids(society, count), seed, replicate, parameters, practice),
        routes=routes_of(named or {}, count),
        districts=Districts(society, people, storage.cell_start, parameters),
        seed=seed,
        replicate=replicate,
        parameters=parameters,
        practice=practice,
        catalogue=catalogue,
        panel_ids=watched,
        panel_records=np.zeros((len(watched), months if len(watched) else 0), panel_record_type(sizes)).view(
            np.recarray
        ),
        schedule=schedule,
        sizes=sizes,
        attributes=attributes_of(society, storage),
        **_trail_of(society, storage, kept, sizes),
    )


def _province_ids(society: Any, count: int) -> Array:
    return np.arange(count, dtype=np.uint32)


def _trail_of(society: Any, storage: Storage, kept: Array | None, sizes: Sizes) -> dict[str, Any]:
    """Rows in the order of storage for those kept; nothing where nobody is."""
    if kept is None:
        return {}
    chosen = mark(society.who, kept)[storage.order]
    rows = np.where(chosen, np.cumsum(chosen) - 1, -1).astype(np.int32)
    return {"rows": rows, "trail": trail.blank(int(chosen.sum()), sizes)}

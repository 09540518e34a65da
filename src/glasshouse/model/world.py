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
from glasshouse.engine.shards import Shards
from glasshouse.model import firm, firm_census, groups, trail
from glasshouse.model.census import PANEL_RECORD
from glasshouse.model.climate import Climate
from glasshouse.model.debtor_map import count_viewers, place_viewers
from glasshouse.model.events import COLUMNS
from glasshouse.model.extra import pass_of
from glasshouse.model.firm_liability import answer_for_firms
from glasshouse.model.firms import trade_a_month
from glasshouse.model.founding import Firms, apply_shock, found
from glasshouse.model.gatekeepers import blank_counts
from glasshouse.model.map_exposure import announce_to_phones, be_seen_on_the_map
from glasshouse.model.month import step
from glasshouse.model.movement import routes_of
from glasshouse.model.patrols import Districts
from glasshouse.model.people import attributes_of, cells_of, people_of
from glasshouse.model.person import DRAWS, ENFORCEMENT, MONTH_RECORD, PANEL, PLACES_IN_STORAGE
from glasshouse.model.phones import Phones, phones_of
from glasshouse.model.state import restore, state_of

Array = npt.NDArray[Any]
ROUTINE = Draws(DRAWS, ENFORCEMENT)


@dataclass
class World:
    """All state of one run, and the scratch space of its months.

    `people` (n,) records of `person.PERSON`; `contacts` (n, 8) places in storage, -1 none; `signs` (n,) what
    others read; `cell_start`, `raster` the map; `provinces` the luck of each province; `panel_ids` (k,)
    sorted identities of sampled lives and `panel_records` (k, months) their pages; `asked` the counts of
    gatekeepers, a month each; `firms` all firms once a law scores them, and `firm_months` their counts
    (groups, columns) of every month, without rows before that.

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
    extra: tuple[Any, ...] = ()
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
        lived = shards.each(len(self.people), lambda a, b: self._live_shard(laws, provinces, a, b))
        tallies += [tally for tally, _ in lived]
        self.asked.append(np.sum([asked for _, asked in lived], axis=0))
        for rule_pass in self.extra:
            shards.each(len(self.people), lambda a, b, run=rule_pass: self._extra_shard(run, laws, a, b))  # type: ignore[misc]
        if np.any(laws.map_on & laws.active) and self.parameters.switch_publicity[0]:
            viewers = self._gather_viewers(shards)
            tallies += shards.each(len(self.people), lambda a, b: self._show_shard(laws, viewers, a, b))
        if np.any(laws.notify_radius * laws.active) and self.parameters.switch_notification[0]:
            phones = self.phones
            tallies += shards.each(len(self.people), lambda a, b: self._announce_shard(laws, phones, a, b))
        self.districts.remember(laws)
        self.signs, self.next_signs = self.next_signs, self.signs
        tally = np.sum(tallies, axis=0)
        self.climate.remember(tally)
        self.month += 1
        return np.asarray(tally)

    @property
    def trail_words(self) -> Array:
        """The trail as words of 64 bits, (rows, 6) uint64, on the same memory."""
        return np.asarray(self.trail.view(np.ndarray).view(np.uint64).reshape(-1, trail.WORDS))

    def digest(self) -> int:
        """64 bits over everybody's record and the signs they give, whatever the order of storage."""
        whole = np.zeros(len(self.people), [("sign", "u1"), *self.people.dtype.descr])
        for name in self.people.dtype.names:
            whole[name] = self.people[name]
        whole["sign"] = self.signs
        whole["traits"] &= ~np.uint16(PANEL)
        firms = digest.of_records(self.firms.records, firm.PLACES_IN_STORAGE) if self.firms else 0
        return digest.of_records(whole, PLACES_IN_STORAGE) ^ firms

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
                new[name] |= (old[name] >> np.uint8(k) & np.uint8(1)) << np.uint8(place)
            for name in ("term", "since"):
                new[name][:, place] = old[name][:, k]
        self.people[held] = new
        if len(self.rows):
            self.rebooked.append((held, tuple(places)))

    def join_registers(self, serials: Sequence[int]) -> None:
        """These provinces keep their lists together: everybody is on the books of where they live."""
        here = np.isin(self.people["lives_in"], serials) & np.isin(self.people["listed_in"], serials)
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
        whole = sum(int(array.nbytes) for array in (*held, self.viewers_before, *rest))
        return whole / max(1, len(self.people))

    def _let_firms_trade(self, laws: Any, provinces: Any, shards: Shards) -> list[Array]:
        """The month of firms and of those who answer for them; nothing where no law ever scored firms."""
        if self.firms is None:
            if not (np.any(laws.firm_on & laws.active) and self.parameters.switch_firms[0]):
                self.firm_months.append(np.zeros((0, len(firm.FIRM_COLUMNS)), np.int64))
                return []
            self.firms = found(self.people, self.raster, self.parameters, self.seed, self.replicate)
        if self.parameters.firms_shock_share[0] and self.month == self.parameters.firms_shock_month[0]:
            apply_shock(self.firms, self.parameters, self.seed, self.replicate, self.month)
        firms, now_defaulted = self.firms, np.zeros_like(self.firms.defaulted)
        n = len(firms.records)
        counts = shards.each(n, lambda a, b: self._trade_shard(firms, now_defaulted, laws, provinces, a, b))
        firms.defaulted = now_defaulted
        answers = shards.each(n, lambda a, b: self._answer_shard(firms, laws, a, b))
        self.firm_months.append(np.sum([*counts, *(count for _, count in answers)], axis=0))
        return [tally for tally, _ in answers]

    def _trade_shard(
        self, firms: Firms, now_defaulted: Array, laws: Any, provinces: Any, start: int, stop: int
    ) -> Array:
        table, k0, k1 = ROUTINE.table(), *rng.key(self.seed, self.replicate)
        tally = self._blank_firm_tally()
        trade_a_month(
            firms.records, firms.defaulted, now_defaulted, laws, self.practice, self.parameters, provinces,
            table, words_of(table), np.zeros(1, firm.FIRM_MONTH_RECORD).view(np.recarray), k0, k1, self.month,
            tally, start, stop,
        )  # fmt: skip
        return tally

    def _answer_shard(self, firms: Firms, laws: Any, start: int, stop: int) -> tuple[Array, Array]:
        table, k0, k1 = ROUTINE.table(), *rng.key(self.seed, self.replicate)
        tally, firm_tally = self._blank_tally(), self._blank_firm_tally()
        answer_for_firms(
            self.people, firms.records, firms.roster, laws, self.practice, self.parameters,
            table, words_of(table), _blank_record(), k0, k1, self.month,
            tally, firm_tally, self.panel_ids, self.panel_records, self.trail, self.rows, start, stop,
        )  # fmt: skip
        return tally, firm_tally

    def _blank_firm_tally(self) -> Array:
        return np.zeros((self.climate.provinces * firm_census.GROUPS, len(firm.FIRM_COLUMNS)), np.int64)

    def _live_shard(self, laws: Any, provinces: Any, start: int, stop: int) -> tuple[Array, Array]:
        table, k0, k1 = ROUTINE.table(), *rng.key(self.seed, self.replicate)
        tally, asked = self._blank_tally(), blank_counts(self.climate.provinces)
        step(
            self.people, self.contacts, self.signs, self.next_signs,
            laws, self.practice, self.parameters, self.catalogue, provinces, self.routes,
            self.districts.table, self.districts.of_cell, self.districts.found,
            table, words_of(table), np.zeros(rng.BLOCK, np.uint64), np.zeros((4, rng.BLOCK), np.uint64),
            _blank_record(), ROUTINE.streams, k0, k1, self.month,
            tally, self.panel_ids, self.panel_records, self.trail, self.rows, asked, start, stop,
        )  # fmt: skip
        return tally, asked

    def _extra_shard(self, rule_pass: Any, laws: Any, start: int, stop: int) -> None:
        table, k0, k1 = ROUTINE.table(), *rng.key(self.seed, self.replicate)
        rule_pass(
            self.people,
            laws,
            self.practice,
            self.parameters,
            table,
            words_of(table),
            k0,
            k1,
            self.month,
            start,
            stop,
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

    def _show_shard(self, laws: Any, viewers: Array, start: int, stop: int) -> Array:
        table, k0, k1 = ROUTINE.table(), *rng.key(self.seed, self.replicate)
        tally = self._blank_tally()
        be_seen_on_the_map(
            self.people, self.contacts, self.next_signs, viewers, self.viewers_before, self.raster,
            laws, self.practice, self.parameters,
            table, words_of(table), k0, k1, _blank_record(), self.month,
            tally, self.panel_ids, self.panel_records, start, stop,
        )  # fmt: skip
        return tally

    def _announce_shard(self, laws: Any, phones: Phones, start: int, stop: int) -> Array:
        tally = self._blank_tally()
        announce_to_phones(
            self.people, self.signs, self.next_signs, self.raster,
            phones.before, phones.x, phones.y, phones.known_from, phones.knowers,
            laws, self.parameters, _blank_record(), self.month, tally, self.panel_ids, self.panel_records,
            start, stop,
        )  # fmt: skip
        return tally

    def _blank_tally(self) -> Array:
        return np.zeros((self.climate.provinces * groups.STRATA, len(COLUMNS)), np.int64)


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
    rules: Sequence[Any] = (),
    backwards: bool = False,
    named: Mapping[int, int] | None = None,
) -> World:
    """Lay out `society` (columns in canonical order) for a run of `months`.

    `parameters` and `practice` are parameter records, `panel_ids` the identities of lives to write down,
    `kept` those whose standing is kept in a trail, `rules` extra rules (see `extra.py`).
    `named` provinces (population by serial) are those people move between.
    `backwards` stores neighbours of a cell in reverse, to test that storage does not matter.
    """
    watched = np.sort(np.asarray(panel_ids if panel_ids is not None else [], np.uint32))
    storage = cells_of(society, backwards)
    people, contacts = people_of(society, storage, parameters, seed, replicate)
    people["traits"][np.isin(people["who"], watched)] |= PANEL
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
        panel_records=np.zeros((len(watched), months if len(watched) else 0), PANEL_RECORD).view(np.recarray),
        extra=tuple(pass_of(function) for function in rules),
        attributes=attributes_of(society, storage),
        **_trail_of(people["who"], kept),
    )


def _province_ids(society: Any, count: int) -> Array:
    return np.arange(count, dtype=np.uint32)


def _blank_record() -> Any:
    return np.zeros(1, MONTH_RECORD).view(np.recarray)


def _trail_of(who: Array, kept: Array | None) -> dict[str, Any]:
    """Rows in the order of storage for those kept; nothing where nobody is."""
    if kept is None:
        return {}
    chosen = np.isin(who, kept)
    rows = np.where(chosen, np.cumsum(chosen) - 1, -1).astype(np.int32)
    return {"rows": rows, "trail": trail.blank(int(chosen.sum()))}

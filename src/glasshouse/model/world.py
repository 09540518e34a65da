"""The world: a society laid out for the month to be lived in, and the living of it.

Persons are stored by raster cell, so that neighbours on the map are neighbours in memory. Where a person is
stored never matters for what happens to them: luck goes by who they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import xor
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine import digest, rng
from glasshouse.engine.block import Draws, words_of
from glasshouse.engine.counting import are_in
from glasshouse.engine.shards import Shards
from glasshouse.model import firm, groups, trail
from glasshouse.model.census import panel_record_type
from glasshouse.model.climate import PROVINCE, Climate
from glasshouse.model.contact_steps import Contacts, copy_signs
from glasshouse.model.contexts import MonthContext, PeopleContext, PhonesAround, Sights
from glasshouse.model.debtor_map import viewers_by_cell
from glasshouse.model.events import COLUMNS
from glasshouse.model.founding import Firms, apply_shock, found
from glasshouse.model.gatekeepers import blank_counts
from glasshouse.model.inserting import InsertedMechanism, Schedule
from glasshouse.model.mechanism_names import NOW
from glasshouse.model.patrols import Districts
from glasshouse.model.person import DRAWS, ENFORCEMENT, PANEL, PARENT, PLACES_IN_STORAGE, month_record_type
from glasshouse.model.phones import Phones, phones_of
from glasshouse.model.record_types import Places, Records, Signs
from glasshouse.model.registers import carry_lists, join_registers
from glasshouse.model.schedule import MONTH
from glasshouse.model.world_events import DatedEvent, strike
from glasshouse.rulebooks.sizes import STANDARD, Sizes

Array = npt.NDArray[Any]
ROUTINE = Draws(DRAWS, ENFORCEMENT)


@dataclass
class World:
    """All state of one run, and the scratch space of its months.

    `people` (n,) records of `layout.PERSON`; `contacts` where theirs are stored; `signs` (n,) what
    others read; `cell_start`, `raster` the map; `provinces` the luck of each province; `panel_ids` (k,)
    sorted identities of sampled lives and `panel_records` (k, months) their pages; `asked` the counts of
    gatekeepers, a month each; `firms` all firms once a law scores them, and `firm_months` their counts
    (groups, columns) of every month, without rows before that.
    `fortunes` are the records of provinces (see `climate.PROVINCE`) of the month just lived.

    `schedule` is the month that is lived. Mechanisms inserted into it have by name `own`, records (n,) of
    their fields (None without fields), and `own_months`, the counts (groups, events) of their events every
    month.

    A run that is written down has `rows` (n,), the row of `trail` (records of `trail.TRACE`) that keeps the
    month of the person stored there, -1 none, and `rebooked`, what `rebook` did since that was last read. In
    a plain run all three are empty.
    `events` strike provinces at their dates (see `world_events.strike`).
    `attributes` (n, k) are the codes of the society's own attributes, which never change.
    """

    people: Records
    contacts: Contacts
    signs: Signs
    cell_start: Places
    raster: Records
    climate: Climate
    routes: Records
    districts: Districts
    seed: int
    replicate: int
    parameters: Records
    practice: Records
    catalogue: Records
    schedule: Schedule = MONTH
    sizes: Sizes = STANDARD
    own: dict[str, Records | None] = field(init=False)
    own_months: dict[str, list[Array]] = field(init=False)
    panel_ids: npt.NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, np.uint32))
    panel_records: Records = field(init=False)
    asked: list[Array] = field(default_factory=list)
    month: int = 0
    firms: Firms | None = None
    firm_months: list[Array] = field(default_factory=list)
    rows: Array = field(default_factory=lambda: np.zeros(0, np.int32))
    trail: Records = field(default_factory=lambda: trail.blank(0))
    events: Sequence[tuple[int, tuple[int, ...], DatedEvent]] = ()
    attributes: Array = field(default_factory=lambda: np.zeros((0, 0), np.uint8))
    rebooked: list[tuple[Array, tuple[int, ...]]] = field(default_factory=list)
    fortunes: Records = field(init=False)
    seen_signs: Array = field(init=False)
    viewers_before: Array = field(init=False)

    def __post_init__(self) -> None:
        self.fortunes = np.zeros(0, PROVINCE).view(np.recarray)
        self.seen_signs = self.contacts.blank_signs()
        self.viewers_before = np.zeros(len(self.cell_start), np.int32)
        self.panel_records = self._blank_panel(0)
        self.own = {one.name: one.blank(len(self.people)) for one in self.inserted}
        self.own_months = {one.name: [] for one in self.inserted}

    @property
    def inserted(self) -> tuple[InsertedMechanism, ...]:
        """Mechanisms of the user's own in the schedule."""
        return self.schedule.inserted

    def record_lives(self, who: npt.ArrayLike, months: int) -> None:
        """Write down the lives of persons `who` (identities) for `months`; call it before the first month."""
        self.panel_ids = np.sort(np.asarray(who, np.uint32))
        self.people["traits"][are_in(self.people["who"], self.panel_ids)] |= PANEL
        self.panel_records = self._blank_panel(months)

    def keep_trail(self, who: npt.ArrayLike) -> None:
        """Keep the standing of persons `who` (identities) in a trail; call it before the first month."""
        chosen = are_in(self.people["who"], np.sort(np.asarray(who, np.uint32)))
        self.rows = np.where(chosen, np.cumsum(chosen) - 1, -1).astype(np.int32)
        self.trail = trail.blank(int(chosen.sum()), self.sizes)

    def step(self, laws: Records, shards: Shards) -> Array:
        """Live one month; returns its counts, (groups, columns) int64.

        `laws` holds the law of each province by its serial, or one record for all of them.
        """
        laws = self.laws_by_province(laws)
        self.look_back(shards)
        self.fortunes = provinces = self.climate.month(self.month)
        strike(provinces, self.events, self.month)
        tallies = self._let_firms_trade(laws, provinces, shards)
        provinces["quota"] = self.climate.quotas(laws)
        self.districts.prepare(self.signs, laws)
        tallies += self._let_people_live(laws, provinces, shards)
        tallies += self._show(laws, provinces, shards)
        self.districts.remember(laws)
        tally = np.sum(tallies, axis=0)
        self.climate.remember(tally)
        self.month += 1
        return np.asarray(tally)

    def laws_by_province(self, laws: Records) -> Records:
        """The law of each province by its serial, where `laws` may be one record for all of them."""
        if len(laws) > 1:
            return laws
        return np.repeat(laws, self.climate.provinces).view(np.recarray)

    def shows_map(self, laws: Records) -> bool:
        """Whether anybody is shown on the debtor map under `laws`."""
        return bool(np.any(laws.map_on & laws.active) and self.parameters.switch_publicity[0])

    def look_back(self, shards: Shards) -> None:
        """Have the signs given so far be those that are read in the month to come."""
        copy_signs(self.contacts, self.signs, self.seen_signs, shards)

    @property
    def tells_phones(self) -> bool:
        """Whether a law has had people told by phone so far."""
        return "phones" in vars(self)

    @property
    def trail_words(self) -> Array:
        """The trail as words of 64 bits, (rows, words) uint64, on the same memory."""
        return trail.words_of(self.trail)

    def digest(self) -> int:
        """64 bits over everybody's record and the signs they give, whatever the order of storage."""
        return digest_of_sums(self.digest_sums())

    def digest_sums(self) -> dict[str, Array]:
        """What the digest is made of (see `digest.sums_of`); sums of the parts of a world add up."""
        columns = digest.columns_of(self.people, PLACES_IN_STORAGE)
        columns |= {"sign": self.signs, "traits": self.people["traits"] & ~np.uint16(PANEL | PARENT)}
        found = {"people": digest.sums_of(columns)}
        if self.firms:
            firms = digest.columns_of(self.firms.records, firm.PLACES_IN_STORAGE)
            found["firms"] = digest.sums_of(firms)
        if own := self.own_columns():
            plain = {name: of.view("i8") if of.dtype.kind == "f" else of for name, of in own.items()}
            found["own"] = digest.sums_of({"who": self.people["who"], **plain})
        return found

    def own_columns(self) -> dict[str, Array]:
        """Fields of mechanisms of the user's own in the order of storage, named `mechanism.field`."""
        return {
            f"{mechanism}.{name}": own[name]
            for mechanism, own in self.own.items()
            if own is not None
            for name in own.dtype.names or ()
            if not name.startswith(NOW)
        }

    def _blank_panel(self, months: int) -> Records:
        return np.zeros((len(self.panel_ids), months), panel_record_type(self.sizes)).view(np.recarray)

    def rebook(self, serial: int, places: Sequence[int]) -> None:
        """Carry the lists a province keeps into a new rulebook: list k becomes `places[k]`, -1 ends it."""
        if list(places) == list(range(len(places))):
            return
        held = carry_lists(self.people, serial, places)
        if len(self.rows):
            self.rebooked.append((held, tuple(places)))

    def join_registers(self, serials: Sequence[int]) -> None:
        """These provinces keep their lists together: everybody is on the books of where they live."""
        join_registers(self.people, serials)

    @cached_property
    def phones(self) -> Phones:
        """Made once, and only where a law has people told."""
        return phones_of(self.people, self.contacts, self.cell_start)

    @property
    def bytes_a_person(self) -> float:
        """Memory of the state and the map per person."""
        held = (self.people, self.contacts, self.signs, self.seen_signs, self.cell_start, self.raster)
        rest = (self.firms, self.__dict__.get("phones"), *self.own.values())
        made = (*held, self.viewers_before, *(one for one in rest if one is not None))
        return sum(int(array.nbytes) for array in made) / max(1, len(self.people))

    def _let_firms_trade(self, laws: Records, provinces: Records, shards: Shards) -> list[Array]:
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

        def run(kernel: Callable[..., None], start: int, stop: int) -> tuple[Array, Array]:
            context, business = (
                self.context(laws, provinces),
                firms.context(now_defaulted, self.climate.provinces, self.sizes),
            )
            kernel(context, business, start, stop)
            return context.tally, business.firm_tally

        traded = shards.each(len(firms.records), lambda a, b: run(trade, a, b))
        firms.defaulted = now_defaulted
        answered = shards.each(len(firms.records), lambda a, b: run(answer, a, b))
        self.firm_months.append(np.sum([count for _, count in (*traded, *answered)], axis=0))
        return [tally for tally, _ in answered]

    def context(self, laws: Records, provinces: Records) -> MonthContext:
        """What every phase of this month needs, with the scratch space and the counts of one shard."""
        draws, (k0, k1) = ROUTINE.table(), rng.key(self.seed, self.replicate)
        return MonthContext(
            people=self.people,
            contacts=self.contacts,
            signs=self.seen_signs,
            next_signs=self.signs,
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

    def _let_people_live(self, laws: Records, provinces: Records, shards: Shards) -> list[Array]:
        """Everybody's own month; keeps what gatekeepers were asked and the events of inserted mechanisms."""
        kernel = self.schedule.kernel("live_a_month")

        def run(start: int, stop: int) -> tuple[Array, Array, list[Array]]:
            context = self.context(laws, provinces)
            counts = [np.zeros((len(context.tally), len(one.events)), np.int64) for one in self.inserted]
            more = self.people_context(counts)
            kernel(context, more, start, stop)
            return context.tally, more.asked, counts

        lived = shards.each(len(self.people), run)
        self.asked.append(np.sum([asked for _, asked, _ in lived], axis=0))
        for number, mechanism in enumerate(self.inserted):
            self.own_months[mechanism.name].append(np.sum([own[number] for *_, own in lived], axis=0))
        return [tally for tally, *_ in lived]

    def people_context(self, counts: Sequence[Array]) -> PeopleContext:
        """What the month of people needs besides; `counts` are those of inserted mechanisms."""
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

    def _show(self, laws: Records, provinces: Records, shards: Shards) -> list[Array]:
        """Those on the debtor map are seen, and phones around new listings told, where a law says so."""
        tallies: list[Array] = []
        if self.shows_map(laws):
            viewers = viewers_by_cell(self.people, self.signs, self.viewers_before, shards)
            tallies += self._run("be_seen_on_the_map", lambda: self.sights(viewers), laws, provinces, shards)
        if np.any(laws.notify_radius * laws.active) and self.parameters.switch_notification[0]:
            phones = PhonesAround(self.people, self.raster, **vars(self.phones))
            tallies += self._run("announce_to_phones", lambda: phones, laws, provinces, shards)
        return tallies

    def _run(
        self,
        name: str,
        more: Callable[[], Sights | PhonesAround],
        laws: Records,
        provinces: Records,
        shards: Shards,
    ) -> list[Array]:
        """The counts of a phase that works on everybody, by shard; `more` makes what a shard needs."""
        kernel = self.schedule.kernel(name)

        def run(start: int, stop: int) -> Array:
            context = self.context(laws, provinces)
            kernel(context, more(), start, stop)
            return context.tally

        return shards.each(len(self.people), run)

    def sights(self, viewers: Records) -> Sights:
        """Who can see whom, with the scratch space of one shard."""
        most = len(viewers) + 1
        return Sights(
            people=self.people,
            contacts=self.contacts,
            raster=self.raster,
            viewers=viewers,
            viewers_before=self.viewers_before,
            near=np.zeros(most, np.int32),
            others=np.zeros(most, np.uint64),
            words=np.zeros(most, np.uint32),
        )


def digest_of_sums(sums: Mapping[str, Array]) -> int:
    """The digest of a world whose sums are given (see `World.digest_sums`)."""
    return reduce(xor, map(digest.of_sums, sums.values()))

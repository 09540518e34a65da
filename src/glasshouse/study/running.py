"""A run: a society lives for some months under a rulebook. Its twin lives the same months without."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse import arguments
from glasshouse.engine import digest as digests
from glasshouse.engine.shards import Shards
from glasshouse.errors import BadInput, Fault
from glasshouse.model import world
from glasshouse.model.government import Government
from glasshouse.rulebook import Rulebook
from glasshouse.society.recipe import SocietyRecipe, counted
from glasshouse.society.society import Society
from glasshouse.study import checkpoints, recording, records
from glasshouse.study.checkpoints import Checkpoints, Keep, Side
from glasshouse.study.governing import Laws, Settled
from glasshouse.study.plans import plan_of
from glasshouse.study.setting import AppliesTo, Setting, numbers_of, setting
from glasshouse.texts.parameters import ParameterSet

if TYPE_CHECKING:
    from glasshouse.study.reservations import Reservation

OnMonth = Callable[[int, int], None]
Look = Callable[[int, world.World], None]
"""Reads the world after each month (its index, the world); it may keep copies and change nothing."""


def _silent(_done: int, _total: int) -> None:
    """Progress nobody watches."""


def _unseen(_month: int, _place: world.World) -> None:
    """A world nobody looks at."""


@dataclass
class Run:
    """What came of a setting.

    `people` are the records of everybody at the end in canonical order (by identity), `tallies` the counts
    (months, groups, columns) int64, `log` the pages (lives, months) of the sampled lives in `panel`, `asked`
    the counts of private gatekeepers (months, provinces, kinds, standings, columns). `government` has a row
    for each year and province if there was one; `trail` is what was kept of a run that was written down,
    `checkpoints` are those from which it can be gone on with.
    """

    setting: Setting
    people: Any
    tallies: npt.NDArray[np.int64]
    state: int
    panel: npt.NDArray[np.uint32]
    log: Any
    asked: npt.NDArray[np.int64]
    threads: int
    seconds: dict[str, float] = field(default_factory=dict)
    government: pa.Table | None = field(default=None, repr=False)
    firm_tallies: list[npt.NDArray[np.int64]] = field(default_factory=list)
    checkpoints: Checkpoints | None = field(default=None, repr=False)
    trail: recording.Trail | None = field(default=None, repr=False)
    _twin: Run | None = field(default=None, repr=False)

    @property
    def society(self) -> Society:
        """Who lived."""
        return self.setting.society

    @property
    def rulebook(self) -> Rulebook | None:
        """Under what; None for the twin without a system."""
        return self.setting.rulebook

    @property
    def monthly(self) -> pa.Table:
        """Counts by month, province and stratum; columns as in `model.events`."""
        return records.monthly_table(self.tallies, self.society)

    @property
    def gatekeepers(self) -> pa.Table:
        """Applications and refusals by month, province, kind of gatekeeper and standing."""
        return records.gatekeepers_table(self.asked, self.society)

    @property
    def firms(self) -> pa.Table:
        """Counts of firms by month, province, sector and connections; columns as in `model.firm`.

        Without rows where no rulebook scores firms.
        """
        return records.firms_table(self.firm_tallies, self.society)

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence for each value the caller set that changes nothing in this run, with the reason.

        Parameters and switches set by name, values of a rulebook set in code, and rules of rulebook files
        that are not shipped are looked at; empty where all of these can matter.
        """
        from glasshouse.study import inert

        return tuple(str(one) for one in inert.of_setting(self.setting))

    def digest(self) -> str:
        """SHA-256 of all counts and everybody's state, independent of threads, storage and folders."""
        return digests.of_arrays(self.tallies, np.array([self.state], np.uint64).view(np.int64))

    def twin(self, on_month: OnMonth = _silent) -> Run:
        """The same people with the same luck and no system; run once and kept.

        It lives without extra rules too, unless the run was made with `rules_apply_to="both"`.
        """
        if self._twin is None:
            points = self.checkpoints.side("twin") if self.checkpoints else None
            self._twin = live(self.setting.without_system(), self.threads, on_month, points=points)
        return self._twin

    def watch(self, who: Iterable[int], on_month: OnMonth = _silent, *, trail: bool = False) -> Run:
        """The same run again, writing down the lives of `who`: luck is exact, so nothing else changes.

        With `trail` everybody's standing is kept too (of more than a million persons, a sample).
        """
        persons = arguments.several("who", who, arguments.person)
        return live(self.setting, self.threads, on_month, np.array(sorted(set(persons)), np.uint32), trail)

    def save(
        self,
        folder: str | Path,
        overwrite: bool = False,
        variants: Sequence[str] = ("benefits-only",),
        *,
        reserved: Reservation | None = None,
    ) -> Path:
        """Write the results, with those of the twin if one was run, to a folder, whole or not at all.

        With a twin the run is compared with `variants` of its rulebook too (see `rulebook.variants`). The
        checkpoints of the run are then removed, unless a report is still wanted with them.

        Raises `BadInput` when the folder holds something already (`overwrite` replaces earlier results), and
        while another process writes there, unless it was `reserved` for this one before.
        """
        from glasshouse.study.saving import save

        done = save(self, self._twin, Path(folder), overwrite, variants, reserved)
        if self.checkpoints and not self.checkpoints.keep.report:
            self.checkpoints.remove()
        return done


def run(
    rulebook: Rulebook | str | Path,
    society: Society | SocietyRecipe | str | Path,
    *,
    persons: int | Mapping[str, int] = 100_000,
    months: int = 120,
    seed: int = 1,
    replicate: int = 0,
    threads: int | None = None,
    practice: ParameterSet | str | Path | None = None,
    ways: Mapping[str, Any] | None = None,
    start: str | datetime.date | None = None,
    rules: Sequence[Any] = (),
    rules_apply_to: AppliesTo = "system",
    provinces: Mapping[str, Rulebook | str | None] | None = None,
    government: Government | Mapping[str, Any] | None = None,
    twin: bool = False,
    checkpoint: Keep | str | Path | None = None,
    every: int = 12,
    on_month: OnMonth = _silent,
) -> Run:
    """Let a society live under a rulebook.

    `rulebook` and `society` are loaded objects or names; a recipe or name is drawn with `persons` and
    `seed`. `practice` overlays how rules are carried out, `ways` changes parameters of mechanisms
    (`{"dues.lapse": 0.01, "switch.court": 0}`), `rules` are rules of your own (see `model.extra`); they do
    not apply to the twin unless `rules_apply_to` is "both". `start` is the first month ("2014-01", or a date;
    by default the month the rulebook comes into force), `threads` is 1 to 512, None meaning all cores.
    `provinces` gives some provinces their own rulebooks (`{"hebei": "court-list-2013", "*": law}`, `*` being
    all other inhabited ones) and lets people move between those named; `government` (see
    `model.government`) lets them compete and be unified, `rulebook` being the outline. With `twin` the twin
    is run too. With `checkpoint`, the folder to which results will go, a checkpoint is written beside it
    `every` so many months, from which `study.resume` goes on. Raises `BadInput` for names, numbers and files
    that make no sense.
    """
    numbers, persons, threads, twin, every, rules = arguments.together(
        lambda: numbers_of(start, months, seed, replicate),
        lambda: counted(persons),
        lambda: arguments.threads("threads", threads),
        lambda: arguments.flag("twin", twin),
        lambda: arguments.months("every", every),
        lambda: arguments.several("rules", rules, lambda _, rule: rule),
    )
    began = time.perf_counter()
    people = _drawn(society, persons, numbers.seed)
    chosen = setting(
        rulebook, people, practice=practice, ways=ways, rules=rules, rules_apply_to=rules_apply_to,
        provinces=provinces, government=government, **vars(numbers),
    )  # fmt: skip
    drawn = time.perf_counter() - began
    runs = 2 if twin else 1
    points = None
    if checkpoint is not None:
        keep = (
            checkpoint
            if isinstance(checkpoint, Keep)
            else Keep(arguments.path("checkpoint", checkpoint), every)
        )
        points = checkpoints.begin(keep, plan_of(chosen, practice, threads, twin))
    made = live(
        chosen, threads, lambda done, total: on_month(done, runs * total),
        points=points.side("system") if points else None,
    )  # fmt: skip
    made.checkpoints = points
    made.seconds = {"society": drawn, **made.seconds}
    if twin:
        made.twin(lambda done, total: on_month(total + done, runs * total))
    return made


def live(
    chosen: Setting,
    threads: int,
    on_month: OnMonth = _silent,
    panel: npt.NDArray[np.uint32] | None = None,
    trail: bool = False,
    look: Look = _unseen,
    *,
    points: Side | None = None,
) -> Run:
    """Live all months of a setting; the lives of `panel` are written down, and with `trail` all standings.

    `look` reads the world after every month. What it or `on_month` raises ends the run. With `points` the run
    goes on from its last checkpoint there, if there is one, and writes others; a run with a trail has none.
    """
    began = time.perf_counter()
    place = world.build(
        chosen.society, seed=chosen.seed, replicate=chosen.replicate, months=chosen.months, panel=panel,
        rules=chosen.rules, ways=chosen.ways.record(), practice=chosen.practice.record(),
        catalogue=chosen.catalogue, named=chosen.populations,
        kept=recording.kept(chosen.society.who, chosen.seed) if trail else None,
    )  # fmt: skip
    built = time.perf_counter()
    with Shards(threads) as shards:
        laws = Laws(chosen)
        recorder = recording.Recorder(place) if trail else None
        tallies = points.restored(place) if points else []
        laws.replay(tallies, Settled())
        for tally in _months(place, laws, chosen.months, shards, on_month, recorder, look):
            tallies.append(tally)
            if points:
                points.after(place, tallies)
    return Run(
        setting=chosen,
        people=place.people[np.argsort(place.people["who"])],
        tallies=np.stack(tallies),
        state=place.digest(),
        panel=place.panel,
        log=place.log,
        asked=np.stack(place.asked),
        threads=threads,
        seconds={"world": built - began, "months": time.perf_counter() - built},
        government=laws.table,
        firm_tallies=place.firm_months,
        trail=recorder.finish() if recorder else None,
    )


def _months(
    place: world.World,
    laws: Laws,
    months: int,
    shards: Shards,
    on_month: OnMonth,
    recorder: recording.Recorder | None,
    look: Look,
) -> Iterable[Any]:
    for month in range(place.month, months):
        now = laws.of(month, place.climate.provinces)
        tally = place.live(now, shards)
        if recorder:
            recorder.note(month, now, laws)
        look(month, place)
        laws.close(month, tally, place)
        yield tally
        on_month(month + 1, months)


def _drawn(society: Society | SocietyRecipe | str | Path, persons: Any, seed: int) -> Society:
    if isinstance(society, Society):
        if not society.drawn:
            what = "these people are not as the tables of their society gave them"
            raise BadInput(Fault(what, "draw them: glasshouse.society(...).draw(...)"))
        return society
    if not isinstance(society, SocietyRecipe):
        from glasshouse.society import load

        society = load(society)
    return society.draw(persons=persons, seed=seed)

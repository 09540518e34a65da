"""A run: a society lives for some months under a rulebook. Its twin lives the same months without."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse import arguments
from glasshouse.charts import registry
from glasshouse.charts.figure import Figure
from glasshouse.data_table import Table
from glasshouse.engine import digest as digests
from glasshouse.engine.shards import Shards
from glasshouse.errors import Diagnostic, InputError
from glasshouse.metrics.monthly import DIMS
from glasshouse.model.building import build_world
from glasshouse.model.custom_mechanism import CustomMechanism
from glasshouse.model.government import Government
from glasshouse.model.mechanism_insertion import month_with
from glasshouse.model.world import World
from glasshouse.population.recipe import SocietyRecipe, counted
from glasshouse.population.society import Society
from glasshouse.rulebooks import Rulebook
from glasshouse.rulebooks.sizes import Records
from glasshouse.simulation import checkpoints, mechanism_files, recording, records
from glasshouse.simulation.checkpoints import CheckpointPolicy, Checkpoints, Side
from glasshouse.simulation.governing import Laws, Settled
from glasshouse.simulation.plans import plan_of
from glasshouse.simulation.run_config import RunConfig, numbers_of, run_config
from glasshouse.specs.parameters import ParameterSet

if TYPE_CHECKING:
    from glasshouse.metrics.catalogue import Own
    from glasshouse.metrics.findings import Finding
    from glasshouse.simulation.reservations import Reservation

KEYS = {
    "monthly": ("month", "province", *DIMS),
    "gatekeepers": ("month", "province", "kind", "standing"),
    "firms": ("month", "province", "sector", "connected"),
    "government": ("year", "province"),
}
"""The tables of a run, with the columns that tell one row from another."""
ProgressCallback = Callable[[int, int], None]
MonthHook = Callable[[int, World], None]
"""Reads the world after each month (its index, the world); it may keep copies and change nothing."""


def _silent(_done: int, _total: int) -> None:
    """Progress nobody watches."""


def _unseen(_month: int, _place: World) -> None:
    """A world nobody looks at."""


@dataclass
class Run:
    """What came of a setting.

    `people` are the records of everybody at the end in canonical order (by identity), `tallies` the counts
    (months, groups, columns) int64, `panel_records` the pages (lives, months) of the sampled lives in
    `panel_ids`, `asked` the counts of private gatekeepers (months, provinces, kinds, standings, columns).
    `government` has a row for each year and province if there was one; `trail` is what was kept of a run that
    was written down, `checkpoints` are those from which it can be gone on with. Of mechanisms of a user's
    own, `own` are the fields of everybody at the end by `mechanism.field`, `own_months` the counts of their
    events (months, groups) by `mechanism.event`, and `panel_events` person, month and event of the sampled
    lives.

    >>> import glasshouse as gh
    >>> run = gh.run("court-list-2013", "toytown", persons=300, months=6, seed=7, twin=True)
    >>> run.table("monthly").units["income"]
    'CNY cents'
    >>> run.twin().rulebook is None
    True
    >>> run.digest() == run.watch([]).digest()
    True
    """

    config: RunConfig
    people: npt.NDArray[np.void]
    tallies: npt.NDArray[np.int64]
    state: int
    panel_ids: npt.NDArray[np.uint32]
    panel_records: Records
    asked: npt.NDArray[np.int64]
    threads: int
    seconds: dict[str, float] = field(default_factory=dict)
    government: pa.Table | None = field(default=None, repr=False)
    firm_tallies: list[npt.NDArray[np.int64]] = field(default_factory=list)
    checkpoints: Checkpoints | None = field(default=None, repr=False)
    trail: recording.Trail | None = field(default=None, repr=False)
    own: dict[str, npt.NDArray[np.generic]] = field(default_factory=dict, repr=False)
    own_months: dict[str, npt.NDArray[np.int64]] = field(default_factory=dict, repr=False)
    panel_events: list[tuple[int, int, str]] = field(default_factory=list, repr=False)
    _twin: Run | None = field(default=None, repr=False)
    _figure_sources: dict[bool, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def society(self) -> Society:
        """Who lived."""
        return self.config.society

    @property
    def rulebook(self) -> Rulebook | None:
        """Under what; None for the twin without a system."""
        return self.config.rulebook

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
        from glasshouse.simulation import inert

        return tuple(str(one) for one in inert.of_setting(self.config))

    def figure(self, id: str) -> Figure:
        """A figure of the run by its id, one of `glasshouse.figures()`, beside the twin if that was run.

        The first one takes as long as saving the run. Raises `InputError` for an unknown id, and where there
        is nothing to draw.
        """
        registry.maker(id)
        twin = self._twin is not None
        if twin not in self._figure_sources:
            self._figure_sources[twin] = registry.source(self)
        return registry.draw(self._figure_sources[twin], id)

    def table(self, name: str) -> Table:
        """A table of the run: "monthly", "gatekeepers", "firms" or "government", in the units it prints.

        Those of the twin are `run.twin().table(...)`; what became of each person is in the saved folder.
        Raises `InputError` for another name.
        """
        name = arguments.one_of("name", name, KEYS, "a table of a run")
        found = getattr(self, name)
        return Table(pa.table({}) if found is None else found, keys=KEYS[name])

    def digest(self) -> str:
        """SHA-256 of all counts and everybody's state, independent of threads, storage and folders."""
        own = (self.own_months[name] for name in sorted(self.own_months))
        return digests.of_arrays(self.tallies, np.array([self.state], np.uint64).view(np.int64), *own)

    def twin(self, on_month: ProgressCallback = _silent) -> Run:
        """The same people with the same luck and no system; run once and kept.

        Of the mechanisms of a user's own it has those with `applies_to="both"`.
        """
        if self._twin is None:
            points = self.checkpoints.side("twin") if self.checkpoints else None
            self._twin = simulate(self.config.without_system(), self.threads, on_month, points=points)
        return self._twin

    def findings(self, *measures: Own) -> tuple[Finding, ...]:
        """The findings of measures in this run, with its twin if it has one; see `Comparison.findings`."""
        from glasshouse.simulation.run_data import findings_of

        return findings_of(self, self._twin, measures)

    @property
    def known_twin(self) -> Run | None:
        """The twin, if it was run already."""
        return self._twin

    def watch(self, who: Iterable[int], on_month: ProgressCallback = _silent, *, trail: bool = False) -> Run:
        """The same run again, writing down the lives of `who`: luck is exact, so nothing else changes.

        With `trail` everybody's standing is kept too (of more than a million persons, a sample).
        """
        persons = arguments.several("who", who, arguments.person)
        return simulate(self.config, self.threads, on_month, np.array(sorted(set(persons)), np.uint32), trail)

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

        Raises `InputError` when the folder holds something already (`overwrite` replaces earlier results),
        and while another process writes there, unless it was `reserved` for this one before.
        """
        from glasshouse.simulation.saving import save

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
    parameters: Mapping[str, object] | None = None,
    start: str | datetime.date | None = None,
    mechanisms: Iterable[CustomMechanism | str] = (),
    provinces: Mapping[str, Rulebook | str | None] | None = None,
    government: Government | Mapping[str, object] | None = None,
    twin: bool = False,
    checkpoint: CheckpointPolicy | str | Path | None = None,
    every: int = 12,
    on_month: ProgressCallback = _silent,
) -> Run:
    """Let a society live under a rulebook.

    `rulebook` and `society` are loaded objects or names; a recipe or name is drawn with `persons` and
    `seed`. `practice` overlays how rules are carried out, `parameters` changes parameters of mechanisms
    (`{"credit.lapse": 0.01, "switch.court": 0}`), `mechanisms` are your own, made by `gh.mechanism` or
    named as FILE:NAME. `start` is the first month ("2014-01", or a date; by default the month the rulebook
    comes into force, or that of the society if the rulebook is in force then), `threads` is 1 to 512, None
    meaning all cores.
    `provinces` gives some provinces their own rulebooks (`{"hebei": "court-list-2013", "*": law}`, `*` being
    all other inhabited ones) and lets people move between those named; `government` (see
    `model.government`) lets them compete and be unified, `rulebook` being the outline. With `twin` the twin
    is run too. With `checkpoint`, the folder to which results will go, a checkpoint is written beside it
    `every` so many months, from which `study.resume` goes on. Raises `InputError` for names, numbers and
    files that make no sense.

    >>> import glasshouse as gh
    >>> run = gh.run("court-list-2013", "toytown", persons=300, months=6, seed=7)
    >>> len(run.people), run.config.months
    (300, 6)
    >>> again = gh.run("court-list-2013", "toytown", persons=300, months=6, seed=7)
    >>> again.digest() == run.digest()
    True
    >>> gh.run("court-list-2013", "toytwn")
    Traceback (most recent call last):
        ...
    glasshouse.errors.InputError: ...did you mean "toytown"...
    """
    numbers, persons, threads, twin, every, mechanisms = arguments.together(
        lambda: numbers_of(start, months, seed, replicate),
        lambda: counted(persons),
        lambda: arguments.threads("threads", threads),
        lambda: arguments.flag("twin", twin),
        lambda: arguments.months("every", every),
        lambda: mechanism_files.chosen(mechanisms),
    )
    began = time.perf_counter()
    people = _drawn(society, persons, numbers.seed)
    chosen = run_config(
        rulebook, people, practice=practice, parameters=parameters, mechanisms=mechanisms,
        provinces=provinces, government=government, **vars(numbers),
    )  # fmt: skip
    drawn = time.perf_counter() - began
    runs = 2 if twin else 1
    points = None
    if checkpoint is not None:
        keep = (
            checkpoint
            if isinstance(checkpoint, CheckpointPolicy)
            else CheckpointPolicy(arguments.path("checkpoint", checkpoint), every)
        )
        points = checkpoints.begin(keep, plan_of(chosen, practice, threads, twin))
    made = simulate(
        chosen, threads, lambda done, total: on_month(done, runs * total),
        points=points.side("system") if points else None,
    )  # fmt: skip
    made.checkpoints = points
    made.seconds = {"society": drawn, **made.seconds}
    if twin:
        made.twin(lambda done, total: on_month(total + done, runs * total))
    return made


def simulate(
    chosen: RunConfig,
    threads: int,
    on_month: ProgressCallback = _silent,
    panel_ids: npt.NDArray[np.uint32] | None = None,
    trail: bool = False,
    month_hook: MonthHook = _unseen,
    *,
    points: Side | None = None,
) -> Run:
    """Live all months of a setting; the lives of `panel_ids` are written down, and with `trail` all
    standings.

    `month_hook` reads the world after every month. What it or `on_month` raises ends the run. With `points`
    the run goes on from its last checkpoint there, if there is one, and writes others; a run with a trail has
    none.
    """
    began = time.perf_counter()
    world = build_world(
        chosen.society,
        chosen.packed,
        seed=chosen.seed,
        replicate=chosen.replicate,
        schedule=month_with(chosen.mechanisms, chosen.all_parameters, chosen.start, chosen.scope.sizes),
        sizes=chosen.scope.sizes,
        named=chosen.populations,
    )
    if panel_ids is not None:
        world.record_lives(panel_ids, chosen.months)
    if trail:
        world.keep_trail(recording.kept(chosen.society.who, chosen.seed))
    built = time.perf_counter()
    with Shards(threads) as shards:
        laws = Laws(chosen)
        recorder = recording.Recorder(world) if trail else None
        panel = recording.OwnEvents(world)
        tallies = points.restored(world) if points else []
        # Provinces decide from counts alone, so their decisions are replayed instead of stored: there is no
        # second copy that could disagree with the counts.
        laws.replay(tallies, Settled())
        for tally in _months(world, laws, chosen.months, shards, on_month, recorder, month_hook):
            panel.note()
            tallies.append(tally)
            if points:
                points.after(world, tallies)
    order = np.argsort(world.people["who"])
    return Run(
        config=chosen,
        people=world.people[order],
        tallies=np.stack(tallies),
        state=world.digest(),
        panel_ids=world.panel_ids,
        panel_records=world.panel_records,
        asked=np.stack(world.asked),
        threads=threads,
        seconds={"world": built - began, "months": time.perf_counter() - built},
        government=laws.table,
        firm_tallies=world.firm_months,
        trail=recorder.finish() if recorder else None,
        own={name: values[order] for name, values in world.own_columns().items()},
        own_months=_own_months(world),
        panel_events=panel.events,
    )


def _own_months(world: World) -> dict[str, npt.NDArray[np.int64]]:
    return {
        f"{one.name}.{event}": np.stack(world.own_months[one.name])[:, :, k]
        for one in world.inserted
        for k, event in enumerate(one.events)
    }


def _months(
    world: World,
    laws: Laws,
    months: int,
    shards: Shards,
    on_month: ProgressCallback,
    recorder: recording.Recorder | None,
    look: MonthHook,
) -> Iterable[npt.NDArray[np.int64]]:
    for month in range(world.month, months):
        now = laws.of(month, world.climate.provinces)
        tally = world.step(now, shards)
        if recorder:
            recorder.note(month, now, laws)
        look(month, world)
        laws.close(month, tally, world)
        yield tally
        on_month(month + 1, months)


def _drawn(
    society: Society | SocietyRecipe | str | Path, persons: int | Mapping[str, int], seed: int
) -> Society:
    if isinstance(society, Society):
        if not society.drawn:
            what = "these people are not as the tables of their society gave them"
            raise InputError(Diagnostic(what, "draw them: glasshouse.population(...).draw(...)"))
        return society
    if not isinstance(society, SocietyRecipe):
        from glasshouse.population import load

        society = load(society)
    return society.draw(persons=persons, seed=seed)

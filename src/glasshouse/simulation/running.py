"""A run as a user has it: a society lives some months under a rulebook, and its twin without one."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import pyarrow as pa

from glasshouse import arguments
from glasshouse.charts import registry
from glasshouse.charts.figure import Figure
from glasshouse.data_table import Table
from glasshouse.engine.shards import available_cores
from glasshouse.errors import Diagnostic, InputError
from glasshouse.metrics.monthly import DIMS
from glasshouse.population import load as load_society
from glasshouse.population.society import Society, SocietyRecipe, counted
from glasshouse.rulebooks import Rulebook
from glasshouse.simulation import checkpoints, inert, mechanism_files, memory_budget
from glasshouse.simulation.checkpoint_policy import STANDARD_VARIANTS, CheckpointPolicy
from glasshouse.simulation.checkpoints import Checkpoints
from glasshouse.simulation.completed_run import CompletedRun
from glasshouse.simulation.plans import Machine, plan_of
from glasshouse.simulation.run_config import RunConfig, numbers_of, run_config
from glasshouse.simulation.run_data import findings_of
from glasshouse.simulation.run_settings import RUN_DEFAULTS, ProgressCallback, RunSettings, silent
from glasshouse.simulation.saving import save
from glasshouse.simulation.simulating import simulate, watched
from glasshouse.simulation.spreading import Spread

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


@dataclass
class Run(CompletedRun):
    """A completed run with its twin, and all that can be asked of it: tables, findings, figures, a folder.

    `people`, `tallies` and the other fields are those of `CompletedRun`; `checkpoints` are those from which
    the run can be gone on with.

    >>> import glasshouse as gh
    >>> run = gh.run("court-list-2013", "toytown", persons=300, months=6, seed=7, twin=True)
    >>> run.table("monthly").units["income"]
    'CNY cents'
    >>> run.twin().rulebook is None
    True
    >>> run.digest() == run.watch([]).digest()
    True
    """

    checkpoints: Checkpoints | None = field(default=None, repr=False)
    _twin: Run | None = field(default=None, repr=False)
    _figure_sources: dict[bool, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def _of(cls, done: CompletedRun, points: Checkpoints | None = None) -> Run:
        """The run that a simulation completed."""
        return cls(**vars(done), checkpoints=points)

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence for each value the caller set that changes nothing in this run, with the reason.

        Parameters and switches set by name, values of a rulebook set in code, and rules of rulebook files
        that are not shipped are looked at; empty where all of these can matter.
        """
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

    def twin(self, on_month: ProgressCallback = silent) -> Run:
        """The same people with the same luck and no system; run once and kept.

        Of the mechanisms of a user's own it has those with `applies_to="both"`.
        """
        if self._twin is None:
            points = self.checkpoints.side("twin") if self.checkpoints else None
            record = self.trail is not None
            self._twin = Run._of(
                simulate(
                    self.config.without_system(), self.threads, on_month, trail=record, points=points,
                    spread=self.spread,
                )
            )  # fmt: skip
        return self._twin

    def findings(self, *measures: Own) -> tuple[Finding, ...]:
        """The findings of measures in this run, with its twin if it has one; see `Comparison.findings`."""
        return findings_of(self, self._twin, measures)

    @property
    def known_twin(self) -> Run | None:
        """The twin, if it was run already."""
        return self._twin

    def watch(self, who: Iterable[int], on_month: ProgressCallback = silent, *, trail: bool = False) -> Run:
        """The same run again, writing down the lives of `who`: luck is exact, so nothing else changes.

        With `trail` everybody's standing is kept too (of more than a million persons, a sample).
        """
        persons = arguments.several("who", who, arguments.person)
        return Run._of(watched(self, persons, on_month, trail=trail))

    def save(
        self,
        folder: str | Path,
        overwrite: bool = False,
        variants: Sequence[str] = STANDARD_VARIANTS,
        *,
        reserved: Reservation | None = None,
    ) -> Path:
        """Write the results, with those of the twin if one was run, to a folder, whole or not at all.

        With a twin the run is compared with `variants` of its rulebook too (see `rulebook.variants`). The
        checkpoints of the run are then removed, unless a report is still wanted with them.

        Raises `InputError` when the folder holds something already (`overwrite` replaces earlier results),
        and while another process writes there, unless it was `reserved` for this one before.
        """
        done = save(self, self._twin, Path(folder), overwrite, variants, reserved)
        if self.checkpoints and not self.checkpoints.keep.report:
            self.checkpoints.remove()
        return done.path


def run(
    rulebook: Rulebook | str | Path,
    society: Society | SocietyRecipe | str | Path,
    **settings: Unpack[RunSettings],
) -> Run:
    """Simulate a society under a rulebook.

    `rulebook` and `society` are loaded objects, names of shipped ones, or files. Keywords, each with its
    default:

    * `persons` (100,000): persons to draw, in all or by province; without effect on people already drawn.
    * `months` (120): months to simulate, 1 to 1,200.
    * `seed` (1): random seed, 0 to 2**64 - 1. It draws the people and all that happens to them.
    * `replicate` (0): another random sequence for the same people, 0 to 2**64 - 1.
    * `threads` (None): 1 to 512, None meaning all cores. Results do not depend on it.
    * `practice` (None): how rules are carried out, a file laid over the shipped practice.
    * `parameters` (None): changed parameters of mechanisms and switches, by name, each in its own unit and
      range (`{"credit.lapse": 0.01, "switch.court": 0}`).
    * `start` (None): first month, "2014-01" or a date, 1900 to 2200; None means the month the rulebook comes
      into force, or that of the society if the rulebook is in force then.
    * `mechanisms` (none): your own, made by `gh.mechanism` or named as FILE:NAME.
    * `provinces` (None): provinces with a rulebook of their own, `"*"` being all other inhabited ones
      (`{"hebei": "court-list-2013", "*": law}`). People move between those named.
    * `government` (None): how provinces compete and are unified (see `model.government`); `rulebook` is then
      the outline.
    * `events` (None): dated events: a file, a text such as "downturn:2016-03,size=0.5", a map, or
      several of these in a list (see docs/events.md).
    * `twin` (False): whether to run the twin too, the same people without the system.
    * `record` (False): whether to write down everybody's standing meanwhile, so that saving and findings need
      not live the months again; about a tenth of the time, and memory.
    * `checkpoint` (None): the folder to which results will go; checkpoints are written beside it, from which
      `glasshouse.resume` goes on.
    * `every` (12): months between two checkpoints, 1 to 1,200.
    * `memory` (None): bytes the run may hold, or a text such as "4GB"; larger arrays then lie in files, which
      takes longer and changes no result. None means no limit.
    * `scratch` (None): folder for these files, by default that of the system for temporary files.
    * `executor` (None): computes provinces as tasks, one of `glasshouse.studies.executors.executor`; results
      do not depend on it. `memory` then holds for each of its processes, and all of them see `scratch`.
    * `workers` (None): so many it has, 1 to 512; None means one a core.
    * `on_month` (none): called after each month with the months done and those to do.

    Raises `InputError` for keywords, names, numbers and files that make no sense.

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
    given: RunSettings = {**RUN_DEFAULTS, **settings}
    _, numbers, persons, threads, twin, record, every, mechanisms, memory, workers = arguments.together(
        lambda: arguments.keywords("glasshouse.run", settings, RunSettings),
        lambda: numbers_of(given["start"], given["months"], given["seed"], given["replicate"]),
        lambda: counted(given["persons"]),
        lambda: arguments.threads("threads", given["threads"]),
        lambda: arguments.flag("twin", given["twin"]),
        lambda: arguments.flag("record", given["record"]),
        lambda: arguments.months("every", given["every"]),
        lambda: mechanism_files.chosen(given["mechanisms"]),
        lambda: None if given["memory"] is None else memory_budget.size_of("memory", given["memory"]),
        lambda: arguments.threads("workers", given["workers"]),
    )
    began = time.perf_counter()
    scratch = Path(tempfile.gettempdir()) if given["scratch"] is None else Path(given["scratch"])
    people = _drawn(society, persons, numbers.seed, memory, scratch)
    chosen = run_config(
        rulebook, people, practice=given["practice"], parameters=given["parameters"], mechanisms=mechanisms,
        provinces=given["provinces"], government=given["government"], events=given["events"], **vars(numbers),
    )  # fmt: skip
    drawn = time.perf_counter() - began
    spread = None
    if given["executor"] is not None:
        spread = Spread(given["executor"], workers or available_cores(), scratch, memory)
    points = None
    if given["checkpoint"] is not None:
        points = checkpoints.begin(
            _policy(given["checkpoint"], every),
            plan_of(chosen, given["practice"], threads, twin, Machine(memory, scratch, spread is not None)),
        )
    made = run_both(chosen, threads, given["on_month"], twin, points, record=record, spread=spread)
    made.seconds = {"society": drawn, **made.seconds}
    return made


def run_both(
    chosen: RunConfig,
    threads: int,
    on_month: ProgressCallback,
    twin: bool,
    points: Checkpoints | None,
    *,
    record: bool = True,
    spread: Spread | None = None,
) -> Run:
    """The run of a configuration, and that of its twin if it is wanted; `on_month` counts the months of
    both. With `record` everybody's standing is written down; with `spread` workers compute the provinces."""
    runs = 2 if twin else 1
    system = simulate(
        chosen, threads, lambda done, total: on_month(done, runs * total), trail=record,
        points=points.side("system") if points else None, spread=spread,
    )  # fmt: skip
    made = Run._of(system, points)
    if twin:
        made.twin(lambda done, total: on_month(total + done, runs * total))
    return made


def _policy(given: CheckpointPolicy | str | Path, every: int) -> CheckpointPolicy:
    if isinstance(given, CheckpointPolicy):
        return given
    return CheckpointPolicy(arguments.path("checkpoint", given), every)


def _drawn(
    society: Society | SocietyRecipe | str | Path,
    persons: int | Mapping[str, int],
    seed: int,
    memory: int | None,
    scratch: Path,
) -> Society:
    if isinstance(society, Society):
        if not society.drawn:
            what = "these people are not as the tables of their society gave them"
            raise InputError(Diagnostic(what, "draw them: glasshouse.population(...).draw(...)"))
        return society
    if not isinstance(society, SocietyRecipe):
        society = load_society(society)
    many = persons if isinstance(persons, int) else sum(persons.values())
    return society.draw(persons=persons, seed=seed, space=memory_budget.space_of(many, memory, scratch))

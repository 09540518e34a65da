"""Living a request: people, twins and rulebooks stay warm, so that a slider moves a society within a second.

The twin without a system does not depend on the rulebook: it is lived once for each society, luck, length
and way in which the world works, and kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.auditing.provisions import Provisions, provisions, seen_too
from glasshouse.engine.digest import of_arrays
from glasshouse.explorer import page_figures, page_results
from glasshouse.explorer.requests import Live
from glasshouse.explorer.rulebooks import named, shown_map
from glasshouse.explorer.shipped_files import recipe
from glasshouse.explorer.town_recording import OF_THE_TWIN, Plane, Recording, Watch, recording
from glasshouse.model.events import COLUMN
from glasshouse.reporting.figure_source import Source
from glasshouse.simulation.completed_run import CompletedRun
from glasshouse.simulation.precompiling import helped
from glasshouse.simulation.run_config import RunConfig, hash_of, run_config
from glasshouse.simulation.run_facts import rulebook_facts
from glasshouse.simulation.simulating import simulate
from glasshouse.studies.worker import Cache

if TYPE_CHECKING:
    from glasshouse.population.society import Society
    from glasshouse.rulebooks import Rulebook

BYTES_A_PERSON_KEPT = 500
"""A person as drawn, in the record of both runs, and in the recording and its bytes."""
PAGES = 4_000_000
"""Report and written lives of a run."""
ProgressCallback = Callable[[int, int], None]


@dataclass(frozen=True)
class Twin:
    """The run without a system, what was seen of it, and its counts by month (months, columns)."""

    run: CompletedRun
    planes: dict[str, Plane]
    counts: npt.NDArray[np.int64]


@dataclass(frozen=True)
class RunResult:
    """A run and its twin as the page needs them. `report` is the answer of `GET /api/run/ID`.

    The runs keep everybody's state at the end, not the counts of every month.
    """

    run: CompletedRun
    twin: CompletedRun
    recording: Recording
    report: dict[str, Any]
    source: Source
    pages: dict[str, Any] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """Memory it takes, about, as if it shared nothing with other runs."""
        planes = [plane for side in self.recording.sides.values() for plane in side.values()]
        return self.recording.persons * BYTES_A_PERSON_KEPT + 2 * sum(plane.bytes for plane in planes) + PAGES


@dataclass
class Warm:
    """What is kept between runs. Used by one thread at a time."""

    societies: Cache = field(default_factory=lambda: Cache(2))
    twins: Cache = field(default_factory=lambda: Cache(3))
    threads: int = 0

    def get_going(self, persons: int) -> None:
        """Compile the month and draw the people the page asks for first."""
        usual = Live()
        few = Live(persons=64, months=1, society="toytown")
        with helped(self.threads or None):
            self.live(self.config(few, named(usual.rulebook)), lambda _done, _total: None)
        self.society(usual.society, persons, usual.seed)

    def society(self, name: str, persons: int, seed: int) -> Society:
        """The people of a shipped society, drawn once."""
        key = (name, persons, seed)
        made: Society = self.societies.get(key, lambda: recipe(name).draw(persons=persons, seed=seed))
        return made

    def config(self, asked: Live, book: Rulebook) -> RunConfig:
        """The setting a request asks for, under the rulebook it means."""
        people = self.society(asked.society, asked.persons, asked.seed)
        parameters = {f"switch.{name}": int(on) for name, on in asked.switches.items()}
        return run_config(
            book,
            people,
            practice=None,
            parameters=parameters,
            start=None,
            months=asked.months,
            seed=asked.seed,
            replicate=0,
        )

    def live(self, chosen: RunConfig, on_month: ProgressCallback) -> RunResult:
        """Live a setting and, unless it is kept, its twin. What `on_month` raises ends it."""
        known = twin_key(chosen) in self.twins.kept
        total = chosen.months * (1 if known else 2)
        watch = Watch()
        run = simulate(chosen, self.threads, lambda done, _: on_month(done, total), month_hook=watch)
        twin = self.twin(chosen, lambda done: on_month(chosen.months + done, total))
        return lived(run, watch, twin)

    def twin(self, chosen: RunConfig, on_month: Callable[[int], None]) -> Twin:
        """The same people with the same luck and no system."""
        return self.twins.get(twin_key(chosen), lambda: self._twin(chosen, on_month))  # type: ignore[no-any-return]

    def _twin(self, chosen: RunConfig, on_month: Callable[[int], None]) -> Twin:
        watch = Watch(OF_THE_TWIN)
        run = simulate(
            chosen.without_system(), self.threads, lambda done, _: on_month(done), month_hook=watch
        )
        counted = page_results.counts(run.tallies)
        return Twin(_lightened(run), watch.planes(), counted)


def twin_key(chosen: RunConfig) -> tuple[Any, ...]:
    """What decides the life of the twin: all of a setting but its rulebook and its calendar.

    How rules are carried out counts too, since courts work without a rulebook as well.
    """
    society = chosen.society
    people = (society.id, society.recipe.hash, len(society), society.seed)
    world = (hash_of(chosen.parameters), hash_of(chosen.practice), tuple(chosen.serials.items()))
    return (*people, *world, chosen.months, chosen.seed, chosen.replicate)


def lived(run: CompletedRun, watch: Watch, twin: Twin) -> RunResult:
    """A run and its twin put together."""
    chosen, society = run.config, run.society
    order = np.argsort(society.who, kind="stable")[np.searchsorted(np.sort(society.who), watch.who)]
    sides = {"system": watch.planes(), "twin": twin.planes}
    shown = shown_map(chosen.laws[-1])
    seen = recording(society, order, sides, months=chosen.months, start=chosen.start, shown=shown)
    counted = page_results.counts(run.tallies)
    gap = page_results.differences(run, twin.run)
    tables = (page_results.monthly(counted), page_results.monthly(twin.counts), gap)
    source = page_figures.source_of(*tables, chosen)
    return RunResult(_lightened(run), twin.run, seen, report(run, twin, shown, counted, gap), source)


def _lightened(run: CompletedRun) -> CompletedRun:
    """The run without its counts by month and group, which are much larger than the people themselves."""
    return replace(run, tallies=run.tallies[:, :0].copy(), asked=run.asked[:0].copy(), firm_tallies=[])


def _provides(run: CompletedRun, counted: npt.NDArray[np.int64]) -> Provisions:
    """What the rulebook provides for; lists that were seen in the run count too."""
    listed = bool(counted[:, COLUMN["listed"]].any())
    return seen_too(provisions(rulebook_facts(run)), lists=listed)


def report(
    run: CompletedRun, twin: Twin, shown: dict[str, object], counted: npt.NDArray[np.int64], gap: pa.Table
) -> dict[str, object]:
    """What the page is told of a run once it is done."""
    months = run.config.months
    rows = gap.to_pylist()
    return {
        "months": months,
        "start": run.config.start,
        "persons": len(run.society),
        "digest": of_arrays(counted, np.array([run.state], np.uint64).view(np.int64)),
        "series": {"system": page_results.series(counted), "twin": page_results.series(twin.counts)},
        "headline": page_results.headline(rows, months, _provides(run, counted)),
        "groups": page_results.groups(rows),
        "benefit": page_results.benefit(counted, twin.counts, run.society.recipe.currency),
        "provinces": page_results.provinces(run.tallies, run.society),
        "map": shown,
    }

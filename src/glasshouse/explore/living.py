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

from glasshouse.engine.digest import of_arrays
from glasshouse.experiment.living import Shelf
from glasshouse.explore import results
from glasshouse.explore.asking import Live
from glasshouse.explore.books import named, shown_map
from glasshouse.explore.planes import OF_THE_TWIN, Plane, Watch
from glasshouse.explore.recording import Recording, recording
from glasshouse.explore.session import recipe
from glasshouse.study.running import Run, live
from glasshouse.study.setting import Setting, hash_of, setting

if TYPE_CHECKING:
    from glasshouse.rulebook import Rulebook
    from glasshouse.society.society import Society

BYTES_A_PERSON_KEPT = 500
"""A person as drawn, in the record of both runs, and in the recording and its bytes."""
PAGES = 4_000_000
"""Report and written lives of a run."""
OnMonth = Callable[[int, int], None]


@dataclass(frozen=True)
class Twin:
    """The run without a system, what was seen of it, and its counts by month (months, columns)."""

    run: Run
    planes: dict[str, Plane]
    counts: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Lived:
    """A run and its twin as the page needs them. `report` is the answer of `GET /api/run/ID`.

    The runs keep everybody's state at the end, not the counts of every month.
    """

    run: Run
    twin: Run
    recording: Recording
    report: dict[str, Any]
    pages: dict[str, Any] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """Memory it takes, about, as if it shared nothing with other runs."""
        planes = [plane for side in self.recording.sides.values() for plane in side.values()]
        return self.recording.persons * BYTES_A_PERSON_KEPT + 2 * sum(plane.bytes for plane in planes) + PAGES


@dataclass
class Warm:
    """What is kept between runs. Used by one thread at a time."""

    societies: Shelf = field(default_factory=lambda: Shelf(2))
    twins: Shelf = field(default_factory=lambda: Shelf(3))
    threads: int = 0

    def get_going(self, persons: int) -> None:
        """Compile the month and draw the people the page asks for first."""
        usual = Live()
        few = Live(persons=64, months=1, society="toytown")
        self.live(self.setting(few, named(usual.rulebook)), lambda _done, _total: None)
        self.society(usual.society, persons, usual.seed)

    def society(self, name: str, persons: int, seed: int) -> Society:
        """The people of a shipped society, drawn once."""
        key = (name, persons, seed)
        made: Society = self.societies.get(key, lambda: recipe(name).draw(persons=persons, seed=seed))
        return made

    def setting(self, asked: Live, book: Rulebook) -> Setting:
        """The setting a request asks for, under the rulebook it means."""
        people = self.society(asked.society, asked.persons, asked.seed)
        ways = {f"switch.{name}": int(on) for name, on in asked.switches.items()}
        return setting(
            book,
            people,
            practice=None,
            ways=ways,
            start=None,
            months=asked.months,
            seed=asked.seed,
            replicate=0,
        )

    def live(self, chosen: Setting, on_month: OnMonth) -> Lived:
        """Live a setting and, unless it is kept, its twin. What `on_month` raises ends it."""
        known = twin_key(chosen) in self.twins.kept
        total = chosen.months * (1 if known else 2)
        watch = Watch()
        run = live(chosen, self.threads, lambda done, _: on_month(done, total), look=watch)
        twin = self.twin(chosen, lambda done: on_month(chosen.months + done, total))
        return lived(run, watch, twin)

    def twin(self, chosen: Setting, on_month: Callable[[int], None]) -> Twin:
        """The same people with the same luck and no system."""
        return self.twins.get(twin_key(chosen), lambda: self._twin(chosen, on_month))  # type: ignore[no-any-return]

    def _twin(self, chosen: Setting, on_month: Callable[[int], None]) -> Twin:
        watch = Watch(OF_THE_TWIN)
        run = live(chosen.without_system(), self.threads, lambda done, _: on_month(done), look=watch)
        counted = results.counts(run.tallies)
        return Twin(_lightened(run), watch.planes(), counted)


def twin_key(chosen: Setting) -> tuple[Any, ...]:
    """What decides the life of the twin: all of a setting but its rulebook and its calendar.

    How rules are carried out counts too, since courts work without a rulebook as well.
    """
    society = chosen.society
    people = (society.id, society.recipe.hash, len(society), society.seed)
    world = (hash_of(chosen.ways), hash_of(chosen.practice), tuple(chosen.serials.items()))
    return (*people, *world, chosen.months, chosen.seed, chosen.replicate)


def lived(run: Run, watch: Watch, twin: Twin) -> Lived:
    """A run and its twin put together."""
    chosen, society = run.setting, run.society
    order = np.argsort(society.who, kind="stable")[np.searchsorted(np.sort(society.who), watch.who)]
    sides = {"system": watch.planes(), "twin": twin.planes}
    shown = shown_map(chosen.laws[-1])
    seen = recording(society, order, sides, months=chosen.months, start=chosen.start, shown=shown)
    return Lived(_lightened(run), twin.run, seen, report(run, twin, shown))


def _lightened(run: Run) -> Run:
    """The run without its counts by month and group, which are much larger than the people themselves."""
    return replace(run, tallies=run.tallies[:, :0].copy(), asked=run.asked[:0].copy(), firm_tallies=[])


def report(run: Run, twin: Twin, shown: dict[str, Any]) -> dict[str, Any]:
    """What the page is told of a run once it is done."""
    months = run.setting.months
    counted = results.counts(run.tallies)
    rows = results.differences(run, twin.run)
    return {
        "months": months,
        "start": run.setting.start,
        "persons": len(run.society),
        "digest": of_arrays(counted, np.array([run.state], np.uint64).view(np.int64)),
        "series": {"system": results.series(counted), "twin": results.series(twin.counts)},
        "headline": results.headline(rows, months),
        "groups": results.groups(rows),
        "benefit": results.benefit(counted, twin.counts),
        "provinces": results.provinces(run.tallies, run.society),
        "map": shown,
    }

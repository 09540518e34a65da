"""Cuts out of a society: the picture of its largest settlement, and the town that probes of map privacy
attack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse import arguments
from glasshouse.engine.counting import mark
from glasshouse.errors import Diagnostic, InputError
from glasshouse.metrics.privacy import DESIGNS, Design, Town, designs_named, probe_table
from glasshouse.metrics.privacy.table import TARGETS
from glasshouse.model import groups
from glasshouse.model.person import SMARTPHONE
from glasshouse.population.society import Society
from glasshouse.rulebooks import practice as load_practice
from glasshouse.simulation import records
from glasshouse.simulation.columns import described
from glasshouse.simulation.completed_run import CompletedRun
from glasshouse.simulation.results_folder import open_results, same_people, society_of

POINTS = 6000
"""Points drawn at most; all of the listed are among them."""
RADIUS = 500
"""Metres of the circle where the rulebook has no map."""


def table(run: CompletedRun) -> pa.Table:
    """People of the largest settlement at the end of the run.

    `viewers` counts the smartphone owners within the radius of the point, all of them and exactly;
    `weight` is how many persons a point stands for.
    """
    society = run.society
    largest = int(np.argmax(np.bincount(society.settlement)))
    here = np.flatnonzero(np.asarray(society.settlement) == largest)
    listed = run.people["lists"][here] != 0
    shown = _sample(listed)
    place = np.column_stack([society.x[here], society.y[here]]).astype(np.int64)
    owners = (run.people["traits"][here] & SMARTPHONE) != 0
    radius = int(_law_at(run, largest).map_radius) or RADIUS
    wrong = (run.people["wrong_person"][here] | run.people["unable"][here]) != 0
    weight = np.where(listed[shown], 1.0, (~listed).sum() / max(1, (~listed[shown]).sum()))
    return described(
        pa.table(
            {
                "x": place[shown, 0],
                "y": place[shown, 1],
                "listed": listed[shown],
                "wrongly_listed": (listed & wrong)[shown],
                "viewers": _within(place[shown], place[owners], radius),
                "weight": weight,
            }
        ),
        society,
    )


def _law_at(run: CompletedRun, settlement: int) -> Any:
    """The last law of the province of a settlement, as it stood at the start."""
    serial = int(run.society.settlements["province"][settlement])
    names = {number: name for name, number in run.config.serials.items()}
    return run.config.laws_of(names[serial])[-1] if serial in names else run.config.laws[-1]


def _sample(listed: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """All listed, and every k-th of the others."""
    others, shown = np.flatnonzero(~listed), listed.copy()
    shown[others[:: max(1, -(-len(others) // POINTS))]] = True
    return np.flatnonzero(shown)


def _within(points: npt.NDArray[Any], others: npt.NDArray[Any], radius: int) -> npt.NDArray[np.int64]:
    from scipy.spatial import cKDTree

    if not len(others):
        return np.zeros(len(points), np.int64)
    found = cKDTree(others).query_ball_point(points, radius, return_length=True)
    return np.asarray(found, np.int64)


LOOKS = "map.opens", "map.recognised_by_acquaintance"
"""Numbers of the practice file whose product is the chance that a neighbour looks in a month and knows."""
STAYS = "system/listings"
MOST_TARGETS = 1_000_000
KEPT = ("pin", "grid-500", "noise-kept", "count", "none")
"""Designs whose probes a results folder keeps: the map as it is, and four ways to soften it."""

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class _Stays:
    """Stays on blacklists: who (identity), the month of entry and of exit, counted from 0; exit -1: none."""

    who: Array
    entered: Array
    left: Array

    def listed(self, society: Society, month: int) -> npt.NDArray[np.bool_]:
        """Who stood on a list at the end of a month, a flag per person of the society."""
        then = (self.entered <= month) & ((self.left < 0) | (self.left > month)) & (self.entered >= 0)
        return mark(society.who, self.who[then])


def map_privacy(
    source: CompletedRun | str | Path,
    designs: Iterable[Design | str] | None = None,
    *,
    seed: int = 1,
    targets: int = TARGETS,
    apart: int = 1,
    society: str | Path | None = None,
) -> pa.Table:
    """What each design of a publicity tool gives away about the listed of a run's largest town.

    `source` is a run or its results folder; `designs` names or makes what is compared, by default the
    standard ones. `targets` of the listed are attacked, drawn by the luck of `seed`; the dates of publication
    are the end of the run and `apart` months before. `society` is the file of a society that is not shipped.
    Returns a row per design and probe, see `measure.privacy.SCHEMA`. Raises `InputError` for unknown designs,
    for a folder whose people cannot be drawn again, and where nobody is listed.
    """
    seed, targets = arguments.together(
        lambda: arguments.seed("seed", seed), lambda: arguments.whole("targets", targets, 1, MOST_TARGETS)
    )
    chosen = _designs(designs)
    return probe_table(town(source, apart=apart, society=society), chosen, seed=seed, targets=targets)


def town(source: CompletedRun | str | Path, *, apart: int = 1, society: str | Path | None = None) -> Town:
    """The largest settlement of a run or results folder, with its listed at two dates; see `map_privacy`."""
    apart = arguments.months("apart", apart)
    if isinstance(source, CompletedRun):
        return _town_of_run(source, apart)
    return _town_of_folder(arguments.path("source", source), apart, society)


def kept_probes(run: CompletedRun, listings: pa.Table) -> pa.Table | None:
    """The probes of `KEPT` for the results folder of a run, from its table of listings.

    The same as `map_privacy(folder, KEPT)` without the attacks of a directory, which take seconds, and the
    people are not drawn again; `None` where the rulebook has no map, and where nobody is listed at the end.
    """
    law, months = run.config.laws[-1], run.config.months
    if not law.map_on or months < 2:
        return None
    look = float(np.prod([run.config.practice[name].value for name in LOOKS]))
    stays = _stays_of(listings)
    if not stays.listed(run.society, months - 1)[_largest(run.society)].any():
        return None
    place = _town(run.society, stays, months, 1, int(law.map_radius) or RADIUS, look)
    return probe_table(place, designs_named(KEPT), directory=False)


def _designs(designs: Iterable[Design | str] | None) -> tuple[Design, ...]:
    if designs is None:
        return DESIGNS
    asked: list[Design | str] = arguments.several("designs", designs, lambda _, one: one)
    known = {design.name: design for design in designs_named(one for one in asked if isinstance(one, str))}
    return tuple(known[one] if isinstance(one, str) else one for one in asked)


def _town_of_run(run: CompletedRun, apart: int) -> Town:
    law = run.config.laws[-1]
    look = float(np.prod([run.config.practice[name].value for name in LOOKS]))
    radius = int(law.map_radius) if law.map_on else 0
    return _town(run.society, _stays_of_run(run), run.config.months, apart, radius or RADIUS, look)


def _stays_of_run(run: CompletedRun) -> _Stays:
    """First stays, and the present stay of those who came back; stays in between leave no trace."""
    people, months = run.people, run.config.months
    first = records.first_spell(run)
    black = np.asarray(run.config.laws[-1].list_red) == 0
    on = (people["lists"][:, None] >> np.arange(len(black)) & 1).astype(bool) & black
    back = on.any(axis=1) & (people["first_left"] > 0)
    since = months - 1 - np.where(on, people["since"], 0).max(axis=1).astype(np.int64)
    return _Stays(
        np.concatenate([people["who"], people["who"][back]]),
        np.concatenate([first["first_listed"], since[back]]),
        np.concatenate([first["first_left"], np.full(back.sum(), -1)]),
    )


def _town_of_folder(folder: Path, apart: int, society: str | Path | None) -> Town:
    results = open_results(folder)
    about = results.manifest
    people = same_people(results, society_of(results, society))
    numbers = {one["name"]: one["value"] for one in about.get("assumptions", ())}
    default = load_practice()
    look = float(np.prod([numbers.get(name, default[name].value) for name in LOOKS]))
    radius = int(about["rulebook"].get("radius") or RADIUS)
    stays = _stays_of(results.table(STAYS, ("person", "kind", "entered", "left")))
    return _town(people, stays, int(about["months"]), apart, radius, look)


def _stays_of(listings: pa.Table) -> _Stays:
    """All stays on blacklists."""
    black = np.array(listings.column("kind").to_pylist(), str) == "blacklist"
    return _Stays(*(listings.column(name).to_numpy()[black] for name in ("person", "entered", "left")))


def _town(society: Society, stays: _Stays, months: int, apart: int, radius: int, look: float) -> Town:
    """The largest settlement, as if every blacklist were on the map at the home of each person on it."""
    if not 1 <= apart < months:
        raise InputError(
            Diagnostic(
                f"two dates {apart} months apart do not fit in {months} months", f"give 1 to {months - 1}"
            )
        )
    here = _largest(society)
    before, now = (stays.listed(society, months - 1 - ago)[here] for ago in (apart, 0))
    return synthetic_town(society, here, before, now, radius, look)


def synthetic_town(
    society: Society, rows: Array, before: Array, now: Array, radius: int, look: float
) -> Town:
    """The persons at `rows` of a society as a town; `before` and `now` say who of them is listed when."""
    return Town(
        at=np.column_stack([society.x[rows], society.y[rows]]).astype(np.float64),
        household=np.asarray(society.household)[rows],
        woman=np.asarray(society.female)[rows] == 1,
        band=groups.codes_of(society)["age_band"][rows],
        phone=np.asarray(society.smartphone)[rows] == 1,
        before=before,
        now=now,
        radius=float(radius),
        look=look,
    )


def _largest(society: Society) -> Array:
    """The persons of the largest settlement, by their place in the society."""
    settlement = np.asarray(society.settlement)
    return np.flatnonzero(settlement == np.argmax(np.bincount(settlement)))

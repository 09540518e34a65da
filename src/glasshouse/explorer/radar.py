"""The radar: whom a map of the listed shows from a point, and what somebody with such a map could learn.

As in the probes of map privacy, every blacklist is taken to be on the map, whatever the rulebook publishes:
the question is what such a map would do. The circle is exact and its edge belongs to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.errors import Diagnostic, InputError
from glasshouse.explorer.page_lives import row_of
from glasshouse.explorer.runner import RunResult
from glasshouse.metrics.privacy import DESIGNS, Design, Town, probe_table
from glasshouse.metrics.privacy.probes import PROBES
from glasshouse.metrics.privacy.table import DIRECTORY
from glasshouse.model.person import WORKS
from glasshouse.simulation.town import LOOKS, synthetic_town

Array = npt.NDArray[Any]
MOST_TOLD = 2_000
"""Persons told one by one; all are counted."""
TARGETS = 40
"""Listed persons the probes attack (assumption: enough for two figures, and answered within a second)."""
WIDEST = 20_000
COMPARED = ("pin", "grid-500", "count", "none")


def shown_at(position: Array, grid: int) -> Array:
    """Where a map shows a position: exact, or at the middle of its square of side `grid` metres."""
    wide = position.astype(np.int64)
    return wide // grid * grid + grid // 2 if grid > 0 else wide


def radar(
    lived: RunResult, *, settlement: int, x: int, y: int, radius: int, month: int, grid: int
) -> dict[str, object]:
    """Whom the map shows to somebody who stands at `x`, `y` of a settlement, nearest first."""
    seen = lived.recording
    here = np.flatnonzero(seen.columns["settlement"] == settlement)
    at = np.column_stack([seen.columns["x"][here], seen.columns["y"][here]])
    shown = shown_at(at, grid)
    away = np.hypot(shown[:, 0] - x, shown[:, 1] - y)
    inside = ((shown[:, 0] - x) ** 2 + (shown[:, 1] - y) ** 2) <= radius * radius
    found = np.flatnonzero(inside & seen.plane("listed", month)[here])
    found = found[np.argsort(away[found], kind="stable")]
    people = lived.run.society
    phones = np.asarray(people.smartphone)[_rows(lived, seen.columns["who"][here])] != 0
    near = ((at[:, 0].astype(np.int64) - x) ** 2 + (at[:, 1].astype(np.int64) - y) ** 2) <= radius * radius
    return {
        "count": len(found),
        "seen": [
            {
                "who": int(seen.columns["who"][here[k]]),
                "x": int(shown[k, 0]),
                "y": int(shown[k, 1]),
                "fields": fields(lived, int(seen.columns["who"][here[k]])),
            }
            for k in found[:MOST_TOLD]
        ],
        "viewers_within": int((near & phones).sum()),
    }


def _rows(lived: RunResult, who: Array) -> Array:
    everybody = np.asarray(lived.run.society.who)
    order = np.argsort(everybody, kind="stable")
    return np.asarray(order[np.searchsorted(everybody[order], who)])


def fields(lived: RunResult, person: int) -> dict[str, str]:
    """What a map could disclose of a synthetic person, by the names of `publicity.map.fields`."""
    row = row_of(lived, person)
    society, record = lived.run.society, lived.run.people[row]
    town = lived.recording.about["settlements"][int(society.settlement[row])]["name"]
    home = int((np.asarray(society.household) == society.household[row]).sum())
    return {
        "name": f"Synthetic person {person}",
        "id": f"no. {person % 10_000:04d} (made up)",
        "address_part": f"{town}, block {int(society.block[row])}",
        "reason": "on a blacklist",
        "amount": f"owes {int(record['debt']) // 100:,} {society.recipe.currency} at the end of the run",
        "photo": "a face (nobody real has it)",
        "employer": "in work" if int(record["state"]) & WORKS else "out of work",
        "family": f"household of {home}",
    }


def privacy(
    lived: RunResult, *, radius: int, grid: int, month: int, settlement: int | None = None
) -> dict[str, object]:
    """What an attacker could learn of the listed of a town from a map of that radius and coarseness.

    The dates compared are this month and the one before. Raises `InputError` where nobody is listed.
    """
    design = Design("yours", f"Yours: {f'squares of {grid} m' if grid else 'exact pins'}", grid=grid)
    others = [one for one in DESIGNS if one.name in COMPARED]
    town = _town(lived, radius, month, settlement)
    table = probe_table(town, [design, *others], targets=TARGETS, looks=20, directory=False)
    probes = {probe.name: probe for probe in PROBES}
    titles = {one.name: one.title for one in (design, *others)}
    return {
        "radius": radius,
        "grid": grid,
        "month": month,
        "residents": len(town),
        "listed": int(town.now.sum()),
        "probes": [
            {
                "id": probe.name,
                "title": probe.title,
                "unit": probe.unit,
                "worse": probe.worse,
                "definition": probe.definition,
                "source": probe.source,
            }
            for probe in PROBES
            if probe.name not in DIRECTORY
        ],
        "rows": [
            {**_plain(row), "design_title": titles[row["design"]], "title": probes[row["probe"]].title}
            for row in table.to_pylist()
        ],
    }


def _plain(row: Mapping[str, object]) -> dict[str, object]:
    """A row for JSON, which knows no numbers that are none."""
    return {
        name: None if isinstance(value, float) and not np.isfinite(value) else value
        for name, value in row.items()
    }


def _town(lived: RunResult, radius: int, month: int, settlement: int | None) -> Town:
    seen, society = lived.recording, lived.run.society
    place = np.asarray(seen.columns["settlement"])
    number = int(np.argmax(np.bincount(place))) if settlement is None else settlement
    here = np.flatnonzero(place == number)
    if not len(here):
        raise InputError(Diagnostic(f"settlement {number}: nobody lives there", "take one of the recording"))
    rows = _rows(lived, seen.columns["who"][here])
    practice = lived.run.config.practice
    before, now = (seen.plane("listed", when)[here] for when in (max(0, month - 1), month))
    look = float(np.prod([practice[name].value for name in LOOKS]))
    return synthetic_town(society, rows, before, now, radius, look)

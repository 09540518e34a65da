"""Differences between a run and its twin, person by person: in means by group, and who was hit hardest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse import metrics
from glasshouse.metrics import catalogue
from glasshouse.metrics.paired import Dims
from glasshouse.model import groups
from glasshouse.simulation import records
from glasshouse.simulation.columns import described

if TYPE_CHECKING:
    from glasshouse.simulation.completed_run import CompletedRun

Array = npt.NDArray[Any]
FATES = ("listed", "wrongly_listed", "locked_out", "silenced", "poorer", "richer")
"""Groups of persons `hardest_hit` finds."""


def hardest(fate: str, system: Mapping[str, Array], twin: Mapping[str, Array]) -> Array:
    """Places of those with that fate, one of `FATES`, the hardest hit first.

    `system` and `twin` hold the measures of `records.person_measures`, a value for each person.
    """
    weight = _weight(fate, system, twin)
    hit = np.flatnonzero(weight > 0)
    return hit[np.argsort(-weight[hit], kind="stable")]


def _weight(fate: str, system: Mapping[str, Array], twin: Mapping[str, Array]) -> Array:
    if fate == "listed":
        return system["months_listed"]
    if fate == "wrongly_listed":
        return system["months_wrongly_listed"]
    if fate == "locked_out":
        return system["denied"] - twin["denied"]
    if fate == "silenced":
        return twin["months_voiced"] - system["months_voiced"]
    gained = _worth(system) - _worth(twin)
    return gained if fate == "richer" else -gained


def _worth(measures: Mapping[str, Array]) -> Array:
    """What somebody owns less what they owe at the end, in cents."""
    return np.asarray(measures["savings_at_end"] - measures["debt_at_end"])


def hardest_hit(fate: str, run: CompletedRun, twin: CompletedRun) -> npt.NDArray[np.uint32]:
    """Identities of the persons with that fate, one of `FATES`, the hardest hit first."""
    with_, without = records.person_measures(run), records.person_measures(twin)
    return np.asarray(run.people["who"][hardest(fate, with_, without)])


def dims_of(run: CompletedRun) -> Dims:
    """The groups of the people of a run, by dimension."""
    society = run.society
    listed = run.people["times_listed"] > 0
    dims = {**groups.dims_of(society), "listing": (listed, ("never listed", "ever listed"))}
    return {name: (codes.astype(np.uint8), labels) for name, (codes, labels) in dims.items()}


def gap_table(
    run: CompletedRun, twin: CompletedRun, measures: Collection[str] | None = None, dims: Dims | None = None
) -> pa.Table:
    """Differences for everybody and by group, of all measures or of some; see `metrics.gap_table`."""
    society, here, there = run.society, records.person_measures(run), records.person_measures(twin)
    chosen = {name: here[name] for name in here if measures is None or name in measures}
    found = metrics.gap_table(
        chosen, there, dims_of(run) if dims is None else dims, records.clusters(society),
        catalogue.units(run.config.months, society.recipe.currency),
    )  # fmt: skip
    return described(found, society)

"""Everybody who lived: who they are, where, and what became of them with the system and without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.metrics.monthly import SUBSISTENCE
from glasshouse.model import groups
from glasshouse.simulation import closeness, records
from glasshouse.simulation.columns import described
from glasshouse.simulation.ledger import months_of_rights_lost
from glasshouse.simulation.recording import Trail, kept
from glasshouse.simulation.society_figures import world_of

if TYPE_CHECKING:
    from glasshouse.population.society import Society
    from glasshouse.simulation.running import Run

Array = npt.NDArray[Any]
RIGHTS_LOST = "rights_lost_months"
"""Months of all rights shut added up; known only of runs that were written down."""
_TYPES = {"approval_at_end": np.int8, "fear_at_end": np.uint8, "income": np.int64, "paid": np.int64}
_MONEY = ("debt_at_end", "savings_at_end")


def table(run: Run, watched: Run, twin: Run | None, watched_twin: Run | None) -> pa.Table:
    """A row per person in canonical order (above a million, the persons kept in the trail).

    `person`, `cluster` (block of 200 m), `settlement`, `x`, `y` (metres from its centre), `age`, the labels
    `province` and those of `groups.dims_of` (attributes of the society's own among them), `attitude` (-100 ..
    100), `conviction` (0 .. 255), how many of the listed are close (`closeness.columns`), then `system_` and
    `twin_` before every name of `records.person_measures` and RIGHTS_LOST. Money is in cents.
    """
    society = run.society
    rows = np.flatnonzero(np.isin(society.who, kept(society.who, run.config.seed)))
    columns = who_they_are(society, rows)
    columns |= {name: values[rows] for name, values in closeness.columns(run).items()}
    for side, one, seen in (("system", run, watched), ("twin", twin, watched_twin)):
        if one is not None and seen is not None and seen.trail is not None:
            for name, values in _measures(one, seen.trail, rows).items():
                columns[f"{side}_{name}"] = values
    return described(pa.table(columns).replace_schema_metadata({SUBSISTENCE: _subsistence(society)}), society)


def _subsistence(society: Society) -> str:
    """Cents that an adult of the society needs a month."""
    return str(world_of(society.recipe).record().livelihood_subsistence[0])


def who_they_are(society: Society, rows: Array) -> dict[str, Any]:
    """What a society says of the persons at `rows`: the columns of `table` before those of what became of
    them."""
    columns: dict[str, Any] = {
        "person": society.who[rows].astype(np.uint32),
        "cluster": records.clusters(society)[rows],
        **{
            name: np.asarray(getattr(society, name))[rows].astype(np.int32)
            for name in ("settlement", "x", "y")
        },
        "age": society.age[rows].astype(np.uint8),
        "province": _provinces(society, rows),
    }
    for name, (codes, labels) in groups.dims_of(society).items():
        columns[name] = pa.DictionaryArray.from_arrays(
            pa.array(codes[rows].astype(np.int8)), pa.array(labels)
        )
    columns["attitude"] = society.attitude[rows].astype(np.int8)
    columns["conviction"] = society.conviction[rows].astype(np.uint8)
    return columns


def _provinces(society: Society, rows: Array) -> pa.DictionaryArray:
    names = records.province_names(society)
    serials, places = np.unique(society.province[rows], return_inverse=True)
    labels = pa.array([names[int(serial)] for serial in serials], pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), labels)


def _measures(run: Run, trail: Trail, rows: Array) -> dict[str, Array]:
    found = {name: _narrow(name, values[rows]) for name, values in records.person_measures(run).items()}
    lost = np.empty(len(rows), np.int32)
    lost[np.searchsorted(run.people["who"][rows], trail.who)] = months_of_rights_lost(trail)
    return {**found, RIGHTS_LOST: lost}


def _narrow(name: str, values: Array) -> Array:
    """The smallest type that holds what a measure can be."""
    if name in _MONEY:
        return values
    return values.astype(_TYPES.get(name, np.int32))

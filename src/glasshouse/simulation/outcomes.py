"""Outcomes: who the sampled and the listed synthetic persons were, and what became of them in both lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.model import groups
from glasshouse.simulation import records
from glasshouse.simulation.columns import described

if TYPE_CHECKING:
    from glasshouse.simulation.running import Run

MOST = 20_000
"""Rows at most, however large the society."""


def table(run: Run, twin: Run | None, panel_ids: npt.NDArray[np.uint32]) -> pa.Table:
    """A row per person of the panel and per person ever listed, up to `MOST`."""
    rows = _chosen(run, panel_ids)
    society = run.society
    columns: dict[str, pa.Array] = {"who": pa.array(run.people["who"][rows])}
    for name in ("settlement", "x", "y", "age"):
        columns[name] = pa.array(np.asarray(getattr(society, name))[rows])
    for name, (codes, labels) in groups.dims_of(society).items():
        columns[name] = pa.array([labels[code] for code in codes[rows]])
    for side, one in (("system", run), ("twin", twin)):
        if one is not None:
            for name, values in (records.person_measures(one) | records.first_spell(one)).items():
                columns[f"{side}_{name}"] = pa.array(values[rows])
    return described(pa.table(columns), society)


def _chosen(run: Run, panel_ids: npt.NDArray[np.uint32]) -> npt.NDArray[np.intp]:
    """The panel first, then the ever listed in the order of their identities."""
    of_panel = np.flatnonzero(np.isin(run.people["who"], panel_ids))
    listed = np.flatnonzero(run.people["times_listed"] > 0)
    room = max(0, MOST - len(of_panel))
    return np.union1d(of_panel, listed[:room])

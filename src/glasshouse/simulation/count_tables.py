"""Tables of counts: by month, province and stratum, of gatekeepers, of firms, and of a user's own events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.model import groups
from glasshouse.model.events import COLUMN, COLUMNS
from glasshouse.model.firm import FIRM_COLUMN, FIRM_COLUMNS, KINDS, SECTORS
from glasshouse.model.firm_census import GROUPS as FIRM_GROUPS
from glasshouse.model.gatekeepers import ASKED, STANDINGS
from glasshouse.rulebooks.law import KEEPERS
from glasshouse.simulation.columns import described

if TYPE_CHECKING:
    from glasshouse.population.society import Society

Array = npt.NDArray[Any]


def province_names(society: Society) -> dict[int, str]:
    """Name of each province by its serial."""
    return {province.serial: name for name, province in society.recipe.tables.provinces.items()}


def monthly_table(tallies: npt.NDArray[np.int64], society: Society) -> pa.Table:
    """A row for each month and group ever inhabited, month by month; counts are int64."""
    table, inhabited = _groups(tallies, society)
    for k, name in enumerate(COLUMNS):
        table[name] = pa.array(tallies[:, inhabited, k].reshape(-1))
    return described(pa.table(table), society)


def mechanisms_table(
    own_months: Mapping[str, npt.NDArray[np.int64]], tallies: npt.NDArray[np.int64], society: Society
) -> pa.Table | None:
    """What mechanisms of a user's own recorded, by month and group as in `monthly_table`; None for nothing.

    A column for each event, named `mechanism.event`: how often it was recorded.
    """
    if not own_months:
        return None
    table, inhabited = _groups(tallies, society)
    for name, counts in own_months.items():
        table[name] = pa.array(counts[:, inhabited].reshape(-1))
    return described(pa.table(table), society)


def _groups(tallies: npt.NDArray[np.int64], society: Society) -> tuple[dict[str, object], Array]:
    """The columns that name month and group, and the places of the groups ever inhabited."""
    inhabited = np.flatnonzero(tallies[:, :, COLUMN["persons"]].any(0))
    months = len(tallies)
    names = province_names(society)
    province = [names[int(g) // groups.STRATA] for g in inhabited]
    labels = {"province": province, **groups.labels_of(inhabited % groups.STRATA, groups.names_in(society))}
    table = {"month": pa.array(np.repeat(np.arange(months, dtype=np.int32), len(inhabited)))}
    for name, values in labels.items():
        column = pa.array(values).dictionary_encode()
        indices = pa.array(np.tile(column.indices.to_numpy(), months))
        table[name] = pa.DictionaryArray.from_arrays(indices, column.dictionary)
    return table, inhabited


def gatekeepers_table(asked: npt.NDArray[np.int64], society: Society) -> pa.Table:
    """A row for each month, province, kind of gatekeeper and standing in which somebody asked."""
    names = province_names(society)
    rows = np.argwhere(asked.any(axis=-1))
    month, province, kind, marked = rows.T if len(rows) else np.zeros((4, 0), np.int64)
    table = {
        "month": pa.array(month.astype(np.int32)),
        "province": pa.array([names[int(p)] for p in province], pa.string()),
        "kind": pa.array([tuple(KEEPERS)[k] for k in kind], pa.string()),
        "standing": pa.array([STANDINGS[m] for m in marked], pa.string()),
    }
    counts = asked[month, province, kind, marked]
    kept = ASKED[: asked.shape[-1]]
    return described(pa.table(table | {name: pa.array(counts[:, k]) for k, name in enumerate(kept)}), society)


def firms_table(months: Sequence[npt.NDArray[np.int64]], society: Society) -> pa.Table:
    """A row for each month in which firms are scored and each inhabited group of firms; counts are int64."""
    names = province_names(society)
    parts = []
    for month, tally in enumerate(months):
        rows = np.flatnonzero(tally[:, FIRM_COLUMN["firms"]])
        place, rest = np.divmod(rows, FIRM_GROUPS)
        sector, connected = np.divmod(rest, KINDS)
        about = {
            "month": np.full(len(rows), month, np.int32),
            "province": pa.array([names[int(p)] for p in place], pa.string()),
            "sector": pa.array([SECTORS[int(s)] for s in sector], pa.string()),
            "connected": connected.astype(bool),
        }
        counts = {name: tally[rows, k] for k, name in enumerate(FIRM_COLUMNS)}
        parts.append(pa.table({**about, **counts}))
    return pa.concat_tables(parts)

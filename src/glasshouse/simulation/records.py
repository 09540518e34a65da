"""Records: counts as a table by month, province and stratum, and what became of each person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.model import groups
from glasshouse.model.events import COLUMN, COLUMNS
from glasshouse.model.firm import FIRM_COLUMN, FIRM_COLUMNS, KINDS, SECTORS
from glasshouse.model.firm_census import GROUPS as FIRM_GROUPS
from glasshouse.model.gatekeepers import ASKED, STANDINGS
from glasshouse.model.person import EMPLOYED, PRAISES
from glasshouse.rulebook.law import KEEPERS
from glasshouse.simulation.columns import described

if TYPE_CHECKING:
    from glasshouse.population.society import Society
    from glasshouse.simulation.running import Run

Array = npt.NDArray[Any]


def province_names(society: Society) -> dict[int, str]:
    """Name of each province by its serial."""
    return {province.serial: name for name, province in society.recipe.tables.provinces.items()}


def monthly_table(tallies: npt.NDArray[np.int64], society: Society) -> pa.Table:
    """A row for each month and group ever inhabited, month by month; counts are int64."""
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
    for k, name in enumerate(COLUMNS):
        table[name] = pa.array(tallies[:, inhabited, k].reshape(-1))
    return described(pa.table(table), society)


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
    return described(
        pa.table(table | {name: pa.array(counts[:, k]) for k, name in enumerate(ASKED)}), society
    )


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


def person_measures(run: Run) -> dict[str, Array]:
    """What became of each person over the whole run, in canonical order.

    Months and times are counts; money is in cents, approval -100 .. 100, fear 0 .. 255.
    """
    people = run.people
    return {
        "ever_listed": (people["times_listed"] > 0).astype(np.int64),
        "times_listed": people["times_listed"].astype(np.int64),
        "months_listed": people["months_listed"].astype(np.int64),
        "months_wrongly_listed": people["months_wronged"].astype(np.int64),
        "denied": people["denied"].astype(np.int64),
        "income": people["earned"].astype(np.int64),
        "paid": people["repaid"].astype(np.int64),
        "debt_at_end": people["debt"].astype(np.int64),
        "savings_at_end": people["savings"].astype(np.int64),
        "employed_at_end": ((people["state"] & EMPLOYED) != 0).astype(np.int64),
        "months_voiced": people["months_voiced"].astype(np.int64),
        "exposure": people["seen"].astype(np.int64),
        "ties_cut": np.bitwise_count(people["ties_cut"]).astype(np.int64),
        "approval_at_end": people["approval"].astype(np.int64),
        "fear_at_end": people["fear"].astype(np.int64),
        "praises_at_end": ((people["state"] & PRAISES) != 0).astype(np.int64),
    }


def first_spell(run: Run) -> dict[str, Array]:
    """Month of the first entry onto a blacklist and of the first exit; -1 for never."""
    return {name: run.people[name].astype(np.int64) - 1 for name in ("first_listed", "first_left")}


def clusters(society: Society) -> Array:
    """Number of the block of 200 m each person lives in: those who share luck through their neighbours."""
    settlement = np.asarray(society.settlement, np.int64)
    return settlement * (int(np.max(society.block, initial=0)) + 1) + np.asarray(society.block, np.int64)

"""Reading the monthly table: sums over strata and provinces, month by month.

The monthly table has one row per month, province and stratum; every column but the labels is a count or an
integer sum. All functions here return plain arrays indexed by month (0 = first month of the run).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.specs.units import MONEY

Number = float | np.integer[Any]
"""A figure, counted by NumPy or not."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

DIMS: Mapping[str, tuple[str, ...]] = {
    "registration": ("urban", "rural"),
    "sex": ("men", "women"),
    "age_band": ("0-17", "18-39", "40-59", "60+"),
    "minority": ("majority", "minority"),
    "income_band": ("low", "middle", "high"),
}
"""The group dimensions of every table and the order in which their groups are printed."""
GROUPS = "groups"
"""Metadata of a column of groups: their names in order, a line each."""
CURRENCY = "currency"
"""Metadata of a table: the currency of its money."""

SUBSISTENCE = "subsistence"
"""Metadata of a table of people: the need of an adult a month, in cents."""


def currency_of(table: pa.Table) -> str:
    """The currency of the money in a table, or the word `money` where the table does not say."""
    return ((table.schema.metadata or {}).get(CURRENCY.encode()) or MONEY.encode()).decode()


def dims_in(table: pa.Table) -> list[str]:
    """The group dimensions of a table, attributes of the society's own last."""
    own = [field.name for field in table.schema if names_of(table, field.name)]
    return list(dict.fromkeys([*(dim for dim in DIMS if dim in table.column_names), *own]))


def names_of(table: pa.Table, dim: str) -> tuple[str, ...]:
    """Names of all groups of a dimension in order, as its column gives them; empty where it does not."""
    metadata = table.schema.field(dim).metadata or {}
    return (
        tuple(metadata.get(GROUPS.encode(), b"").decode().split("\n")) if GROUPS.encode() in metadata else ()
    )


def months(monthly: pa.Table) -> int:
    """How many months the table covers (largest month index + 1; 0 for an empty table)."""
    index = _month_of_row(monthly)
    return int(index.max()) + 1 if len(index) else 0


def totals(monthly: pa.Table, *names: str) -> dict[str, Ints]:
    """Sum of each named column over provinces and strata, as one array per month.

    A column the table does not have is left out of the answer, so that callers can ask for optional ones.
    """
    index = _month_of_row(monthly)
    return {name: _sum_by(index, monthly, name) for name in names if name in monthly.column_names}


def series(monthly: pa.Table, name: str) -> Ints:
    """One column summed over provinces and strata per month; zeros when the table has no such column."""
    return totals(monthly, name).get(name, np.zeros(months(monthly), np.int64))


def grouped(monthly: pa.Table, dim: str, name: str) -> tuple[tuple[str, ...], Ints]:
    """One column summed per group of `dim` and month: the group labels and an array (groups, months)."""
    labels, codes = group_codes(monthly, dim)
    span = months(monthly)
    if name not in monthly.column_names:
        return labels, np.zeros((len(labels), span), np.int64)
    key = codes * span + _month_of_row(monthly)
    flat = np.bincount(key, weights=column(monthly, name), minlength=len(labels) * span)
    return labels, np.rint(flat).astype(np.int64).reshape(len(labels), span)


def group_codes(table: pa.Table, dim: str) -> tuple[tuple[str, ...], Ints]:
    """Labels of the groups of `dim` present in the table, in printing order, and the code of each row."""
    encoded = table.column(dim).combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    found = [str(word) for word in encoded.dictionary.to_pylist()]
    known = names_of(table, dim) or DIMS.get(dim, ())
    order = sorted(range(len(found)), key=lambda k: _place(known, found[k]))
    rank = np.empty(len(found), np.int64)
    rank[order] = np.arange(len(found))
    codes = rank[encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)]
    return tuple(found[k] for k in order), codes


def window(span: int, last: int) -> slice:
    """The last `last` of `span` months, or all of them when the run is shorter."""
    return slice(max(0, span - last), span)


def column(table: pa.Table, name: str) -> Floats:
    """A numeric column as float64 (exact for every count and for sums of cents below 2**53)."""
    return np.asarray(table.column(name).to_numpy(), dtype=np.float64)


def _place(known: Sequence[str], label: str) -> tuple[int, str]:
    return (known.index(label) if label in known else len(known), label)


def _month_of_row(monthly: pa.Table) -> Ints:
    return np.asarray(monthly.column("month").to_numpy(), dtype=np.int64)


def _sum_by(index: Ints, monthly: pa.Table, name: str) -> Ints:
    return np.rint(np.bincount(index, weights=column(monthly, name))).astype(np.int64)

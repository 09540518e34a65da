"""Reading the table of people: columns of both sides, clusters, and the adults among them.

One row per person; `system_...` and `twin_...` hold what became of the same person with and without the
system, over the whole run.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics.intervals import compact
from glasshouse.metrics.monthly import Floats, column

ADULT = 18
"""Years from which a person counts as adult (assumption, as in the model)."""

Mask = npt.NDArray[np.bool_]


def need(people: pa.Table, *names: str) -> None:
    """Raises `InputError` naming every one of these columns that the table does not have."""
    diagnostics = [
        Diagnostic(f"{name}: not a column of the table of people", suggestion(name, people.column_names))
        for name in names
        if name not in people.column_names
    ]
    if diagnostics:
        raise InputError(*diagnostics)


def has(people: pa.Table, *names: str) -> bool:
    """Whether the table has all these columns."""
    return set(names) <= set(people.column_names)


def sides(*measures: str) -> tuple[str, ...]:
    """The columns of these measures, with the system and without."""
    return tuple(f"{side}_{name}" for name in measures for side in ("system", "twin"))


def both(people: pa.Table, measure: str) -> tuple[Floats, Floats]:
    """A measure with and without the system, one number per person. Raises `InputError` where one is
    missing."""
    names = f"system_{measure}", f"twin_{measure}"
    need(people, *names)
    return column(people, names[0]), column(people, names[1])


def optional(people: pa.Table, name: str) -> Floats | None:
    """A column, or None where the table does not have it."""
    return column(people, name) if name in people.column_names else None


def clusters(people: pa.Table) -> npt.NDArray[np.int64] | None:
    """The block of each person, or None where the table does not say."""
    return people.column("cluster").to_numpy() if "cluster" in people.column_names else None


def with_clusters(people: pa.Table) -> pa.Table:
    """The same people with their blocks numbered from 0, which spares every measure the sorting of them."""
    blocks = clusters(people)
    if blocks is None:
        return people
    place = people.column_names.index("cluster")
    return people.set_column(place, "cluster", pa.array(compact(blocks)[0]))


def adults(people: pa.Table) -> pa.Table:
    """The rows of adults; all rows where the table has no ages."""
    if "age" not in people.column_names:
        return people
    return people.filter(pa.array(people.column("age").to_numpy() >= ADULT))


def anywhere_above_zero(people: pa.Table, names: Sequence[str]) -> Mask:
    """Which persons have more than 0 in at least one of these columns; columns that are missing do not
    count."""
    above = np.zeros(people.num_rows, np.bool_)
    for name in names:
        if name in people.column_names:
            above |= people.column(name).to_numpy() > 0
    return above

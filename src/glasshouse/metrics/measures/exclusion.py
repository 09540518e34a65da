"""Systemic exclusion (F13) and homogenised outcomes (F14).

Private gatekeepers: who is refused everywhere, and how much alike those who refuse are.

Read from the table of gatekeepers: one row per month, province, kind and standing, with `applications`,
`refused_by_all`, and `refused_1`, `refused_2`, ... for each gatekeeper of the kind. Everybody who applies
asks all of them, so that all refusals of a kind rest on the same applications.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from glasshouse.metrics.answers import of_gatekeepers
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.intervals import NO_EVENT, gamma_factors, wilson
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.monthly import Floats, column


@measure(
    id="F13",
    title="Systemic exclusion",
    unit="of applications",
    worse="more",
    side="harm",
    needs=(
        "gatekeepers",
        "people",
    ),
    source="Creel and Hellman 2022; Bommasani et al. 2022",
)
def refused_by_all(data: Data) -> Iterator[Answer]:
    """Share of applications refused by every gatekeeper of a kind, so that no door is left."""
    if len(data.system.gatekeepers):
        yield of_gatekeepers("F13", len(data.crowd), data.system.gatekeepers, exclusion)


_REFUSED = "refused_"
_ALL = "refused_by_all"


def of_kind(table: pa.Table, kind: str, standing: str | None = None) -> pa.Table:
    """The rows of one kind of gatekeeper, and of one standing (`clean`, `marked`) where it is named."""
    rows = table.filter(pc.field("kind") == kind)
    return rows if standing is None else rows.filter(pc.field("standing") == standing)


def applications(table: pa.Table) -> int:
    """How many applications the rows hold: what every other figure rests on."""
    return int(column(table, "applications").sum())


def marginal_refusals(table: pa.Table) -> Floats:
    """Share of applications refused by each gatekeeper (fractions), leaving out those that refused nobody.

    Gatekeepers that refuse nobody and gatekeepers that do not exist look alike; with the former nobody
    can be refused by all, which `homogenisation` tells by the count of such refusals.
    """
    names = [name for name in table.column_names if name.startswith(_REFUSED) and name != _ALL]
    refused = np.array([column(table, name).sum() for name in names])
    asked = applications(table)
    return refused[refused > 0] / asked if asked else np.zeros(0)


def systemic_exclusion(table: pa.Table) -> float:
    """Share of applications refused by all gatekeepers of the kind (fraction); `nan` without applications.

    Counts of rows of several kinds may be added: each kind then counts by its applications."""
    asked = applications(table)
    return float(column(table, _ALL).sum() / asked) if asked else math.nan


def homogenisation(table: pa.Table) -> float:
    """P(all refuse) / product of P(each refuses): 1 where refusals are independent; for rows of one kind.

    The ratio of Bommasani et al. (2022), "Picking on the same person". Above 1 partly because some persons
    have more on file than others: take one standing at a time to see what sharing alone does. `nan` where
    nobody was refused.
    """
    marginals = marginal_refusals(table)
    if not len(marginals):
        return math.nan
    return systemic_exclusion(table) / float(np.prod(marginals))


def exclusion(table: pa.Table) -> tuple[float, float, float, int]:
    """F13: systemic exclusion with its 95 % interval (Wilson), and how many applications all refused."""
    asked, refused = applications(table), int(column(table, _ALL).sum())
    low, high = wilson(refused, asked)
    return systemic_exclusion(table), float(low), float(high), refused


def agreement(table: pa.Table) -> tuple[float, float, float, int]:
    """F14: refusals by all / those expected if gatekeepers refused independently, all kinds added up.

    With the exact Poisson interval of the count above the line; what stands under it is taken as known."""
    kinds = set(table.column("kind").to_pylist())
    expected = sum(_expected(of_kind(table, kind)) for kind in kinds)
    refused = int(column(table, _ALL).sum())
    if not expected:
        return math.nan, math.nan, math.nan, refused
    down, up = gamma_factors(refused) if refused else (0.0, 0.0)
    value = refused / expected
    return value, value * down, value * up if refused else NO_EVENT / expected, refused


def _expected(table: pa.Table) -> float:
    marginals = marginal_refusals(table)
    return applications(table) * float(np.prod(marginals)) if len(marginals) else 0.0


@measure(
    id="F14",
    title="Homogenised outcomes",
    unit="ratio",
    worse="more",
    side="harm",
    needs=(
        "gatekeepers",
        "people",
    ),
    source="Bommasani et al. 2022, picking on the same person",
)
def refusals_alike(data: Data) -> Iterator[Answer]:
    """Chance of refusal by all gatekeepers of a kind over the product of the chances of refusal by
    each: 1 where they err apart, more where they err together. Kinds are added up above and under
    the line.
    """
    if len(data.system.gatekeepers):
        yield of_gatekeepers("F14", len(data.crowd), data.system.gatekeepers, agreement)

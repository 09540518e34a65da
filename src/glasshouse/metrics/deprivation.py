"""Deprivation in several rights at once (measure F2), after Alkire & Foster (2011).

The unit counted is a person in a month. Deprivation c is how many rights are shut to the person in that
month, of all d rights of the vocabulary, each counted alike. Somebody is deprived when c reaches the cutoff
k. Then

- H, the headcount: share of person-months that are deprived;
- A, the intensity: mean c/d among the deprived;
- M0 = H * A, the adjusted headcount: share of all rights-months that the deprived lose. It falls apart into
  groups (weighted by their size) and into rights (censored headcounts), and never rises with k.

Source: Alkire & Foster, "Counting and multidimensional poverty measurement", J. Public Economics 95 (2011).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from glasshouse.engine.bit_columns import from_column, sizes
from glasshouse.metrics.access import months_by_right
from glasshouse.metrics.crowd import Crowd, integers, require
from glasshouse.metrics.known_rights import rights_of
from glasshouse.metrics.monthly import Ints
from glasshouse.metrics.rates import SCHEMA, PerPerson

CUTOFFS = (1, 3, 5)
"""Cutoffs printed by default: any right, several, many. A choice, not a finding."""


@dataclass(frozen=True)
class Deprivation:
    """Headcount, intensity and adjusted headcount for one cutoff, as counts per person."""

    headcount: PerPerson
    intensity: PerPerson
    adjusted: PerPerson


def deprivation(crowd: Crowd, standing: pa.Table, months: int, k: int) -> Deprivation:
    """H, A and M0 for cutoff `k` (1 or more rights) over a run of `months`. All are fractions."""
    require(standing, "standing", ("person", "months", "shut"))
    d = len(rights_of(standing))
    shut, spell = rights_shut(standing), integers(standing, "months")
    deprived = shut >= k
    who = integers(standing, "person")
    time = crowd.sums(who, spell * deprived)
    lost = crowd.sums(who, spell * shut * deprived)
    whole = np.full(len(crowd), months, np.int64)
    return Deprivation(
        PerPerson(time, whole, "share"),
        PerPerson(lost, time * d, "share"),
        PerPerson(lost, whole * d, "share"),
    )


def deprivation_table(
    crowd: Crowd, standing: pa.Table, months: int, cutoffs: Iterable[int] = CUTOFFS
) -> pa.Table:
    """H, A and M0 for each cutoff, for everybody and by group: columns `k`, `measure` and those of a rate."""
    parts = []
    for k in cutoffs:
        for name, counts in vars(deprivation(crowd, standing, months, k)).items():
            part = counts.table(crowd)
            about = {"k": pa.array([k] * len(part), pa.int64()), "measure": [name] * len(part)}
            parts.append(pa.table(about | dict(zip(part.column_names, part.columns, strict=True))))
    empty = pa.schema([("k", pa.int64()), ("measure", pa.string()), *SCHEMA]).empty_table()
    return pa.concat_tables(parts) if parts else empty


def censored_headcounts(crowd: Crowd, standing: pa.Table, months: int, k: int) -> dict[str, float]:
    """For each right, the share of person-months in which the person is deprived and this right is shut.

    Their mean over all d rights is M0; each divided by d * M0 is the right's contribution. Rights never shut
    among the deprived are left out."""
    deprived = standing.filter(pa.array(rights_shut(standing) >= k))
    terms, size = rights_of(standing).terms, max(1, len(crowd) * months)
    return {terms[k].name: float(shut.sum()) / size for k, shut in months_by_right(crowd, deprived)}


def ever_deprived(crowd: Crowd, standing: pa.Table, k: int) -> PerPerson:
    """Share of persons who had `k` or more rights shut at once in at least one month. Fraction."""
    deprived = standing.filter(pa.array(rights_shut(standing) >= k))
    ever = (crowd.sums(integers(deprived, "person")) > 0).astype(np.int64)
    return PerPerson(ever, np.ones(len(crowd), np.int64), "share")


def rights_shut(standing: pa.Table) -> Ints:
    """How many rights each spell shuts."""
    return sizes(from_column(standing.column("shut")))

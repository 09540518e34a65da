"""Whom the system touched at all: a mean over everybody hides how few lost how much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glasshouse.metrics import catalogue
from glasshouse.metrics.monthly import column
from glasshouse.reporting.folder import Folder


@dataclass(frozen=True)
class Touched:
    """How many persons a figure differs for, with the system against without, and their mean difference.

    `mean` is in the unit of the measure, for one of those touched where the unit speaks of 1,000 persons.
    """

    persons: int
    mean: float
    unit: str


PER_THOUSAND = " per 1,000 persons"


def touched(folder: Folder, measure: str) -> Touched | None:
    """Who differs in a figure of persons; None without a twin, and where the table has not everybody."""
    people, names = folder.people, (f"system_{measure}", f"twin_{measure}")
    if people is None or people.num_rows != folder.manifest["persons"]:
        return None
    if any(name not in people.column_names for name in names):
        return None
    with_it, without = (column(people, name) for name in names)
    difference = with_it - without
    differs = difference[difference != 0]
    scale, unit = catalogue.units(folder.months, folder.currency)[measure]
    if PER_THOUSAND in unit:
        scale, unit = scale / 1000, unit.replace(PER_THOUSAND, "")
    mean = scale * float(differs.mean()) if len(differs) else 0.0
    return Touched(int(np.count_nonzero(difference)), mean, unit)

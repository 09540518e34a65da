"""Whom the system touched at all: a mean over everybody hides how few lost how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from glasshouse.auditing.evidence import FEWEST
from glasshouse.metrics import catalogue
from glasshouse.metrics.crowd import integers
from glasshouse.metrics.monthly import column
from glasshouse.specs.units import MONEY

if TYPE_CHECKING:
    from glasshouse.auditing.audited_results import Results

PER_THOUSAND = " per 1,000 persons"
PER_PERSON = " per person"
TOLD = ("income", "paid_to_state", "lost_to_cuts", "paid_in_prices", "paid")
"""Figures of persons of which an audit says whom they differ for."""


@dataclass(frozen=True)
class Touched:
    """How many persons a figure differs for, with the system against without, and their mean difference.

    `mean` is in the unit of the measure, for one of those touched where the unit speaks of persons.
    """

    persons: int
    mean: float
    unit: str


def touched(people: pa.Table | None, manifest: Mapping[str, Any], measure: str) -> Touched | None:
    """Who differs in a figure of persons; None without a twin, and where the table has not everybody."""
    names = (f"system_{measure}", f"twin_{measure}")
    if people is None or people.num_rows != manifest["persons"]:
        return None
    if any(name not in people.column_names for name in names):
        return None
    with_it, without = (column(people, name) for name in names)
    difference = with_it - without
    differs = difference[difference != 0]
    currency = str(manifest["society"].get("currency", MONEY))
    scale, unit = catalogue.units(int(manifest["months"]), currency)[measure]
    if PER_THOUSAND in unit:
        scale, unit = scale / 1000, unit.replace(PER_THOUSAND, "")
    mean = scale * float(differs.mean()) if len(differs) else 0.0
    return Touched(len(differs), mean, unit.replace(PER_PERSON, ""))


def sentences(run: Results) -> Iterator[str]:
    """How many persons of a run lost rights, income or paid otherwise, and how much each of them."""
    ledger = run.system.get("ledger")
    if ledger is not None and len(ledger):
        persons = len(np.unique(integers(ledger, "person")))
        months = f"{integers(ledger, 'months').sum() / persons:,.1f} months of rights, added up, each"
        yield f"Rights were denied to {persons:,} of {run.persons:,} persons{_each(persons, months)}."
    for name in TOLD:
        whom = touched(run.people, run.manifest, name)
        if whom is not None and whom.persons:
            each = f"{whom.mean:+,.0f} {whom.unit} each"
            who = f"{whom.persons:,} of {run.persons:,} persons"
            title = catalogue.measure(name).title
            yield f"{title}: other than without it for {who}{_each(whom.persons, each)}."


def _each(persons: int, mean: str) -> str:
    return ", too few for a mean" if persons < FEWEST else f", {mean}"

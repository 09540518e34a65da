"""Carrot and stick: what the punishments of a rulebook add to its twin that only gives benefits (CS).

A results folder compares the two in means per person; the full set of findings under both needs runs that are
lived again (see `reruns`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from glasshouse.audit.reading import Results
from glasshouse.metrics import catalogue
from glasshouse.metrics.findings import Estimate, Finding, answer
from glasshouse.metrics.measure import Measure

BENEFITS_ONLY = "benefits-only"


def carrot_and_stick(run: Results) -> tuple[Finding, ...]:
    """CS of every measure per person that the folder compares: rulebook less benefits only.

    Titles say that a value is of the rulebook less that of benefits only; a finding counts as the measure it
    is taken of, whatever its side.
    """
    return tuple(_findings(run))


def _findings(run: Results) -> Iterator[Finding]:
    known = {measure.id: measure for measure in catalogue.figures()}
    for row in run.variants.to_pylist() if run.variants is not None else ():
        if row["variant"] == BENEFITS_ONLY and row["measure"] in known:
            yield _finding(known[row["measure"]], row, run.months)


def _finding(measure: Measure, row: dict[str, Any], months: int) -> Finding:
    """Rulebook less variant: the folder has variant less rulebook."""
    value, high, low = (
        math.nan if row[key] is None else 0.0 - row[key] for key in ("difference", "low", "high")
    )
    persons = int(row["persons"])
    sums = measure.kind in ("cents", "stock", "level")
    events = persons if sums else measure.counted(row["rulebook"], persons, months)
    rulebook, carrot = row["rulebook"], row["under_variant"]
    found = answer(
        "CS",
        Estimate(value, low, high, persons, events),
        title=f"{measure.title}: rulebook less benefits only",
        unit=row["unit"] or measure.unit,
        note=f"{rulebook:.3g} under the rulebook, {carrot:.3g} with benefits only.",
    )
    return replace(catalogue.finding(found), worse=measure.worse)

"""Findings that compare runs of the same people: trap index (F8), arbitrariness (F23), flip test (F24)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.metrics import arbitrariness
from glasshouse.metrics.answers import counted
from glasshouse.metrics.crowd import crowd
from glasshouse.metrics.findings import Answer, Estimate, answer
from glasshouse.metrics.spells import WITHIN, listed_spells, relapse
from glasshouse.metrics.trap import trap_index


def trap(people: pa.Table, run: pa.Table, neutral: pa.Table, months: int, within: int = WITHIN) -> Answer:
    """F8 from the listings of a run and of one whose sanctions leave income, work and movement alone.

    R is relapse within `within` months. Runs and people are the same but for the sanctions' effects."""
    town, spells = crowd(people), [listed_spells(listings, months) for listings in (run, neutral)]
    (here,), (there,) = (relapse(town, found, months) for found in spells)
    persons = int(np.count_nonzero(town.sums(spells[0].person[spells[0].ended])))
    found = Estimate(*trap_index(here, there, within), persons, here.happened + there.happened)
    return answer(
        "F8", found, note=f"Relapse within {within} months; the interval takes the runs as independent."
    )


def like_treatment(
    people: pa.Table, outcomes: npt.ArrayLike, *, touched: bool = False
) -> tuple[Answer, Answer]:
    """F23 from runs that differ in the luck of enforcement only: consistency, and persons below 0.75.

    `outcomes` has a row a run and a column a person, in the order of the people. With `touched` the share of
    persons is of those to whom it happened at least once."""
    town, runs = crowd(people), len(np.asarray(outcomes))
    happened = arbitrariness.happened(outcomes)
    below = arbitrariness.arbitrary(outcomes, touched=touched)
    note = f"{runs} runs." + (" Of those it happened to at least once." if touched else "")
    return (
        counted(
            "F23",
            arbitrariness.consistency(outcomes),
            town,
            "consistency",
            events=happened,
            note=f"{runs} runs.",
        ),
        counted("F23", below, town, "below", note=note),
    )


def flip(
    people: pa.Table,
    as_they_are: npt.ArrayLike,
    switched: npt.ArrayLike,
    *,
    who: npt.ArrayLike | None = None,
    unit: str = "",
) -> Answer:
    """F24: mean harm of the same persons as they are, less the same with a protected attribute switched.

    `who` picks the persons (0/1 each), `unit` that of the harm. The events are persons for whom it
    changed."""
    found = arbitrariness.flip_test(crowd(people), as_they_are, switched, who=who)
    gap, changed = found.difference, int(found.changed.over.sum())
    return answer("F24", Estimate(gap.difference, gap.low, gap.high, gap.persons, changed), unit=unit)

"""Outcomes: what is kept of a run, the same names for every member, so that studies can share members.

Per person means over everybody (`measure.catalogue`), with the system, without it (`_twin`) and their
difference (`_difference`), and measures of the whole run. Numbers are floats; `nan` where there is no twin,
or nothing to divide by.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from glasshouse import measure
from glasshouse.model.events import COLUMN
from glasshouse.study import records

if TYPE_CHECKING:
    from glasshouse.study.running import Run

COUNTED = (
    "gated", "fearful", "praised", "conforms", "approves_privately", "approves_stated", "employed",
    "in_arrears", "low_grade", "shut_out",
    "speech_punished", "shamed", "tie_cut", "payment_missed", "sued", "entered_list", "entered_wrong_person",
    "entered_unable", "dispute_filed", "dispute_won", "merit_for_show", "kindness_forgone",
    "opinion_inferred",
)  # fmt: skip
"""Counts of the whole run kept per person: months in a state, times something happened."""
PAIRED = ("", "_twin", "_difference")


def outcomes_of(run: Run, twin: Run | None) -> dict[str, float]:
    """Every outcome of a run, by name."""
    with_, without = _means(run), _means(twin) if twin else {}
    found: dict[str, float] = {}
    for name, value in with_.items():
        found[name] = value
        found[f"{name}_twin"] = without.get(name, math.nan)
        found[f"{name}_difference"] = value - without.get(name, math.nan)
    return found | _of_the_whole(run, twin)


def names() -> tuple[str, ...]:
    """The names of all outcomes, in the order of `outcomes_of`."""
    return (*(f"{name}{side}" for name in (*_PERSONAL, *COUNTED) for side in PAIRED), *_WHOLE)


def _means(run: Run) -> dict[str, float]:
    people = len(run.people)
    means = {name: float(values.mean()) for name, values in records.person_measures(run).items()}
    counts = {name: float(run.tallies[:, :, COLUMN[name]].sum()) / people for name in COUNTED}
    return {name: means[name] for name in _PERSONAL} | counts


def _of_the_whole(run: Run, twin: Run | None) -> dict[str, float]:
    monthly = counts_of(run)
    wrong = measure.harm.wrongful_share(monthly)
    found = {
        "listed_share": measure.listing.listed_share(monthly),
        "false_share_wrong_person": wrong["wrong_person"],
        "false_share_unable": wrong["unable"],
        "false_share": wrong["all"],
        "exposure_per_listed_month": measure.harm.exposure_per_listed_month(monthly),
        "lost_dissent": math.nan,
        "recovered": math.nan,
    }
    if twin:
        other = counts_of(twin)
        people = len(run.people)
        found["lost_dissent"] = measure.harm.lost_dissent(monthly, other)
        found["recovered"] = measure.benefit.claimed_benefit(monthly, other).recovered / people
    return {name: float(found[name]) for name in _WHOLE}


def counts_of(run: Run) -> pa.Table:
    """The monthly counts of everybody together: a row a month, without groups."""
    whole = run.tallies.sum(axis=1)
    table: dict[str, Any] = {"month": range(len(whole))}
    return pa.table(table | {name: whole[:, k] for name, k in COLUMN.items()})


_PERSONAL = (
    "ever_listed", "months_listed", "months_wrongly_listed", "denied", "income", "paid", "debt_at_end",
    "savings_at_end", "employed_at_end", "months_voiced", "exposure",
)  # fmt: skip
_WHOLE = (
    "listed_share", "false_share_wrong_person", "false_share_unable", "false_share",
    "exposure_per_listed_month", "lost_dissent", "recovered",
)  # fmt: skip

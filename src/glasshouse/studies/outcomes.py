"""Outcomes: what is kept of a run, the same names for every member, so that studies can share members.

Means over everybody, with the system, without it (`_twin`) and their difference (`_difference`), and measures
of the whole run, in the units the command line prints (`metrics.catalogue`), money in the
currency of the society. Numbers are floats; `nan` where
there is no twin, or nothing to divide by.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from glasshouse import metrics
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics.catalogue import Kind, Measure
from glasshouse.metrics.catalogue import measure as catalogued
from glasshouse.model.events import COLUMN
from glasshouse.simulation import records
from glasshouse.studies.forms import shown

if TYPE_CHECKING:
    from glasshouse.simulation.running import Run

_PERSONAL = (
    "ever_listed", "months_listed", "months_wrongly_listed", "denied", "income", "paid", "debt_at_end",
    "savings_at_end", "employed_at_end", "months_voiced", "exposure",
)  # fmt: skip
"""Measures of persons, known by these names to `metrics.catalogue`."""
COUNTED: dict[str, tuple[Kind, str]] = {
    "gated": ("months", "Time with at least one right shut"),
    "fearful": ("months", "Time in fear"),
    "praised": ("months", "Time praising the authority"),
    "conforms": ("months", "Time praising the authority while disapproving of it"),
    "approves_privately": ("months", "Time approving of the authority in private"),
    "approves_stated": ("months", "Time approving, or seeming to out of fear or praise"),
    "employed": ("months", "Time in employment"),
    "in_arrears": ("months", "Time in arrears with a debt"),
    "low_grade": ("months", "Time in a low grade of the score"),
    "shut_out": ("months", "Time refused by every gatekeeper of a kind"),
    "speech_punished": ("times", "Punished for speech"),
    "shamed": ("times", "Shamed before people who know them"),
    "tie_cut": ("times", "Ties cut"),
    "payment_missed": ("times", "Payments missed"),
    "sued": ("times", "Sued"),
    "entered_list": ("times", "Put on a list"),
    "entered_wrong_person": ("times", "Put on a list for somebody else's debt or act"),
    "entered_unable": ("times", "Put on a list though unable to pay"),
    "dispute_filed": ("times", "Disputes filed"),
    "dispute_won": ("times", "Disputes won"),
    "merit_for_show": ("times", "Good deeds done for points"),
    "kindness_forgone": ("times", "Kind acts given up for deeds that earn points"),
    "opinion_inferred": ("times", "Entered into a file for an opinion inferred from conduct"),
}
"""Counts of the whole run, over everybody: months in a state, times something happened."""
_WHOLE = {
    "listed_share": ("of persons", "Listed, mean over the last 12 months"),
    "false_share_wrong_person": (
        "of months on a list",
        "Listed for somebody else's debt or act, last 12 months",
    ),
    "false_share_unable": ("of months on a list", "Listed though unable to pay, last 12 months"),
    "false_share": ("of months on a list", "Listed on a false ground of either kind, last 12 months"),
    "exposure_per_listed_month": (
        "looks per listed month",
        "Looks at the mark of a listed person on the map",
    ),
    "lost_dissent": ("of months of critical speech", "Critical speech lost to the system, whole run"),
    "recovered": ("money per person a year", "Debt repaid because of the system"),
}
"""Measures of the whole run with their units."""
_OF_BOTH = ("lost_dissent", "recovered")
"""Measures of the whole run that compare it with the life without the system."""
TWIN, DIFFERENCE = "_twin", "_difference"
PAIRED = {"": "", TWIN: ", without the system", DIFFERENCE: ", with the system less without it"}
"""The sides of a mean over everybody: endings of its name and of its meaning."""


@dataclass(frozen=True)
class Outcome:
    """One column of a study: its name, its unit, what it means, and whether it needs the twin.

    `side` is the ending of `PAIRED` it has: "" with the system, and for measures of the whole run.
    """

    name: str
    unit: str
    meaning: str
    needs_twin: bool = False
    side: str = ""


@cache
def catalogue() -> dict[str, Outcome]:
    """Every outcome by name, in the order of `names`."""
    sides = [
        Outcome(f"{name}{side}", one.unit, f"{one.title}{words}", bool(side), side)
        for name, one in _measures().items()
        for side, words in PAIRED.items()
    ]
    whole = [Outcome(name, unit, words, name in _OF_BOTH) for name, (unit, words) in _WHOLE.items()]
    return {one.name: one for one in (*sides, *whole)}


def names() -> tuple[str, ...]:
    """The names of all outcomes, in the order of `outcomes_of`."""
    return tuple(catalogue())


def known(name: object) -> str:
    """The name of an outcome. Raises `InputError` with the nearest one for anything else."""
    if isinstance(name, str) and name in catalogue():
        return name
    near = suggestion(name, catalogue()) if isinstance(name, str) else ""
    raise InputError(
        Diagnostic(f"{shown(name)} is not an outcome", near or "glasshouse list --outcomes prints all")
    )


def estimated(name: str) -> str:
    """The outcome whose mean answers a request: of a bare name the difference to the twin, if it has one."""
    difference = f"{name}{DIFFERENCE}"
    return difference if difference in catalogue() else name


def unknown(wanted: Iterable[str]) -> list[Diagnostic]:
    """A fault for each name that is no outcome."""
    diagnostics: list[Diagnostic] = []
    for name in wanted:
        try:
            known(name)
        except InputError as bad:
            diagnostics += bad.diagnostics
    return diagnostics


def outcomes_of(run: Run, twin: Run | None) -> dict[str, float]:
    """Every outcome of a run, by name."""
    with_, without = _means(run), _means(twin) if twin else {}
    found: dict[str, float] = {}
    for name, value in with_.items():
        found[name] = value
        found[f"{name}{TWIN}"] = without.get(name, math.nan)
        found[f"{name}{DIFFERENCE}"] = value - without.get(name, math.nan)
    return found | _of_the_whole(run, twin)


@cache
def _measures() -> dict[str, Measure]:
    """The measure behind each mean over everybody."""
    counted = {name: Measure(name, title, kind, "neither", 0) for name, (kind, title) in COUNTED.items()}
    return {name: catalogued(name) for name in _PERSONAL} | counted


def _means(run: Run) -> dict[str, float]:
    people = len(run.people)
    means = {name: float(values.mean()) for name, values in records.person_measures(run).items()}
    counts = {name: float(run.tallies[:, :, COLUMN[name]].sum()) / people for name in COUNTED}
    found = means | counts
    return {name: one.shown(found[name], len(run.tallies)) for name, one in _measures().items()}


def _of_the_whole(run: Run, twin: Run | None) -> dict[str, float]:
    monthly = counts_of(run)
    wrong = metrics.monthly_rates.wrongful_share(monthly)
    found = {
        "listed_share": metrics.listing.listed_share(monthly),
        "false_share_wrong_person": wrong["wrong_person"],
        "false_share_unable": wrong["unable"],
        "false_share": wrong["all"],
        "exposure_per_listed_month": metrics.monthly_rates.exposure_per_listed_month(monthly),
        "lost_dissent": math.nan,
        "recovered": math.nan,
    }
    if twin:
        other = counts_of(twin)
        person_years = len(run.people) * len(monthly) / 12
        found["lost_dissent"] = metrics.monthly_rates.lost_dissent(monthly, other)
        found["recovered"] = metrics.benefit.claimed_benefit(monthly, other).recovered / person_years
    return {name: float(found[name]) for name in _WHOLE}


def counts_of(run: Run) -> pa.Table:
    """The monthly counts of everybody together: a row a month, without groups."""
    whole = run.tallies.sum(axis=1)
    table: dict[str, Any] = {"month": range(len(whole))}
    return pa.table(table | {name: whole[:, k] for name, k in COLUMN.items()})

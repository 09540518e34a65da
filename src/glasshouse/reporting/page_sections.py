"""What sections of the report say in sentences: inequality, rights, map, expression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from glasshouse.auditing.evidence import FEWEST
from glasshouse.metrics import monthly_rates
from glasshouse.metrics.findings import Finding
from glasshouse.metrics.list_shares import ratio
from glasshouse.metrics.measures import attribution
from glasshouse.metrics.monthly import Floats, series
from glasshouse.reporting import words
from glasshouse.reporting.finding_tables import Findings, interval
from glasshouse.reporting.folder import Folder


def inequality_text(found: Findings) -> str:
    """Concentration of access in a sentence."""
    one = found.get("F11.gini")
    if one is None or not one.value:
        return ""
    return (
        f"The Gini index of access to rights is {words.number(one.value)} (95\u202f% interval "
        f"{words.interval(one.low, one.high)}; {words.count(one.persons)} adults; 0: all have the same)."
    )


GROUNDS = {
    "true": ("system", "the stated ground was true"),
    "unable": ("unable", "unable to pay, though the list is for those who will not"),
    "harsh": ("muted", "unable to pay, under a clause that does not ask"),
    "wrong person": ("wrong", "wrong person or fact"),
    "protected": ("twin", "an act that a right protects"),
    "unknown": ("soft", "ground not known"),
}
"""Colour and words of each ground, in the order of the stack."""


def grounds(folder: Folder) -> list[tuple[str, ...]]:
    """Rows of the table by ground: ground, years lost, share of all, persons, refusals."""
    if folder.ledger is None or not len(folder.ledger):
        return []
    found = attribution.by_ground(folder.ledger).to_pylist()
    rows = sorted(found, key=lambda row: -row["person_months"])
    total = sum(row["person_months"] for row in rows) or 1
    few = pc.count_distinct(folder.ledger.column("person")).as_py() < FEWEST
    return [
        (
            GROUNDS.get(row["ground"], ("", row["ground"]))[1],
            words.count(row["person_months"] / 12),
            "too few persons" if few else words.percent(row["person_months"] / total),
            words.count(row["persons"]),
            words.count(row["refusals"]),
        )
        for row in rows
    ]


def rights_text(found: Findings) -> str:
    """The section in sentences: loss of access, deprivation of several rights, sanctions out of context."""
    told = []
    if one := found.get("F2.headcount"):
        told.append(
            f"In an average month {words.percent(one.value)} of persons lack three rights or more at once "
            f"(95{words.NARROW}% interval {interval(one, one.unit)})"
        )
    if (one := found.get("F1.least")) and (ever := found.get("F2.headcount")):
        lost = words.percent(1 - one.value)
        told.append(
            f"the right a person lost most was denied {lost} of the time, as a mean over all "
            f"{words.count(one.persons)} persons{_touched_of(found, ever)}"
        )
    if one := found.get("F21"):
        told.append(
            f"{words.percent(one.value)} of the months of lost rights were lost in another part of life than "
            f"the act came from ({words.count(one.persons)} persons)"
        )
    text = "; ".join(told)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _touched_of(found: Findings, deprived: Finding) -> str:
    """How many of everybody lost any right, beside a mean over everybody."""
    one = next((one for one in found.all if one.name == "F2.intensity"), None)
    many = deprived.events if one is None else one.persons
    return f", of whom {words.count(many)} were deprived of several at once" if many else ""


@dataclass(frozen=True)
class City:
    """The radius, looks a month at each listed person, and the spread of viewers; or why there are none."""

    why_not: str
    radius: int = 0
    exposure: str = ""
    sentence: str = ""


def city_parts(folder: Folder) -> City:
    """The section; without a map in the rulebook, or with nobody on it, one sentence says so."""
    radius = int(folder.rulebook.get("radius") or 0)
    if not radius:
        return City("This rulebook has no map: nobody can look up who is listed nearby.")
    listed = None if folder.city is None else folder.city.column("listed").to_numpy(zero_copy_only=False)
    if folder.city is None or listed is None or not listed.any():
        return City("Nobody in the largest settlement was on the map at the end of the run.")
    viewers = folder.city.column("viewers").to_numpy().astype(float)[listed.astype(bool)]
    low, middle, high = (words.count(q) for q in np.quantile(viewers, [0.1, 0.5, 0.9]))
    sentence = (
        f"Half of the listed live among more than {middle} such phones, one in ten among fewer than {low}, "
        f"one in ten among more than {high}."
    )
    seen = words.number(monthly_rates.exposure_per_listed_month(folder.system))
    return City("", radius, seen, sentence)


LAST = 12
"""Months at the end of a run that sentences speak of."""


def expression_text(folder: Folder) -> str:
    """What was lost of public criticism, and how stated approval differs, in sentences."""
    return f"{_lost(folder)} {_approval(folder)}".strip()


def share(table: pa.Table, name: str) -> Floats:
    """A count of adults by month as per cent of all adults."""
    return np.asarray(100.0 * series(table, name) / np.maximum(series(table, "adults"), 1), np.float64)


def _approval(folder: Folder) -> str:
    """Stated approval in the last year: under fear people state what they do not feel."""
    if folder.twin is None or not series(folder.twin, "approves_stated").any():
        return ""
    here, there = (
        share(side, "approves_stated")[-LAST:].mean() / 100 for side in (folder.system, folder.twin)
    )
    felt = share(folder.system, "approves_privately")[-LAST:].mean() / 100
    return (
        f"In the last year {words.percent(here)} of adults say that they approve of the authority "
        f"({words.percent(there)} without the system); {words.percent(felt)} do so in private."
    )


def _lost(folder: Folder) -> str:
    if folder.twin is None:
        return "Without a twin run there is nothing to hold this against."
    lost = monthly_rates.lost_dissent(folder.system, folder.twin)
    without = series(folder.twin, "voiced").sum()
    if not without:
        return "Nobody spoke critically in either world."
    gone = without - series(folder.system, "voiced").sum()
    if not gone:
        return "Not one month of critical speech was lost or gained."
    word = "fell silent" if gone > 0 else "was added"
    much = f"{words.count(abs(gone))} of {words.count(without)} person-months of critical speech {word}"
    per = words.number(ratio(12.0 * abs(gone), series(folder.system, "adults").sum()) * 1000)
    return f"Over the whole run {much} ({words.percent(abs(lost))}), or {per} for each 1,000 adults a year."

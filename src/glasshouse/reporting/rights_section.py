"""Rights lost, on what ground, and how far a sanction reached, in sentences and a table."""

from __future__ import annotations

from glasshouse.metrics.measures import attribution
from glasshouse.reporting import words
from glasshouse.reporting.finding_tables import Findings, interval
from glasshouse.reporting.folder import Folder

GROUNDS = {
    "true": ("system", "the stated ground was true"),
    "unable": ("unable", "unable to pay, though the list is for those who will not"),
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
    return [
        (
            GROUNDS.get(row["ground"], ("", row["ground"]))[1],
            words.count(row["person_months"] / 12),
            words.percent(row["person_months"] / total),
            words.count(row["persons"]),
            words.count(row["refusals"]),
        )
        for row in rows
    ]


def says(found: Findings) -> str:
    """The section in sentences: loss of access, deprivation of several rights, sanctions out of context."""
    told = []
    if one := found.get("F2.headcount"):
        told.append(
            f"In an average month {words.percent(one.value)} of persons lack three rights or more at once "
            f"(95{words.NARROW}% interval {interval(one, one.unit)})"
        )
    if one := found.get("F1.least"):
        lost = words.percent(1 - one.value)
        told.append(f"the right a person lost most was shut {lost} of the time, mean over everybody")
    if one := found.get("F21"):
        told.append(
            f"{words.percent(one.value)} of the months of lost rights were lost in another part of life than "
            f"the act came from ({words.count(one.persons)} persons)"
        )
    text = "; ".join(told)
    return f"{text[:1].upper()}{text[1:]}." if text else ""

"""Rights lost: which clause shut what, on what ground, and into which part of life a sanction reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from glasshouse.metrics import attribution
from glasshouse.metrics.wrongful import WRONGFUL
from glasshouse.report import words
from glasshouse.report.canvas import Bars, Figure, Key, Plot, Values, array, named, scale
from glasshouse.report.findings import Findings, interval
from glasshouse.report.folder import Folder

GROUNDS = {
    "true": ("system", "the stated ground was true"),
    "unable": ("unable", "unable to pay, though the list is for those who will not"),
    "wrong person": ("wrong", "wrong person or fact"),
    "protected": ("twin", "an act that a right protects"),
    "unknown": ("soft", "ground not known"),
}
"""Colour and words of each ground, in the order of the stack."""

REACH = {
    "system": "the right lies in another part of life",
    "twin": "the same part of life",
    "soft": "not known where the act belongs",
}
"""Colour and words of how far a sanction reaches."""

UNKNOWN = "unknown"
"""What the ledger says where it does not name a context."""

MOST = 16
"""Most rows of a picture; the rest is one row."""

FILES = ("system/ledger.parquet",)
SUM = "Where two causes shut one right in one month, each has that month."


def clauses(folder: Folder) -> Figure | None:
    """Years of lost rights by clause, stacked by whether the ground was true."""
    if folder.ledger is None or not len(folder.ledger):
        return None
    found = attribution.attributed(folder.ledger, ("clause", "ground")).to_pylist()
    rows = _totals(attribution.by_clause(folder.ledger).to_pylist(), ("clause",))
    names = [row["clause"] for row in rows]
    stacks = {ground: _years(found, rows, ground) for ground in GROUNDS}
    stacks = {ground: years for ground, years in stacks.items() if years.any()}
    title = _clause_title(folder)
    return Figure(
        title,
        "Years of lost rights by the clause that shut them, over the whole run, by the true ground",
        f"Bar chart of {len(rows)} clauses. {title}.",
        (_bars([_short(name) for name in names], stacks),),
        keys=[Key(GROUNDS[ground][0], GROUNDS[ground][1]) for ground in stacks],
        note=f"{_left_out(folder, rows)}{SUM} Whether a ground was true is known only in a simulation.",
        columns=("Clause", "Years lost", *(f"of these: {name}" for name in stacks), "Persons", "Refusals"),
        rows=[
            (row["clause"], words.count(row["years"]), *(words.count(years[k]) for years in stacks.values()),
             words.count(row["persons"]), words.count(row["refusals"]))
            for k, row in enumerate(rows)
        ],
        files=FILES,
    )  # fmt: skip


def contexts(folder: Folder) -> Figure | None:
    """Years of lost rights by the part of life the act came from and the part the right lies in."""
    if folder.ledger is None or not len(folder.ledger):
        return None
    rows = _totals(
        attribution.by_contexts(folder.ledger).to_pylist(), ("behaviour_context", "sanction_context")
    )
    names = [_pair(row) for row in rows]
    inks = [_ink(row) for row in rows]
    years = array([row["years"] for row in rows])
    stacks = {ink: years * np.array([ink == own for own in inks]) for ink in REACH if ink in inks}
    title = _context_title(rows)
    keys = [Key(ink, REACH[ink]) for ink in stacks]
    return Figure(
        title,
        "Years of lost rights by pair of contexts: where the act came from, and where the right lies",
        f"Bar chart of {len(rows)} pairs of contexts. {title}.",
        (_bars(names, stacks),),
        keys=keys,
        note=SUM,
        columns=("From, to", "Years lost", "Persons", "Refusals"),
        rows=[(name, *_sizes(row)) for name, row in zip(names, rows, strict=True)],
        files=FILES,
    )


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


def _totals(rows: Sequence[dict[str, Any]], keys: Sequence[str]) -> list[dict[str, Any]]:
    """The heaviest rows with `years`, in that order; what does not fit is left to the table of all."""
    known = [{**row, "years": row["person_months"] / 12} for row in rows]
    return sorted(known, key=lambda row: (-row["years"], *(row[key] for key in keys)))[:MOST]


def _years(found: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]], ground: str) -> Values:
    years = {row["clause"]: row["person_months"] / 12 for row in found if row["ground"] == ground}
    return array([years.get(row["clause"], 0.0) for row in rows])


def _bars(names: Sequence[str], stacks: dict[str, Values]) -> Plot:
    """Horizontal bars, one row a name, stacked in the order of the stacks."""
    start, marks = np.zeros(len(names)), []
    at = np.arange(len(names), dtype=np.float64)
    for key, width in stacks.items():
        ink = GROUNDS[key][0] if key in GROUNDS else key
        marks.append(Bars(ink, start, start + width, at + 0.2, at + 0.8))
        start = start + width
    axis = scale(0.0, float(start.max(initial=0.0)) * 1.02 or 1.0, "years")
    return Plot(axis, named(names), tuple(marks), rows=tuple(names))


def _pair(row: dict[str, Any]) -> str:
    act, right = (
        words.NOT_KNOWN if context == UNKNOWN else words.plain(context)
        for context in (row["behaviour_context"], row["sanction_context"])
    )
    return f"{act} \u2192 {right}"


def _ink(row: dict[str, Any]) -> str:
    """The colour of a pair of contexts: another part of life, the same one, or not known."""
    act, right = row["behaviour_context"], row["sanction_context"]
    return "soft" if UNKNOWN in (act, right) else "twin" if act == right else "system"


def _context_title(rows: Sequence[dict[str, Any]]) -> str:
    top = next((row for row in rows if _ink(row) != "soft"), rows[0])
    if _ink(top) == "soft":
        return "From which part of life these burdens come is not known"
    what = (
        "stays in one part of life"
        if top["behaviour_context"] == top["sanction_context"]
        else f"reaches from {words.plain(top['behaviour_context'])} into "
        f"{words.plain(top['sanction_context'])}"
    )
    return f"The heaviest burden {what}: {words.count(top['years'])} years"


def _sizes(row: dict[str, Any]) -> tuple[str, str, str]:
    return words.count(row["years"]), words.count(row["persons"]), words.count(row["refusals"])


def _clause_title(folder: Folder) -> str:
    """Years and clauses in all, and how much of it rested on a false ground."""
    grounds = attribution.by_ground(folder.ledger).to_pylist()
    total = sum(row["person_months"] for row in grounds)
    false = sum(row["person_months"] for row in grounds if row["ground"] in WRONGFUL)
    many = attribution.by_clause(folder.ledger).num_rows
    told = f"{words.count(total / 12)} years of lost rights through {many} clause{'s' if many > 1 else ''}"
    return f"{told}, {words.percent(false / total)} of them on a false ground" if false else told


def _left_out(folder: Folder, rows: Sequence[dict[str, Any]]) -> str:
    """How many clauses are not among the rows."""
    rest = attribution.by_clause(folder.ledger).num_rows - len(rows)
    return f"{rest} lighter clauses are left out. " if rest > 0 else ""


def _short(clause: str) -> str:
    """A clause without the name of its chapter, which all of them share: "no flights"."""
    return words.plain(clause.removeprefix("sanctions.").removeprefix("gatekeepers.")) or clause

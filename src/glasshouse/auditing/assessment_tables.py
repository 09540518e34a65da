"""Tables of an assessment: the rulebook beside its variants, and the clauses that denied most."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from glasshouse.auditing.audit_findings import AuditFindings
from glasshouse.auditing.audit_text import number
from glasshouse.auditing.audited_results import Results
from glasshouse.metrics import catalogue
from glasshouse.metrics.crowd import integers, is_one_of, words
from glasshouse.metrics.measures.satisficing import Findings
from glasshouse.metrics.measures.wrongful import WRONGFUL
from glasshouse.specs.units import in_currency

DESIGNS = ("finance-only", "benefits-only", "due-process")
"""Variants of a rulebook an assessment asks for, beside the rulebook itself and none."""
MEASURES = (
    "ever_listed", "months_listed", "months_wrongly_listed", "denied", "income", "months_voiced", "exposure",
    "ties_cut", "paid", "debt_at_end",
)  # fmt: skip
FINDINGS = (
    "F1.loss", "F2.headcount", "F3.ever", "F3.mean", "F4", "F5", "F6.open_1", "F15.all", "F18.all",
    "F26.mean", "F28.repaid", "F29",
)  # fmt: skip
_OF_THE_LISTED = ("F5", "F6.open_1", "F29")
"""Findings that say nothing where nobody is listed."""
Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def compared(made: AuditFindings) -> Table | None:
    """Columns and rows: each measure under the rulebook, its variants, and none; None without variants."""
    if made.alternatives:
        return _of_findings(made.alternatives)
    run = made.runs[0] if made.runs else None
    return _of_folder(run) if run is not None and run.variants is not None and len(run.variants) else None


def _of_findings(designs: Mapping[str, Findings]) -> Table:
    """From runs that were lived again; without a system nobody is listed and nothing differs from it."""
    known = {name: {one.name: one for one in found} for name, found in designs.items()}
    rows = []
    for name in FINDINGS:
        first = known["rulebook"].get(name)
        if first is None:
            continue
        cells = [number(found[name].value) if name in found else "-" for found in known.values()]
        none = "-" if name in _OF_THE_LISTED else "0"
        rows.append((f"{name} {first.title}", *cells, none, first.unit, f"{first.persons:,}"))
    return ("measure", *known, "none", "unit", "persons"), tuple(rows)


def _of_folder(run: Results) -> Table:
    """From the means per person that a results folder keeps of variants."""
    assert run.variants is not None
    means: dict[tuple[str, str], float] = {}
    for row in run.variants.to_pylist():
        means[row["variant"], row["measure"]] = row["under_variant"]
        means["rulebook", row["measure"]] = row["rulebook"]
    designs = list(dict.fromkeys(design for design, _ in means if design != "rulebook"))
    rows = []
    for name in MEASURES:
        if ("rulebook", name) in means:
            about = catalogue.measure(name)
            values = [means.get((design, name), math.nan) for design in ("rulebook", *designs)]
            without = about.shown(_without(run, name), run.months)
            shown = [number(value) for value in (*values, without)]
            rows.append((about.title, *shown, in_currency(about.unit, run.currency), f"{run.persons:,}"))
    return ("measure", "rulebook", *designs, "none", "unit", "persons"), tuple(rows)


def _without(run: Results, name: str) -> float:
    """The mean per person without any system."""
    column = f"twin_{name}"
    if run.people is None or column not in run.people.column_names:
        return math.nan
    return float(np.mean(run.people.column(column).to_numpy()))


def burdens(made: AuditFindings) -> list[tuple[str, ...]]:
    """Clause, what led to it, person-months of rights it denied, the false share, persons: heaviest first."""
    ledger = made.runs[0].system.get("ledger") if made.runs else None
    if ledger is None or not len(ledger):
        return []
    (clauses, clause), (causes, cause) = (words(ledger, name) for name in ("clause", "cause"))
    months, false = integers(ledger, "months"), is_one_of(ledger, "ground", WRONGFUL)
    key = clause * len(causes) + cause
    size = len(clauses) * len(causes)
    total, wrong = np.bincount(key, months, size), np.bincount(key, months * false, size)
    persons = np.bincount(np.unique(np.stack([key, integers(ledger, "person")]), axis=1)[0], minlength=size)
    heaviest = [int(k) for k in np.argsort(-total, kind="stable") if total[k]]
    return [
        (
            clauses[k // len(causes)] or "(no clause)", causes[k % len(causes)], f"{total[k]:,.0f}",
            f"{wrong[k] / total[k]:.0%}", f"{persons[k]:,}",
        )
        for k in heaviest
    ]  # fmt: skip

"""Tables of an assessment: the rulebook beside its variants, and the clauses that denied most."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from glasshouse.auditing.audit_findings import AuditFindings
from glasshouse.auditing.audit_text import number
from glasshouse.auditing.audited_results import Results
from glasshouse.auditing.evidence import small
from glasshouse.auditing.processing import SILENT
from glasshouse.metrics import catalogue
from glasshouse.metrics.crowd import integers, is_one_of, words
from glasshouse.metrics.findings import Finding
from glasshouse.metrics.harsh_listings import HARSH
from glasshouse.metrics.measures.satisficing import Findings
from glasshouse.metrics.measures.wrongful import WRONGFUL
from glasshouse.rulebooks.variants import VARIANTS
from glasshouse.specs.units import in_currency

FIRST = ("due-process", "finance-only")
"""The variants that a milder design starts from."""
DESIGNS = (*FIRST, *(name for name in VARIANTS if name not in FIRST))
"""Variants of a rulebook an assessment asks for, beside the rulebook itself and none: all of them."""
PERSONS = 20_000
"""Most persons who live again for an audit."""
MEASURES = (
    "ever_listed", "months_listed", "months_wrongly_listed", "denied", "income", "months_voiced", "exposure",
    "ties_cut", "paid", "debt_at_end",
)  # fmt: skip
FINDINGS = (
    "F1.loss", "F2.headcount", "F3.ever", "F3.mean", "F4.wrong_person", "F4.protected", "F4.unable",
    "F27", "F6.open_1", "F13", "F15.all", "F18.all", "F20", "F21", "F26.mean", "F28.repaid", "F29",
)  # fmt: skip
_OF_THE_LISTED = ("F27", "F6.open_1", "F21", "F29")
"""Findings that say nothing where nobody is listed."""
FEW = "too few"
"""Stands for a figure whose base is too small."""
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
        cells = [_cell(found.get(name)) for found in known.values()]
        none = "-" if name in _OF_THE_LISTED else "0"
        rows.append((f"{name} {first.title}", *cells, none, first.unit, f"{first.persons:,}"))
    return ("measure", *known, "none", "unit", "persons"), tuple(rows)


def _cell(found: Finding | None) -> str:
    """A figure under one design; none where there is none, or its base is too small."""
    if found is None or math.isnan(found.value):
        return "-"
    return FEW if small(found) else number(found.value)


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


CLAUSES = (
    "clause", "led to by", "evidence of the clause", "person-months", "of them wrong person", "protected",
    "unwilling though unable", "unable, not asked", "persons",
)  # fmt: skip


def burdens(made: AuditFindings) -> list[tuple[str, ...]]:
    """Rows of `CLAUSES`: person-months of rights a clause denied, by kind of wrongful or harsh ground.

    Heaviest first; clauses are named with their rulebook.
    """
    run = made.runs[0] if made.runs else None
    ledger = run.data.system.tables.get("ledger") if run is not None else None
    if run is None or ledger is None or not len(ledger):
        return []
    book, codes = str(run.rulebook["id"]), _evidence(run)
    (clauses, clause), (causes, cause) = (words(ledger, name) for name in ("clause", "cause"))
    months = integers(ledger, "months")
    key = clause * len(causes) + cause
    size = len(clauses) * len(causes)
    total = np.bincount(key, months, size)
    grounds = [
        np.bincount(key, months * is_one_of(ledger, "ground", (ground,)), size)
        for ground in (*WRONGFUL, HARSH)
    ]
    persons = np.bincount(np.unique(np.stack([key, integers(ledger, "person")]), axis=1)[0], minlength=size)
    heaviest = [int(k) for k in np.argsort(-total, kind="stable") if total[k]]
    return [
        (
            _named(book, clauses[k // len(causes)]), _named(book, causes[k % len(causes)]),
            codes.get(clauses[k // len(causes)], SILENT), f"{total[k]:,.0f}",
            *(f"{part[k] / total[k]:.0%}" for part in grounds), f"{persons[k]:,}",
        )
        for k in heaviest
    ]  # fmt: skip


def _named(book: str, path: str) -> str:
    """A clause with its rulebook."""
    return f"{book}: {path}" if path else "(no clause)"


def _evidence(run: Results) -> dict[str, str]:
    """The codes of evidence of each clause, by its path; several where its leaves differ."""
    found: dict[str, dict[str, None]] = {}
    for rule in run.rulebook.get("summary") or ():
        code = str(rule.get("evidence") or "")
        if code:
            found.setdefault(str(rule["path"]).rpartition(".")[0], {})[code] = None
    return {clause: ", ".join(codes) for clause, codes in found.items()}

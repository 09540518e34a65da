"""A study as an ensemble: what the store keeps of each member, as findings, and their range over members.

A store keeps means per person and shares, no groups; findings of a study have sizes and a range, no groups.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.audit.auditing import Audit, Subject, audited, share_of_futures
from glasshouse.audit.bounds import ChosenBound
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics.bounds import regret
from glasshouse.metrics.ensemble import Findings, ensemble
from glasshouse.metrics.findings import Estimate, Finding, finding

if TYPE_CHECKING:
    from glasshouse.studies.plan import Plan
    from glasshouse.studies.study import Study

REGRETTED = ("F3.ever", "F15.all", "F28.repaid")
"""Findings in which the rulebooks of a study are compared future by future."""


@dataclass(frozen=True)
class Kept:
    """How an outcome of a store becomes a finding: value times `scale`, times 12 / months if `yearly`.

    `events` names the outcome whose mean times persons counts the events; "" where there are none.
    """

    measure: str
    part: str
    outcome: str
    events: str
    scale: float = 1.0
    yearly: bool = False


KEPT = (
    Kept("F3", "mean", "months_listed", "months_listed", 1000 / 12, yearly=True),
    Kept("F3", "ever", "ever_listed", "ever_listed"),
    Kept("F3", "publicity", "exposure", "exposure", yearly=True),
    Kept("F5", "", "false_share", "months_wrongly_listed"),
    Kept("F15", "all", "lost_dissent", "months_voiced"),
    Kept("F28", "repaid", "paid_difference", "", 0.01, yearly=True),
    Kept("F28", "debt", "debt_at_end_difference", "", -0.01),
    Kept("F28", "kept", "payment_missed_difference", "payment_missed", -1000, yearly=True),
)


def of_study(file: Path, store: str | Path | None, rulebook: str, chosen: tuple[ChosenBound, ...]) -> Audit:
    """The audit of one rulebook of a study. Raises `InputError` where none was lived or it is not named."""
    from glasshouse.studies.study import STORE, study

    made = study(file, store or STORE)
    book = _rulebook(made, rulebook)
    tables = {name: [_findings(row, made) for row in _rows(made, name)] for name in made.plan.rulebooks}
    each = tables[book]
    if not each:
        raise InputError(
            Diagnostic(f"no member under {book} has been lived", f"glasshouse study run {file}", str(file))
        )
    found = [*ensemble(each), *_regrets(tables, book)]
    if share := share_of_futures(each, chosen):
        found.append(share)
    return audited(_subject(made, book, file, len(each)), found, chosen, (), each)


def _rulebook(made: Study, name: str) -> str:
    books = made.plan.rulebooks
    if not name and len(books) == 1:
        return books[0]
    if name not in books:
        what = f"{name}: not a rulebook of this study" if name else "the study has several rulebooks"
        raise InputError(Diagnostic(what, suggestion(name, books) or f"name one: {', '.join(books)}"))
    return name


def _rows(made: Study, book: str) -> list[dict[str, Any]]:
    names = dict.fromkeys(name for kept in KEPT for name in (kept.outcome, kept.events) if name)
    return [row for row in made.table(*names).to_pylist() if row["rulebook"] == book]


def _findings(row: Mapping[str, Any], made: Study) -> Findings:
    return tuple(_finding(kept, row, made.plan) for kept in KEPT)


def _finding(kept: Kept, row: Mapping[str, Any], plan: Plan) -> Finding:
    persons, months = plan.persons, plan.months
    value = float(row[kept.outcome]) * kept.scale * (12 / months if kept.yearly else 1.0)
    events = float(row[kept.events]) * persons if kept.events else 0.0
    return finding(
        kept.measure,
        Estimate.bare(value, persons, 0 if math.isnan(events) else round(events)),
        part=kept.part,
        note="Of every member of a study; it keeps no groups.",
        currency=plan.currency,
    )


def _regrets(tables: Mapping[str, Sequence[Findings]], book: str) -> Iterator[Finding]:
    """F31: how far the rulebook falls behind the best of the study, future by future."""
    if len(tables) < 2 or len({len(rows) for rows in tables.values()}) != 1:
        return
    for name in REGRETTED:
        found = {
            one: [next(f for f in row if f.name == name) for row in rows] for one, rows in tables.items()
        }
        first = found[book][0]
        figures = {one: [f.value for f in row] for one, row in found.items()}
        if any(math.isnan(value) for row in figures.values() for value in row):
            continue
        behind = regret(figures, first.worse)[book]
        note = f"Behind the best rulebook of the study in {behind.behind} of {behind.runs} futures."
        made = finding(
            "F31", Estimate.bare(behind.greatest, first.persons, behind.behind), part="regret",
            title=f"Greatest regret: {first.title}", unit=first.unit, note=note,
        )  # fmt: skip
        yield replace(made, runs=behind.runs)


def _subject(made: Study, book: str, file: Path, members: int) -> Subject:
    plan = made.plan
    return Subject(
        rulebook=book,
        title=plan.title or book,
        society=plan.society,
        currency=plan.currency,
        persons=plan.persons,
        months=plan.months,
        runs=members,
        source=(str(file),),
        commands=(f"glasshouse study run {file} --store {made.store.folder}",),
    )

"""A study as an ensemble: what the store keeps of each member, as findings, and their range over members.

A store keeps means per person and shares, no groups; findings of a study have sizes and a range, no groups.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.auditing.auditor import Audit, Subject, audited, share_of_futures
from glasshouse.auditing.bounds import ChosenBound
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics import catalogue
from glasshouse.metrics.findings import Estimate, Finding, answer
from glasshouse.metrics.measure import Measure
from glasshouse.metrics.measures.satisficing import Findings, ensemble, regret
from glasshouse.studies import outcomes

if TYPE_CHECKING:
    from glasshouse.studies.plan import Plan
    from glasshouse.studies.study import Study

OF_MEMBERS = "Of every member of a study; it keeps no groups."
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

    @property
    def name(self) -> str:
        """The name of the finding."""
        return f"{self.measure}.{self.part}" if self.part else self.measure


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


def of_study(
    file: Path,
    store: str | Path | None,
    rulebook: str,
    chosen: tuple[ChosenBound, ...],
    measures: Mapping[str, Measure],
) -> Audit:
    """The audit of one rulebook of a study; of `measures` those of one's own are taken where members have
    them.

    Raises `InputError` where no member was lived or the rulebook is not named.
    """
    from glasshouse.studies.study import STORE, study

    own = [one for id, one in measures.items() if id not in catalogue.all_measures()]
    made = study(file, store or STORE, own)
    known = catalogue.joined(catalogue.all_measures(), made.plan.measures)
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
    return audited(_subject(made, book, file, len(each)), found, chosen, (), each, known)


def _rulebook(made: Study, name: str) -> str:
    books = made.plan.rulebooks
    if not name and len(books) == 1:
        return books[0]
    if name not in books:
        what = f"{name}: not a rulebook of this study" if name else "the study has several rulebooks"
        raise InputError(Diagnostic(what, suggestion(name, books) or f"name one: {', '.join(books)}"))
    return name


def _rows(made: Study, book: str) -> list[dict[str, Any]]:
    names = (*outcomes.names(), *made.plan.taken)
    return [row for row in made.table(*names).to_pylist() if row["rulebook"] == book]


def _findings(row: Mapping[str, object], made: Study) -> Findings:
    plan = made.plan
    found = {kept.name: _finding(kept, row, plan) for kept in KEPT}
    return tuple((found | {one.name: one for one in _outcomes(row, plan)}).values())


def _outcomes(row: Mapping[str, Any], plan: Plan) -> Iterator[Finding]:
    """The outcomes of a member as findings of their measures: of figures of persons the difference."""
    for measure in outcomes.measures_of((*outcomes.names(), *plan.taken), plan.measures):
        for one in outcomes.of_measure(measure):
            value = row.get(one.name)
            if value is None or (measure.kind and one.side != outcomes.DIFFERENCE):
                continue
            part = "" if measure.kind else one.name.partition(".")[2]
            found = Estimate.bare(float(value), plan.persons, 0)
            yield measure.finding(answer(measure.id, found, part=part, note=OF_MEMBERS), plan.currency)


def _finding(kept: Kept, row: Mapping[str, Any], plan: Plan) -> Finding:
    persons, months = plan.persons, plan.months
    value = float(row[kept.outcome]) * kept.scale * (12 / months if kept.yearly else 1.0)
    events = float(row[kept.events]) * persons if kept.events else 0.0
    found = Estimate.bare(value, persons, 0 if math.isnan(events) else round(events))
    return catalogue.finding(answer(kept.measure, found, part=kept.part, note=OF_MEMBERS), plan.currency)


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
        made = answer(
            "F31", Estimate.bare(behind.greatest, first.persons, behind.behind), part="regret",
            title=f"Greatest regret: {first.title}", unit=first.unit, note=note,
        )  # fmt: skip
        yield replace(catalogue.finding(made), runs=behind.runs)


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

"""Assembling an audit: the findings of runs in order, what compares several runs, and what is not known."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from glasshouse.auditing import audited_results, measuring
from glasshouse.auditing.audit_findings import AuditFindings, Subject
from glasshouse.auditing.audited_results import Results
from glasshouse.auditing.bounds import ChosenBound
from glasshouse.auditing.measuring import silences
from glasshouse.metrics import catalogue
from glasshouse.metrics.findings import Finding
from glasshouse.metrics.measure import Measure
from glasshouse.metrics.measures import satisficing
from glasshouse.metrics.measures.satisficing import Findings, ensemble
from glasshouse.specs.units import in_currency


def of_runs(
    runs: Sequence[Results],
    chosen: tuple[ChosenBound, ...],
    by: Sequence[str] | None = None,
    measures: Mapping[str, Measure] | None = None,
) -> AuditFindings:
    """The audit of runs that have been read; `measures` are all that are known by default."""
    known = catalogue.all_measures() if measures is None else measures
    each = tuple(measuring.findings(run, known) for run in runs)
    if by is not None:
        each = tuple(measuring.by_groups(found, by) for found in each)
    found = each[0] if len(each) == 1 else (*ensemble(each), *_over_runs(runs, each, chosen))
    return audited(_subject(runs), found, chosen, runs, each, known)


def audited(
    subject: Subject,
    found: Findings,
    chosen: tuple[ChosenBound, ...],
    runs: Sequence[Results] = (),
    each: Sequence[Findings] = (),
    measures: Mapping[str, Measure] | None = None,
) -> AuditFindings:
    """An audit of findings, put in order."""
    known = catalogue.all_measures() if measures is None else measures
    ordered = tuple(sorted(found, key=lambda one: catalogue.place(one.id)))
    chosen = tuple(replace(one, unit=in_currency(one.unit, subject.currency)) for one in chosen)
    unknown = silences(ordered, runs, known.values())
    return AuditFindings(subject, ordered, chosen, unknown, tuple(runs), tuple(each), measures=known)


def share_of_futures(each: Sequence[Findings], chosen: Sequence[ChosenBound]) -> Finding | None:
    """F31 over runs, with the bounds of which every run has a figure; None where there is none."""
    every = [{one.name for one in found if not math.isnan(one.value)} for found in each]
    empty = {one.name for found in each for one in found if math.isnan(one.value)}
    known = set.intersection(*every) - empty if every else set()
    asked = [choice.bound for choice in chosen if choice.name in known]
    return satisficing.futures_within_bounds.of(each, asked)[0] if asked and len(each) > 1 else None


def _over_runs(
    runs: Sequence[Results], each: Sequence[Findings], chosen: Sequence[ChosenBound]
) -> Iterator[Finding]:
    if share := share_of_futures(each, chosen):
        yield share
    if audited_results.enforcement_draws(runs):
        yield from audited_results.arbitrariness(runs)


def _subject(runs: Sequence[Results]) -> Subject:
    first = runs[0]
    return Subject(
        rulebook=str(first.rulebook["id"]),
        title=str(first.rulebook.get("title") or first.rulebook["id"]),
        society=str(first.manifest["society"]["id"]),
        persons=first.persons,
        months=first.months,
        runs=len(runs),
        source=tuple(run.name for run in runs),
        commands=tuple(run.command for run in runs),
        currency=first.currency,
    )

"""An audit in words and as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from glasshouse.auditing import touched
from glasshouse.auditing.audit_findings import NO_SCORE, AuditFindings, Subject, Verdict
from glasshouse.auditing.evidence import small
from glasshouse.auditing.measuring import OF_THE_MODEL
from glasshouse.auditing.provisions import provisions
from glasshouse.metrics.findings import VERDICTS, Estimate, Finding, GroupValue

SIDES = {
    "harm": "Harm",
    "benefit": "Claimed benefit, also where it favours the system",
    "neither": "Neither harm nor benefit by itself",
}
"""Heading of each side."""


def number(value: float) -> str:
    """A number with three or four digits that count; "-" where there is none."""
    if math.isnan(value):
        return "-"
    if value and abs(value) < 0.001:
        return f"{value:.1e}"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def interval(found: Estimate | Finding | GroupValue) -> str:
    """Both ends of an interval; empty where there is no honest one, or one without width."""
    flat = math.isnan(found.low) or found.low == found.high
    return "" if flat else f"{number(found.low)} to {number(found.high)}"


def heading(subject: Subject) -> str:
    """What was audited, in one sentence."""
    people = f"{subject.persons:,} synthetic persons of {subject.society}"
    runs = "1 run" if subject.runs == 1 else f"{subject.runs} runs"
    return f"{subject.rulebook}: {runs} of {people}, {subject.months} months"


def tally(made: AuditFindings) -> str:
    """How many bounds are violated, how many not, and of how many the runs say too little."""
    words = [held.verdict for held in made.verdicts]
    counts = ", ".join(f"{words.count(word)} {word}" for word in VERDICTS)
    silent = f"; of {len(made.unasked)} bounds these runs say nothing" if made.unasked else ""
    return f"{len(words)} numbers against {len(made.bounds)} chosen bounds: {counts}{silent}"


HEADLINE = (
    ("lists", ("F3.ever", "F5.wrong_person", "F5.protected", "F5.unable", "F27", "F6.median", "F6.open_12")),
    ("points", ("low_grade", "kindness_forgone")),
    ("gatekeepers", ("F13", "F14")),
    ("denials", ("F2.headcount", "F1.loss")),
    ("money", ("money_taken.touched", "money_taken.median")),
    ("", ("F15.all",)),
    ("debts", ("F28.repaid", "F29")),
)
"""What is told first, by the trait of the rulebook that calls for it ("": any)."""


def headline(made: AuditFindings) -> list[Finding]:
    """What is told first, by what the rulebook does, without kinds of wrongful entry that did not occur."""
    known = {one.name: one for one in made.findings}
    said = provisions(made.runs[0].rulebook) if made.runs and made.runs[0].rulebook.get("summary") else None
    names = [
        name for trait, group in HEADLINE if not (trait and said) or getattr(said, trait) for name in group
    ]
    found = [known[name] for name in names if name in known]
    return [one for one in found if not (one.id in ("F5", "F6", "F27") and _nothing(one))]


def _nothing(found: Finding) -> bool:
    return math.isnan(found.value) or not found.value


def summary(made: AuditFindings) -> Iterator[str]:
    """The first lines of an audit."""
    yield heading(made.subject)
    for found in headline(made):
        yield f"  {sentence(found)}"
    for run in made.runs[:1]:
        yield from (f"  {told}" for told in touched.sentences(run))
    yield tally(made)


def sentence(found: Finding) -> str:
    """A finding in one line, with its interval and sizes."""
    sizes = f"{found.persons:,} persons, {found.events:,} events"
    if math.isnan(found.value):
        return f"{found.title}: no figure ({sizes})"
    if why := small(found):
        return f"{found.title}: not printed, because {why}"
    between = f"{interval(found)}; " if interval(found) else ""
    return f"{found.title}: {number(found.value)} {found.unit} ({between}{sizes})"


def as_dict(made: AuditFindings) -> dict[str, Any]:
    """The audit as plain data: subject, findings with groups, verdicts, what is not known."""
    return {
        "schema": "glasshouse/audit@1",
        "subject": vars(made.subject) | {"interval": made.subject.interval},
        "note": NO_SCORE,
        "findings": [_finding(found) for found in made.findings],
        "verdicts": [_verdict(held) for held in made.verdicts],
        "bounds_without_a_finding": [chosen.name for chosen in made.unasked],
        "unknown": [vars(silence) for silence in made.unknown],
        "always_unknown": list(OF_THE_MODEL),
        "measures_of_your_own": [{"id": one.id, **vars(one.origin)} for one in made.own if one.origin],
        "map_privacy": made.privacy.to_pylist() if made.privacy is not None else None,
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "name": found.name,
        **vars(found),
        "by_group": [vars(group) for group in found.by_group],
    }


def _verdict(held: Verdict) -> dict[str, object]:
    return {
        "name": held.chosen.name,
        "title": held.finding.title,
        "bound": held.chosen.limit,
        "value": held.finding.value,
        "low": held.finding.low,
        "high": held.finding.high,
        "persons": held.finding.persons,
        "events": held.finding.events,
        "verdict": held.verdict,
        "why": held.why,
        "groups_violated": [f"{group.dim}: {group.group}" for group in held.groups],
        "source": held.chosen.source,
        "assumption": held.chosen.assumption,
        "caveat": held.chosen.caveat,
    }

"""From risk to measure: how likely a harm is in the run, how severe, what the text does, what variants would.

Nothing here is weighed against anything: rows stand in the order of the measures, and what remains is for
people to accept or not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from glasshouse.auditing.audit_text import interval, number
from glasshouse.auditing.evidence import Played, discovered, family, has_width, played, small, unplayed
from glasshouse.auditing.processing import SILENT, Rule, rules
from glasshouse.metrics.crowd import integers
from glasshouse.metrics.known_rights import rights_of
from glasshouse.metrics.measures.satisficing import Findings

if TYPE_CHECKING:
    from glasshouse.auditing.audit_findings import AuditFindings
    from glasshouse.metrics.findings import Finding

COLUMNS = (
    "risk", "likelihood in the run, with its base", "severity", "measure in the text", "under variants",
    "what remains",
)  # fmt: skip


@dataclass(frozen=True)
class Risk:
    """A harm, the finding that says how often it happens, the norms at stake, and the paths of measures.

    `denies` is True where the harm comes as denied rights, whose burden the ledger knows.
    """

    title: str
    finding: str
    norms: str
    measures: tuple[str, ...]
    denies: bool = False


_CORRECTION = (r"procedure\.(notice|reasons|correction\..+|appeal\..+|independent_body|compensation)",)
RISKS = (
    Risk(
        "Loses several rights at once", "F2.headcount", "proportion: ICCPR GC 27, 14-15",
        (r"procedure\.single_lifting", r"sanctions\.\w+\.(spares|because)"), denies=True,
    ),
    Risk(
        "Listed for what somebody else did or nobody did", "F4.wrong_person",
        "accuracy: GDPR 5(1)(d); ICCPR 17",
        (r"data\.(identity|accuracy|source_kept)", *_CORRECTION), denies=True,
    ),
    Risk(
        "Listed for what a right protects", "F4.protected", "ICCPR 18, 19, 21, 22",
        (r"behaviours\.\w+\.definition", *_CORRECTION), denies=True,
    ),
    Risk(
        "Listed as unwilling to pay though unable", "F4.unable", "accuracy: GDPR 5(1)(d)",
        (r"lists\.\w+\.entry\.(ability_test|retest)", r"lists\.\w+\.exit\.on", *_CORRECTION), denies=True,
    ),
    Risk(
        "Listed though unable to pay, under a clause that does not ask", "F27.entries",
        "ECHR P4-2 (Khlyustov; Stetsov)",
        (r"lists\.\w+\.entry\.(ability_test|retest)", r"lists\.\w+\.exit\.on"), denies=True,
    ),
    Risk(
        "A wrongful entry is not corrected for a year", "F6.open_12", "remedy: ICCPR 2(3)",
        (r"procedure\.(correction|appeal)\..+", r"lists\.\w+\.review"),
    ),
    Risk(
        "Wrongly listed and never told (share told)", "F30.told", "GDPR 14; 15 USC 1681m",
        (r"procedure\.(notice|reasons)",),
    ),
    Risk(
        "A group is listed more than all others", "F10.ratio", "ICCPR 2(1) and 26",
        (r"data\.special_ground", r"lists\.\w+\.minors"),
    ),
    Risk(
        "Refused by every gatekeeper of a kind", "F13", "GDPR 22 with CJEU C-634/21",
        (r"gatekeepers\.\w+\.(appeal|keeps)", r"procedure\..+"),
    ),
    Risk(
        "Loses money to fines, clawbacks, cuts or higher prices",
        "money_taken.touched", "ECHR P1-1; ICESCR 9, 11",
        (r"sanctions\.\w+\.(by|amount|share|lasts|instalments|withheld|spares)", r"defences\..+"),
    ),
    Risk("Critical speech falls silent", "F15.all", "ICCPR 19", (r"behaviours\.\w+\.definition",)),
    Risk(
        "The family bears it too (income of family members)", "F20", "ICCPR 17, 24 and 26",
        (r"association\..+", r"lists\.\w+\.minors"),
    ),
    Risk(
        "Rights are lost in another part of life than the act's", "F21",
        "GDPR 5(1)(b); AI Act 5(1)(c)(i) if it is an AI system", (r"sanctions\.\w+\.because",), denies=True,
    ),
)  # fmt: skip


def rows(made: AuditFindings) -> Iterator[tuple[str, ...]]:
    """Every risk as a row of `COLUMNS`; those of which the run says nothing with the reason."""
    rulebook = made.runs[0].rulebook if made.runs else {"id": made.subject.rulebook}
    said, seen = rules(rulebook), played(made.findings, made.runs)
    burden = _burden(made)
    for risk in RISKS:
        found = _found(risk, made)
        yield (
            risk.title,
            _likelihood(risk, found, seen, made),
            f"{risk.norms}{f'; {burden}' if risk.denies and burden else ''}",
            _measures(risk, said, str(rulebook["id"])),
            _variants(risk, made.alternatives),
            _remains(risk, found, made.alternatives),
        )


def _found(risk: Risk, made: AuditFindings) -> Finding | None:
    """The finding of a risk; of disparity, that of being listed whose interval lies highest."""
    found = [one for one in made.findings if one.name == risk.finding and not math.isnan(one.value)]
    if risk.finding == "F10.ratio":
        found = [one for one in found if ": ever listed by " in one.title and not math.isnan(one.low)]
        return max(found, key=lambda one: one.low, default=None)
    return found[0] if found else None


def _likelihood(risk: Risk, found: Finding | None, seen: Played, made: AuditFindings) -> str:
    if found is None:
        why = next(
            (one.why for one in made.unknown if one.name in (risk.finding, risk.finding.partition(".")[0])),
            "",
        )
        return f"not enough evidence: {why or 'no figure in this run'}"
    if why := unplayed(found, seen) or small(found):
        return f"not enough evidence: {why}"
    if risk.finding == "F10.ratio":
        return _of_groups(found, made)
    ends = f", {interval(found)}" if interval(found) and has_width(found) else ""
    return f"{number(found.value)} {found.unit}{ends} ({found.persons:,} persons, {found.events:,} events)"


def _of_groups(found: Finding, made: AuditFindings) -> str:
    """The groups that differ once all that were compared are counted."""
    compared = family(found, made.findings)
    named = sorted(discovered(compared), key=lambda group: -group.low)
    if not named:
        return f"no group of {len(compared)} compared, at a false discovery rate of 5 %"
    told = [
        f"{g.group} {number(g.value)} times ({g.persons:,} persons, {g.events:,} listed)" for g in named[:3]
    ]
    rest = f" and {len(named) - 3} more, in the table of those affected" if len(named) > 3 else ""
    return f"of {len(compared)} groups compared {len(named)}: {'; '.join(told)}{rest}"


def _burden(made: AuditFindings) -> str:
    """What those who lose rights lose: months of each right added up, and the heaviest right by weight."""
    ledger = made.runs[0].system.get("ledger") if made.runs else None
    if ledger is None or not len(ledger):
        return ""
    persons = len(np.unique(integers(ledger, "person")))
    known = rights_of(ledger)
    lost = set(ledger.column("right").to_pylist()) & set(known)
    each = number(float(integers(ledger, "months").sum()) / persons)
    months = f"{each} months of rights, added up, for each of {persons:,} persons who lose any"
    if not lost:
        return months
    heaviest = max(sorted(lost), key=lambda name: float(known[name].get("weight", 0)))
    return f"{months}; heaviest right: {known[heaviest].title} (weight {known[heaviest].get('weight')} of 1)"


def _measures(risk: Risk, said: Sequence[Rule], book: str) -> str:
    found = [rule for rule in said if any(re.fullmatch(path, rule.path) for path in risk.measures)]
    told = [f"{rule.says} ({book}: {rule.path}, {rule.evidence or 'no evidence code'})" for rule in found]
    return "; ".join(told) or SILENT


def _values(risk: Risk, alternatives: Mapping[str, Findings]) -> dict[str, Finding]:
    """The finding under the rulebook and each variant that has a figure of it."""
    if risk.finding == "F10.ratio":
        return {}
    return {
        name: one
        for name, found in alternatives.items()
        for one in found
        if one.name == risk.finding and not math.isnan(one.value)
    }


def _variants(risk: Risk, alternatives: Mapping[str, Findings]) -> str:
    found = _values(risk, alternatives)
    if not alternatives:
        return "no variant was run"
    base = found.pop("rulebook", None)
    told = [
        f"{name}: {'too few for a figure' if small(one) else number(one.value) + _change(one, base)}"
        for name, one in found.items()
    ]
    silent = [name for name in alternatives if name != "rulebook" and name not in found]
    nothing = f"no figure under {', '.join(silent)}" if silent else ""
    return "; ".join(filter(None, (*told, nothing)))


def _change(found: Finding, base: Finding | None) -> str:
    if base is None or not base.value:
        return ""
    change = round(100 * (found.value / base.value - 1))
    return f" ({change:+d} %)" if change else " (no change)"


def _remains(risk: Risk, found: Finding | None, alternatives: Mapping[str, Findings]) -> str:
    """The figure under the mildest variant; without variants the whole of it."""
    known = _values(risk, alternatives)
    known.pop("rulebook", None)
    if found is None or small(found):
        return "not known"
    if not known:
        return "all of it, as far as the run says"
    sign = -1 if found.worse == "less" else 1
    name = min(known, key=lambda each: sign * known[each].value)
    return f"{number(known[name].value)} {found.unit} at best ({name}); whether that is acceptable is open"

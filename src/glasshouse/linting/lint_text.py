"""A lint report as plain data, as SARIF 2.1.0, and the rules on the page `docs/lint.md`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import glasshouse
from glasshouse.linting.norms import PROFILES, instruments
from glasshouse.linting.rule import QUESTION, SEVERITIES, VIOLATED, Rule
from glasshouse.linting.rule_registry import FAMILIES, shipped

if TYPE_CHECKING:
    from glasshouse.linting.linter import Finding, LintReport
    from glasshouse.linting.rule import Rule


def as_dict(report: LintReport) -> dict[str, Any]:
    """The report: what it is about, a verdict for each rule, and all findings."""
    return {
        "schema": "glasshouse/lint@1",
        "rulebook": report.rulebook,
        "title": report.title,
        "note": QUESTION,
        "verdicts": report.verdicts,
        "findings": [_finding(finding) for finding in report.findings],
        "suppressions_without_finding": list(report.unused),
        "rules": {rule.id: _rule(rule) for rule in report.rules},
    }


def _finding(finding: Finding) -> dict[str, Any]:
    silent = finding.suppressed
    return {
        "rule": finding.rule.id,
        "severity": finding.rule.severity,
        "verdict": finding.verdict,
        "path": finding.path,
        "why": finding.why,
        "file": finding.file,
        "line": finding.line,
        "witness": finding.witness.as_yaml() if finding.witness else None,
        "suppressed": vars(silent) if silent else None,
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "title": rule.title,
        "severity": rule.severity,
        "decided_by": rule.decided,
        "norms": list(rule.norms),
        "articles": [vars(article) for article in rule.articles],
        "looks_at": rule.looks_at,
        "why": rule.why,
        "cannot_see": rule.blind,
        **({"file": rule.origin.file, "sha256": rule.origin.sha256} if rule.origin else {}),
    }


SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"P": "error", "E": "error", "W": "warning"}
"""SARIF's word for each severity; what lacks evidence is `open` and has `none` (SARIF 3.27.10)."""


def as_sarif(report: LintReport) -> dict[str, object]:
    """The log: one run, its rules with their help, one result for each finding, suppressions with reasons."""
    places = {rule.id: place for place, rule in enumerate(report.rules)}
    driver = {
        "name": "glasshouse lint",
        "version": glasshouse.__version__,
        "shortDescription": {"text": QUESTION},
        "rules": [_sarif_rule(rule) for rule in report.rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, places[finding.rule.id]) for finding in report.findings],
        "properties": {"rulebook": report.rulebook, "verdicts": report.verdicts},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _sarif_rule(rule: Rule) -> dict[str, object]:
    basis = "; ".join(f"{article.name}: {article.asks}" for article in rule.articles)
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.looks_at}\n\nBasis: {basis}.\n\nCannot see: {rule.blind}\n\n{QUESTION}"},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"severity": SEVERITIES[rule.severity], "tags": list(rule.norms)},
    }


def _result(finding: Finding, place: int) -> dict[str, Any]:
    sure = finding.verdict == VIOLATED
    result: dict[str, Any] = {
        "ruleId": finding.rule.id,
        "ruleIndex": place,
        "level": LEVELS[finding.rule.severity] if sure else "none",
        "kind": "fail" if sure else "open",
        "message": {"text": f"{finding.path}: {finding.why}. {QUESTION}"},
        "locations": [_location(finding)],
        "properties": {"verdict": finding.verdict, "severity": finding.rule.severity},
    }
    if finding.witness:
        result["properties"]["witness"] = finding.witness.as_yaml()
    if finding.suppressed:
        why = f"{finding.suppressed.reason} ({finding.suppressed.date})"
        result["suppressions"] = [{"kind": "inSource", "justification": why}]
    return result


def _location(finding: Finding) -> dict[str, object]:
    location: dict[str, object] = {"logicalLocations": [{"fullyQualifiedName": finding.path}]}
    if finding.file:
        region = {"startLine": max(1, finding.line), "startColumn": max(1, finding.column)}
        location["physicalLocation"] = {"artifactLocation": {"uri": _uri(finding.file)}, "region": region}
    return location


def _uri(file: str) -> str:
    """A path as SARIF wants it: relative ones as they are, absolute ones as file addresses."""
    path = Path(file)
    return path.as_uri() if path.is_absolute() else path.as_posix()


def page() -> str:
    """The part of the page that is about the rules, in Markdown."""
    return "\n".join([*_overview(), *_families(), *_norms()]) + "\n"


def _overview() -> Iterator[str]:
    yield "## The rules\n"
    yield "Severities: " + "; ".join(f"{key} {told}" for key, told in SEVERITIES.items()) + ".\n"
    yield "| rule | asks about | severity | decided by | norms |\n| --- | --- | --- | --- | --- |"
    for rule in shipped().values():
        link = f"[{rule.id}](#{rule.id.lower()})"
        yield f"| {link} | {rule.title} | {rule.severity} | {rule.decided} | {', '.join(rule.norms)} |"
    yield ""


def _families() -> Iterator[str]:
    for family, title in FAMILIES.items():
        members = [rule for rule in shipped().values() if rule.family == family]
        if members:
            yield f"## {family}: {title}\n"
        for rule in members:
            yield from _page_rule(rule)


def _page_rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.id}\n"
    yield f"**{rule.title}** (severity {rule.severity}, decided by {rule.decided})\n"
    yield f"{rule.why}\n"
    yield f"*Looks at.* {rule.looks_at}\n"
    yield "*Basis.*\n"
    for article in rule.articles:
        checked = f"checked {article.checked}" if article.checked else "from memory"
        yield f"* {article.name}: {article.asks}" + (f" ({checked})" if article.source else "")
    yield f"\n*Cannot see.* {rule.blind}\n"
    yield f"Asks about\n\n```yaml\n{rule.bad}\n```\n\nand not about\n\n```yaml\n{rule.good}\n```\n"


def _norms() -> Iterator[str]:
    yield "## The norms\n"
    yield "Profiles: " + "; ".join(f"`{key}` {told}" for key, told in PROFILES.items()) + ".\n"
    yield "What an article asks is put in our own words; read the text before leaning on it. A day"
    yield "says when somebody looked at a copy or a report of it. Examples are laid over an invented rulebook"
    yield "that answers every question, `src/glasshouse/data/lint/clean.yaml`.\n"
    yield "| cited as | profile | text | where |\n| --- | --- | --- | --- |"
    for name, about in sorted(instruments().items(), key=_place):
        yield f"| {name} | {about['profile']} | {about['title']} | {about['source']} |"


def _place(item: tuple[str, dict[str, Any]]) -> tuple[int, str]:
    return list(PROFILES).index(item[1]["profile"]), item[0]

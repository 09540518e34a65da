"""A lint report as a SARIF 2.1.0 log, the format that code hosts and editors read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import glasshouse
from glasshouse.lint.rule import QUESTION, SEVERITIES, VIOLATED

if TYPE_CHECKING:
    from glasshouse.lint.linting import Finding, LintReport
    from glasshouse.lint.rule import Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"P": "error", "E": "error", "W": "warning"}
"""SARIF's word for each severity; what lacks evidence is `open` and has `none` (SARIF 3.27.10)."""


def as_sarif(report: LintReport) -> dict[str, Any]:
    """The log: one run, its rules with their help, one result for each finding, suppressions with reasons."""
    places = {rule.id: place for place, rule in enumerate(report.rules)}
    driver = {
        "name": "glasshouse lint",
        "version": glasshouse.__version__,
        "shortDescription": {"text": QUESTION},
        "rules": [_rule(rule) for rule in report.rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, places[finding.rule.id]) for finding in report.findings],
        "properties": {"rulebook": report.rulebook, "verdicts": report.verdicts},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
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


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": finding.path}]}
    if finding.file:
        region = {"startLine": max(1, finding.line), "startColumn": max(1, finding.column)}
        location["physicalLocation"] = {"artifactLocation": {"uri": _uri(finding.file)}, "region": region}
    return location


def _uri(file: str) -> str:
    """A path as SARIF wants it: relative ones as they are, absolute ones as file addresses."""
    path = Path(file)
    return path.as_uri() if path.is_absolute() else path.as_posix()

"""A lint report as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glasshouse.lint.rule import QUESTION

if TYPE_CHECKING:
    from glasshouse.lint.linting import Finding, LintReport
    from glasshouse.lint.rule import Rule


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

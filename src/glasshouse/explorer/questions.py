"""Lint for the page: findings of a changed rulebook, put together by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glasshouse.explorer.diagnostics import short
from glasshouse.lint import QUESTION, lint
from glasshouse.lint.rule import SEVERITIES

if TYPE_CHECKING:
    from glasshouse.lint import Finding
    from glasshouse.rulebook import Rulebook


def questions(book: Rulebook) -> dict[str, Any]:
    """Findings by rule, the gravest first, with the places each stands in; `counts` by severity and verdict.

    Rules that the rulebook asks to pass over are left out and counted as `suppressed`.
    """
    report = lint(book)
    by_rule: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if not finding.suppressed:
            by_rule.setdefault(finding.rule.id, []).append(finding)
    order = list(SEVERITIES)
    told = [_finding(found, report.verdicts[name]) for name, found in by_rule.items()]
    return {
        "note": QUESTION,
        "findings": sorted(
            told, key=lambda one: (one["verdict"] != "violated", order.index(one["severity"]))
        ),
        "counts": {
            **{level: sum(f.rule.severity == level for f in report.violated) for level in SEVERITIES},
            "violated": len(report.violated),
            "not enough evidence": len(report.undecided),
            "suppressed": len(report.suppressed),
            "rules": len(report.rules),
        },
    }


def _finding(found: list[Finding], verdict: str) -> dict[str, Any]:
    rule = found[0].rule
    return {
        "id": rule.id,
        "severity": rule.severity,
        "title": rule.title,
        "verdict": verdict,
        "why": rule.why,
        "cannot_see": rule.blind,
        "articles": [vars(article) for article in rule.articles],
        "places": [
            {
                "path": one.path,
                "file": short(one.file),
                "line": one.line,
                "says": one.why,
                "verdict": one.verdict,
            }
            for one in found
        ],
    }

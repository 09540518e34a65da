"""Lint: what a careful lawyer would ask first of a rulebook, rule by rule, with file and line.

    report = glasshouse.lint("rongcheng-2014", norms=["eu"])
    print(report)

A finding is a question to a lawyer, never a verdict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glasshouse.lazy import lazy_attributes

if TYPE_CHECKING:
    from glasshouse.linting.lint_findings import Finding
    from glasshouse.linting.linter import LintReport, lint
    from glasshouse.linting.rule import QUESTION, Rule
    from glasshouse.linting.rule_registry import all_rules

__all__ = ["QUESTION", "Finding", "LintReport", "Rule", "all_rules", "lint"]

_LAZY = {
    "Finding": "lint_findings",
    "LintReport": "linter",
    "QUESTION": "rule",
    "Rule": "rule",
    "lint": "linter",
    "all_rules": "rule_registry",
}

__getattr__ = lazy_attributes(__name__, _LAZY)

"""What the shipped rulebooks and the rules of lint show about each key of the language.

Keys are named by their patterns, dotted paths with `*` for a name that a rulebook chooses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from glasshouse.linting.examples import example
from glasshouse.linting.linter import LintReport, lint
from glasshouse.linting.rule_registry import shipped
from glasshouse.rulebooks import load
from glasshouse.rulebooks.loading import shipped_names
from glasshouse.rulebooks.schema import pattern_of
from glasshouse.rulebooks.tree import LeafStep

LONGEST = 60
"""Most letters of an example; longer ones are passed over for shorter ones."""


@dataclass(frozen=True)
class Example:
    """How a shipped rulebook writes a value, and which."""

    written: str
    rulebook: str

    def __str__(self) -> str:
        return f"`{self.written}` ({self.rulebook})"


@cache
def examples() -> dict[str, Example]:
    """An example of each key that a shipped rulebook uses: the first that is short."""
    found: dict[str, Example] = {}
    for name in shipped_names():
        for path, leaf in load(name).tree.items():
            pattern, written = pattern_of(path), _written(leaf.steps[-1])
            shorter = len(written) <= LONGEST < len(found[pattern].written) if pattern in found else True
            if written and shorter:
                found[pattern] = Example(written, name)
    return found


def _written(step: LeafStep) -> str:
    """A value as a file has it, on one line; empty for one that has been taken away."""
    if step.absent:
        return ""
    unit = f" {step.unit}" if step.unit and step.unit != "count" else ""
    return f"{_plain(step.shown)}{unit}"


def _plain(shown: Any) -> str:
    if isinstance(shown, bool) or shown is None:
        return {True: "true", False: "false", None: "null"}[shown]
    if isinstance(shown, list | tuple):
        return f"[{', '.join(map(str, shown))}]"
    return str(shown)


@cache
def questions() -> dict[str, tuple[str, ...]]:
    """The rules of lint that ask about each key or clause: seen at the shipped rulebooks and at the examples
    of the rules."""
    reports = [*map(lint, shipped_names()), *_reports_of_examples()]
    found: dict[str, set[str]] = {}
    for report in reports:
        for finding in report.findings:
            found.setdefault(pattern_of(tuple(finding.path.split("."))), set()).add(finding.rule.id)
    return {pattern: tuple(sorted(ids, key=_in_order)) for pattern, ids in found.items()}


def _reports_of_examples() -> Iterable[LintReport]:
    for rule in shipped().values():
        for changes in (rule.bad, rule.good):
            yield lint(example(changes), select=[rule.id])


def _in_order(rule: str) -> tuple[str, int]:
    family, _, number = rule.partition("-")
    return family, int(number)

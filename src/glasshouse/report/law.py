"""What lint asks of the rulebook: each finding with its file and line. A finding is a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from glasshouse.errors import BadInput
from glasshouse.lint.linting import Finding, LintReport, lint
from glasshouse.lint.rule import QUESTION, SEVERITIES
from glasshouse.report import words
from glasshouse.report.folder import Folder
from glasshouse.rulebook import load


@dataclass(frozen=True)
class Question:
    """One finding: the rule's id and title, how grave, what it asks, and where in which file."""

    id: str
    title: str
    severity: str
    why: str
    path: str
    place: str
    norms: str


@dataclass(frozen=True)
class Law:
    """The section; `why_not` where the text of the rulebook could not be had. `silent` are passed over."""

    why_not: str
    sentence: str
    counts: str
    severities: Sequence[tuple[str, str]]
    questions: Sequence[Question]
    undecided: Sequence[Question]
    silent: Sequence[tuple[str, str]]
    command: str


def build(folder: Folder) -> Law:
    """Lint of the rulebook that was run, provided that its text is still the same."""
    name = str(folder.rulebook["id"])
    command = f"glasshouse lint {name}"
    try:
        book = load(name)
    except BadInput:
        return _without(f"The file of this rulebook ({name}) is not here, so its text was not read.", command)
    if folder.rulebook.get("hash") not in (None, book.text_hash):
        return _without("The text of this rulebook has changed since the run, so it was not read.", command)
    return _law(lint(book), command)


def _law(found: LintReport, command: str) -> Law:
    asked, passed = len(found.verdicts), sum(word == "not violated" for word in found.verdicts.values())
    counts = (
        f"{asked} rules were asked: {passed} found nothing, {_places(len(found.violated))} the text says what "
        f"a rule asks about, {_places(len(found.undecided))} it does not say enough."
    )
    used = {finding.rule.severity for finding in found.findings}
    return Law(
        "",
        QUESTION,
        counts,
        [(key, says) for key, says in SEVERITIES.items() if key in used],
        [_question(finding) for finding in _ordered(found.violated)],
        [_question(finding) for finding in _ordered(found.undecided)],
        [(f.rule.id, f.suppressed.reason) for f in found.suppressed if f.suppressed],
        command,
    )


def _without(why: str, command: str) -> Law:
    return Law(why, QUESTION, "", [], [], [], [], command)


def _places(many: int) -> str:
    return f"at {words.count(many)} place{'s' if many != 1 else ''}"


def _ordered(found: Sequence[Finding]) -> list[Finding]:
    order = list(SEVERITIES)
    return sorted(found, key=lambda finding: (order.index(finding.rule.severity), finding.rule.id))


def _question(finding: Finding) -> Question:
    rule = finding.rule
    place = f"{_file(finding.file)}:{finding.line}" if finding.file else ""
    return Question(
        rule.id, rule.title, rule.severity, finding.why, finding.path, place, ", ".join(rule.norms)
    )


def _file(file: str) -> str:
    """A file by its folder and name: the rest of the path is of one machine only."""
    return "/".join(Path(file).parts[-2:])

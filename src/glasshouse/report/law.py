"""What lint asks of the rulebook: each finding with its file and line. A finding is a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from glasshouse.errors import InputError
from glasshouse.lint.linting import Finding, LintReport, lint
from glasshouse.lint.rule import QUESTION, SEVERITIES
from glasshouse.report import words
from glasshouse.report.folder import Folder
from glasshouse.rulebook import load


@dataclass(frozen=True)
class Question:
    """What one rule asks: its id and title, how grave, why, and the places it asks it of."""

    id: str
    title: str
    severity: str
    why: str
    norms: str
    places: Sequence[tuple[str, str]]


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
    except InputError:
        return _without(f"The file of this rulebook ({name}) is not here, so its text was not read.", command)
    if folder.rulebook.get("hash") not in (None, book.text_hash):
        return _without("The text of this rulebook has changed since the run, so it was not read.", command)
    return _law(lint(book), command)


def _law(found: LintReport, command: str) -> Law:
    asked, passed = len(found.verdicts), sum(word == "not violated" for word in found.verdicts.values())
    counts = (
        f"{asked} rules were asked: {passed} found nothing, {_places(len(found.violated))} the text says "
        f"what a rule asks about, {_places(len(found.undecided))} it does not say enough."
    )
    used = {finding.rule.severity for finding in found.findings}
    return Law(
        "",
        QUESTION,
        counts,
        [(key, says) for key, says in SEVERITIES.items() if key in used],
        _questions(found.violated),
        _questions(found.undecided),
        [(f.rule.id, f.suppressed.reason) for f in found.suppressed if f.suppressed],
        command,
    )


def _without(why: str, command: str) -> Law:
    return Law(why, QUESTION, "", [], [], [], [], command)


def _places(many: int) -> str:
    return f"at {words.count(many)} place{'s' if many != 1 else ''}"


def _questions(found: Sequence[Finding]) -> list[Question]:
    """The gravest first; what one rule asks in the same words of several places stands there once."""
    order = list(SEVERITIES)
    joined: dict[tuple[str, str], list[Finding]] = {}
    for one in sorted(found, key=lambda one: (order.index(one.rule.severity), one.rule.id)):
        joined.setdefault((one.rule.id, one.why), []).append(one)
    return [_question(alike) for alike in joined.values()]


def _question(alike: Sequence[Finding]) -> Question:
    first = alike[0]
    places = [(one.path, f"{_file(one.file)}:{one.line}" if one.file else "") for one in alike]
    rule = first.rule
    return Question(rule.id, rule.title, rule.severity, first.why, ", ".join(rule.norms), places)


def _file(file: str) -> str:
    """A file by its folder and name: the rest of the path is of one machine only."""
    return "/".join(Path(file).parts[-2:])

"""Sections of an assessment that come from the text alone: period, processing, threshold questions, lint."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.auditing import ai_act, period, processing
from glasshouse.auditing.blocks import Block, Blocks, blank, listed, paragraph
from glasshouse.errors import InputError

if TYPE_CHECKING:
    from glasshouse.auditing.audit_findings import AuditFindings
    from glasshouse.linting.lint_findings import Finding
    from glasshouse.rulebooks import Rulebook

NO_TEXT = "These results do not hold what the rulebook says, so that it cannot be described."
LINT_COLUMNS = ("rule", "severity", "question", "clause", "why", "evidence", "where", "articles")


def period_of_law(made: AuditFindings) -> Blocks:
    """Which law was run in which months, and where text and lint speak of another."""
    for run in made.runs[:1]:
        told = period.sentences(period.period(run.manifest), str(run.rulebook["id"]))
        yield paragraph(told[0])
        if told[1:]:
            yield listed(told[1:])


def description(made: AuditFindings) -> Blocks:
    """The processing, question by question, each rule with its clause, legal basis, rank and evidence."""
    rulebook = made.runs[0].rulebook if made.runs else {"id": made.subject.rulebook}
    if not rulebook.get("summary"):
        yield paragraph(NO_TEXT)
        return
    yield from _provinces(made)
    said: dict[str, list[tuple[str, ...]]] = {}
    for topic, *row in processing.rows(rulebook):
        said.setdefault(topic, []).append(tuple(row))
    for topic, rows in said.items():
        if rows[0][0] == processing.SILENT:
            yield paragraph(f"{topic}: {processing.SILENT}.")
        else:
            yield Block("table", topic, columns=processing.COLUMNS[1:], rows=tuple(rows))
    yield Block(
        "table",
        "Sources: what the rulebook rests on",
        columns=("source", "what it is", "rank", "evidence"),
        rows=tuple(processing.sources(rulebook)),
    )
    yield _codes()
    yield Block("command", items_=(f"glasshouse explain {rulebook['id']} CLAUSE",))
    yield blank(
        "Who is the controller, who the processors, and which of these clauses are practised otherwise?"
    )


def _provinces(made: AuditFindings) -> Blocks:
    """The rulebooks of provinces, which are not described."""
    books = made.runs[0].manifest.get("provinces") or {}
    if books:
        named = ", ".join(f"{name}: {about['id']}" for name, about in books.items())
        yield paragraph(f"Provinces have rulebooks of their own, which are not described here: {named}.")


def _codes() -> Block:
    """What the codes of evidence mean."""
    from glasshouse.rulebooks.vocabulary import vocabulary

    terms = vocabulary("evidence").values()
    return paragraph(f"Codes of evidence: {'; '.join(f'{term.name}: {term.title}' for term in terms)}.")


def threshold_questions(made: AuditFindings) -> Blocks:
    """Questions of the AI Act, with what the text says and what is open; never that the Act applies."""
    rulebook = made.runs[0].rulebook if made.runs else {"id": made.subject.rulebook}
    yield paragraph(
        "Nothing here says that the Act applies. Its duties bind AI systems, those of article 27 high-risk "
        "ones; the rulebook is law and says little about the machine that carries it out."
    )
    rows = tuple(ai_act.questions(rulebook))
    yield Block("table", "Threshold questions", columns=ai_act.COLUMNS, rows=rows)
    yield Block("command", items_=(f"glasshouse lint {rulebook['id']} --norms eu",))
    yield blank("Which lawyer has answered these questions, and how?")


def lint_questions(made: AuditFindings) -> Blocks:
    """What lint finds in the text of the runs: where the text says what a rule asks about, and where it is
    silent."""
    from glasshouse.linting import QUESTION, lint

    book = _book(made)
    if book is None:
        yield paragraph("The rulebook is not found as it was when it was run, so lint was not asked.")
    else:
        report = lint(book)
        silent = sum(word == "not violated" for word in report.verdicts.values())
        counts = (
            f"{len(report.violated)} places violate a rule, {len(report.undecided)} are not decided; "
            f"{silent} of {len(report.verdicts)} rules found nothing."
        )
        yield paragraph(f"{QUESTION} {counts}")
        severities = "P: ban or near-absolute right, E: error, W: warning"
        yield from _asked(f"Violated by the text ({severities})", report.violated, book)
        yield from _asked("Not enough evidence in the text", report.undecided, book)
        yield from _asked("Suppressed at the rulebook's own request", report.suppressed, book)
        yield Block("command", items_=(f"glasshouse lint {made.subject.rulebook}",))
    yield blank("Which lawyer has answered these questions?")


def _asked(title: str, found: Iterable[Finding], book: Rulebook) -> Blocks:
    said = set(book.paths())
    rows = tuple(
        (
            one.rule.id, one.rule.severity, one.rule.title, f"{book.id}: {one.path}",
            one.suppressed.reason if one.suppressed else one.why, _evidence(one.path, book, said),
            _place(one.file, one.line), "; ".join(article.name for article in one.rule.articles),
        )
        for one in found
    )  # fmt: skip
    if rows:
        yield Block("table", title, columns=LINT_COLUMNS, rows=rows)


def _evidence(path: str, book: Rulebook, said: set[str]) -> str:
    """The codes of evidence of a clause: of its leaf, or of all leaves below it."""
    leaves = [path] if path in said else [one for one in said if one.startswith(f"{path}.")]
    codes = sorted({book.explain(leaf).evidence for leaf in leaves} - {""})
    return ", ".join(codes) or processing.SILENT


def _place(file: str, line: int) -> str:
    return f"{Path(file).parent.name}/{Path(file).name}:{line}" if file else ""


def _book(made: AuditFindings) -> Rulebook | None:
    """The rulebook with the text that was run."""
    from glasshouse.rulebooks import load

    about: dict[str, Any] = made.runs[0].rulebook if made.runs else {"id": made.subject.rulebook}
    for name in (about["id"], *reversed(about.get("files") or [])):
        try:
            book = load(str(name))
        except InputError:
            continue
        if about.get("hash") in (None, book.text_hash):
            return book
    return None

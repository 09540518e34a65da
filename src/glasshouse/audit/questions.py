"""The questions lint asks of the audited rulebook, as blocks of an assessment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from glasshouse.errors import InputError

if TYPE_CHECKING:
    from glasshouse.audit.auditing import Audit
    from glasshouse.rulebook import Rulebook

Piece = tuple[Literal["text", "table", "command"], str, Sequence[str], Sequence[str], Sequence[Sequence[str]]]
_PLAIN: tuple[Sequence[str], Sequence[str], Sequence[Sequence[str]]] = ((), (), ())


def asked(made: Audit) -> Iterator[Piece]:
    """What lint finds in the rulebook of the runs: kind, text, items, columns and rows of each block."""
    from glasshouse.lint import QUESTION, lint

    book = _book(made)
    if book is None:
        yield "text", "The rulebook is not found as it was when it was run, so lint was not asked.", *_PLAIN
        return
    report = lint(book)
    counts = f"{len(report.violated)} places violate a rule, {len(report.undecided)} are not decided."
    yield "text", f"{QUESTION} {counts}", *_PLAIN
    rows = [
        (
            found.rule.id, found.rule.severity, found.rule.title, found.path, found.why,
            _place(found.file, found.line), "; ".join(article.name for article in found.rule.articles),
        )
        for found in report.violated
    ]  # fmt: skip
    columns = ("rule", "severity", "question", "clause", "why", "where", "articles")
    yield (
        "table",
        "Violated by the text (P: ban or near-absolute right, E: error, W: warning)",
        (),
        columns,
        rows,
    )
    yield "command", "", (f"glasshouse lint {made.subject.rulebook}",), (), ()


def _place(file: str, line: int) -> str:
    return f"{Path(file).name}:{line}" if file else ""


def _book(made: Audit) -> Rulebook | None:
    """The rulebook with the text that was run."""
    from glasshouse.rulebook import load

    about: dict[str, Any] = made.runs[0].rulebook if made.runs else {"id": made.subject.rulebook}
    for name in (about["id"], *reversed(about.get("files") or [])):
        try:
            book = load(str(name))
        except InputError:
            continue
        if about.get("hash") in (None, book.text_hash):
            return book
    return None

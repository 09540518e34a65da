"""Linting a rulebook: every rule asked, every finding with its place, witness and suppression."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.linting.rule import (
    NOT_ENOUGH,
    NOT_VIOLATED,
    QUESTION,
    SEVERITIES,
    VIOLATED,
    Place,
    Rule,
    Verdict,
)
from glasshouse.linting.rule_registry import Own, chosen, with_own
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.simulated import Replicates
from glasshouse.linting.witness import Witness, witness_of
from glasshouse.plugins import failure
from glasshouse.rulebooks import Rulebook
from glasshouse.rulebooks import load as load_rulebook


@dataclass(frozen=True)
class Suppressed:
    """Why a finding is passed over, since when, and where the rulebook says so."""

    reason: str
    date: str
    file: str
    line: int


@dataclass(frozen=True)
class Finding:
    """One place where a rule asks its question.

    `verdict` is `violated`, or `not enough evidence` where the text does not decide. `line` counts from 1,
    0 for what no file says.
    """

    rule: Rule
    verdict: Verdict
    path: str
    why: str
    file: str
    line: int
    column: int
    text: str = field(repr=False)
    witness: Witness | None = field(repr=False, default=None)
    suppressed: Suppressed | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.file else ""
        return f"{place}{self.rule.severity} {self.rule.id} {self.path}: {self.why}"


@dataclass(frozen=True)
class LintReport:
    """What lint asks of one rulebook. `verdicts` has one of three words for every rule that was asked.

    >>> import glasshouse as gh
    >>> report = gh.lint("rongcheng-2021")
    >>> report.fails("E")
    True
    >>> report.findings[0].rule.id, report.findings[0].path
    ('LEG-1', 'behaviours.missed_loan_payment')
    """

    rulebook: str
    title: str
    findings: tuple[Finding, ...]
    verdicts: dict[str, Verdict]
    rules: tuple[Rule, ...] = field(repr=False)
    unused: tuple[str, ...] = ()

    @property
    def violated(self) -> tuple[Finding, ...]:
        """The findings that the text (or the runs) bear out and that are not passed over."""
        return tuple(f for f in self.findings if f.verdict == VIOLATED and not f.suppressed)

    @property
    def undecided(self) -> tuple[Finding, ...]:
        """The findings for which there is not enough evidence."""
        return tuple(f for f in self.findings if f.verdict == NOT_ENOUGH and not f.suppressed)

    @property
    def suppressed(self) -> tuple[Finding, ...]:
        """The findings the rulebook asks to pass over."""
        return tuple(f for f in self.findings if f.suppressed)

    def fails(self, level: str) -> bool:
        """Whether a violated finding is as grave as `level` (`P`, `E` or `W`) or graver."""
        order = list(SEVERITIES)
        return any(order.index(f.rule.severity) <= order.index(level) for f in self.violated)  # type: ignore[arg-type]

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data, for JSON."""
        from glasshouse.linting.lint_text import as_dict

        return as_dict(self)

    def as_sarif(self) -> dict[str, object]:
        """The report as a SARIF 2.1.0 log, for code hosts and editors."""
        from glasshouse.linting.lint_text import as_sarif

        return as_sarif(self)

    def __str__(self) -> str:
        counts = f"{len(self.violated)} violated, {len(self.undecided)} without enough evidence"
        lines = [f"{self.rulebook}: {counts}, {len(self.suppressed)} passed over", QUESTION]
        return "\n".join([*lines, *map(str, self.violated)])


def lint(
    rulebook: str | Path | Rulebook,
    *,
    norms: Sequence[str] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    runs: Replicates | None = None,
    rules: Own | Sequence[Own] = (),
) -> LintReport:
    """Ask every rule of a rulebook, as a lawyer's first pass would. A finding is a question, never a verdict.

    `norms` chooses profiles (`un`, `eu`, `coe`, `us`, `cn`, `soft`, `quality`), `select` and `ignore` rules
    by id or family. Rules that only runs decide have not enough evidence without `runs`
    (`lint.simulated.replicate`). `rules` are rules of one's own beside the shipped ones: a folder with their
    files, FILE:NAME, the object, or several of these. Raises `InputError` for names that are not known, and
    for rules that cannot be used.

    >>> import glasshouse as gh
    >>> report = gh.lint("rongcheng-2021", select=["LEG"])
    >>> sorted({finding.rule.id for finding in report.findings})[0]
    'LEG-1'
    """
    book = rulebook if isinstance(rulebook, Rulebook) else load_rulebook(rulebook)
    known = with_own((rules,) if isinstance(rules, (str, Path, Rule)) else rules)
    asked = chosen(norms, select, ignore, known)
    law = Reading(book, runs)
    _refuse_strangers(law, known)
    findings = [finding for rule in asked for finding in _findings(law, rule)]
    return LintReport(
        rulebook=book.id,
        title=book.title,
        findings=tuple(findings),
        verdicts={rule.id: _verdict([f for f in findings if f.rule is rule]) for rule in asked},
        rules=tuple(asked),
        unused=tuple(_unused(law, asked, findings)),
    )


def _findings(law: Reading, rule: Rule) -> Iterator[Finding]:
    for place in _places(law, rule):
        origin = law.origin(place.path)
        yield Finding(
            rule=rule,
            verdict=VIOLATED if place.sure else NOT_ENOUGH,
            path=place.path,
            why=place.why,
            file=origin.file,
            line=origin.line,
            column=origin.column,
            text=origin.text,
            witness=witness_of(law, rule.id, place.path, rule.title.lower()),
            suppressed=_suppressed(law, rule, place),
        )


def _places(law: Reading, rule: Rule) -> Iterable[Place]:
    """The places a rule asks about. Raises `InputError` where a rule of one's own fails, with its line."""
    try:
        return dict.fromkeys(rule.check(law))
    except Exception as error:
        if rule.origin is None:
            raise
        what = f"lint rule {rule.id} fails: {type(error).__name__}: {error}"
        raise InputError(failure(error, rule.origin.file, what, "correct the rule")) from error


def _verdict(findings: list[Finding]) -> Verdict:
    """Violated where the text says so anywhere, passed over or not; else undecided; else not violated."""
    verdicts = {finding.verdict for finding in findings}
    return VIOLATED if VIOLATED in verdicts else NOT_ENOUGH if verdicts else NOT_VIOLATED


def _suppressed(law: Reading, rule: Rule, place: Place) -> Suppressed | None:
    here = f"suppressions.{rule.id}"
    if not law.stated(here):
        return None
    paths = law.says(f"{here}.path", ())
    if paths and not any(place.path == path or place.path.startswith(f"{path}.") for path in paths):
        return None
    origin = law.origin(here)
    reason, date = law.says(f"{here}.reason"), law.says(f"{here}.date")
    return Suppressed(reason, str(date), origin.file, origin.line)


def _unused(law: Reading, asked: Sequence[Rule], findings: Sequence[Finding]) -> Iterator[str]:
    """The rules whose suppression passes nothing over."""
    used = {finding.rule.id for finding in findings if finding.suppressed}
    known = {rule.id for rule in asked}
    yield from (name for name in law.names("suppressions") if name in known and name not in used)


def _refuse_strangers(law: Reading, known: Collection[str]) -> None:
    """Suppressions of rules that do not exist are mistakes, not wishes."""
    strangers = [name for name in law.names("suppressions") if name not in known]
    if strangers:
        diagnostics = []
        for name in strangers:
            origin = law.origin(f"suppressions.{name}")
            diagnostics.append(origin.diagnostic(f"{name} is not a rule of lint", suggestion(name, known)))
        raise InputError(*(diagnostic for diagnostic in diagnostics if isinstance(diagnostic, Diagnostic)))

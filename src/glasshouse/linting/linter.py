"""Linting a rulebook: every rule asked, every finding with its place, witness and suppression."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.linting.lint_findings import Finding, LintFindings, Suppressed
from glasshouse.linting.lint_text import as_dict, as_sarif
from glasshouse.linting.rule import (
    NOT_ENOUGH,
    NOT_VIOLATED,
    QUESTION,
    VIOLATED,
    Place,
    Rule,
    Verdict,
)
from glasshouse.linting.rule_registry import Own, chosen, with_own
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.simulated import Replicates
from glasshouse.linting.thresholds import limit
from glasshouse.linting.witness import witness_of
from glasshouse.plugins import failure
from glasshouse.rulebooks import Rulebook
from glasshouse.rulebooks import load as load_rulebook


@dataclass(frozen=True)
class LintReport(LintFindings):
    """What lint asks of one rulebook (see `LintFindings`), in words, as data, and as a SARIF log.

    >>> import glasshouse as gh
    >>> report = gh.lint("rongcheng-2021")
    >>> report.fails("E")
    True
    >>> report.violated[0].rule.id, report.violated[0].path
    ('LEG-1', 'behaviours.missed_loan_payment')
    """

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data, for JSON."""
        return as_dict(self)

    def as_sarif(self) -> dict[str, object]:
        """The report as a SARIF 2.1.0 log, for code hosts and editors."""
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
    today: datetime.date | None = None,
) -> LintReport:
    """Ask every rule of a rulebook, as a lawyer's first pass would. A finding is a question, never a verdict.

    `norms` chooses profiles (`un`, `eu`, `coe`, `us`, `cn`, `soft`, `quality`), `select` and `ignore` rules
    by id or family. Rules that only runs decide have not enough evidence without `runs`
    (`lint.simulated.replicate`). `rules` are rules of one's own beside the shipped ones: a folder with their
    files, FILE:NAME, the object, or several of these. Suppressions that have expired by `today` (by default
    the present day) pass nothing over. Raises `InputError` for names that are not known, and for rules that
    cannot be used.

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
    wishes = {name: _wish(law, name) for name in law.names("suppressions")}
    now = today or datetime.date.today()
    living = {name: wish for name, wish in wishes.items() if now <= wish.until}
    findings = [finding for rule in asked for finding in _findings(law, rule, living.get(rule.id))]
    return LintReport(
        rulebook=book.id,
        title=book.title,
        findings=tuple(findings),
        verdicts={rule.id: _verdict([f for f in findings if f.rule is rule]) for rule in asked},
        rules=tuple(asked),
        unused=tuple(_unused(living, asked, findings)),
        expired=tuple(wish for name, wish in wishes.items() if name not in living),
    )


def _findings(law: Reading, rule: Rule, wish: Suppressed | None) -> Iterator[Finding]:
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
            wording=_wording(law, place),
            witness=witness_of(law, rule.id, place.path, rule.title.lower()),
            suppressed=wish if wish and _covers(law, wish, place) else None,
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


def _wording(law: Reading, place: Place) -> str:
    """What is said at a place, without the name and title of its clause."""
    section, _, name = place.path.partition(".")
    name = name.partition(".")[0]
    title = (
        law.words.behaviours[name].title if section == "behaviours" and name in law.words.behaviours else name
    )
    return place.why.replace(title, "...").replace(name, "...") if name else place.why


def _wish(law: Reading, rule: str) -> Suppressed:
    """The suppression of a rule, with the day on which it ends."""
    here = f"suppressions.{rule}"
    origin = law.origin(here)
    since = law.says(f"{here}.date")
    life = datetime.timedelta(days=limit("suppressions.life", "day"))
    until = law.says(f"{here}.until", since + life)
    return Suppressed(rule, law.says(f"{here}.reason"), since, until, origin.file, origin.line)


def _covers(law: Reading, wish: Suppressed, place: Place) -> bool:
    paths = law.says(f"suppressions.{wish.rule}.path", ())
    return not paths or any(place.path == path or place.path.startswith(f"{path}.") for path in paths)


def _unused(living: Collection[str], asked: Sequence[Rule], findings: Sequence[Finding]) -> Iterator[str]:
    """The rules whose suppression passes nothing over."""
    used = {finding.rule.id for finding in findings if finding.suppressed}
    known = {rule.id for rule in asked}
    yield from (name for name in living if name in known and name not in used)


def _refuse_strangers(law: Reading, known: Collection[str]) -> None:
    """Suppressions of rules that do not exist are mistakes, not wishes."""
    strangers = [name for name in law.names("suppressions") if name not in known]
    if strangers:
        diagnostics = []
        for name in strangers:
            origin = law.origin(f"suppressions.{name}")
            diagnostics.append(origin.diagnostic(f"{name} is not a rule of lint", suggestion(name, known)))
        raise InputError(*(diagnostic for diagnostic in diagnostics if isinstance(diagnostic, Diagnostic)))

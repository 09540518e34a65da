"""What lint found in one rulebook: each place where a rule asks its question, and a verdict for each rule."""

from __future__ import annotations

from dataclasses import dataclass, field

from glasshouse.linting.rule import NOT_ENOUGH, SEVERITIES, VIOLATED, Rule, Verdict
from glasshouse.linting.witness import Witness


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
class LintFindings:
    """All findings in one rulebook. `verdicts` has one of three words for every rule that was asked."""

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

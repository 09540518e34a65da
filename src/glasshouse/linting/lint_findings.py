"""What lint found in one rulebook: each place where a rule asks its question, and a verdict for each rule."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from glasshouse.linting.rule import NOT_ENOUGH, SEVERITIES, SILENT, VIOLATED, Rule, Verdict
from glasshouse.linting.witness import Witness


@dataclass(frozen=True)
class Suppressed:
    """Why a finding is passed over, from when until when, and where the rulebook says so."""

    rule: str
    reason: str
    date: datetime.date
    until: datetime.date
    file: str
    line: int


@dataclass(frozen=True)
class Finding:
    """One place where a rule asks its question.

    `verdict` is `violated`, or `not enough evidence` where the text does not decide. `line` counts from 1,
    0 for what no file says. `wording` is `why` without the name of the clause, so that findings alike can be
    told together.
    """

    rule: Rule
    verdict: Verdict
    path: str
    why: str
    file: str
    line: int
    column: int
    text: str = field(repr=False)
    wording: str = field(repr=False, default="")
    witness: Witness | None = field(repr=False, default=None)
    suppressed: Suppressed | None = None

    @property
    def silent(self) -> bool:
        """Whether it only says that the text is silent."""
        return self.verdict == NOT_ENOUGH and self.why.startswith(SILENT)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.file else ""
        return f"{place}{self.rule.severity} {self.rule.id} {self.path}: {self.why}"


FEW = 2
"""As many findings of one rule in the same words are told one by one; more are one block."""


@dataclass(frozen=True)
class Block:
    """Findings of one rule, and how to say them at once; `wording` is empty where each is told by itself."""

    rule: Rule
    findings: tuple[Finding, ...]
    wording: str


def blocks(findings: Iterable[Finding]) -> Iterator[Block]:
    """Findings by rule, in their order; what repeats in the same words over many clauses is one block."""
    alike: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        alike.setdefault((one.rule.id, one.wording), []).append(one)
    for (_, wording), together in alike.items():
        if len(together) > FEW:
            yield Block(together[0].rule, tuple(together), wording)
        else:
            yield from (Block(one.rule, (one,), "") for one in together)


@dataclass(frozen=True)
class LintFindings:
    """All findings in one rulebook. `verdicts` has one of three words for every rule that was asked.

    `unused` names suppressions that pass nothing over, `expired` are those that no longer do.
    """

    rulebook: str
    title: str
    findings: tuple[Finding, ...]
    verdicts: dict[str, Verdict]
    rules: tuple[Rule, ...] = field(repr=False)
    unused: tuple[str, ...] = ()
    expired: tuple[Suppressed, ...] = ()

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

"""What an audit found: findings, verdicts of the bounds held against them, and what is not known.

There is no score over findings, on purpose: harms of different kinds, and the claimed benefit, are printed
side by side and weighed by people.

The keywords of `glasshouse.audit`: types, and what they are by default.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import pyarrow as pa

from glasshouse.auditing.audited_results import Results
from glasshouse.auditing.bounds import ChosenBound
from glasshouse.auditing.evidence import OPEN, discovered, family, judged, played
from glasshouse.auditing.measuring import Silence
from glasshouse.data_table import Table
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.files import kept_source
from glasshouse.metrics import catalogue
from glasshouse.metrics import findings as counted
from glasshouse.metrics.findings import Finding, GroupValue
from glasshouse.metrics.findings import Verdict as Word
from glasshouse.metrics.measure import Measure
from glasshouse.metrics.measures.satisficing import Findings
from glasshouse.specs.units import MONEY

if TYPE_CHECKING:
    from pathlib import Path

    from glasshouse.auditing.bounds import ChosenBound
    from glasshouse.metrics.catalogue import Own
    from glasshouse.model.custom_mechanism import CustomMechanism

NO_SCORE = "There is no score over all findings: harms of different kinds are not added up."


@dataclass(frozen=True)
class Subject:
    """What was audited: rulebook, society, length, how many runs of how many persons, and their commands.

    `source` names the folders or the study.
    """

    rulebook: str
    title: str
    society: str
    persons: int
    months: int
    runs: int
    source: tuple[str, ...]
    commands: tuple[str, ...]
    currency: str = MONEY

    @property
    def interval(self) -> str:
        """What low and high of every finding are."""
        return "95 % interval" if self.runs == 1 else f"5-95 % range of {self.runs} runs"


@dataclass(frozen=True)
class Verdict:
    """A bound held against a finding. `groups` are those for which it is violated taken by themselves; `why`
    says what is missing where the answer is "not enough evidence"."""

    chosen: ChosenBound
    finding: Finding
    verdict: Word
    groups: tuple[GroupValue, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class AuditFindings:
    """Findings in the order of the definitions, verdicts in the order of the bounds, and what is not known.

    `each` holds the findings of every run by itself, `privacy` the probes of a map where there is one and
    they were asked for, `alternatives` the findings under other rules, by name, where they were simulated,
    `no_alternatives` why they could not be.
    `measures` are all that were asked, by id.
    """

    subject: Subject
    findings: tuple[Finding, ...]
    bounds: tuple[ChosenBound, ...]
    unknown: tuple[Silence, ...]
    runs: tuple[Results, ...] = field(repr=False, default=())
    each: tuple[Findings, ...] = field(repr=False, default=())
    privacy: pa.Table | None = field(repr=False, default=None)
    alternatives: Mapping[str, Findings] = field(repr=False, default_factory=dict)
    no_alternatives: str = ""
    measures: Mapping[str, Measure] = field(repr=False, default_factory=catalogue.all_measures)

    @property
    def own(self) -> tuple[Measure, ...]:
        """The measures among them that are not shipped, each with its source text and hash as `origin`."""
        return tuple(one for one in self.measures.values() if one.origin)

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands that make these findings: the runs, then the audit."""
        asked = self._asked
        source = " ".join(shlex.quote(name) for name in self.subject.source)
        own = (f"--measure {shlex.quote(option)}" for option in catalogue.options(self.own))
        return (*self.subject.commands, " ".join(("glasshouse audit", source, *asked, *own)))

    @property
    def _asked(self) -> tuple[str, ...]:
        """The options of the command that makes the findings."""
        if self.alternatives and any(one.id == "F24" for one in self.findings):
            return ("--more",)
        draft = ("--assessment", "draft.md") if self.alternatives else ()
        return (*draft, *(("--map",) if self.privacy is not None else ()))

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every bound against every finding of its name; a bound without a finding has no verdict here."""
        seen = played(self.findings, self.runs)
        return tuple(
            Verdict(chosen, found, word, tuple(_over(chosen, found, word, self.findings)), why)
            for chosen in self.bounds
            for found in self.findings
            if found.name == chosen.name
            for word, why in [judged(chosen, found, seen, self.findings)]
        )

    @property
    def unasked(self) -> tuple[ChosenBound, ...]:
        """Bounds about which these runs say nothing at all: not enough evidence."""
        known = {found.name for found in self.findings}
        return tuple(chosen for chosen in self.bounds if chosen.name not in known)

    def side(self, side: str) -> tuple[Finding, ...]:
        """The findings that count as "harm", "benefit" or "neither"."""
        return tuple(found for found in self.findings if found.side == side)

    def named(self, measure: str) -> tuple[Finding, ...]:
        """The findings of a measure ("F10") or one of its parts ("F10.ratio").

        Raises `InputError` for a measure that is not known, and for one without a finding, with the reason.
        """
        found = tuple(one for one in self.findings if measure in (one.id, one.name))
        if not found:
            known = [name for one in self.findings for name in (one.id, one.name)]
            asked = (measure, measure.partition(".")[0])
            why = next((one.why for one in self.unknown if one.name in asked), "")
            fix = why or suggestion(measure, (*known, *self.measures)) or catalogue.LIST
            raise InputError(Diagnostic(f"{measure}: not a finding of this audit", fix))
        return found

    def by_group(self, measure: str) -> Table:
        """A measure for everybody and for each group, with intervals and sizes; columns as `table`."""
        return self.table(*self.named(measure))

    def table(self, *findings: Finding) -> Table:
        """Findings (all without arguments) as a table: a row for everybody, then a row per group.

        Columns of `measure.findings.SCHEMA`, then `bound` and `verdict` where a bound is about the number.
        """
        chosen = findings or self.findings
        made = counted.table(chosen)
        words = [row for found in chosen for row in self._judged(found)]
        for name in ("bound", "verdict"):
            made = made.append_column(name, pa.array([row[name] for row in words], pa.string()))
        return Table(made)

    def _judged(self, found: Finding) -> Iterator[dict[str, str | None]]:
        held = next((one for one in self.verdicts if one.finding is found), None)
        yield {"bound": held.chosen.limit if held else None, "verdict": held.verdict if held else None}
        for group in found.by_group:
            verdict = held.chosen.bound.verdict(group) if held else None
            if held and (held.verdict == OPEN or (verdict == "violated" and group not in held.groups)):
                verdict = OPEN
            yield {"bound": held.chosen.limit if held else None, "verdict": verdict}

    def fails(self, word: Word) -> bool:
        """Whether any bound has this verdict."""
        return any(held.verdict == word for held in self.verdicts)

    def keep_sources(self, folder: Path) -> tuple[Path, ...]:
        """Keep the sources of measures of one's own in `code` of a folder, and say where."""
        return tuple(kept_source(one.origin, folder) for one in self.own if one.origin)


def _over(
    chosen: ChosenBound, found: Finding, word: Word, findings: Sequence[Finding]
) -> Iterator[GroupValue]:
    """The groups beyond a bound; of ratios of risk those that chance among all groups does not explain."""
    if word == OPEN:
        return
    named = discovered(family(found, findings), chosen.bound.limit) if found.name == "F10.ratio" else None
    for group in found.by_group:
        if chosen.bound.verdict(group) == "violated" and (named is None or group in named):
            yield group


OnStep = Callable[[int, int], None]
"""Is told how many runs of how many are done."""


class AuditSettings(TypedDict, total=False):
    """The keywords of `glasshouse.audit`."""

    bounds: str | Path | Sequence[ChosenBound] | None
    """A file of bounds, or bounds already loaded; None, the default, means the shipped ones."""
    by: str | Sequence[str] | None
    """A group dimension, or several, such as "sex": only their groups are kept. All by default."""
    rulebook: str
    """The rulebook audited, of a study with several; empty by default."""
    store: str | Path | None
    """The folder in which the members of a study lie; None, the default, means that of the command line."""
    privacy: bool
    """Whether to probe the map, if there is one; False by default."""
    more: bool
    """Whether to repeat runs of 20,000 persons for what the folder alone cannot answer: neutral sanctions,
    chance, switched attributes, variants. It probes the map too. False by default."""
    measures: Sequence[Own]
    """Measures of your own beside the shipped ones, as objects or FILE:NAME; none by default."""
    mechanisms: Sequence[CustomMechanism | str]
    """The mechanisms of the run, for `more`, where the texts that its folder keeps are not to be used: all of
    them, as they were. None by default."""
    on_step: OnStep | None
    """Called after each repeated run of `more` with the runs done and those to do."""


AUDIT_DEFAULTS: AuditSettings = {
    "bounds": None,
    "by": None,
    "rulebook": "",
    "store": None,
    "privacy": False,
    "more": False,
    "measures": (),
    "mechanisms": (),
    "on_step": None,
}

"""An audit: the findings of one or several runs, bounds held against them, and what is not known.

Three verdicts: violated, not violated, not enough evidence. There is no score over findings, on purpose:
harms of different kinds, and the claimed benefit, are printed side by side and weighed by people.
"""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from glasshouse import arguments
from glasshouse.auditing import audited_results, measuring
from glasshouse.auditing.audited_results import Results
from glasshouse.auditing.bounds import ChosenBound, load_bounds
from glasshouse.auditing.measuring import Silence, silences
from glasshouse.data_table import Table
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.files import kept_source
from glasshouse.metrics import catalogue
from glasshouse.metrics import findings as counted
from glasshouse.metrics.catalogue import Own
from glasshouse.metrics.ensemble import Findings, ensemble
from glasshouse.metrics.findings import Finding, GroupValue
from glasshouse.metrics.findings import Verdict as Word
from glasshouse.metrics.measure import Measure
from glasshouse.metrics.measures import f31
from glasshouse.specs.currencies import MONEY, in_currency

NO_SCORE = "There is no score over all findings: harms of different kinds are not added up."
OnStep = Callable[[int, int], None]
"""Told how many runs of how many are done."""


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
    """A bound held against a finding. `groups` are those for which it is violated taken by themselves."""

    chosen: ChosenBound
    finding: Finding
    verdict: Word
    groups: tuple[GroupValue, ...] = ()


@dataclass(frozen=True)
class Audit:
    """Findings in the order of the definitions, verdicts in the order of the bounds, and what is not known.

    `each` holds the findings of every run by itself, `privacy` the probes of a map where there is one and
    they were asked for, `alternatives` the findings under other rules, by name, where they were lived.
    `measures` are all that were asked, by id.

    >>> import glasshouse as gh
    >>> run = gh.run("court-list-2013", "toytown", persons=300, months=6, seed=7, twin=True)
    >>> found = gh.audit(run.save("results/audited", overwrite=True, variants=()))
    >>> found.subject.runs, found.subject.persons
    (1, 300)
    >>> sorted({held.verdict for held in found.verdicts})[0]
    'not enough evidence'
    >>> found.by_group("F3.ever").column_names[:2]
    ['id', 'part']
    """

    subject: Subject
    findings: tuple[Finding, ...]
    bounds: tuple[ChosenBound, ...]
    unknown: tuple[Silence, ...]
    runs: tuple[Results, ...] = field(repr=False, default=())
    each: tuple[Findings, ...] = field(repr=False, default=())
    privacy: pa.Table | None = field(repr=False, default=None)
    alternatives: Mapping[str, Findings] = field(repr=False, default_factory=dict)
    measures: Mapping[str, Measure] = field(repr=False, default_factory=catalogue.all_measures)

    @property
    def own(self) -> tuple[Measure, ...]:
        """The measures among them that are not shipped, each with its source text and hash as `origin`."""
        return tuple(one for one in self.measures.values() if one.origin)

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands that make these findings: the runs, then the audit."""
        asked = ("--more",) if self.alternatives else ("--map",) if self.privacy is not None else ()
        source = " ".join(shlex.quote(name) for name in self.subject.source)
        own = (f"--measure {shlex.quote(option)}" for option in catalogue.options(self.own))
        return (*self.subject.commands, " ".join(("glasshouse audit", source, *asked, *own)))

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every bound against every finding of its name; a bound without a finding has no verdict here."""
        return tuple(
            Verdict(chosen, found, chosen.bound.verdict(found), tuple(_over(chosen, found)))
            for chosen in self.bounds
            for found in self.findings
            if found.name == chosen.name
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
        about = next((chosen for chosen in self.bounds if chosen.name == found.name), None)
        values: tuple[Finding | GroupValue, ...] = (found, *found.by_group)
        for value in values:
            verdict = about.bound.verdict(value) if about else None
            yield {"bound": about.limit if about else None, "verdict": verdict}

    def fails(self, word: Word) -> bool:
        """Whether any bound has this verdict."""
        return any(held.verdict == word for held in self.verdicts)

    def as_dict(self) -> dict[str, Any]:
        """The audit as plain data, for JSON; numbers that do not exist are `nan`."""
        from glasshouse.auditing.audit_text import as_dict

        return as_dict(self)

    def assessment(self, to: str | Path) -> Path:
        """Draft an impact assessment into a .md or .html file (see `audit.assessment`)."""
        from glasshouse.auditing.assessment import assessment

        return assessment(self, to)

    def keep_sources(self, folder: Path) -> tuple[Path, ...]:
        """Keep the sources of measures of one's own in `code` of a folder, and say where."""
        return tuple(kept_source(one.origin, folder) for one in self.own if one.origin)

    def __str__(self) -> str:
        from glasshouse.auditing.audit_text import summary

        return "\n".join(summary(self))


def audit(
    *folders: str | Path,
    bounds: str | Path | Sequence[ChosenBound] | None = None,
    by: str | Sequence[str] | None = None,
    rulebook: str = "",
    store: str | Path | None = None,
    privacy: bool = False,
    more: bool = False,
    measures: Sequence[Own] = (),
    on_step: OnStep | None = None,
) -> Audit:
    """Audit the results of one run, of several (an ensemble), or a study.

    `folders` are results folders, or one `study.yaml` whose members lie in `store`; of a study with several
    rulebooks, `rulebook` names the one audited. `bounds` is a file of bounds, the shipped ones by default.
    `by` names a group dimension, or several: only their groups are kept. `privacy` probes the map, if there
    is one. `more` repeats runs of 20,000 persons for what the folder alone cannot answer: neutral sanctions,
    chance, switched attributes, variants; `on_step` reports their progress. `measures` are measures of one's
    own beside the shipped ones, as objects or FILE:NAME. Raises `InputError` with all faults together.

    >>> import glasshouse as gh
    >>> run = gh.run("court-list-2013", "toytown", persons=300, months=6, seed=7, twin=True)
    >>> folder = run.save("results/audited", overwrite=True, variants=())
    >>> found = gh.audit(folder, by=["sex"])
    >>> found.named("F3.ever")[0].unit
    'of persons'
    >>> gh.audit("results/no-such-folder")
    Traceback (most recent call last):
        ...
    glasshouse.errors.InputError: results/no-such-folder: ...
    """
    folders = tuple(arguments.path("folders", folder) for folder in folders)
    groups = (by,) if isinstance(by, str) else by
    by = None if groups is None else arguments.several("by", groups, arguments.one_name)
    known = catalogue.with_own(arguments.several("measures", measures, lambda _, one: one))
    if bounds is None or isinstance(bounds, (str, Path)):
        chosen = load_bounds(bounds, known)
    else:
        chosen = tuple(bounds)
    if len(folders) == 1 and Path(folders[0]).suffix in (".yaml", ".yml"):
        from glasshouse.auditing.futures import of_study

        return of_study(Path(folders[0]), store, rulebook, chosen, known)
    runs = audited_results.read(*folders)
    made = of_runs(runs, chosen, by, known)
    if more:
        from glasshouse.auditing.reruns import rerun

        made = rerun(made, by, on_step)
    return _with_privacy(made) if privacy or more else made


def of_runs(
    runs: Sequence[Results],
    chosen: tuple[ChosenBound, ...],
    by: Sequence[str] | None = None,
    measures: Mapping[str, Measure] | None = None,
) -> Audit:
    """The audit of runs that have been read; `measures` are all that are known by default."""
    known = catalogue.all_measures() if measures is None else measures
    each = tuple(measuring.findings(run, known) for run in runs)
    if by is not None:
        each = tuple(measuring.by_groups(found, by) for found in each)
    found = each[0] if len(each) == 1 else (*ensemble(each), *_over_runs(runs, each, chosen))
    return audited(_subject(runs), found, chosen, runs, each, known)


def audited(
    subject: Subject,
    found: Findings,
    chosen: tuple[ChosenBound, ...],
    runs: Sequence[Results] = (),
    each: Sequence[Findings] = (),
    measures: Mapping[str, Measure] | None = None,
) -> Audit:
    """An audit of findings, put in order."""
    known = catalogue.all_measures() if measures is None else measures
    ordered = tuple(sorted(found, key=lambda one: catalogue.place(one.id)))
    chosen = tuple(replace(one, unit=in_currency(one.unit, subject.currency)) for one in chosen)
    unknown = silences(ordered, runs, known.values())
    return Audit(subject, ordered, chosen, unknown, tuple(runs), tuple(each), measures=known)


def share_of_futures(each: Sequence[Findings], chosen: Sequence[ChosenBound]) -> Finding | None:
    """F31 over runs, with the bounds of which every run has a figure; None where there is none."""
    every = [{one.name for one in found if not math.isnan(one.value)} for found in each]
    empty = {one.name for found in each for one in found if math.isnan(one.value)}
    known = set.intersection(*every) - empty if every else set()
    asked = [choice.bound for choice in chosen if choice.name in known]
    return f31.futures_within_bounds.of(each, asked)[0] if asked and len(each) > 1 else None


def _over_runs(
    runs: Sequence[Results], each: Sequence[Findings], chosen: Sequence[ChosenBound]
) -> Iterator[Finding]:
    if share := share_of_futures(each, chosen):
        yield share
    if audited_results.enforcement_draws(runs):
        yield from audited_results.arbitrariness(runs)


def _subject(runs: Sequence[Results]) -> Subject:
    first = runs[0]
    return Subject(
        rulebook=str(first.rulebook["id"]),
        title=str(first.rulebook.get("title") or first.rulebook["id"]),
        society=str(first.manifest["society"]["id"]),
        persons=first.persons,
        months=first.months,
        runs=len(runs),
        source=tuple(run.name for run in runs),
        commands=tuple(run.command for run in runs),
        currency=first.currency,
    )


def _over(chosen: ChosenBound, found: Finding) -> Iterator[GroupValue]:
    return (group for group in found.by_group if chosen.bound.verdict(group) == "violated")


def _with_privacy(made: Audit) -> Audit:
    from glasshouse.auditing.blocks import with_privacy

    return with_privacy(made)

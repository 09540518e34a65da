"""An audit: the findings of one or several runs, bounds held against them, and what is not known.

Three verdicts: violated, not violated, not enough evidence. There is no score over findings, on purpose:
harms of different kinds, and the claimed benefit, are printed side by side and weighed by people.
"""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from glasshouse import arguments
from glasshouse.audit import enforcement_draws, measuring, reading
from glasshouse.audit.bounds import ChosenBound, load_bounds
from glasshouse.audit.missing import Silence, silences
from glasshouse.audit.reading import Results
from glasshouse.data_table import Table
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics import findings as counted
from glasshouse.metrics.bounds import satisficing
from glasshouse.metrics.ensemble import Findings, ensemble
from glasshouse.metrics.findings import Finding, GroupValue
from glasshouse.metrics.findings import Verdict as Word

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

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands that make these findings: the runs, then the audit."""
        asked = ("--more",) if self.alternatives else ("--map",) if self.privacy is not None else ()
        source = " ".join(shlex.quote(name) for name in self.subject.source)
        return (*self.subject.commands, " ".join(("glasshouse audit", source, *asked)))

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
        """The findings of a measure ("F10") or one of its parts ("F10.ratio"). Raises `InputError` for
        none.
        """
        found = tuple(one for one in self.findings if measure in (one.id, one.name))
        if not found:
            known = [name for one in self.findings for name in (one.id, one.name)]
            raise InputError(
                Diagnostic(f"{measure}: not a finding of this audit", suggestion(measure, known))
            )
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
        from glasshouse.audit.writing import as_dict

        return as_dict(self)

    def assessment(self, to: str | Path) -> Path:
        """Draft an impact assessment into a .md or .html file (see `audit.assessment`)."""
        from glasshouse.audit.assessment import assessment

        return assessment(self, to)

    def __str__(self) -> str:
        from glasshouse.audit.writing import summary

        return "\n".join(summary(self))


def audit(
    *folders: str | Path,
    bounds: str | Path | Sequence[ChosenBound] | None = None,
    by: str | Sequence[str] | None = None,
    rulebook: str = "",
    store: str | Path | None = None,
    privacy: bool = False,
    more: bool = False,
    on_step: OnStep | None = None,
) -> Audit:
    """Audit the results of one run, of several (an ensemble), or a study.

    `folders` are results folders, or one `study.yaml` whose members lie in `store`; of a study with several
    rulebooks, `rulebook` names the one audited. `bounds` is a file of bounds, the shipped ones by default.
    `by` names a group dimension, or several: only their groups are kept. `privacy` probes the map, if there
    is one. `more` repeats runs of 20,000 persons for what the folder alone cannot answer: neutral sanctions,
    chance, switched attributes, variants; `on_step` reports their progress. Raises `InputError` with all
    faults together.

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
    chosen = load_bounds(bounds) if bounds is None or isinstance(bounds, (str, Path)) else tuple(bounds)
    if len(folders) == 1 and Path(folders[0]).suffix in (".yaml", ".yml"):
        from glasshouse.audit.futures import of_study

        return of_study(Path(folders[0]), store, rulebook, chosen)
    runs = reading.read(*folders)
    made = of_runs(runs, chosen, by)
    if more:
        from glasshouse.audit.reruns import rerun

        made = rerun(made, by, on_step)
    return _with_privacy(made) if privacy or more else made


def of_runs(runs: Sequence[Results], chosen: tuple[ChosenBound, ...], by: Sequence[str] | None) -> Audit:
    """The audit of runs that have been read."""
    each = tuple(measuring.findings(run) for run in runs)
    if by is not None:
        each = tuple(measuring.by_groups(found, by) for found in each)
    found = each[0] if len(each) == 1 else (*ensemble(each), *_over_runs(runs, each, chosen))
    return audited(_subject(runs), found, chosen, runs, each)


def audited(
    subject: Subject,
    found: Findings,
    chosen: tuple[ChosenBound, ...],
    runs: Sequence[Results] = (),
    each: Sequence[Findings] = (),
) -> Audit:
    """An audit of findings, put in order."""
    ordered = tuple(sorted(found, key=lambda one: measuring.place(one.id)))
    return Audit(subject, ordered, chosen, silences(ordered, runs), tuple(runs), tuple(each))


def share_of_futures(each: Sequence[Findings], chosen: Sequence[ChosenBound]) -> Finding | None:
    """F31 over runs, with the bounds of which every run has a figure; None where there is none."""
    every = [{one.name for one in found if not math.isnan(one.value)} for found in each]
    empty = {one.name for found in each for one in found if math.isnan(one.value)}
    known = set.intersection(*every) - empty if every else set()
    asked = [choice.bound for choice in chosen if choice.name in known]
    return satisficing(each, asked) if asked and len(each) > 1 else None


def _over_runs(
    runs: Sequence[Results], each: Sequence[Findings], chosen: Sequence[ChosenBound]
) -> Iterator[Finding]:
    if share := share_of_futures(each, chosen):
        yield share
    if enforcement_draws.same_people(runs):
        yield from enforcement_draws.arbitrariness(runs)


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
    )


def _over(chosen: ChosenBound, found: Finding) -> Iterator[GroupValue]:
    return (group for group in found.by_group if chosen.bound.verdict(group) == "violated")


def _with_privacy(made: Audit) -> Audit:
    from glasshouse.audit.maps import with_privacy

    return with_privacy(made)

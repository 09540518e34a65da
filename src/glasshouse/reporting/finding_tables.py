"""The audit of one run as the page prints it: findings by name, all of them in one table, bounds beside
them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from glasshouse.auditing.assembling import of_runs
from glasshouse.auditing.audit_findings import Verdict
from glasshouse.auditing.audited_results import OF_A_SIDE, Results
from glasshouse.auditing.bounds import load_bounds
from glasshouse.auditing.evidence import small
from glasshouse.auditing.measuring import Silence
from glasshouse.metrics import catalogue
from glasshouse.metrics.catalogue import Own
from glasshouse.metrics.findings import Finding, GroupValue
from glasshouse.metrics.measure import Measure
from glasshouse.reporting import words
from glasshouse.reporting.folder import Folder

SHARES = ("fraction", "of ", "share of")
"""Beginnings of units that a page prints as per cent."""


@dataclass(frozen=True)
class Findings:
    """Every finding of a run, in the order of the definitions; bounds held against them; what is missing."""

    all: tuple[Finding, ...]
    verdicts: tuple[Verdict, ...] = ()
    unknown: tuple[Silence, ...] = ()
    own: tuple[Measure, ...] = ()

    def get(self, name: str) -> Finding | None:
        """The finding of that name ("F5", "F3.ever") if its base is large enough, else `None`."""
        found = next((one for one in self.all if one.name == name), None)
        return None if found is None or math.isnan(found.value) or small(found) else found

    def disparities(self, burden: str, part: str = "ratio") -> list[Finding]:
        """F10 of one burden, a finding for each dimension."""
        about = f": {burden.replace('_', ' ')} by "
        return [one for one in self.all if one.name == f"F10.{part}" and about in one.title]


def of(folder: Folder, measures: Sequence[Own] = ()) -> Findings:
    """The audit of a folder, without intersections of groups; nothing without its table of people.

    `measures` are measures of one's own beside the shipped ones.
    """
    if folder.people is None:
        return Findings(())
    known = catalogue.with_own(measures)
    made = of_runs([results_of(folder)], load_bounds(measures=known), None, known)
    return Findings(made.findings, made.verdicts, made.unknown, made.own)


def results_of(folder: Folder) -> Results:
    """The tables of a folder as an audit reads them."""
    system = {"monthly": folder.system, "gatekeepers": folder.gatekeepers}
    twin: dict[str, pa.Table | None] = {"monthly": folder.twin}
    for name in ("standing", "listings", "ledger", "states"):
        system[name], twin[name] = getattr(folder, name), getattr(folder, f"twin_{name}")
    sides = [{name: of[name] for name in OF_A_SIDE if of.get(name) is not None} for of in (system, twin)]
    here, there = sides
    tables = (folder.people, here, there, folder.variants, folder.gap)
    return Results(str(folder.path), folder.manifest, *tables, intersections=False)


def value(found: Finding | GroupValue, unit: str, *, sign: bool = False) -> str:
    """A number with its unit in short: shares as per cent."""
    if is_share(unit):
        return words.percent(found.value, sign=sign)
    return words.number(found.value, sign=sign)


def interval(found: Finding | GroupValue, unit: str) -> str:
    """The 95 % interval in the same form, empty where there is none."""
    scale, after = (100, f"{words.NARROW}%") if is_share(unit) else (1, "")
    ends = words.interval(found.low, found.high, scale)
    return f"{ends}{after}" if ends else ""


def sure(found: Finding) -> str:
    """How sure a finding is and what it rests on: "95 % interval 2.2 to 2.5 %; 9 persons, 3 events"."""
    ends = interval(found, found.unit)
    sizes = f"{words.count(found.persons)} persons, {words.count(found.events)} events"
    return f"95{words.NARROW}% interval {ends}; {sizes}" if ends else sizes


def is_share(unit: str) -> bool:
    """Whether a unit is a share, which a page prints as per cent."""
    return unit.startswith(SHARES)


def clear(found: Finding | GroupValue, null: float = 0.0) -> bool:
    """Whether the interval leaves out `null`; one without width says nothing."""
    return found.low < found.high and (found.low > null or found.high < null)


def by_dim(found: Sequence[Finding]) -> Iterator[tuple[str, GroupValue]]:
    """Every group of several findings with its dimension."""
    for one in found:
        for group in one.by_group:
            yield group.dim, group


SIGNS = {"violated": "outside", "not violated": "inside", "not enough evidence": "open"}
"""How each verdict is set on the page."""

ELSEWHERE = ("CS",)
"""Findings that stand in a section of their own."""


@dataclass(frozen=True)
class Entry:
    """A finding in the table of all: number, interval and sizes in words."""

    name: str
    title: str
    value: str
    unit: str
    interval: str
    persons: str
    events: str
    why_not: str = ""


@dataclass(frozen=True)
class Held:
    """A bound, the finding it is about, the verdict, and what is missing where there is none."""

    name: str
    title: str
    limit: str
    basis: str
    value: str
    interval: str
    verdict: str
    sign: str
    why: str = ""


def build(found: Findings) -> list[Entry]:
    """Every finding for everybody; one whose base is too small without its value, but with the reason."""
    return [_entry(one) for one in found.all if one.id not in ELSEWHERE]


def _entry(one: Finding) -> Entry:
    why = "" if math.isnan(one.value) else small(one)
    shown = ("not printed", "") if why else (value(one, one.unit), interval(one, one.unit))
    sizes = (words.count(one.persons), words.count(one.events))
    return Entry(one.name, one.title, shown[0], one.unit, shown[1], *sizes, why)


def verdicts(found: Findings) -> list[Held]:
    """Every bound held against every finding of its name."""
    return [
        Held(
            held.finding.name, held.finding.title, held.chosen.limit, held.chosen.basis,
            value(held.finding, held.finding.unit), interval(held.finding, held.finding.unit), held.verdict,
            SIGNS[held.verdict], held.why,
        )
        for held in found.verdicts
    ]  # fmt: skip

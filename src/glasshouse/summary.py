"""The few figures a run is summed up in on the command line, from the files of its results folder."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from glasshouse.auditing.evidence import FEWEST
from glasshouse.auditing.touched import touched
from glasshouse.metrics import catalogue
from glasshouse.metrics.monthly import series
from glasshouse.metrics.whim import whim
from glasshouse.reporting import continued
from glasshouse.reporting import folder as results
from glasshouse.simulation.event_files import told

HEADLINE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("lists", ("ever_listed", "months_listed", "months_wrong_person", "months_unable")),
    ("points", ("low_grade", "kindness_forgone")),
    ("gatekeepers", ("shut_out",)),
    ("denials", ("denied",)),
    ("map", ("exposure",)),
    ("money", ("paid_to_state", "lost_to_cuts", "paid_in_prices", "rewards_received")),
    ("", ("income", "months_voiced")),
    ("debts", ("paid", "payment_missed")),
)
"""Measures of the summary by the trait of the rulebook that calls for them ("": any), harm before claimed
benefit."""


@dataclass(frozen=True)
class Line:
    """One measure for everybody: with the system, without it, and the difference with its 95 % interval.

    `touched` persons have another figure than without the system, and differ by `among` on average, in the
    unit `among_unit`; None where that is not known, or where so few are touched that a mean says nothing.
    """

    measure: str
    title: str
    unit: str
    system: float
    twin: float
    difference: float
    low: float
    high: float
    touched: int | None = None
    among: float | None = None
    among_unit: str = ""


@dataclass(frozen=True)
class Summary:
    """What a run was, where its files are, and its headline figures."""

    folder: str
    report: str
    rulebook: str
    society: str
    persons: int
    months: int
    seed: int
    digest: str
    lines: tuple[Line, ...]
    targets: tuple[dict[str, Any], ...]
    whim: dict[str, float]
    events: tuple[str, ...] = ()
    change: str = ""
    """For a run continued with changes: what changed, and that its twin lacks the change alone."""

    def as_dict(self) -> dict[str, object]:
        """All of it as plain data."""
        return asdict(self)


def summary(found: results.Folder, page: Path | None) -> Summary:
    """The summary of a results folder that was read; `page` is the report, if one was written."""
    about = found.manifest
    return Summary(
        folder=str(found.path),
        report=str(page or ""),
        rulebook=str(about["rulebook"]["id"]),
        society=str(about["society"]["id"]),
        persons=int(about["persons"]),
        months=found.months,
        seed=int(about["seed"]),
        digest=str(about["digest"]),
        lines=tuple(_lines(found)),
        targets=tuple(
            {name: row[name] for name in ("title", "unit", "low", "high", "model", "inside")}
            for row in found.targets.to_pylist()
        ),
        whim=asdict(whim(found.system)),
        events=tuple(map(told, about.get("events", ()))),
        change=continued.sentence(about),
    )


def _lines(found: results.Folder) -> list[Line]:
    everybody = found.gap.filter(pc.field("dim") == "all").to_pylist()
    by_name = {row["measure"]: row for row in everybody}
    names = [
        name for trait, names in HEADLINE if not trait or getattr(found.provides, trait) for name in names
    ]
    lines = [_line(found, by_name[name]) if name in by_name else _counted(found, name) for name in names]
    return [line for line in lines if line is not None]


def _line(found: results.Folder, row: dict[str, Any]) -> Line:
    measure = catalogue.measure(row["measure"])
    figures = {name: row[name] for name in ("system", "twin", "difference", "low", "high")}
    made = Line(measure=measure.id, title=measure.title, unit=row["unit"] or measure.unit, **figures)
    whom = touched(found.people, found.manifest, measure.id)
    if whom is None:
        return made
    if whom.persons < FEWEST or measure.kind == "share":
        return replace(made, touched=whom.persons)
    return replace(made, touched=whom.persons, among=whom.mean, among_unit=whom.unit)


def _counted(found: results.Folder, name: str) -> Line | None:
    """A measure that only the monthly tables count: it has no interval."""
    measure = catalogue.measure(name)
    if found.twin is None or not measure.counts or measure.counts not in found.system.column_names:
        return None
    scale, unit = catalogue.units(found.months, found.currency)[name]
    persons = int(found.manifest["persons"])
    with_it, without = (
        scale * float(series(side, measure.counts).sum()) / persons for side in (found.system, found.twin)
    )
    ends = (math.nan, math.nan)
    return Line(measure.id, measure.title, unit, with_it, without, with_it - without, *ends)

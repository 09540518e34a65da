"""The few figures a run is summed up in on the command line, from the files of its results folder."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from glasshouse.metrics import catalogue
from glasshouse.metrics.whim import whim
from glasshouse.reporting import folder as results

HEADLINE = (
    "ever_listed",
    "months_listed",
    "months_wrongly_listed",
    "denied",
    "income",
    "months_voiced",
    "exposure",
    "paid",
    "payment_missed",
    "paid_to_state",
    "lost_to_cuts",
    "paid_in_prices",
    "rewards_received",
)
"""Measures of the summary, harm first and claimed benefit beside it."""


@dataclass(frozen=True)
class Line:
    """One measure for everybody: with the system, without it, and the difference with its 95 % interval."""

    measure: str
    title: str
    unit: str
    system: float
    twin: float
    difference: float
    low: float
    high: float


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
    )


def _lines(found: results.Folder) -> list[Line]:
    everybody = found.gap.filter(pc.field("dim") == "all").to_pylist()
    by_name = {row["measure"]: row for row in everybody}
    return [_line(by_name[name]) for name in HEADLINE if name in by_name]


def _line(row: dict[str, Any]) -> Line:
    measure = catalogue.measure(row["measure"])
    figures = {name: row[name] for name in ("system", "twin", "difference", "low", "high")}
    return Line(measure=measure.id, title=measure.title, unit=row["unit"] or measure.unit, **figures)

"""What a measure found: a number with its interval, the people and events it rests on, and its definition.

Every measure of harm and benefit answers with a `Finding`, so that a page can never print a number without
its size or a harm without its definition. There is no sum over findings: harms of different kinds are not
added up.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from glasshouse.metrics.definitions import Side, Worse, definition
from glasshouse.specs.currencies import MONEY, in_currency

Verdict = Literal["violated", "not violated", "not enough evidence"]
VERDICTS: tuple[Verdict, ...] = ("violated", "not violated", "not enough evidence")

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("part", pa.string()),
        ("title", pa.string()),
        ("dim", pa.string()),
        ("group", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("unit", pa.string()),
        ("persons", pa.int64()),
        ("events", pa.int64()),
        ("runs", pa.int64()),
        ("side", pa.string()),
        ("worse", pa.string()),
        ("definition", pa.string()),
        ("source", pa.string()),
        ("note", pa.string()),
    ]
)
"""Columns of a table of findings: a row for everybody (`dim` and `group` are "all"), then a row per group."""


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval and what it rests on.

    `persons` are those it is about, `events` the occurrences counted among them (persons harmed, months,
    entries). `low` and `high` are `nan` where no honest interval exists, `value` is `nan` where there was
    nothing to measure.
    """

    value: float
    low: float
    high: float
    persons: int
    events: int

    def __post_init__(self) -> None:
        if self.low > self.high or self.persons < 0 or self.events < 0:
            raise ValueError(f"not an estimate: {self}")

    @classmethod
    def bare(cls, value: float, persons: int, events: int) -> Estimate:
        """A number for which no interval is known."""
        return cls(value, math.nan, math.nan, persons, events)

    def times(self, factor: float) -> Estimate:
        """The same in another unit; a negative factor turns the interval round."""
        low, high = sorted((self.low * factor, self.high * factor))
        return Estimate(self.value * factor, low, high, self.persons, self.events)


@dataclass(frozen=True)
class GroupValue:
    """The value of a finding for one group: `dim` and `group` are "sex" and "women", or "sex x age_band" and
    "women x 60+" for an intersection."""

    dim: str
    group: str
    value: float
    low: float
    high: float
    persons: int
    events: int

    @classmethod
    def of(cls, dim: str, group: str, found: Estimate) -> GroupValue:
        """An estimate as that of a group."""
        return cls(dim, group, **vars(found))


@dataclass(frozen=True)
class Finding:
    """One number of one measure, with everything that has to be printed beside it.

    `id` is that of `definitions` ("F10"), `part` the part of the measure ('' for a measure of one number).
    `value`, `low`, `high` are in `unit`; `persons` and `events` are what the number rests on. `side` says
    whether it counts as "harm", "benefit" or "neither", `worse` which direction is bad for people. `note` is
    a caveat, printed with it. `runs` is 1, or
    how many runs an ensemble's median and 5-95 % range rest on.
    """

    id: str
    title: str
    value: float
    low: float
    high: float
    unit: str
    persons: int
    events: int
    by_group: tuple[GroupValue, ...]
    definition: str
    source: str
    side: Side
    note: str = ""
    part: str = ""
    worse: Worse = "neither"
    runs: int = 1

    @property
    def name(self) -> str:
        """Id and part in one word, e.g. "F10.ratio"."""
        return f"{self.id}.{self.part}" if self.part else self.id

    @property
    def estimate(self) -> Estimate:
        """The number without its words."""
        return Estimate(self.value, self.low, self.high, self.persons, self.events)

    def __str__(self) -> str:
        return f"{self.name} {self.title}: {sized(self.estimate, self.unit)}"


@dataclass(frozen=True)
class Bound:
    """A limit somebody chose for a finding, in the unit of that finding: it should stay at most, or at least,
    there.

    `name` is that of the finding, e.g. "F10.ratio".
    """

    name: str
    limit: float
    keep: Literal["at most", "at least"] = "at most"

    def holds(self, value: float) -> bool:
        """Whether a bare value lies within the bound."""
        return value <= self.limit if self.keep == "at most" else value >= self.limit

    def verdict(self, found: Finding | GroupValue | Estimate) -> Verdict:
        """Whether the bound holds: "violated" or "not violated" only if the whole interval says so.

        Without persons, value or interval, and where the limit lies inside the interval, the answer is
        "not enough evidence". An interval that ends at the limit does not go beyond it.
        """
        if not found.persons or any(math.isnan(x) for x in (found.value, found.low, found.high)):
            return "not enough evidence"
        sign = 1 if self.keep == "at most" else -1
        near, far = sorted((sign * found.low, sign * found.high))
        if near > sign * self.limit:
            return "violated"
        return "not violated" if far <= sign * self.limit else "not enough evidence"


def finding(
    measure: str,
    found: Estimate,
    *,
    part: str = "",
    by_group: Iterable[GroupValue] = (),
    title: str = "",
    unit: str = "",
    note: str = "",
    currency: str = MONEY,
) -> Finding:
    """A finding of the measure with that id, with words, unit and side from its definition.

    `title` and `unit` replace those of the definition where a measure is taken of something named by the
    caller; `currency` stands in the unit for the word `money`. `note` is added to the caveats of definition
    and part. Raises `InputError` for an unknown measure
    or part.
    """
    about = definition(measure)
    own = about.part(part)
    return Finding(
        id=measure,
        part=part,
        title=title or own.title,
        unit=in_currency(unit or own.unit, currency),
        worse=own.worse,
        by_group=tuple(by_group),
        definition=about.definition,
        source=about.source,
        side=about.side,
        note=" ".join(caveat for caveat in (about.note, own.note, note) if caveat),
        **vars(found),
    )


def verdicts(findings: Iterable[Finding], bounds: Iterable[Bound]) -> list[tuple[Bound, Finding, Verdict]]:
    """Every bound held against every finding of its name, in the order of the bounds."""
    every = list(findings)
    return [
        (bound, found, bound.verdict(found))
        for bound in bounds
        for found in every
        if found.name == bound.name
    ]


def table(findings: Iterable[Finding]) -> pa.Table:
    """Findings as a table with the columns of `SCHEMA`: everybody first, then the groups of each finding."""
    rows = [row for found in findings for row in _rows(found)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def sized(found: Estimate | GroupValue, unit: str = "") -> str:
    """A number in words, with its interval and its sizes; "no figure" where there was nothing to measure."""
    sizes = f"{found.persons:,} persons, {found.events:,} events"
    if math.isnan(found.value):
        return f"no figure ({sizes})"
    interval = "" if math.isnan(found.low) else f"{found.low:.3g} to {found.high:.3g}; "
    return f"{found.value:.3g} {unit}".rstrip() + f" ({interval}{sizes})"


def _rows(found: Finding) -> Iterable[dict[str, object]]:
    words = {name: value for name, value in vars(found).items() if name != "by_group"}
    yield words | {"dim": "all", "group": "all"}
    for group in found.by_group:
        yield words | vars(group)

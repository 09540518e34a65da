"""The findings of one run by name, and the words in which the page tells them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glasshouse.measure import disparity, everybody, harms
from glasshouse.measure.findings import Finding, GroupValue
from glasshouse.measure.monthly import DIMS
from glasshouse.report import words
from glasshouse.report.folder import Folder

BURDENS = ("ever_listed", "denied")
"""Harms whose disparity is taken: put on a list, refused something."""

SHARES = ("fraction", "of ", "share of")
"""Beginnings of units that a page prints as per cent."""


@dataclass(frozen=True)
class Findings:
    """Every finding of a run, in the order of the definitions."""

    all: tuple[Finding, ...]

    def get(self, name: str) -> Finding | None:
        """The finding of that name ("F5", "F3.ever") if it has a figure, the first of several, else `None`."""
        found = next((one for one in self.all if one.name == name), None)
        return found if found is not None and found.persons and not math.isnan(found.value) else None

    def disparities(self, burden: str, part: str = "ratio") -> list[Finding]:
        """F10 of one burden, a finding for each dimension."""
        about = f": {burden.replace('_', ' ')} by "
        return [one for one in self.all if one.name == f"F10.{part}" and about in one.title]


def of(folder: Folder) -> Findings:
    """What the tables of a folder allow to say; nothing without its table of people."""
    if folder.people is None:
        return Findings(())
    return Findings(tuple(sorted(_found(folder), key=lambda one: int(one.id.removeprefix("F")))))


def _found(folder: Folder) -> Iterator[Finding]:
    people = folder.people
    assert people is not None
    tables = harms.Tables(
        people, folder.months, folder.standing, folder.twin_standing, folder.listings, folder.ledger,
        folder.states, folder.gatekeepers,
    )  # fmt: skip
    yield from harms.findings(tables)
    lives = everybody.Lives(people, folder.months, folder.rights, folder.system, folder.twin, harms=())
    yield from everybody.findings(lives)
    for burden in BURDENS:
        if f"system_{burden}" in people.column_names:
            for dim in DIMS:
                yield from disparity.disparity(people, burden, dim)


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
    """Whether the interval leaves out `null`."""
    return not math.isnan(found.low) and (found.low > null or found.high < null)


def by_dim(found: Sequence[Finding]) -> Iterator[tuple[str, GroupValue]]:
    """Every group of several findings with its dimension."""
    for one in found:
        for group in one.by_group:
            yield group.dim, group

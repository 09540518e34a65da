"""Figures kept of each person, as measures: means with the system, without it, and their paired difference.

Such a measure is a title, a kind and a side; its unit follows from the kind. Where the lives have been
compared already, its figures are taken from there; else they are counted from the table of people. What only
the monthly table counts has no interval.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Literal

import pyarrow.compute as pc

from glasshouse.metrics.findings import Answer, GroupValue, Side, Worse
from glasshouse.metrics.measure import UNITS, Function, Kind, Measure, scale_of
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.monthly import series
from glasshouse.metrics.paired import ComparisonRow
from glasshouse.metrics.persons import sides

COUNTED: tuple[Kind, ...] = ("share", "months", "times")
"""Kinds that count something; the others are amounts."""


def of_person(id: str, title: str, kind: Kind, side: Side, worse: Worse) -> Measure:
    """A measure that the table of people has for each person: `system_` and `twin_` before this id."""
    return _made(id, title, kind, (side, worse), ("people", "twin"), partial(_paired, id, kind))


def of_months(id: str, title: str, kind: Kind, side: Side, worse: Worse, counts: str = "") -> Measure:
    """A measure that the monthly table counts, by default in the column of its id."""
    column = counts or id
    made = _made(id, title, kind, (side, worse), ("monthly", "twin"), partial(_monthly, id, kind, column))
    return made.counting(column)


def of_unknown(id: str) -> Measure:
    """A measure nobody has described: a plain title, and nobody's harm or benefit."""
    kind: Kind = "months" if id.startswith("months_") else "times"
    return of_person(id, id.replace("_", " ").capitalize(), kind, "neither", "neither")


def _made(
    id: str, title: str, kind: Kind, hurts: tuple[Side, Worse], needs: tuple[str, ...], function: Function
) -> Measure:
    return Measure(
        id=id,
        title=title,
        unit=UNITS[kind],
        side=hurts[0],
        worse=hurts[1],
        needs=needs,
        function=function,
        definition=f"{title}: the mean with the system less the mean without it.",
        kind=kind,
    )


def _paired(id: str, kind: Kind, data: Data) -> list[Answer]:
    """The paired difference of a figure of each person; nothing where the run did not keep it."""
    rows = _compared(id, data)
    if rows:
        first = next(row for row in rows if row["dim"] == "all")
        groups = tuple(_group(row, kind, data.months) for row in rows if row is not first)
        whole = vars(_group(first, kind, data.months))
        sizes = {name: whole[name] for name in ("value", "low", "high", "persons", "events")}
        return [Answer(id, **sizes, by_group=groups, note=_both(first["system"], first["twin"]))]
    if not data.has(*sides(id)):
        return []
    with_it, without = (data.column(name) for name in sides(id))
    found = data.difference(with_it, without)
    scale = scale_of(kind, data.months)
    means = (scale * float(values.mean()) for values in (with_it, without))
    groups = tuple(GroupValue.of(one.dim, one.group, one.estimate.times(scale)) for one in found.by_group)
    return [Answer(id, **vars(found.estimate.times(scale)), by_group=groups, note=_both(*means))]


def _compared(id: str, data: Data) -> list[ComparisonRow]:
    """The rows of the comparison about a measure."""

    def rows() -> dict[str, list[ComparisonRow]]:
        found: dict[str, list[ComparisonRow]] = {}
        for row in data.compared.to_pylist() if data.compared is not None else ():
            found.setdefault(row["measure"], []).append(row)
        return found

    return data.once("compared", rows).get(id, [])


ENDS: tuple[Literal["difference", "low", "high"], ...] = ("difference", "low", "high")


def _group(row: ComparisonRow, kind: Kind, months: int) -> GroupValue:
    """A row of the comparison; its events are what is counted with the system, or its persons."""
    value, low, high = (math.nan if (end := row[name]) is None else end for name in ENDS)
    persons = int(row["persons"])
    counted = round(row["system"] / scale_of(kind, months) * persons) if kind in COUNTED else persons
    return GroupValue(row["dim"], row["group"], value, low, high, persons, counted)


def _monthly(id: str, kind: Kind, counts: str, data: Data) -> list[Answer]:
    """The difference of a count of everybody; nothing where the table has no such column."""
    monthly = data.system.monthly
    if counts not in monthly.column_names or not data.twin.has("monthly"):
        return []
    persons = data.once("persons", lambda: int(series(monthly, "persons")[0])) or 1
    sums = [int(pc.sum(table.column(counts)).as_py() or 0) for table in (monthly, data.twin.monthly)]
    with_it, without = (scale_of(kind, data.months) * (total / persons) for total in sums)
    counted = sums[0] if kind in COUNTED else persons
    note = _both(with_it, without)
    return [Answer(id, with_it - without, math.nan, math.nan, persons, counted, note=note)]


def _both(with_it: float, without: float) -> str:
    return f"{with_it:.4g} with the system, {without:.4g} without it."

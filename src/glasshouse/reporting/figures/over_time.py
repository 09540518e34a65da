"""Counts of people month by month, with the system and without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import Key, Line, Plot, numbers, scale, years
from glasshouse.charts.registry import Maker, figure
from glasshouse.metrics.monthly import Ints, series
from glasshouse.reporting import words
from glasshouse.reporting.figure_source import Source
from glasshouse.reporting.listed import by_year

SIDES = (Key("system", "with the system", "line"), Key("twin", "the same people without it", "dash"))


@dataclass(frozen=True)
class Series:
    """A column of the monthly table that can be drawn; `stock` counts who is so at the end of a month."""

    id: str
    title: str
    unit: str
    column: str
    stock: bool = True


SERIES = (
    Series("listed_over_time", "On the list", "Persons on the list at the end of each month", "listed"),
    Series("gated_over_time", "With a right denied", "Persons with some right denied, end of month", "gated"),
    Series("fearful_over_time", "In fear", "Adults in fear at the end of each month", "fearful"),
    Series(
        "refusals_over_time", "Refusals", "Times somebody was refused something, by month", "refusals", False
    ),
)


def lines(one: Series, start: str, curves: Sequence[tuple[Key, Ints]]) -> Figure:
    """One series of several runs of the same length, the first drawn on top."""
    months = len(curves[0][1])
    top = max(1.0, *(float(values.max(initial=0)) for _, values in curves))
    at = numbers(np.arange(months) + 0.5)
    marks = tuple(
        Line(key.ink, at, numbers(values), dashed=key.shape == "dash") for key, values in reversed(curves)
    )
    said = [f"{words.count(_last(one, values))} {_short(key)}" for key, values in curves]
    when = "at the end" if one.stock else "in the last twelve months"
    finding = f"{one.title}: {words.listed(said)}, {when}"
    keys = tuple(key for key, _ in curves)
    return Figure(
        finding,
        one.unit,
        f"Line chart over {months} months. {finding}.",
        (Plot(years(start, months), scale(0.0, 1.06 * top, "", many=4), marks, height=190),),
        keys=keys,
        columns=("End of" if one.stock else "Year", *(key.words for key in keys)),
        rows=tuple(_rows(one, start, [values for _, values in curves])),
        files=("system/monthly.parquet", "twin/monthly.parquet"),
    )


def _short(key: Key) -> str:
    return key.words.removeprefix("the same people ")


def _last(one: Series, values: Ints) -> float:
    return float(values[-1] if one.stock else values[-12:].sum())


def _rows(one: Series, start: str, curves: Sequence[Ints]) -> list[tuple[str, ...]]:
    by = [by_year(start, values, last=one.stock) for values in curves]
    return [(year, *(words.count(found[k]) for _, found in by)) for k, year in enumerate(by[0][0])]


def _maker(one: Series) -> Maker:
    def make(source: Source) -> Figure | None:
        folder = source.folder
        sides = [table for table in (folder.system, folder.twin) if table is not None]
        curves = [(key, series(table, one.column)) for key, table in zip(SIDES, sides, strict=False)]
        return lines(one, folder.start, curves) if any(values.any() for _, values in curves) else None

    return figure(id=one.id, title=f"{one.title}, month by month, with the system and without")(make)


MAKERS = tuple(_maker(one) for one in SERIES)

"""Figures over time: counts month by month with the twin, and provinces year by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import Axis, Key, Line, Mark, Plot, Points, numbers, scale, years
from glasshouse.charts.registry import Maker, figure
from glasshouse.metrics.monthly import Ints, group_codes, series
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


ACROSS, HIGH = 4, 52
DRAWN = {
    "listed": ("Share of adults on the list", "per cent of adults, mean of the year", 100.0),
    "gated": ("Share of adults with a right denied", "per cent of adults, mean of the year", 100.0),
    "harshness": (
        "Harshness of the rules",
        "from 0, the mildest the outline allows, to 1, the harshest",
        1.0,
    ),
}
"""Title, unit and factor of what can be drawn."""


@figure(id="provinces", title="Share of adults on the list, province by province and year by year")
def provinces(source: Source) -> Figure | None:
    """Every province of the run."""
    rows = shares_by_province(source.folder.system, source.folder.months)
    return multiples(rows, "listed", source.folder.start) if any(any(row["listed"]) for row in rows) else None


def multiples(rows: Sequence[Mapping[str, Any]], drawn: str, start: str) -> Figure:
    """A small plot for each province; `rows` have "province", a value a year under `drawn`, and, where
    provinces copy each other, whom they copied under "adopted_from".
    """
    title, unit, factor = DRAWN[drawn]
    values = {str(row["province"]): [factor * (value or 0.0) for value in row[drawn]] for row in rows}
    most = max(max(own) for own in values.values()) or 1.0
    first, last = int(start[:4]), int(start[:4]) + len(next(iter(values.values()))) - 1
    ends = ((0.0, str(first)), (float(last - first), str(last))) if last > first else ((0.0, str(first)),)
    x = Axis(-0.3, max(last - first, 1) + 0.3, "", ends)
    y = Axis(0.0, 1.1 * most, "", ((0.0, "0"), (most, words.number(most))))
    low, high = (pick(own[-1] for own in values.values()) for pick in (min, max))
    copied = any(any(row.get("adopted_from") or ()) for row in rows)
    finding = f"{title} in {last}: {words.number(low)} to {words.number(high)} by province"
    return Figure(
        finding,
        f"{unit[:1].upper()}{unit[1:]}, all on one scale",
        f"Small line charts of {len(values)} provinces. {finding}.",
        tuple(_plot(row, values[str(row["province"])], x, y) for row in rows),
        keys=(Key("system", title.lower(), "line"), *_key(copied)),
        columns=("Province", *(str(first + k) for k in range(last - first + 1))),
        rows=tuple((_name(name), *(words.number(value) for value in own)) for name, own in values.items()),
        files=("system/monthly.parquet",),
        across=ACROSS,
    )


def shares_by_province(monthly: pa.Table, months: int) -> list[dict[str, Any]]:
    """Persons, and the share of adults listed and gated in each year, of every province of a table."""
    labels, codes = group_codes(monthly, "province")
    year = monthly["month"].to_numpy() // 12
    years = -(-months // 12)
    sums = {
        name: np.bincount(codes * years + year, monthly[name].to_numpy(), len(labels) * years).reshape(
            -1, years
        )
        for name in ("adults", "listed", "gated", "persons")
    }
    shares = {name: sums[name] / np.maximum(sums["adults"], 1) for name in ("listed", "gated")}
    return [
        {
            "province": label,
            "persons": int(sums["persons"][k, 0] / min(12, months)),
            **{name: np.round(values[k], 6).tolist() for name, values in shares.items()},
        }
        for k, label in enumerate(labels)
    ]


def _plot(row: Mapping[str, Any], values: Sequence[float], x: Axis, y: Axis) -> Plot:
    copied = [k for k, other in enumerate(row.get("adopted_from") or ()) if other and k < len(values)]
    marks: list[Mark] = [
        Line("system", numbers(range(len(values))), numbers(values)),
        Points("twin", numbers(copied), numbers(values[k] for k in copied), hollow=(True,) * len(copied)),
    ]
    return Plot(x, y, tuple(marks if copied else marks[:1]), height=HIGH, title=_name(str(row["province"])))


def _key(copied: bool) -> tuple[Key, ...]:
    return (Key("twin", "took over the rules of another province", "ring"),) if copied else ()


def _name(province: str) -> str:
    return province.replace("_", " ").title()

"""What a picture holds, free of any drawing program: marks in the units of the data, between axes.

A `Plot` is plain frozen data. It is drawn by `svg` for reports and files, and by `charts.js` in the page.
Colours are names of the palette, so that a drawing follows light and dark.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, log10
from typing import ClassVar

import numpy as np
import numpy.typing as npt

ROW = 27
"""Pixels of a named row, unless a plot needs more."""

Numbers = tuple[float | None, ...]
"""Numbers of a mark; `None` for one that is not known."""


@dataclass(frozen=True)
class Axis:
    """A scale from `low` to `high` with its ticks (position in data units, label); `log` needs `low` > 0."""

    low: float
    high: float
    title: str = ""
    ticks: tuple[tuple[float, str], ...] = ()
    log: bool = False

    def share(self, value: float) -> float:
        """Where a value stands between the ends: 0 at `low`, 1 at `high`."""
        low, high = self.low, self.high
        if self.log:
            low, high, value = log10(low), log10(high), log10(max(value, 1e-12))
        return (value - low) / ((high - low) or 1.0)


@dataclass(frozen=True)
class Area:
    """A surface between two curves; `faint` for one that says how sure a line is."""

    kind: ClassVar = "area"
    ink: str
    x: Numbers
    low: Numbers
    high: Numbers
    faint: bool = False


@dataclass(frozen=True)
class Line:
    """A curve; `dashed` for the world without the system, `stepped` where it jumps at each point."""

    kind: ClassVar = "line"
    ink: str
    x: Numbers
    y: Numbers
    dashed: bool = False
    stepped: bool = False


@dataclass(frozen=True)
class Bars:
    """Rectangles from (`x0`, `y0`) to (`x1`, `y1`)."""

    kind: ClassVar = "bars"
    ink: str
    x0: Numbers
    x1: Numbers
    y0: Numbers
    y1: Numbers


@dataclass(frozen=True)
class Points:
    """Points at (`x`, `y`), each with an interval of x from `low` to `high`; `hollow` where unsure.

    `shape` is one of SHAPES, or "none" for intervals alone. `labels` are short words inside the points.
    """

    kind: ClassVar = "points"
    ink: str
    x: Numbers
    y: Numbers
    low: Numbers = ()
    high: Numbers = ()
    hollow: tuple[bool, ...] = ()
    shape: str = "circle"
    labels: tuple[str, ...] = ()


SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross")


@dataclass(frozen=True)
class Segments:
    """Straight strokes from (`x0`, `y0`) to (`x1`, `y1`): single events, or what moved where."""

    kind: ClassVar = "segments"
    ink: str
    x0: Numbers
    y0: Numbers
    x1: Numbers
    y1: Numbers
    thin: bool = False


@dataclass(frozen=True)
class Dots:
    """Many equal dots, `size` pixels wide; `hollow` makes them rings."""

    kind: ClassVar = "dots"
    ink: str
    x: Numbers
    y: Numbers
    size: float = 2.0
    hollow: bool = False


@dataclass(frozen=True)
class Circle:
    """A circle of radius `r` around (`x`, `y`), in units of the x axis, its inside tinted."""

    kind: ClassVar = "circle"
    ink: str
    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Cells:
    """A raster of square cells of side `size` whose upper left corner is (`x`, `y`).

    `rows` has a string for each line from the top and a letter for each cell: a space where there is nothing,
    0 for none of what is shown, 1 to 9 for more of it.
    """

    kind: ClassVar = "cells"
    ink: str
    x: float
    y: float
    size: float
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A thin line across the plot at one value of x or of y; `dotted` for one that is only a yardstick."""

    kind: ClassVar = "rule"
    x: float | None = None
    y: float | None = None
    dotted: bool = False


@dataclass(frozen=True)
class Note:
    """Words at a point: their left end, or with `anchor` "middle" or "end" their middle or right one."""

    kind: ClassVar = "note"
    x: float
    y: float
    says: str
    anchor: str = "start"


Mark = Area | Line | Bars | Points | Segments | Dots | Circle | Cells | Rule | Note
MARKS: dict[str, type[Mark]] = {
    one.kind: one for one in (Area, Line, Bars, Points, Segments, Dots, Circle, Cells, Rule, Note)
}
"""Every kind of mark by its name in JSON."""


@dataclass(frozen=True)
class Plot:
    """One pair of axes.

    With `rows` the y axis counts named rows from the top, 0.5 being the middle of the first, and `height` is
    that of a row in pixels; else it is that of the plot, or with `square` follows from the width so that
    both axes have one scale. `title` and `subtitle` stand above a plot that is one of several; one that
    `span`s has a row of the sheet for itself.
    """

    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    height: int = 220
    rows: tuple[str, ...] = ()
    square: bool = False
    title: str = ""
    subtitle: str = ""
    span: bool = False


@dataclass(frozen=True)
class Key:
    """One entry of a legend: the colour's name, its words and the shape of its swatch.

    `shape` is "box", "line", "dash", "dot", "ring", "square", "diamond", "triangle", "triangle down" or
    "cross".
    """

    ink: str
    words: str
    shape: str = "box"


@dataclass(frozen=True)
class Description:
    """A picture with all that belongs to it, as plain data: the same in a report, in the page and in Python.

    The finding as `title`, the `unit`, a text alternative `alt`, a legend `keys`, and the same numbers as a
    table (`columns`, `rows`) for those who read rather than look. `files` of the results folder it was
    computed from. `plots` stand `across` beside one another. `id` is the name in the registry, if it has one.
    """

    title: str
    unit: str
    alt: str
    plots: tuple[Plot, ...]
    keys: tuple[Key, ...] = ()
    note: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    files: tuple[str, ...] = ()
    across: int = 1
    id: str = ""

    @property
    def source(self) -> str:
        """Where it comes from, in a line."""
        return f"Synthetic people. From {', '.join(self.files)}." if self.files else "Synthetic people."


def numbers(values: npt.ArrayLike | Iterable[float | None]) -> Numbers:
    """Numbers to seven significant figures, which is more than a picture can show; `None` for nan."""
    found = np.asarray(values if isinstance(values, np.ndarray) else list(values), np.float64)  # type: ignore[arg-type]
    return tuple(float(f"{x:.7g}") if np.isfinite(x) else None for x in found.tolist())


def middles(count: int) -> Numbers:
    """The middles of so many rows."""
    return tuple(k + 0.5 for k in range(count))


def scale(low: float, high: float, title: str = "", *, many: int = 5) -> Axis:
    """An axis that holds `low` to `high`, with about `many` round ticks."""
    low, high = float(low), float(high)
    step = _step((high - low) or 1.0, many)
    first, last = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
    decimals = next(k for k in range(12) if abs(round(step, k) - step) < 1e-9 * step)
    ticks = tuple((float(f"{k * step:.12g}"), fixed(k * step, decimals)) for k in range(first, last + 1))
    return Axis(low, high if high > low else low + 1.0, title, ticks)


def decades(low: float, high: float, title: str = "") -> Axis:
    """A logarithmic axis with ticks at 1, 2 and 5 times powers of ten, thinned where there are many."""
    exponents = range(floor(log10(low)) - 1, int(np.ceil(log10(high))) + 1)
    steps = (1, 2, 5) if high / low < 200 else (1,)
    at = [factor * 10.0**power for power in exponents for factor in steps]
    ticks = tuple((x, f"{x:,.10g}") for x in at if low <= x <= high)
    return Axis(float(low), float(high), title, ticks, log=True)


def years(start: str, months: int) -> Axis:
    """The axis of the months of a run, month 0 at 0 and its end at 1, with a tick at the start of years."""
    year, of_year = int(start[:4]), int(start[5:7]) - 1
    every = max(1, round(months / 12 / 10))
    at = [(12 * k - of_year, str(year + k)) for k in range(0, (months + of_year) // 12 + 1, every)]
    return Axis(0.0, float(months), "", tuple((float(x), label) for x, label in at if 0 <= x <= months - 0.5))


def named(rows: Iterable[str]) -> Axis:
    """The y axis of a plot of named rows, the first on top."""
    names = list(rows)
    return Axis(float(len(names)), 0.0, "", tuple((k + 0.5, name) for k, name in enumerate(names)))


def fixed(value: float, decimals: int, *, sign: bool = False) -> str:
    """A number with so many decimals and a true minus sign; zero has no sign."""
    text = f"{abs(value):,.{decimals}f}"
    if not any(figure in text for figure in "123456789"):
        return "0"
    return ("\u2212" if value < 0 else "+" if sign else "") + text


def _step(span: float, many: int) -> float:
    """The least of 1, 2, 2.5, 5 times a power of ten that takes at most `many` steps over `span`."""
    rough = span / many
    power = 10.0 ** floor(log10(rough))
    return float(next(power * k for k in (1, 2, 2.5, 5, 10) if power * k >= rough * (1 - 1e-9)))

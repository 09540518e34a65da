"""What a picture holds, free of any drawing program: axes with their marks, in the units of the data.

A `Plot` is drawn twice from one description: as inline SVG for the page (`sketch`) and as an Altair chart for
Python (`charting`). Colours are names of the page's palette, so that a drawing follows light and dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from glasshouse.report import words

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Axis:
    """A scale from `low` to `high` with its ticks: position in data units, and label. `log` needs `low` > 0.

    Without ticks there is a plain scale with about `many` round ones.
    """

    low: float
    high: float
    title: str = ""
    ticks: tuple[tuple[float, str], ...] = ()
    log: bool = False

    def share(self, value: float) -> float:
        """Where a value stands between the ends: 0 at `low`, 1 at `high`."""
        low, high = self.low, self.high
        if self.log:
            low, high, value = (float(np.log10(x)) for x in (low, high, max(value, 1e-12)))
        return (value - low) / ((high - low) or 1.0)

    def shares(self, values: Values) -> Values:
        """`share` of many values."""
        low, high, found = self.low, self.high, values
        if self.log:
            low, high, found = np.log10(low), np.log10(high), np.log10(np.maximum(values, 1e-12))
        return np.asarray((found - low) / ((high - low) or 1.0), np.float64)


@dataclass(frozen=True)
class Area:
    """A surface between two curves; `faint` for one that says how sure a line is."""

    ink: str
    x: Values
    low: Values
    high: Values
    faint: bool = False


@dataclass(frozen=True)
class Line:
    """A curve; `dashed` for the world without the system, `stepped` where it jumps at each point."""

    ink: str
    x: Values
    y: Values
    dashed: bool = False
    stepped: bool = False


@dataclass(frozen=True)
class Bars:
    """Rectangles from (`x0`, `y0`) to (`x1`, `y1`)."""

    ink: str
    x0: Values
    x1: Values
    y0: Values
    y1: Values


@dataclass(frozen=True)
class Ranges:
    """Points at (`x`, `y`), each with an interval from `low` to `high` (`nan`: none); `hollow` where unsure.

    `shape` is "circle", "square", "diamond", "triangle-up", "triangle-down", or "none" for intervals alone.
    """

    ink: str
    x: Values
    y: Values
    low: Values
    high: Values
    hollow: npt.NDArray[np.bool_]
    shape: str = "circle"


@dataclass(frozen=True)
class Rule:
    """A thin line across the plot at one value of x or of y; `dotted` for one that is only a yardstick."""

    x: float | None = None
    y: float | None = None
    dotted: bool = False


@dataclass(frozen=True)
class Note:
    """Words at a point: their left end, or with `anchor` "end" their right one."""

    x: float
    y: float
    says: str
    anchor: str = "start"


Mark = Area | Line | Bars | Ranges | Rule | Note


@dataclass(frozen=True)
class Plot:
    """One pair of axes. With `rows` the y axis counts named rows from the top, 0.5 being the middle of the
    first; `height` is in pixels of the page and grows with the rows where there are some."""

    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    height: int = 220
    rows: tuple[str, ...] = ()

    def but(self, **changes: object) -> Plot:
        """The same plot with something else in it."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Key:
    """One entry of a legend: the colour's name, its words and the shape of its swatch."""

    ink: str
    words: str
    shape: str = "box"


@dataclass(frozen=True)
class Figure:
    """A picture with all that belongs to it.

    The finding as `title`, the `unit`, a text alternative `alt`, a legend `keys`, and the figures as a table
    (`columns`, `rows`) for those who read rather than look. `files` of the results folder it was computed
    from. `plots` stand one below the other.
    """

    title: str
    unit: str
    alt: str
    plots: tuple[Plot, ...]
    keys: Sequence[Key] = ()
    note: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = field(default=())
    files: Sequence[str] = ()


def scale(low: float, high: float, title: str = "", *, many: int = 5) -> Axis:
    """An axis that holds `low` to `high`, with about `many` round ticks."""
    step = _step((high - low) or 1.0, many)
    first, last = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
    decimals = max(0, -int(np.floor(np.log10(step) + 1e-9)))
    ticks = tuple((k * step, words.fixed(k * step, decimals)) for k in range(first, last + 1))
    return Axis(low, high if high > low else low + 1.0, title, ticks)


def decades(low: float, high: float, title: str = "") -> Axis:
    """A logarithmic axis with ticks at 1, 2 and 5 times powers of ten, thinned where there are many."""
    exponents = range(int(np.floor(np.log10(low))) - 1, int(np.ceil(np.log10(high))) + 1)
    steps = (1, 2, 5) if high / low < 200 else (1,)
    at = [factor * 10.0**power for power in exponents for factor in steps]
    ticks = tuple((x, f"{x:,.10g}") for x in at if low <= x <= high)
    return Axis(low, high, title, ticks, log=True)


def years(at: Sequence[float]) -> Axis:
    """The axis of calendar time for months given as decimal years, with a tick at the start of years."""
    low, high = at[0] - 0.5 / 12, at[-1] + 0.5 / 12
    step = max(1, round((high - low) / 10))
    ticks = [year for year in range(int(low), int(high) + 1, step) if low - 0.01 <= year < high - 0.04]
    return Axis(low, high, "", tuple((float(year), str(year)) for year in ticks))


def named(rows: Sequence[str]) -> Axis:
    """The y axis of a plot of named rows, the first on top."""
    return Axis(len(rows), 0.0, "", tuple((k + 0.5, name) for k, name in enumerate(rows)))


def array(values: npt.ArrayLike) -> Values:
    """Numbers as an array."""
    return np.asarray(values, np.float64)


def _step(span: float, many: int) -> float:
    """The least of 1, 2, 2.5, 5 times a power of ten that takes at most `many` steps over `span`."""
    rough = span / many
    power = 10.0 ** np.floor(np.log10(rough))
    return float(next(power * k for k in (1, 2, 2.5, 5, 10) if power * k >= rough * (1 - 1e-9)))

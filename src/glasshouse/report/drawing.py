"""Pictures as inline SVG that follow the colours of the page, light or dark, at a desk and in a hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from markupsafe import Markup

from glasshouse.report.canvas import (
    Area,
    Axis,
    Bars,
    Figure,
    Key,
    Line,
    Mark,
    Note,
    Plot,
    Ranges,
    Rule,
    Values,
)

WIDE, NARROW = 680, 330
"""Widths in pixels at which each picture is drawn: for a desk and for a hand."""
LETTER = 7.6
"""Pixels of a letter of the labels (13 px) in a wide typeface, so that none is cut in any."""
ROW = {WIDE: 27, NARROW: 43}
"""Pixels of a named row; on a narrow page its name stands above its bar."""
TOP, FOOT, RIGHT = 24, 26, 10
"""Pixels above, below and right of a plot: for the titles of the axes and the labels of x."""


@dataclass(frozen=True)
class Drawing:
    """A figure as the page shows it: drawn at both widths, with everything that belongs to it.

    `name` is that of the function of `plots` that makes it, and of its anchor; '' for one that has none.
    """

    name: str
    title: str
    unit: str
    wide: Markup
    narrow: Markup
    keys: Sequence[Key] = ()
    note: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    files: Sequence[str] = ()


def drawn(name: str, figure: Figure) -> Drawing:
    """A figure drawn for the page."""
    return Drawing(
        name, figure.title, figure.unit, svg(figure, WIDE), svg(figure, NARROW), figure.keys, figure.note,
        figure.columns, figure.rows, figure.files,
    )  # fmt: skip


def svg(figure: Figure, width: int) -> Markup:
    """A figure as inline SVG: colours are those of the page, the text alternative stands at the front."""
    parts, top = [], 0.0
    for plot in figure.plots:
        frame = _Frame(plot, width, top)
        parts += [*frame.scaffold(), *(piece for mark in plot.marks for piece in frame.mark(mark))]
        top = frame.end
    return Markup("").join([open_svg(f"0 0 {width} {top:.0f}", figure.alt), *parts, Markup("</svg>")])


def open_svg(box: str, alt: str) -> Markup:
    """The opening tag of a picture with that view box and text alternative."""
    width = float(box.split()[2])
    most = width if width > NARROW else 1.4 * width  # a narrow drawing may grow, a wide one may not
    return Markup(
        f'<svg viewBox="{box}" style="max-width:{most:.0f}px" role="img" aria-label="{escape(alt)}">'
    )


def breakable(name: str) -> Markup:
    """A dotted name that may break after its dots and underscores, and nowhere else."""
    return Markup(re.sub(r"([._])", r"\1<wbr>", escape(name)))


class _Frame:
    """The place of a plot on the sheet: from data to pixels."""

    def __init__(self, plot: Plot, width: int, top: float) -> None:
        self.plot, self.wide = plot, width > NARROW
        height = len(plot.rows) * ROW[width] if plot.rows else round(plot.height * (1 if self.wide else 0.85))
        self.left, self.right = self._margin(), width - RIGHT
        self.top = top + (TOP if plot.y.title or (plot.rows and plot.x.title) else 8)
        self.bottom = self.top + height
        self.end = self.bottom + (FOOT if plot.x.ticks else 6)
        self.end += FOOT - 6 if plot.x.title and not plot.rows else 0

    def _margin(self) -> float:
        """Room on the left for the labels of y; names of rows stand above their bars on a narrow page."""
        if self.plot.rows and not self.wide:
            return 4.0
        longest = max((len(label) for _, label in self.plot.y.ticks), default=0)
        return min(LETTER * longest + 12, 270.0)

    def x(self, value: float) -> float:
        return self.left + (self.right - self.left) * self.plot.x.share(value)

    def y(self, value: float) -> float:
        return self.bottom + (self.top - self.bottom) * self.plot.y.share(value)

    def xs(self, values: Values) -> Values:
        return self.left + (self.right - self.left) * self.plot.x.shares(values)

    def ys(self, values: Values) -> Values:
        return self.bottom + (self.top - self.bottom) * self.plot.y.shares(values)

    def scaffold(self) -> list[Markup]:
        """Ticks, labels and titles of the axes."""
        parts = [*self._across(), *(self._rows() if self.plot.rows else self._heights()), *self._titles()]
        base = f'<path d="M{self.left:.0f} {self.bottom:.0f}H{self.right:.0f}" class="rail"/>'
        return parts if self.plot.rows else [*parts, Markup(base)]

    def _across(self) -> list[Markup]:
        """The ticks of x: lines over the whole height where rows are named, else short."""
        parts = []
        for x, label in self._shown(self.plot.x):
            at = self.x(x)
            line = f"{self.top:.0f}V{self.bottom:.0f}" if self.plot.rows else f"{self.bottom:.0f}v5"
            kind = "grid" if self.plot.rows else "rail"
            parts.append(Markup(f'<path d="M{at:.1f} {line}" class="{kind}"/>'))
            parts.append(_text(at, self.bottom + 19, label, "tick-text", self._anchor(at)))
        return parts

    def _titles(self) -> list[Markup]:
        """Titles of the axes: that of rows above the plot, else y above and x below it."""
        x, y, over = self.plot.x.title, self.plot.y.title, self.top - 11
        if self.plot.rows:
            return [_text(self.left, over, x, "tick-text", "start")] if x else []
        parts = [_text(0, over, y, "tick-text", "start")] if y else []
        under = _text((self.left + self.right) / 2, self.bottom + FOOT + 12, x, "tick-text", "middle")
        return [*parts, under] if x else parts

    def _rows(self) -> list[Markup]:
        x, drop, anchor = (self.left - 10, 4.5, "end") if self.wide else (0.0, -7.0, "start")
        return [_text(x, self.y(y) + drop, name, "row-text", anchor) for y, name in self.plot.y.ticks]

    def _heights(self) -> list[Markup]:
        parts = []
        for y, label in self.plot.y.ticks:
            at = self.y(y)
            parts.append(Markup(f'<path d="M{self.left:.0f} {at:.1f}H{self.right:.0f}" class="grid"/>'))
            parts.append(_text(self.left - 8, at + 4.5, label, "tick-text", "end"))
        return parts

    def _shown(self, axis: Axis) -> list[tuple[float, str]]:
        """The ticks of x that have room for their labels."""
        ticks = list(axis.ticks)
        longest = max((len(label) for _, label in ticks), default=0)
        every = max(1, int(np.ceil(len(ticks) * (LETTER * longest + 14) / (self.right - self.left))))
        return ticks[::every]

    def _anchor(self, at: float) -> str:
        return "start" if at < self.left + 12 else "end" if at > self.right - 12 else "middle"

    def mark(self, mark: Mark) -> list[Markup]:
        """One mark as SVG."""
        match mark:
            case Area():
                return [self._area(mark)]
            case Line():
                return [self._line(mark)]
            case Bars():
                return [self._bars(mark)]
            case Ranges():
                return self._ranges(mark)
            case Rule():
                return [self._rule(mark)]
            case Note():
                at = self.x(mark.x)
                return [_text(at, self.y(mark.y), mark.says, "note-text", mark.anchor)]

    def _area(self, area: Area) -> Markup:
        x = self.xs(area.x)
        there = _points(x, self.ys(area.high))
        back = _points(x[::-1], self.ys(area.low)[::-1])
        kind = "faint" if area.faint else "area"
        return Markup(f'<path d="M{there}L{back}z" class="{kind}" style="--c:var(--{area.ink})"/>')

    def _line(self, line: Line) -> Markup:
        known = np.isfinite(line.y)
        x, y = self.xs(line.x[known]), self.ys(line.y[known])
        if line.stepped and len(x):
            path = f"{x[0]:.1f} {y[0]:.1f}" + "".join(
                f"H{a:.1f}V{b:.1f}" for a, b in zip(x[1:], y[1:], strict=True)
            )
        else:
            path = _points(x, y)
        kind = "line dashed" if line.dashed else "line"
        return Markup(f'<path d="M{path}" class="{kind}" style="--c:var(--{line.ink})"/>')

    def _bars(self, bars: Bars) -> Markup:
        y0, y1 = self.ys(bars.y0), self.ys(bars.y1)
        if self.plot.rows and not self.wide:  # names stand above: bars keep to the lower half of the row
            middle, half = (y0 + y1) / 2 + 7, (y1 - y0) / 3.2
            y0, y1 = middle - half, middle + half
        path = "".join(
            f"M{a:.1f} {c:.1f}H{b:.1f}V{d:.1f}H{a:.1f}z"
            for a, b, c, d in zip(self.xs(bars.x0), self.xs(bars.x1), y0, y1, strict=True)
        )
        return Markup(f'<path d="{path}" class="area" style="--c:var(--{bars.ink})"/>')

    def _ranges(self, ranges: Ranges) -> list[Markup]:
        low, high = (np.clip(self.xs(end), self.left, self.right) for end in (ranges.low, ranges.high))
        drop = 8.0 if self.plot.rows and not self.wide else 0.0
        parts = []
        for x, y, a, b, hollow in zip(
            self.xs(ranges.x), self.ys(ranges.y) + drop, low, high, ranges.hollow, strict=True
        ):
            if np.isfinite(a) and np.isfinite(b):
                parts.append(f'<path d="M{a:.1f} {y:.1f}H{b:.1f}" class="span"/>')
            if np.isfinite(x) and ranges.shape != "none":
                parts.append(_point(x, y, "hollow" if hollow else "dot", ranges.shape))
        return [Markup(f'<g style="--c:var(--{ranges.ink})">{"".join(parts)}</g>')]

    def _rule(self, rule: Rule) -> Markup:
        if rule.x is not None:
            path = f"M{self.x(rule.x):.1f} {self.top:.0f}V{self.bottom:.0f}"
        else:
            path = f"M{self.left:.0f} {self.y(rule.y or 0.0):.1f}H{self.right:.0f}"
        return Markup(f'<path d="{path}" class="rule{" dotted" if rule.dotted else ""}"/>')


def _point(x: float, y: float, kind: str, shape: str) -> str:
    if shape == "square":
        return f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" class="{kind}"/>'
    if shape == "diamond":
        return f'<path d="M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6-6z" class="{kind}"/>'
    if shape == "triangle-up":
        return f'<path d="M{x:.1f} {y - 5.5:.1f}l5.5 10h-11z" class="{kind}"/>'
    if shape == "triangle-down":
        return f'<path d="M{x:.1f} {y + 5.5:.1f}l5.5-10h-11z" class="{kind}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" class="{kind}"/>'


def _points(x: Values, y: Values) -> str:
    return "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))


def _text(x: float, y: float, says: str, style: str, anchor: str) -> Markup:
    place = f'x="{x:.1f}" y="{y:.1f}" class="{style}" text-anchor="{anchor}"'
    return Markup(f"<text {place}>{escape(says)}</text>")

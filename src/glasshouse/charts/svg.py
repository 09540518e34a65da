"""Plots as SVG. The marks follow the colours of whatever page they stand in, by `chart.css`.

The page draws the same plots by `explorer/static/charts.js`, which follows this module line by line: a test
compares the two in a browser.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from glasshouse.charts.marks import (
    Area,
    Axis,
    Bars,
    Cells,
    Circle,
    Dots,
    Line,
    Mark,
    Note,
    Numbers,
    Plot,
    Points,
    Rule,
    Segments,
)

WIDE, NARROW = 680, 330
"""Widths in pixels at which each picture is drawn: for a desk and for a hand."""
LETTER = 7.6
"""Pixels of a letter of the labels (13 px) in a wide typeface, so that none is cut in any."""
NAME_ROOM, NAMES_MOST = 16, 310
"""Pixels a row is higher where its name stands above its bar; most pixels for names beside their bars."""
NAME_SHARE = 0.38
"""Part of such a row that its name takes."""
TOP, FOOT, RIGHT, GAP = 24, 26, 10, 22
"""Pixels above, below and right of a plot: for the titles of the axes and the labels of x; between plots."""
CROWD = 1000
"""Dots above which a narrow drawing shows every third: more would only be darker, and heavy."""
TITLE, LINE = 19, 16
"""Pixels of a line of the title of a plot that is one of several, and of the title of an axis."""


def draw(plots: Sequence[Plot], width: int, alt: str, across: int = 1) -> str:
    """Plots as inline SVG, `across` beside one another where there is room; `alt` is the text alternative."""
    body, height = drawn(plots, width, across)
    most = width if width > NARROW else 1.4 * width  # a narrow drawing may grow, a wide one may not
    return (
        f'<svg viewBox="0 0 {width} {height:.0f}" class="chart" style="max-width:{most:.0f}px" role="img" '
        f'aria-label="{escape(alt)}">{body}</svg>'
    )


def drawn(plots: Sequence[Plot], width: int, across: int = 1) -> tuple[str, float]:
    """The marks of plots without an element around them, and their height in pixels."""
    columns = across if width > NARROW else (across + 1) // 2
    room = (width - GAP * (columns - 1)) / columns
    parts: list[str] = []
    top = 0.0
    for row in _sheet_rows(plots, columns):
        wide = width if row[0].span else room
        lines = max(len(_broken(plot.title, wide)) for plot in row)
        frames = [
            _Frame(plot, (k * (room + GAP), wide), (top, lines), width > NARROW) for k, plot in enumerate(row)
        ]
        parts += [piece for frame in frames for piece in frame.pieces()]
        top = max(frame.end for frame in frames)
    return "".join(parts), top


def _sheet_rows(plots: Sequence[Plot], columns: int) -> list[list[Plot]]:
    """Plots that stand beside one another; one that spans stands alone."""
    rows: list[list[Plot]] = []
    for plot in plots:
        if rows and not plot.span and not rows[-1][0].span and len(rows[-1]) < columns:
            rows[-1].append(plot)
        else:
            rows.append([plot])
    return rows


def _broken(says: str, room: float) -> list[str]:
    """Words in lines that fit into so many pixels."""
    lines: list[str] = []
    for word in says.split():
        if lines and LETTER * (len(lines[-1]) + 1 + len(word)) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


class _Frame:
    """The place of a plot on the sheet: from data to pixels."""

    def __init__(self, plot: Plot, across: tuple[float, float], down: tuple[float, int], wide: bool) -> None:
        """`across`: left edge and width; `down`: upper edge and lines of title of the row it stands in."""
        (edge, self.room), (top, lines) = across, down
        room = self.room
        self.plot, self.edge, self.wide = plot, edge, wide
        self.above = bool(plot.rows) and not (wide and self._longest() <= NAMES_MOST)
        self.left, self.right = edge + self._margin(), edge + room - (RIGHT if plot.x.ticks else 2)
        self.head = top + (12 if top and plot.title else 0)
        titles = TITLE * (lines + bool(plot.subtitle))
        self.lines = lines
        self.over = _broken(plot.x.title if plot.rows else plot.y.title, room)
        self.under = [] if plot.rows else _broken(plot.x.title, self.right - self.left)
        gap = TOP + LINE * (len(self.over) - 1) if self.over else 8 if plot.x.ticks else 4
        self.top = self.head + titles + gap
        self.bottom = self.top + self._height()
        self.end = self.bottom + (FOOT if plot.x.ticks else 6)
        self.end += FOOT - 6 + LINE * (len(self.under) - 1) if self.under else 0

    def _longest(self) -> float:
        """Pixels of the longest label of y."""
        return LETTER * max((len(label) for _, label in self.plot.y.ticks), default=0)

    def _height(self) -> float:
        plot = self.plot
        if plot.rows:
            return float(len(plot.rows) * (plot.height + (NAME_ROOM if self.above else 0)))
        if plot.square:
            return (self.right - self.left) * abs((plot.y.high - plot.y.low) / (plot.x.high - plot.x.low))
        return plot.height * (1.0 if self.wide else 0.85)

    def _margin(self) -> float:
        """Room on the left for the labels of y; names of rows stand above their bars on a narrow page."""
        if self.above:
            return 4.0
        return self._longest() + 12 if self.plot.y.ticks else 2.0

    def x(self, value: float) -> float:
        return self.left + (self.right - self.left) * self.plot.x.share(value)

    def y(self, value: float) -> float:
        if self.above:
            row = min(math.floor(value), len(self.plot.rows) - 1)
            value = row + NAME_SHARE + (1 - NAME_SHARE) * (value - row)
        return self.bottom + (self.top - self.bottom) * self.plot.y.share(value)

    def pieces(self) -> Iterator[str]:
        """Titles, axes and marks, those in front last."""
        yield from self._heads()
        yield from self._across()
        if not self.plot.rows:
            yield from self._heights()
        yield from self._titles()
        if not self.plot.rows and self.plot.x.ticks:
            yield f'<path d="M{self.left:.1f} {self.bottom:.1f}H{self.right:.1f}" class="rail"/>'
        for mark in self.plot.marks:
            yield from self._mark(mark)
        if self.plot.rows:
            yield from self._rows()

    def _heads(self) -> Iterator[str]:
        for k, line in enumerate(_broken(self.plot.title, self.room)):
            yield _text(self.edge, self.head + 14 + k * TITLE, line, "head", "start")
        if self.plot.subtitle:
            at = self.head + 14 + self.lines * TITLE
            yield _text(self.edge, at, self.plot.subtitle, "tick", "start")

    def _across(self) -> Iterator[str]:
        """The ticks of x: lines over the whole height where rows are named, else short."""
        for x, label in self._shown(self.plot.x):
            at = self.x(x)
            line = f"{self.top:.1f}V{self.bottom:.1f}" if self.plot.rows else f"{self.bottom:.1f}v5"
            yield f'<path d="M{at:.1f} {line}" class="{"grid" if self.plot.rows else "rail"}"/>'
            yield _text(at, self.bottom + 19, label, "tick", self._anchor(at))

    def _titles(self) -> Iterator[str]:
        """Titles of the axes: that of rows above the plot, else y above and x below it."""
        fits = self.plot.rows and all(LETTER * len(line) <= self.right - self.left for line in self.over)
        for k, line in enumerate(reversed(self.over)):
            yield _text(self.left if fits else self.edge, self.top - 11 - k * LINE, line, "tick", "start")
        for k, line in enumerate(self.under):
            at = self.bottom + FOOT + 12 + k * LINE
            yield _text((self.left + self.right) / 2, at, line, "tick", "middle")

    def _rows(self) -> Iterator[str]:
        height = (self.bottom - self.top) / max(1, len(self.plot.rows))
        for k, (_, name) in enumerate(self.plot.y.ticks):
            top = self.top + k * height
            if self.above:
                yield _text(self.edge, top + 14, name, "row", "start")
            else:
                yield _text(self.left - 10, top + height / 2 + 4.5, name, "row", "end")

    def _heights(self) -> Iterator[str]:
        for y, label in self.plot.y.ticks:
            at = self.y(y)
            yield f'<path d="M{self.left:.1f} {at:.1f}H{self.right:.1f}" class="grid"/>'
            yield _text(self.left - 8, at + 4.5, label, "tick", "end")

    def _shown(self, axis: Axis) -> Sequence[tuple[float, str]]:
        """The ticks of x that have room for their labels."""
        longest = max((len(label) for _, label in axis.ticks), default=0)
        room = LETTER * longest + 14
        every = max(1, math.ceil(len(axis.ticks) * room / (self.right - self.left)))
        return axis.ticks[::every]

    def _anchor(self, at: float) -> str:
        return "start" if at < self.left + 12 else "end" if at > self.right - 12 else "middle"

    def _mark(self, mark: Mark) -> Iterator[str]:
        match mark:
            case Area():
                yield self._area(mark)
            case Line():
                yield self._line(mark)
            case Bars():
                yield self._bars(mark)
            case Points():
                yield from self._points(mark)
            case Segments():
                yield self._segments(mark)
            case Dots():
                yield from self._dots(mark)
            case Circle():
                yield self._circle(mark)
            case Cells():
                yield from self._cells(mark)
            case Rule():
                yield self._rule(mark)
            case Note():
                yield _text(self.x(mark.x), self.y(mark.y), mark.says, "note", mark.anchor)

    def _area(self, area: Area) -> str:
        x = [self.x(v) for v in _known(area.x)]
        there = _points(x, [self.y(v) for v in _known(area.high)])
        back = _points(x[::-1], [self.y(v) for v in _known(area.low)][::-1])
        return f'<path d="M{there}L{back}z" class="{"faint" if area.faint else "area"}" {_fill(area.ink)}/>'

    def _line(self, line: Line) -> str:
        at = [(self.x(a), self.y(b)) for a, b in zip(_known(line.x), line.y, strict=True) if b is not None]
        if line.stepped and at:
            path = f"{at[0][0]:.1f} {at[0][1]:.1f}" + "".join(f"H{a:.1f}V{b:.1f}" for a, b in at[1:])
        else:
            path = "L".join(f"{a:.1f} {b:.1f}" for a, b in at)
        return f'<path d="M{path}" class="{"line dashed" if line.dashed else "line"}" {_stroke(line.ink)}/>'

    def _bars(self, bars: Bars) -> str:
        path = "".join(
            f"M{self.x(a):.1f} {self.y(c):.1f}H{self.x(b):.1f}V{self._end(c, d):.1f}H{self.x(a):.1f}z"
            for a, b, c, d in _all(bars.x0, bars.x1, bars.y0, bars.y1)
        )
        return f'<path d="{path}" class="area" {_fill(bars.ink)}/>'

    def _end(self, start: float, end: float) -> float:
        """The far side of a bar: in a plot of rows it belongs to the row in which the bar begins."""
        if not self.above or math.floor(end) == math.floor(start):
            return self.y(end)
        row = math.floor(start)
        return self.y(row + 0.999 if end > start else row)

    def _points(self, points: Points) -> Iterator[str]:
        nothing: Numbers = (None,) * len(points.x)
        rows = zip(points.x, points.y, points.low or nothing, points.high or nothing, strict=True)
        parts = []
        for k, (x, y, low, high) in enumerate(rows):
            if y is None:
                continue
            if low is not None and high is not None:
                a, b = (min(max(self.x(end), self.left), self.right) for end in (low, high))
                parts.append(f'<path d="M{a:.1f} {self.y(y):.1f}H{b:.1f}" class="span"/>')
            if x is not None and points.shape != "none":
                kind = "hollow" if points.hollow and points.hollow[k] else "dot"
                large = 3.5 if points.labels else 0.0
                parts.append(_point(self.x(x), self.y(y), kind, points.shape, large))
            if x is not None and points.labels:
                parts.append(_text(self.x(x), self.y(y) + 3.6, points.labels[k], "label", "middle"))
        yield f"<g {_both(points.ink)}>{''.join(parts)}</g>"

    def _segments(self, marks: Segments) -> str:
        path = "".join(
            f"M{self.x(a):.1f} {self.y(b):.1f}L{self.x(c):.1f} {self._end(b, d):.1f}"
            for a, b, c, d in _all(marks.x0, marks.y0, marks.x1, marks.y1)
        )
        return f'<path d="{path}" class="{"thin" if marks.thin else "stroke"}" {_stroke(marks.ink)}/>'

    def _dots(self, dots: Dots) -> Iterator[str]:
        at = [(self.x(a), self.y(b)) for a, b in _all(dots.x, dots.y)]
        if not self.wide and len(at) > CROWD:
            at = at[::3]
        if dots.hollow:
            rings = "".join(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="{dots.size / 2:.1f}"/>' for a, b in at)
            yield f'<g class="ring" {_stroke(dots.ink)}>{rings}</g>'
            return
        # a path of points, which a round line cap turns into discs: eleven bytes a dot
        path = "".join(f"M{a:.0f} {b:.0f}h0" for a, b in at)
        style = f'style="stroke:var(--{dots.ink});stroke-width:{dots.size}"'
        yield f'<path d="{path}" class="dots" {style}/>'

    def _circle(self, mark: Circle) -> str:
        r = abs(self.x(mark.x + mark.r) - self.x(mark.x))
        at = f'cx="{self.x(mark.x):.1f}" cy="{self.y(mark.y):.1f}" r="{r:.1f}"'
        return f'<circle {at} class="reach" {_both(mark.ink)}/>'

    def _cells(self, cells: Cells) -> Iterator[str]:
        """A path for each level, lightest first."""
        side = abs(self.x(cells.x + cells.size) - self.x(cells.x))
        levels: dict[str, list[str]] = {}
        for down, row in enumerate(cells.rows):
            for across, level in enumerate(row):
                if level != " ":
                    x, y = self.x(cells.x) + across * side, self.y(cells.y) + down * side
                    levels.setdefault(level, []).append(
                        f"M{x:.1f} {y:.1f}h{side:.1f}v{side:.1f}h-{side:.1f}z"
                    )
        for level, path in sorted(levels.items()):
            ink = "line" if level == "0" else cells.ink
            opacity = 0.6 if level == "0" else 0.1 + 0.1 * int(level)
            yield f'<path d="{"".join(path)}" style="fill:var(--{ink});opacity:{opacity:.1f}"/>'

    def _rule(self, rule: Rule) -> str:
        if rule.x is not None:
            path = f"M{self.x(rule.x):.1f} {self.top:.1f}V{self.bottom:.1f}"
        else:
            path = f"M{self.left:.1f} {self.y(rule.y or 0.0):.1f}H{self.right:.1f}"
        return f'<path d="{path}" class="rule{" dotted" if rule.dotted else ""}"/>'


def _known(values: Numbers) -> list[float]:
    return [0.0 if value is None else value for value in values]


def _all(*columns: Numbers) -> Iterator[tuple[float, ...]]:
    """Rows in which every number is known."""
    for row in zip(*columns, strict=True):
        if None not in row:
            yield row


def _point(x: float, y: float, kind: str, shape: str, large: float) -> str:
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{5 + large:.1f}" class="{kind}"/>'
    path = {
        "square": f"M{x - 4.5:.1f} {y - 4.5:.1f}h9v9h-9z",
        "diamond": f"M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6-6z",
        "triangle-up": f"M{x:.1f} {y - 5.5:.1f}l5.5 10h-11z",
        "triangle-down": f"M{x:.1f} {y + 5.5:.1f}l5.5-10h-11z",
        "cross": f"M{x - 5:.1f} {y - 5:.1f}l10 10m0-10l-10 10",
    }[shape]
    return f'<path d="{path}" class="{"cross" if shape == "cross" else kind}"/>'


def _points(x: Iterable[float], y: Iterable[float]) -> str:
    return "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))


def _fill(ink: str) -> str:
    return f'style="fill:var(--{ink})"'


def _stroke(ink: str) -> str:
    return f'style="stroke:var(--{ink})"'


def _both(ink: str) -> str:
    return f'style="fill:var(--{ink});stroke:var(--{ink})"'


def _text(x: float, y: float, says: str, style: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{style}" text-anchor="{anchor}">{escape(says)}</text>'

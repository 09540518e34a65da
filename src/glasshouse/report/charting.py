"""Figures as Altair charts in the light colours of the page, for notebooks and for files of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import altair as alt
import numpy as np

from glasshouse.report.canvas import Area, Axis, Bars, Figure, Line, Mark, Note, Plot, Ranges, Rule
from glasshouse.report.palette import LIGHT

WIDTH, ROW = 560, 24
"""Pixels of a plot without its labels, and of a named row."""

SPOKEN = {
    "system": "red", "twin": "blue", "unable": "ochre", "wrong": "violet", "band": "pale green",
    "soft": "green", "muted": "grey", "ink": "black",
}  # fmt: skip
"""Colours of the legend in words, since a chart that travels alone carries its legend as text."""


def chart(figure: Figure) -> Any:
    """A figure as a whole chart: title, unit, legend in words, one plot below the other."""
    keys = "; ".join(f"{SPOKEN[key.ink]}: {key.words}" for key in figure.keys)
    subtitle = [figure.unit, *([keys] if keys else []), *([figure.note] if figure.note else [])]
    title = alt.TitleParams(
        figure.title, subtitle=subtitle, anchor="start", color=LIGHT["ink"], subtitleColor=LIGHT["muted"],
        fontSize=15, subtitleFontSize=11, offset=16,
    )  # fmt: skip
    return styled(panels(figure).properties(title=title, description=figure.alt))


def panels(figure: Figure) -> Any:
    """The plots of a figure without title and style, to be laid beside others."""
    return alt.vconcat(*(_plot(plot) for plot in figure.plots), spacing=34)


def styled(whole: Any) -> Any:
    """A chart in the type and the colours of the page."""
    axis = {
        "labelColor": LIGHT["muted"], "titleColor": LIGHT["muted"], "tickColor": LIGHT["line"],
        "gridColor": LIGHT["line"], "domain": False, "ticks": False, "labelFontSize": 12, "titleFontSize": 12,
        "titleFontWeight": "normal", "labelPadding": 6, "labelLimit": 320,
    }  # fmt: skip
    return whole.configure(
        background=LIGHT["paper"], font="Arial, sans-serif", axis=axis, padding=18, view={"stroke": None}
    )


def _plot(plot: Plot) -> Any:
    layers = [layer for mark in plot.marks for layer in _layers(mark, plot)]
    height = len(plot.rows) * ROW if plot.rows else plot.height
    return alt.layer(*layers).properties(width=WIDTH, height=height)


def _layers(mark: Mark, plot: Plot) -> Iterator[Any]:
    """One mark as one or two layers over the axes of the plot."""
    x, y = _channel(alt.X, "x:Q", plot.x), _channel(alt.Y, "y:Q", plot.y)
    match mark:
        case Area():
            data = _data(x=mark.x, y=mark.low, high=mark.high)
            yield data.mark_area(color=LIGHT[mark.ink], opacity=0.25 if mark.faint else 1.0).encode(
                x, y, y2="high:Q"
            )
        case Line():
            style: dict[str, Any] = {"strokeDash": [5, 3]} if mark.dashed else {}
            style |= {"interpolate": "step-after"} if mark.stepped else {}
            yield _data(x=mark.x, y=mark.y).mark_line(color=LIGHT[mark.ink], **style).encode(x, y)
        case Bars():
            data = _data(x=mark.x0, x2=mark.x1, y=mark.y0, y2=mark.y1)
            yield data.mark_rect(color=LIGHT[mark.ink]).encode(x, y, x2="x2:Q", y2="y2:Q")
        case Ranges():
            yield from _ranges(mark, x, y)
        case Rule():
            yield _rule(mark, x, y)
        case Note():
            text = _data(x=[mark.x], y=[mark.y]).mark_text(align="left", text=mark.says, color=LIGHT["ink"])
            yield text.encode(x, y)


def _ranges(ranges: Ranges, x: Any, y: Any) -> Iterator[Any]:
    colour = LIGHT[ranges.ink]
    known = np.isfinite(ranges.low) & np.isfinite(ranges.high)
    if known.any():
        data = _data(x=ranges.low[known], x2=ranges.high[known], y=ranges.y[known])
        yield data.mark_rule(color=colour, strokeWidth=2, clip=True).encode(x, y, x2="x2:Q")
    for hollow in (False, True):
        some = (ranges.hollow == hollow) & np.isfinite(ranges.x)
        if ranges.shape != "none" and some.any():
            fill = LIGHT["paper"] if hollow else colour
            data = _data(x=ranges.x[some], y=ranges.y[some])
            shape = {"shape": ranges.shape, "size": 70, "opacity": 1}
            yield data.mark_point(stroke=colour, fill=fill, **shape).encode(x, y)


def _rule(rule: Rule, x: Any, y: Any) -> Any:
    style = {"color": LIGHT["ink"], "strokeDash": [2, 3] if rule.dotted else [1, 0]}
    if rule.x is not None:
        return _data(x=[rule.x]).mark_rule(**style).encode(x)
    return _data(y=[rule.y or 0.0]).mark_rule(**style).encode(y)


def _channel(kind: Any, field: str, axis: Axis) -> Any:
    """The axis as Altair has it: our own ticks, labels and ends, and nothing rounded."""
    labels = " : ".join(
        [*(f"abs(datum.value - {at!r}) < {_near(axis)!r} ? {text!r}" for at, text in axis.ticks), "''"]
    )
    made = alt.Axis(
        values=[float(at) for at, _ in axis.ticks],
        labelExpr=labels,
        grid=kind is alt.Y and axis.low < axis.high,
    )
    style: dict[str, Any] = {"type": "log"} if axis.log else {}
    scale = alt.Scale(domain=[float(axis.low), float(axis.high)], nice=False, zero=False, **style)
    return kind(field, title=axis.title or None, axis=made, scale=scale)


def _near(axis: Axis) -> float:
    """How close a value lies to a tick that is meant: far less than the least distance of two ticks."""
    at = [at for at, _ in axis.ticks]
    return float(1e-3 * min((b - a for a, b in pairwise(at)), default=1.0))


def _data(**columns: Iterable[float]) -> Any:
    names, found = list(columns), zip(*columns.values(), strict=True)
    rows = [{name: float(x) for name, x in zip(names, values, strict=True)} for values in found]
    return alt.Chart(alt.Data(values=rows))

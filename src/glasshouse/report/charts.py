"""The charts drawn with Altair: few marks, no legends (the page has them as text), colours by marker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import numpy.typing as npt

from glasshouse.report.drawing import INK, NARROW

Values = npt.NDArray[np.float64]
Make = Callable[[int], Any]


def stack(
    years: Sequence[float], layers: Mapping[str, Values], band: tuple[float, float] | None, unit: str
) -> Make:
    """Areas stacked over time, the first at the bottom, with an optional band of published values.

    `layers` maps colour names to values per month."""
    top, rows = np.zeros(len(years)), []
    for ink, values in layers.items():
        rows += [
            {"year": year, "low": float(a), "high": float(b), "ink": INK[ink]}
            for year, a, b in zip(years, top, top + values, strict=True)
        ]
        top = top + values
    ceiling = max(float(top.max(initial=0.0)), band[1] if band else 0.0) or 1.0

    def make(width: int) -> Any:
        scale = alt.Scale(domain=[0, ceiling * 1.06], nice=False)
        area = (
            alt.Chart(alt.Data(values=rows))
            .mark_area(line=False)
            .encode(
                x=_time(years, width),
                y=alt.Y("low:Q", title=unit, scale=scale, axis=alt.Axis(tickCount=5)),
                y2="high:Q",
                color=alt.Color("ink:N", scale=None),
            )
        )
        return _sized(_published(band) + area + _edges(band) if band else area, width, 250)

    return make


def lines(years: Sequence[float], series: Mapping[str, Values], unit: str, least: float = 0.0) -> Make:
    """Lines over time from zero, one per colour name; the twin is dashed, as colour alone is no sign.

    The axis reaches at least `least`, so that the noise of a handful of persons does not fill the picture."""
    rows = [
        {"year": year, "value": float(value), "ink": INK[ink]}
        for ink, values in series.items()
        for year, value in zip(years, values, strict=True)
    ]
    top = max(least, *(float(values.max(initial=0.0)) for values in series.values())) or 1.0

    def make(width: int) -> Any:
        scale = alt.Scale(domain=[0, top * 1.08], nice=False)
        base = alt.Chart(alt.Data(values=rows)).encode(
            x=_time(years, width),
            y=alt.Y("value:Q", title=unit, scale=scale, axis=alt.Axis(tickCount=4)),
            color=alt.Color("ink:N", scale=None),
            detail="ink:N",
        )
        full = base.transform_filter(f"datum.ink != '{INK['twin']}'").mark_line(strokeWidth=2.2)
        dashed = base.transform_filter(f"datum.ink == '{INK['twin']}'").mark_line(
            strokeWidth=2.2, strokeDash=[5, 3]
        )
        return _sized(dashed + full, width, 210)

    return make


def flows(labels: Sequence[str], up: Values, down: Mapping[str, Values], unit: str) -> Make:
    """Bars per year: what comes in above the line, what leaves below it, stacked by way of leaving."""
    rows, low = [], np.zeros(len(labels))
    rows += [
        {"year": label, "a": 0.0, "b": float(v), "ink": INK["system"]}
        for label, v in zip(labels, up, strict=True)
    ]
    for ink, values in down.items():
        rows += [
            {"year": label, "a": float(-x), "b": float(-x - v), "ink": INK[ink]}
            for label, x, v in zip(labels, low, values, strict=True)
        ]
        low = low + values

    def make(width: int) -> Any:
        values = [int(label) for label in labels]
        keep = labels if width > NARROW else [text for k, text in enumerate(labels) if k % 3 == 0]
        bars = (
            alt.Chart(alt.Data(values=rows))
            .mark_bar()
            .encode(
                x=alt.X(
                    "year:O",
                    title=None,
                    axis=alt.Axis(labelAngle=0, values=list(keep), ticks=False, domain=False),
                ),
                y=alt.Y(
                    "a:Q", title=unit, axis=alt.Axis(tickCount=5, labelExpr="format(abs(datum.value), ',')")
                ),
                y2="b:Q",
                color=alt.Color("ink:N", scale=None),
            )
        )
        rule = alt.Chart(alt.Data(values=[{"a": 0}])).mark_rule(color=INK["ink"]).encode(y="a:Q")
        return _sized(bars + rule, width, 240 if values else 200)

    return make


def histogram(edges: Values, counts: npt.NDArray[np.int64], unit: str) -> Make:
    """Bars over a measured range, one per bin."""
    rows = [
        {"a": float(a), "b": float(b), "n": int(n)}
        for a, b, n in zip(edges[:-1], edges[1:], counts, strict=True)
    ]

    def make(width: int) -> Any:
        bars = (
            alt.Chart(alt.Data(values=rows))
            .mark_bar(color=INK["system"], binSpacing=1.5)
            .encode(
                x=alt.X("a:Q", bin="binned", title=unit, axis=alt.Axis(tickCount=width // 80, format=",.0f")),
                x2="b:Q",
                y=alt.Y("n:Q", title="listed persons", axis=alt.Axis(tickCount=4, tickMinStep=1, format="d")),
            )
        )
        return _sized(bars, width, 170)

    return make


def _published(band: tuple[float, float]) -> Any:
    data = alt.Data(values=[{"low": band[0], "high": band[1]}])
    return alt.Chart(data).mark_rect(color=INK["band"]).encode(y="low:Q", y2="high:Q")


def _edges(band: tuple[float, float]) -> Any:
    """The ends of the published range once more, in front of what would hide them."""
    data = alt.Data(values=[{"at": end} for end in band])
    return alt.Chart(data).mark_rule(color=INK["ink"], strokeDash=[2, 3]).encode(y="at:Q")


def _time(years: Sequence[float], width: int) -> Any:
    first, last = years[0] - 0.5 / 12, years[-1] + 0.5 / 12
    step = max(1, round((last - first) / (10 if width > NARROW else 5)))
    room = (last - first) * 28 / width  # a label needs so much to its right
    ticks = [year for year in range(int(first), int(last) + 1, step) if first - 0.01 <= year < last - room]
    return alt.X(
        "year:Q",
        title=None,
        scale=alt.Scale(domain=[first, last], nice=False),
        axis=alt.Axis(format="d", values=ticks, labelAlign="left"),
    )


def _sized(chart: Any, width: int, height: int) -> Any:
    autosize = alt.AutoSizeParams(type="fit", contains="padding")
    return chart.properties(
        width=width, height=height if width > NARROW else round(height * 0.85), autosize=autosize
    )

"""Pictures as inline SVG that follow the colours of the page, light or dark.

Charts are drawn with marker colours that no chart would choose by itself; here every marker becomes a CSS
variable, so that one drawing serves both colour schemes, and all that would point outside the file goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from markupsafe import Markup

INK: dict[str, str] = {
    "ink": "#010a01",
    "muted": "#020a02",
    "line": "#030a03",
    "paper": "#040a04",
    "system": "#050a05",
    "twin": "#060a06",
    "unable": "#070a07",
    "wrong": "#080a08",
    "band": "#090a09",
    "soft": "#0a0b0a",
}
"""Names of the colours of the page and the marker each has in a chart."""

WIDE, NARROW = 680, 330
"""Widths in pixels at which each chart is drawn: for a desk and for a hand."""


@dataclass(frozen=True)
class Key:
    """One entry of a legend: the colour's name, its words and the shape of its swatch."""

    ink: str
    words: str
    shape: str = "box"


@dataclass(frozen=True)
class Figure:
    """A picture with all that belongs to it: the finding as title, the unit, a text alternative, a legend
    and the figures as a table (`columns`, `rows`) for those who read rather than look."""

    title: str
    unit: str
    alt: str
    wide: Markup
    narrow: Markup
    keys: Sequence[Key] = ()
    note: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = field(default=())


def drawn(make: Callable[[int], Any], alt: str) -> tuple[Markup, Markup]:
    """A chart at both widths; `make(width)` returns an Altair chart."""
    return svg_of(make(WIDE), alt), svg_of(make(NARROW), alt)


def svg_of(chart: Any, alt: str) -> Markup:
    """An Altair chart as inline SVG in the colours of the page, with `alt` as its text alternative."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(chart.configure(**chart_config()).to_dict())
    return inline(svg, alt)


def inline(svg: str, alt: str) -> Markup:
    """Clean an SVG for use inside the page: markers to variables, one text alternative, no outside names."""
    body = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    box = re.search(r'viewBox="([^"]+)"', svg)
    for name, marker in INK.items():
        body = body.replace(marker, f"var(--{name})")
    for noise in (r' (?:aria-[a-z]+|role|font-family|pointer-events|class)="[^"]*"', r"<title>.*?</title>"):
        body = re.sub(noise, "", body)
    return open_svg(box[1] if box else "0 0 680 300", alt) + Markup(body) + Markup("</svg>")


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


def chart_config() -> dict[str, Any]:
    """How every chart of a page is set: quiet axes, one type, colours by marker."""
    axis = {
        "labelColor": INK["muted"],
        "titleColor": INK["muted"],
        "tickColor": INK["line"],
        "gridColor": INK["line"],
        "domain": False,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelPadding": 6,
    }
    return {
        "background": "transparent",
        "font": "Arial, sans-serif",
        "axis": axis,
        "axisX": {"grid": False, "ticks": True, "domain": True, "domainColor": INK["line"]},
        "axisY": {"ticks": False, "titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleY": -14},
        "view": {"stroke": None},
        "text": {"color": INK["ink"], "fontSize": 12},
        "padding": {"left": 2, "right": 4, "top": 2, "bottom": 2},
    }

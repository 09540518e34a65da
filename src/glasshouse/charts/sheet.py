"""A figure as a picture that stands by itself: title, unit, legend, marks, notes and source on one sheet."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib import resources

from glasshouse.charts import palette, svg
from glasshouse.charts.marks import Description, Key

MARGIN = 18
SWATCH, BETWEEN = 26, 18
"""Pixels of a swatch with its gap, and between two entries of a legend."""
SIZES = {"title": (17, 23, 9.0), "unit": (12.5, 18, 6.6), "small": (11.5, 16, 6.1)}
"""Of each style of text: font size, line height, and pixels of a letter, a little too many."""
FONT = "Arial, Helvetica, sans-serif"
INKS = {"light": palette.LIGHT, "dark": palette.DARK, "print": palette.PRINT}


def sheet(figure: Description, width: int = svg.WIDE, theme: str = "light") -> str:
    """The figure as an SVG file of its own; `theme` is "light", "dark" or "print"."""
    whole = width + 2 * MARGIN
    head: list[str] = []
    top = float(MARGIN)
    for says, style in ((figure.title, "title"), (figure.unit, "unit")):
        lines, top = _lines(says, style, width, top)
        head += lines
    legend, top = _legend(figure.keys, width, top + 6)
    body, height = svg.drawn(figure.plots, width, figure.across)
    foot: list[str] = []
    below = top + 8 + height + 6
    for says in (*figure.note.split("\n"), figure.source):
        lines, below = _lines(says, "small", width, below)
        foot += lines
    tall = below + MARGIN
    return _coloured(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{tall:.0f}" '
        f'viewBox="0 0 {whole} {tall:.0f}" class="chart" role="img" aria-label="{escape(figure.alt)}">'
        f"<style>{_style()}</style>"
        f'<rect width="{whole}" height="{tall:.0f}" style="fill:var(--paper)"/>'
        f'<g transform="translate({MARGIN} 0)">{"".join([*head, *legend])}'
        f'<g transform="translate(0 {top + 8:.0f})">{body}</g>{"".join(foot)}</g></svg>\n',
        INKS[theme],
    )


def _lines(says: str, style: str, width: int, top: float) -> tuple[list[str], float]:
    """Words broken into lines, and where the next thing begins."""
    _, line, letter = SIZES[style]
    found = textwrap.wrap(says, int(width / letter))
    parts = [
        f'<text x="0" y="{top + line * (k + 0.8):.1f}" class="{style}">{escape(one)}</text>'
        for k, one in enumerate(found)
    ]
    return parts, top + line * len(found)


def _legend(keys: Sequence[Key], width: int, top: float) -> tuple[list[str], float]:
    """Swatches and words, broken into lines where there is no room."""
    parts, x, y = [], 0.0, top + 8
    for key in keys:
        long = SWATCH + SIZES["unit"][2] * len(key.words)
        if x and x + long > width:
            x, y = 0.0, y + 20
        parts.append(swatch(key, x, y))
        parts.append(f'<text x="{x + SWATCH:.1f}" y="{y + 4.4:.1f}" class="unit">{escape(key.words)}</text>')
        x += long + BETWEEN
    return parts, y + 12 if keys else top


def swatch(key: Key, x: float, y: float) -> str:
    """The mark of a legend, 18 pixels wide, around height `y`."""
    fill, stroke = f'style="fill:var(--{key.ink})"', f'style="stroke:var(--{key.ink})"'
    middle = x + 9
    if key.shape in ("line", "dash"):
        kind = "line dashed" if key.shape == "dash" else "line"
        return f'<path d="M{x:.1f} {y:.1f}h18" class="{kind}" {stroke}/>'
    if key.shape in ("dot", "ring"):
        style = fill if key.shape == "dot" else stroke
        return f'<circle cx="{middle:.1f}" cy="{y:.1f}" r="5" class="{key.shape}" {style}/>'
    path = {
        "box": f"M{x + 3:.1f} {y - 6:.1f}h12v12h-12z",
        "square": f"M{middle - 4.5:.1f} {y - 4.5:.1f}h9v9h-9z",
        "diamond": f"M{middle:.1f} {y - 6:.1f}l6 6l-6 6l-6-6z",
        "triangle": f"M{middle:.1f} {y - 5.5:.1f}l5.5 10h-11z",
        "triangle down": f"M{middle:.1f} {y + 5.5:.1f}l5.5-10h-11z",
        "cross": f"M{middle - 5:.1f} {y - 5:.1f}l10 10m0-10l-10 10",
    }[key.shape]
    return f'<path d="{path}" class="{key.shape}" {stroke if key.shape == "cross" else fill}/>'


def _style() -> str:
    """The style of marks and of the words around them, in one line."""
    words = "".join(_text_styles())
    return re.sub(r"\s+", " ", f".chart {{ --sans: {FONT}; }} {stylesheet()} {words}").strip()


def _text_styles() -> Iterator[str]:
    for name, (size, _, _) in SIZES.items():
        heavy = " font-weight: 600; fill: var(--ink);" if name == "title" else ""
        yield f".chart .{name} {{ font-size: {size}px;{heavy} }} "


def stylesheet() -> str:
    """The style of the marks of every drawing; its colours are variables of the page it stands in."""
    return (resources.files("glasshouse.charts") / "chart.css").read_text("utf-8")


def _coloured(text: str, inks: Mapping[str, str]) -> str:
    """The drawing with the colours themselves: programs that paint SVG know no variables of a page."""
    return re.sub(r"var\(--(\w+)\)", lambda found: inks.get(found[1], FONT), text)

"""The colours of the page, light and dark. Text has a contrast of 4.5 to 1 or more, marks of 3 to 1."""

from __future__ import annotations

LIGHT = {
    "paper": "#fcfbf8", "sheet": "#f4f1ea", "ink": "#1d1b18", "muted": "#5d5851", "line": "#d9d4ca",
    "system": "#b23a1b", "twin": "#2a6592", "unable": "#8c6000", "wrong": "#6a4a9e", "band": "#dfe6d5",
    "soft": "#6d7a5b", "crowd": "#b4aea2", "dense": "#8b857a", "silent": "#8a5f00", "gated": "#4a4640",
    "fear": "#7a4a56",
}  # fmt: skip
"""Colours by name: `system` and `twin` are the two worlds, `unable` and `wrong` are false grounds."""

DARK = {
    "paper": "#15171a", "sheet": "#1f2226", "ink": "#ebe7df", "muted": "#aaa59b", "line": "#3b3f45",
    "system": "#ff8d69", "twin": "#82bbe8", "unable": "#e3b04b", "wrong": "#bda2f4", "band": "#2f3b2b",
    "soft": "#a3b28c", "crowd": "#565b62", "dense": "#7c8189", "silent": "#e3b04b", "gated": "#c9c4ba",
    "fear": "#e0a3b3",
}  # fmt: skip
"""The same names where the reader's screen is dark."""

PRINT = LIGHT | {"paper": "#ffffff", "sheet": "#f5f5f2"}
"""The same names on paper."""

TEXT = ("ink", "muted", "system", "twin", "unable", "wrong")
"""Colours in which words are set."""

MARKS = ("system", "twin", "unable", "wrong", "soft", "muted", "ink")
"""Colours of marks that carry meaning."""


def css(colours: dict[str, str]) -> str:
    """The colours as CSS variables."""
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21, after WCAG 2.2."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

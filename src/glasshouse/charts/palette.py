"""The colours of the page, light and dark. Text has a contrast of 4.5 to 1 or more, marks of 3 to 1."""

from __future__ import annotations

import re
from importlib import resources

_BLOCKS = re.findall(
    r"\{([^}]*)\}", (resources.files("glasshouse.charts") / "palette.css").read_text("utf-8")
)
LIGHT, DARK = (dict(re.findall(r"--(\w+): (#\w{6})", block)) for block in _BLOCKS)
"""Colours by name, from the file that the page links: `system` and `twin` are the two worlds, `unable` is for
persons listed though unable to pay and `wrong` for those listed for somebody else's act. The second has the
same names where the reader's screen is dark."""

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

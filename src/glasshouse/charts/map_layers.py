"""The layers of the animated map of a synthetic city: what each is called, its colour and its shape.

The map itself is painted pixel by pixel in the page (`explorer/static/paint.js`), since SVG cannot move a
hundred thousand people a month; what it says it takes from here.
"""

from __future__ import annotations

from dataclasses import dataclass

from glasshouse.charts.palette import DARK, LIGHT


@dataclass(frozen=True)
class Layer:
    """Persons in one state. `shape` is how each is marked: dot, ring, dash, frame or diamond."""

    name: str
    label: str
    ink: str
    shape: str


LAYERS = (
    Layer("listed", "on the list", "system", "dot"),
    Layer("wrong", "on it for somebody else's act or though unable to pay", "wrong", "ring"),
    Layer("silent", "silent, though the twin speaks", "silent", "dash"),
    Layer("gated", "with a right denied", "gated", "frame"),
    Layer("fear", "in fear", "fear", "diamond"),
)
"""The layers in the order of the legend; a person carries the mark of the gravest that is shown."""

GROUND = {
    "ground": "paper",
    "crowd": "crowd",
    "dense": "dense",
    "ink": "ink",
    "good": "twin",
    "muted": "muted",
}
"""The other colours of the map: what is behind, few and many people, lines and words."""


def inks() -> dict[str, dict[str, list[int]]]:
    """Every colour of the map as red, green and blue, for light and for dark."""
    names = GROUND | {layer.name: layer.ink for layer in LAYERS}
    return {
        theme: {name: _parts(colours[ink]) for name, ink in names.items()}
        for theme, colours in (("light", LIGHT), ("dark", DARK))
    }


def _parts(colour: str) -> list[int]:
    return [int(colour[k : k + 2], 16) for k in (1, 3, 5)]

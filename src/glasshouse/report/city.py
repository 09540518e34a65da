"""The map: a picture of the synthetic city, one listed person's circle, and how many can look into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from glasshouse.metrics import monthly_rates
from glasshouse.report import words
from glasshouse.report.canvas import Bars, Figure, Key, Plot, array, scale
from glasshouse.report.drawing import open_svg
from glasshouse.report.folder import Folder

DOTS = 6000
"""Most inhabitants drawn; more would be a grey sheet and a heavy file."""

WIDTH, HEIGHT = 680, 460
REACH = 4.2
"""Half the width of the picture in radii, at most: further out the circle would be a speck."""

Points = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class City:
    """The picture, its figures and the spread of viewers; `why_not` when there is nothing to show."""

    why_not: str
    radius: int
    picture: Markup
    keys: Sequence[Key]
    inside: str
    phones: str
    exposure: str
    sentence: str


@dataclass(frozen=True)
class _View:
    """The part of the city that is drawn: centre, half sizes in metres, pixels per metre."""

    x: float
    y: float
    scale: float

    def place(self, x: Points, y: Points) -> tuple[Points, Points]:
        return WIDTH / 2 + (x - self.x) * self.scale, HEIGHT / 2 - (y - self.y) * self.scale


def build(folder: Folder) -> City:
    """The section; without a map in the rulebook, or with nobody on it, one sentence says so."""
    radius = int(folder.rulebook.get("radius") or 0)
    if not radius:
        return _without("This rulebook has no map: nobody can look up who is listed nearby.")
    if folder.city is None or not np.any(folder.city.column("listed").to_numpy(zero_copy_only=False)):
        return _without("Nobody in the largest settlement was on the map at the end of the run.")
    x, y, viewers = (folder.city.column(name).to_numpy().astype(float) for name in ("x", "y", "viewers"))
    listed, wrong = (
        folder.city.column(name).to_numpy(zero_copy_only=False).astype(bool)
        for name in ("listed", "wrongly_listed")
    )
    chosen = _typical(np.flatnonzero(listed), viewers)
    picture = _picture(x, y, listed, wrong, chosen, radius)
    keys = [Key("muted", "inhabitant", "dot"), Key("system", "listed", "dot")]
    keys += [Key("wrong", "listed on a false ground", "ring")] if (wrong & listed).any() else []
    inside = _inside(folder, np.hypot(x - x[chosen], y - y[chosen]) <= radius)
    seen = monthly_rates.exposure_per_listed_month(folder.system)
    return City(
        "",
        radius,
        picture,
        keys,
        inside,
        words.count(viewers[chosen]),
        words.number(seen),
        _sentence(viewers[listed]),
    )


def _without(why: str) -> City:
    return City(why, 0, Markup(""), [], "", "", "", "")


def _typical(listed: npt.NDArray[np.int64], viewers: Points) -> int:
    """The listed person with the median number of viewers: neither the worst case nor the best."""
    order = listed[np.argsort(viewers[listed], kind="stable")]
    return int(order[len(order) // 2])


def _inside(folder: Folder, within: Flags) -> str:
    """How many live in the circle: points times the persons each stands for, to three figures if sampled."""
    assert folder.city is not None
    if "weight" not in folder.city.column_names:
        return words.count(float(within.sum()))
    weight = folder.city.column("weight").to_numpy()
    found = float(weight[within].sum())
    sampled = bool((weight > 1).any()) and found > 1000
    return (
        f"About {words.count(round(found, 2 - len(str(int(found))) + 1))}" if sampled else words.count(found)
    )


def _sentence(viewers: Points) -> str:
    low, middle, high = (words.count(q) for q in np.quantile(viewers, [0.1, 0.5, 0.9]))
    return (
        f"Half of the listed live among more than {middle} such phones, one in ten among fewer than {low}, "
        f"one in ten among more than {high}."
    )


def spread(folder: Folder) -> Figure | None:
    """How many possible viewers each listed person of the largest settlement lives among."""
    if folder.city is None or not folder.rulebook.get("radius"):
        return None
    listed = folder.city.column("listed").to_numpy(zero_copy_only=False).astype(bool)
    viewers = folder.city.column("viewers").to_numpy().astype(float)[listed]
    if len(viewers) < 8:
        return None
    counts, edges = np.histogram(viewers, bins=min(24, max(6, len(viewers) // 6)), range=(0, viewers.max()))
    most = words.count(float(np.quantile(viewers, 0.9)))
    return Figure(
        f"One listed person in ten lives among more than {most} possible viewers",
        "Smartphone owners within the radius of each listed person of the largest settlement, end of the run",
        f"Histogram of phones within the radius of each listed person; nine in ten have at most {most}.",
        (_histogram(edges, counts),),
        columns=("Possible viewers", "Listed persons"),
        rows=[
            (f"{words.count(a)} to {words.count(b)}", words.count(n))
            for a, b, n in zip(edges[:-1], edges[1:], counts, strict=True)
        ],
        files=("city.parquet",),
    )


def _histogram(edges: Points, counts: npt.NDArray[np.int64]) -> Plot:
    gap = 0.06 * (edges[1] - edges[0])
    bars = Bars("system", edges[:-1] + gap, edges[1:] - gap, np.zeros(len(counts)), array(counts))
    return Plot(
        scale(0.0, float(edges[-1]), "possible viewers", many=8),
        scale(0.0, 1.05 * float(counts.max(initial=1)), "listed persons", many=4),
        (bars,),
        height=170,
    )


def _picture(x: Points, y: Points, listed: Flags, wrong: Flags, chosen: int, radius: int) -> Markup:
    view = _view(x, y, chosen, radius)
    px, py = view.place(x, y)
    shown = (px > 4) & (px < WIDTH - 4) & (py > 4) & (py < HEIGHT - 4)
    crowd = np.flatnonzero(shown & ~listed)
    crowd = crowd[:: max(1, -(-len(crowd) // DOTS))]
    cx, cy, r = px[chosen], py[chosen], radius * view.scale
    circle = f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{r:.1f}" class="{{}}"/>'
    alt = f"Map of the synthetic city: inhabitants as dots, the listed larger, {radius} m around one of them."
    return Markup("").join(
        [
            open_svg(f"0 0 {WIDTH} {HEIGHT}", alt),
            Markup(circle.format("reach")),
            _dots(px[crowd], py[crowd], "crowd"),
            Markup(circle.format("rim")),
            _dots(px[shown & listed & ~wrong], py[shown & listed & ~wrong], "pin"),
            _rings(px[shown & listed & wrong], py[shown & listed & wrong]),
            Markup(f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="9" class="target"/>'),
            _radius(cx, cy, r, radius),
            Markup("</svg>"),
        ]
    )


def _view(x: Points, y: Points, chosen: int, radius: int) -> _View:
    """The middle of the city, moved only as far as needed to hold all of the chosen person's circle."""
    half = max(
        float(np.quantile(np.abs(x - x.mean()), 0.995)),
        float(np.quantile(np.abs(y - y.mean()), 0.995)) * 1.45,
    )
    half = min(half * 1.04, REACH * radius)
    free = half - 1.15 * radius, half * HEIGHT / WIDTH - 1.15 * radius
    middle = [
        float(np.clip(values.mean(), values[chosen] - max(room, 0.0), values[chosen] + max(room, 0.0)))
        for values, room in zip((x, y), free, strict=True)
    ]
    return _View(middle[0], middle[1], WIDTH / 2 / half)


def _dots(x: Points, y: Points, kind: str) -> Markup:
    """Many dots as one path of points, which a round line cap turns into discs: eleven bytes a dot."""
    path = "".join(f"M{a:.0f} {b:.0f}h0" for a, b in zip(x, y, strict=True))
    return Markup(f'<path d="{path}" class="{kind}"/>')


def _rings(x: Points, y: Points) -> Markup:
    parts = (f'<circle cx="{a:.0f}" cy="{b:.0f}" r="4.5" class="ring"/>' for a, b in zip(x, y, strict=True))
    return Markup("".join(parts))


def _radius(x: float, y: float, r: float, metres: int) -> Markup:
    """The radius as a measured line, which is also the scale of the picture."""
    side = 1 if x + r + 8 < WIDTH else -1
    return Markup(
        f'<path d="M{x + 9 * side:.1f} {y:.1f}H{x + r * side:.1f}" class="scale"/>'
        f'<text x="{x + r * side / 2:.1f}" y="{y - 7:.1f}" class="scale-text">{metres} m</text>'
    )

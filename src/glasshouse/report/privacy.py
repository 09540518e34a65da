"""Pictures of map privacy: what each design gives away beside what it claims, and the town as attacked."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import altair as alt
import pyarrow as pa

from glasshouse.errors import BadInput, Fault
from glasshouse.measure.privacy import DESIGNS, Design, Region, Town, regions
from glasshouse.measure.privacy.catalogue import PROBES
from glasshouse.report import words
from glasshouse.report.drawing import INK, NARROW, WIDE, Figure, Key, chart_config, drawn

Make = Callable[[int], Any]

PAPER = {
    "ink": "#1d1b18", "muted": "#5d5851", "line": "#d9d4ca", "paper": "#fcfbf8", "system": "#b23a1b",
    "twin": "#2a6592", "unable": "#9a6a00", "wrong": "#6a4a9e", "band": "#dfe6d5", "soft": "#7d8a6a",
}  # fmt: skip
"""The light colours of the page, for a picture that stands by itself."""
DOTS = 500
"""Most residents drawn in one small map."""
SIDE = 152
"""Pixels of a small map."""
MARGIN = 60
"""Pixels for the numbers beside an axis."""
ROWS: tuple[tuple[str, str, str, bool], ...] = (
    ("location_error", "metres from home to the attacker's estimate", "system", False),
    ("candidates", "residents who may be the person", "system", True),
    ("shown_near", "% of phones nearby that show the person (use claimed)", "twin", False),
)
"""Panels from top to bottom: probe, axis title, colour, whether the axis is logarithmic."""


def figure(table: pa.Table, designs: Sequence[Design] = DESIGNS) -> Figure:
    """The comparison of designs as a figure of the report, with its numbers as a table."""
    rows = [row for row in table.to_pylist() if row["probe"] in {name for name, *_ in ROWS}]
    value = {(row["design"], row["probe"]): row["value"] for row in rows}
    alt_text = "Location error, candidate set and share shown as claimed, by design of the map."
    make = comparison(table, designs)
    return Figure(
        title="What an attacker learns under each design, beside what the map is for",
        unit="Mean and 5-95 % range over the listed who were attacked",
        alt=alt_text,
        wide=(pictures := drawn(make, alt_text))[0],
        narrow=pictures[1],
        keys=(Key("system", "what an attacker learns"), Key("twin", "what the map claims to be for")),
        note="One synthetic town; the range is of persons, not of towns.",
        columns=("Design", *(probe.title for probe in PROBES if probe.name in {name for name, *_ in ROWS})),
        rows=[
            (design.title, *(words.number(value[design.name, name]) for name, *_ in ROWS))
            for design in _present(table, designs)
        ],
    )


def comparison(table: pa.Table, designs: Sequence[Design] = DESIGNS) -> Make:
    """Designs side by side on one axis: two panels of privacy above one of claimed use."""
    titles = {design.name: design.title for design in _present(table, designs)}
    rows = [row | {"title": titles[row["design"]]} for row in table.to_pylist() if row["design"] in titles]

    def make(width: int) -> Any:
        panels = [
            _panel([row for row in rows if row["probe"] == probe], width - MARGIN, unit, ink, log)
            for probe, unit, ink, log in ROWS
        ]
        axes = [_design_axis(list(titles.values()), panel is panels[-1], width) for panel in panels]
        return alt.vconcat(*(p.encode(x=x) for p, x in zip(panels, axes, strict=True)), spacing=26)

    return make


def maps(town: Town, designs: Sequence[Design] = DESIGNS, *, seed: int = 1, columns: int = 4) -> Any:
    """The town once per design: whom an attacker who looked for one listed person is left with."""
    who, found = regions(town, designs, seed=seed)
    charts = [_map(town, who, region) for region in found]
    return alt.concat(*charts, columns=columns, spacing=24)


def draw(
    table: pa.Table, town: Town, to: Path, designs: Sequence[Design] = DESIGNS, *, seed: int = 1
) -> Path:
    """Write the comparison above the maps to a .svg or .png file. Raises `BadInput` for any other ending."""
    if to.suffix not in (".svg", ".png"):
        raise BadInput(Fault("a picture is written as .svg or .png", "give a file that ends so", str(to)))
    designs = _present(table, designs)
    whole = alt.vconcat(comparison(table, designs)(WIDE + 20), maps(town, designs, seed=seed), spacing=40)
    spec = _coloured(whole.properties(title=_title(town)).configure(**chart_config()).to_dict())
    import vl_convert

    try:
        if to.suffix == ".svg":
            to.write_text(vl_convert.vegalite_to_svg(spec), "utf-8")
        else:
            to.write_bytes(vl_convert.vegalite_to_png(spec, scale=2))
    except OSError as error:
        raise BadInput(
            Fault(f"cannot be written: {error.strerror}", "choose another file", str(to))
        ) from None
    return to


def _present(table: pa.Table, designs: Sequence[Design]) -> list[Design]:
    """The designs the table knows, in their order."""
    known = set(table.column("design").to_pylist())
    return [design for design in designs if design.name in known]


def _title(town: Town) -> Any:
    return alt.TitleParams(
        "What a map of the listed gives away, by design",
        subtitle=[
            f"Synthetic town of {len(town):,} invented residents, {int(town.now.sum()):,} of them listed. "
            "Dots: mean; lines: 5-95 % of those attacked.",
            "Below, the search for one of them: home (ring), estimate (cross), candidates (red).",
        ],
        anchor="start",
        color=INK["ink"],
        subtitleColor=INK["muted"],
        fontSize=16,
        offset=14,
    )


def _design_axis(titles: list[str], labelled: bool, width: int) -> Any:
    """Names of the designs under the last panel: in two lines, or slanted where there is little room."""
    wide = width > NARROW
    first = "indexof(datum.label, ' ')"
    two_lines = f"[slice(datum.label, 0, {first}), slice(datum.label, {first} + 1)]"
    axis = alt.Axis(
        labels=labelled, ticks=False, labelAngle=0 if wide else -50, labelLimit=200,
        labelExpr=two_lines if wide else "datum.label",
    )  # fmt: skip
    return alt.X("title:N", sort=titles, title=None, axis=axis)


def _panel(rows: list[dict[str, Any]], width: int, unit: str, ink: str, log: bool) -> Any:
    """Means as dots, ranges as lines; a log axis starts at one person."""
    percent = 100 if unit.startswith("%") else 1
    shown = [
        {"title": row["title"], **{end: percent * row[end] for end in ("value", "low", "high")}}
        for row in rows
        if row["value"] is not None
    ]
    scale = alt.Scale(type="log", domainMin=1) if log else alt.Scale(domainMin=0)
    base = alt.Chart(alt.Data(values=shown), width=width, height=120)
    axis = alt.Axis(tickCount=4, titleX=0, titleY=-12, titleBaseline="bottom", minExtent=MARGIN - 10)
    ranges = base.mark_rule(color=INK[ink], strokeWidth=2.5, opacity=0.45).encode(
        y=alt.Y("low:Q", title=unit, scale=scale, axis=axis), y2="high:Q"
    )
    means = base.mark_point(color=INK[ink], filled=True, size=70, opacity=1).encode(y="value:Q")
    return ranges + means


def _map(town: Town, who: int, region: Region) -> Any:
    """One small map: residents grey, candidates red, the home a black ring, the estimate a cross."""
    middle = (town.at.min(0) + town.at.max(0)) / 2
    half = float((town.at.max(0) - town.at.min(0)).max()) / 2 * 1.04
    x, y = (
        alt.X("x:Q", axis=None, scale=alt.Scale(domain=[middle[0] - half, middle[0] + half])),
        alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[middle[1] - half, middle[1] + half])),
    )
    home, guess = town.at[[who]], region.estimate[None]

    def layer(points: Any, **mark: Any) -> Any:
        rows = [{"x": float(a), "y": float(b)} for a, b in points]
        return alt.Chart(alt.Data(values=rows)).mark_point(clip=True, **mark).encode(x=x, y=y)

    layers = (
        layer(_thinned(town.at), color=INK["line"], filled=True, size=5, opacity=1),
        layer(_thinned(town.at[region.crowd]), color=INK["system"], filled=True, size=8, opacity=0.55),
        *([layer(guess, shape="cross", color=INK["ink"], size=70, filled=True)] if region.found else []),
        layer(home, color=INK["ink"], size=90, strokeWidth=2),
    )
    crowd = len(region.crowd)
    told = f"{words.count(crowd)} candidate{'s' if crowd > 1 else ''}"
    told = told if region.found else f"not found: {words.count(crowd)} left"
    title = alt.TitleParams(
        region.design.title, subtitle=told, fontSize=12,
        anchor="start", color=INK["ink"], subtitleColor=INK["muted"], offset=4,
    )  # fmt: skip
    return alt.layer(*layers).properties(width=SIDE, height=SIDE, title=title)


def _thinned(points: Any) -> Any:
    """Every k-th point, so that a crowd stays a crowd and a picture stays small."""
    return points[:: max(1, -(-len(points) // DOTS))]


def _coloured(spec: dict[str, Any]) -> dict[str, Any]:
    """A chart in markers as a chart in the light colours of the page."""
    text = json.dumps(spec)
    for name, marker in INK.items():
        text = text.replace(marker, PAPER[name])
    coloured: dict[str, Any] = json.loads(text)
    return coloured | {"background": PAPER["paper"], "padding": 18}

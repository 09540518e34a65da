"""Pictures of studies that stand by themselves: indices with intervals, fronts before and after."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse import pictures

if TYPE_CHECKING:
    from glasshouse.studies.fronts import Front
    from glasshouse.studies.sensitivity import Indices

COLOURS = {"ink": "#1d1b18", "muted": "#5d5851", "line": "#d9d4ca", "paper": "#fcfbf8",
           "first": "#2a6592", "total": "#b23a1b"}  # fmt: skip
"""Light colours of the report, told apart also by the shape of marks."""
WIDTH = 460
ROW = 34
"""Pixels of height for a factor."""
NAMES = {
    "S1": "S1: by itself",
    "ST": "ST: with its interactions",
    "mu_star": "mu*: mean size of its effects",
    "sigma": "sigma: how unlike each other its effects are",
}


def indices_chart(found: Indices) -> Any:
    """Dots and intervals, a row a factor, the largest at the top and luck at the bottom."""
    import altair as alt

    numbers = ("mu_star", "sigma") if found.method == "morris" else ("S1", "ST")
    rows = [
        {"factor": row["names"], "number": NAMES[name], "value": row[name]} | _ends(row, name)
        for row in found.rows
        for name in numbers
    ]
    order = sorted(
        found.rows, key=lambda row: (row["names"] == "luck", -row[numbers[-2 + (numbers[1] == "ST")]])
    )
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("factor:N", title=None, sort=[row["names"] for row in order]),
        yOffset=alt.YOffset("number:N", sort=[NAMES[name] for name in numbers]),
        color=alt.Color(
            "number:N",
            title=None,
            scale=alt.Scale(domain=[NAMES[n] for n in numbers], range=[COLOURS["first"], COLOURS["total"]]),
            legend=alt.Legend(orient="top"),
        ),
    )
    lines = (
        base.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=1.6)
        .encode(x=alt.X("low:Q", title=_axis(found)), x2="high:Q")
    )
    dots = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=alt.X("value:Q", title=_axis(found)), shape=alt.Shape("number:N", legend=None)
    )
    sized = (lines + dots).properties(width=WIDTH, height=ROW * max(1, len(found.rows)))
    return finished(sized, f"What {found.outcome} hangs on", _under(found))


def _ends(row: dict[str, Any], name: str) -> dict[str, Any]:
    half = row.get(f"{name}_conf")
    if half is None or half != half:
        return {"low": None, "high": None}
    low, high = row.get(f"{name}_low", row[name] - half), row.get(f"{name}_high", row[name] + half)
    return {"low": low, "high": high}


def _axis(found: Indices) -> str:
    if found.method == "morris":
        return f"change of {found.outcome} from one end of a factor to the other"
    return "share of the variance of a run" if found.luck else "share of the variance"


def _under(found: Indices) -> list[str]:
    about = f"{found.rulebook}: {found.points:,} points, {found.replicates} replicates; {found.method}"
    if found.surrogate:
        about += f" ({found.surrogate.kind}, Q2 {found.surrogate.q2:.2f})"
    return [about, *found.notes]


def finished(chart: Any, title: str, under: list[str]) -> Any:
    """A chart with its title and colours."""
    import altair as alt

    heading = alt.TitleParams(title, subtitle=under, anchor="start", frame="group", offset=14)
    plain = {"labelColor": COLOURS["muted"], "titleColor": COLOURS["muted"], "gridColor": COLOURS["line"],
             "domainColor": COLOURS["line"], "tickColor": COLOURS["line"], "titleFontWeight": "normal",
             "labelLimit": 320}  # fmt: skip
    return (
        chart.properties(title=heading, background=COLOURS["paper"], padding=16)
        .configure_axis(**plain)
        .configure_view(stroke=None)
        .configure_title(color=COLOURS["ink"], subtitleColor=COLOURS["muted"], fontSize=15)
        .configure_legend(labelColor=COLOURS["muted"], labelLimit=320)
    )


def written(chart: Any, to: Path) -> Path:
    """Write a chart to a .svg or .png file. Raises `InputError` for any other, or where it cannot be."""
    return pictures.write(chart.to_dict(), to)


def front_chart(found: Front) -> Any:
    """Two goals at a time: as written, as searched, and the same variants on fresh futures."""
    import altair as alt

    goals = found.asked.goals
    panels = [_panel(found, a, b) for a, b in combinations(range(len(goals)), 2)]
    chart = panels[0] if len(panels) == 1 else alt.concat(*panels, columns=2)
    under = [f"{found.rulebook}, per person; fresh futures in red, those searched in blue", *found.notes]
    return finished(chart, "Less harmful variants", under)


def _panel(found: Front, a: int, b: int) -> Any:
    import altair as alt

    goals = found.asked.goals
    rows = [
        {"x": one.goals[a], "y": one.goals[b], "x2": one.fresh[a], "y2": one.fresh[b]}
        for one in (found.written, *found.variants)
    ]
    start = [{"x": found.written.fresh[a], "y": found.written.fresh[b], "text": "as written"}]
    x, y = (
        {"title": f"{goal.outcome} ({goal.better} is better)", "scale": alt.Scale(zero=False)}
        for goal in (goals[a], goals[b])
    )
    base = alt.Chart(alt.Data(values=rows))
    moved = base.mark_rule(color=COLOURS["line"]).encode(
        x=alt.X("x:Q", **x), y=alt.Y("y:Q", **y), x2="x2:Q", y2="y2:Q"
    )
    searched = base.mark_point(color=COLOURS["first"], size=50).encode(
        x=alt.X("x:Q", **x), y=alt.Y("y:Q", **y)
    )
    fresh = base.mark_point(color=COLOURS["total"], filled=True, size=60, shape="square", opacity=1).encode(
        x="x2:Q", y="y2:Q"
    )
    before = alt.Chart(alt.Data(values=start)).encode(x="x:Q", y="y:Q")
    mark = before.mark_point(color=COLOURS["ink"], filled=True, size=130, shape="diamond", opacity=1)
    label = before.mark_text(align="left", dx=10, color=COLOURS["ink"]).encode(text="text:N")
    return (moved + searched + fresh + mark + label).properties(width=WIDTH, height=WIDTH * 0.7)

"""The picture of one synthetic life and its twin: how both stood month by month, and the turns between.

Every lane has a rail in the middle: the life with the system stands on it, the life without hangs below it.
Written as a file of its own, SVG, PNG or HTML, that needs nothing else.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.engine.bit_columns import from_column, sizes
from glasshouse.errors import Diagnostic, InputError
from glasshouse.files import write_atomic
from glasshouse.report import turns, words
from glasshouse.report.turns import Event
from glasshouse.simulation.lives import Life

KINDS = (".svg", ".png", ".html")
WIDTH, LEFT, RIGHT = 960, 150, 24
HALF = 17
"""Height in pixels of each side of a lane."""
GAP = 16
STEP = 18
"""Height of a row of numbered turns."""
MOST = 16
"""Most turns that get a number and a line of text."""
PALETTE = {
    "paper": "#ffffff",
    "ink": "#1d2419",
    "muted": "#5c6654",
    "line": "#c9cfc2",
    "system": "#b23a1b",
    "twin": "#2a6592",
}
DARK = {
    "paper": "#171b15",
    "ink": "#edf0e9",
    "muted": "#a9b3a1",
    "line": "#3d4638",
    "system": "#ff8d69",
    "twin": "#82bbe8",
}

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Lane:
    """One state of a life: both sides month by month, and what the tallest bar means."""

    title: str
    system: Values
    twin: Values
    most: str


def write(life: Life, who: str, start: str, to: Path, told: Sequence[str] = ()) -> Path:
    """Write the picture of a life; `who` describes the person, `told` are lines to put under it in HTML.

    Raises `InputError` for another kind of file than SVG, PNG or HTML.
    """
    check(to)
    drawing = svg(life, who, start)
    if to.suffix.lower() == ".png":
        import vl_convert

        return write_atomic(to, vl_convert.svg_to_png(drawing, scale=2))
    return write_atomic(to, drawing if to.suffix.lower() == ".svg" else _page(drawing, who, told))


def check(to: Path | None) -> None:
    """Raises `InputError` for a file that is no SVG, PNG or HTML, or that has no folder to stand in."""
    if to is None:
        return
    if to.suffix.lower() not in KINDS:
        raise InputError(
            Diagnostic(f"{to.name} is not a picture", f"end it in one of {', '.join(KINDS)}", str(to))
        )
    if not to.absolute().parent.is_dir():
        raise InputError(Diagnostic("no such folder", "make it first", str(to.absolute().parent)))


def svg(life: Life, who: str, start: str) -> str:
    """The picture as a whole SVG file."""
    lanes = lanes_of(life)
    system = turns.events_of(life.system, life.person)
    twin = turns.events_of(life.twin, life.person)
    numbered = _numbered(system)
    months = life.system_months.num_rows
    top = 78
    scale = _Scale(months)
    levels = _levels(numbered, scale)
    rail = top + len(lanes) * (2 * HALF + GAP) + STEP * (max(levels, default=0) + 1)
    bottom = rail + HALF + GAP
    lines = list(_captions(numbered, start))
    height = bottom + 34 + 19 * len(lines) + 16
    alt = f"{who}: {_alt(lanes)}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-label="{escape(alt)}">',
        f"<style>{_style()}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{height}"/>',
        *_heading(who),
        *_years(start, scale, top, bottom),
    ]
    for k, lane in enumerate(lanes):
        parts += _lane(lane, scale, top + k * (2 * HALF + GAP))
    parts += _turns(system, twin, scale, rail) + _numbers(numbered, levels, scale, rail)
    for k, line in enumerate(lines):
        places = zip((24, 52, LEFT), line, strict=True)
        parts += [_text(x, bottom + 44 + 19 * k, said, "caption") for x, said in places if said]
    return "\n".join([*parts, "</svg>\n"])


def lanes_of(life: Life) -> list[Lane]:
    """The states in which either life differs from nothing, in a fixed order."""
    here, there = life.system_months, life.twin_months
    found = [
        _lane_of("On a blacklist", _flag(here, "listed"), _flag(there, "listed"), ""),
        _lane_of("Rights shut", _rights(here), _rights(there), "{:.0f} rights"),
        _lane_of("Fear", _number(here, "fear"), _number(there, "fear"), "{:.0f} of 255"),
        _lane_of("Payments behind", _number(here, "arrears"), _number(there, "arrears"), "{:.0f} months"),
        _lane_of("Debt", _number(here, "debt") / 100, _number(there, "debt") / 100, "{:,.0f} CNY"),
        _lane_of("Savings", _number(here, "savings") / 100, _number(there, "savings") / 100, "{:,.0f} CNY"),
        _lane_of("In work", _flag(here, "works"), _flag(there, "works"), ""),
        _lane_of("Speaks out", _flag(here, "voiced"), _flag(there, "voiced"), ""),
    ]
    return [lane for lane in found if lane.system.any() or lane.twin.any()]


def _lane_of(title: str, here: Values, there: Values, unit: str) -> Lane:
    most = max(float(here.max(initial=0)), float(there.max(initial=0)), 1e-9)
    return Lane(title, here / most, there / most, unit.format(most) if unit else "")


def _flag(table: pa.Table, name: str) -> Values:
    return np.asarray(table[name].to_numpy(zero_copy_only=False), float)


def _number(table: pa.Table, name: str) -> Values:
    return np.asarray(table[name].to_numpy(), float)


def _rights(table: pa.Table) -> Values:
    return np.asarray(sizes(from_column(table["shut"])), float)


@dataclass(frozen=True)
class _Scale:
    months: int

    def x(self, month: float) -> float:
        """Where a month begins."""
        return LEFT + month * (WIDTH - LEFT - RIGHT) / max(1, self.months)


def _heading(who: str) -> Iterator[str]:
    yield _text(24, 30, who, "title")
    yield '<rect class="system" x="24" y="43" width="12" height="12"/>'
    yield _text(42, 54, "with the system, above each rail", "small")
    yield '<rect class="twin" x="250" y="43" width="12" height="12"/>'
    yield _text(268, 54, "the same person without it, below", "small")


def _lane(lane: Lane, scale: _Scale, top: float) -> Iterator[str]:
    middle = top + HALF
    yield _text(24, middle + 5, lane.title, "lane")
    yield _bars(lane.system, scale, middle, -HALF, "system")
    yield _bars(lane.twin, scale, middle, HALF, "twin")
    yield f'<path class="rail" d="M{LEFT} {middle}H{WIDTH - RIGHT}"/>'
    if lane.most:
        yield _text(24, middle + 19, f"tallest: {lane.most}", "tiny")


def _bars(values: Values, scale: _Scale, middle: float, height: float, side: str) -> str:
    """One path of rectangles, a run of equal months each."""
    edges = np.flatnonzero(np.diff(values)) + 1
    begins, ends = np.concatenate(([0], edges)), np.concatenate((edges, [len(values)]))
    path = [
        f"M{scale.x(a):.1f} {middle:.1f}v{values[a] * height:.1f}H{scale.x(b):.1f}V{middle:.1f}z"
        for a, b in zip(begins, ends, strict=True)
        if len(values) and values[a] > 0
    ]
    return f'<path class="{side}" d="{"".join(path)}"/>'


def _numbered(events: Sequence[Event]) -> list[list[Event]]:
    """Months whose turns get a number, with these turns: the first of each kind and clause, at most MOST."""
    seen: set[tuple[str, str]] = set()
    months: dict[int, list[Event]] = {}
    for event in turns.telling(events):
        if len(seen) < MOST and (event.name, event.clause) not in seen:
            seen.add((event.name, event.clause))
            months.setdefault(event.month, []).append(event)
    return list(months.values())


def _turns(system: Sequence[Event], twin: Sequence[Event], scale: _Scale, middle: float) -> list[str]:
    parts = [_text(24, middle + 5, "Turns", "lane")]
    parts.append(f'<path class="rail" d="M{LEFT} {middle}H{WIDTH - RIGHT}"/>')
    for events, side, to in ((system, "system", -8), (twin, "twin", 8)):
        told = [event for event in events if event.name != turns.OPENING]
        months = sorted({event.month for event in told})
        path = "".join(f"M{scale.x(month + 0.5):.1f} {middle}v{to}" for month in months)
        parts.append(f'<path class="tick {side}" d="{path}"/>')
    return parts


def _levels(numbered: Sequence[Sequence[Event]], scale: _Scale) -> list[int]:
    """The row above the rail in which each number finds room beside its neighbours."""
    ends: list[float] = []
    found = []
    for events in numbered:
        x = scale.x(events[0].month + 0.5)
        level = next((k for k, end in enumerate(ends) if x - end >= STEP), len(ends))
        ends[level : level + 1] = [x]
        found.append(level)
    return found


def _numbers(
    numbered: Sequence[Sequence[Event]], levels: Sequence[int], scale: _Scale, middle: float
) -> list[str]:
    parts = []
    for number, (events, level) in enumerate(zip(numbered, levels, strict=True), 1):
        x, y = scale.x(events[0].month + 0.5), middle - 17 - STEP * level
        parts.append(f'<circle class="system" cx="{x:.1f}" cy="{y:.1f}" r="8"/>')
        parts.append(f'<text class="number" x="{x:.1f}" y="{y + 3.5:.1f}">{number}</text>')
    return parts


def _captions(numbered: Sequence[Sequence[Event]], start: str) -> Iterator[tuple[str, str, str]]:
    """Number, month and words of every line under the picture; number and month only where they change."""
    for number, events in enumerate(numbered, 1):
        for k, event in enumerate(events):
            clause = f" [{event.clause}]" if event.clause else ""
            says = textwrap.shorten(event.says + clause, 108, placeholder=" ...")
            yield ("", "", says) if k else (str(number), words.month(start, event.month), says)


def _years(start: str, scale: _Scale, top: float, bottom: float) -> Iterator[str]:
    of_year = int(start[5:7]) - 1
    every = max(1, round(scale.months / 12 / 12))
    for year in range(0, (scale.months + of_year) // 12 + 1, every):
        month = 12 * year - of_year
        if 0 <= month < scale.months:
            x = scale.x(month)
            yield f'<path class="grid" d="M{x:.1f} {top - 8}V{bottom}"/>'
            if x < WIDTH - RIGHT - 30:
                yield _text(x, bottom + 15, str(int(start[:4]) + year), "tiny")


def _text(x: float, y: float, words_: str, style: str) -> str:
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}">{escape(words_)}</text>'


def _alt(lanes: Sequence[Lane]) -> str:
    return "; ".join(
        f"{lane.title.lower()} in {np.count_nonzero(lane.system)} months with the system and "
        f"{np.count_nonzero(lane.twin)} without"
        for lane in lanes
    )


def _style(inks: dict[str, str] = PALETTE) -> str:
    font = "font-family:Arial,Helvetica,sans-serif"
    return (
        f".paper{{fill:{inks['paper']}}}.system{{fill:{inks['system']}}}.twin{{fill:{inks['twin']}}}"
        f".rail{{stroke:{inks['muted']};fill:none}}.grid{{stroke:{inks['line']};fill:none}}"
        f".tick{{stroke-width:1.6;fill:none}}.tick.system{{stroke:{inks['system']}}}"
        f".tick.twin{{stroke:{inks['twin']}}}text{{fill:{inks['ink']};{font};font-size:13px}}"
        f".title{{font-size:17px;font-weight:bold}}.lane{{font-weight:bold}}"
        f".small,.tiny{{fill:{inks['muted']}}}.tiny{{font-size:11px}}"
        f".number{{fill:{inks['paper']};font-size:10px;font-weight:bold;text-anchor:middle}}"
    )


def _page(drawing: str, who: str, told: Sequence[str]) -> str:
    lines = escape("\n".join(told))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(who)}</title>\n'
        f"<style>body{{margin:2rem auto;max-width:62rem;padding:0 1rem;background:{PALETTE['paper']};"
        f"color:{PALETTE['ink']}}}svg{{max-width:100%;height:auto}}pre{{white-space:pre-wrap;"
        f"font:14px/1.5 ui-monospace,Consolas,monospace}}@media(prefers-color-scheme:dark){{"
        f"body{{background:{DARK['paper']};color:{DARK['ink']}}}{_style(DARK)}}}</style></head>\n"
        f"<body>\n{drawing}<pre>{lines}</pre>\n</body></html>\n"
    )

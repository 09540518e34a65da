"""The figure of one synthetic life and its twin: how both were month by month, and the turns between.

Every lane has a line in the middle: the life with the system rises from it, the life without falls from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import Bars, Key, Mark, Plot, Points, Segments, named, numbers, years
from glasshouse.engine.bit_columns import from_column, sizes
from glasshouse.metrics.monthly import currency_of
from glasshouse.reporting import turns, words
from glasshouse.reporting.turns import Event
from glasshouse.simulation.lives import Life

HIGH = 50
"""Pixels of a lane."""
TALL = 0.4
"""Part of a lane that the fullest bar of one life takes."""
STEP = 0.4
"""Part of a lane between two rows of numbered turns."""
APART = 0.03
"""Part of the whole time that two numbers in one row keep between them."""
MOST = 16
"""Most turns that get a number and a line of text."""

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Lane:
    """One state of a life: both sides month by month, and what the tallest bar means."""

    title: str
    system: Values
    twin: Values
    most: str


def portrait(life: Life, who: str, start: str) -> Figure:
    """The life as a figure; `who` describes the person."""
    lanes = lanes_of(life)
    system, twin = (turns.events_of(side, life.person) for side in (life.system, life.twin))
    numbered = _numbered(system)
    months = life.system_months.num_rows
    levels = _levels(numbered, APART * months)
    below = -(-max(levels, default=-1) // 2) + 1 if levels else 0
    names = [f"{lane.title}{f', up to {lane.most}' if lane.most else ''}" for lane in lanes] + ["Events"]
    rows = (*names, *[""] * below)
    marks = [mark for k, lane in enumerate(lanes) for mark in _lane(lane, k)]
    marks += [*_strokes(system, twin, len(lanes)), *_numbers(numbered, levels, len(lanes) + 1)]
    return Figure(
        who,
        "Lives month by month: bars show how much, strokes show events; numbers are explained below",
        f"{who}: {_alt(lanes)}",
        (Plot(years(start, months), named(rows), tuple(marks), height=HIGH, rows=rows),),
        keys=(Key("system", "with the system, above each line"), Key("twin", "without it, below")),
        note="\n".join(_captions(numbered, start)),
        columns=("Month", "With the system", "The same person without it"),
        rows=tuple(
            (turn.when, "; ".join(_cited(*one) for one in turn.system), "; ".join(turn.twin))
            for turn in turns.turns(system, twin, start)
        ),
    )


def lanes_of(life: Life) -> list[Lane]:
    """The states in which either life differs from nothing, in a fixed order."""
    here, there = life.system_months, life.twin_months
    amount = f"{{:,.0f}} {currency_of(life.system)}"
    found = [
        _lane_of("On a blacklist", _flag(here, "listed"), _flag(there, "listed"), ""),
        _lane_of("Rights shut", _rights(here), _rights(there), "{:.0f} rights"),
        _lane_of("Fear", _number(here, "fear"), _number(there, "fear"), "{:.0f} of 255"),
        _lane_of("Payments behind", _number(here, "arrears"), _number(there, "arrears"), "{:.0f} months"),
        _lane_of("Debt", _number(here, "debt") / 100, _number(there, "debt") / 100, amount),
        _lane_of("Savings", _number(here, "savings") / 100, _number(there, "savings") / 100, amount),
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


def _lane(lane: Lane, row: int) -> Iterator[Mark]:
    """Bars of equal months on end on both sides of the line."""
    for ink, values, way in (("system", lane.system, -TALL), ("twin", lane.twin, TALL)):
        edges = np.flatnonzero(np.diff(values)) + 1
        begins, ends = np.concatenate(([0], edges)), np.concatenate((edges, [len(values)]))
        some = values[begins] > 0 if len(values) else np.zeros(0, bool)
        begins, ends = begins[: len(some)][some], ends[: len(some)][some]
        tall = row + 0.5 + way * values[begins]
        if len(begins):
            yield Bars(ink, numbers(begins), numbers(ends), (row + 0.5,) * len(begins), numbers(tall))
    yield _line(row, len(lane.system))


def _line(row: int, months: int) -> Segments:
    return Segments("muted", (0.0,), (row + 0.5,), (float(months),), (row + 0.5,), thin=True)


def _numbered(events: Sequence[Event]) -> list[list[Event]]:
    """Months whose turns get a number, with these turns: the first of each kind and clause, at most MOST."""
    seen: set[tuple[str, str]] = set()
    months: dict[int, list[Event]] = {}
    for event in turns.telling(events):
        if len(seen) < MOST and (event.name, event.clause) not in seen:
            seen.add((event.name, event.clause))
            months.setdefault(event.month, []).append(event)
    return list(months.values())


def _strokes(system: Sequence[Event], twin: Sequence[Event], row: int) -> Iterator[Mark]:
    for events, ink, way in ((system, "system", -0.2), (twin, "twin", 0.2)):
        months = sorted({event.month for event in events if event.name != turns.OPENING})
        x, middle = numbers(month + 0.5 for month in months), (row + 0.5,) * len(months)
        yield Segments(ink, x, middle, x, (row + 0.5 + way,) * len(months))


def _levels(numbered: Sequence[Sequence[Event]], apart: float) -> list[int]:
    """The row in which each number finds room beside its neighbours."""
    ends: list[float] = []
    found = []
    for events in numbered:
        month = float(events[0].month)
        level = next((k for k, end in enumerate(ends) if month - end >= apart), len(ends))
        ends[level : level + 1] = [month]
        found.append(level)
    return found


def _numbers(numbered: Sequence[Sequence[Event]], levels: Sequence[int], row: int) -> Iterator[Mark]:
    if numbered:
        yield Points(
            "system",
            numbers(events[0].month + 0.5 for events in numbered),
            numbers(row + level // 2 + 0.3 + STEP * (level % 2) for level in levels),
            labels=tuple(str(number) for number in range(1, len(numbered) + 1)),
        )


def _captions(numbered: Sequence[Sequence[Event]], start: str) -> Iterator[str]:
    """Number, month and words of the numbered turns, a line each."""
    for number, events in enumerate(numbered, 1):
        told = "; ".join(_cited(event.says, event.clause) for event in events)
        yield f"{number}  {words.month(start, events[0].month)}: {told}"


def _cited(says: str, clause: str) -> str:
    return f"{says} [{clause}]" if clause else says


def _alt(lanes: Sequence[Lane]) -> str:
    return "; ".join(
        f"{lane.title.lower()} in {np.count_nonzero(lane.system)} months with the system and "
        f"{np.count_nonzero(lane.twin)} without"
        for lane in lanes
    )

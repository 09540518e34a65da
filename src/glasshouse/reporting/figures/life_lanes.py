"""One life beside its twin as a timeline: time spent in a state as bars, single events as strokes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import Bars, Key, Mark, Plot, Segments, named, numbers, years
from glasshouse.charts.registry import figure
from glasshouse.reporting.figure_source import Source
from glasshouse.reporting.life import choose
from glasshouse.reporting.turns import Event, events_of

SPANS = (
    ("On the list", ("entered_list",), "left_"),
    ("Without a job", ("job_lost",), "job_found"),
)
"""Title, the events with which a state begins, and how those begin that end it."""
MOMENTS = (
    ("Missed payments", ("payment_",)),
    ("In court", ("sued", "judged", "found_", "performed")),
    ("Refused", ("refused_", "hire_refused", "excluded")),
    ("On the map", ("map_recognised", "map_reported", "shamed")),
    ("Records", ("recorded", "rewarded")),
    ("Contacts lost", ("tie_cut",)),
    ("Speech", ("speaks_out", "falls_silent", "speech_punished")),
    ("Disputes", ("dispute_", "noticed")),
)
"""Title, and how the names of its events begin."""
SIDES = (("system", 0.12, 0.46), ("twin", 0.54, 0.88))
"""Ink of each life, and the part of a row it takes."""
KEYS = (Key("system", "with the system"), Key("twin", "the same person without it"))
HIGH = 40
"""Pixels of a row."""


@dataclass(frozen=True)
class Lane:
    """A state or a kind of event, and the first and last month of each mark with and without the system."""

    title: str
    lasting: bool
    sides: tuple[list[tuple[int, int]], list[tuple[int, int]]]


@figure(id="life", title="One life with the system and without it", needs=("lives",))
def life(source: Source) -> Figure | None:
    """The life that the report tells."""
    folder = source.folder
    person, _ = choose(folder)
    if person is None:
        return None
    twin = events_of(folder.twin_lives, person) if folder.twin_lives is not None else []
    return timeline(events_of(folder.lives, person), twin, folder.start, folder.months)


def timeline(
    system: Sequence[Event], twin: Sequence[Event], start: str, months: int, without: str = KEYS[1].words
) -> Figure:
    """The timeline of two lives of `months` months from `start`; `without` says who the second is."""
    lanes = _lanes(system, twin, months)
    told = [f"{lane.title.lower()} {len(lane.sides[0])} and {len(lane.sides[1])}" for lane in lanes]
    names = [lane.title for lane in lanes]
    plot = Plot(years(start, months), named(names), tuple(_marks(lanes)), height=HIGH, rows=tuple(names))
    return Figure(
        _finding(lanes),
        "Bars show time spent in a state, strokes show single events",
        f"Timeline of one life with the system and without it: {'; '.join(told)}.",
        (plot,),
        keys=(KEYS[0], Key("twin", without)),
        columns=("What", "With the system", "Without it"),
        rows=tuple((lane.title, *(_told(lane, side) for side in lane.sides)) for lane in lanes),
        files=("system/lives.parquet", "twin/lives.parquet"),
    )


def _lanes(system: Sequence[Event], twin: Sequence[Event], months: int) -> list[Lane]:
    """The lanes in which either life has anything."""
    found = [
        Lane(title, True, (_spans(system, begin, end, months), _spans(twin, begin, end, months)))
        for title, begin, end in SPANS
    ]
    found += [
        Lane(title, False, (_moments(system, names), _moments(twin, names))) for title, names in MOMENTS
    ]
    return [lane for lane in found if any(lane.sides)]


def _spans(events: Sequence[Event], begin: tuple[str, ...], end: str, months: int) -> list[tuple[int, int]]:
    open_at, found = None, []
    for event in events:
        if event.name in begin and open_at is None:
            open_at = event.month
        elif event.name.startswith(end) and open_at is not None:
            found.append((open_at, event.month))
            open_at = None
    return found if open_at is None else [*found, (open_at, months)]


def _moments(events: Sequence[Event], names: tuple[str, ...]) -> list[tuple[int, int]]:
    return [(event.month, event.month) for event in events if event.name.startswith(names)]


def _marks(lanes: Sequence[Lane]) -> list[Mark]:
    found: list[Mark] = []
    for k, lane in enumerate(lanes):
        for (ink, high, low), marks in zip(SIDES, lane.sides, strict=True):
            y0, y1 = ((k + edge,) * len(marks) for edge in (high, low))
            first = numbers(float(a) for a, _ in marks)
            if lane.lasting:
                last = numbers(max(float(b), a + 0.2) for a, b in marks)  # a state within one month shows too
                found += [Bars(ink, first, last, y0, y1)] if marks else []
            else:
                middle = numbers(a + 0.5 for a, _ in marks)
                found += [Segments(ink, middle, y0, middle, y1)] if marks else []
    return found


def _told(lane: Lane, marks: Sequence[tuple[int, int]]) -> str:
    if not lane.lasting:
        return f"{len(marks)} times" if len(marks) != 1 else "once"
    months = sum(last - first for first, last in marks)
    return f"{months} month{'s' if months != 1 else ''}"


def _finding(lanes: Sequence[Lane]) -> str:
    """Time on the list and refusals, in both lives."""
    sides = {lane.title: lane.sides for lane in lanes}
    months = [sum(last - first for first, last in side) for side in sides.get("On the list", ([], []))]
    refused = [len(side) for side in sides.get("Refused", ([], []))]
    if not any(months):
        return "Two versions of one life"
    twin = "none of it" if not months[1] + refused[1] else f"{months[1]} and {refused[1]}"
    return f"{months[0]} months on the list and {refused[0]} refusals; without the system {twin}"

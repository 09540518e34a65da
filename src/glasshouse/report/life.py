"""One synthetic life beside its twin: who it is, a picture of both, and every turn with its clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from markupsafe import Markup

from glasshouse.metrics import catalogue
from glasshouse.report import words
from glasshouse.report.canvas import Key
from glasshouse.report.drawing import NARROW, WIDE, Drawing, open_svg
from glasshouse.report.folder import Folder
from glasshouse.report.turns import OPENING, Event, Turn, events_of, turns, weight
from glasshouse.specs.currencies import in_currency

TURNS = 48
"""Most rows of the table; a life with more is cut, and the page says so."""

UNITS = {
    "cents": "money in all",
    "months": "months",
    "times": "times",
    "stock": "money at the end",
    "level": "at the end",
}

SPANS = (
    ("On the list", {"entered_list"}, "left_"),
    ("Without a job", {"job_lost"}, "job_found"),
)
MOMENTS = (
    ("Missed payments", ("payment_",)),
    ("In court", ("sued", "judged", "found_", "performed")),
    ("Refused", ("refused_", "hire_refused")),
    ("On the map", ("map_recognised", "map_reported", "shamed")),
    ("Contacts lost", ("tie_cut",)),
    ("Speech punished", ("speech_punished",)),
    ("Disputes", ("dispute_", "noticed")),
)

Ids = npt.NDArray[Any]

Lane = tuple[str, str, tuple[list[tuple[int, int]], list[tuple[int, int]]]]
"""Title, "span" or "moment", and first and last month of each mark with and without the system."""


@dataclass(frozen=True)
class Life:
    """The section; `who` is empty when the run kept no lives."""

    who: str
    person: int
    why: str
    figure: Drawing | None
    turns: Sequence[Turn]
    cut: int
    clauses: Sequence[tuple[str, str]]
    totals: Sequence[tuple[str, str, str]]


_MONTHS = ("first_listed", "first_left")
"""Outcomes that are months of the run, which the picture shows better than a figure."""


def build(folder: Folder) -> Life:
    """The life that `manifest.life` names, else the middle one of those recorded that came onto the list."""
    person, why = _choose(folder)
    if person is None or folder.lives is None:
        return Life("", -1, "", None, [], 0, [], [])
    system = events_of(folder.lives, person)
    twin = events_of(folder.twin_lives, person) if folder.twin_lives is not None else []
    table = turns(system, twin, folder.start)
    who = _who(folder, person, system)
    return Life(
        who,
        person,
        why,
        _figure(folder, system, twin),
        table[:TURNS],
        len(table) - len(table[:TURNS]),
        _clauses(folder, table[:TURNS]),
        _totals(folder, person),
    )


def _choose(folder: Folder) -> tuple[int | None, str]:
    """The identity of the person to show, and why that one."""
    if folder.lives is None or not folder.lives.num_rows:
        return None, ""
    if isinstance(folder.manifest.get("life"), int):
        return int(folder.manifest["life"]), "Named by the run."
    who, turned, listed = _turned(folder.lives)
    if not listed.any():
        return int(who[np.argmax(turned)]), "No recorded life came onto the list; this one has most to tell."
    pool = who[listed][np.argsort(turned[listed], kind="stable")]
    why = (
        f"Of {words.count(len(pool))} recorded lives that came onto the list, this is the middle one by how "
        "often the system turned up in it. It shows how the clauses work on one person, not what is usual."
    )
    return int(pool[len(pool) // 2]), why


def _turned(lives: pa.Table) -> tuple[Ids, Ids, Ids]:
    """Recorded persons, how often the system turned up in each life, and who was ever listed."""
    names = lives.column("event").to_numpy(zero_copy_only=False)
    told = np.array([weight([Event(0, str(name), "", "")]) for name in names])
    who, of_row = np.unique(lives.column("person").to_numpy(), return_inverse=True)
    return who, np.bincount(of_row, told), np.bincount(of_row, names == "entered_list") > 0


def _who(folder: Folder, person: int, events: Sequence[Event]) -> str:
    opening = next((event.detail for event in events if event.name == OPENING and event.detail), "")
    row = _outcome(folder, person)
    if not opening and row:
        sex = {"men": "man", "women": "woman"}.get(str(row.get("sex")), "person")
        known = [
            sex,
            f"aged {row['age']} at the start" if "age" in row else f"aged {row.get('age_band', '')}",
        ]
        known += [words.residence(row["registration"])] if "registration" in row else []
        known += [f"{row['income_band']} income"] if "income_band" in row else []
        opening = ", ".join(known)
    return f"Synthetic person {person}" + (f": {opening}" if opening else "")


def _outcome(folder: Folder, person: int) -> dict[str, Any]:
    if folder.outcomes is None or "who" not in folder.outcomes.column_names:
        return {}
    place = np.flatnonzero(folder.outcomes.column("who").to_numpy() == person)
    return dict(folder.outcomes.slice(int(place[0]), 1).to_pylist()[0]) if len(place) else {}


def _totals(folder: Folder, person: int) -> list[tuple[str, str, str]]:
    row = _outcome(folder, person)
    names = [name[7:] for name in row if name.startswith("system_") and f"twin_{name[7:]}" in row]
    names = [name for name in names if name not in _MONTHS]
    rows = []
    for name in sorted(names, key=catalogue.place):
        measure = catalogue.measure(name)
        here, there = row[f"system_{name}"], row[f"twin_{name}"]
        if measure.kind != "share" and (here or there):
            unit = in_currency(UNITS[measure.kind], folder.currency)
            scale = 100 if measure.kind in ("cents", "stock") else 1
            rows.append((f"{measure.title}, {unit}", words.count(here / scale), words.count(there / scale)))
    return rows


def _clauses(folder: Folder, table: Sequence[Turn]) -> list[tuple[str, str]]:
    texts = folder.manifest.get("clauses") or {}
    used = dict.fromkeys(clause for turn in table for _, clause in turn.system if clause)
    return [
        (clause, words.clause(str(texts.get(clause, "the rulebook file has its text")))) for clause in used
    ]


def _figure(folder: Folder, system: Sequence[Event], twin: Sequence[Event]) -> Drawing:
    lanes = _lanes(system, twin, folder.months)
    alt = "Timeline of one life with the system and without it: " + "; ".join(_told(lane) for lane in lanes)
    first = words.year(folder.start, 0)
    wide, narrow = (_svg(lanes, folder.months, first, width, alt) for width in (WIDE, NARROW))
    keys = [Key("system", "with the system"), Key("twin", "the same person without it")]
    return Drawing(
        "",
        _finding(lanes),
        "Bars are time spent in a state, marks are single events",
        wide,
        narrow,
        keys,
        files=("system/lives.parquet", "twin/lives.parquet"),
    )


def _finding(lanes: Sequence[Lane]) -> str:
    """Time on the list and refusals, in both lives."""
    marks = {title: worlds for title, _, worlds in lanes}
    here, there = marks.get("On the list", ([], []))
    months = sum(last - first for first, last in here), sum(last - first for first, last in there)
    refused = [len(side) for side in marks.get("Refused", ([], []))]
    if not any(months):
        return "Two versions of one life"
    twin = "none of it" if not months[1] + refused[1] else f"{months[1]} and {refused[1]}"
    return f"{months[0]} months on the list and {refused[0]} refusals; without the system {twin}"


def _told(lane: Lane) -> str:
    here, there = (len(marks) for marks in lane[2])
    return f"{lane[0].lower()} {here} v {there}"


def _lanes(system: Sequence[Event], twin: Sequence[Event], months: int) -> list[Lane]:
    worlds = (system, twin)
    lanes: list[Lane] = []
    for title, begin, end in SPANS:
        here, there = (_spans(events, begin, end, months) for events in worlds)
        lanes.append((title, "span", (here, there)))
    for title, names in MOMENTS:
        here, there = ([(e.month, e.month) for e in events if e.name.startswith(names)] for events in worlds)
        lanes.append((title, "moment", (here, there)))
    return [lane for lane in lanes if any(lane[2])]


def _spans(events: Sequence[Event], begin: set[str], end: str, months: int) -> list[tuple[int, int]]:
    open_at, found = None, []
    for event in events:
        if event.name in begin and open_at is None:
            open_at = event.month
        elif event.name.startswith(end) and open_at is not None:
            found.append((open_at, event.month))
            open_at = None
    return found if open_at is None else [*found, (open_at, months)]


def _svg(lanes: Sequence[Lane], months: int, first: float, width: int, alt: str) -> Markup:
    """Two rows a lane, the system above; on a narrow page the titles stand above their lane."""
    left, lane_height = (132, 40) if width == WIDE else (4, 52)
    height = len(lanes) * lane_height + 26
    step = (width - left - 8) / months
    parts = [open_svg(f"0 0 {width} {height}", alt), _years(months, first, left, step, height, width)]
    for k, (title, kind, worlds) in enumerate(lanes):
        top = k * lane_height
        label = (0, top + 24) if width == WIDE else (left, top + 13)
        parts.append(Markup('<text x="{}" y="{}" class="lane">{}</text>').format(*label, title))
        base = top + (9 if width == WIDE else 20)
        for row, (ink, marks) in enumerate(zip(("system", "twin"), worlds, strict=True)):
            parts.append(Markup(f'<path d="M{left} {base + 7 + row * 14}H{width - 8}" class="rail"/>'))
            parts += [_mark(kind, a, b, left, step, base + row * 14, ink) for a, b in marks]
    return Markup("").join([*parts, Markup("</svg>")])


def _mark(kind: str, first: int, last: int, left: float, step: float, y: float, ink: str) -> Markup:
    if kind == "span":
        long = max((last - first) * step, 2)
        return Markup(
            f'<rect x="{left + first * step:.1f}" y="{y}" width="{long:.1f}" height="11" class="{ink}"/>'
        )
    return Markup(f'<path d="M{left + (first + 0.5) * step:.1f} {y}v12" class="tick {ink}"/>')


def _years(months: int, first: float, left: float, step: float, height: int, width: int) -> Markup:
    begin = int(first)
    of_first = round((first - begin) * 12 - 0.5)
    every = max(1, round(months / 12 / (10 if width == WIDE else 5)))
    parts = []
    for year in range(begin, begin + months // 12 + 2, every):
        x = left + ((year - begin) * 12 - of_first) * step
        if left - 1 <= x <= width - 38:
            parts.append(f'<path d="M{x:.1f} 0V{height - 20}" class="grid"/>')
            parts.append(f'<text x="{x:.1f}" y="{height - 5}" class="year">{year}</text>')
    return Markup("".join(parts))

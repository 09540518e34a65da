"""Lives for the page: one synthetic person and the twin, month by month, in words and with clauses.

Lives are not kept while a run is lived. The first one asked for is lived again together with those most
worth telling; luck is exact, so that nothing else changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from glasshouse.engine.bit_columns import from_column
from glasshouse.explorer.requests import not_there
from glasshouse.explorer.runner import RunResult
from glasshouse.metrics.known_rights import rights_of
from glasshouse.model.groups import dims_of
from glasshouse.reporting import turns, words
from glasshouse.reporting.figures.life_lanes import timeline
from glasshouse.rulebooks.law import bits_of
from glasshouse.rulebooks.telling import clauses_of
from glasshouse.simulation import lives, person_differences, records
from glasshouse.simulation.completed_run import CompletedRun
from glasshouse.simulation.count_tables import province_names
from glasshouse.simulation.person_differences import hardest_hit
from glasshouse.simulation.simulating import simulate

if TYPE_CHECKING:
    import pyarrow as pa

    from glasshouse.rulebooks import Rulebook

FATES = (*person_differences.FATES, "random")
ORDERS = ("hardest", "luck")
RANDOM = 60
"""Adults picked by luck alone among whom `random` chooses."""
AT_HAND = 12
"""Lives of each fate in the order of luck that are written down with the first life asked for."""
_FIGURES = ("savings", "debt", "income", "paid")
Ids = npt.NDArray[np.uint32]
ProgressCallback = Callable[[int, int], None]


def pick(lived: RunResult, fate: str, number: int, order: str = "hardest") -> int | None:
    """The person with that fate who comes at place `number` (from 0, around) in one of ORDERS.

    None where nobody met it.
    """
    found = picks(lived, fate)
    if order == "luck":
        found = lives.shuffled(lived.run, found)
    return int(found[number % len(found)]) if len(found) else None


def picks(lived: RunResult, fate: str) -> Ids:
    """Everybody with that fate, one of FATES, the hardest hit first. Worked out once."""
    name = f"picks.{fate}"
    if name not in lived.pages:
        run, twin = lived.run, lived.twin
        by_luck = fate == "random"
        lived.pages[name] = lives.by_luck(run, RANDOM) if by_luck else hardest_hit(fate, run, twin)
    return np.asarray(lived.pages[name], np.uint32)


def row_of(lived: RunResult, person: int) -> int:
    """The row of a person in the society. Raises `Refused` (404) for an identity nobody has."""
    found = np.flatnonzero(lived.run.people["who"] == person)
    if not len(found):
        raise not_there(f"nobody here has the identity {person}", "take one of the recording, or /pick")
    return int(found[0])


def watched(
    lived: RunResult, person: int, threads: int, on_month: ProgressCallback
) -> tuple[CompletedRun, CompletedRun]:
    """Both runs with the pages of a person written down: those kept, or lived again with more beside them."""
    for system, twin in lived.pages.get("watched", []):
        if person in system.panel_ids:
            return system, twin
    first = "watched" not in lived.pages
    panel_ids = np.union1d(panel_of(lived), [person]) if first else np.array([person])
    chosen = lived.run.config
    both = (
        simulate(chosen, threads, on_month, panel_ids.astype(np.uint32)),
        simulate(chosen.without_system(), threads, on_month, panel_ids.astype(np.uint32)),
    )
    light = tuple(_pages_only(run) for run in both)
    lived.pages["watched"] = [*lived.pages.get("watched", [])[:15], light]
    return light  # type: ignore[return-value]


def panel_of(lived: RunResult) -> Ids:
    """The lives written down with the first: of each fate the hardest hit and some by luck, and others."""
    by_luck = [lives.shuffled(lived.run, picks(lived, fate))[:AT_HAND] for fate in person_differences.FATES]
    told = [lives.worth_telling(lived.run, lived.twin), lives.by_luck(lived.run, RANDOM), *by_luck]
    return np.unique(np.concatenate(told)).astype(np.uint32)


def _pages_only(run: CompletedRun) -> CompletedRun:
    """The run with nothing but the pages of its panel."""
    return replace(
        run, people=run.people[:0].copy(), tallies=run.tallies[:, :0].copy(), asked=run.asked[:0].copy()
    )


def life(lived: RunResult, person: int, system: CompletedRun, twin: CompletedRun) -> dict[str, object]:
    """One life and its twin as the page shows them."""
    book = lives.book_of(system, person)
    texts = clauses_of(book)
    start = system.config.start
    return {
        "person": about(lived, person),
        "start": start,
        "system": list(_events(lives.table(system, person), person, start, texts)),
        "twin": list(_events(lives.table(twin, person), person, start, {})),
        "standing": {
            "system": list(_spells(lives.months(system, person), book, _wrong(lived, person))),
            "twin": list(_spells(lives.months(twin, person), None, None)),
        },
        "months": {"system": _months(system, person), "twin": _months(twin, person)},
        "totals": _totals(lived, person),
        "figure": _timeline(lived, person, system, twin),
    }


def _timeline(lived: RunResult, person: int, system: CompletedRun, twin: CompletedRun) -> dict[str, object]:
    here, there = (turns.events_of(lives.table(side, person), person) for side in (system, twin))
    return timeline(here, there, system.config.start, lived.recording.months).as_dict()


def about(lived: RunResult, person: int) -> dict[str, object]:
    """Who a synthetic person is."""
    society, row = lived.run.society, row_of(lived, person)
    labels = {name: names[int(codes[row])] for name, (codes, names) in dims_of(society).items()}
    place = province_names(society)[int(society.province[row])]
    return {
        "who": person,
        "age": int(society.age[row]),
        **labels,
        "province": place,
        "settlement": int(society.settlement[row]),
        "x": int(society.x[row]),
        "y": int(society.y[row]),
        "in_words": _who({"age": int(society.age[row]), "province": place, **labels}),
    }


def _who(row: Mapping[str, object]) -> str:
    from glasshouse.reporting.turns import who

    return f"Synthetic person: {who(row)}"


def _events(
    table: pa.Table, person: int, start: str, texts: Mapping[str, str]
) -> Iterator[dict[str, object]]:
    for event in turns.events_of(table, person):
        if event.name != turns.OPENING:
            yield {
                "month": event.month,
                "date": words.month(start, event.month),
                "event": event.name,
                "text": event.says,
                "clause": event.clause,
                "says": words.clause(texts[event.clause]) if event.clause in texts else "",
            }


def _wrong(lived: RunResult, person: int) -> npt.NDArray[np.bool_]:
    """Months in which the person was on a list for somebody else's act or though unable to pay."""
    place = int(np.flatnonzero(lived.recording.columns["who"] == person)[0])
    plane = lived.recording.sides["system"]["wrong"]
    flips = np.zeros(lived.recording.months, np.int64)
    months = np.searchsorted(plane.at, np.flatnonzero(plane.flips == place), side="right") - 1
    np.add.at(flips, months, 1)
    return np.asarray((np.cumsum(flips) + int(plane.first[place])) % 2 == 1)


def _spells(
    months: pa.Table, book: Rulebook | None, wrong: npt.NDArray[np.bool_] | None
) -> Iterator[dict[str, object]]:
    """Months on end of one standing that is not neutral: lists stood on and rights denied, in words."""
    lists, shut = months["lists"].to_numpy(), from_column(months["shut"])
    known = rights_of(months).terms
    mistaken = np.zeros(len(lists), bool) if wrong is None else wrong
    key = np.column_stack([lists.astype(np.int64), shut, mistaken])
    edges = [0, *(np.flatnonzero((key[1:] != key[:-1]).any(axis=1)) + 1).tolist(), len(key)]
    for first, end in pairwise(edges):
        if end > first and (lists[first] or shut[first].any()):
            yield {
                "from": first,
                "to": end - 1,
                "lists": _lists(book, int(lists[first])),
                "rights": [known[k].title for k in _bits(bits_of(shut[first]))],
                "wrong": bool(mistaken[first]),
            }


def _lists(book: Rulebook | None, mask: int) -> list[str]:
    names = book.tree.names("lists") if book else ()
    return [names[k].replace("_", " ") if k < len(names) else f"list {k + 1}" for k in _bits(mask)]


def _bits(mask: int) -> list[int]:
    return [k for k in range(mask.bit_length()) if mask >> k & 1]


def _months(run: CompletedRun, person: int) -> dict[str, list[int]]:
    """How somebody stood each month: whole money, fear 0 to 255, score in points, flags 0 or 1."""
    table = lives.months(run, person)
    found = {name: (table[name].to_numpy() // 100).tolist() for name in _FIGURES}
    found |= {name: table[name].to_numpy().tolist() for name in ("arrears", "score", "fear")}
    flags = {name: np.asarray(table[name]).astype(int).tolist() for name in ("listed", "works", "voiced")}
    return {**found, **flags}


def _totals(lived: RunResult, person: int) -> list[dict[str, object]]:
    """What it came to over the whole run, with the system and without."""
    from glasshouse.metrics import catalogue

    row, currency = row_of(lived, person), lived.run.society.recipe.currency
    here, there = records.person_measures(lived.run), records.person_measures(lived.twin)
    found = []
    for name in sorted(here, key=catalogue.place):
        measure = catalogue.measure(name)
        scale = 100 if measure.kind in ("cents", "stock") else 1
        one, other = int(here[name][row]) // scale, int(there[name][row]) // scale
        if one or other:
            kind = str(measure.kind)
            money = {"cents": currency, "stock": f"{currency} at the end", "level": "at the end"}
            unit = money.get(kind, kind)
            found.append({"id": name, "title": measure.title, "unit": unit, "system": one, "twin": other})
    return found

"""Provinces: how harsh each is, whose rulebook it has and how many it lists, year by year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

import numpy as np

from glasshouse.explorer import page_results
from glasshouse.explorer.runner import Warm
from glasshouse.reporting.figures.over_time import DRAWN, multiples
from glasshouse.rulebooks import Rulebook
from glasshouse.simulation.governing import LEVER, levers_of
from glasshouse.simulation.histories import usual_histories
from glasshouse.simulation.run_config import run_config
from glasshouse.simulation.simulating import simulate

HISTORIES = ("central", "many", "unified")
"""One rulebook everywhere from the start; provinces that compete; provinces that compete and are unified."""
SOCIETY = "provinces31"


@dataclass(frozen=True)
class History:
    """One of HISTORIES, who lives it and for how long; `unify_after` years if it is unified."""

    history: str
    persons: int
    months: int
    seed: int
    unify_after: int


def provinces(
    warm: Warm, book: Rulebook, asked: History, on_month: Callable[[int, int], None]
) -> dict[str, object]:
    """Small multiples of one history: for each province and year the share listed and what was decided.

    `harshness` is where the levers of a province stand between their mildest (0) and harshest (1) ends, the
    mean over levers with an order; None where there is none.
    """
    chosen = usual_histories(book, {"*": book}, asked.unify_after)[asked.history]
    society = warm.society(SOCIETY, asked.persons, asked.seed)
    made = run_config(
        chosen["rulebook"], society, practice=None, parameters=None, start=None, months=asked.months,
        seed=asked.seed, replicate=0, provinces=chosen["provinces"], government=chosen.get("government"),
    )  # fmt: skip
    run = simulate(made, warm.threads, on_month)
    rows = run.government.to_pylist() if run.government is not None else []
    scale = _Scale(book)
    found = [
        {**one, **_decided(_of(rows, one["province"]), len(one["listed"]), scale, book)}
        for one in page_results.provinces(run.tallies, society)
    ]
    return {
        **asdict(asked),
        "rulebook": book.id,
        "start": made.start,
        "provinces": found,
        "figures": {drawn: multiples(found, drawn, made.start).as_dict() for drawn in DRAWN},
    }


def _of(rows: list[dict[str, object]], province: str) -> list[dict[str, object]]:
    return [row for row in rows if row["province"] == province]


class _Scale:
    """From the levers of a year to how harsh they are."""

    def __init__(self, book: Rulebook) -> None:
        paths, levers, values = levers_of(book, [book])
        self.usual = {LEVER + path: value for path, value in zip(paths, values[0], strict=True)}
        self._levers = {
            LEVER + path: (low, high, way)
            for path, low, high, way in zip(paths, levers.low, levers.high, levers.harsher, strict=True)
            if way and high > low
        }

    def of(self, row: Mapping[str, object]) -> float | None:
        """Mean place of the levers of a row between mildest and harshest."""
        places = []
        for name, (low, high, way) in self._levers.items():
            value = row.get(name)
            if value is not None and value == value:
                place = (value - low) / (high - low)
                places.append(place if way > 0 else 1 - place)
        return round(float(np.mean(places)), 4) if places else None


def _decided(rows: list[dict[str, object]], years: int, scale: _Scale, book: Rulebook) -> dict[str, object]:
    """The decisions of every year; where nobody decides any more, or ever did, the last ones hold."""
    blank = {**scale.usual, "rulebook": book.id, "adopted_from": None, "rank": None, "unified": not rows}
    held = [*rows, *([rows[-1] if rows else blank] * (years - len(rows)))]
    return {
        "harshness": [scale.of(row) for row in held],
        "rulebook": [row["rulebook"] for row in held],
        "adopted_from": [row["adopted_from"] for row in held],
        "rank": [row["rank"] for row in held],
        "unified": [bool(row["unified"]) for row in held],
    }

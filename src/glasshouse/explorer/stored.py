"""A results folder as it lies there: the town, the lists and the lives that were written down.

For folders that cannot be lived again: made by another version, under a rulebook that has changed, or too
large. What nobody wrote down (who spoke and who feared, month by month) is named as unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.engine.bit_columns import from_column
from glasshouse.explorer import page_results
from glasshouse.explorer.requests import bad, not_there
from glasshouse.explorer.town_recording import LABELS, OF_THE_TWIN, PLANES, Plane, Recording, plane_of
from glasshouse.metrics.monthly import names_of, series
from glasshouse.model.events import COLUMNS
from glasshouse.model.groups import DIMENSIONS
from glasshouse.reporting import turns, words
from glasshouse.reporting.figure_source import Source
from glasshouse.reporting.figures.life_lanes import timeline
from glasshouse.reporting.figures.over_time import shares_by_province
from glasshouse.reporting.folder import Folder, read
from glasshouse.simulation import person_differences

Array = npt.NDArray[Any]
UNKNOWN = ("voices", "fearful")
CELL = 100


@dataclass(frozen=True)
class Stored:
    """A run read from its tables; as much of `runner.RunResult` as these allow."""

    folder: Folder
    recording: Recording
    report: dict[str, Any]
    pages: dict[str, Any] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """Memory it takes, about."""
        return len(self.recording.packed) * 2

    @property
    def source(self) -> Source:
        """What its figures are made of."""
        return Source(self.folder)

    def life(self, person: int) -> dict[str, object]:
        """One life that was written down. Raises `Refused` (404) for others."""
        folder = self.folder
        events = [] if folder.lives is None else turns.events_of(folder.lives, person)
        if not events or folder.people is None:
            raise not_there(f"the life of {person} was not written down", "take one of /pick")
        other = [] if folder.twin_lives is None else turns.events_of(folder.twin_lives, person)
        row = next(one for one in folder.people.to_pylist() if one["person"] == person)
        names = ("age", *DIMENSIONS, "province", "settlement", "x", "y")
        texts = folder.manifest.get("clauses") or {}
        return {
            "person": {"who": person, **{name: row[name] for name in names}},
            "start": folder.start,
            "system": [_event(event, folder.start, texts) for event in events],
            "twin": [_event(event, folder.start, {}) for event in other],
            "standing": {"system": [], "twin": []},
            "months": {"system": {}, "twin": {}},
            "totals": [],
            "figure": timeline(events, other, folder.start, folder.months).as_dict(),
        }

    def pick(self, fate: str, number: int) -> int | None:
        """Somebody with a fate whose life was written down, None for nobody.

        Raises `Refused` (404) where no lives were written down.
        """
        people, told = self.folder.people, self.folder.lives
        if people is None or told is None:
            raise not_there("no lives were written down")
        known = np.unique(told["person"].to_numpy())
        if fate == "random":
            found = known
        else:
            sides = [
                {
                    name.removeprefix(side): people[name].to_numpy()
                    for name in people.column_names
                    if name.startswith(side)
                }
                for side in ("system_", "twin_")
            ]
            hit = (
                people["person"].to_numpy()[person_differences.hardest(fate, *sides)]
                if sides[1]
                else known[:0]
            )
            found = hit[np.isin(hit, known)]
        return int(found[number % len(found)]) if len(found) else None


def _event(event: turns.Event, start: str, texts: dict[str, str]) -> dict[str, object]:
    return {
        "month": event.month,
        "date": words.month(start, event.month),
        "event": event.name,
        "text": event.says,
        "clause": event.clause,
        "says": words.clause(str(texts[event.clause])) if event.clause in texts else "",
    }


def stored(path: Path, why: str) -> Stored:
    """Read a results folder; `why` it was not lived again.

    Raises `InputError` where its people cannot be drawn again: then nobody is shown.
    """
    folder = read(path)
    if folder.unseen:
        raise bad(
            f"nobody is shown: {folder.unseen}", "give the society file it was drawn from, or run again"
        )
    return Stored(folder, _recording(folder), {**_report(folder), "stored": why})


def _recording(folder: Folder) -> Recording:
    people = folder.people
    assert people is not None
    at = {name: people[name].to_numpy() for name in ("person", "settlement", "x", "y")}
    order = np.lexsort((at["x"] // CELL, at["y"] // CELL, at["settlement"]))
    columns: dict[str, Array] = {
        "who": at["person"][order].astype(np.uint32),
        "settlement": at["settlement"][order].astype(np.uint16),
        "x": at["x"][order].astype(np.int16),
        "y": at["y"][order].astype(np.int16),
    }
    for name in LABELS:
        known = {label: code for code, label in enumerate(names_of(people, name) or DIMENSIONS[name])}
        codes = np.array([known[label] for label in people[name].to_pylist()], np.uint8)
        columns[name] = codes[order]
    radius = int(folder.rulebook.get("radius") or 0)
    about = {
        "persons": len(order),
        "months": folder.months,
        "start": folder.start,
        "settlements": _settlements(columns),
        "planes": list(PLANES),
        "unknown": list(UNKNOWN),
        "sides": ["system", "twin"],
        "twin_planes": list(OF_THE_TWIN),
        "labels": {name: list(names_of(people, name) or DIMENSIONS[name]) for name in LABELS},
        "map": {"on": radius > 0, "radius": radius or 500, "grid": 0, "fields": ["name"]},
    }
    return Recording(about, columns, {"system": _planes(folder, columns["who"]), "twin": {}})


def _settlements(columns: dict[str, Array]) -> list[dict[str, object]]:
    found = []
    for number in range(int(columns["settlement"].max(initial=0)) + 1):
        here = columns["settlement"] == number
        reach = max(
            [1, *(int(np.abs(columns[name][here].astype(int)).max(initial=0)) for name in ("x", "y"))]
        )
        half = -(-reach // CELL) * CELL
        name = {"id": number, "name": f"Settlement {number + 1}", "x": 0.0, "y": 0.0}
        rural = bool(columns["registration"][here].mean() > 0.5) if here.any() else False
        found.append({**name, "side": 2 * half, "low": -half, "rural": rural, "persons": int(here.sum())})
    return found


def _planes(folder: Folder, who: Array) -> dict[str, Plane]:
    stays, standing = folder.listings, folder.standing
    assert stays is not None and standing is not None
    black = np.array([kind == "blacklist" for kind in stays["kind"].to_pylist()], bool)
    entered, left = (stays[name].to_numpy()[black].astype(np.int64) for name in ("entered", "left"))
    ends = np.where(left < 0, folder.months, left)
    listed = _flags(who, stays["person"].to_numpy()[black], np.maximum(entered, 0), ends, folder.months)
    first = standing["month"].to_numpy().astype(np.int64)
    spans = (standing["person"].to_numpy(), first, first + standing["months"].to_numpy())
    mistaken = (standing["wrong_person"].to_numpy() | standing["unable"].to_numpy()) != 0
    shut = from_column(standing["shut"]).any(axis=1)
    wrong, gated = (
        _flags(who, spans[0][rows], spans[1][rows], spans[2][rows], folder.months)
        for rows in (mistaken, shut)
    )
    unknown = [np.zeros(len(who), bool)] * folder.months
    return {
        "listed": plane_of(list(listed)),
        "wrong": plane_of(list(wrong & listed)),
        "gated": plane_of(list(gated)),
        **{name: plane_of(unknown) for name in UNKNOWN},
    }


def _flags(who: Array, person: Array, first: Array, end: Array, months: int) -> npt.NDArray[np.bool_]:
    """Flags (months, persons) that are true from `first` up to, not including, `end` of somebody's spells."""
    order = np.argsort(who, kind="stable")
    place = np.searchsorted(who[order], person)
    known = (place < len(who)) & (who[order][np.minimum(place, len(who) - 1)] == person)
    rows = order[place[known]]
    change = np.zeros((months + 1, len(who)), np.int16)
    np.add.at(change, (np.minimum(first[known], months), rows), 1)
    np.add.at(change, (np.minimum(end[known], months), rows), -1)
    return np.asarray(np.cumsum(change[:-1], axis=0) > 0)


def _report(folder: Folder) -> dict[str, object]:
    counted = _counts(folder.system, folder.months)
    of_twin = _counts(folder.twin, folder.months) if folder.twin is not None else np.zeros_like(counted)
    rows = [row for row in folder.gap.to_pylist() if row["measure"] in page_results.SHOWN]
    return {
        "months": folder.months,
        "start": folder.start,
        "persons": int(folder.manifest["persons"]),
        "digest": str(folder.manifest.get("digest", "")),
        "series": {"system": page_results.series(counted), "twin": page_results.series(of_twin)},
        "headline": page_results.headline(rows, folder.months, folder.provides),
        "groups": page_results.groups(rows),
        "benefit": page_results.benefit(counted, of_twin, folder.currency),
        "provinces": shares_by_province(folder.system, folder.months),
        "map": {"on": bool(folder.rulebook.get("radius")), "radius": folder.rulebook.get("radius") or 500},
    }


def _counts(monthly: pa.Table, months: int) -> npt.NDArray[np.int64]:
    found = np.stack([series(monthly, name) for name in COLUMNS], axis=1)
    return np.asarray(found[:months], np.int64)

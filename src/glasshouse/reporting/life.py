"""One synthetic life beside its twin: who it is, what it came to, and every turn with its clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.metrics import catalogue
from glasshouse.reporting import words
from glasshouse.reporting.folder import Folder
from glasshouse.reporting.turns import OPENING, Event, Turn, events_of, turns, weight
from glasshouse.specs.units import in_currency

TURNS = 48
"""Most rows of the table; a life with more is cut, and the page says so."""

UNITS = {
    "cents": "money in all",
    "months": "months",
    "times": "times",
    "stock": "money at the end",
    "level": "at the end",
}


Ids = npt.NDArray[Any]


@dataclass(frozen=True)
class Life:
    """The section; `who` is empty when the run kept no lives."""

    who: str
    person: int
    why: str
    turns: Sequence[Turn]
    cut: int
    clauses: Sequence[tuple[str, str]]
    totals: Sequence[tuple[str, str, str]]


_MONTHS = ("first_listed", "first_left")
"""Outcomes that are months of the run, which the picture shows better than a figure."""


def build(folder: Folder) -> Life:
    """The life that `manifest.life` names, else the middle one of those recorded that came onto the list."""
    person, why = choose(folder)
    if person is None or folder.lives is None:
        return Life("", -1, "", [], 0, [], [])
    system = events_of(folder.lives, person)
    twin = events_of(folder.twin_lives, person) if folder.twin_lives is not None else []
    table = turns(system, twin, folder.start)
    who = _who(folder, person, system)
    return Life(
        who,
        person,
        why,
        table[:TURNS],
        len(table) - len(table[:TURNS]),
        _clauses(folder, table[:TURNS]),
        _totals(folder, person),
    )


def choose(folder: Folder) -> tuple[int | None, str]:
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
            unit = in_currency(UNITS[str(measure.kind)], folder.currency)
            scale = 100 if measure.kind in ("cents", "stock") else 1
            rows.append((f"{measure.title}, {unit}", words.count(here / scale), words.count(there / scale)))
    return rows


def _clauses(folder: Folder, table: Sequence[Turn]) -> list[tuple[str, str]]:
    texts = folder.manifest.get("clauses") or {}
    used = dict.fromkeys(clause for turn in table for _, clause in turn.system if clause)
    return [
        (clause, words.clause(str(texts.get(clause, "the rulebook file has its text")))) for clause in used
    ]

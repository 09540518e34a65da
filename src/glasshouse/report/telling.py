"""A synthetic life and its twin told in words: every turn with its month and the clause behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from glasshouse.report import turns, words
from glasshouse.report.turns import Turn
from glasshouse.simulation.results_folder import ResultsFolder
from glasshouse.specs.currencies import in_currency

NOTHING = "nothing to tell"
_FIGURES = (
    ("months_listed", "months on a list", 1),
    ("months_wrongly_listed", "of these on a false ground", 1),
    ("rights_lost_months", "months of all rights shut, added up", 1),
    ("denied", "refusals", 1),
    ("months_voiced", "months of speaking out", 1),
    ("income", "income in all, money", 100),
    ("savings_at_end", "savings at the end, money", 100),
    ("debt_at_end", "debt at the end, money", 100),
    ("fear_at_end", "fear at the end, 0 to 255", 1),
    ("approval_at_end", "approval of the authority at the end, -100 to 100", 1),
    ("ties_cut", "contacts lost at the end", 1),
)
"""Measure, its words, and what to divide it by."""


def told(results: ResultsFolder, person: int, system: pa.Table, twin: pa.Table) -> list[str]:
    """Lines that tell a life of a results folder beside its twin.

    `system` and `twin` are the events of both lives (columns of `study.lives.SCHEMA`).
    """
    about, row = results.manifest, _row(results, person)
    here, there = turns.events_of(system, person), turns.events_of(twin, person)
    told = turns.turns(here, there, str(about["start"]))
    clauses = dict.fromkeys(clause for turn in told for _, clause in turn.system if clause)
    return [
        *_opening(about, person, row),
        "",
        *(_lines(told) or [NOTHING]),
        *_named(clauses, about.get("clauses") or {}),
        *_ending(row, about["society"]["currency"]),
    ]


def stored(results: ResultsFolder, person: int) -> tuple[pa.Table, pa.Table] | None:
    """Events of both lives, where the run wrote this person's down; else None."""
    found = [results.find(f"{side}/lives", ("person",)) for side in ("system", "twin")]
    if found[0] is None or found[1] is None:
        return None
    system, twin = (table.filter(pc.field("person") == person) for table in found if table is not None)
    return (system, twin) if system.num_rows else None


def who(row: Mapping[str, Any]) -> str:
    """Who a person of the table of people was at the start, in words."""
    sex = {"men": "man", "women": "woman"}[row["sex"]] if row["age"] >= 18 else "child"
    known = [
        sex,
        f"aged {row['age']}",
        f"{words.residence(row['registration'])} in {str(row['province']).replace('_', ' ').title()}",
        f"{row['income_band']} income",
    ]
    group = {"majority": [], "minority": ["of a minority"]}.get(row["minority"], [row["minority"]])
    return ", ".join([*known, *group])


def _row(results: ResultsFolder, person: int) -> dict[str, Any]:
    people = results.table("people")
    place = pc.index(people["person"], person).as_py()
    return dict(people.slice(place, 1).to_pylist()[0]) if place >= 0 else {}


def _opening(about: Mapping[str, Any], person: int, row: Mapping[str, Any]) -> Iterator[str]:
    described = f": {who(row)}" if row else ""
    yield f"Synthetic person {person}{described}"
    book, months = about["rulebook"]["id"], words.span(int(about["months"]))
    first = words.month(str(about["start"]), 0)
    yield f"{words.heading(book)}, {months} from {first}, beside the same life without a system"


def _lines(told: Sequence[Turn]) -> list[str]:
    """Each turn under its month; what both lives share is said once."""
    lines = []
    for turn in told:
        here, there = dict(turn.system), list(turn.twin)
        lines.append(turn.when)
        both = [says for says in here if says in there and not here[says]]
        lines += [_line("both", says, "") for says in both]
        lines += [_line("with", says, clause) for says, clause in here.items() if says not in both]
        lines += [_line("without", says, "") for says in there if says not in both]
    return lines


def _line(side: str, says: str, clause: str) -> str:
    return f"  {side:<8} {says}" + (f"  [{clause}]" if clause else "")


def _named(clauses: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    if clauses:
        yield from ("", "Clauses")
    for clause in clauses:
        yield f"  {clause}: {words.clause(str(texts.get(clause, 'see the rulebook')))}"


def _ending(row: Mapping[str, Any], currency: str) -> Iterator[str]:
    """What it came to, in both lives; nothing of a person who is not in the table of people."""
    figures = [
        (in_currency(title, currency), row[f"system_{name}"] / by, row.get(f"twin_{name}", float("nan")) / by)
        for name, title, by in _FIGURES
        if f"system_{name}" in row and (row[f"system_{name}"] or row.get(f"twin_{name}"))
    ]
    if not figures:
        return
    width = max(len(title) for title, *_ in figures)
    yield from ("", f"{'In all':<{width + 2}}{'with':>14}{'without':>14}")
    for title, here, there in figures:
        yield f"  {title:<{width}}{_count(here):>14}{_count(there):>14}"


def _count(value: float) -> str:
    return words.count(value) if value == value else words.NOT_KNOWN

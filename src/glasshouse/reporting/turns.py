"""A synthetic life and its twin told in words: events, months and the clauses behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from glasshouse.reporting import words
from glasshouse.simulation.results_folder import ResultsFolder
from glasshouse.specs.units import in_currency

EVENTS: Mapping[str, str] = {
    "job_lost": "loses the job",
    "job_found": "finds a job",
    "hire_refused": "is refused a job",
    "payment_missed": "misses a payment",
    "payment_lapsed": "could pay but does not",
    "surety_paid": "pays as guarantor for somebody else",
    "borrowed_money": "takes a loan",
    "enforcement_closed": "the court shelves the case: nothing to take",
    "entered_wrong_person": "in truth the matter is somebody else\u2019s, or nobody\u2019s",
    "entered_unable": "in truth unable to pay",
    "speaks_out": "speaks out in public",
    "falls_silent": "falls silent",
    "sued": "is sued by the creditor",
    "judged": "a court rules that the debt is due",
    "performed": "pays what the court ruled",
    "found_unwilling": "the court finds: able and unwilling",
    "found_unable": "the court finds: unable to pay",
    "entered_list": "is put on the list",
    "left_paid": "leaves the list: the debt is paid",
    "left_expired": "leaves the list: the term is over",
    "left_corrected": "leaves the list: the entry was an error",
    "left_repaired": "leaves the list: credit repaired",
    "left_unable": "leaves the list: found unable to pay",
    "term_extended": "the time on the list is extended",
    "recorded": "gets a record",
    "recorded_falsely": "gets a record of something that did not happen",
    "recorded_wrong_person": "gets the record of somebody else",
    "rewarded": "gets a reward",
    "refused_flight": "is refused a flight",
    "refused_train": "is refused a high-speed train",
    "refused_loan": "is refused a loan",
    "refused_school": "is refused a school place",
    "refused_other": "is refused something else",
    "denied_right": "is denied a right",
    "map_opened": "looks at the map",
    "map_seen": "is looked at on the map",
    "map_recognised": "is recognised on the map",
    "map_reported": "is reported from the map",
    "shamed": "is shamed before people who know them",
    "speech_punished": "is punished for speech",
    "tie_cut": "loses a contact",
    "tie_healed": "wins a contact back",
    "noticed": "learns of the listing",
    "dispute_filed": "disputes it",
    "dispute_won": "wins the dispute",
    "dispute_lost": "loses the dispute",
    "excluded": "is refused by all whom they ask",
    "account_closed": "loses an account: it is closed",
    "account_frozen": "has the accounts frozen by emergency order",
    "job_lost_firm_listed": "loses a job because the firm is on a list",
    "listed_as_legal_rep": "is listed for the firm they head",
    "left_with_firm": "leaves the list: the firm has left it",
    "waived": "is let off by an official",
    "added_by_whim": "gets what no act stands behind, by an official\u2019s choice",
    "sold": "pays an official for a favour",
    "told_nearby": "is announced to people around",
    "merit_for_show": "does a good deed that counts",
    "kindness_forgone": "leaves a kindness undone for it",
    "opinion_inferred": "is held disloyal by inference",
    "fined": "is fined",
    "money_charged": "is charged a sum",
    "money_taken": "loses money",
    "money_given": "is given money",
    "exempted": "is excused: a defence is granted",
    "withdrew": "takes back the consent to take part",
    "duty_breached": "fails a duty of the month",
    "moved": "moves to another province",
    "move_refused": "is not allowed to move",
}
"""Every event a life can hold, as the end of a sentence about the person."""

OPENING = "start"
"""The event that only describes the person."""

NAMED = ("refused_flight", "refused_train", "refused_loan", "refused_school", "hire_refused", "shamed")
"""Events whose detail would say the same again."""

TURNED = (
    "entered_list",
    "hire_refused",
    "map_recognised",
    "map_reported",
    "speech_punished",
    "tie_cut",
    "term_extended",
    "dispute_lost",
    "opinion_inferred",
    "money_charged",
    "duty_breached",
)
"""Events the system brings about, besides leaving the list and refusals."""


@dataclass(frozen=True)
class Event:
    """One event of one life: month index, name, the clause behind it ('' if none), extra words."""

    month: int
    name: str
    clause: str
    detail: str

    @property
    def says(self) -> str:
        """The event in words, with its detail in brackets."""
        mechanism, _, own = self.name.rpartition(".")
        told = EVENTS.get(self.name, words.plain(own))
        if mechanism:
            return f"{told} (mechanism {mechanism})"
        if self.name == "refused_other" and self.detail:
            return f"may not {self.detail}"
        shown = self.detail if self.name not in NAMED else ""
        return f"{told} ({shown})" if shown else told


@dataclass(frozen=True)
class Turn:
    """A month, or a run of months with the same events: what happened with and without the system."""

    when: str
    system: Sequence[tuple[str, str]]
    twin: Sequence[str]


def events_of(lives: pa.Table, person: int) -> list[Event]:
    """The events of one person in the order of their months."""
    rows = [row for row in lives.to_pylist() if row["person"] == person]
    found = [Event(int(r["month"]), r["event"], r["clause"] or "", r["detail"] or "") for r in rows]
    return sorted(found, key=lambda event: event.month)


def weight(events: Sequence[Event]) -> int:
    """How many turns of this life the system brought about."""
    return sum(
        event.name in TURNED or "." in event.name or event.name.startswith(("left_", "refused_"))
        for event in events
    )


def turns(system: Sequence[Event], twin: Sequence[Event], start: str) -> list[Turn]:
    """Both lives month by month, only months in which something happened.

    Neighbouring months with the same events are put together; details that differ are told of the last."""
    months = sorted({event.month for event in (*system, *twin) if event.name != OPENING})
    spans: list[tuple[int, int, object, Turn]] = []
    for month in months:
        here, there = _of(system, month), _of(twin, month)
        kind = ([(e.name, e.clause) for e in here], [e.name for e in there])
        first = spans.pop()[0] if spans and spans[-1][1:3] == (month - 1, kind) else month
        told = Turn(_when(start, first, month), _told(here), [says for says, _ in _told(there)])
        spans.append((first, month, kind, told))
    return [turn for *_, turn in spans]


def _of(events: Sequence[Event], month: int) -> list[Event]:
    """The events of a month, the general "denied a right" left out where its kind is told."""
    here = [event for event in events if event.month == month and event.name != OPENING]
    kinds = any(event.name.startswith("refused_") for event in here)
    return [event for event in here if not (kinds and event.name == "denied_right")]


def _told(events: Sequence[Event]) -> list[tuple[str, str]]:
    """Words and clause of each event, equal ones counted."""
    counted: dict[tuple[str, str], int] = {}
    for event in events:
        counted[event.says, event.clause] = counted.get((event.says, event.clause), 0) + 1
    return [(f"{says}, {n} times" if n > 1 else says, clause) for (says, clause), n in counted.items()]


def _when(start: str, first: int, last: int) -> str:
    one = words.month(start, first)
    return one if first == last else f"{one} to {words.month(start, last)}"


_BEFORE = (
    "entered_wrong_person",
    "entered_unable",
    "judged",
    "found_unwilling",
    "found_unable",
    "performed",
    "noticed",
    "dispute_filed",
    "dispute_won",
)
"""Events that belong to a turn: what was true of it, the way into it and the way out."""


def telling(events: Sequence[Event]) -> list[Event]:
    """The events that tell what the system did: its turns, and what in court led to them or out of them."""
    names = (*TURNED, *_BEFORE)
    return [event for event in events if event.name in names or event.name.startswith(("left_", "refused_"))]


NOTHING = "nothing to tell"
_FIGURES = (
    ("months_listed", "months on a list", 1),
    ("months_wrongly_listed", "of these for somebody else's act or though unable to pay", 1),
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
    here, there = events_of(system, person), events_of(twin, person)
    told = turns(here, there, str(about["start"]))
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


def _row(results: ResultsFolder, person: int) -> dict[str, object]:
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


def _named(clauses: Mapping[str, object], texts: Mapping[str, str]) -> Iterator[str]:
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

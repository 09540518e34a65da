"""The top of the page: what was run, what it did to people, and what a system of points writes down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow.compute as pc

from glasshouse.auditing.evidence import FEWEST
from glasshouse.auditing.touched import touched
from glasshouse.metrics import list_shares, whim
from glasshouse.metrics.monthly import series
from glasshouse.reporting import cards, continued, differences, schemes, words
from glasshouse.reporting.cards import Card
from glasshouse.reporting.differences import Row
from glasshouse.reporting.finding_tables import Findings, value
from glasshouse.reporting.finding_tables import clear as clear_of
from glasshouse.reporting.folder import Folder


def records(folder: Folder) -> list[list[str]]:
    """What a system of points writes down and where it leaves people; empty without records."""
    if not series(folder.system, "recorded").any():
        return []
    per_year = 12 / folder.months
    flows = (
        ("recorded", "records kept"),
        ("recorded_falsely", "of these, of something that did not happen"),
        ("recorded_wrong_person", "of these, of somebody else"),
        ("rewarded", "of these, rewards"),
    )
    rows = [[says, words.number(series(folder.system, name).sum() * per_year)] for name, says in flows]
    low = list_shares.ratio(series(folder.system, "low_grade")[-1], series(folder.system, "adults")[-1])
    return [*rows, ["adults in a low grade at the end", words.percent(low)]]


def by_whim(folder: Folder) -> list[list[str]]:
    """What officials decided beside the rules; empty where they decided nothing."""
    found = whim.whim(folder.system)
    if not found.any:
        return []
    shares = (
        ("records", found.of_records),
        ("entries on a list", found.of_entries),
        ("points", found.of_points),
    )
    counts = (
        ("records and entries added with nothing behind them", found.added),
        ("records and entries let go", found.waived),
        ("favours sold", found.sold),
    )
    rows = [[says, words.number(number * 12 / folder.months)] for says, number in counts]
    known = [[f"{of} decided by an official\u2019s choice", words.percent(s)] for of, s in shares if s == s]
    return [*rows, *known]


def says(folder: Folder) -> list[str]:
    """How many records were kept and how many of them say what was not so, in a sentence."""
    kept = int(series(folder.system, "recorded").sum())
    if not kept:
        return []
    if kept < FEWEST:
        return [f"{words.count(kept)} records were kept of what people did, too few for shares."]
    false = sum(int(series(folder.system, f"recorded_{how}").sum()) for how in ("falsely", "wrong_person"))
    return [
        f"{words.count(kept)} records were kept of what people did; {words.percent(false / kept)} of them "
        "tell of something that did not happen, or of somebody else."
    ]


TWIN = "the same people without the system"


@dataclass(frozen=True)
class Headline:
    """What was run in a sentence, what came of it in short, cards of harm and of claimed benefit, and the
    table of all differences; `same` when nothing differs at all."""

    sentence: str
    short: Sequence[str]
    same: bool
    harm: Sequence[Card]
    benefit: Sequence[Card]
    tables: Sequence[tuple[str, Sequence[Row]]]


def build(folder: Folder, found: Findings) -> Headline:
    """The headline of a run with its twin; without a twin there is no difference to print and no card."""
    same = differences.nothing_differs(folder)
    silent = same or folder.twin is None
    harm, good = ([], []) if silent else (cards.harm(folder, found), cards.benefit(folder, found))
    short = [] if silent else in_short(folder, found)
    return Headline(_sentence(folder), short, same, harm, good, tables=differences.tables(folder))


def in_short(folder: Folder, found: Findings) -> list[str]:
    """The run in a few sentences, by what the rulebook does: whom it concerns, and what came of it."""
    told = [
        sentence
        for trait, make in SHORT
        if getattr(folder.provides, trait)
        for sentence in make(folder, found)
    ]
    if folder.ledger is not None and len(folder.ledger):
        years = sum(folder.ledger.column("months").to_pylist()) / 12
        hit = pc.count_distinct(folder.ledger.column("person")).as_py()
        told.append(
            f"The system denied rights for {words.count(years)} years in all, each right counted by itself, "
            f"to {words.count(hit)} of {words.count(folder.manifest['persons'])} persons."
        )
    repaid = _repaid(folder, found) if folder.provides.debts else []
    return [*told, *money_moved(folder), *repaid]


def _listed(folder: Folder, found: Findings) -> list[str]:
    one = found.get("F3.ever")
    if one is None or not one.events:
        return ["Nobody was put on a list."] if folder.people is not None else []
    kinds = [
        f"{value(kind, kind.unit)} {says}" for name, says in KINDS if (kind := found.get(name)) and kind.value
    ]
    of = f" Of all months on a list, {words.listed(kinds)}." if kinds else ""
    return [
        f"In {words.span(folder.months)} {words.count(one.events)} of {words.count(one.persons)} persons "
        f"were put on a list.{of}"
    ]


def _graded(folder: Folder, _found: Findings) -> list[str]:
    moved = schemes.moved(folder)
    if moved is None:
        return says(folder)
    if moved.scored < FEWEST:
        few = f"{words.count(moved.scored)} persons have a score at the end, too few for shares."
        return [few, *says(folder)]
    up, down = (words.percent(part / moved.scored) for part in (moved.above, moved.below))
    return [
        f"At the end {words.count(moved.scored)} of {words.count(folder.manifest['persons'])} persons have a "
        f"score; {up} of them are in a better grade than they began in, {down} in a lower one.",
        *says(folder),
    ]


def _refused(folder: Folder, found: Findings) -> list[str]:
    one = found.get("F13")
    if one is None or folder.gatekeepers is None:
        return []
    asked = int(pc.sum(folder.gatekeepers.column("applications")).as_py())
    return [
        f"Of {words.count(asked)} applications to private gatekeepers {value(one, one.unit)} were refused by "
        "all of a kind."
    ]


def _firms(folder: Folder, _found: Findings) -> list[str]:
    last = schemes.firms_at_end(folder)
    if last is None:
        return []
    return [
        f"At the end {words.count(last.listed)} of {words.count(last.firms)} firms are on a list, and "
        f"{words.count(last.workforce_listed)} of {words.count(last.workforce)} persons who work for a firm "
        "work for a listed one."
    ]


SHORT: tuple[tuple[str, Callable[[Folder, Findings], list[str]]], ...] = (
    ("lists", _listed),
    ("points", _graded),
    ("gatekeepers", _refused),
    ("firms", _firms),
)
"""A trait of the rulebook and the sentences that belong to it."""
KINDS = (
    ("F5.wrong_person", "were for what somebody else did or nobody did"),
    ("F5.protected", "were for what a right protects"),
    ("F5.unable", "were of people listed as unwilling to pay who were unable"),
    ("F27", "were of people unable to pay, under a clause that does not ask"),
)
"""Kinds of wrongful and harsh listing, each by itself."""


def _repaid(folder: Folder, found: Findings) -> list[str]:
    one, whom = found.get("F28.repaid"), touched(folder.people, folder.manifest, "paid")
    if one is None:
        return []
    if not one.value:
        return ["Debts were repaid exactly as by the same people without the system."]
    word = "more" if one.value > 0 else "less"
    doubt = "" if clear_of(one) else ", which is not statistically different from zero"
    ends = f" (95\u202f% interval {words.interval(one.low, one.high)})"
    few = f"; {schemes.differs(whom, folder.currency + ' a year')}" if whom else ""
    return [
        f"On average over everybody a person repaid {words.number(abs(one.value))} {folder.currency} a year "
        f"{word} than the same person without the system{ends}{doubt}{few}."
    ]


_TAKEN = ("fines_paid", "clawbacks_paid", "benefits_cut", "prices_paid")


def money_moved(folder: Folder) -> list[str]:
    """What clauses took from persons and gave them in money; empty where they moved none."""
    if "fines_paid" not in folder.system.column_names:
        return []
    sums = {name: series(folder.system, name).sum() / 100 for name in (*_TAKEN, "rewards_paid")}
    owed = series(folder.system, "owed_to_state")[-1] / 100
    told = []
    if taken := sum(sums[name] for name in _TAKEN):
        left = f"; {words.count(owed)} {folder.currency} are still owed to the state" if owed else ""
        told.append(
            f"Fines, clawbacks, cuts and higher prices took {words.count(taken)} {folder.currency} from the "
            f"persons of this run{left}."
        )
    if given := sums["rewards_paid"]:
        told.append(f"Rewards paid them {words.count(given)} {folder.currency}.")
    return told


def _sentence(folder: Folder) -> str:
    manifest, law = folder.manifest, folder.rulebook
    town = manifest["society"].get("title") or manifest["society"]["id"]
    last = words.month(folder.start, folder.months - 1)
    lived = f"{words.count(manifest['persons'])} synthetic persons ({town}) lived {words.span(folder.months)}"
    when = f"{words.month(folder.start, 0)} to {last}"
    book = words.heading(str(law.get("title") or law["id"]))
    again = (
        f"The comparison is {TWIN}: same luck, same shocks, no rulebook." if folder.twin is not None else ""
    )
    again = continued.sentence(manifest) or again
    return f"{lived}, {when}, under “{book}”. {again}".strip()

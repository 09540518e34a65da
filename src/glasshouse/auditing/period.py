"""Of which months the text, lint and the run speak, and where they differ.

A run plays the law of each month. The clauses that pages print and the questions of lint are of the last
value of every clause. Where a clause changes within the run or after it, or the rulebook is not in force in
some of its months, these are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

SHOWN = 12
"""Changes that a page names by itself; the rest is counted, with the command that prints them."""

LONG = 6
"""Words in two lists from which only what is added and dropped is named."""


@dataclass(frozen=True)
class Change:
    """A clause that changes: its path, the month ("2014-01") from which `after` holds, and what held before.

    `within` is True where that month is one of the run's, False where it comes after the run.
    """

    path: str
    month: str
    before: str
    after: str
    within: bool

    def __str__(self) -> str:
        old, new = (text.split(", ") for text in (self.before, self.after))
        if len(old) + len(new) < LONG:
            return f"{self.path} is {self.before} before {self.month} and {self.after} from then on"
        turns = (("adds", set(new) - set(old)), ("drops", set(old) - set(new)))
        told = [f"{verb} {', '.join(sorted(words))}" for verb, words in turns if words]
        return f"{self.path} {' and '.join(told)} in {self.month}"


@dataclass(frozen=True)
class Period:
    """The first and last month of the run, those of the rulebook ("" for open), and what changes.

    `before` and `after` count the months of the run in which the rulebook is not yet, or no longer, in force.
    `known` is False for results that do not say when clauses change.
    """

    first: str
    last: str
    start: str
    until: str
    before: int
    after: int
    changes: tuple[Change, ...]
    known: bool = True

    @property
    def one(self) -> bool:
        """Whether text, lint and every month of the run speak of the same law."""
        return self.known and not (self.before or self.after or self.changes)


def period(manifest: Mapping[str, Any]) -> Period:
    """The period of a run, from its manifest."""
    first = _index(str(manifest["start"]))
    last = first + int(manifest["months"]) - 1
    rulebook = manifest["rulebook"]
    start, until = (str(rulebook.get(key) or "") for key in ("from", "until"))
    changes = tuple(_changes(rulebook.get("dated") or (), first, last))
    return Period(
        first=_month(first),
        last=_month(last),
        start=start,
        until=until,
        before=max(0, min(_index(start), last + 1) - first) if start else 0,
        after=max(0, last - max(_index(until), first - 1)) if until else 0,
        changes=changes,
        known="dated" in rulebook,
    )


def sentences(found: Period, rulebook: str) -> list[str]:
    """The period in sentences: one where all of it is one law, else every difference with its months."""
    run = f"The run plays the law of each month from {found.first} to {found.last}."
    if not found.known:
        return [f"{run} These results do not say when clauses change: run again with this version."]
    if found.one:
        return [
            f"{run} No clause changes in that time or after it: text, lint and run speak of the same law."
        ]
    return [
        f"{run} The clauses printed here and the questions of lint are of the last value of each.",
        *_told(found, rulebook),
    ]


def _told(found: Period, rulebook: str) -> Iterator[str]:
    if found.before:
        yield f"In the first {found.before} months of the run it is not in force: it begins {found.start}."
    if found.after:
        yield f"In the last {found.after} months of the run it is not in force: it ends {found.until}."
    for within, says in (
        (True, "Within the run"),
        (False, "Only after the run, so that it was never played"),
    ):
        chosen = [change for change in found.changes if change.within is within]
        if chosen:
            rest = len(chosen) - SHOWN
            more = f"; {rest} more, by glasshouse explain {rulebook} CLAUSE" if rest > 0 else ""
            yield f"{says}: {'; '.join(map(str, chosen[:SHOWN]))}{more}."


def _changes(dated: Any, first: int, last: int) -> Iterator[Change]:
    for clause in dated:
        values = clause["values"]
        for earlier, later in pairwise(values):
            at = _index(later["since"])
            if at > first:
                yield Change(clause["path"], _month(at), earlier["says"], later["says"], at <= last)


def _index(date: str) -> int:
    found = re.match(r"(\d+)-(\d+)", date)
    return int(found[1]) * 12 + int(found[2]) - 1 if found else 0


def _month(index: int) -> str:
    return f"{index // 12:04}-{index % 12 + 1:02}"

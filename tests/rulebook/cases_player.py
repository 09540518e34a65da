"""Plays the written rules of one case: dated facts in, score, grade, lists and rights out, month by month.

No luck and no behaviour: the facts are given. Points, grades, entry rules and shut rights are worked out by
the very functions of the model; what the model leaves to chance (that a test of ability is made, that a
repair is granted) is here a fact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from glasshouse.model import events
from glasshouse.model.listing import concerns_debt, falls_under, shut_gates
from glasshouse.model.person import (
    DIARY,
    JUDGED,
    NOT_SUED,
    NOTHING_RECORDED,
    OBSTRUCTS,
    PERSON,
    UNWILLING,
)
from glasshouse.model.scoring import enter_record, grade_of, let_records_expire, open_score
from glasshouse.rulebook.book import Rulebook
from glasshouse.rulebook.cases import Case, Event
from glasshouse.rulebook.law import (
    EXIT_EXPIRED,
    EXIT_GRADE,
    EXIT_INABILITY,
    EXIT_PERFORMED,
    EXIT_REPAIRED,
    LISTS,
)
from glasshouse.rulebook.vocabulary import vocabulary


@dataclass(frozen=True)
class Standing:
    """Where the person stands at the end of a month."""

    lists: tuple[str, ...]
    shut: frozenset[str]
    granted: frozenset[str]
    score: int | None
    grade: str | None


def play(book: Rulebook, case: Case) -> list[Standing]:
    """The standing at the end of every month up to the last one the case asks about."""
    months = max([*case.expect, *(event.month for event in case.events)]) + 1
    laws = book.laws(months, case.start)
    life = Life(book)
    standings: list[Standing] = []
    for month in range(months):
        life.month(laws[month], [event for event in case.events if event.month == month])
        standings.append(life.standing(laws[month]))
    return standings


@dataclass
class Life:
    """One person under one rulebook."""

    book: Rulebook
    person: Any = field(default_factory=lambda: np.zeros(1, PERSON).view(np.recarray)[0])
    diary: Any = field(default_factory=lambda: np.zeros(1, DIARY).view(np.recarray)[0])
    waited: list[int] = field(default_factory=lambda: [-1] * LISTS)
    lifted: int = 0

    def month(self, law: Any, today: list[Event]) -> None:
        self.diary.happened = 0
        self.diary.recorded = NOTHING_RECORDED
        if not law.active:
            return
        facts = {event.fact for event in today if event.fact}
        open_score(self.person, law)
        let_records_expire(self.person, law)
        self.lifted |= sum(vocabulary("rights")[event.right].bit for event in today if event.fact == "lifted")
        for event in today:
            self.happen(event, law)
        for k in range(LISTS):
            if self.person.lists >> k & 1:
                self.stay(k, law, facts)
            else:
                self.maybe_enter(k, law)
        shut_gates(self.person, law, law)

    def happen(self, event: Event, law: Any) -> None:
        person = self.person
        if event.behaviour:
            self.record(vocabulary("behaviours")[event.behaviour].index, event.times, law)
        elif event.fact in ("judged", "unperformed", "found_unwilling", "obstructs"):
            person.stage = JUDGED
            person.state |= {"found_unwilling": UNWILLING, "obstructs": OBSTRUCTS}.get(event.fact, 0)
        elif event.fact == "arrears":
            person.arrears = event.months
        elif event.fact == "performed":
            person.stage, person.arrears = NOT_SUED, 0
            person.state &= ~np.uint16(UNWILLING | OBSTRUCTS)
            self.diary.happened |= events.PERFORMED
        elif event.fact == "found_unable":
            person.state &= ~np.uint16(UNWILLING)

    def record(self, behaviour: int, times: int, law: Any) -> None:
        """Each time is a record, as far as the cap of the month lets it count."""
        points, cap = abs(int(law.points[behaviour])), int(law.points_cap[behaviour])
        counted = min(times, cap // points) if cap and points else times
        for _ in range(counted if law.recorded[behaviour] else 0):
            enter_record(self.person, self.diary, behaviour, law)

    def maybe_enter(self, k: int, law: Any) -> None:
        if not falls_under(self.person, self.diary, k, law):
            self.waited[k] = -1
            return
        self.waited[k] += 1
        if self.waited[k] >= law.list_grace[k]:
            self.person.lists |= 1 << k
            self.person.term[k], self.person.since[k] = law.list_term[k], 0

    def stay(self, k: int, law: Any, facts: set[str]) -> None:
        person = self.person
        person.since[k] = min(255, int(person.since[k]) + 1)
        person.term[k] = max(0, int(person.term[k]) - 1)
        if "repeated" in facts:
            person.term[k] += law.list_extension_low[k]
        if self.may_leave(k, law, facts):
            person.lists &= ~np.uint8(1 << k)
            self.waited[k] = -1
            self.spend(k, law)

    def may_leave(self, k: int, law: Any, facts: set[str]) -> bool:
        exits, person = law.list_exits[k], self.person
        return bool(
            ("performed" in facts and exits & EXIT_PERFORMED and concerns_debt(k, law))
            or ("found_unable" in facts and exits & EXIT_INABILITY)
            or (
                "repaired" in facts
                and exits & EXIT_REPAIRED
                and law.repair
                and person.since[k] >= law.list_repair_after[k]
            )
            or (exits & EXIT_EXPIRED and law.list_term[k] and person.term[k] == 0)
            or (exits & EXIT_GRADE and not falls_under(person, self.diary, k, law))
        )

    def spend(self, k: int, law: Any) -> None:
        """The finding on which a debtor's listing rested is used up when it ends."""
        if concerns_debt(k, law):
            self.person.state &= ~np.uint16(UNWILLING | OBSTRUCTS)
            self.person.stage, self.person.arrears = NOT_SUED, 0

    def standing(self, law: Any) -> Standing:
        names = self.book.tree.names("lists")
        on = [k for k in range(len(names)) if self.person.lists >> k & 1]
        shut, granted = int(self.person.shut), 0
        for k in on:
            granted |= int(law.list_grants[k])
        score, grade = None, None
        if law.score_on:
            g = int(grade_of(self.person.score, law))
            name = self.book.tree.names("scores")[0]
            score = int(self.person.score)
            grade = f"{name}.{self.book.tree.grades(name)[g]}" if law.grades else None
            granted |= int(law.grade_grants[g])
        if law.single_lifting:
            shut &= ~self.lifted
        return Standing(tuple(names[k] for k in on), _rights(shut), _rights(granted), score, grade)


def _rights(mask: int) -> frozenset[str]:
    return frozenset(name for name, term in vocabulary("rights").items() if mask & term.bit)


def mismatches(standing: Standing, expected: dict[str, Any]) -> list[str]:
    """What the case expects and the rules do not give, in words."""
    wrong = {
        "lists": set(expected.get("lists", ())) != set(standing.lists),
        "shut": set(expected.get("shut", ())) != standing.shut,
        "granted": set(expected.get("granted", ())) != standing.granted,
        "shut_includes": not set(expected.get("shut_includes", ())) <= standing.shut,
        "open_includes": bool(set(expected.get("open_includes", ())) & standing.shut),
        "score": expected.get("score") != standing.score,
        "grade": expected.get("grade") != standing.grade,
    }
    return [f"{key}: expected {expected[key]}, got {standing}" for key in expected if wrong[key]]

"""Plays the written rules of one case: dated facts in, score, grade, lists and rights out, month by month.

No luck and no behaviour: the facts are given. Points, grades, entry rules and shut rights are worked out by
the very functions of the model; what the model leaves to chance (that a test of ability is made, that a
repair is granted) is here a fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from glasshouse.engine.block import Draws
from glasshouse.engine.rng import CERTAIN
from glasshouse.model import events, firm_listing
from glasshouse.model.bits import add, clear, remove
from glasshouse.model.deadlines import hold_clocks, start_clocks
from glasshouse.model.firm import firm_month_record_type
from glasshouse.model.firm_liability import list_of_representatives, reaches_representative
from glasshouse.model.layout import firm_type, person_type
from glasshouse.model.listing import (
    climbs,
    concerns_debt,
    falls_under,
    is_for,
    is_performed,
    keeps_status,
    leave,
    lose_ground,
    outlive_the_law,
    shut_gates,
    was_released,
)
from glasshouse.model.month_record import clear_record
from glasshouse.model.participation import close_file, has_file, leave_with_file
from glasshouse.model.penalties import applies, charge
from glasshouse.model.person import (
    DRAWS,
    JUDGED,
    LISTED,
    MINORITY,
    NOT_SUED,
    NOTHING_RECORDED,
    NOTIFIED,
    OBSTRUCTS,
    SCORED,
    UNWILLING,
    month_record_type,
)
from glasshouse.model.repetition import climb, remember_month
from glasshouse.model.scoring import enter_record, grade_of, let_records_expire, open_score
from glasshouse.model.shipped_parameters import mechanisms
from glasshouse.rulebooks import practice
from glasshouse.rulebooks.actor_sections import CATEGORIES
from glasshouse.rulebooks.book import Rulebook
from glasshouse.rulebooks.cases import Case, Event
from glasshouse.rulebooks.law import (
    EXIT_EXPIRED,
    EXIT_FIRM,
    EXIT_GRADE,
    EXIT_INABILITY,
    EXIT_PERFORMED,
    EXIT_REPAIRED,
    EXIT_STATUS,
    MEASURE_CUT,
    MEASURE_PRICE,
    WITHDRAWAL_DELETES,
    WITHDRAWAL_KEEPS_LISTINGS,
    bits_of,
)
from glasshouse.rulebooks.vocabulary import Vocabulary

PARAMETERS = mechanisms().record()[0]
PRACTICE = practice().record()[0]


@dataclass(frozen=True)
class Standing:
    """Where the person stands at the end of a month."""

    lists: tuple[str, ...]
    shut: frozenset[str]
    granted: frozenset[str]
    score: int | None
    grade: str | None
    marked: frozenset[str] = frozenset()
    delayed: frozenset[str] = frozenset()
    duties: frozenset[str] = frozenset()
    inspected: bool = False
    firm_score: int | None = None
    firm_lists: tuple[str, ...] = ()
    firm_shut: frozenset[str] = frozenset()
    charged: dict[str, float] = field(default_factory=dict)
    in_force: frozenset[str] = frozenset()


def play(book: Rulebook, case: Case) -> list[Standing]:
    """The standing at the end of every month up to the last one the case asks about."""
    months = max([*case.expect, *(event.month for event in case.events)]) + 1
    laws = book.laws(months, case.start)
    company = Company(book)
    life = Life(book, takes_part=case.person.get("takes_part", True))
    life.statuses.update(case.person.get("statuses", ()))
    life.answer_for(case.person)
    life.person.traits = MINORITY if case.person.get("minority") else 0
    standings: list[Standing] = []
    for month in range(months):
        today = [event for event in case.events if event.month == month]
        company.month(laws[month], today)
        answers = case.person.get("legal_representative", False) and company.reaches_head(laws[month])
        life.month(laws[month], today, answers)
        standings.append(replace(life.standing(laws[month]), **company.standing(laws[month])))
    return standings


@dataclass
class Life:
    """One person under one rulebook."""

    book: Rulebook
    takes_part: bool = True
    person: Any = field(init=False)
    month_record: Any = field(init=False)
    waited: list[int] = field(init=False)
    lifted: int = 0
    excused: bool = False
    payer: int = 0
    statuses: set[str] = field(default_factory=lambda: {"everyone"})

    def __post_init__(self) -> None:
        room = self.book.room
        self.person = np.zeros(1, person_type(room)).view(np.recarray)[0]
        self.month_record = np.zeros(1, month_record_type(room)).view(np.recarray)[0]
        self.waited = [-1] * room.lists

    def month(self, law: Any, today: list[Event], answers: bool = False) -> None:
        clear_record(self.month_record)
        self.month_record.recorded = NOTHING_RECORDED
        self.month_record.grounds = 0
        self.hold([event for event in today if event.status])
        if not law.active:
            outlive_the_law(self.person, self.month_record)
            return
        if was_released(self.person):
            lose_ground(self.person, self.month_record, law)
        facts = {event.fact for event in today if event.fact}
        self.choose(law, facts)
        self.excused |= "excused" in facts
        if "told" in facts:
            self.person.state |= NOTIFIED
        self.month_record.entered = 0
        let_records_expire(self.person, law)
        rights = self.book.words.rights
        self.lifted |= sum(rights[event.right].bit for event in today if event.fact == "lifted")
        for event in today:
            self.happen(event, law)
        remember_month(self.person, self.month_record, law)
        hold_clocks(self.person, law)
        for k in range(len(law.list_entry)):
            if self.person.lists >> k & 1:
                self.stay(k, law, facts)
            else:
                self.maybe_enter(k, law)
        start_clocks(self.person, self.month_record, law)
        self.answer(law, answers)
        shut_gates(self.person, self.month_record, self.payer, law, law)
        for d in range(law.defences if self.excused else 0):
            remove(self.person.shut, law.defence_rights[d])
        self.charge(law)

    def charge(self, law: Any) -> None:
        """Money that grounds and records bring, but for what a granted defence is against."""
        said = law.copy()
        for d in range(law.defences if self.excused else 0):
            for name in ("list_measures", "grade_measures", "act_measures"):
                said[name] &= ~law.defence_measures[d]
        said.defences = 0
        if law.measures:
            rng = Draws(DRAWS).table()[0]
            charge(self.person, self.month_record, rng, said, said, PARAMETERS, PRACTICE)

    def choose(self, law: Any, facts: set[str]) -> None:
        """Take part or not, and leave with or without one's file."""
        if law.opt_in and self.takes_part and law.withdrawal and "withdraws" in facts:
            self.takes_part = False
            if law.withdrawal & WITHDRAWAL_DELETES and not law.withdrawal & WITHDRAWAL_KEEPS_LISTINGS:
                leave_with_file(self.person, self.month_record, law)
            if not law.withdrawal & WITHDRAWAL_DELETES:
                return
        if not law.opt_in or self.takes_part:
            open_score(self.person, self.month_record, law)
        elif law.withdrawal & WITHDRAWAL_DELETES or not law.withdrawal:
            close_file(self.person)

    def is_excused(self, k: int, law: Any) -> bool:
        """Whether a defence that is granted frees the person from list `k`."""
        return self.excused and any(law.defence_lists[d] >> k & 1 for d in range(law.defences))

    def answer_for(self, told: Mapping[str, Any]) -> None:
        """The main earner of the household, and a contact whose debt the person guarantees, are listed or not."""
        self.payer = LISTED if told.get("payer_listed") else 0
        self.person.payer, self.person.guarantees = 1, 0
        self.month_record.listed_slots = bool(told.get("debtor_listed"))

    def hold(self, changes: list[Event]) -> None:
        """The statuses of the month: those the case names, and those that their holders have besides."""
        for event in changes:
            (self.statuses.add if event.fact == "gains" else self.statuses.discard)(event.status)
        words, held = self.book.words.statuses, set(self.statuses)
        while more := {words[name].get("who") for name in held} - held - {None}:
            held |= more
        clear(self.month_record.holds)
        for name in held if self.book.room.statuses else ():
            add(self.month_record.holds, words[name].index)

    def answer(self, law: Any, answers: bool) -> None:
        """The head of a firm is listed for it, and leaves the list with it."""
        k = int(list_of_representatives(law))
        if k >= 0 and answers:
            self.person.lists |= 1 << k
        elif k >= 0 and law.list_exits[k] & EXIT_FIRM:
            self.person.lists &= ~np.uint8(1 << k)

    def happen(self, event: Event, law: Any) -> None:
        person = self.person
        if event.owes:
            person.debt = round(100 * event.owes)
        if event.behaviour:
            self.record(self.book.words.behaviours[event.behaviour].index, event.times, law)
        elif event.fact in ("judged", "unperformed", "found_unwilling", "obstructs"):
            person.stage = JUDGED
            person.stage_months = 255  # grace is counted in `waited`
            person.state |= {"found_unwilling": UNWILLING, "obstructs": OBSTRUCTS}.get(event.fact, 0)
        elif event.fact == "arrears":
            person.arrears = event.months
            person.behind[person.charged > person.settled] = event.months
        elif event.fact == "performed":
            person.stage, person.arrears = NOT_SUED, 0
            person.settled, person.behind = person.charged, 0
            person.state &= ~np.uint16(UNWILLING | OBSTRUCTS)
            self.month_record.happened |= events.PERFORMED
        elif event.fact == "found_unable":
            person.state &= ~np.uint16(UNWILLING)

    def record(self, behaviour: int, times: int, law: Any) -> None:
        """Each time is a record, as far as the cap of the month lets it count."""
        points, cap = abs(int(law.points[behaviour])), int(law.points_cap[behaviour])
        counted = min(times, cap // points) if cap and points else times
        kept = (
            law.recorded[behaviour]
            and has_file(self.person, self.month_record, law)
            and (self.takes_part or not law.opt_in)
        )
        for _ in range(counted if kept else 0):
            enter_record(self.person, self.month_record, behaviour, law)

    def maybe_enter(self, k: int, law: Any) -> None:
        reached = is_for(self.month_record, k, law) and not self.is_excused(k, law)
        if not (reached and falls_under(self.person, self.month_record, k, law)):
            self.waited[k] = -1
            return
        self.waited[k] += 1
        if self.waited[k] >= law.list_grace[k]:
            self.person.lists |= 1 << k
            term = climb(self.person, k, law) if law.list_ladder[k] else law.list_term[k]
            self.person.term[k], self.person.since[k] = term, 0
            self.month_record.entered |= 1 << k

    def stay(self, k: int, law: Any, facts: set[str]) -> None:
        person = self.person
        person.since[k] = min(255, int(person.since[k]) + 1)
        person.term[k] = max(0, int(person.term[k]) - 1)
        if is_for(self.month_record, k, law) and climbs(person, self.month_record, k, law):
            person.term[k] = max(int(person.term[k]), climb(person, k, law))
        if "repeated" in facts:
            person.term[k] += law.list_extension_low[k]
        if self.may_leave(k, law, facts):
            leave(person, self.month_record, k)
            self.waited[k] = -1
            self.spend(k, law)

    def may_leave(self, k: int, law: Any, facts: set[str]) -> bool:
        exits, person = law.list_exits[k], self.person
        return bool(
            self.is_excused(k, law)
            or ("undecided" in facts and law.list_lapses[k])
            or (person.since[k] == law.list_interim[k] > 0 and "confirmed" not in facts)
            or ("performed" in facts and exits & EXIT_PERFORMED and is_performed(person, k, law))
            or ("found_unable" in facts and exits & EXIT_INABILITY)
            or (
                "repaired" in facts
                and exits & EXIT_REPAIRED
                and law.repair
                and person.since[k] >= law.list_repair_after[k]
            )
            or (exits & EXIT_EXPIRED and law.list_term[k] and person.term[k] == 0)
            or (exits & EXIT_STATUS and not keeps_status(self.month_record, k, law))
            or (exits & EXIT_GRADE and not falls_under(person, self.month_record, k, law))
        )

    def spend(self, k: int, law: Any) -> None:
        """The finding on which a debtor's listing rested is used up when it ends."""
        if concerns_debt(k, law):
            self.person.state &= ~np.uint16(UNWILLING | OBSTRUCTS)
            self.person.stage, self.person.arrears = NOT_SUED, 0

    def standing(self, law: Any) -> Standing:
        names = self.book.tree.names("lists")
        on = [k for k in range(len(names)) if self.person.lists >> k & 1]
        shut, granted = bits_of(self.person.shut), 0
        for k in on:
            granted |= bits_of(law.list_grants[k])
        score, grade = None, None
        if law.score_on and self.person.state & SCORED:
            g = int(grade_of(self.person.score, law))
            name = self.book.tree.names("scores")[0]
            score = int(self.person.score)
            grade = f"{name}.{self.book.tree.grades(name)[g]}" if law.grades else None
            granted |= bits_of(law.grade_grants[g])
        if law.single_lifting:
            shut &= ~self.lifted
        rights = self.book.words.rights
        lists = tuple(names[k] for k in on)
        standing = Standing(lists, _rights(shut, rights), _rights(granted, rights), score, grade)
        standing = replace(standing, charged=self.charged(law), in_force=self.in_force(law))
        return replace(standing, **self.partial(law, on))

    def partial(self, law: Any, on: list[int]) -> dict[str, Any]:
        """What stands beside the rights shut: marks, delays, duties, inspection."""
        sides = [("list", k) for k in on]
        if law.score_on and law.grades and self.person.state & SCORED:
            sides.append(("grade", int(grade_of(self.person.score, law))))

        def rights(part: str) -> frozenset[str]:
            found = [bits_of(law[f"{of}_{part}"][k]) for of, k in sides]
            return _rights(int(np.bitwise_or.reduce([0, *found])), self.book.words.rights)

        owed = int(np.bitwise_or.reduce([0, *(int(law[f"{of}_duties"][k]) for of, k in sides)]))
        acts = self.book.words.behaviours.terms
        return {
            "marked": rights("marks"),
            "delayed": rights("delays"),
            "duties": frozenset(acts[law.duty_breach[d]].name for d in range(8) if owed >> d & 1),
            "inspected": any(law[f"{of}_inspects"][k] for of, k in sides),
        }

    def charged(self, law: Any) -> dict[str, float]:
        """What each sanction of money has charged or given so far, in money."""
        cents = {
            clause.rpartition(".")[2]: int(self.person.charged[m]) for m, clause in enumerate(self.measures)
        }
        return {name: amount / 100 for name, amount in cents.items() if amount}

    def in_force(self, law: Any) -> frozenset[str]:
        """The cuts and prices that apply."""
        return frozenset(
            clause.rpartition(".")[2]
            for m, clause in enumerate(self.measures)
            if law.measure_effect[m] in (MEASURE_CUT, MEASURE_PRICE) and applies(self.person, m, law)
        )

    @property
    def measures(self) -> tuple[str, ...]:
        return self.book.measures


@dataclass
class Company:
    """The firm the person answers for, under one rulebook: rules of the model, with facts in place of luck."""

    book: Rulebook
    firm: Any = field(init=False)
    firm_record: Any = field(init=False)
    rng: Any = field(default_factory=lambda: Draws(DRAWS).table()[0])

    def __post_init__(self) -> None:
        self.firm = np.zeros(1, firm_type(self.book.room)).view(np.recarray)[0]
        self.firm_record = np.zeros(1, firm_month_record_type(self.book.room)).view(np.recarray)[0]

    def month(self, law: Any, today: list[Event]) -> None:
        for name in self.firm_record.dtype.names:
            self.firm_record[name] = 0
        if not (law.active and law.firm_on):
            return
        facts = {event.fact for event in today}
        firm_listing.let_marks_expire(self.firm, law)
        for event in today:
            for _ in range(event.times if event.category else 0):
                firm_listing.record_against(
                    self.firm, self.firm_record, CATEGORIES.index(event.category), law
                )
        if "firm_defaults" in facts:
            self.firm.in_default = 1
        if "firm_recovers" in facts:
            self.firm.in_default = 0
        firm_listing.score_firm(self.firm, law)
        practice = np.zeros(1, [("firms_repair", "u8")]).view(np.recarray)
        practice.firms_repair = CERTAIN if "firm_repairs" in facts else 0
        firm_listing.leave_firm_lists(self.firm, self.firm_record, self.rng, law, practice[0])
        firm_listing.enter_firm_lists(self.firm, self.firm_record, law)
        firm_listing.shut_firm_gates(self.firm, law)

    def reaches_head(self, law: Any) -> bool:
        return bool(
            law.firm_on
            and law.legal_rep_listed
            and reaches_representative(self.firm, law, self.firm.lists > 0)
        )

    def standing(self, law: Any) -> dict[str, Any]:
        if not law.firm_on:
            return {}
        names = self.book.tree.names("firms", "lists")
        on = tuple(name for k, name in enumerate(names) if self.firm.lists >> k & 1)
        return {
            "firm_score": int(self.firm.score),
            "firm_lists": on,
            "firm_shut": _rights(bits_of(self.firm.shut), self.book.words.rights),
        }


def _rights(mask: int, known: Vocabulary) -> frozenset[str]:
    return frozenset(name for name, term in known.items() if mask & term.bit)


def mismatches(standing: Standing, expected: dict[str, Any]) -> list[str]:
    """What the case expects and the rules do not give, in words."""
    wrong = {
        "lists": set(expected.get("lists", ())) != set(standing.lists),
        "shut": set(expected.get("shut", ())) != standing.shut,
        "granted": set(expected.get("granted", ())) != standing.granted,
        "shut_includes": not set(expected.get("shut_includes", ())) <= standing.shut,
        "open_includes": bool(set(expected.get("open_includes", ())) & standing.shut),
        **{
            part: set(expected.get(part, ())) != getattr(standing, part)
            for part in ("marked", "delayed", "duties")
        },
        "inspected": expected.get("inspected") != standing.inspected,
        "score": expected.get("score") != standing.score,
        "grade": expected.get("grade") != standing.grade,
        "firm_score": expected.get("firm_score") != standing.firm_score,
        "firm_lists": set(expected.get("firm_lists", ())) != set(standing.firm_lists),
        "firm_shut": set(expected.get("firm_shut", ())) != standing.firm_shut,
        "charged": expected.get("charged", {}) != standing.charged,
        "in_force": set(expected.get("in_force", ())) != standing.in_force,
        "firm_shut_includes": not set(expected.get("firm_shut_includes", ())) <= standing.firm_shut,
    }
    return [f"{key}: expected {expected[key]}, got {standing}" for key in expected if wrong[key]]

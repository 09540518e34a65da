"""From a rulebook to the law of each month: one record of fixed shape, whatever the rulebook says.

Times become whole months. What delays or softens a sanction is rounded down (grace, removal within a
month), what sets a length is rounded up (terms, retests, validity, deadlines).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.rulebooks import law as codes
from glasshouse.rulebooks.compiling_counts import write_counts
from glasshouse.rulebooks.compiling_money import cents, write_money
from glasshouse.rulebooks.compiling_safeguards import (
    count_months_asked,
    write_deadlines,
    write_defences,
    write_participation,
)
from glasshouse.rulebooks.compiling_sections import write_firms, write_gatekeepers, write_publicity
from glasshouse.rulebooks.law import law_type, mask, put
from glasshouse.rulebooks.recasting import PARTIAL
from glasshouse.rulebooks.scope import Scope, measures_of, needs
from glasshouse.rulebooks.sizes import Records, Sizes, room_for
from glasshouse.rulebooks.tree import Month, Tree
from glasshouse.rulebooks.vocabulary import Words, vocabulary

Mask = npt.NDArray[np.uint32]
_ENTRIES = {
    "able_and_refuses": codes.ENTRY_COURT_UNWILLING,
    "unperformed": codes.ENTRY_COURT_UNPERFORMED,
    "obstructs": codes.ENTRY_COURT_OBSTRUCTS,
    "in_arrears": codes.ENTRY_ARREARS,
    "grade_at_most": codes.ENTRY_GRADE_AT_MOST,
    "grade_at_least": codes.ENTRY_GRADE_AT_LEAST,
    "behaviour": codes.ENTRY_BEHAVIOUR,
    "firm_listed": codes.ENTRY_FIRM_LISTED,
    "status": codes.ENTRY_STATUS,
    "owes": codes.ENTRY_ARREARS,
}
_EXITS = {
    "performed": codes.EXIT_PERFORMED,
    "expired": codes.EXIT_EXPIRED,
    "repaired": codes.EXIT_REPAIRED,
    "inability": codes.EXIT_INABILITY,
    "grade_left": codes.EXIT_GRADE,
    "firm_left": codes.EXIT_FIRM,
    "status_left": codes.EXIT_STATUS,
}
_CHANNELS = {
    "website": codes.PUBLISHED_WEBSITE,
    "screens": codes.PUBLISHED_SCREENS,
    "ringtone": codes.PUBLISHED_RINGTONE,
    "contacts": codes.PUBLISHED_CONTACTS,
}
_BEARERS = {"household": codes.FALLS_ON_HOUSEHOLD, "guarantor": codes.FALLS_ON_GUARANTOR}
_POWERS = {
    "waive": codes.MAY_WAIVE,
    "add": codes.MAY_ADD,
    "sell": codes.MAY_SELL,
    "shield": codes.MAY_SHIELD,
}
_PATROLS = {
    "even": codes.PATROLS_EVEN,
    "findings": codes.PATROLS_FINDINGS,
    "findings_corrected": codes.PATROLS_CORRECTED,
}
_ASKED = {"nobody": codes.ASK_NOBODY, "listed": codes.ASK_LISTED, "everybody": codes.ASK_EVERYBODY}
_NOTICES = {"none": codes.NOTICE_NONE, "after": codes.NOTICE_AFTER, "before": codes.NOTICE_BEFORE}
_ASKED_FOR = {"none": codes.NEVER, "on_request": codes.ON_REQUEST, "before": codes.BEFORE}
_MATCHED = {
    "number": codes.MATCHED_BY_NUMBER,
    "name_and_birth": codes.MATCHED_BY_NAME_AND_BIRTH,
    "name": codes.MATCHED_BY_NAME,
}
_RULES = (
    "lists",
    "scores",
    "behaviours",
    "publicity",
    "association",
    "links",
    "movement",
    "gatekeepers",
    "firms",
    "rights",
)
"""A rulebook without any of these sections changes nobody's life: it compiles to the inactive law."""
_WIDEST = 10**9
_OF_A_LIST = (("entry", "when"), ("exit", "on"), ("triggers",))
"""A list that says nothing of these in a month has ended, or has not begun."""
_MASKS = ("shuts", "grants", "withholds", "marks", "delays")
"""What a list or a grade can do to the bit of a right."""


def compile_months(
    tree: Tree,
    span: tuple[Month | None, Month | None],
    first: Month,
    months: int,
    scope: Scope | None = None,
) -> Records:
    """The law of `months` months from `first` on; inactive outside `span` (first and last month in force).

    `scope` gives the codes of words and the room of records; None for those of the rulebook alone.
    """
    if scope is None:
        scope = Scope(tree.words, room_for([needs(tree, tree.words)]), measures_of(tree))
    if not any(tree.names(section) for section in _RULES):
        return inactive(months, scope.sizes)
    laws = _blank(months, scope.sizes)
    done: dict[int, np.void] = {}
    changes = tree.changes()
    for i in range(months):
        count = first[0] * 12 + first[1] - 1 + i
        month = (count // 12, count % 12 + 1)
        if not _is_within(span, month):
            laws[i]["ended"] = span[1] is not None and month > span[1]
            continue
        period = sum(change <= month for change in changes)
        if period not in done:
            _Month(tree, month, scope).write(laws[i])
            done[period] = laws[i]
        laws[i] = done[period]
    count_months_asked(laws)
    return laws.view(np.recarray)


def inactive(months: int, sizes: Sizes) -> Records:
    """The law of months in which no rulebook is in force, with the room that a run has."""
    return _blank(months, sizes).view(np.recarray)


def _blank(months: int, sizes: Sizes) -> npt.NDArray[np.void]:
    laws = np.zeros(months, law_type(sizes))
    laws["drop_to_grade"] = -1
    return laws


def _is_within(span: tuple[Month | None, Month | None], month: Month) -> bool:
    first, last = span
    return (first is None or first <= month) and (last is None or month <= last)


@dataclass(frozen=True)
class _Month:
    """One month of a rulebook, written section by section into a record."""

    tree: Tree
    month: Month
    scope: Scope

    @property
    def words(self) -> Words:
        return self.scope.words

    def write(self, law: np.void) -> None:
        law["active"] = 1
        self.reach(law["scope_applies"], law["scope_exempt"], ("scope",))
        for k, name in enumerate(self.tree.names("lists")):
            self.listing(law, k, name)
        write_counts(self, law)
        for score in self.tree.names("scores"):
            self.score(law, score)
        for behaviour in self.tree.names("behaviours"):
            self.behaviour(law, behaviour)
        law["records"] = law["recorded"].any()
        write_publicity(self, law)
        self.association(law)
        self.sight(law)
        self.procedure(law)
        self.movement(law)
        write_gatekeepers(self, law)
        write_firms(self, law)
        self.whim(law)
        self.base(law)
        write_money(self, law)
        write_participation(self, law)
        write_defences(self, law)
        write_deadlines(self, law)

    def get(self, *path: str, default: object = None) -> Any:
        return self.tree.value(path, self.month, default)

    def up(self, *path: str) -> int:
        """Whole months, rounded up; 0 where nothing is said or the time is without end."""
        return math.ceil(self.get(*path) or 0)

    def down(self, *path: str) -> int:
        return math.floor(self.get(*path) or 0)

    def listing(self, law: np.void, k: int, name: str) -> None:
        here = ("lists", name)
        when = self.get(*here, "entry", "when")
        law["list_entry"][k] = _ENTRIES.get(when, codes.ENTRY_NONE)
        if when == "owes" and self.get(*here, "entry", "to") == "state":
            law["list_entry"][k] = codes.ENTRY_OWES_STATE
        law["list_entry_value"][k] = self.entry_value(here, when)
        law["list_ground"][k] = self.ground(*here, "entry", "ground")
        law["list_red"][k] = self.get(*here, "kind") == "redlist"
        law["list_owes"][k] = round(cents(self, (*here, "entry", "owes")))
        law["list_grace"][k] = self.down(*here, "entry", "grace")
        if when == "unperformed":
            law["list_grace"][k] = max(law["list_grace"][k], self.up(*here, "entry", "for"))
        law["list_term"][k] = self.up(*here, "term")
        low, high = (self.up(*here, "extension", end) for end in ("least", "most"))
        law["list_extension_low"][k], law["list_extension_high"][k] = low, max(low, high)
        law["list_exits"][k] = mask(_EXITS, self.get(*here, "exit", "on"))
        if not any(self.get(*here, *path) for path in _OF_A_LIST):
            law["list_exits"][k] = codes.EXIT_ENDED
        law["list_repair_after"][k] = self.up(*here, "repair_after")
        law["list_removal"][k] = self.down(*here, "exit", "within")
        law["list_ability_test"][k] = self.get(*here, "entry", "ability_test", default=False)
        law["list_retest"][k] = self.up(*here, "entry", "retest")
        triggers = self.get(*here, "triggers", default=())
        self.put_rights(law, "list", k, self.rights(triggers, (name,)))
        self.partial(law, "list", k, self.named(triggers, (name,)))
        law["list_published"][k] = mask(_CHANNELS, self.get(*here, "publish"))
        law["list_local"][k] = self.get(*here, "reach") == "own_territory"
        law["list_falls_on"][k] = _BEARERS.get(self.get(*here, "falls_on"), codes.FALLS_ON_PERSON)
        law["others_bear"] |= law["list_falls_on"][k] != codes.FALLS_ON_PERSON
        self.reach(law["list_applies"][k], law["list_exempt"][k], here)

    def reach(self, applies: Mask, exempt: Mask, here: tuple[str, ...]) -> None:
        """Write to whom a clause applies and whom it exempts: sets of statuses."""
        for key, words in (("applies_to", applies), ("exempt", exempt)):
            put(words, sum(self.words.statuses[name].bit for name in self.get(*here, key, default=())))

    def entry_value(self, here: tuple[str, ...], when: str | None) -> int:
        if when == "in_arrears":
            return self.up(*here, "entry", "arrears")
        if when == "owes":
            return max(1, self.up(*here, "entry", "for"))
        if when in ("grade_at_most", "grade_at_least"):
            return self.grade(self.get(*here, "entry", "grade"))
        if when == "behaviour" and self.get(*here, "entry", "behaviour"):
            return self.words.behaviours[self.get(*here, "entry", "behaviour")].index
        if when == "status":
            return self.words.statuses[self.get(*here, "entry", "status")].index
        return 0

    def ground(self, *path: str) -> int:
        """The code of the ground at a path."""
        return codes.GROUNDS.index(self.get(*path, default=""))

    def grade(self, word: str | None) -> int:
        """The index of the grade `points.D`; -1 for none."""
        score, _, grade = (word or "").partition(".")
        grades = self.tree.grades(score)
        return grades.index(grade) if grade in grades else -1

    def named(self, sanctions: tuple[str, ...], seen: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The names of sanctions; `lists.x` stands for all that list x triggers."""
        found: list[str] = []
        for name in sanctions:
            other = name.removeprefix("lists.")
            if other == name:
                found.append(name)
            elif other not in seen:
                found += self.named(self.get("lists", other, "triggers", default=()), (*seen, other))
        return tuple(dict.fromkeys(found))

    def rights(self, sanctions: tuple[str, ...], seen: tuple[str, ...] = ()) -> dict[str, int]:
        """The masks of rights by what sanctions do to them: shut, granted, withheld, marked, delayed."""
        masks = dict.fromkeys(_MASKS, 0)
        for name in self.named(sanctions, seen):
            effect, bit = self.effect(name)
            if effect in masks:
                masks[effect] |= bit
        return masks

    def put_rights(self, law: np.void, of: str, k: int, masks: dict[str, int]) -> None:
        """Write what a list or a grade does to rights."""
        for name, rights in masks.items():
            put(law[f"{of}_{name}"][k], rights)

    def partial(self, law: np.void, of: str, k: int, sanctions: tuple[str, ...]) -> None:
        """Write what a list or a grade does besides: how long people wait, closer inspection, duties."""
        duties = self.duties()
        for name in sanctions:
            here = ("sanctions", name)
            effect = self.get(*here, "effect")
            law["partial"] |= effect in PARTIAL
            if effect == "inspect":
                law[f"{of}_inspects"][k] = 1
            elif effect == "delay":
                right = self.words.rights[self.get(*here, "right")].index
                law["delay_months"][right] = max(int(law["delay_months"][right]), self.up(*here, "wait"))
            elif effect == "duty":
                duty = duties.index(name)
                law[f"{of}_duties"][k] |= 1 << duty
                law["duty_breach"][duty] = self.words.behaviours[self.get(*here, "breach")].index

    def duties(self) -> tuple[str, ...]:
        """The sanctions that are a duty, in the order of the rulebook."""
        return tuple(
            name for name in self.tree.names("sanctions") if self.get("sanctions", name, "effect") == "duty"
        )

    def effect(self, sanction: str) -> tuple[str, int]:
        """What a sanction does to the bit of its right: shuts, grants, withholds or none."""
        right, effect = self.get("sanctions", sanction, "right"), self.get("sanctions", sanction, "effect")
        if not (right and effect):
            return "none", 0
        return vocabulary("effects")[effect].get("mask"), self.words.rights[right].bit

    def score(self, law: np.void, score: str) -> None:
        here = ("scores", score)
        if self.get(*here, "start") is None:
            return
        law["score_on"] = 1
        law["score_start"] = self.get(*here, "start")
        law["score_origin"] = self.get(*here, "origin", default=0)
        law["score_floor"] = self.get(*here, "lowest", default=-_WIDEST)
        law["score_cap"] = self.get(*here, "highest", default=_WIDEST)
        law["score_recovery"] = self.get(*here, "recovery", default=0)
        grades = self.tree.grades(score)
        law["grades"] = len(grades)
        for g, grade in enumerate(grades):
            law["grade_floor"][g] = self.get(*here, "grades", grade, default=_WIDEST)
            linked = self.get("links", f"{score}.{grade}", default=())
            self.put_rights(law, "grade", g, self.rights(linked))
            self.partial(law, "grade", g, self.named(linked))

    def behaviour(self, law: np.void, name: str) -> None:
        leaves = self.tree.under(("behaviours", name))
        if not any(leaf.at(self.month) for leaf in leaves):
            return
        here, k = ("behaviours", name), self.words.behaviours[name].index
        law["points"][k] = self.get(*here, "points", default=0)
        law["points_cap"][k] = self.get(*here, "cap", default=0)
        law["drop_to_grade"][k] = self.grade(self.get(*here, "drop_to"))
        law["recorded"][k] = self.get(*here, "recorded", default=True)
        law["record_ground"][k] = self.ground(*here, "ground")

    def association(self, law: np.void) -> None:
        law["household_share"] = self.get("association", "household", "share", default=0)
        law["contact_points"] = self.get("association", "contacts", "points", default=0)
        law["legal_rep_listed"] = self.get("association", "legal_representative") == "listed"

    def sight(self, law: np.void) -> None:
        """Which lists those around get to see: what is published or told, costs them points, or falls on
        them."""
        costs_others = law["contact_points"] != 0 or law["household_share"] != 0
        lists = slice(len(self.tree.names("lists")))
        falls_on_them = law["list_falls_on"][lists] != codes.FALLS_ON_PERSON
        seen = (law["list_published"][lists] != 0) | costs_others | falls_on_them
        law["list_seen"][lists] = seen & (law["list_red"][lists] == 0)

    def whim(self, law: np.void) -> None:
        """What officials may do beyond the rules, and what drives them."""
        law["officials_may"] = mask(_POWERS, self.get("discretion", "officials_may"))
        law["officials_bounded"] = self.get("discretion", "bounds") == "written"
        law["campaign_every"] = self.down("enforcement", "campaign", "every")
        law["quota"] = self.get("enforcement", "quota", "findings", default=0)
        law["quota_weak"] = self.get("enforcement", "quota", "falls_on") == "weak"
        law["patrols"] = _PATROLS[self.get("enforcement", "patrols", default="even")]

    def base(self, law: np.void) -> None:
        """Rights that start shut, and those of them that are granted to all in good standing."""
        base = sum(self.words.rights[name].bit for name in self.get("rights", "zero_base", default=()))
        effects = [self.effect(sanction) for sanction in self.tree.names("sanctions")]
        granted = 0
        for effect, bit in effects:
            granted |= bit if effect == "withholds" else 0
        put(law["zero_base"], base)
        put(law["granted_in_standing"], granted)

    def procedure(self, law: np.void) -> None:
        here = ("procedure",)
        law["notice"] = _NOTICES[self.get(*here, "notice", default="none")]
        law["reasons"] = self.get(*here, "reasons", default=False)
        for stage in ("human_review", "hearing"):
            law[stage] = _ASKED_FOR[self.get(*here, stage, default="none")]
        law["identity"] = _MATCHED.get(self.get("data", "identity"), codes.MATCHED_UNSAID)
        law["dispute"] = any(
            self.get(*here, way, "allowed", default=False) for way in ("correction", "appeal")
        )
        law["decide_within"] = self.up(*here, "correction", "decide_within")
        law["suspensive"] = self.get(*here, "appeal", "suspensive", default=False)
        law["repair"] = self.get(*here, "repair", "allowed", default=False)
        law["single_lifting"] = self.get(*here, "single_lifting", default=False)
        law["repair_course"] = self.up("procedure", "repair", "course")
        law["record_validity"] = self.up("retention", "records")

    def movement(self, law: np.void) -> None:
        law["recognises"] = self.get("movement", "recognises", default=False)
        law["permit"] = _ASKED[self.get("movement", "permit", default="nobody")]
        law["exit_visa"] = _ASKED[self.get("movement", "exit_visa", default="nobody")]

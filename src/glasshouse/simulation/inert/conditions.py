"""Conditions under which a value can matter, each with the sentence that says why it cannot.

A condition takes the facts of a run and the index of a list, grade, behaviour or gatekeeper, and returns the
reason why nothing comes of a value, or nothing where something can. Conditions ask for what must be there
before any code reads the value; whether something does come of it is left open. `{list}` in a reason is the
name of the list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import SupportsInt

import numpy as np

from glasshouse.model.rights import (
    COMPANY_OFFICE,
    CRITICAL_SPEECH,
    DEBT_JUDGMENT,
    INFERRED_DISLOYALTY,
    KEPT,
    LOAN,
    MISSED_LOAN_PAYMENT,
    PRAISE_OF_AUTHORITY,
    PUBLIC_POST,
    SCREENED_EMPLOYMENT,
)
from glasshouse.rulebooks import law as codes
from glasshouse.rulebooks.law import counted_acts
from glasshouse.rulebooks.sizes import LIMIT
from glasshouse.simulation.inert.combining import Condition, always, either, every, law, number, switch, when
from glasshouse.simulation.inert.facts import Facts

COURT_ENTRIES = (
    codes.ENTRY_COURT_UNWILLING,
    codes.ENTRY_COURT_UNPERFORMED,
    codes.ENTRY_COURT_OBSTRUCTS,
)
ALL_RIGHTS = 2**LIMIT.rights - 1
MATCHING = ("wrong_person", "matched_by_number", "matched_by_name_and_birth", "matched_by_name")
"""Shares of records that land on a namesake, by how they are matched to persons."""
OWN_MECHANISM = {
    int(MISSED_LOAN_PAYMENT): "credit",
    int(DEBT_JUDGMENT): "court",
    int(CRITICAL_SPEECH): "speech",
    int(PRAISE_OF_AUTHORITY): "surveillance",
    int(INFERRED_DISLOYALTY): "opinion",
}
"""The mechanism that brings about a behaviour which the catalogue of acts does not."""


active = when(lambda f, _k: len(f.laws) > 0, "no rulebook is in force in the months of the run")
score = law("score_on", "the rulebook has no score")
recorded = law("recorded", "the rulebook records no behaviour")
watched = every(active, recorded, switch("surveillance"))
firms_scored = every(
    active,
    law("firm_on", "the rulebook does not score firms"),
    switch("firms"),
    when(lambda f, _k: f.some(lambda s: s.legal_rep), "nobody in this society heads a firm"),
)
people_move = every(
    switch("movement"),
    when(lambda f, _k: f.places > 1, "people move only between provinces that are named with a rulebook"),
)


def _enters(facts: Facts, k: int) -> str:
    """Why nobody comes onto list `k` by its own entry rule."""
    values = {int(value) for value in facts.laws["list_entry"][:, k]} - {codes.ENTRY_NONE}
    if not values:
        return "nobody comes onto the list: it has no entry rule"
    parameters = [_WAYS.get(value, always) for value in sorted(values)]
    return either(*parameters)(facts, k)


def _reported(facts: Facts, k: int) -> str:
    rows = facts.laws[facts.laws["list_entry"][:, k] == codes.ENTRY_BEHAVIOUR]
    reasons = [can_be_recorded(facts, int(value)) for value in np.unique(rows["list_entry_value"][:, k])]
    return reasons[0] if all(reasons) else ""


def _counted(facts: Facts, k: int) -> str:
    """Why an entry by several records never happens: what one of its counters counts is never recorded."""
    reasons = [
        [can_be_recorded(facts, act) for act in acts] for law in facts.laws for acts in counted_acts(law, k)
    ]
    never = [why for why in reasons if why and all(why)]
    return never[0][0] if never else ""


def _without_arrears(facts: Facts, k: int) -> str:
    """An entry after 0 months in arrears is for everybody, in debt or not."""
    here = facts.laws["list_entry"][:, k] == codes.ENTRY_ARREARS
    values = facts.laws["list_entry_value"][here, k]
    return "" if bool((values <= 0).any()) else "the list is for people in arrears"


def _listed(facts: Facts, k: int) -> str:
    why = _enters(facts, k)
    if not why or (facts.law("officials_may", bits=codes.MAY_ADD) and facts.on("officials")):
        return ""
    others = any(not _enters(facts, j) for j in range(facts.lists))
    errs = any(facts.positive(f"surveillance.{share}") for share in MATCHING)
    by_mistake = others and errs and bool(facts.law("list_entry", k))
    return "" if by_mistake else why


def can_be_recorded(facts: Facts, behaviour: int) -> str:
    """Why no record of a behaviour is ever made."""
    if why := watched(facts, behaviour):
        return why
    if not facts.law("recorded", behaviour):
        return "the rulebook does not record the behaviour"
    term = facts.words.behaviours.terms[behaviour]
    if term.get("sign") == "negative":
        return ""  # a breach can be recorded of somebody who did nothing
    if behaviour in OWN_MECHANISM:
        return switch(OWN_MECHANISM[behaviour])(facts, behaviour)
    if not (any(term.get("incidence").values()) or term.get("effort")):
        return "nobody ever does what it is about"
    return switch("conduct")(facts, behaviour)


def _claims(facts: Facts, _k: int) -> bool:
    """Whether some clause fines or claws back."""
    claims = (codes.MEASURE_FINE, codes.MEASURE_CLAWBACK)
    return bool(np.isin(facts.laws["measure_effect"], claims).any())


_claimed = when(_claims, "no clause fines or claws back, so that nobody owes the state")
_courts = switch("listing", "court", "credit")
_grades = every(score, switch("listing"))
_WAYS: dict[int, Condition] = {
    **dict.fromkeys(COURT_ENTRIES, _courts),
    codes.ENTRY_ARREARS: every(switch("listing"), either(switch("credit"), _without_arrears)),
    codes.ENTRY_OWES_STATE: every(switch("listing", "money"), _claimed),
    codes.ENTRY_GRADE_AT_MOST: _grades,
    codes.ENTRY_GRADE_AT_LEAST: _grades,
    codes.ENTRY_BEHAVIOUR: every(switch("listing"), _reported),
    codes.ENTRY_STATUS: switch("listing"),
    codes.ENTRY_ACTS: every(switch("listing"), _counted),
    codes.ENTRY_FIRM_LISTED: every(
        firms_scored,
        law("legal_rep_listed", "association.legal_representative is not listed"),
        law("firm_list_reaches", "no list of firms reaches the legal representative"),
    ),
}


def _somebody(facts: Facts, _k: int) -> str:
    reasons = [why for k in range(facts.lists) if facts.law("list_entry", k) and (why := _listed(facts, k))]
    lists = sum(facts.law("list_entry", k) for k in range(facts.lists))
    if not lists:
        return "the rulebook keeps no list"
    return f"nobody comes onto a list: {reasons[0]}" if len(reasons) == lists else ""


listed = every(active, _listed)
"""Somebody can be on this list."""
somebody_listed = every(active, _somebody)
"""Somebody can be on some list."""


def exits(word: str, bit: int) -> Condition:
    """The list must name this exit."""
    reason = f"lists.{{list}}.exit.on does not name {word}"
    return when(lambda f, k: f.law("list_exits", k, bit), reason)


def some_exit(word: str, bit: int) -> Condition:
    """Some list must name this exit."""
    return law("list_exits", f"exit.on of no list names {word}", bit)


def shut(which: int | Callable[[Facts], int], what: str) -> Condition:
    """A list, grade, zero base or gatekeeper must be able to shut one of these rights."""

    def asked(facts: Facts, _k: int) -> str:
        rights = which if isinstance(which, int) else which(facts)
        by_list = not somebody_listed(facts, 0) and (
            facts.law("list_shuts", bits=rights)
            or (facts.law("list_marks", bits=rights) and facts.on("partial_sanctions"))
            or (facts.law("list_delays", bits=rights) and facts.on("partial_sanctions"))
            or facts.law("list_withholds", bits=rights)
            or facts.law("exit_visa")
        )
        by_grade = facts.law("score_on") and any(
            facts.law(f"grade_{part}", bits=rights) for part in ("shuts", "marks", "delays")
        )
        by_base = facts.law("zero_base", bits=rights)
        kept = any(rights >> right & 1 for right in KEPT)
        by_keeper = kept and facts.law("keepers") and facts.on("gatekeepers")
        return "" if by_list or by_grade or by_base or by_keeper else f"nothing shuts {what}"

    return every(active, switch("gates"), asked)


something_shut = shut(ALL_RIGHTS, "any right")


def _tried(facts: Facts) -> int:
    tried = (term.bit for term in facts.words.rights.terms if any(term.get("attempts").values()))
    return sum(tried) & ~bit(SCREENED_EMPLOYMENT)


def bit(*rights: SupportsInt) -> int:
    """Some rights as a set in one number."""
    return sum(1 << int(right) for right in rights)


something_tried_shut = shut(_tried, "a right that people try to use")
"""Rights of employment are refused where work is sought, and not by a gate."""
refused = either(
    something_tried_shut,
    shut(bit(SCREENED_EMPLOYMENT, COMPANY_OFFICE, PUBLIC_POST, LOAN), "work, an office or a loan"),
    every(active, switch("gatekeepers"), law("keepers", "the rulebook has no private gatekeepers")),
    every(active, switch("gates"), law("exit_visa", "nobody must ask for an exit visa")),
)
"""Somebody can be refused a right."""
zero_base = law("zero_base", "rights.zero_base names no right, so that everybody holds what is granted")
somebody_entered = every(
    somebody_listed,
    when(
        lambda f, _k: bool(
            (~np.isin(f.laws["list_entry"], (codes.ENTRY_NONE, codes.ENTRY_FIRM_LISTED))).any()
        ),
        "people come onto a list with their firm only, of which nobody is told",
    ),
)
"""Somebody can come onto a list other than with a firm."""
disputed = every(
    switch("redress"),
    somebody_listed,
    law("dispute", "procedure allows neither correction nor appeal"),
)
contact_listed = either(
    every(somebody_listed, law("list_seen", "no list is published, told, or costs others points")),
    law("notify_low_grade", "no list and no low grade"),
)
announced = every(
    active,
    switch("notification"),
    law("announced", "no list is shown on screens, by ring tone, to contacts or to phones nearby"),
    contact_listed,
)


def channel(bits: int, words: str) -> Condition:
    """Listings must be told by one of these channels."""
    return every(announced, law("announced", f"no list is told by {words}", bits))


mistaken = either(watched, every(switch("listing"), somebody_listed))
"""Somebody can be recorded or listed by mistake."""
mapped = every(
    active,
    switch("publicity"),
    law("map_on", "the rulebook has no map (publicity.map.radius is not set)"),
    when(lambda f, _k: f.some(lambda s: s.smartphone), "nobody in this society has a smartphone"),
)
on_map = every(
    mapped,
    number("map.opens"),
    somebody_listed,
    law("list_published", "no list is shown on the map", codes.PUBLISHED_MAP),
)
told = either(
    law("list_published", "no list is published"),
    law("notify_low_grade", "low grades are not told"),
)
shamed = every(told, either(switch("publicity"), switch("notification")), contact_listed)
reported_on_map = every(on_map, law("map_reports", "publicity.map.reports is false"), number("map.reports"))
_details = codes.FIELD_PHOTO | codes.FIELD_ADDRESS_PART | codes.FIELD_EMPLOYER
shows_details = law("map_fields", "the map shows neither photo, employer nor part of the address", _details)
shows_name = law("map_fields", "the map shows neither name nor photo", codes.FIELD_NAME | codes.FIELD_PHOTO)
kept = every(active, switch("gatekeepers"), law("keepers", "the rulebook has no private gatekeepers"))
officials = every(active, switch("officials"))
incentives = every(active, score, switch("conduct", "incentives"))


def officials_may(word: str, bit: int) -> Condition:
    """Officials must have this power."""
    return every(officials, law("officials_may", f"discretion.officials_may does not name {word}", bit))


def governed(facts: Facts, _k: int) -> str:
    """A government must decide at the end of a year of the run."""
    if not facts.governed:
        return "no government is set (glasshouse run --tournament, --ceilings-from or --unify-after)"
    return "" if facts.months >= 12 else "a government first decides after 12 months"


def channel_of_records(name: str) -> Condition:
    """Some recorded behaviour must reach the file by this channel."""

    def asked(facts: Facts, _k: int) -> str:
        terms = facts.words.behaviours.terms
        seen = [k for k, term in enumerate(terms) if term.get("channel") == name and facts.law("recorded", k)]
        return "" if seen else f"the rulebook records no behaviour that {name} reports"

    return every(either(watched, incentives), asked)

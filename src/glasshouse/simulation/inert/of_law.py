"""For every field of the compiled law, the conditions under which the model reads it to any effect."""

from __future__ import annotations

import numpy as np

from glasshouse.model.rights import (
    CRITICAL_SPEECH,
    INFERRED_DISLOYALTY,
    JUDGMENT_UNPERFORMED,
    PRAISE_OF_AUTHORITY,
)
from glasshouse.rulebooks import law as codes
from glasshouse.rulebooks.sizes import WORD
from glasshouse.simulation.inert import conditions as c
from glasshouse.simulation.inert.combining import (
    Condition,
    always,
    either,
    every,
    law,
    law_here,
    number,
    switch,
    when,
)
from glasshouse.simulation.inert.conditions import exits
from glasshouse.simulation.inert.facts import Facts


def of_field(name: str) -> Condition:
    """What must hold for a field of `LAW` to matter."""
    return CONDITIONS[name]


def _asks_the_court(facts: Facts, k: int) -> str:
    """A finding of unwillingness reads grace and test of the list it leads to, or of the first list."""
    its_own = k == 0 or bool((facts.laws["list_entry"][:, k] == codes.ENTRY_COURT_UNWILLING).any())
    return switch("court", "credit")(facts, k) if its_own else "no finding of a court leads to lists.{list}"


def _has_entry(reason: str, *entries: int) -> Condition:
    return when(lambda f, k: bool({int(v) for v in f.laws["list_entry"][:, k]} & set(entries)), reason)


def _points(facts: Facts, k: int) -> str:
    """Points of a behaviour are read when it is recorded, and by a few mechanisms besides."""
    read_by = {
        int(CRITICAL_SPEECH): switch("fear"),
        int(PRAISE_OF_AUTHORITY): switch("speech"),
        int(JUDGMENT_UNPERFORMED): _household,
    }
    besides = read_by.get(k, _no_other)
    return either(c.can_be_recorded, c.incentives, besides)(facts, k)


def _is_brought(facts: Facts, m: int) -> bool:
    """Whether points are spent by a measure, or a list, a step of its ladder, a grade or an act brings it."""
    if (facts.laws["measure_effect"][:, m] == codes.MEASURE_SPENDING).any():
        return True
    word, bit = divmod(m, WORD)
    sets = (facts.laws[f"{of}_measures"][..., word] for of in ("list", "rung", "grade", "act"))
    return any(bool((brought >> np.uint32(bit) & 1).any()) for brought in sets)


def _of_measure(what: str, *effects: int) -> Condition:
    """Whether a measure does one of these; `what` says which do."""
    return every(
        _measure,
        when(
            lambda f, k: bool({int(v) for v in f.laws["measure_effect"][:, k]} & set(effects)),
            f"only {what} reads it",
        ),
    )


def _no_other(_facts: Facts, _k: int) -> str:
    return "no other mechanism reads it"


def _is_recorded(facts: Facts, k: int) -> str:
    if k == INFERRED_DISLOYALTY:
        return either(c.can_be_recorded, switch("fear"), switch("speech"), c.incentives)(facts, k)
    return either(c.can_be_recorded, c.incentives)(facts, k)


_OWED = (codes.MEASURE_FINE, codes.MEASURE_CLAWBACK, codes.MEASURE_DEPOSIT)
_household = every(
    c.score,
    switch("scoring", "association"),
    law("household_share", "association.household.share is 0"),
    c.somebody_listed,
)
_under_the_law = every(c.active, either(c.watched, c.score, c.somebody_listed))
_scored = every(c.active, c.score)
_points_move = every(_scored, either(switch("surveillance"), switch("scoring"), switch("officials")))
_term_is_read = either(
    every(exits("expired", codes.EXIT_EXPIRED), switch("listing")),
    every(c.reported_on_map, law_here("list_published", "the map does not show it", codes.PUBLISHED_MAP)),
)
_term = every(c.listed, _term_is_read)
_extension = every(
    _term,
    law_here("list_term", "lists.{list}.term has no end to extend"),
    number("court.aggravated"),
)
_repaired = either(
    every(law("repair", "procedure.repair.allowed is false"), number("redress.repair")),
    every(
        law("repair_course", "procedure.repair.course is not set"),
        switch("redress"),
        number("redress.course"),
    ),
)
_by_list = every(c.listed, either(switch("gates"), c.disputed))
_partly = every(c.listed, switch("gates", "partial_sanctions"))
_duties = every(switch("surveillance", "partial_sanctions"), number("gates.duty_failed"))
_keeper = every(c.kept, law_here("keeper_on", "the rulebook has no gatekeepers of this kind"))
_firm_list = every(c.firms_scored, law_here("firm_list_entry", "no firm comes onto the list"))
_frozen = every(c.kept, law("freeze_who", "gatekeepers.freeze.ordered is false"))
_money = every(c.active, switch("money"))
_measure = every(
    _money,
    law_here("measure_effect", "the clause moves no money"),
    when(lambda f, k: _is_brought(f, k), "nothing leads to it"),
)
_told = every(c.active, switch("notification"), c.contact_listed)

DEBT_ENTRIES = (*c.COURT_ENTRIES, codes.ENTRY_ARREARS, codes.ENTRY_OWES_STATE)
COUNTS = (
    "counters", "counter_list", "counter_window", "counter_least", "counter_ladder", "act_counters",
    "rungs", "rung_term", "rung_shuts", "rung_grants", "rung_withholds", "rung_measures",
)  # fmt: skip
_withdrawn = every(
    c.active,
    switch("participation"),
    law("opt_in", "participation.by is mandatory: nobody is asked"),
    number("participation.withdraws"),
)
_purpose = every(
    c.kept,
    law("purpose_reaches", "no purpose has a private gatekeeper among its recipients"),
    law(
        "keeper_data",
        "no gatekeeper of this rulebook looks at lists or at a grade",
        codes.DATA_LISTS | codes.DATA_GRADE,
    ),
)
_defence = every(
    c.active,
    switch("defences"),
    number("defences.pleads"),
    either(
        every(switch("listing"), c.somebody_entered, law("defence_lists", "no defence is against a list")),
        every(c.something_shut, law("defence_rights", "no defence is against a sanction that shuts a right")),
        every(switch("money"), law("defence_measures", "no defence is against a sanction that moves money")),
    ),
)
_deadline = every(switch("deadlines", "listing"), c.somebody_listed)
CONDITIONS: dict[str, Condition] = {
    "active": always,
    "ended": always,
    "list_entry": either(c.listed, _asks_the_court),
    "list_entry_value": c.listed,
    "list_owes": every(c.listed, _has_entry("the entry is not about a debt", *DEBT_ENTRIES)),
    "list_ground": c.listed,
    "list_red": c.listed,
    "list_grace": either(
        every(
            _has_entry("the entry rule has no time of grace", codes.ENTRY_COURT_UNPERFORMED),
            c.listed,
        ),
        every(c.active, _asks_the_court),
    ),
    "list_term": _term,
    "list_extension_low": every(
        _extension, law_here("list_extension_high", "lists.{list}.extension.most is 0")
    ),
    "list_extension_high": _extension,
    "list_exits": c.listed,
    "list_repair_after": every(c.listed, exits("repaired", codes.EXIT_REPAIRED), _repaired),
    "list_removal": every(
        c.listed,
        exits("performed", codes.EXIT_PERFORMED),
        _has_entry("the time of removal is that of court cases", *c.COURT_ENTRIES),
    ),
    "list_ability_test": every(c.active, _asks_the_court),
    "list_retest": every(
        c.listed, exits("inability", codes.EXIT_INABILITY), number("court.retest_finds_unable")
    ),
    "list_shuts": _by_list,
    "list_grants": every(c.listed, switch("gates"), c.zero_base),
    "list_withholds": every(_by_list, either(c.zero_base, c.disputed)),
    "list_marks": every(_partly, number("gates.mark_refuses")),
    "list_delays": _partly,
    "list_inspects": every(c.listed, c.watched, switch("partial_sanctions")),
    "list_duties": every(c.listed, _duties),
    "list_published": every(c.listed, either(switch("publicity"), switch("notification"))),
    **dict.fromkeys(COUNTS, c.somebody_listed),
    "list_ladder": c.listed,
    "list_falls_on": every(c.somebody_listed, switch("gates")),
    "others_bear": every(c.somebody_listed, switch("gates")),
    "list_applies": c.listed,
    "list_exempt": c.listed,
    "scope_applies": _under_the_law,
    "scope_exempt": _under_the_law,
    "list_seen": every(
        c.listed, either(*map(switch, ("ties", "fear", "scoring", "notification", "publicity")))
    ),
    "list_local": every(c.listed, c.people_move),
    "score_on": c.active,
    "score_start": _scored,
    "score_floor": _points_move,
    "score_cap": _points_move,
    "score_recovery": every(_scored, switch("scoring")),
    "score_origin": every(
        _scored, when(lambda f, _k: f.some(lambda s: s.minority), "nobody here belongs to a minority")
    ),
    "grades": _scored,
    "grade_floor": every(
        _scored,
        when(lambda f, k: bool((f.laws["grades"] > k + 1).any()), "the worst grade has no lower end"),
    ),
    "grade_shuts": _scored,
    "grade_grants": every(_scored, switch("gates"), c.zero_base),
    "grade_withholds": _scored,
    "grade_marks": every(_scored, switch("gates", "partial_sanctions"), number("gates.mark_refuses")),
    "grade_delays": every(_scored, switch("gates", "partial_sanctions")),
    "grade_inspects": every(_scored, c.watched, switch("partial_sanctions")),
    "grade_duties": every(_scored, _duties),
    "partial": every(c.active, switch("partial_sanctions")),
    "refused_share": c.something_tried_shut,
    "delay_months": every(c.active, switch("gates", "partial_sanctions")),
    "duty_breach": every(c.active, _duties),
    "points": _points,
    "points_cap": every(c.can_be_recorded, law_here("points", "the behaviour moves no points")),
    "drop_to_grade": every(_scored, either(c.can_be_recorded, c.incentives)),
    "recorded": _is_recorded,
    "record_ground": c.can_be_recorded,
    "records": c.watched,
    "record_validity": c.watched,
    "map_on": every(c.mapped, either(number("map.opens"), c.somebody_listed)),
    "map_radius": c.on_map,
    "map_grid": c.on_map,
    "map_fields": c.on_map,
    "map_reports": every(c.on_map, number("map.reports")),
    "household_share": every(
        _scored,
        switch("scoring", "association"),
        c.somebody_listed,
        when(
            lambda f, _k: f.law("points", int(JUDGMENT_UNPERFORMED)),
            "behaviours.judgment_unperformed has no points of which a share could fall on the household",
        ),
    ),
    "contact_points": every(
        c.somebody_listed, either(every(c.score, switch("scoring", "association")), switch("ties"))
    ),
    "legal_rep_listed": every(
        c.firms_scored,
        law("firm_list_reaches", "no list of firms reaches the legal representative"),
        when(
            lambda f, _k: bool((f.laws["list_entry"] == codes.ENTRY_FIRM_LISTED).any()),
            "no list has the entry rule firm_listed",
        ),
    ),
    "notice": every(
        either(every(switch("redress"), c.somebody_entered), c.mistaken), number("redress.notice_arrives")
    ),
    "reasons": c.disputed,
    "human_review": either(c.disputed, c.mistaken),
    "hearing": either(c.disputed, c.mistaken),
    "identity": either(c.watched, c.somebody_listed),
    "dispute": every(switch("redress"), c.somebody_listed),
    "decide_within": every(c.disputed, number("redress.limit_kept")),
    "suspensive": every(c.disputed, switch("gates")),
    "repair": every(
        c.somebody_listed,
        switch("listing"),
        number("redress.repair"),
        c.some_exit("repaired", codes.EXIT_REPAIRED),
    ),
    "single_lifting": every(c.something_tried_shut, number("gates.lifted")),
    "recognises": c.people_move,
    "permit": c.people_move,
    "exit_visa": every(c.active, switch("gates")),
    "keepers": c.kept,
    "keeper_on": c.kept,
    "keeper_data": _keeper,
    "keeper_refuses": _keeper,
    "keeper_refuses_marked": every(_keeper, law_here("keeper_data", "the gatekeepers look at no data")),
    "keeper_single_item": every(_keeper, law_here("keeper_data", "the gatekeepers look at no data")),
    "keeper_sharing": _keeper,
    "keeper_vendor": every(_keeper, law_here("keeper_sharing", "the gatekeepers share no score")),
    "keeper_keeps": every(
        _keeper,
        either(number("gatekeepers.closes"), law("keeper_database", "gatekeepers.database is false")),
    ),
    "keeper_appeal": every(_keeper, number("gatekeepers.appeals"), number("gatekeepers.appeal_won")),
    "keeper_database": c.kept,
    "freeze_who": c.kept,
    "freeze_kinds": _frozen,
    "freeze_share": _frozen,
    "firm_on": c.firms_scored,
    "firm_start": c.firms_scored,
    "firm_points": c.firms_scored,
    "firm_weight": every(
        c.firms_scored,
        either(
            law_here("firm_points", "a record in this category has no points"),
            law("firm_merit", "and nobody is given merit"),
        ),
    ),
    "firm_validity": every(
        c.firms_scored,
        either(
            law_here("firm_points", "a record in this category has no points"),
            law("firm_merit", "and nobody is given merit"),
        ),
    ),
    "firm_merit": every(
        c.firms_scored,
        law("firm_discretion", "firms.discretion.connections_may does not name fill", codes.MAY_FILL),
        number("firms.favour"),
    ),
    "firm_discretion": c.firms_scored,
    "firm_list_entry": _firm_list,
    "firm_list_value": _firm_list,
    "firm_list_term": every(
        _firm_list, law_here("firm_list_exits", "its exit.on does not name expired", codes.FIRM_EXIT_EXPIRED)
    ),
    "firm_list_exits": _firm_list,
    "firm_list_repair_after": every(
        _firm_list,
        law_here("firm_list_exits", "its exit.on does not name repaired", codes.FIRM_EXIT_REPAIRED),
        number("firms.repair"),
    ),
    "firm_list_shuts": _firm_list,
    "firm_list_reaches": _firm_list,
    "firm_list_locked": _firm_list,
    "officials_may": c.officials,
    "officials_bounded": every(c.officials, law("officials_may", "discretion.officials_may names nothing")),
    "campaign_every": every(c.watched, c.officials),
    "quota": every(c.watched, c.officials),
    "quota_weak": every(c.watched, c.officials, law("quota", "enforcement.quota.findings is 0")),
    "patrols": every(c.watched, switch("conduct")),
    "announced": _told,
    "notify_radius": _told,
    "notify_low_grade": every(_told, c.score),
    "zero_base": every(c.active, switch("gates")),
    "granted_in_standing": every(c.active, switch("gates"), c.zero_base),
    "repair_course": every(
        c.somebody_listed, switch("listing"), c.some_exit("repaired", codes.EXIT_REPAIRED), _repaired
    ),
    "measures": _money,
    "measure_effect": _measure,
    "measure_amount": _measure,
    "measure_share": _measure,
    "measure_months": _of_measure(
        "a cut, a price or an allowance", codes.MEASURE_CUT, codes.MEASURE_PRICE, codes.MEASURE_ALLOWANCE
    ),
    "measure_instalments": _of_measure("what is owed", *_OWED),
    "measure_withheld": _of_measure("what is owed", *_OWED),
    "measure_right": _of_measure("the price of a use", codes.MEASURE_PRICE),
    "measure_income": _of_measure("a cut", codes.MEASURE_CUT),
    "measure_base": every(
        _of_measure("a share that is charged", codes.MEASURE_FINE, codes.MEASURE_CLAWBACK),
        law_here("measure_share", "the clause has no share"),
    ),
    "measure_points": every(_measure, c.score, number("money.spends")),
    "list_measures": every(c.listed, switch("money")),
    "grade_measures": every(_scored, switch("money")),
    "act_measures": every(c.can_be_recorded, switch("money")),
    "opt_in": every(c.active, switch("participation"), either(c.score, c.recorded)),
    "defences": _defence,
    "defence_who": _defence,
    "defence_status": _defence,
    "defence_after": _defence,
    "defence_decider": _defence,
    "defence_lists": _defence,
    "defence_lifts": _defence,
    "defence_rights": _defence,
    "defence_measures": _defence,
    "deadlines": _deadline,
    "list_interim": _deadline,
    "list_lapses": every(_deadline, c.disputed),
    "list_clock": every(
        _deadline,
        law_here("list_term", "the list has no term"),
        exits("expired", codes.EXIT_EXPIRED),
    ),
    "withdrawal": _withdrawn,
    "asked_months": _withdrawn,
    "purposes": _purpose,
    "purpose_by": _purpose,
    "purpose_reaches": _purpose,
}
"""By the name of a field of `LAW`. The reason names what the value waits for."""

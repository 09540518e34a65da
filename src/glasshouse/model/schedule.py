"""The month, declared once: every rule in the order in which it runs, and when. Read it from top to bottom.

The compiled month, the printed plan, the description of the model and the pages on mechanisms are made from
it. First, where the law scores firms, firms trade and those who depend on listed ones bear it. Then people
live the month by themselves, reading of others only the signs of last month. Last, those on the debtor map
are seen by those who opened it this month, and phones around new listings are told.

Names in conditions: `p` a person, `record` what the month writes down about them, `law` that of the province
they live in, `register` that of the province that keeps their lists (the same for all who have not moved
since they were listed), `f` a firm; the rest as in `contexts.py`.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine import block
from glasshouse.engine.fetching import fetch_ahead
from glasshouse.engine.kernels import Kernel
from glasshouse.engine.rng import BLOCK
from glasshouse.engine.rules import phase
from glasshouse.engine.steps import When, add, call, each, let, when
from glasshouse.model import (
    census,
    conduct,
    court,
    credit,
    deadlines,
    debtor_map,
    defences,
    fear,
    firm_census,
    firm_liability,
    firm_listing,
    firms,
    gatekeepers,
    gates,
    listing,
    livelihood,
    map_exposure,
    month_record,
    movement,
    notification,
    officials,
    opinion,
    partial_sanctions,
    participation,
    patrols,
    penalties,
    publicity,
    purse,
    redress,
    repetition,
    scoring,
    speech,
    statuses,
    surveillance,
    ties,
    trail,
    world_events,
)
from glasshouse.model.contexts import FirmsContext, MonthContext, PeopleContext, PhonesAround, Sights
from glasshouse.model.firm import DEFAULTED, FIRM_COLUMN, HELD, WORKER
from glasshouse.model.groups import STRATA
from glasshouse.model.inserting import Schedule
from glasshouse.model.person import ADULT, LISTED, LOW_GRADE, NOBODY_ASKED, PANEL
from glasshouse.model.record_types import Records
from glasshouse.rulebooks.law import ASK_EVERYBODY

TRADE = phase(
    "firms trade",
    Kernel(
        "firms_trade",
        "Every firm trades for a month; who stops paying is noted in `now_defaulted`.",
        {"context": MonthContext._fields, "business": FirmsContext._fields},
        constants={"DEFAULTED": DEFAULTED},
    ),
    let("practice", "practices[0]"),
    let("parameters", "all_parameters[0]"),
    each("i", "range(start, stop)").do(
        let("f", "firms[i]"),
        let("record", "firm_records[0]"),
        let("law", "laws[f.province]"),
        firms.clear_firm_record,
        when("law.active and law.firm_on").do(
            call(block.identify, j="0", who="f.firm"),
            let("rng", "draws[0]"),
            firm_listing.let_marks_expire,
            firms.break_or_mend,
            call(firms.default_or_recover, climate="provinces[f.province].climate"),
            firms.be_checked,
            firms.use_connections,
            firm_listing.score_firm,
            firm_listing.leave_firm_lists,
            firm_listing.enter_firm_lists,
            firms.be_refused,
            firms.close_or_stay,
            firm_listing.score_firm,
            firm_listing.shut_firm_gates,
        ),
        when("f.lists and not (law.active and law.firm_on)").do(firm_listing.outlive_the_law),
        let("now_defaulted[i]", "(record.happened & DEFAULTED) != 0"),
        call(firm_census.count_firm, tally="firm_tally"),
    ),
    switch="firms",
)

ANSWER = phase(
    "workers and heads answer for listed firms",
    Kernel(
        "answer_for_firms",
        "Workers and legal representatives bear what befell their firm.",
        {"context": MonthContext._fields, "business": FirmsContext._fields},
        constants={
            "NO_LIST": firm_liability.NO_LIST,
            "HELD": HELD,
            "WORKER": WORKER,
            **{name.upper(): FIRM_COLUMN[name] for name in ("answerable", "reps_listed", "jobs_shed")},
            **{name.upper(): FIRM_COLUMN[name] for name in ("hires_held", "reps_entered", "reps_left")},
        },
    ),
    let("practice", "practices[0]"),
    let("parameters", "all_parameters[0]"),
    let("record", "records[0]"),
    let("rng", "draws[0]"),
    each("i", "range(start, stop)").do(
        let("f", "firms[i]"),
        let("law", "laws[f.province]"),
        let("g", firm_census.group_of),
        let("listed", firm_liability.is_under_list),
        let("answers", firm_liability.reaches_representative),
        add("firm_tally[g, ANSWERABLE]", "answers"),
        let("k", firm_liability.list_of_representatives),
        let("must", "answers and law.legal_rep_listed != 0 and k != NO_LIST"),
        when("must != (f.answered != 0)").do(
            let("p", "people[f.rep]"),
            firm_liability.open_for,
            when("must").do(
                call(firm_liability.be_listed_for_firm, gives="f.answered", province="f.province"),
                add("firm_tally[g, REPS_ENTERED]", "record.happened != 0"),
            ),
            when("not must").do(
                let(
                    "register", "laws[p.listed_in]"
                ),  # nobody heads two firms: on such a list, it is for this one
                call(firm_liability.list_of_representatives, gives="k", law="register"),
                when("k != NO_LIST").do(call(firm_liability.be_released_with_firm, law="register")),
                add("firm_tally[g, REPS_LEFT]", "record.happened != 0"),
                let("f.answered", "0"),
            ),
            firm_liability.write_down,
            call(firm_liability.keep, place="f.rep"),
        ),
        add("firm_tally[g, REPS_LISTED]", "f.answered"),
        when("listed").do(let("chance", firm_liability.chance_of_shedding)),
        when("listed or f.holding").do(
            let("f.holding", "0"),
            each("j", "range(f.first, f.first + f.workers)").do(
                let("place", "np.int64(roster[j])"),
                let("p", "people[place & WORKER]"),
                when("place & HELD").do(
                    firm_liability.seek_again,
                    let("roster[j]", "place & WORKER"),
                ),
                when("listed").do(
                    firm_liability.open_for,
                    firm_liability.lose_job_with_firm,
                    add("firm_tally[g, JOBS_SHED]", "record.happened != 0"),
                    call(firm_liability.wait_for_firm, gives="waits"),
                    when("waits").do(
                        let("roster[j]", "place | HELD"),
                        let("f.holding", "1"),
                        add("firm_tally[g, HIRES_HELD]", "1"),
                    ),
                    firm_liability.write_down,
                    call(firm_liability.keep, place="place & WORKER"),
                ),
            ),
        ),
    ),
    switch="firms",
)

MONEY = "law.measures or register.measures"
"""Whether any clause of the laws that bind somebody moves money."""

UNDER_THE_SYSTEM = when("law.active or (p.lists and register.active)", picks=True).do(
    let("takes_part", "True"),
    when("law.opt_in", switch="participation").do(
        call(participation.join_or_stay_out, gives="takes_part"),
    ),
    when(participation.is_outside).do(participation.leave_scope),
    when("takes_part").do(scoring.open_score),
    when(participation.has_file, switch="surveillance").do(
        when("law.records").do(scoring.let_waiting_count),
        when("takes_part").do(
            let("zeal", patrols.campaign),
            call(patrols.patrolled, gives="patrols", act="acted"),
            let("effort", "zeal * patrols"),
            when("law.partial or register.partial", switch="partial_sanctions").do(
                let("effort", partial_sanctions.checked_more),
                partial_sanctions.owe_duties,
            ),
            call(surveillance.watch_conduct, act="acted"),
            surveillance.watch_dues,
            call(surveillance.watch_speech, effort="zeal"),
            when(switch="opinion").do(
                opinion.be_informed_on,
                opinion.infer_opinion,
            ),
            when("law.records").do(
                call(surveillance.record_wrongly, recorded="province.recorded"),
            ),
            when("law.officials_may or province.quota", switch="officials").do(
                officials.waive_record,
                call(officials.add_by_whim, quota="province.quota"),
            ),
        ),
    ),
    when(participation.has_file, switch="scoring").do(
        scoring.let_records_expire,
        when(switch="association").do(
            let("household_points", scoring.points_for_payer),
            scoring.charge_association,
        ),
    ),
    when(switch="listing").do(
        when("register.deadlines", switch="deadlines").do(call(deadlines.hold_clocks, law="register")),
        repetition.remember_month,
        call(listing.leave_lists, law="register"),
        when("register.deadlines", switch="deadlines").do(call(deadlines.confirm_or_lapse, law="register")),
        when("register.defences", switch="defences").do(call(defences.plead_against_lists, law="register")),
        call(listing.enter_lists, entered="province.entered"),
        when("register.deadlines", switch="deadlines").do(call(deadlines.start_clocks, law="register")),
        when("register.repair_course and (p.lists or p.course)", switch="redress").do(
            call(redress.take_course, law="register"),
        ),
    ),
    when("law.officials_may", switch="officials").do(officials.buy_favour),
    when(switch="gates").do(
        listing.shut_gates,
        when("p.stale").do(call(redress.refuse_from_copies, law="register")),
        when("law.partial or register.partial", switch="partial_sanctions").do(
            partial_sanctions.weigh_marks_and_wait,
        ),
        when("law.defences", switch="defences").do(defences.leave_rights_open),
    ),
    when("law.keepers", switch="gatekeepers").do(
        gatekeepers.age_file,
        gatekeepers.freeze_accounts,
        gatekeepers.ask_gatekeepers,
        when(switch="gates").do(gatekeepers.shut_doors),
    ),
    when(switch="gates").do(
        when(gates.is_denied).do(gates.try_gates),
        when("law.exit_visa == ASK_EVERYBODY", switch="movement").do(movement.ask_exit_visa),
        gates.count_denials,
    ),
    when(switch="redress").do(
        call(redress.learn, law="register"),
        call(redress.file_dispute, law="register"),
        when("register.deadlines", switch="deadlines").do(
            call(deadlines.let_decisions_come_late, law="register"),
        ),
        call(redress.decide_dispute, law="register"),
    ),
    when(switch="publicity").do(
        publicity.open_map,
        publicity.bear_shame,
    ),
    when("law.announced or register.announced", switch="notification").do(
        let("place", "districts[district_of[p.cell]]"),
        call(notification.be_told_of, law="register"),
        notification.hear,
    ),
    call(listing.count_listed_months, law="register"),
)

ADULTS = when("p.age >= ADULT").do(
    when(switch="movement").do(
        movement.close_register,
        movement.move_house,
    ),
    let("law", "laws[p.lives_in]"),
    let("register", "laws[p.listed_in]"),
    let("province", "provinces[p.lives_in]"),
    when(statuses.are_asked).do(
        statuses.note_statuses,
        when(switch="listing").do(call(listing.lose_ground, law="register")),
    ),
    call(ties.look_around, gives="surety_called"),
    when(switch="livelihood").do(
        livelihood.lose_or_find_work,
        livelihood.earn,
    ),
    when(MONEY, switch="money").do(
        penalties.cut_income,
        penalties.pay_the_state,
    ),
    when(switch="credit").do(
        credit.borrow,
        credit.pay_dues,
        call(credit.stand_surety, called="surety_called"),
    ),
    when("p.arrears or p.stage or p.lists", switch="court").do(
        court.sue_and_judge,
        court.enforce,
        court.find_unwilling,
        court.perform,
        court.close_enforcement,
        court.age_case,
    ),
    when(switch="livelihood").do(livelihood.live),
    let("acted", "NO_ACT"),
    when(switch="conduct").do(
        call(conduct.act, gives="acted"),
        when("law.score_on", switch="incentives").do(
            call(conduct.respond, gives="acted"),
        ),
        when("province.at_home").do(call(world_events.stay_at_home, gives="acted", act="acted")),
    ),
    conduct.note_act,
    when("law.partial or register.partial", switch="partial_sanctions").do(partial_sanctions.clear_partial),
    when(switch="speech").do(
        speech.speak_or_hold_back,
        speech.praise,
    ),
    when("register.ended", switch="listing").do(listing.outlive_the_law),
    UNDER_THE_SYSTEM,
    when(MONEY, switch="money").do(
        penalties.charge,
        penalties.pay_more,
        penalties.spend_points,
    ),
    when(switch="ties").do(ties.drop_or_heal),
    when(switch="fear").do(
        fear.fear_or_calm,
        fear.judge_authority,
        when("province.news").do(world_events.hear_news),
    ),
    call(publicity.show, gives="next_signs[i]"),
    let("g", "np.int64(p.lives_in) * STRATA + g % STRATA"),  # counted where they live now
    when("law.patrols").do(let("findings[i]", patrols.is_finding)),
    when(MONEY, switch="money").do(purse.count_purse),
    call(census.count_adult, sign="next_signs[i]"),
    when("law.partial or register.partial", switch="partial_sanctions").do(partial_sanctions.count_partial),
    when("kept != NOT_KEPT").do(call(trail.note_standing, trace="trail[kept]")),
    when("record.asked != NOBODY_ASKED").do(call(gatekeepers.count_asked, province="g // STRATA")),
)

CHILDREN = when("p.age < ADULT").do(
    when(switch="gates").do(gates.try_school),
    gates.count_denials,
    census.count_child,
)

LIVE = phase(
    "live a month",
    Kernel(
        "live_a_month",
        "Every person lives a month; signs for others go to `next_signs`.",
        {"context": MonthContext._fields, "more": PeopleContext._fields},
        constants={
            "ADULT": ADULT,
            "ASK_EVERYBODY": ASK_EVERYBODY,
            "BLOCK": BLOCK,
            "NOBODY_ASKED": NOBODY_ASKED,
            "NO_ACT": conduct.NO_ACT,
            "NOT_KEPT": trail.NOT_KEPT,
            "PANEL": PANEL,
            "STRATA": STRATA,
        },
    ),
    let("practice", "practices[0]"),
    let("parameters", "all_parameters[0]"),
    let("catalogue", "catalogues[0]"),
    each("first", "range(start, stop, BLOCK)").do(
        let("n", "min(BLOCK, stop - first)"),
        each("j", "range(n)").do(let("who[j]", "people[first + j].who")),
        call(block.fill, month="np.uint64(month)"),
        each("j", "range(n)").do(
            let("i", "first + j"),
            call(fetch_ahead, records="people", i="i + BLOCK"),
            let("p", "people[i]"),
            let("record", "records[0]"),
            let("rng", "draws[j]"),
            let("g", "np.int64(p.group)"),
            let("kept", "rows[i] if rows.shape[0] else NOT_KEPT"),
            month_record.clear_record,
            let("payer", "signs[i + np.int64(p.payer)]"),
            ADULTS,
            CHILDREN,
            when("kept != NOT_KEPT").do(call(trail.note_month, trace="trail[kept]")),
            when("p.traits & PANEL").do(
                call(census.row_of, gives="row", who="p.who"),
                census.note_life,
            ),
        ),
    ),
)

SEEN = phase(
    "be seen on the map",
    Kernel(
        "be_seen_on_the_map",
        "Everybody who is on the debtor map meets the eyes of those who opened it.",
        {"context": MonthContext._fields, "sights": Sights._fields},
        constants={"LISTED": LISTED},
    ),
    let("practice", "practices[0]"),
    let("parameters", "all_parameters[0]"),
    each("i", "range(start, stop)").do(
        when("next_signs[i] & LISTED").do(
            let("p", "people[i]"),
            let("record", "records[0]"),
            let("rng", "draws[0]"),
            let("law", "laws[p.lives_in]"),
            when("law.map_on").do(
                when(publicity.is_on_map).do(
                    month_record.clear_record,
                    call(block.identify, j="0", who="p.who"),
                    debtor_map.be_seen,
                    when("record.happened").do(map_exposure.note_exposure),
                ),
            ),
        ),
    ),
    switch="publicity",
)

ANNOUNCED = phase(
    "be announced to the phones around",
    Kernel(
        "announce_to_phones",
        "The phones around everybody who newly bears an announced sign are told.",
        {"context": MonthContext._fields, "phones": PhonesAround._fields},
        constants={"LISTED": LISTED, "LOW_GRADE": LOW_GRADE},
    ),
    let("parameters", "all_parameters[0]"),
    each("i", "range(start, stop)").do(
        let("new", "next_signs[i] & (LISTED | LOW_GRADE) & ~signs[i]"),
        when("new").do(
            let("p", "people[i]"),
            let("record", "records[0]"),
            let("law", "laws[p.lives_in]"),
            when("law.notify_radius and (new & LISTED or law.notify_low_grade)").do(
                month_record.clear_record,
                notification.be_announced,
                when("record.happened").do(map_exposure.note_message),
            ),
        ),
    ),
    switch="notification",
)

MONTH = Schedule((TRADE, ANSWER, LIVE, SEEN, ANNOUNCED), ADULTS)

RARE = {
    "deadlines": ("deadlines",),
    "defences": ("defences",),
    "gatekeepers": ("keepers",),
    "incentives": ("score_on",),
    "money": ("measures",),
    "notification": ("announced",),
    "officials": ("officials_may", "quota"),
    "partial_sanctions": ("partial",),
    "participation": ("opt_in",),
}
"""Mechanisms of an adult's month that few rulebooks use, and the fields of the law without which their
conditions never hold."""
PLAIN = LIVE.pruned(lambda one: not (isinstance(one, When) and one.switch in RARE))
PLAIN_MONTH = Schedule((TRADE, ANSWER, PLAIN, SEEN, ANNOUNCED), ADULTS)
"""The same month for laws that use none of these, compiled sooner; nothing can be inserted into it."""


def month_of(laws: Records) -> Schedule:
    """The month that is enough for these laws, all there are in a run."""
    needed = any(np.any(laws[name]) for names in RARE.values() for name in names)
    return MONTH if needed else PLAIN_MONTH

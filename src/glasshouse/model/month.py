"""The month as it is lived: the rules of `plan.py` called for every person in order.

First, where the law scores firms, firms trade and those who depend on listed ones bear it. Then people live
the month by themselves (here), reading of others only the signs of last month. Last, those on the debtor map
are seen by those who opened it this month.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.engine import block as routine
from glasshouse.engine.compiled import compiled, inlined
from glasshouse.engine.rng import BLOCK, U64
from glasshouse.model.bits import is_empty
from glasshouse.model.census import count_adult, count_child, note_life
from glasshouse.model.conduct import NO_ACT, act, note_act, respond
from glasshouse.model.court import (
    age_case,
    close_enforcement,
    enforce,
    find_unwilling,
    perform,
    sue_and_judge,
)
from glasshouse.model.credit import borrow, pay_dues, stand_surety
from glasshouse.model.fear import fear_or_calm, judge_authority
from glasshouse.model.gatekeepers import age_file, ask_gatekeepers, count_asked, freeze_accounts, shut_doors
from glasshouse.model.gates import count_denials, try_gates, try_school
from glasshouse.model.groups import STRATA
from glasshouse.model.listing import count_listed_months, enter_lists, leave_lists, shut_gates
from glasshouse.model.livelihood import earn, live, lose_or_find_work
from glasshouse.model.month_record import clear_record
from glasshouse.model.movement import ask_exit_visa, close_register, move_house
from glasshouse.model.notification import be_told_of, hear
from glasshouse.model.officials import add_by_whim, buy_favour, waive_record
from glasshouse.model.opinion import be_informed_on, infer_opinion
from glasshouse.model.participation import has_file, join_or_stay_out
from glasshouse.model.patrols import campaign, patrolled
from glasshouse.model.person import ADULT, LISTED, NOBODY_ASKED, NOTHING_RECORDED, PANEL
from glasshouse.model.publicity import bear_shame, open_map, show
from glasshouse.model.redress import decide_dispute, file_dispute, learn, refuse_from_copies, take_course
from glasshouse.model.rights import JUDGMENT_UNPERFORMED
from glasshouse.model.scoring import charge_association, let_records_expire, open_score
from glasshouse.model.speech import praise, speak_or_hold_back
from glasshouse.model.surveillance import record_wrongly, watch_conduct, watch_dues, watch_speech
from glasshouse.model.ties import drop_or_heal, look_around
from glasshouse.model.trail import note_month, note_standing
from glasshouse.rulebook.law import ASK_EVERYBODY

NOT_KEPT = np.int32(-1)


@compiled
def step(
    people: Any, contacts: Any, signs: Any, next_signs: Any,
    laws: Any, practices: Any, all_parameters: Any, catalogues: Any, provinces: Any, routes: Any,
    districts: Any, district_of: Any, findings: Any,
    rng: Any, cells: Any, who: Any, lanes: Any, records: Any, streams: Any, k0: Any, k1: Any, month: Any,
    tally: Any, panel_ids: Any, panel_records: Any, trail: Any, rows: Any, asked: Any, start: Any, stop: Any,
) -> None:  # fmt: skip
    """Every person from `start` to `stop` lives the month; signs for others go to `next_signs`.

    `rows` says in which row of `trail` a person's month is kept, NOT_KEPT for none; both are empty in a plain
    run.
    """
    practice, parameters, catalogue = practices[0], all_parameters[0], catalogues[0]
    for first in range(start, stop, BLOCK):
        n = min(BLOCK, stop - first)
        for j in range(n):
            who[j] = people[first + j].who
        routine.fill(cells, who, n, U64(month), streams, k0, k1, lanes)
        for j in range(n):
            i = first + j
            p, record = people[i], records[0]
            g = np.int64(p.group)
            kept = rows[i] if rows.shape[0] else NOT_KEPT
            clear_record(record)
            payer = signs[i + np.int64(p.payer)]
            if p.age < ADULT:
                if parameters.switch_gates:
                    try_school(p, record, rng[j], payer, catalogue)
                count_denials(p, record)
                count_child(p, record, g, tally)
            else:
                next_signs[i] = adult(
                    p, record, rng[j], i, people, contacts, signs, payer, laws, practice, parameters,
                    catalogue,
                    provinces, routes, districts, district_of,
                )  # fmt: skip
                g = np.int64(p.lives_in) * STRATA + g % STRATA  # counted where they live now
                if laws[p.lives_in].patrols:
                    findings[i] = record.recorded != NOTHING_RECORDED and catalogue.inspected[record.recorded]
                count_adult(p, record, next_signs[i], g, tally)
                if kept != NOT_KEPT:
                    note_standing(p, record, next_signs[i], laws[p.lives_in], catalogue, trail[kept])
                if record.asked != NOBODY_ASKED:
                    count_asked(record, g // STRATA, parameters, asked)
            if kept != NOT_KEPT:
                note_month(record, trail[kept])
            if p.traits & PANEL:
                note_life(p, record, month, np.searchsorted(panel_ids, p.who), panel_records)


@inlined
def adult(
    p: Any, record: Any, rng: Any, i: Any, people: Any, contacts: Any, signs: Any, payer: Any,
    laws: Any, practice: Any, parameters: Any, catalogue: Any, provinces: Any, routes: Any,
    districts: Any, district_of: Any,
) -> Any:  # fmt: skip
    """One adult's month; returns the sign others will read."""
    if parameters.switch_movement:
        close_register(p)
        move_house(p, record, rng, np.int64(rng.month), laws, routes, parameters)
    law, register, province = laws[p.lives_in], laws[p.listed_in], provinces[p.lives_in]
    surety_called = look_around(p, record, i, contacts, signs)

    if parameters.switch_livelihood:
        lose_or_find_work(p, record, rng, parameters, province.climate)
        earn(p, record, rng, parameters)
    if parameters.switch_credit:
        borrow(p, record, rng, parameters)
        pay_dues(p, record, rng, parameters)
        stand_surety(p, record, surety_called, parameters)
    if parameters.switch_court and (p.arrears or p.stage or p.lists):
        sue_and_judge(p, record, rng, practice)
        enforce(p, record, parameters, practice)
        find_unwilling(p, record, rng, parameters, practice, law)
        perform(p, record, rng, parameters)
        close_enforcement(p, record, rng, practice)
        age_case(p)
    if parameters.switch_livelihood:
        live(p, record, parameters)

    acted = act(p, rng, catalogue) if parameters.switch_conduct else NO_ACT
    if parameters.switch_incentives and parameters.switch_conduct and law.score_on:
        acted = respond(p, record, rng, acted, law, parameters, catalogue)
    note_act(record, acted, catalogue)
    if parameters.switch_speech:
        speak_or_hold_back(p, record, rng, parameters)
        praise(p, record, rng, law, parameters)

    if law.active or (p.lists and register.active):
        apply_system(
            p, record, rng, acted, i, people, contacts, signs, payer, law, practice, parameters, catalogue,
            province, register, districts, district_of,
        )  # fmt: skip
    if parameters.switch_ties:
        drop_or_heal(p, record, rng, law, parameters)
    if parameters.switch_fear:
        fear_or_calm(p, record, law, parameters)
        judge_authority(p, record, law, parameters)
    return show(p, record, law, register)


@inlined
def apply_system(
    p: Any, record: Any, rng: Any, acted: Any, i: Any, people: Any, contacts: Any, signs: Any, payer: Any,
    law: Any, practice: Any, parameters: Any, catalogue: Any, province: Any, register: Any,
    districts: Any, district_of: Any,
) -> None:  # fmt: skip
    """What the system does in a month in which it is in force: watch, score, list, deny, name, hear.

    `law` is that of the province one lives in, `register` that of the province that keeps one's lists: the
    same for all who have not moved since they were listed.
    """
    if not law.opt_in or not parameters.switch_participation or join_or_stay_out(p, rng, law, practice):
        open_score(p, law)
    if parameters.switch_surveillance and has_file(p, law):
        zeal = campaign(np.int64(rng.month), law, parameters)
        effort = zeal * patrolled(p, acted, law, catalogue, districts, district_of)
        watch_conduct(p, record, rng, acted, effort, law, catalogue)
        watch_dues(p, record, rng, law, catalogue)
        watch_speech(p, record, rng, zeal, law, catalogue)
        if parameters.switch_opinion:
            be_informed_on(p, record, rng, i, people, contacts, law, practice)
            infer_opinion(p, record, rng, acted, law, practice, catalogue)
        record_wrongly(p, record, rng, province.misplaced_records, law, practice, catalogue)
        if parameters.switch_officials and (law.officials_may or province.quota):
            waive_record(p, record, rng, law, parameters)
            add_by_whim(p, record, rng, province.quota, law, parameters, catalogue)
    if parameters.switch_scoring and has_file(p, law):
        let_records_expire(p, law)
        if parameters.switch_association:
            charge_association(p, record, household_points(payer, law), law)
    if parameters.switch_listing:
        leave_lists(p, record, rng, register, parameters, practice)
        enter_lists(p, record, rng, province.misplaced_listings, law, parameters, practice)
        if register.repair_course and parameters.switch_redress and (p.lists or p.course):
            take_course(p, record, rng, register, practice)
    if parameters.switch_officials and law.officials_may:
        buy_favour(p, record, rng, law, register, parameters)
    if parameters.switch_gates:
        shut_gates(p, law, register)
        if p.stale:
            refuse_from_copies(p, record, rng, register, practice)
    if parameters.switch_gatekeepers and law.keepers:
        age_file(p)
        freeze_accounts(p, record, rng, law)
        ask_gatekeepers(p, record, rng, np.int64(rng.month), law, parameters)
        if parameters.switch_gates:
            shut_doors(p)
    if parameters.switch_gates:
        if not is_empty(p.shut):
            try_gates(p, record, rng, law, practice, catalogue)
        if parameters.switch_movement and law.exit_visa == ASK_EVERYBODY:
            ask_exit_visa(p, record, rng, np.int64(rng.month), parameters, catalogue)
        count_denials(p, record)
    if parameters.switch_redress:
        learn(p, record, rng, register, practice)
        file_dispute(p, record, rng, register, practice)
        decide_dispute(p, record, rng, register, practice)
    if parameters.switch_publicity:
        open_map(p, record, rng, law, practice)
        bear_shame(p, register, parameters)
    if parameters.switch_notification and (law.announced or register.announced):
        place = districts[district_of[p.cell]]
        be_told_of(p, record, rng, place, register, parameters)
        hear(p, record, i, contacts, signs, place, law, parameters)
    count_listed_months(p, np.int64(rng.month), register)


@inlined
def household_points(payer: Any, law: Any) -> Any:
    """Points a month a member loses while the payer of the household is listed: a share of the payer's."""
    if payer & LISTED:
        return np.int64(law.household_share * law.points[JUDGMENT_UNPERFORMED])
    return np.int64(0)

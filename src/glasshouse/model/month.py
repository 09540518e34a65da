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
from glasshouse.engine.luck import BLOCK, U64
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
from glasshouse.model.diary import open_diary
from glasshouse.model.dues import borrow, pay_dues, stand_surety
from glasshouse.model.fear import fear_or_calm, judge_authority
from glasshouse.model.gatekeepers import age_file, ask_gatekeepers, count_asked, freeze_accounts, shut_doors
from glasshouse.model.gates import count_denials, try_gates, try_school
from glasshouse.model.groups import STRATA
from glasshouse.model.listing import count_listed_months, enter_lists, leave_lists, shut_gates
from glasshouse.model.livelihood import earn, live, lose_or_find_work
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
from glasshouse.model.ties import drop_or_heal, look_around
from glasshouse.model.trail import note_month, note_standing
from glasshouse.model.voice import praise, speak_or_hold_back
from glasshouse.model.watching import record_wrongly, watch_conduct, watch_dues, watch_speech
from glasshouse.rulebook.law import ASK_EVERYBODY

NOT_KEPT = np.int32(-1)


@compiled
def live_a_month(
    people: Any, contacts: Any, signs: Any, next_signs: Any,
    laws: Any, practices: Any, all_ways: Any, catalogues: Any, provinces: Any, routes: Any,
    districts: Any, district_of: Any, findings: Any,
    luck: Any, cells: Any, who: Any, lanes: Any, diaries: Any, purposes: Any, k0: Any, k1: Any, month: Any,
    tally: Any, panel: Any, log: Any, trail: Any, rows: Any, asked: Any, start: Any, stop: Any,
) -> None:  # fmt: skip
    """Every person from `start` to `stop` lives the month; signs for others go to `next_signs`.

    `rows` says in which row of `trail` a person's month is kept, NOT_KEPT for none; both are empty in a plain
    run.
    """
    practice, ways, catalogue = practices[0], all_ways[0], catalogues[0]
    for first in range(start, stop, BLOCK):
        n = min(BLOCK, stop - first)
        for j in range(n):
            who[j] = people[first + j].who
        routine.fill(cells, who, n, U64(month), purposes, k0, k1, lanes)
        for j in range(n):
            i = first + j
            p, diary = people[i], diaries[0]
            g = np.int64(p.group)
            kept = rows[i] if rows.shape[0] else NOT_KEPT
            open_diary(diary)
            payer = signs[i + np.int64(p.payer)]
            if p.age < ADULT:
                if ways.switch_gates:
                    try_school(p, diary, luck[j], payer, catalogue)
                count_denials(p, diary)
                count_child(p, diary, g, tally)
            else:
                next_signs[i] = adult(
                    p, diary, luck[j], i, people, contacts, signs, payer, laws, practice, ways, catalogue,
                    provinces, routes, districts, district_of,
                )  # fmt: skip
                g = np.int64(p.lives_in) * STRATA + g % STRATA  # counted where they live now
                if laws[p.lives_in].patrols:
                    findings[i] = diary.recorded != NOTHING_RECORDED and catalogue.inspected[diary.recorded]
                count_adult(p, diary, next_signs[i], g, tally)
                if kept != NOT_KEPT:
                    note_standing(p, diary, next_signs[i], laws[p.lives_in], catalogue, trail[kept])
                if diary.asked != NOBODY_ASKED:
                    count_asked(diary, g // STRATA, ways, asked)
            if kept != NOT_KEPT:
                note_month(diary, trail[kept])
            if p.traits & PANEL:
                note_life(p, diary, month, np.searchsorted(panel, p.who), log)


@inlined
def adult(
    p: Any, diary: Any, luck: Any, i: Any, people: Any, contacts: Any, signs: Any, payer: Any,
    laws: Any, practice: Any, ways: Any, catalogue: Any, provinces: Any, routes: Any,
    districts: Any, district_of: Any,
) -> Any:  # fmt: skip
    """One adult's month; returns the sign others will read."""
    if ways.switch_movement:
        close_register(p)
        move_house(p, diary, luck, np.int64(luck.month), laws, routes, ways)
    law, register, province = laws[p.lives_in], laws[p.listed_in], provinces[p.lives_in]
    surety_called = look_around(p, diary, i, contacts, signs)

    if ways.switch_livelihood:
        lose_or_find_work(p, diary, luck, ways, province.climate)
        earn(p, diary, luck, ways)
    if ways.switch_dues:
        borrow(p, diary, luck, ways)
        pay_dues(p, diary, luck, ways)
        stand_surety(p, diary, surety_called, ways)
    if ways.switch_court and (p.arrears or p.stage or p.lists):
        sue_and_judge(p, diary, luck, practice)
        enforce(p, diary, ways, practice)
        find_unwilling(p, diary, luck, ways, practice, law)
        perform(p, diary, luck, ways)
        close_enforcement(p, diary, luck, practice)
        age_case(p)
    if ways.switch_livelihood:
        live(p, diary, ways)

    acted = act(p, luck, catalogue) if ways.switch_conduct else NO_ACT
    if ways.switch_incentives and ways.switch_conduct and law.score_on:
        acted = respond(p, diary, luck, acted, law, ways, catalogue)
    note_act(diary, acted, catalogue)
    if ways.switch_voice:
        speak_or_hold_back(p, diary, luck, ways)
        praise(p, diary, luck, law, ways)

    if law.active or (p.lists and register.active):
        under_the_law(
            p, diary, luck, acted, i, people, contacts, signs, payer, law, practice, ways, catalogue,
            province, register, districts, district_of,
        )  # fmt: skip
    if ways.switch_ties:
        drop_or_heal(p, diary, luck, law, ways)
    if ways.switch_fear:
        fear_or_calm(p, diary, law, ways)
        judge_authority(p, diary, law, ways)
    return show(p, diary, law, register)


@inlined
def under_the_law(
    p: Any, diary: Any, luck: Any, acted: Any, i: Any, people: Any, contacts: Any, signs: Any, payer: Any,
    law: Any, practice: Any, ways: Any, catalogue: Any, province: Any, register: Any,
    districts: Any, district_of: Any,
) -> None:  # fmt: skip
    """What the system does in a month in which it is in force: watch, score, list, deny, name, hear.

    `law` is that of the province one lives in, `register` that of the province that keeps one's lists: the
    same for all who have not moved since they were listed.
    """
    if not law.opt_in or not ways.switch_participation or join_or_stay_out(p, luck, law, practice):
        open_score(p, law)
    if ways.switch_watching and has_file(p, law):
        zeal = campaign(np.int64(luck.month), law, ways)
        effort = zeal * patrolled(p, acted, law, catalogue, districts, district_of)
        watch_conduct(p, diary, luck, acted, effort, law, catalogue)
        watch_dues(p, diary, luck, law, catalogue)
        watch_speech(p, diary, luck, zeal, law, catalogue)
        if ways.switch_opinion:
            be_informed_on(p, diary, luck, i, people, contacts, law, practice)
            infer_opinion(p, diary, luck, acted, law, practice, catalogue)
        record_wrongly(p, diary, luck, province.misplaced_records, law, practice, catalogue)
        if ways.switch_officials and (law.officials_may or province.quota):
            waive_record(p, diary, luck, law, ways)
            add_by_whim(p, diary, luck, province.quota, law, ways, catalogue)
    if ways.switch_scoring and has_file(p, law):
        let_records_expire(p, law)
        if ways.switch_association:
            charge_association(p, diary, household_points(payer, law), law)
    if ways.switch_listing:
        leave_lists(p, diary, luck, register, ways, practice)
        enter_lists(p, diary, luck, province.misplaced_listings, law, ways, practice)
        if register.repair_course and ways.switch_redress and (p.lists or p.course):
            take_course(p, diary, luck, register, practice)
    if ways.switch_officials and law.officials_may:
        buy_favour(p, diary, luck, law, register, ways)
    if ways.switch_gates:
        shut_gates(p, law, register)
        if p.stale:
            refuse_from_copies(p, diary, luck, register, practice)
    if ways.switch_gatekeepers and law.keepers:
        age_file(p)
        freeze_accounts(p, diary, luck, law)
        ask_gatekeepers(p, diary, luck, np.int64(luck.month), law, ways)
        if ways.switch_gates:
            shut_doors(p)
    if ways.switch_gates:
        if p.shut:
            try_gates(p, diary, luck, law, practice, catalogue)
        if ways.switch_movement and law.exit_visa == ASK_EVERYBODY:
            ask_exit_visa(p, diary, luck, np.int64(luck.month), ways, catalogue)
        count_denials(p, diary)
    if ways.switch_redress:
        learn(p, diary, luck, register, practice)
        file_dispute(p, diary, luck, register, practice)
        decide_dispute(p, diary, luck, register, practice)
    if ways.switch_publicity:
        open_map(p, diary, luck, law, practice)
        bear_shame(p, register, ways)
    if ways.switch_notification and (law.announced or register.announced):
        place = districts[district_of[p.cell]]
        be_told_of(p, diary, luck, place, register, ways)
        hear(p, diary, i, contacts, signs, place, law, ways)
    count_listed_months(p, np.int64(luck.month), register)


@inlined
def household_points(payer: Any, law: Any) -> Any:
    """Points a month a member loses while the payer of the household is listed: a share of the payer's."""
    if payer & LISTED:
        return np.int64(law.household_share * law.points[JUDGMENT_UNPERFORMED])
    return np.int64(0)

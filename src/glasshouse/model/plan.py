"""The plan of a month: every rule in the order in which it is lived. Read it from top to bottom.

`month.py` and its neighbours do what stands here; a test holds them to it.
"""

from __future__ import annotations

from glasshouse.engine.rules import Phase, phase
from glasshouse.model.conduct import act, respond
from glasshouse.model.court import (
    age_case,
    close_enforcement,
    enforce,
    find_unwilling,
    perform,
    sue_and_judge,
)
from glasshouse.model.credit import borrow, pay_dues, stand_surety
from glasshouse.model.debtor_map import be_seen
from glasshouse.model.fear import fear_or_calm, judge_authority
from glasshouse.model.firm_liability import (
    be_listed_for_firm,
    be_released_with_firm,
    lose_job_with_firm,
    seek_again,
    wait_for_firm,
)
from glasshouse.model.firm_listing import (
    enter_firm_lists,
    leave_firm_lists,
    let_marks_expire,
    outlive_the_law,
    score_firm,
    shut_firm_gates,
)
from glasshouse.model.firms import (
    be_checked,
    be_refused,
    break_or_mend,
    close_or_stay,
    default_or_recover,
    use_connections,
)
from glasshouse.model.gatekeepers import age_file, ask_gatekeepers, freeze_accounts, shut_doors
from glasshouse.model.gates import count_denials, try_gates, try_school
from glasshouse.model.listing import count_listed_months, enter_lists, leave_lists, shut_gates
from glasshouse.model.livelihood import earn, live, lose_or_find_work
from glasshouse.model.movement import ask_exit_visa, close_register, move_house
from glasshouse.model.notification import be_announced, be_told_of, hear
from glasshouse.model.officials import add_by_whim, buy_favour, waive_record
from glasshouse.model.opinion import be_informed_on, infer_opinion
from glasshouse.model.participation import join_or_stay_out
from glasshouse.model.publicity import bear_shame, open_map, show
from glasshouse.model.redress import decide_dispute, file_dispute, learn, refuse_from_copies, take_course
from glasshouse.model.scoring import charge_association, let_records_expire, open_score
from glasshouse.model.speech import praise, speak_or_hold_back
from glasshouse.model.surveillance import record_wrongly, watch_conduct, watch_dues, watch_speech
from glasshouse.model.ties import drop_or_heal, look_around

LIVE_A_MONTH: Phase = phase(
    "live a month",
    close_register,
    move_house,
    look_around,
    lose_or_find_work,
    earn,
    borrow,
    pay_dues,
    stand_surety,
    sue_and_judge,
    enforce,
    find_unwilling,
    perform,
    close_enforcement,
    age_case,
    live,
    act,
    respond,
    speak_or_hold_back,
    praise,
    join_or_stay_out,
    open_score,
    watch_conduct,
    watch_dues,
    watch_speech,
    be_informed_on,
    infer_opinion,
    record_wrongly,
    waive_record,
    add_by_whim,
    let_records_expire,
    charge_association,
    leave_lists,
    enter_lists,
    take_course,
    buy_favour,
    shut_gates,
    refuse_from_copies,
    age_file,
    freeze_accounts,
    ask_gatekeepers,
    shut_doors,
    try_gates,
    ask_exit_visa,
    count_denials,
    learn,
    file_dispute,
    decide_dispute,
    open_map,
    bear_shame,
    be_told_of,
    hear,
    count_listed_months,
    drop_or_heal,
    fear_or_calm,
    judge_authority,
    show,
    try_school,
)
BE_SEEN: Phase = phase("be seen on the map", be_seen)
TRADE: Phase = phase(
    "firms trade",
    let_marks_expire,
    break_or_mend,
    default_or_recover,
    be_checked,
    use_connections,
    score_firm,
    leave_firm_lists,
    enter_firm_lists,
    be_refused,
    close_or_stay,
    shut_firm_gates,
    outlive_the_law,
)
ANSWER: Phase = phase(
    "workers and heads answer for listed firms",
    be_listed_for_firm,
    be_released_with_firm,
    seek_again,
    lose_job_with_firm,
    wait_for_firm,
)
BE_ANNOUNCED: Phase = phase("be announced to the phones around", be_announced)
PLAN = (TRADE, ANSWER, LIVE_A_MONTH, BE_SEEN, BE_ANNOUNCED)

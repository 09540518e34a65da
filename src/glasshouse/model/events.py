"""What can happen to a person in a month, and the columns it is counted in."""

from __future__ import annotations

EVENTS = (
    "job_lost",
    "job_found",
    "hire_refused",
    "payment_missed",
    "payment_lapsed",
    "surety_paid",
    "borrowed_money",
    "sued",
    "judged",
    "performed",
    "found_unwilling",
    "found_unable",
    "enforcement_closed",
    "entered_list",
    "left_paid",
    "left_expired",
    "left_corrected",
    "left_repaired",
    "left_unable",
    "term_extended",
    "recorded",
    "recorded_falsely",
    "recorded_wrong_person",
    "rewarded",
    "refused_flight",
    "refused_train",
    "refused_loan",
    "refused_school",
    "refused_other",
    "denied_right",
    "map_opened",
    "map_seen",
    "map_recognised",
    "map_reported",
    "shamed",
    "speech_punished",
    "tie_cut",
    "tie_healed",
    "noticed",
    "dispute_filed",
    "dispute_won",
    "dispute_lost",
    "entered_wrong_person",
    "entered_unable",
    "moved",
    "move_refused",
    "exit_refused",
    "excluded",
    "account_closed",
    "account_frozen",
    "job_lost_firm_listed",
    "listed_as_legal_rep",
    "left_with_firm",
    "waived",
    "added_by_whim",
    "sold",
    "told_nearby",
    "merit_for_show",
    "kindness_forgone",
    "opinion_inferred",
    "fined",
    "exempted",
    "duty_breached",
)
"""Flows: each is a bit of `record.happened`, in this order; new ones come last. Each mechanism says in its
`EVENTS` what those that it records mean."""

STOCKS = (
    "persons",
    "adults",
    "working_age",
    "employed",
    "self_employed",
    "indebted",
    "in_arrears",
    "under_enforcement",
    "listed",
    "listed_wrong_person",
    "listed_unable",
    "redlisted",
    "low_grade",
    "gated",
    "voiced",
    "praised",
    "fearful",
    "aware",
    "disputing",
    "approves_privately",
    "approves_stated",
    "shut_out",
    "frozen",
    "refused_by_copies",
    "on_course",
    "conforms",
)
"""Persons in that state at the end of the month."""

SUMS = (
    "income",
    "paid",
    "interest",
    "borrowed",
    "consumed",
    "exposure",
    "score",
    "savings",
    "debt",
    "refusals",
    "points_moved",
    "points_by_whim",
    "entries_by_whim",
    "entries_spared",
    "exits_by_whim",
    "told_push",
    "told_ringtone",
    "told_screens",
    "merits",
    "kindnesses",
    "refrained",
    "inferred_falsely",
    "raised",
    "state_charged",
    "fines_paid",
    "clawbacks_paid",
    "benefits_cut",
    "prices_paid",
    "deposits_paid",
    "deposits_returned",
    "rewards_paid",
    "refunds_paid",
    "points_spent",
    "owed_to_state",
    "debtors_of_state",
    "behind_with_state",
    "withdrew",
    "excused",
    "entries_exempted",
    "exits_exempted",
    "exits_by_deadline",
    "caught_before",
    "refused_by_mark",
    "delayed",
)
"""Integer sums over persons: cents, viewer-sightings, points, refusals, entries, people, acts."""

COLUMNS = STOCKS + EVENTS + SUMS
COLUMN = {name: index for index, name in enumerate(COLUMNS)}
FIRST_EVENT = len(STOCKS)

_BIT = {name: 1 << index for index, name in enumerate(EVENTS)}

JOB_LOST = _BIT["job_lost"]
JOB_FOUND = _BIT["job_found"]
HIRE_REFUSED = _BIT["hire_refused"]
PAYMENT_MISSED = _BIT["payment_missed"]
PAYMENT_LAPSED = _BIT["payment_lapsed"]
SURETY_PAID = _BIT["surety_paid"]
BORROWED_MONEY = _BIT["borrowed_money"]
WAS_SUED = _BIT["sued"]
WAS_JUDGED = _BIT["judged"]
PERFORMED = _BIT["performed"]
FOUND_UNWILLING = _BIT["found_unwilling"]
FOUND_UNABLE = _BIT["found_unable"]
ENFORCEMENT_CLOSED = _BIT["enforcement_closed"]
ENTERED_LIST = _BIT["entered_list"]
LEFT_PAID = _BIT["left_paid"]
LEFT_EXPIRED = _BIT["left_expired"]
LEFT_CORRECTED = _BIT["left_corrected"]
LEFT_REPAIRED = _BIT["left_repaired"]
LEFT_UNABLE = _BIT["left_unable"]
TERM_EXTENDED = _BIT["term_extended"]
RECORDED = _BIT["recorded"]
RECORDED_FALSELY = _BIT["recorded_falsely"]
RECORDED_WRONG_PERSON = _BIT["recorded_wrong_person"]
REWARDED = _BIT["rewarded"]
REFUSED_FLIGHT = _BIT["refused_flight"]
REFUSED_TRAIN = _BIT["refused_train"]
REFUSED_LOAN = _BIT["refused_loan"]
REFUSED_SCHOOL = _BIT["refused_school"]
REFUSED_OTHER = _BIT["refused_other"]
DENIED_RIGHT = _BIT["denied_right"]
MAP_OPENED = _BIT["map_opened"]
MAP_SEEN = _BIT["map_seen"]
MAP_RECOGNISED = _BIT["map_recognised"]
MAP_REPORTED = _BIT["map_reported"]
SHAMED = _BIT["shamed"]
SPEECH_PUNISHED = _BIT["speech_punished"]
TIE_CUT = _BIT["tie_cut"]
TIE_HEALED = _BIT["tie_healed"]
NOTICED = _BIT["noticed"]
DISPUTE_FILED = _BIT["dispute_filed"]
DISPUTE_WON = _BIT["dispute_won"]
DISPUTE_LOST = _BIT["dispute_lost"]
ENTERED_WRONG_PERSON = _BIT["entered_wrong_person"]
ENTERED_UNABLE = _BIT["entered_unable"]
MOVED = _BIT["moved"]
MOVE_REFUSED = _BIT["move_refused"]
EXIT_REFUSED = _BIT["exit_refused"]
EXCLUDED = _BIT["excluded"]  # refused by every gatekeeper of a kind
ACCOUNT_CLOSED = _BIT["account_closed"]
ACCOUNT_FROZEN = _BIT["account_frozen"]
JOB_LOST_FIRM_LISTED = _BIT["job_lost_firm_listed"]
LISTED_AS_LEGAL_REP = _BIT["listed_as_legal_rep"]
LEFT_WITH_FIRM = _BIT["left_with_firm"]
WAIVED = _BIT["waived"]
ADDED_BY_WHIM = _BIT["added_by_whim"]
SOLD = _BIT["sold"]
TOLD_NEARBY = _BIT["told_nearby"]
MERIT_FOR_SHOW = _BIT["merit_for_show"]
KINDNESS_FORGONE = _BIT["kindness_forgone"]
OPINION_INFERRED = _BIT["opinion_inferred"]
FINED = _BIT["fined"]
EXEMPTED = _BIT["exempted"]
DUTY_BREACHED = _BIT["duty_breached"]

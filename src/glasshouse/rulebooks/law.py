"""The law of one month as one flat record: what a rulebook says, in the shape rules read.

Every rulebook compiles to one record of `law_type`; moving a slider changes numbers in it and never its
shape, so nothing is compiled again. Lists, grades, rights and behaviours are addressed by their index: lists
and grades in the order of the rulebook, rights and behaviours in the order of the vocabularies of the run,
the shipped words first. How many there is room for follows from these (see `sizes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.rulebooks.sizes import STANDARD, WORD, Field, Sizes, sized

# How one comes onto a list (`list_entry`).
ENTRY_NONE = 0
ENTRY_COURT_UNWILLING = 1  # a court finds the debtor able and refusing
ENTRY_COURT_UNPERFORMED = 2  # judgment not performed, able or not
ENTRY_ARREARS = 3  # a lender reports `list_entry_value` months in arrears
ENTRY_GRADE_AT_MOST = 4  # score falls to grade `list_entry_value` or worse (index in the grade table)
ENTRY_GRADE_AT_LEAST = 5  # redlist: score reaches grade `list_entry_value` or better
ENTRY_BEHAVIOUR = 6  # a record of behaviour `list_entry_value`
ENTRY_COURT_OBSTRUCTS = 7  # a court finds resistance, hidden assets or a breach of its orders
ENTRY_FIRM_LISTED = 8  # legal representative of a firm that has come onto a list of firms
ENTRY_STATUS = 9  # holds the status `list_entry_value`
ENTRY_ACTS = 10  # records of acts, as many and within such a time as the counters of the list ask
ENTRY_OWES_STATE = 11  # fines and clawbacks of `list_owes` not paid, overdue for `list_entry_value` months

# How one leaves it (`list_exits`, a bit mask).
EXIT_PERFORMED = 1
EXIT_EXPIRED = 2
EXIT_REPAIRED = 4
EXIT_INABILITY = 8
EXIT_GRADE = 16  # the score has left the range that put the person on the list
EXIT_FIRM = 32  # the firm the person answers for is no longer listed
EXIT_ENDED = 128  # the list itself has ended
EXIT_STATUS = 64  # the list reaches the person no more, or the status that brought them onto it has ended

# Who is shown a list (`list_published`, a bit mask).
PUBLISHED_WEBSITE = 1
PUBLISHED_MAP = 2
PUBLISHED_SCREENS = 4
PUBLISHED_RINGTONE = 8
PUBLISHED_CONTACTS = 16
PUBLISHED_PUSH = 32  # told to the phones around

# Who bears what a list denies besides the person (`list_falls_on`).
FALLS_ON_PERSON = 0
FALLS_ON_HOUSEHOLD = 1  # the adults whose household the person is the main earner of
FALLS_ON_GUARANTOR = 2  # a contact who stands surety for the person

# Details the map discloses (`map_fields`, a bit mask).
FIELD_NAME = 1
FIELD_ID = 2
FIELD_ADDRESS_PART = 4
FIELD_REASON = 8
FIELD_AMOUNT = 16
FIELD_PHOTO = 32
FIELD_EMPLOYER = 64
FIELD_FAMILY = 128

# When the person is told (`notice`).
NOTICE_NONE = 0
NOTICE_AFTER = 1
NOTICE_BEFORE = 2

# When a human being looks at a decision (`human_review`) and the person is heard (`hearing`).
NEVER = 0
ON_REQUEST = 1
BEFORE = 2

# How records are matched to persons (`identity`).
MATCHED_UNSAID = 0
MATCHED_BY_NUMBER = 1
MATCHED_BY_NAME_AND_BIRTH = 2
MATCHED_BY_NAME = 3

MOST_DUTIES = 8
"""Duties that sanctions of one rulebook may lay on people."""

GROUNDS = (
    "",
    "court_judgment",
    "final_decision",
    "open_decision",
    "report",
    "self_declared",
    "sensor",
    "inference",
)
"""What an entry or a record rests on, by its code (`list_ground`, `record_ground`); the first: unsaid."""

# Who must ask before moving to another province (`permit`) or leaving the country (`exit_visa`).
ASK_NOBODY = 0
ASK_LISTED = 1  # those on a blacklist, who are refused
ASK_EVERYBODY = 2  # everybody: the listed are refused, others now and then
# Kinds of private gatekeeper, in the order of their index, and the right each of them keeps.
KEEPERS = {
    "bank": "economic.bank_account",
    "payment": "economic.payment",
    "platform": "expression.platform_speech",
    "phone": "communication.phone",
    "landlord": "housing.rental",
    "employer": "work.screened_employment",
    "carrier": "movement.flight",
    "insurer": "economic.insurance_product",
}

# What a gatekeeper takes into account (`keeper_data`, a bit mask).
DATA_CLOSURES = 1  # an account closed, or a refusal everywhere, that is still on file
DATA_ARREARS = 2
DATA_JUDGMENTS = 4
DATA_LISTS = 8  # on a blacklist
DATA_GRADE = 16  # in the worst grade of the score
DATA_SPEECH = 32  # dissent voiced this month

# Whose accounts an emergency order shuts (`freeze_who`).
FREEZE_NONE = 0
FREEZE_DISSENT = 1  # those who voice dissent while it is in force
FREEZE_RANDOM = 2
FREEZE_LISTED = 3  # those on a blacklist
FIRM_CATEGORIES = 7
"""Categories of a corporate score: tax, safety, environment, contracts, wages, disclosure, discretionary."""

# How a firm comes onto a list of firms (`firm_list_entry`).
FIRM_ENTRY_NONE = 0
FIRM_ENTRY_SCORE = 1  # corporate score at or below `firm_list_value`
FIRM_ENTRY_CATEGORY = 2  # a standing record in category `firm_list_value`
FIRM_ENTRY_DEFAULT = 3  # the firm does not pay what it owes

# How it leaves it (`firm_list_exits`, a bit mask).
FIRM_EXIT_EXPIRED = 1
FIRM_EXIT_REPAIRED = 2
FIRM_EXIT_CURED = 4  # what brought it onto the list holds no more

# What connections may do in the discretionary category (`firm_discretion`, a bit mask).
MAY_FILL = 1  # give merit points
MAY_CLEAR = 2  # wipe records
# What officials may do beyond the rules (`officials_may`, a bit mask).
MAY_WAIVE = 1  # let a record or a listing of anybody fall under the table
MAY_ADD = 2  # enter what no act stands behind
MAY_SELL = 4  # take money for points or a delisting
MAY_SHIELD = 8  # protect their own ties
RUNGS = 5
"""Most steps of a ladder."""

# Where inspectors go (`patrols`).
PATROLS_EVEN = 0
PATROLS_FINDINGS = 1  # where findings were
PATROLS_CORRECTED = 2  # where findings were, each weighed by how rarely anybody was sent there
# Who takes part (`opt_in`).
OPT_IN_NONE = 0  # everybody, asked or not
OPT_IN_CONSENT = 1  # who has agreed
OPT_IN_APP = 2  # who has agreed and has the app, which takes a smartphone
OPT_IN_OPT_OUT = 3  # who has not opted out

# What leaving does (`withdrawal`, a bit mask).
WITHDRAWAL_ALLOWED = 1
WITHDRAWAL_DELETES = 2
WITHDRAWAL_KEEPS_LISTINGS = 4
PURPOSES = 8
"""Most purposes with a choice of their own."""

DEFENCES = 8
"""Most defences of one rulebook."""
CONDITIONS = (
    "everyone",
    "employed",
    "working",
    "unemployed",
    "owners",
    "officials",
    "smartphone",
    "young",
    "old",
    "parents",
    "minority",
    "women",
    "men",
    "urban",
    "rural",
    "debtors",
    "unable",
    "first_time",
)
"""Who can plead a defence (`defence_who`, the place in this order)."""
# Who decides on a plea (`defence_decider`).
DECIDED_BY_COURT = 0
DECIDED_BY_BODY = 1
DECIDED_BY_MACHINE = 2

# From when a term runs (`list_clock`).
CLOCK_ENTRY = 0
CLOCK_SETTLEMENT = 1  # when the debt is paid, or the case closed
CLOCK_DECISION = 2  # when the court decided on which the entry rests
CLOCK_NOTICE = 3  # when the person was told

# What ended a listing besides its exits (`MonthRecord.freed_by`).
FREED_BY_DEADLINE = 1
FREED_BY_DEFENCE = 2
FREED_BY_WITHDRAWAL = 3


# What a measure of money does (`measure_effect`).
MEASURE_NONE = 0
MEASURE_FINE = 1  # owed to the state once its ground begins
MEASURE_CLAWBACK = 2  # the same, of what benefits have paid
MEASURE_CUT = 3  # a part of an income is not paid
MEASURE_PRICE = 4  # a use of a right, or a debt, costs more
MEASURE_DEPOSIT = 5  # locked while the ground holds
MEASURE_REWARD = 6  # paid once its ground begins
MEASURE_ALLOWANCE = 7  # a reward paid again and again while its ground holds
MEASURE_SPENDING = 8  # points are turned into money

# Whose income a cut lowers (`measure_income`).
INCOME_ALL = 0
INCOME_BENEFIT = 1
INCOME_PENSION = 2
INCOME_WAGE = 3

FIELDS: list[Field] = [
    ("active", "u1"),  # 1 from the rulebook's first month on
    ("ended", "u1"),  # 1 after its last month
    # lists
    ("list_entry", "u1", "lists"),
    ("list_entry_value", "i4", "lists"),
    ("list_owes", "i8", "lists"),  # cents of debt without which nobody comes onto it
    ("list_ground", "u1", "lists"),  # code of GROUNDS
    ("list_red", "u1", "lists"),  # 1: a redlist (honours), 0: a blacklist
    ("list_grace", "i4", "lists"),  # months between the ground and the entry
    ("list_term", "i4", "lists"),  # months; 0 = until an exit other than expiry
    ("list_extension_low", "i4", "lists"),  # months added for resistance or repetition
    ("list_extension_high", "i4", "lists"),
    ("list_exits", "u1", "lists"),
    ("list_repair_after", "i4", "lists"),  # months before repair may be asked for
    ("list_removal", "i4", "lists"),  # months from the exit ground to deletion (0 = within the month)
    ("list_ability_test", "u1", "lists"),  # 1: the debtor's ability to pay is examined before entry
    ("list_retest", "i4", "lists"),  # months between re-examinations of ability; 0 = never
    ("list_shuts", "rights", "lists"),  # rights denied (mask)
    ("list_grants", "rights", "lists"),  # rights or rewards granted (mask)
    ("list_published", "u1", "lists"),
    ("list_applies", "statuses", "lists"),  # statuses of which one is needed (mask); none = everybody
    ("list_exempt", "statuses", "lists"),  # statuses that keep a person off (mask)
    ("list_marks", "rights", "lists"),  # rights that those who decide may refuse (mask)
    ("list_delays", "rights", "lists"),  # rights that are served later (mask)
    ("list_inspects", "u1", "lists"),  # 1: whoever is on it is checked more
    ("list_duties", "u1", "lists"),  # duties it brings (mask)
    ("list_seen", "u1", "lists"),  # 1: those around learn who is on it
    # score
    ("score_on", "u1"),
    ("score_start", "i4"),
    ("score_floor", "i4"),
    ("score_cap", "i4"),
    ("score_recovery", "i4"),  # points a month back toward the start
    ("grades", "i4"),  # how many grades are in use
    ("grade_floor", "i4", "grades"),  # least score of grade g, best first
    ("grade_shuts", "rights", "grades"),
    ("grade_grants", "rights", "grades"),
    ("grade_marks", "rights", "grades"),
    ("grade_delays", "rights", "grades"),
    ("grade_inspects", "u1", "grades"),
    ("grade_duties", "u1", "grades"),
    ("partial", "u1"),  # 1: there are marks, delays, inspections or duties
    ("delay_months", "u1", "rights"),  # months between two times at which a delayed right is served
    ("duty_breach", "i4", MOST_DUTIES),  # the act that failing a duty is
    ("points", "i4", "behaviours"),
    ("points_cap", "i4", "behaviours"),  # most points of that behaviour in one month; 0 = no cap
    ("drop_to_grade", "i4", "behaviours"),  # index of the grade a record drops the person to; -1 = none
    ("recorded", "u1", "behaviours"),  # 1: a record of the behaviour is kept
    ("record_ground", "u1", "behaviours"),  # code of GROUNDS
    ("records", "u1"),  # 1: a record of any behaviour is kept
    ("record_validity", "i4"),  # months a record counts; 0 = for ever
    # publicity
    ("map_on", "u1"),
    ("map_radius", "i4"),  # metres
    ("map_grid", "i4"),  # metres a shown position is snapped to; 0 = exact
    ("map_fields", "u1"),
    ("map_reports", "u1"),  # 1: viewers may report a debtor as able to pay
    # association
    ("household_share", "f8"),  # fraction of a penalty that falls on each household member
    ("contact_points", "i4"),  # points a month for each listed contact
    ("legal_rep_listed", "u1"),  # 1: a firm's debt lists its legal representative
    # procedure
    ("notice", "u1"),
    ("reasons", "u1"),  # 1: the person is told why
    ("human_review", "u1"),
    ("hearing", "u1"),
    ("identity", "u1"),  # how records are matched to persons
    ("dispute", "u1"),  # 1: a listing can be disputed
    ("decide_within", "i4"),  # months allowed for a decision; 0 = no limit set
    ("suspensive", "u1"),  # 1: a dispute suspends the effects
    ("repair", "u1"),  # 1: credit repair exists
    ("single_lifting", "u1"),  # 1: one sanction may be lifted for need
    # movement
    ("list_falls_on", "u1", "lists"),  # who bears besides the person (see FALLS_ON_HOUSEHOLD)
    ("others_bear", "u1"),  # 1: some list falls on others besides the person
    ("list_local", "u1", "lists"),  # 1: binds in its own province and where it is recognised, 0: everywhere
    ("recognises", "u1"),  # 1: the lists and records of other provinces bind here
    ("permit", "u1"),  # who must ask before moving to another province
    ("exit_visa", "u1"),  # who must ask before leaving the country
    # private gatekeepers, by kind in the order of KEEPERS
    ("keepers", "u1"),  # 1: any kind decides, or accounts can be frozen
    ("keeper_on", "u1", len(KEEPERS)),
    ("keeper_data", "u1", len(KEEPERS)),
    ("keeper_refuses", "u8", len(KEEPERS)),  # threshold of refusing somebody with nothing on file
    ("keeper_refuses_marked", "u8", len(KEEPERS)),  # the same with something on file
    ("keeper_single_item", "f8", len(KEEPERS)),  # share of them that refuse whoever has an item on file
    ("keeper_sharing", "u8", len(KEEPERS)),  # threshold of deciding on the shared score, not an own one
    ("keeper_vendor", "u1", len(KEEPERS)),  # whose score is shared: the same number, the same score
    ("keeper_keeps", "u1", len(KEEPERS)),  # months a closure stays on file, at most 127
    ("keeper_appeal", "u1", len(KEEPERS)),  # 1: who is refused everywhere may appeal
    ("keeper_database", "u1"),  # 1: whoever is on file is refused by all gatekeepers of all kinds
    ("freeze_who", "u1"),
    ("freeze_kinds", "u1"),  # kinds of gatekeeper whose accounts the order shuts (mask)
    ("freeze_share", "u8"),  # threshold of being reached by the order in a month, for those it is for
    # firms
    ("firm_on", "u1"),
    ("firm_start", "i4"),  # corporate score of a firm without records
    ("firm_points", "i4", FIRM_CATEGORIES),  # points of a record, before weighing
    ("firm_weight", "f8", FIRM_CATEGORIES),
    ("firm_validity", "i4", FIRM_CATEGORIES),  # months a record counts; 0 = until repaired
    ("firm_merit", "i4"),  # points a favour brings in the discretionary category
    ("firm_discretion", "u1"),
    ("firm_list_entry", "u1", "firm_lists"),
    ("firm_list_value", "i4", "firm_lists"),
    ("firm_list_term", "i4", "firm_lists"),  # months; 0 = without end
    ("firm_list_exits", "u1", "firm_lists"),
    ("firm_list_repair_after", "i4", "firm_lists"),
    ("firm_list_shuts", "rights", "firm_lists"),  # rights denied to the firm (mask)
    ("firm_list_reaches", "u1", "firm_lists"),  # 1: reaches the legal representative, if `legal_rep_listed`
    ("firm_list_locked", "u1", "firm_lists"),  # 1: a listed firm cannot deregister
    # beyond the written rules
    ("officials_may", "u1"),
    ("officials_bounded", "u1"),  # 1: what they may do has written bounds
    ("campaign_every", "i4"),  # months from one campaign to the next; 0 = none
    ("quota", "i4"),  # findings a month wanted for 10,000 adults; 0 = none
    ("quota_weak", "u1"),  # 1: what is missing is made up at the expense of the poor
    ("patrols", "u1"),
    # telling others
    ("announced", "u1"),  # channels by which some blacklist is told to others (as list_published)
    ("notify_radius", "i4"),  # metres around a person within which phones are told; 0 = none
    ("notify_low_grade", "u1"),  # 1: a low grade is told as well
    # a zero base
    ("zero_base", "rights"),  # rights shut to everybody who is not granted them (mask)
    ("granted_in_standing", "rights"),  # rights granted to all from whom they are not withheld (mask)
    ("list_withholds", "rights", "lists"),
    ("grade_withholds", "rights", "grades"),
    # repair
    ("repair_course", "i4"),  # months of the course that repair asks for; 0 = none
    # participation
    ("opt_in", "u1"),  # who is scored and recorded
    # repetition: what a list, or the ladder of a list, counts
    ("counters", "u1"),  # how many are in use
    ("counter_list", "u1", "counted"),
    ("counter_window", "i8", "counted"),  # months looked back, this month in the lowest bit (mask)
    ("counter_least", "u1", "counted"),  # months of these in which it must have happened
    ("counter_ladder", "u1", "counted"),  # 1: counts entries onto the list, 0: records of acts
    ("act_counters", "counters", "behaviours"),  # what a record of the act counts in (mask)
    ("list_ladder", "u1", "lists"),  # counter of its ladder, from 1; 0 = none
    ("rungs", "u1", "counted"),  # steps of the ladder
    ("rung_term", "i4", ("counted", RUNGS)),  # months
    ("rung_shuts", "rights", ("counted", RUNGS)),  # rights that the step shuts besides (mask)
    ("rung_grants", "rights", ("counted", RUNGS)),
    ("rung_withholds", "rights", ("counted", RUNGS)),
    ("rung_measures", "measures", ("counted", RUNGS)),  # measures of money that the step brings (mask)
    # those to whom the whole text applies
    ("scope_applies", "statuses"),  # as `list_applies`
    ("scope_exempt", "statuses"),
    ("score_origin", "i4"),  # points at the start for belonging to a minority
    # money, by measure: those of all rulebooks of the run have places, in the order of `Rulebook.measures`
    ("measures", "i4"),  # how many of them this law has
    ("measure_effect", "u1", "measures"),
    ("measure_amount", "i8", "measures"),  # cents: in all, a month or each use
    (
        "measure_share",
        "f8",
        "measures",
    ),  # fraction of a benefit or income, of benefits paid, of a debt a year
    (
        "measure_months",
        "i4",
        "measures",
    ),  # months of a cut or price, 0 = while its ground holds; between allowances
    (
        "measure_instalments",
        "i4",
        "measures",
    ),  # months in which it is paid; 0 = nothing is due but withholding
    ("measure_withheld", "f8", "measures"),  # fraction of income withheld while something is owed
    ("measure_right", "i4", "measures"),  # code of the right it is about, counted from 1; 0 none
    ("measure_income", "u1", "measures"),
    ("measure_points", "i4", "measures"),  # points that are spent at a time
    ("list_measures", "measures", "lists"),  # measures that a list brings (set)
    ("grade_measures", "measures", "grades"),
    ("act_measures", "measures", "behaviours"),
    ("withdrawal", "u1"),  # whether those who take part may leave, and what leaving does
    ("asked_months", "i4"),  # months for which people have had the choice to take part
    ("purposes", "u1"),  # how many purposes people are asked about
    ("purpose_by", "u1", PURPOSES),  # how they are asked (as opt_in)
    ("purpose_reaches", "u1", PURPOSES),  # kinds of gatekeeper that look at score and lists for it (mask)
    # defences
    ("defences", "u1"),  # how many there are
    ("defence_who", "u1", DEFENCES),  # who can plead it
    ("defence_status", "i4", DEFENCES),  # code of a status that is needed besides, from 1; 0 = none
    ("defence_after", "u1", DEFENCES),  # 1: pleaded after the entry, 0: asked about before
    ("defence_decider", "u1", DEFENCES),
    ("defence_lists", "i8", DEFENCES),  # lists it is against (mask)
    ("defence_rights", "rights", DEFENCES),  # rights of the sanctions it is against (mask)
    ("defence_measures", "measures", DEFENCES),  # clauses that move money it is against (set)
    # deadlines
    ("deadlines", "u1"),  # 1: some list has one of these
    ("list_interim", "i4", "lists"),  # months within which an entry must be confirmed; 0 = final at once
    ("list_lapses", "i4", "lists"),  # months for a decision whose lack frees the person; 0 = none
    ("list_clock", "u1", "lists"),  # from when the term runs
]
"""One month of law. Read in rules as `law.list_term[k]`; see the comment behind each field."""


@cache
def law_type(sizes: Sizes) -> np.dtype[np.void]:
    """The record of one month of law with room for these many lists, rights and so on."""
    return sized(FIELDS, sizes)


LAW = law_type(STANDARD)
"""The record that the shipped rulebooks fit into."""


def mask(bits: Mapping[str, int], words: Iterable[str] | None) -> int:
    """The bits of some words together; 0 for none."""
    return sum(bits[word] for word in words or ())


def put(words: npt.NDArray[np.uint32], bits: int) -> None:
    """Write a set of rights, one number however large, into the words of a record."""
    for w in range(len(words)):
        words[w] = bits >> WORD * w & 2**WORD - 1


def bits_of(words: object) -> int:
    """A set of rights kept in words as one number: the right of code k is its bit k."""
    return int.from_bytes(np.ascontiguousarray(words, "<u4").tobytes(), "little")


def counted_acts(law: Any, k: int) -> list[list[int]]:
    """For each thing that list `k` counts, the codes of the acts whose records count; `law` is one record."""
    used = range(int(law["counters"]))
    counters = [c for c in used if law["counter_list"][c] == k and not law["counter_ladder"][c]]
    acts = law["act_counters"].astype(np.int64)
    return [[int(act) for act in np.flatnonzero(acts >> c & 1)] for c in counters]

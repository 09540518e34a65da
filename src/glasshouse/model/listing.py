"""Listing: who comes onto a list, how long they stay, and how they leave.

Here a sanction is decided: the lists a person is on and the grade of their score say which rights are shut.
Whether an entry was right is remembered beside it: listed in place of somebody else, or unable to pay.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import compiled, inlined
from glasshouse.engine.rng import draw, draw_pair, pick, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import PLACE_IN_WORD, WORD_SHIFT, add, clear, drop, has, is_empty, longest, without
from glasshouse.model.court import able
from glasshouse.model.fields import events, field, fields
from glasshouse.model.person import (
    CAUGHT_BEFORE,
    DISPUTING,
    JUDGED,
    LISTED,
    NOTHING_RECORDED,
    OBSTRUCTS,
    SCORED,
    SPARED,
    SPENT,
    UNWILLING,
)
from glasshouse.model.procedure import caught_before, share_of_list_misplaced
from glasshouse.model.record_types import ActRow, DrawsRow, Int, LawRow, MonthRecord, ParameterRow, Person
from glasshouse.model.repetition import NOT_THEIR_DOING, climb, happened_often, rests_on_mistake
from glasshouse.model.rights import LEAVE_COUNTRY
from glasshouse.model.scoring import grade_of
from glasshouse.model.shielding import is_shielded
from glasshouse.model.state_debts import has_paid, owed, owes_the_state
from glasshouse.model.statuses import reaches
from glasshouse.rulebooks.law import (
    ENTRY_ACTS,
    ENTRY_ARREARS,
    ENTRY_BEHAVIOUR,
    ENTRY_COURT_OBSTRUCTS,
    ENTRY_COURT_UNPERFORMED,
    ENTRY_COURT_UNWILLING,
    ENTRY_GRADE_AT_LEAST,
    ENTRY_GRADE_AT_MOST,
    ENTRY_NONE,
    ENTRY_OWES_STATE,
    ENTRY_STATUS,
    EXIT_ENDED,
    EXIT_EXPIRED,
    EXIT_GRADE,
    EXIT_INABILITY,
    EXIT_PERFORMED,
    EXIT_REPAIRED,
    EXIT_STATUS,
    FALLS_ON_GUARANTOR,
    FALLS_ON_HOUSEHOLD,
)

PERSON_FIELDS = fields(
    lists=field("lists", "flags", "lists the person is on, one flag each"),
    wrong_person=field(
        "lists", "flags", "of these lists, those entered for what somebody else did, or nobody"
    ),
    unable=field("lists", "flags", "of these lists, those entered though unable to pay"),
    released=field("statuses", "flags", "lists left, each until the status that leads onto it has been lost"),
    term=field("months", "month", "time left on each list that has an end", "lists"),
    since=field("months", "month", "time on each list, at most 255 or 65,535", "lists"),
    times_listed=field("u1", "times", "entries onto lists so far"),
    first_listed=field("u2", "month", "month of the first entry, counted from 1; 0 never"),
    first_left=field("u2", "month", "month of the first exit, counted from 1; 0 never"),
    months_listed=field("u2", "month", "time spent on any list so far"),
    months_wronged=field(
        "u2",
        "month",
        "time on a list by mistake of person or though unable to pay, or refused by a stale copy",
    ),
)

EVENTS = events(
    entered_list="came onto a list",
    left_paid="left a list because the debt was paid",
    left_expired="left a list because its term or another deadline ended",
    left_unable="left a list because a court found them unable to pay",
    entered_wrong_person="came onto a list for what somebody else did, or nobody",
    entered_unable="came onto a list though unable to pay",
)

CAUGHT = stream("listing.caught", redrawn=True)
AGGRAVATED = stream("listing.aggravated", redrawn=True)
EXTENSION = stream("listing.extension", redrawn=True)
RETEST = stream("listing.retest", redrawn=True)
REPAIR = stream("listing.repair", redrawn=True)
MOST_TIMES = 255


@inlined
def falls_under(p: Person, record: MonthRecord, k: int, law: LawRow) -> bool:
    """Whether the entry rule of list `k` fits the person now."""
    entry = law.list_entry[k]
    if entry == ENTRY_OWES_STATE:
        return owes_the_state(p, law.list_owes[k], law.list_entry_value[k], law)
    if p.debt < law.list_owes[k]:
        return False
    if entry == ENTRY_COURT_UNWILLING:
        return p.stage == JUDGED and p.state & (UNWILLING | OBSTRUCTS | SPENT) == UNWILLING
    if entry == ENTRY_COURT_OBSTRUCTS:
        return p.stage == JUDGED and p.state & (OBSTRUCTS | SPENT) == OBSTRUCTS
    if entry == ENTRY_COURT_UNPERFORMED:
        return p.stage == JUDGED and p.stage_months >= law.list_grace[k] and not p.state & SPENT
    if entry == ENTRY_ARREARS:
        return p.arrears >= max(1, law.list_entry_value[k]) and not p.state & SPENT
    if entry == ENTRY_GRADE_AT_MOST:
        return p.state & SCORED != 0 and grade_of(p.score, law) >= law.list_entry_value[k]
    if entry == ENTRY_GRADE_AT_LEAST:
        return p.state & SCORED != 0 and grade_of(p.score, law) <= law.list_entry_value[k]
    if entry == ENTRY_BEHAVIOUR:
        return record.recorded != NOTHING_RECORDED and record.recorded == law.list_entry_value[k]
    if entry == ENTRY_ACTS:
        return happened_often(p, k, law)
    if entry == ENTRY_STATUS:
        return has(record.holds, law.list_entry_value[k]) and not has(p.released, k)
    return False


@inlined
def is_for(record: MonthRecord, k: int, law: LawRow) -> bool:
    """Whether list `k` can have somebody with the statuses of the person on it."""
    return reaches(record, law.list_applies[k], law.list_exempt[k])


@inlined
def blacklists(p: Person, law: LawRow) -> Int:
    """The blacklists the person is on (mask); honours do not count."""
    mask = np.int64(p.lists)
    for k in range(len(law.list_red)):
        if mask >> k & 1 and law.list_red[k]:
            mask ^= 1 << k
    return mask


@inlined
def is_seen(p: Person, law: LawRow) -> bool:
    """Whether those around see a list the person is on: it is published, told, or costs them points."""
    for k in range(len(law.list_seen)):
        if p.lists >> k & 1 and law.list_seen[k]:
            return True
    return False


@inlined
def binds_here(p: Person, k: int, law: LawRow, register: LawRow) -> bool:
    """Whether list `k` of the register has force where the person lives."""
    return p.listed_in == p.lives_in or law.recognises or not register.list_local[k]


@inlined
def concerns_debt(k: int, law: LawRow) -> bool:
    """Whether list `k` is for debtors, so that inability to pay is an injustice and a namesake can be hit."""
    return (
        ENTRY_COURT_UNWILLING <= law.list_entry[k] <= ENTRY_ARREARS
        or law.list_entry[k] == ENTRY_COURT_OBSTRUCTS
    )


@inlined
def may_enter(p: Person, record: MonthRecord, rng: DrawsRow, entered: np.uint64) -> bool:
    """Whether there is anything on which a list could rest: a debt, a score, a status, a record, or a
    mistake."""
    on_file = np.int64(p.stage) | np.int64(p.arrears) | np.int64(p.state) & SCORED
    for w in range(len(record.holds)):
        on_file |= np.int64(record.holds[w])
    for m in range(len(p.charged)):
        on_file |= owed(p, m)
    return (on_file != 0) | (record.recorded != NOTHING_RECORDED) | (rng.mistaken < entered)


@rule(
    reads="stage stage_months state arrears score lists savings debt dependants traits lives_in listed_in"
    " history mistaken_history released charged settled behind",
    writes="lists unable wrong_person term since times_listed state history rung",
    streams="mistaken listing.caught listing.aggravated listing.extension officials.look_after",
    when=may_enter,
)
def enter_lists(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    entered: np.uint64,
    law: LawRow,
    parameters: ParameterRow,
    practice: ParameterRow,
    catalogue: ActRow,
) -> None:
    """Put the person on every list whose entry rule fits, or, rarely, in place of a namesake (`entered`: how
    many listings there were to misplace last month). Some mistakes are found before.

    A province enters nobody who is still on the lists of another: one register at a time.
    """
    if p.listed_in != p.lives_in or not reaches(record, law.scope_applies, law.scope_exempt):
        return
    for k in range(len(law.list_entry)):
        if law.list_entry[k] == ENTRY_NONE:  # lists are compiled without a gap: no other follows
            return
        if not is_for(record, k, law):
            continue
        if p.lists >> k & 1:
            if climbs(p, record, k, law):
                p.term[k] = max(np.int64(p.term[k]), climb(p, k, law))
            continue
        if falls_under(p, record, k, law) and is_due(p, k, law, practice, catalogue):
            if record.excused >> k & 1:
                continue
            unable = concerns_debt(k, law) and not able(p, record, parameters)
            if unable and draw_pair(rng, k, CAUGHT) < caught_before(law, practice):
                p.state |= SPENT
                record.acts |= CAUGHT_BEFORE
                continue
            if is_shielded(p, rng, k, law, parameters):
                spare(p, record)
                continue
            enter(p, record, rng, k, law, practice)
            if unable:
                p.unable |= 1 << k
                record.happened |= event.ENTERED_UNABLE
            elif is_mistaken_entry(p, record, k, law):
                p.wrong_person |= 1 << k
                record.happened |= event.ENTERED_WRONG_PERSON
        elif is_taken_for_another(p, rng, entered, k, law, practice, catalogue):
            if draw_pair(rng, k, CAUGHT) < caught_before(law, practice):
                record.acts |= CAUGHT_BEFORE
                continue
            enter(p, record, rng, k, law, practice)
            p.wrong_person |= 1 << k
            record.happened |= event.ENTERED_WRONG_PERSON


@compiled
def is_due(p: Person, k: int, law: LawRow, practice: ParameterRow, catalogue: ActRow) -> bool:
    """Whether the time that the ground of list `k` takes has passed; records bring theirs along."""
    months = catalogue.ground_delay[law.list_ground[k]]
    entry = law.list_entry[k]
    if not months or not concerns_debt(k, law):
        return True
    if entry == ENTRY_ARREARS:
        return p.arrears >= max(1, law.list_entry_value[k]) + months
    if entry == ENTRY_COURT_UNPERFORMED:
        return p.stage_months >= law.list_grace[k] + months
    return p.stage_months >= practice.court_time_to_pay + law.list_grace[k] + months


@compiled
def is_taken_for_another(
    p: Person,
    rng: DrawsRow,
    entered: np.uint64,
    k: int,
    law: LawRow,
    practice: ParameterRow,
    catalogue: ActRow,
) -> bool:
    """Whether the person, who is on no list, is put on list `k` for what somebody else owes, or nobody."""
    if rng.mistaken >= entered or p.lists or not concerns_debt(k, law):
        return False
    return rng.mistaken < entered * share_of_list_misplaced(k, law, practice, catalogue)


@inlined
def is_by_act(k: int, law: LawRow) -> bool:
    """Whether records of acts lead onto list `k`, so that its ground arises anew with each."""
    return law.list_entry[k] == ENTRY_BEHAVIOUR or law.list_entry[k] == ENTRY_ACTS


@inlined
def climbs(p: Person, record: MonthRecord, k: int, law: LawRow) -> bool:
    """Whether somebody on list `k` has done again what leads onto it, and comes to the next step."""
    return (
        len(p.rung) != 0 and law.list_ladder[k] != 0 and is_by_act(k, law) and falls_under(p, record, k, law)
    )


@inlined
def is_mistaken_entry(p: Person, record: MonthRecord, k: int, law: LawRow) -> bool:
    """Whether an entry rests on a record of what the person did not do."""
    if law.list_entry[k] == ENTRY_ACTS:
        return rests_on_mistake(p, k, law)
    return law.list_entry[k] == ENTRY_BEHAVIOUR and record.happened & NOT_THEIR_DOING != 0


@inlined
def spare(p: Person, record: MonthRecord) -> None:
    """An official keeps the person off a list; counted once, in the month it would have begun."""
    if not p.state & SPARED:
        p.state |= SPARED
        record.entries_spared += 1
        record.happened |= event.WAIVED


@compiled
def enter(p: Person, record: MonthRecord, rng: DrawsRow, k: int, law: LawRow, practice: ParameterRow) -> None:
    """Put the person on list `k` for its term, longer where the case is aggravated."""
    term: Int = np.int64(law.list_term[k])
    if len(p.rung) and law.list_ladder[k]:
        term = climb(p, k, law)
    if term and law.list_extension_high[k] and draw(rng, AGGRAVATED) < practice.court_aggravated:
        low, high = law.list_extension_low[k], law.list_extension_high[k]
        term += low + np.int64(pick(draw(rng, EXTENSION), high - low + 1))
    put_on(p, record, k, term, law)


@inlined
def put_on(p: Person, record: MonthRecord, k: int, term: Int, law: LawRow) -> None:
    """Put the person on list `k` for `term` months."""
    p.lists |= 1 << k
    p.term[k] = min(longest(p.term), term)
    p.since[k] = 0
    record.entered |= 1 << k
    if not law.list_red[k]:
        p.times_listed = min(MOST_TIMES, np.int64(p.times_listed) + 1)
        record.happened |= event.ENTERED_LIST


@inlined
def is_or_was_listed(p: Person) -> bool:
    """Whether the person is on a list, or is marked for a debt for which they were or would have been."""
    return np.int64(p.lists) | np.int64(p.state) & (SPENT | SPARED) != 0


@rule(
    reads="lists stage stage_months state arrears score savings debt dependants wrong_person history rung"
    " charged settled behind held released",
    writes="lists unable wrong_person released term since state",
    streams="listing.retest listing.repair",
    when=is_or_was_listed,
)
def leave_lists(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    law: LawRow,
    parameters: ParameterRow,
    practice: ParameterRow,
) -> None:
    """Take the person off lists whose exit rule is met."""
    if p.arrears == 0:
        p.state = without(p.state, SPENT | SPARED)
    if not p.lists:
        return
    for k in range(len(p.term)):
        if not p.lists >> k & 1 or record.entered >> k & 1:
            continue
        p.since[k] = min(longest(p.since), np.int64(p.since[k]) + 1)
        p.term[k] = max(0, np.int64(p.term[k]) - 1)
        reason = reason_to_leave(p, record, rng, k, law, parameters, practice)
        if reason:
            leave(p, record, k)
            if concerns_debt(k, law):
                p.state |= SPENT
            if reason == event.LEFT_UNABLE:
                p.state = without(p.state, UNWILLING | OBSTRUCTS)
            record.happened |= reason


@compiled
def reason_to_leave(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    k: int,
    law: LawRow,
    parameters: ParameterRow,
    practice: ParameterRow,
) -> int:
    """The event by which the person leaves list `k` this month; 0 if they stay."""
    exits = law.list_exits[k]
    if exits & EXIT_ENDED:
        return event.LEFT_EXPIRED
    mistaken = p.wrong_person >> k & 1
    if exits & EXIT_PERFORMED and is_performed(p, record, k, law):
        return event.LEFT_PAID
    if exits & EXIT_EXPIRED and law.list_term[k] and p.term[k] == 0:
        return event.LEFT_EXPIRED
    if exits & EXIT_GRADE and not falls_under(p, record, k, law):
        return event.LEFT_EXPIRED
    if exits & EXIT_STATUS and not keeps_status(record, k, law):
        return event.LEFT_EXPIRED
    if exits & EXIT_INABILITY and is_retested(p, k, law) and not mistaken and not able(p, record, parameters):
        if draw_pair(rng, k, RETEST) < practice.court_retest_finds_unable:
            return event.LEFT_UNABLE
    if (
        exits & EXIT_REPAIRED
        and law.repair
        and not law.repair_course
        and p.since[k] >= law.list_repair_after[k]
    ):
        if draw_pair(rng, k, REPAIR) < practice.redress_repair:
            return event.LEFT_REPAIRED
    return 0


@inlined
def is_performed(p: Person, record: MonthRecord, k: int, law: LawRow) -> bool:
    """Whether what list `k` asks for is done: the debt behind it is paid, which is somebody else's where they
    were mistaken for another, or what the list has charged."""
    if law.list_entry[k] == ENTRY_OWES_STATE:
        return not falls_under(p, record, k, law)
    if concerns_debt(k, law):
        return not p.wrong_person >> k & 1 and debt_is_met(p, k, law)
    return has_paid(p, k, law)


@inlined
def keeps_status(record: MonthRecord, k: int, law: LawRow) -> bool:
    """Whether list `k` still reaches the person, who still holds the status that leads onto it, if any."""
    entered_so = law.list_entry[k] == ENTRY_STATUS
    applies = is_for(record, k, law) and reaches(record, law.scope_applies, law.scope_exempt)
    return applies and (not entered_so or has(record.holds, law.list_entry_value[k]))


@inlined
def debt_is_met(p: Person, k: int, law: LawRow) -> bool:
    """Nothing is in arrears any more or less is owed than the list asks for, or the case is over and the time
    for deletion has passed."""
    if law.list_entry[k] == ENTRY_ARREARS:
        return p.arrears == 0 or p.debt < law.list_owes[k]
    return p.stage != JUDGED and p.stage_months >= law.list_removal[k]


@inlined
def is_retested(p: Person, k: int, law: LawRow) -> bool:
    """Whether ability to pay is examined again this month."""
    return law.list_retest[k] > 0 and p.since[k] % law.list_retest[k] == 0


@inlined
def is_listed_or_shut_out(p: Person) -> bool:
    """Whether the person is on a list or a right is shut to them."""
    return p.lists != 0 or not is_empty(p.shut)


@inlined
def leave(p: Person, record: MonthRecord, k: Int) -> None:
    """Take the person off list `k`."""
    bit = 1 << k
    if len(p.released):
        add(p.released, k)
    p.lists = without(p.lists, bit)
    p.unable = without(p.unable, bit)
    p.wrong_person = without(p.wrong_person, bit)
    p.term[k] = 0
    record.left |= bit


@inlined
def was_released(p: Person) -> bool:
    """Whether the person has left a list that a status led onto."""
    return len(p.released) != 0 and not is_empty(p.released)


@rule(writes="released", when=was_released)
def lose_ground(p: Person, record: MonthRecord, law: LawRow) -> None:
    """Whoever has lost the status that led onto a list can come onto it again with a new one."""
    for k in range(len(p.term)):
        if law.list_entry[k] == ENTRY_STATUS and not has(record.holds, law.list_entry_value[k]):
            drop(p.released, k)


@rule(reads="lists", writes="lists unable wrong_person released term shut", when=is_listed_or_shut_out)
def outlive_the_law(p: Person, record: MonthRecord) -> None:
    """Where the law that kept the lists has ended, whoever was on one is free and nothing is shut."""
    for k in range(len(p.term)):
        if p.lists >> k & 1:
            leave(p, record, k)
            record.happened |= event.LEFT_EXPIRED
    clear(p.shut)


@inlined
def borne(p: Person, record: MonthRecord, payer: int, law: LawRow) -> Int:
    """What the person bears for others (mask of 1 << `list_falls_on`): the main earner of the household, or
    the contact they stand surety for, was on a blacklist last month."""
    mask = np.int64(0)
    if law.others_bear:
        if p.payer and payer & LISTED:
            mask |= 1 << FALLS_ON_HOUSEHOLD
        if p.guarantees >= 0 and record.listed_slots >> np.int64(p.guarantees) & 1:
            mask |= 1 << FALLS_ON_GUARANTOR
    return mask


@inlined
def may_lose_rights(p: Person, record: MonthRecord, payer: int, law: LawRow) -> bool:
    """Whether anything is shut, or there is a list, a score or a zero base that could shut something."""
    found = np.int64(p.lists) | np.int64(p.state) & SCORED | borne(p, record, payer, law)
    for w in range(len(p.shut)):
        found |= np.int64(p.shut[w]) | np.int64(law.zero_base[w])
    return found != 0


@rule(
    reads="lists score state lives_in listed_in rung payer guarantees",
    writes="shut",
    sees="listed",
    when=may_lose_rights,
)
def shut_gates(p: Person, record: MonthRecord, payer: int, law: LawRow, register: LawRow) -> None:
    """Work out which rights are shut: denied by a list that binds here, one's own or that of another for whom
    one answers, or by the grade, or not granted.

    `law` is that of the province one lives in, `register` that of the province that keeps one's lists. Rights
    with a zero base are shut unless granted; what may be withheld is granted to all others.
    """
    for w in range(len(p.shut)):
        p.shut[w] = shut_in_word(p, w, borne(p, record, payer, law), law, register)


@inlined
def shut_in_word(p: Person, w: int, answers_for: Int, law: LawRow, register: LawRow) -> Int:
    """The rights of word `w` that are shut (mask)."""
    shut, granted, withheld = np.int64(0), np.int64(0), np.int64(0)
    if answers_for:
        for k in range(len(p.term)):
            if law.list_falls_on[k] and answers_for >> np.int64(law.list_falls_on[k]) & 1:
                shut |= np.int64(law.list_shuts[k, w])
                withheld |= np.int64(law.list_withholds[k, w])
    if p.lists:
        for k in range(len(p.term)):
            if p.lists >> k & 1 and binds_here(p, k, law, register):
                shut |= np.int64(register.list_shuts[k, w])
                granted |= np.int64(register.list_grants[k, w])
                withheld |= np.int64(register.list_withholds[k, w])
                if len(p.rung) and register.list_ladder[k]:
                    c = np.int64(register.list_ladder[k]) - 1
                    r = max(np.int64(0), np.int64(p.rung[c]) - 1)
                    shut |= np.int64(register.rung_shuts[c, r, w])
                    granted |= np.int64(register.rung_grants[c, r, w])
                    withheld |= np.int64(register.rung_withholds[c, r, w])
                if w == LEAVE_COUNTRY >> WORD_SHIFT and law.exit_visa and not register.list_red[k]:
                    shut |= np.int64(1) << (LEAVE_COUNTRY & PLACE_IN_WORD)
    if law.score_on and law.grades and p.state & SCORED:
        grade = grade_of(p.score, law)
        shut |= np.int64(law.grade_shuts[grade, w])
        granted |= np.int64(law.grade_grants[grade, w])
        withheld |= np.int64(law.grade_withholds[grade, w])
    # Before the zero base: a dispute suspends what a list or grade denies, but does not grant what has to be
    # granted first.
    if law.suspensive and p.state & DISPUTING:
        shut, withheld = np.int64(0), np.int64(0)
    if law.zero_base[w]:
        granted |= without(np.int64(law.granted_in_standing[w]), withheld)
        shut |= without(np.int64(law.zero_base[w]), granted)
    return shut


@inlined
def has_history(p: Person) -> bool:
    """Whether the person is on a list, was on one, or is refused because of one."""
    return np.int64(p.lists) | np.int64(p.stale) | np.int64(p.first_listed) != 0


@rule(
    reads="lists wrong_person unable stale first_listed first_left",
    writes="months_listed months_wronged first_listed first_left",
    when=has_history,
)
def count_listed_months(p: Person, month: int, law: LawRow) -> None:
    """A month on a blacklist, whether it (or a refusing stale copy) was wrong, the first spell."""
    if p.stale or p.wrong_person | p.unable:
        p.months_wronged = min(65535, np.int64(p.months_wronged) + 1)
    if not blacklists(p, law):
        if p.first_listed and not p.first_left:
            p.first_left = month + 1
        return
    if not p.first_listed:
        p.first_listed = month + 1
    p.months_listed = min(65535, np.int64(p.months_listed) + 1)

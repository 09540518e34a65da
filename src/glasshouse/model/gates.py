"""Gates: a right that is shut is only felt when somebody tries to use it; every refusal is counted."""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import draw, draw_pair, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import WORD_SHIFT, add, is_empty, lowest, size
from glasshouse.model.fields import events, field, fields
from glasshouse.model.person import RURAL, SCHOOL_SHUT
from glasshouse.model.record_types import (
    ActRow,
    DrawsRow,
    Int,
    LawRow,
    MonthRecord,
    ParameterRow,
    Person,
    ProvinceRow,
)
from glasshouse.model.rights import (
    FLIGHT,
    HIGH_SPEED_RAIL,
    LEAVE_COUNTRY,
    LOAN,
    PRIVATE_SCHOOL,
    SCREENED_EMPLOYMENT,
)

PERSON_FIELDS = fields(
    shut=field("rights", "flags", "rights denied now, one flag for each of the vocabulary"),
    denied=field("u2", "times", "refusals met so far"),
)

EVENTS = events(
    refused_flight="was refused a flight",
    refused_train="was refused a high-speed train",
    refused_loan="was refused a loan",
    refused_school="was refused a fee-charging school",
    refused_other="was refused another right",
    denied_right="was refused any right at all",
    exit_refused="was not allowed to leave the country",
)

TRY = stream("gates.try")
LIFT = stream("gates.lift", redrawn=True)
SCHOOL = stream("gates.school")
ELSEWHERE = (SCREENED_EMPLOYMENT, PRIVATE_SCHOOL)
SCHOOL_AGE = 6


@inlined
def is_denied(p: Person) -> bool:
    """Whether any right is shut to the person."""
    return not is_empty(p.shut)


@rule(reads="shut traits debt", streams="gates.try gates.lift")
def try_gates(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    law: LawRow,
    practice: ParameterRow,
    catalogue: ActRow,
    province: ProvinceRow,
) -> None:
    """Try the rights that are shut as often as people do; those tries are refused, unless lifted for need."""
    place = 1 if p.traits & RURAL else 0
    for w in range(len(p.shut)):
        left = np.int64(p.shut[w])
        while left:
            right = (w << WORD_SHIFT) + lowest(left)
            left &= left - 1
            if is_decided_elsewhere(p, right):
                continue
            if draw_pair(rng, right, TRY) >= chance_of_refusal(place, right, law, catalogue, province):
                continue
            if law.single_lifting and draw_pair(rng, right, LIFT) < practice.gates_lifted:
                continue
            refuse(record, right)


@inlined
def chance_of_refusal(place: int, right: int, law: LawRow, catalogue: ActRow, province: ProvinceRow) -> float:
    """Threshold of a refusal in a month: of the share of tries that the law refuses, else as in practice.
    There are fewer trips where events keep people at home."""
    share = np.float64(law.refused_share[right])
    usual = catalogue.tries[place, right] * share if share else np.float64(catalogue.refusal[place, right])
    return usual * province.trips if right in (FLIGHT, HIGH_SPEED_RAIL) else usual


@inlined
def is_decided_elsewhere(p: Person, right: int) -> bool:
    """Jobs and first loans are refused where they are sought; school fees hit the children."""
    return right in ELSEWHERE or (right == LOAN and p.debt == 0)


@inlined
def refuse(record: MonthRecord, right: Int) -> None:
    """Note a refusal of one right."""
    add(record.refused, right)
    record.happened |= event.DENIED_RIGHT
    if right == FLIGHT:
        record.happened |= event.REFUSED_FLIGHT
    elif right == HIGH_SPEED_RAIL:
        record.happened |= event.REFUSED_TRAIN
    elif right == LOAN:
        record.happened |= event.REFUSED_LOAN
    elif right == PRIVATE_SCHOOL:
        record.happened |= event.REFUSED_SCHOOL
    else:
        record.happened |= event.REFUSED_OTHER
        if right == LEAVE_COUNTRY:
            record.happened |= event.EXIT_REFUSED


@rule(reads="age traits", sees="school_shut", streams="gates.school")
def try_school(p: Person, record: MonthRecord, rng: DrawsRow, payer: int, catalogue: ActRow) -> None:
    """A child is refused a fee-charging school when the payer of the household may not pay for one."""
    if p.age >= SCHOOL_AGE and payer & SCHOOL_SHUT:
        if draw(rng, SCHOOL) < catalogue.refusal[1 if p.traits & RURAL else 0, PRIVATE_SCHOOL]:
            refuse(record, PRIVATE_SCHOOL)


@inlined
def was_refused(record: MonthRecord) -> bool:
    """Whether a right was refused this month."""
    return not is_empty(record.refused)


@rule(writes="denied", when=was_refused)
def count_denials(p: Person, record: MonthRecord) -> None:
    """Add the month's refusals to the life so far."""
    if not is_empty(record.refused):
        p.denied = min(65535, np.int64(p.denied) + size(record.refused))

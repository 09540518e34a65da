"""Procedure: how many mistakes are kept from being entered, and what helps those who contest one.

Before an entry a notice lets the person object, a hearing lets them speak, and a human being may look at the
file: each finds some mistakes, independent of the others. Afterwards reasons tell the person what to contest,
and a hearing or a human being on request finds more of what is wrong. What an entry rests on (its ground)
says how readily it is contested and corrected.
"""

from __future__ import annotations

import math

import numpy as np

from glasshouse.engine.compiled import compiled
from glasshouse.engine.rng import CERTAIN
from glasshouse.model.bits import lowest
from glasshouse.model.record_types import ActRow, Int, LawRow, ParameterRow
from glasshouse.rulebooks.law import (
    BEFORE,
    MATCHED_BY_NAME,
    MATCHED_BY_NAME_AND_BIRTH,
    MATCHED_BY_NUMBER,
    NEVER,
    NOTICE_BEFORE,
)

MOST_MISPLACED = 0.5
"""Of listings at most this share is of the wrong person, however weak the ground."""


@compiled
def share_misplaced(law: LawRow, practice: ParameterRow) -> float:
    """The share of records and listings that lands on a namesake, by how they are matched to persons."""
    if law.identity == MATCHED_BY_NUMBER:
        return np.float64(practice.surveillance_matched_by_number)
    if law.identity == MATCHED_BY_NAME_AND_BIRTH:
        return np.float64(practice.surveillance_matched_by_name_and_birth)
    if law.identity == MATCHED_BY_NAME:
        return np.float64(practice.surveillance_matched_by_name)
    return np.float64(practice.surveillance_wrong_person)


@compiled
def share_of_list_misplaced(k: int, law: LawRow, practice: ParameterRow, catalogue: ActRow) -> float:
    """The share of listings on list `k` that hits somebody who does not owe, by matching and ground."""
    share = share_misplaced(law, practice) * catalogue.ground_errors[law.list_ground[k]]
    return min(MOST_MISPLACED, share)


@compiled
def caught_before(law: LawRow, practice: ParameterRow) -> float:
    """Threshold of a mistake being found before it is entered."""
    survives = 1.0
    if law.notice == NOTICE_BEFORE:
        told = np.float64(practice.redress_notice_arrives) / CERTAIN
        survives *= 1.0 - told * (np.float64(practice.redress_objection_heeded) / CERTAIN)
    if law.hearing == BEFORE:
        survives *= 1.0 - np.float64(practice.redress_hearing_finds) / CERTAIN
    if law.human_review == BEFORE:
        survives *= 1.0 - np.float64(practice.redress_review_finds) / CERTAIN
    return CERTAIN * (1.0 - survives)


@compiled
def readiness_to_contest(listed: Int, law: LawRow, practice: ParameterRow, catalogue: ActRow) -> float:
    """How many times as often the listed file a dispute, by the ground of their first list and by reasons."""
    ready = np.float64(catalogue.ground_contested[law.list_ground[lowest(listed)]])
    return ready * practice.redress_reasons_files if law.reasons else ready


@compiled
def chance_of_correction(
    chance: float, listed: Int, wronged: Int, law: LawRow, practice: ParameterRow, catalogue: ActRow
) -> float:
    """Threshold of winning a dispute whose threshold is `chance` on paper.

    A hearing or a human reviewer finds some of the mistakes that the paper does not show; there is nothing
    to find for those who are listed rightly.
    """
    won = min(np.float64(CERTAIN), chance * catalogue.ground_corrected[law.list_ground[lowest(listed)]])
    if not wronged:
        return won
    if law.reasons:
        won += (CERTAIN - won) * (np.float64(practice.redress_reasons_show) / CERTAIN)
    if law.hearing != NEVER:
        won += (CERTAIN - won) * (np.float64(practice.redress_hearing_finds) / CERTAIN)
    if law.human_review != NEVER:
        won += (CERTAIN - won) * (np.float64(practice.redress_review_finds) / CERTAIN)
    return won


@compiled
def months_shortened(months: Int, law: LawRow, practice: ParameterRow) -> Int:
    """How long a review takes where a human being must look at it when asked."""
    if law.human_review == NEVER:
        return months
    return np.int64(max(1, math.ceil(months * practice.redress_review_shortens)))

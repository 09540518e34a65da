"""Bits of the rights that mechanisms act on, in the order of the shipped vocabulary of rights."""

from __future__ import annotations

import numpy as np

FLIGHT = 1 << 0
HIGH_SPEED_RAIL = 1 << 1
PRIVATE_SCHOOL = 1 << 2
LOAN = 1 << 5
COMPANY_OFFICE = 1 << 6
PUBLIC_POST = 1 << 7
SCREENED_EMPLOYMENT = 1 << 8
LEAVE_COUNTRY = 1 << 9
PUBLIC_TENDER = 1 << 10
PLATFORM_SPEECH = 1 << 14
HOUSEHOLD_RIGHTS = PRIVATE_SCHOOL
"""Rights a minor uses and the payer of the household loses."""

KEPT = (1 << 29, 1 << 30, PLATFORM_SPEECH, 1 << 31, 1 << 25, SCREENED_EMPLOYMENT, FLIGHT, 1 << 12)
"""The right that each kind of private gatekeeper keeps, in the order of `rulebook.law.KEEPERS`."""

# Behaviours that mechanisms, not the catalogue, bring about.
MISSED_LOAN_PAYMENT = np.int64(0)
JUDGMENT_UNPERFORMED = np.int64(1)
CRITICAL_SPEECH = np.int64(2)
PRAISE_OF_AUTHORITY = np.int64(3)
DEBT_JUDGMENT = np.int64(6)
INFERRED_DISLOYALTY = np.int64(30)

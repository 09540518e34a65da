"""Codes of the rights and behaviours that mechanisms act on: their places in the shipped vocabularies."""

from __future__ import annotations

import numpy as np

FLIGHT = np.int64(0)
HIGH_SPEED_RAIL = np.int64(1)
PRIVATE_SCHOOL = np.int64(2)
LOAN = np.int64(5)
COMPANY_OFFICE = np.int64(6)
PUBLIC_POST = np.int64(7)
SCREENED_EMPLOYMENT = np.int64(8)
LEAVE_COUNTRY = np.int64(9)
PUBLIC_TENDER = np.int64(10)
PLATFORM_SPEECH = np.int64(14)
"""PRIVATE_SCHOOL is a right that a minor uses and the payer of the household loses."""

KEPT = (29, 30, 14, 31, 25, 8, 0, 12)
"""The right that each kind of private gatekeeper keeps, in the order of `rulebook.law.KEEPERS`."""

# Behaviours that mechanisms, not the catalogue, bring about.
MISSED_LOAN_PAYMENT = np.int64(0)
JUDGMENT_UNPERFORMED = np.int64(1)
CRITICAL_SPEECH = np.int64(2)
PRAISE_OF_AUTHORITY = np.int64(3)
DEBT_JUDGMENT = np.int64(6)
INFERRED_DISLOYALTY = np.int64(30)

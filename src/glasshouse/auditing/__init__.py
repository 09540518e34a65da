"""Audit: from the results of runs to findings with numbers, intervals, sizes and groups, held against bounds.

    made = glasshouse.audit("results/demo")
    print(made)

Harm, claimed benefit and what is neither stand side by side. Nothing is added up to one score.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glasshouse.lazy import lazy_attributes

if TYPE_CHECKING:
    from glasshouse.auditing.audit_findings import Verdict
    from glasshouse.auditing.audited_results import Results, read
    from glasshouse.auditing.auditor import Audit, audit
    from glasshouse.auditing.bounds import ChosenBound, load_bounds

__all__ = ["Audit", "ChosenBound", "Results", "Verdict", "audit", "load_bounds", "read"]

_LAZY = {
    "Audit": "auditor",
    "ChosenBound": "bounds",
    "Results": "audited_results",
    "Verdict": "audit_findings",
    "audit": "auditor",
    "load_bounds": "bounds",
    "read": "audited_results",
}

__getattr__ = lazy_attributes(__name__, _LAZY)

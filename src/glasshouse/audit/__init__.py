"""Audit: from the results of runs to findings with numbers, intervals, sizes and groups, held against bounds.

    made = glasshouse.audit("results/demo")
    print(made)

Harm, claimed benefit and what is neither stand side by side. Nothing is added up to one score.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.audit.assessment import assessment
    from glasshouse.audit.auditing import Audit, Verdict, audit
    from glasshouse.audit.bounds import ChosenBound, load_bounds
    from glasshouse.audit.reading import Results, read

__all__ = ["Audit", "ChosenBound", "Results", "Verdict", "assessment", "audit", "load_bounds", "read"]

_HOMES = {
    "Audit": "auditing",
    "ChosenBound": "bounds",
    "Results": "reading",
    "Verdict": "auditing",
    "assessment": "assessment",
    "audit": "auditing",
    "load_bounds": "bounds",
    "read": "reading",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)

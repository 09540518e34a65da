"""Experiments: many runs of one plan, kept in a store, compared with their twins and with each other.

A plan (`plan.Plan`, read from a `study.yaml`) says what varies; a design lays out the points; a member is one
run at one point; a store keeps what came of members, each computed once. Names are loaded on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glasshouse.lazy import lazy_attributes

if TYPE_CHECKING:
    from glasshouse.studies.plan import Plan
    from glasshouse.studies.planning import load
    from glasshouse.studies.store import Store
    from glasshouse.studies.study import Study, sweep

__all__ = ["Plan", "Store", "Study", "load", "sweep"]

_LAZY = {"Plan": "plan", "load": "planning", "Store": "store", "Study": "study", "sweep": "study"}

__getattr__ = lazy_attributes(__name__, _LAZY)

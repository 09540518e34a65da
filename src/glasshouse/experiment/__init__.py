"""Experiments: many runs of one plan, kept in a store, compared with their twins and with each other.

A plan (`plan.Plan`, read from a `study.yaml`) says what varies; a design lays out the points; a member is one
run at one point; a store keeps what came of members, each computed once. Names are loaded on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glasshouse.rooms import opener

if TYPE_CHECKING:
    from glasshouse.experiment.plan import Plan, load
    from glasshouse.experiment.store import Store
    from glasshouse.experiment.study import Study, sweep

__all__ = ["Plan", "Store", "Study", "load", "sweep"]

_HOMES = {"Plan": "plan", "load": "plan", "Store": "store", "Study": "study", "sweep": "study"}

__getattr__ = opener(__name__, _HOMES)

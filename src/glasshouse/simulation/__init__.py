"""Simulation: run a society under a rulebook, run its twin, compare the two person by person, save both.

Names are loaded on first use, so that asking for a digest does not load the model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glasshouse.lazy import lazy_attributes

if TYPE_CHECKING:
    from glasshouse.simulation.checkpoint_policy import CheckpointPolicy
    from glasshouse.simulation.comparing import Comparison, compare
    from glasshouse.simulation.continuing import continue_run
    from glasshouse.simulation.digests import digest_of
    from glasshouse.simulation.histories import compare_histories, usual_histories
    from glasshouse.simulation.repeating import resume
    from glasshouse.simulation.run_settings import RunSettings
    from glasshouse.simulation.running import Run, run
    from glasshouse.simulation.town import map_privacy

__all__ = [
    "CheckpointPolicy",
    "Comparison",
    "Run",
    "RunSettings",
    "compare",
    "compare_histories",
    "continue_run",
    "digest_of",
    "map_privacy",
    "resume",
    "run",
    "usual_histories",
]

_LAZY = {
    "Comparison": "comparing",
    "compare": "comparing",
    "compare_histories": "histories",
    "usual_histories": "histories",
    "continue_run": "continuing",
    "digest_of": "digests",
    "map_privacy": "town",
    "CheckpointPolicy": "checkpoint_policy",
    "Run": "running",
    "RunSettings": "run_settings",
    "resume": "repeating",
    "run": "running",
}

__getattr__ = lazy_attributes(__name__, _LAZY)

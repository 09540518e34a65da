"""Studies: run a society under a rulebook, run its twin, compare the two person by person, keep the results.

Names are loaded on first use, so that asking for a digest does not load the model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glasshouse.rooms import opener

if TYPE_CHECKING:
    from glasshouse.study.checkpoints import Keep
    from glasshouse.study.comparing import Gap, compare
    from glasshouse.study.digests import digest_of
    from glasshouse.study.histories import compare_histories, usual_histories
    from glasshouse.study.resuming import resume
    from glasshouse.study.running import Run, run
    from glasshouse.study.town import map_privacy

__all__ = [
    "Gap",
    "Keep",
    "Run",
    "compare",
    "compare_histories",
    "digest_of",
    "map_privacy",
    "resume",
    "run",
    "usual_histories",
]

_HOMES = {
    "Gap": "comparing",
    "compare": "comparing",
    "compare_histories": "histories",
    "usual_histories": "histories",
    "digest_of": "digests",
    "map_privacy": "town",
    "Keep": "checkpoints",
    "Run": "running",
    "resume": "resuming",
    "run": "running",
}

__getattr__ = opener(__name__, _HOMES)

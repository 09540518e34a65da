"""What the map of a rulebook gives away, probed on the synthetic town of the first run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glasshouse.audit.auditing import Audit

DESIGNS = ("pin", "grid-500", "noise-kept", "count", "none")
"""The map as it is, and four ways to soften it."""


def has_map(made: Audit) -> bool:
    """Whether the rulebook shows the listed on a map."""
    return bool(made.runs) and bool(made.runs[0].rulebook.get("radius"))


def with_privacy(made: Audit) -> Audit:
    """The audit with the probes of the map; unchanged where the rulebook has none.

    Attacks run on a town drawn again from its recipe. Raises `BadInput` where that cannot be.
    """
    if not has_map(made) or not Path(made.runs[0].name).is_dir():
        return made
    from glasshouse.study.town import map_privacy

    return replace(made, privacy=map_privacy(made.runs[0].name, DESIGNS))

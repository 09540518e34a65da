"""What the map of a rulebook gives away, probed on the synthetic town of the first run."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from glasshouse.audit.writing import number

if TYPE_CHECKING:
    from glasshouse.audit.auditing import Audit

DESIGNS = ("pin", "grid-500", "noise-kept", "count", "none")
"""The map as it is, and four ways to soften it."""


def table(probed: pa.Table) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Columns and rows for a page: a row for each probe, a column for each design."""
    from glasshouse.metrics.privacy import PROBES

    cells = {(row["design"], row["probe"]): row for row in probed.to_pylist()}
    designs = list(dict.fromkeys(design for design, _ in cells))
    rows = []
    for probe in PROBES:
        found = [cells[design, probe.name] for design in designs]
        shown = [number(math.nan if one["value"] is None else one["value"]) for one in found]
        rows.append((probe.title, *shown, probe.unit, f"{found[0]['targets']:,}"))
    return ("", *designs, "unit", "persons"), tuple(rows)


def has_map(made: Audit) -> bool:
    """Whether the rulebook shows the listed on a map."""
    return bool(made.runs) and bool(made.runs[0].rulebook.get("radius"))


def with_privacy(made: Audit) -> Audit:
    """The audit with the probes of the map; unchanged where the rulebook has none.

    Attacks run on a town drawn again from its recipe. Raises `InputError` where that cannot be.
    """
    if not has_map(made) or not Path(made.runs[0].name).is_dir():
        return made
    from glasshouse.simulation.town import map_privacy

    return replace(made, privacy=map_privacy(made.runs[0].name, DESIGNS))

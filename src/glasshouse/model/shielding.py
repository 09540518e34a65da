"""Shielding: whom officials look after, and for whom they do it."""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import LASTING, draw_when, stream
from glasshouse.model.person import TIED
from glasshouse.model.record_types import Bool, DrawsRow, LawRow, ParameterRow, Person
from glasshouse.rulebooks.law import MAY_SHIELD

LOOK_AFTER = stream("officials.look_after", redrawn=True)


@inlined
def bounded(chance: float, law: LawRow, parameters: ParameterRow) -> float:
    """A threshold of discretion, lower where what officials may do has written bounds."""
    return chance * (parameters.officials_bounded if law.officials_bounded else 1.0)


@inlined
def is_shielded(p: Person, rng: DrawsRow, k: int, law: LawRow, parameters: ParameterRow) -> Bool:
    """Whether an official keeps this person off list `k`: by ties, then by lasting luck."""
    if not law.officials_may & MAY_SHIELD or not parameters.switch_officials or not p.traits & TIED:
        return False
    return np.float64(draw_when(rng, k, LASTING, LOOK_AFTER)) < bounded(
        parameters.officials_shield, law, parameters
    )

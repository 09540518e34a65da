"""Conduct: the small acts of a month, drawn from the catalogue of behaviours.

At most one act a month per person, with chances by registration. People do not yet answer to the points at
stake; the catalogue only says who does what how often.
"""

from __future__ import annotations

from typing import Any

from glasshouse.engine.rules import rule
from glasshouse.model.person import RURAL

NO_ACT = -1


@rule(reads="traits", luck="activity")
def act(p: Any, luck: Any, catalogue: Any) -> Any:
    """Which behaviour of the catalogue the person shows this month; `NO_ACT` for most."""
    place = 1 if p.traits & RURAL else 0
    cuts = catalogue.act_cut[place]
    word = luck.activity
    if word >= cuts[cuts.shape[0] - 1]:
        return NO_ACT
    low, high = 0, cuts.shape[0] - 1
    while low < high:
        middle = (low + high) // 2
        if word < cuts[middle]:
            high = middle
        else:
            low = middle + 1
    return low

"""The catalogue as rules read it: who does what how often, what is seen of it, which rights are tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine.luck import CERTAIN
from glasshouse.rulebook.law import BEHAVIOURS, RIGHTS

CATALOGUE = np.dtype(
    [
        ("act_cut", "u8", (2, BEHAVIOURS)),  # cumulative thresholds of one act a month, by registration
        ("detected", "u8", (2, BEHAVIOURS)),  # threshold of being seen
        ("breach", "u1", BEHAVIOURS),  # 1: a negative act of the catalogue
        ("inspected", "u1", BEHAVIOURS),  # 1: found by inspectors, so that it depends on where they go
        ("refusal", "u8", (2, RIGHTS)),  # threshold of a try in a month that a shut gate refuses
    ],
    align=True,
)
PLACES = ("urban", "rural")


def catalogue(behaviours: Mapping[str, Any], rights: Mapping[str, Any], practice: Mapping[str, Any]) -> Any:
    """One record (shape (1,)) from the vocabularies and the reach of channels in the practice parameters.

    A rate of r a year becomes the chance 1 - exp(-r / 12) of at least one in a month.
    """
    made = np.zeros(1, CATALOGUE).view(np.recarray)
    for row, place in enumerate(PLACES):
        chances = [_monthly(term.get("incidence")[place]) for term in behaviours.values()]
        made["act_cut"][0, row] = _thresholds(np.cumsum(_padded(chances, BEHAVIOURS)))
        seen = [
            term.get("detection")["value"] * practice[f"watching.{term.get('channel')}"].value
            for term in behaviours.values()
        ]
        made["detected"][0, row] = _thresholds(_padded(seen, BEHAVIOURS))
        enforced = practice["gates.enforced"].value
        tries = [_monthly(term.get("attempts")[place]) * enforced for term in rights.values()]
        made["refusal"][0, row] = _thresholds(_padded(tries, RIGHTS))
    made["breach"][0, : len(behaviours)] = [term.get("sign") == "negative" for term in behaviours.values()]
    made["inspected"][0, : len(behaviours)] = [
        term.get("channel") == "inspector" for term in behaviours.values()
    ]
    return made


def _monthly(rate: float) -> float:
    return float(1.0 - np.exp(-rate / 12.0))


def _padded(values: list[float], length: int) -> npt.NDArray[np.float64]:
    return np.array(values + [0.0] * (length - len(values)))


def _thresholds(chances: npt.NDArray[np.float64]) -> npt.NDArray[np.uint64]:
    return np.rint(np.clip(chances, 0.0, 1.0) * CERTAIN).astype(np.uint64)

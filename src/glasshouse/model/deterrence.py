"""Smooth deterrence: the other published view of who speaks, selectable by `speech.model`.

People speak with a probability that rises with grievance net of perceived risk, in the line of Epstein
(2002), but without his safety in numbers: nobody's word emboldens others, and so nothing tips, as Thron and
Jackson (2015) found for smooth laws of arrest. The logistic curve is read from a table, so that compiled
and plain Python agree to the last bit.
"""

from __future__ import annotations

import math

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import CERTAIN
from glasshouse.model.bits import has
from glasshouse.model.record_types import Bool, ParameterRow, Person
from glasshouse.model.rights import PLATFORM_SPEECH

FULL = 255.0
REACH = 12  # log-odds at the ends of the table
STEPS = 16  # entries per unit of log-odds

LOGISTIC = np.array(
    [round(CERTAIN / (1.0 + math.exp(-k / STEPS))) for k in range(-REACH * STEPS, REACH * STEPS + 1)],
    np.float64,
)
"""Thresholds of a 32-bit word at evenly spaced log-odds; whole numbers, the same on every machine."""
LAST = len(LOGISTIC) - 1


@inlined
def threshold_at(log_odds: float) -> float:
    """Threshold of the probability with these log-odds, between entries of the table in a straight line."""
    place = (max(-float(REACH), min(float(REACH), log_odds)) + REACH) * STEPS
    left = min(LAST - 1, int(place))
    return LOGISTIC[left] + (LOGISTIC[left + 1] - LOGISTIC[left]) * (place - left)


@inlined
def speaks_out(p: Person, punished: float, word: np.uint64, parameters: ParameterRow) -> Bool:
    """Whether grievance net of risk makes the person speak; `punished` is the share of contacts punished."""
    grievance = -p.attitude / 100.0 * (p.conviction / FULL)
    if has(p.shut, PLATFORM_SPEECH):
        grievance *= parameters.speech_without_platform
    risk = p.fear / FULL + parameters.speech_risk_seen * punished
    return word < threshold_at(parameters.speech_steepness * (grievance - risk - parameters.speech_restraint))

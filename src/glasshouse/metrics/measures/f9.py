"""F9: expected time in the trap."""

from __future__ import annotations

from glasshouse.metrics import trap
from glasshouse.metrics.findings import Answer, Estimate, answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data


@measure(
    id="F9",
    title="Expected time in the trap",
    unit="months",
    worse="more",
    side="harm",
    needs=(
        "states",
        "people",
    ),
    source="Kemeny and Snell 1960, finite Markov chains",
)
def time_in_trap(data: Data) -> Answer:
    """Months from entering the trap to the first month outside it, where the trap is any two of
    being listed, out of work and in debt: the mean over entries of (I - Q)^-1 1, where Q holds the
    shares of monthly transitions among the states of the trap.
    """
    found = trap.time_in_trap(data.system.states)
    adults = int(data.crowd.adult.sum())
    stuck = " and ".join(map(trap.called, found.never_left))
    note = f"Nobody was seen to get out who was {stuck}; half an exit is assumed." if stuck else ""
    return answer("F9", Estimate(found.mean, found.low, found.high, adults, found.entries), note=note)

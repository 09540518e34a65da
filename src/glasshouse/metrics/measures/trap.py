"""The trap: does the sanction itself keep people in (measure F8), and for how long (measure F9)?

F8 compares relapse in the run with relapse in a run of the same people in which the sanctions leave income,
work and movement alone: (R1 - R_neutral) / R1, 1 if all relapse is the sanction's own work, 0 if none is.

F9 reads the monthly transition counts (`states`: `from`, `to`, `count`; bit 0 listed, bit 1 out of work, bit
2 indebted). The trap is a set of states; by default all in which at least two of the three hold. With Q the
transition shares among them, (I - Q)^-1 1 holds the expected months to the first month outside, by state
(Kemeny & Snell 1960). The chain forgets how it came to a state; people do not, so long stays are
understated.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.metrics.crowd import integers, require
from glasshouse.metrics.findings import Answer, Estimate, answer
from glasshouse.metrics.intervals import Z
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.monthly import Floats, Ints
from glasshouse.metrics.survival import Curve


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
def expected_time_in_trap(data: Data) -> Answer:
    """Months from entering the trap to the first month outside it, where the trap is any two of
    being listed, out of work and in debt: the mean over entries of (I - Q)^-1 1, where Q holds the
    shares of monthly transitions among the states of the trap.
    """
    found = time_in_trap(data.system.states)
    adults = int(data.crowd.adult.sum())
    stuck = " and ".join(map(called, found.never_left))
    note = f"Nobody was seen to get out who was {stuck}; half an exit is assumed." if stuck else ""
    return answer("F9", Estimate(found.mean, found.low, found.high, adults, found.entries), note=note)


LISTED, OUT_OF_WORK, INDEBTED = 1, 2, 4
STATES = 8
HALF_AN_EXIT = 0.5
"""Exits assumed where none was seen, as half an event is for empty cells of a table."""
TRAP = tuple(state for state in range(STATES) if state.bit_count() >= 2)
"""States counted as the trap unless others are named: at least two of listed, out of work, indebted."""


@dataclass(frozen=True)
class TrapTime:
    """Expected months in the trap.

    `by_state` from each state of the trap, `mean` over the states by which it was entered, with its 95 %
    interval (all `nan` where nobody entered); `entries` is how often somebody did. The interval takes months
    as independent given the state. From the states of `never_left` nobody was seen to get out by any way: for
    each of them half an exit is assumed, so that their time is long but not without end.
    """

    by_state: dict[int, float]
    mean: float
    low: float
    high: float
    entries: int
    never_left: tuple[int, ...]


def called(state: int) -> str:
    """A state in words, e.g. "listed, indebted" ("free" for none of the three)."""
    names = ((LISTED, "listed"), (OUT_OF_WORK, "out of work"), (INDEBTED, "indebted"))
    return ", ".join(name for bit, name in names if state & bit) or "free"


def trap_index(run: Curve, neutral: Curve, within: int) -> tuple[float, float, float]:
    """F8: (R1 - R_neutral) / R1 with its 95 % interval; R is relapse within `within` months.

    Curves are those of `spells.relapse` for the two runs. Negative where the sanction's effects prevent
    relapse. The interval (delta method, Greenwood's errors) takes the runs as independent; they share their
    luck, so it is rather too wide. All `nan` where nobody relapsed or a run was too short."""
    r1, r0 = 1 - run.at(within), 1 - neutral.at(within)
    if not r1 > 0 or math.isnan(r0):
        return math.nan, math.nan, math.nan
    index = 1 - r0 / r1
    error = math.hypot(neutral.standard_error(within) / r1, run.standard_error(within) * r0 / r1**2)
    return index, index - Z * error, index + Z * error


def time_in_trap(states: pa.Table, trap: Collection[int] = TRAP) -> TrapTime:
    """F9: expected months to the first month outside the trap, from the monthly transition counts.

    States that nobody was seen to go on from (entered in the last month only) are left out.

    With E the expected months, an error dQ in the shares changes them by (I - Q)^-1 dQ E, which gives the
    interval in closed form from the multinomial error of each row."""
    counts = transitions(states)
    chosen = [state for state in sorted(trap) if counts[state].any()]
    outside = [state for state in range(STATES) if state not in trap]
    inside, leaving = counts[np.ix_(chosen, chosen)], counts[np.ix_(chosen, outside)].sum(1)
    stuck = ~_reaching(inside > 0, leaving > 0)
    size = inside.sum(1) + leaving + np.where(stuck, HALF_AN_EXIT, 0.0)
    visits = np.linalg.inv(np.eye(len(chosen)) - inside / size[:, None])
    expected = visits.sum(1)
    entered = counts[np.ix_(outside, chosen)].sum(0)
    return TrapTime(
        dict(zip(chosen, expected.tolist(), strict=True)),
        *_from_entry(entered, expected, visits, inside, size),
        entries=int(entered.sum()),
        never_left=tuple(state for state, held in zip(chosen, stuck, strict=True) if held),
    )


def transitions(states: pa.Table) -> Ints:
    """The counts as a matrix, row = state before, column = state after."""
    require(states, "states", ("from", "to", "count"))
    before, after = integers(states, "from"), integers(states, "to")
    flat = np.bincount(before * STATES + after, integers(states, "count"), STATES * STATES)
    return flat.astype(np.int64).reshape(STATES, STATES)


def _reaching(steps: npt.NDArray[np.bool_], goal: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The states in `goal` and those with a way to one of them."""
    for _ in range(len(steps)):
        goal = goal | (steps @ goal)
    return goal


def _from_entry(
    entered: Ints, expected: Floats, visits: Floats, inside: Ints, size: Floats
) -> tuple[float, float, float]:
    """Mean over the states of entry and its interval."""
    if not entered.sum():
        return math.nan, math.nan, math.nan
    start = entered / entered.sum()
    mean = float(start @ expected)
    share = inside / size[:, None]
    ahead = share @ expected**2 - (share @ expected) ** 2
    variance = float(((start @ visits) ** 2 * ahead / size).sum())
    variance += float(start @ expected**2 - mean**2) / float(entered.sum())
    reach = Z * math.sqrt(max(variance, 0.0))
    return mean, mean - reach, mean + reach

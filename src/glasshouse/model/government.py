"""Government: once a year the centre ranks the provinces, and provinces change what the outline leaves open.

Everything here is a pure function of integer counts and of luck keyed by province and year, so that threads,
storage and bystanders make no difference. It works on plain arrays: a row for each province that takes part,
a column for each lever; a lever a province's rulebook does not have is NaN there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from glasshouse import arguments
from glasshouse.engine import rng
from glasshouse.model.events import COLUMN
from glasshouse.model.groups import STRATA
from glasshouse.model.record_types import Records

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

PARTS = ("repayment", "complaints", "dissent", "cost", "scandal")
"""What the centre looks at, each per 100,000 adult-months (repayment: cents paid per 100,000 owed)."""
WEIGHTS = ("repayment", "complaints", "order", "cost", "scandal")
MONTHS = 12
PER = 100_000
UNIONS = ("best", "median", "outline")
MOST_YEARS = 100


@dataclass(frozen=True)
class Government:
    """What the centre does with its provinces; years are counted from the start of the run.

    `tournament`: provinces are ranked every year, vary their levers and copy the first. From the end of year
    `ceilings_from` on none may be harsher than the outline. At the end of year `unify_after` all come under
    one rulebook: that of the `best` ranked over the years, the outline with the `median` of every lever, or
    the `outline` as it is.
    """

    tournament: bool = True
    ceilings_from: int | None = None
    unify_after: int | None = None
    unify_into: Literal["best", "median", "outline"] = "best"

    def __post_init__(self) -> None:
        names = ("tournament", "ceilings_from", "unify_after", "unify_into")
        checked = arguments.together(
            lambda: arguments.flag("government.tournament", self.tournament),
            lambda: _year("government.ceilings_from", self.ceilings_from),
            lambda: _year("government.unify_after", self.unify_after),
            lambda: arguments.one_of("government.unify_into", self.unify_into, UNIONS, "a way to unify"),
        )
        for name, value in zip(names, checked, strict=True):
            object.__setattr__(self, name, value)


def _year(name: str, value: object) -> int | None:
    return None if value is None else arguments.whole(name, value, 1, MOST_YEARS, ", or None for never")


@dataclass(frozen=True)
class Levers:
    """What provinces may change: `low`, `high` and value in the `outline` (levers,), whether it is `whole`,
    and which way is `harsher` (+1 upward, -1 downward, 0 no order)."""

    low: Floats
    high: Floats
    outline: Floats
    whole: npt.NDArray[np.bool_]
    harsher: Ints

    def fitted(self, values: Floats) -> Floats:
        """Values within their ends, and whole where they must be."""
        kept = np.clip(values, self.low, self.high)
        return np.where(self.whole, np.rint(kept), kept)

    def beyond(self, values: Floats) -> npt.NDArray[np.bool_]:
        """Where a province is harsher than the outline."""
        return np.nan_to_num((values - self.outline) * self.harsher) > 0


@dataclass(frozen=True)
class Year:
    """One year of government: `parts` (provinces, 5), `score` and `rank` (1 is the first) of each province,
    `values` of its levers from now on, whom it copied (`adopted_from`, row or -1), how many levers it had to
    give up (`vetoed`)."""

    parts: Ints
    score: Ints
    rank: Ints
    values: Floats
    adopted_from: Ints
    vetoed: Ints


def parts_of(counts: Ints, rows: Ints) -> Ints:
    """What the centre sees of provinces `rows` in the counts (groups, columns) of a year, shape (rows, 5).

    A wrong listing becomes public when it is corrected on a dispute.
    """
    sums = counts.reshape(-1, STRATA, counts.shape[1]).sum(1)[rows]

    def column(name: str) -> Ints:
        return np.asarray(sums[:, COLUMN[name]], np.int64)

    adults, debt = np.maximum(1, column("adults")), np.maximum(1, column("debt"))
    per_adult = [
        column("dispute_filed"),
        column("voiced"),
        column("recorded") + column("entered_list"),
        column("left_corrected"),
    ]
    parts = [column("paid") * PER // debt, *(count * PER // adults for count in per_adult)]
    return np.stack(parts, axis=1)


def ranked(parts: Ints, parameters: Records) -> tuple[Ints, Ints]:
    """Score and rank of each province: places in each part, added by the centre's weights.

    A place is twice the number of provinces that do worse plus the number that do as well. Equal scores go
    to the lower row.
    """
    good = parts * np.array([1, -1, -1, -1, -1])
    worse = (good[:, None, :] > good[None, :, :]).sum(1)
    alike = (good[:, None, :] == good[None, :, :]).sum(1) - 1
    weights = np.array([int(parameters[f"government_weight_{name}"][0]) for name in WEIGHTS], np.int64)
    score = np.asarray(((2 * worse + alike) * weights).sum(1), np.int64)
    rank = np.empty(len(score), np.int64)
    rank[np.lexsort((np.arange(len(score)), -score))] = 1 + np.arange(len(score))
    return score, rank


def govern(
    policy: Government,
    levers: Levers,
    values: Floats,
    parts: Ints,
    year: int,
    dice: Ints,
    parameters: Records,
) -> Year:
    """The step at the end of `year` (1 is the first); `dice` (provinces, 4) are words of luck of the year."""
    score, rank = ranked(parts, parameters)
    new = values.copy()
    copied, vetoed = np.full(len(rank), -1, np.int64), np.zeros(len(rank), np.int64)
    if policy.tournament and len(levers.low):
        scandal = parts[:, PARTS.index("scandal")] * MONTHS > int(parameters.government_scandal_bearable[0])
        first = int(np.argmin(rank))
        for row in range(len(rank)):
            if scandal[row]:
                vetoed[row] = give_up(new, levers, row)
            elif (
                2 * rank[row] > len(rank) and row != first and dice[row, 0] < parameters.government_imitate[0]
            ):
                copied[row] = first
            elif dice[row, 1] < parameters.government_vary[0]:
                vary(new, levers, row, dice[row], float(parameters.government_step[0]))
        for copier in np.flatnonzero(copied >= 0):
            both = ~np.isnan(values[copier]) & ~np.isnan(values[first])
            new[copier, both] = values[first, both]
    if policy.ceilings_from is not None and year >= policy.ceilings_from:
        new = np.where(levers.beyond(new), levers.outline, new)
    return Year(parts, score, rank, new, copied, vetoed)


def give_up(values: Floats, levers: Levers, row: int) -> int:
    """Return to the outline wherever the province is harsher; how many levers that were."""
    beyond = levers.beyond(values[row])
    values[row, beyond] = levers.outline[beyond]
    return int(beyond.sum())


def vary(values: Floats, levers: Levers, row: int, words: Ints, step: float) -> None:
    """Move one lever of the province by one step, up or down."""
    own = np.flatnonzero(~np.isnan(values[row]))
    if not len(own):
        return
    chosen = own[int(words[2]) * len(own) >> 32]
    size = float(levers.high[chosen] - levers.low[chosen]) * step
    size = max(1.0, size) if levers.whole[chosen] else size
    moved = values[row].copy()
    moved[chosen] += size if words[3] >> 31 else -size
    values[row, chosen] = levers.fitted(moved)[chosen]


def dice_of(seed: int, replicate: int, serials: Ints, year: int) -> Ints:
    """Four words of luck for each province in a year, shape (provinces, 4)."""
    return rng.words(seed, replicate, serials.astype(np.uint32), year, "government.year").astype(np.int64)


def medians(values: Floats) -> Floats:
    """The middle value of every lever over the provinces that have it (the lower of two middles)."""
    return np.array([_middle(column[~np.isnan(column)]) for column in values.T])


def _middle(column: Floats) -> float:
    return float(np.sort(column)[(len(column) - 1) // 2]) if len(column) else float("nan")

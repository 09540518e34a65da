"""Fronts: variants none of which is better in all goals, and the hypervolume of a search from generation
to generation."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.charts import registry
from glasshouse.charts.figure import Figure
from glasshouse.data_table import Table
from glasshouse.extras import extra, quiet
from glasshouse.studies.contrasts import Contrast, crossed
from glasshouse.studies.goals import Asked, Goal
from glasshouse.studies.members import Value

Floats = npt.NDArray[np.float64]
BACK = 3
"""Generations over which a search is held to be flat, or not."""
FLAT = 0.01
"""Growth of the hypervolume over these, as a share of it, below which the search is flat."""


@dataclass(frozen=True)
class Course:
    """Hypervolumes by generation, from 0 to 1; `reference` and `ideal` are the costs that scale them."""

    volumes: tuple[float, ...]
    reference: tuple[float, ...]
    ideal: tuple[float, ...]

    @property
    def growth(self) -> float:
        """Growth over the last `BACK` generations, as a share of the last hypervolume; `nan` for fewer."""
        if len(self.volumes) <= BACK:
            return float("nan")
        last = self.volumes[-1]
        return (last - self.volumes[-1 - BACK]) / last if last > 0 else 0.0

    @property
    def hint(self) -> str:
        """Whether more generations are likely to find more."""
        if len(self.volumes) <= BACK:
            return f"too few generations to say whether the search has settled: ask for more than {BACK}"
        over = f"over the last {BACK} generations"
        if self.growth < FLAT:
            return f"flat: the hypervolume grew by {100 * self.growth:.1f} % {over}"
        return f"still improving: the hypervolume grew by {100 * self.growth:.1f} % {over}; ask for more"

    def told(self, goals: Sequence[str], worst: Sequence[float]) -> tuple[str, str]:
        """The course and the hint in words, with the reference point in the units of the goals."""
        point = ", ".join(f"{goal} {value:.4g}" for goal, value in zip(goals, worst, strict=True))
        numbers = ", ".join(f"{volume:.3f}" for volume in self.volumes)
        return f"hypervolume by generation, from {point}: {numbers}", self.hint


def course_of(costs: Floats, sizes: Sequence[int]) -> Course:
    """The course of a search whose variants, in the order lived, have `costs`, shape (variants, goals).

    `sizes` says how many had been lived at the end of each generation.
    """
    if not len(costs):
        return Course((), (), ())
    first = next(size for size in sizes if size)
    reference, ideal = costs[:first].max(axis=0), costs.min(axis=0)
    span = np.where(reference > ideal, reference - ideal, 1.0)
    with quiet():
        measured = extra("pymoo.indicators.hv", "study").HV(ref_point=np.ones(costs.shape[1]))
    volumes = tuple(float(measured((costs[:size] - ideal) / span)) if size else 0.0 for size in sizes)
    return Course(volumes, tuple(map(float, reference)), tuple(map(float, ideal)))


Results = Mapping[tuple[int, int], tuple[float, ...]]
REACH = 1.959963984540054
SPEARMAN = 1.03
"""Standard error of a rank correlation on Fisher's scale, times the root of its degrees of freedom
(Fieller, Hartley and Pearson 1957)."""


@dataclass(frozen=True)
class Conflict:
    """Rank correlation of two goals over variants drawn at random, both as costs; 95 % interval.

    Below 0 the goals conflict: what is won in one is lost in the other. Above 0 there is nothing to trade.
    """

    goals: tuple[Goal, Goal]
    variants: int
    correlation: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """`conflict`, `nothing to trade`, `not told apart`, or `does not respond` to the levers."""
        if math.isnan(self.correlation):
            return "does not respond"
        if self.high < 0:
            return "conflict"
        return "nothing to trade" if self.low > 0 else "not told apart"

    def __str__(self) -> str:
        first, second = self.goals
        if math.isnan(self.correlation):
            return f"{first} and {second}: one of them does not respond to the levers"
        about = f"rank correlation {self.correlation:.2f} ({self.low:.2f} to {self.high:.2f})"
        return f"{first} and {second}: {self.verdict}, {about} over {self.variants} variants"


def conflicts(goals: Sequence[Goal], costs: Floats) -> tuple[Conflict, ...]:
    """Every pair of goals held against each other; `costs` has shape (variants, goals)."""
    return tuple(
        _conflict((goals[a], goals[b]), costs[:, [a, b]]) for a, b in combinations(range(len(goals)), 2)
    )


def _conflict(pair: tuple[Goal, Goal], costs: Floats) -> Conflict:
    n = len(costs)
    if n < 5 or not (np.ptp(costs, axis=0) > 0).all():
        return Conflict(pair, n, math.nan, math.nan, math.nan)
    from scipy.stats import spearmanr

    found = float(spearmanr(costs[:, 0], costs[:, 1]).statistic)
    middle = math.atanh(max(-0.999999, min(0.999999, found)))
    reach = REACH * SPEARMAN / math.sqrt(n - 3)
    return Conflict(pair, n, found, math.tanh(middle - reach), math.tanh(middle + reach))


def not_dominated(costs: Floats) -> npt.NDArray[np.int64]:
    """Rows of a table of costs that no other beats in all goals, in order."""
    sorting = extra("pymoo.util.nds.non_dominated_sorting", "study").NonDominatedSorting
    return np.sort(np.asarray(sorting().do(costs, only_non_dominated_front=True), np.int64))


@dataclass(frozen=True)
class Variant:
    """Values of levers (none: as written) and what they do, on the futures searched and on `fresh` ones.

    `gains` are paired improvements over the rulebook as written on the same futures, one for each goal and
    above 0 where it is better. `holds`: on fresh futures no other variant of the front beats it.
    """

    values: dict[str, Value]
    goals: tuple[float, ...]
    fresh: tuple[float, ...]
    fresh_costs: tuple[float, ...]
    gains: tuple[Contrast, ...]
    fresh_gains: tuple[Contrast, ...]
    holds: bool = True

    @property
    def less_harmful(self) -> bool:
        """Whether on fresh futures some goal is surely better than as written and none surely worse."""
        return any(gain.low > 0 for gain in self.fresh_gains) and not any(
            gain.high < 0 for gain in self.fresh_gains
        )


def variant(
    values: dict[str, Value],
    lived: Results,
    fresh: Results,
    *,
    goals: Sequence[Goal],
    written: Results,
    fresh_written: Results,
) -> Variant:
    """What came of a variant, beside the rulebook as written on the same futures."""
    mean, fresh_mean = _mean(lived), _mean(fresh)
    return Variant(
        values,
        mean,
        fresh_mean,
        tuple(goal.cost(value) for goal, value in zip(goals, fresh_mean, strict=True)),
        _gains(goals, lived, written),
        _gains(goals, fresh, fresh_written),
    )


def _mean(results: Results) -> tuple[float, ...]:
    return tuple(float(value) for value in np.mean(list(results.values()), axis=0))


def _gains(goals: Sequence[Goal], lived: Results, written: Results) -> tuple[Contrast, ...]:
    shared = [future for future in lived if future in written]
    return tuple(
        crossed({f: goal.cost(written[f][k]) - goal.cost(lived[f][k]) for f in shared})
        for k, goal in enumerate(goals)
    )


@dataclass(frozen=True)
class Front:
    """The variants found under one rulebook, with the rulebook as written beside them.

    `tried` variants were lived, `forbidden` ones were not: lint, no rulebook, or goals that are no number.
    `course` says how the search went on and whether it was still improving.
    """

    rulebook: str
    asked: Asked
    levers: tuple[str, ...]
    written: Variant
    variants: tuple[Variant, ...]
    conflicts: tuple[Conflict, ...]
    tried: int
    forbidden: int
    course: Course

    @property
    def shrinkage(self) -> tuple[float, ...]:
        """For each goal the share of the gain found in the search that fresh futures do not show.

        Over the variants that gained in the search; `nan` where none did. 0: all of it is real; 1: none.
        """
        return tuple(self._shrunk(k) for k in range(len(self.asked.goals)))

    def _shrunk(self, goal: int) -> float:
        pairs = [(one.gains[goal].mean, one.fresh_gains[goal].mean) for one in self.variants]
        gained = [(old, new) for old, new in pairs if old > 0]
        searched = math.fsum(old for old, _ in gained)
        return 1 - math.fsum(new for _, new in gained) / searched if searched > 0 else math.nan

    @property
    def notes(self) -> tuple[str, ...]:
        """How the goals agree, what fresh futures take away, and how many variants lint forbade."""
        told = [str(conflict) for conflict in self.conflicts]
        shrunk = "; ".join(
            f"{goal}: {_told(share)}" for goal, share in zip(self.asked.goals, self.shrinkage, strict=True)
        )
        told.append(f"gain not seen again on fresh futures: {shrunk}")
        held = sum(one.holds for one in self.variants)
        told.append(f"{held} of {len(self.variants)} variants are still on the front there")
        told.append(f"{self.tried:,} variants lived, {self.forbidden:,} forbidden")
        goals = [goal.outcome for goal in self.asked.goals]
        worst = [goal.cost(cost) for goal, cost in zip(self.asked.goals, self.course.reference, strict=True)]
        return (*told, *self.course.told(goals, worst))

    def table(self) -> Table:
        """A row a variant, the rulebook as written first: levers, goals, fresh goals, gains with ends."""
        rows = [self._row(one) for one in (self.written, *self.variants)]
        return Table(pa.table({name: [row[name] for row in rows] for name in rows[0]}))

    def _row(self, one: Variant) -> dict[str, object]:
        row: dict[str, object] = {name: one.values.get(name) for name in self.levers}
        for k, goal in enumerate(self.asked.goals):
            row[goal.outcome] = one.goals[k]
            row[f"{goal.outcome}_fresh"] = one.fresh[k]
            gain = one.fresh_gains[k]
            row |= {f"{goal.outcome}_gain{end}": getattr(gain, name)
                    for end, name in (("", "mean"), ("_low", "low"), ("_high", "high"))}  # fmt: skip
        return row | {"holds": one.holds, "less_harmful": one.less_harmful}

    def as_dict(self) -> dict[str, object]:
        """All of it as plain data."""
        return {
            "rulebook": self.rulebook,
            "goals": [vars(goal) for goal in self.asked.goals],
            "notes": list(self.notes),
            "conflicts": [
                {"goals": [str(goal) for goal in one.goals], "correlation": one.correlation,
                 "low": one.low, "high": one.high, "verdict": one.verdict}
                for one in self.conflicts
            ],
            "shrinkage": list(self.shrinkage),
            "hypervolume": {
                "by_generation": list(self.course.volumes), "reference_costs": list(self.course.reference),
                "ideal_costs": list(self.course.ideal), "hint": self.course.hint,
            },
            "variants": self.table().to_pylist(),
        }  # fmt: skip

    def figure(self) -> Figure:
        """The front as a figure: as written, as searched, and on fresh futures."""
        return registry.draw(self, "front", of="study")


def _told(shrinkage: float) -> str:
    """A share of gain that was not seen again, in words; gains may also be larger on fresh futures."""
    if math.isnan(shrinkage):
        return "no gain"
    return f"{100 * shrinkage:.0f} %" if shrinkage > 0 else "none, all was seen again"

"""Runs for the rules that a text cannot decide: the same rulebook, other societies and other luck."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from glasshouse import arguments
from glasshouse.linting.thresholds import limit

if TYPE_CHECKING:
    from glasshouse.rulebooks.book import Rulebook
    from glasshouse.simulation.completed_run import CompletedRun

ASKED = ("minority", "sex", "registration")
"""The groups of persons that are compared in every society, by dimension; its own attributes come on top."""
ADULT = 18
MOST_RUNS = 1_000

Counts = Mapping[str, Mapping[str, tuple[int, int]]]
"""For each dimension and label: how many adults, and how many of them were burdened."""


@dataclass(frozen=True)
class Replicates:
    """What runs of one rulebook, which differ in their seed only, did to groups of adults."""

    counts: tuple[Counts, ...]
    persons: int
    months: int

    def ratios(self) -> tuple[RiskRatio, ...]:
        """For each dimension: the group that bears more against the other."""
        dims = self.counts[0] if self.counts else ()
        return tuple(ratio for dim in dims if (ratio := self._ratio(dim)) is not None)

    def _ratio(self, dim: str) -> RiskRatio | None:
        labels = tuple(self.counts[0][dim])
        if len(labels) != 2:
            return None
        shares = {label: self._share(dim, label) for label in labels}
        more, less = sorted(labels, key=lambda label: -shares[label])
        persons = {label: sum(each[dim][label][0] for each in self.counts) for label in labels}
        burdened = shares[more] * min(persons.values())
        logs = [_log_ratio(each[dim][more], each[dim][less]) for each in self.counts]
        middle, low, high = _interval(logs)
        found = (middle, low, high, burdened, len(logs))
        return RiskRatio(dim, more, less, shares[more], shares[less], *found)

    def _share(self, dim: str, label: str) -> float:
        persons = sum(each[dim][label][0] for each in self.counts)
        return sum(each[dim][label][1] for each in self.counts) / max(persons, 1)


@dataclass(frozen=True)
class RiskRatio:
    """How much more often adults of group `more` are burdened than those of `less`.

    `share_more` and `share_less` are over all runs together; `ratio` is the geometric mean over runs with its
    95 % interval (Student's t over the logarithms of the runs). `burdened`: how many the smaller group has,
    or would have, at `share_more`.
    """

    dim: str
    more: str
    less: str
    share_more: float
    share_less: float
    ratio: float
    low: float
    high: float
    burdened: float
    runs: int

    @property
    def enough(self) -> bool:
        """Whether there are runs and burdened persons enough to say anything."""
        return self.runs >= limit("NDS-3.runs") and self.burdened >= limit("NDS-3.burdened")


def _log_ratio(more: tuple[int, int], less: tuple[int, int]) -> float:
    """Logarithm of a ratio of shares; half a person is added to each count, so that none is zero."""
    shares = [(burdened + 0.5) / (persons + 1) for persons, burdened in (more, less)]
    return math.log(shares[0] / shares[1])


def _interval(logs: Sequence[float]) -> tuple[float, float, float]:
    if len(logs) < 2:
        return math.exp(logs[0]) if logs else math.nan, math.nan, math.nan
    from scipy.stats import t

    middle = float(np.mean(logs))
    half = float(t.ppf(0.975, len(logs) - 1)) * float(np.std(logs, ddof=1)) / math.sqrt(len(logs))
    return math.exp(middle), math.exp(middle - half), math.exp(middle + half)


def replicate(
    rulebook: Rulebook,
    *,
    runs: int = 8,
    society: str = "hebei",
    persons: int = 20_000,
    months: int = 60,
    seed: int = 1,
) -> Replicates:
    """Run the rulebook `runs` times, each with a society and luck of its own (seeds `seed`, `seed` + 1, ...).

    Raises `InputError` for fewer runs than three, and for what `glasshouse.run` refuses.
    """
    runs, seed = arguments.together(
        lambda: arguments.whole("runs", runs, int(limit("NDS-3.runs")), MOST_RUNS),
        lambda: arguments.seed("seed", seed),
    )
    from glasshouse.simulation import run

    counts = [
        counted(run(rulebook, society, persons=persons, months=months, seed=seed + each))
        for each in range(runs)
    ]
    return Replicates(tuple(counts), persons, months)


def counted(run: CompletedRun) -> Counts:
    """Adults and burdened adults of one run by group; burdened is who was ever listed or refused a right.

    Of an attribute with more than two categories each category is compared with all others.
    """
    from glasshouse.model.groups import dims_of
    from glasshouse.simulation.records import person_measures

    measured = person_measures(run)
    burdened = (measured["ever_listed"] > 0) | (measured["denied"] > 0)
    adult = np.asarray(run.society.age) >= ADULT
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for dim, (codes, labels) in dims_of(run.society).items():
        if dim not in ASKED and dim not in run.society.attributes:
            continue
        of = {label: adult & (codes == k) for k, label in enumerate(labels)}
        sizes = {label: (int(here.sum()), int((here & burdened).sum())) for label, here in of.items()}
        if len(labels) <= 2:
            found[dim] = sizes
            continue
        everybody = tuple(map(sum, zip(*sizes.values(), strict=True)))
        for label, (persons, hit) in sizes.items():
            found[f"{dim}: {label}"] = {
                label: (persons, hit),
                "others": (everybody[0] - persons, everybody[1] - hit),
            }
    return found

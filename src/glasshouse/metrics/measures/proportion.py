"""Proportion between an act and its burden (measure F22): do graver acts cost more?

Kendall's tau-b between the gravity of acts (0 harmless to 10 grave; `data/vocabulary/behaviours.yaml`, a
judgement) and the mean burden of those who did them. An inversion is a pair of acts of which the less grave
costs more. Source: Kendall (1938, 1945); the principle: General Comment 27, paragraph 14.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.errors import Diagnostic, InputError
from glasshouse.metrics.crowd import integers, is_one_of, require, words
from glasshouse.metrics.findings import Answer, Estimate, answer
from glasshouse.metrics.intervals import compact
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.measures.attribution import distinct, weights_of


@measure(
    id="F22",
    title="Proportion between act and burden",
    unit="rank correlation",
    worse="less",
    side="harm",
    needs=(
        "ledger",
        "people",
    ),
    source="Kendall 1938, 1945",
    parts={
        "tau": {"title": "Order of gravity and burden"},
        "inversions": {"title": "Pairs of acts in the wrong order", "unit": "of pairs", "worse": "more"},
    },
)
def order_of_burdens(data: Data) -> Iterator[Answer]:
    """Kendall's tau-b between the gravity of an act and the mean burden of those who did it: 1
    where graver acts always cost more. Pairs of acts in which the less grave costs more are listed
    as inversions.
    """
    ledger = data.system.ledger
    acts = acts_of(ledger, data.gravity)
    if not acts:
        return
    found = proportion(acts)
    chosen = is_one_of(ledger, "cause", [act.name for act in acts])
    persons = compact(integers(ledger, "person")[chosen])[1]
    wrong = "; ".join(
        f"{pair.lesser.name} costs more than {pair.graver.name}" for pair in found.inversions[:5]
    )
    note = f"{len(acts)} acts. {wrong}".strip()
    yield answer("F22", Estimate.bare(found.tau, persons, len(acts)), part="tau", note=note)
    inverted = Estimate.bare(found.inverted, persons, len(found.inversions))
    yield answer("F22", inverted, part="inversions", note=note)


@dataclass(frozen=True)
class Act:
    """Something that leads to burdens: name, gravity, mean burden a person, and how many persons bear it."""

    name: str
    gravity: float
    burden: float
    persons: int


@dataclass(frozen=True)
class Inversion:
    """Two acts in the wrong order: `graver` weighs more and yet costs less than `lesser`."""

    graver: Act
    lesser: Act

    @property
    def factor(self) -> float:
        """How many times the burden of the graver act the lesser costs (infinite when that costs nothing)."""
        return self.lesser.burden / self.graver.burden if self.graver.burden else math.inf


@dataclass(frozen=True)
class Proportion:
    """`tau` from -1 to 1, `nan` with no two acts that differ in both; the inversions, worst first.

    `pairs` is how many pairs of acts differ in gravity. There is no interval: these are all acts there are.
    """

    tau: float
    inversions: tuple[Inversion, ...]
    pairs: int
    acts: tuple[Act, ...]

    @property
    def inverted(self) -> float:
        """Inversions as a share of the pairs that differ in gravity (`nan` without pairs)."""
        return len(self.inversions) / self.pairs if self.pairs else math.nan


def proportion(acts: Sequence[Act]) -> Proportion:
    """The order of gravity against the order of burden over all pairs of acts (their number squared)."""
    gravity = np.array([act.gravity for act in acts], np.float64)
    burden = np.array([act.burden for act in acts], np.float64)
    graver, costlier = _signs(gravity), _signs(burden)
    wrong = np.argwhere((graver > 0) & (costlier < 0))
    found = sorted((Inversion(acts[i], acts[j]) for i, j in wrong), key=_by_gap)
    return Proportion(tau_b(gravity, burden), tuple(found), int((graver > 0).sum()), tuple(acts))


def tau_b(one: npt.ArrayLike, other: npt.ArrayLike) -> float:
    """Kendall's tau-b: (concordant - discordant) / sqrt(pairs untied in one * pairs untied in the other)."""
    here, there = _signs(np.asarray(one, np.float64)), _signs(np.asarray(other, np.float64))
    under = math.sqrt(float(np.abs(here).sum()) * float(np.abs(there).sum()))
    return float((here * there).sum()) / under if under else math.nan


def acts_of(ledger: pa.Table, gravity: Mapping[str, float]) -> tuple[Act, ...]:
    """The causes in the ledger as acts: weighted months of lost rights per person who bore any from it.

    `gravity` gives the gravity of each cause (dotted path) that should be compared; others are left out. The
    burden counts months of rights by the weights of the vocabulary, in months of a right of weight 1. Raises
    `InputError` for a gravity outside 0 to 10."""
    wrong = [
        Diagnostic(f"gravity of {name} is {g}", "give 0 to 10")
        for name, g in gravity.items()
        if not 0 <= g <= 10
    ]
    if wrong:
        raise InputError(*wrong)
    require(ledger, "ledger", ("person", "right", "cause", "months"))
    ledger = ledger.filter(pa.array(is_one_of(ledger, "cause", gravity)))
    causes, cause = words(ledger, "cause")
    total = np.bincount(cause, integers(ledger, "months") * weights_of(ledger), len(causes))
    persons = distinct(cause, integers(ledger, "person"), len(causes))
    return tuple(
        Act(name, float(gravity[name]), float(total[k]) / int(persons[k]), int(persons[k]))
        for k, name in enumerate(causes)
        if persons[k]
    )


def _signs(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.sign(values[:, None] - values[None, :])


def _by_gap(pair: Inversion) -> tuple[float, str, str]:
    gap = (pair.graver.gravity - pair.lesser.gravity) * (pair.lesser.burden - pair.graver.burden)
    return -gap, pair.graver.name, pair.lesser.name

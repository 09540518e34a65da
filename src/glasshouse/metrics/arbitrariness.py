"""Arbitrariness (measure F23) and the flip test (measure F24): the same persons under several runs.

F23 holds people and acts and changes only the luck of enforcement. Self-consistency of a person is the chance
that two of the B runs, drawn without repetition, treat the person alike: 1 - 2 B0 B1 / (B (B - 1)), where B1
runs did the thing and B0 did not. After Cooper et al., "Arbitrariness and Social Prediction" (AAAI 2024).

F24 holds everything, luck included, and switches a protected attribute of the same persons. Whatever changes
for a person hangs on the attribute. After Kusner et al., "Counterfactual Fairness" (2017).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from glasshouse.errors import Diagnostic, InputError
from glasshouse.metrics.crowd import Crowd
from glasshouse.metrics.monthly import Floats, Ints
from glasshouse.metrics.paired import Difference, paired_difference
from glasshouse.metrics.rates import PerPerson

LIKE = 0.75
"""Self-consistency below which treatment counts as arbitrary: three pairs of runs in four agree."""


@dataclass(frozen=True)
class Flip:
    """What switching the attribute does: shares of persons for whom anything `changed`, who fare `worse`.

    `difference` is mean(outcome as they are - outcome switched), paired, with its cluster-robust interval.
    """

    changed: PerPerson
    worse: PerPerson
    difference: Difference


def alike(outcomes: npt.ArrayLike) -> tuple[Ints, int]:
    """For each person, how many ordered pairs of runs agree, and how many pairs there are.

    `outcomes` has one row a run (2 or more) and one column a person, true where the run did the thing."""
    did = np.asarray(outcomes, bool)
    if did.ndim != 2 or len(did) < 2:
        raise InputError(
            Diagnostic("arbitrariness needs two runs or more", "give one row a run, one column a person")
        )
    runs: int = len(did)
    yes: Ints = np.asarray(did.sum(0), np.int64)
    pairs = runs * (runs - 1)
    return pairs - 2 * yes * (runs - yes), pairs


def self_consistency(outcomes: npt.ArrayLike) -> Floats:
    """Self-consistency of each person, 0 (two runs that differ) to 1."""
    agreeing, pairs = alike(outcomes)
    return agreeing / pairs


def happened(outcomes: npt.ArrayLike) -> PerPerson:
    """In how many runs it happened to each person / runs."""
    did = np.asarray(outcomes, np.int64)
    return PerPerson(np.asarray(did.sum(0), np.int64), np.full(did.shape[1], len(did), np.int64), "share")


def consistency(outcomes: npt.ArrayLike) -> PerPerson:
    """F23: mean self-consistency of all persons. Fraction of pairs of runs."""
    agreeing, pairs = alike(outcomes)
    return PerPerson(agreeing, np.full(len(agreeing), pairs, np.int64), "share")


def arbitrary(outcomes: npt.ArrayLike, below: float = LIKE, *, touched: bool = False) -> PerPerson:
    """F23: share of persons whose self-consistency lies below `below`. Fraction of persons.

    With `touched` only those count to whom the thing happened in at least one run: for rare harms nearly
    everybody is treated alike because nearly everybody is left alone."""
    chance = self_consistency(outcomes)
    did = np.asarray(outcomes, bool).sum(0) if touched else np.ones(len(chance))
    counted = np.asarray(did > 0, np.int64)
    return PerPerson((chance < below) * counted, counted, "share")


def flip_test(
    crowd: Crowd,
    as_they_are: npt.ArrayLike,
    switched: npt.ArrayLike,
    *,
    who: npt.ArrayLike | None = None,
) -> Flip:
    """F24: the harm of each person as they are and with the attribute switched, same luck.

    Both arrays have one entry a person in the order of the crowd and count harm (more is worse). `who` picks
    persons, e.g. those who have the attribute; all when absent. `worse` are those harmed more as they are."""
    here, there = np.asarray(as_they_are), np.asarray(switched)
    if not len(here) == len(there) == len(crowd):
        raise InputError(Diagnostic("the flip test needs one outcome a person in both worlds"))
    chosen = np.ones(len(crowd), bool) if who is None else np.asarray(who, bool)
    base = chosen.astype(np.int64)
    return Flip(
        PerPerson((here != there).astype(np.int64) * base, base, "share"),
        PerPerson((here > there).astype(np.int64) * base, base, "share"),
        paired_difference(here[chosen], there[chosen], crowd.cluster[chosen]),
    )

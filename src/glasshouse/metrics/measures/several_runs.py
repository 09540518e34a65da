"""Findings that compare runs of the same people: trap index (F8), arbitrariness (F23), flip test (F24).

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
import pyarrow as pa

from glasshouse.errors import Diagnostic, InputError
from glasshouse.metrics.answers import counted
from glasshouse.metrics.crowd import Crowd, crowd
from glasshouse.metrics.findings import Answer, Estimate, answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measures.spells import WITHIN, listed_spells, relapse
from glasshouse.metrics.measures.trap import trap_index
from glasshouse.metrics.monthly import Floats, Ints
from glasshouse.metrics.paired import Difference, paired_difference
from glasshouse.metrics.rates import PerPerson


@measure(
    id="F8",
    title="Trap index",
    unit="fraction of relapse",
    worse="more",
    side="harm",
    needs=(
        "listings",
        "people",
        "runs",
    ),
    source="own; the distinction of state dependence from differences between persons in Heckman 1981",
)
def sanctions_own_part(
    people: pa.Table, run: pa.Table, neutral: pa.Table, months: int, within: int = WITHIN
) -> Answer:
    """R is the relapse within h months. The index is (R of the run - R of a run in which sanctions
    leave income, work and movement alone) / R of the run: the part of relapse that the sanction
    itself makes.
    """
    # `run` and `neutral` are the listings of two runs of the same people
    town, spells = crowd(people), [listed_spells(listings, months) for listings in (run, neutral)]
    (here,), (there,) = (relapse(town, found, months) for found in spells)
    persons = int(np.count_nonzero(town.sums(spells[0].person[spells[0].ended])))
    found = Estimate(*trap_index(here, there, within), persons, here.happened + there.happened)
    return answer(
        "F8", found, note=f"Relapse within {within} months; the interval takes the runs as independent."
    )


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


@measure(
    id="F23",
    title="Arbitrariness",
    unit="chance of like treatment",
    worse="less",
    side="harm",
    needs=(
        "people",
        "runs",
    ),
    source="self-consistency after Cooper et al. 2024",
    parts={
        "consistency": {"title": "Chance of like treatment"},
        "below": {
            "title": "Persons treated alike in fewer than three of four pairs of runs",
            "unit": "of persons",
            "worse": "more",
        },
    },
)
def like_for_like(
    people: pa.Table, outcomes: npt.ArrayLike, *, touched: bool = False
) -> tuple[Answer, Answer]:
    """With people and acts held and only the luck of enforcement changed, the chance that two runs
    treat a person alike; reported as the mean and as the share of persons below 0.75.
    """
    # a row of `outcomes` is a run, a column a person; with `touched` only those count to whom it happened
    town, runs = crowd(people), len(np.asarray(outcomes))
    touched_by = happened(outcomes)
    below = arbitrary(outcomes, touched=touched)
    note = f"{runs} runs." + (" Of those it happened to at least once." if touched else "")
    return (
        counted(
            "F23",
            consistency(outcomes),
            town,
            "consistency",
            events=touched_by,
            note=f"{runs} runs.",
        ),
        counted("F23", below, town, "below", note=note),
    )


@measure(
    id="F24",
    title="Flip test",
    unit="difference of shares",
    worse="more",
    side="harm",
    needs=(
        "people",
        "runs",
    ),
    source="Kusner et al. 2017, counterfactual fairness; here by experiment on the model",
)
def attribute_switched(
    people: pa.Table,
    as_they_are: npt.ArrayLike,
    switched: npt.ArrayLike,
    *,
    who: npt.ArrayLike | None = None,
    unit: str = "",
) -> Answer:
    """Change of the harm when nothing but a protected attribute of the same persons is switched and
    all luck is kept.
    """
    # `who` picks the persons (0/1 each), `unit` is that of the harm; events are persons for whom it changed
    found = flip_test(crowd(people), as_they_are, switched, who=who)
    gap, changed = found.difference, int(found.changed.over.sum())
    return answer("F24", Estimate(gap.difference, gap.low, gap.high, gap.persons, changed), unit=unit)

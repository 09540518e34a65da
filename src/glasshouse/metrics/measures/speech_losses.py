"""Measures F15 to F17: critical speech lost, opinions hidden, opinions made alike.

Private views are known only in a simulation. What somebody states is worked out from the person at the end of
the run: a critic who is in fear states neutrality, one who praises states the opposite of the view held.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from glasshouse.metrics.findings import Answer, Estimate, answer
from glasshouse.metrics.intervals import estimate, ratio_of_sums
from glasshouse.metrics.list_shares import ratio
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.monthly import Floats, column, series, window
from glasshouse.metrics.paired import paired_difference
from glasshouse.metrics.persons import (
    Mask,
    adults,
    anywhere_above_zero,
    both,
    clusters,
    has,
    need,
    optional,
    sides,
)


@measure(
    id="F15",
    title="Speech chilled",
    unit="of months of critical speech",
    worse="more",
    side="harm",
    needs=(
        "people",
        "twin",
    ),
    source="own; the idea of a chilling effect after Schauer 1978",
    parts={
        "all": {"title": "Critical speech lost"},
        "direct": {"title": "Lost by those the system touched"},
        "social": {"title": "Lost by those it did not touch"},
    },
)
def speech_lost(data: Data) -> Iterator[Answer]:
    """Months of lawful critical speech lost among those who would speak without the system, each
    weighted by how strongly the view is held: sum of b (v0 - v1) / sum of b v0. The direct part is
    lost by those the system listed, refused or punished, the social part by all others.
    """
    if data.has(*sides("months_voiced")):
        yield from chilling(data.people)


TOUCHED = ("system_ever_listed", "system_denied", "system_speech_punished", "system_rights_lost_months")
"""Columns that say that the system touched a person itself."""

MINDS = sides("approval_at_end", "fear_at_end", "praises_at_end")
"""Columns from which private and stated opinion are worked out."""

SCALE = 200.0
"""Width of the scale of opinion, -100 to 100."""


def chilling(people: pa.Table) -> tuple[Answer, Answer, Answer]:
    """Critical speech lost among those who speak without the system: all, direct and social part (F15).

    Weighted by how strongly the view is held: the column `conviction` where there is one, else how far
    `attitude` lies from 0, else 1. The direct part is lost by those listed, refused, punished or shut out of
    a right, the social part by all others; the two add up. Persons silent without the system do not count.
    `events` are months of speech lost. Negative where people spoke up because of the system.
    """
    spoken, would = both(people, "months_voiced")
    weight = np.where(would > 0, _conviction(people), 0.0)
    touched = anywhere_above_zero(people, TOUCHED)

    def lost(who: Mask) -> Estimate:
        gone = np.where(who, would - spoken, 0.0)
        months = int(np.maximum(gone, 0.0)[weight > 0].sum())
        return ratio_of_sums(weight * gone, weight * would, clusters(people), months)

    everyone = np.ones(len(would), np.bool_)
    parts = {"all": everyone, "direct": touched, "social": ~touched}
    found = tuple(answer("F15", lost(who), part=part) for part, who in parts.items())
    return found[0], found[1], found[2]


@dataclass(frozen=True)
class Opinions:
    """What adults privately think and publicly state at the end of a run, each from -100 to 100."""

    private: Floats
    stated: Floats

    @property
    def gap(self) -> Floats:
        """Distance of the two for each person, as a share of the scale (0 to 1)."""
        return np.abs(self.stated - self.private) / SCALE


def opinions(people: pa.Table, side: str) -> Opinions:
    """Private and stated opinion at the end, from approval, fear and praise of that side.

    Who approves says so. A critic whose fear (0 to 255) exceeds the disapproval states 0, and one who praises
    states as much approval as they feel disapproval (assumption, after the census of the model).
    """
    names = [f"{side}_{name}_at_end" for name in ("approval", "fear", "praises")]
    need(people, *names)
    private, fear, praises = (column(people, name) for name in names)
    hides = (private < 0) & (-private < fear)
    stated = np.where(hides, 0.0, private)
    return Opinions(private, np.where((praises > 0) & (private < 0), -private, stated))


def opinion_gap(people: pa.Table) -> tuple[Answer, Answer]:
    """Mean distance between stated and private opinion of adults, and its change against the twin (F16).

    `events` are persons who state something else than they think."""
    grown = adults(people)
    with_it, without = (opinions(grown, side).gap for side in ("system", "twin"))
    hiding = int(np.count_nonzero(with_it))
    blocks = clusters(grown)
    blocks = np.arange(len(with_it)) if blocks is None else blocks
    level = paired_difference(with_it, np.zeros(len(with_it)), blocks)
    change = paired_difference(with_it, without, blocks)
    found = [Estimate(d.difference, d.low, d.high, d.persons, hiding) for d in (level, change)]
    return answer("F16", found[0], part="gap"), answer("F16", found[1], part="change")


def hidden_share(monthly: pa.Table, last: int = 12) -> Answer:
    """Adults who state an approval they do not feel, mean over the last months (F16, from the monthly table).

    `persons` are adults in the last month, `events` person-months of stated but not felt approval."""
    stated, felt, grown = (
        series(monthly, name) for name in ("approves_stated", "approves_privately", "adults")
    )
    part = window(len(grown), last)
    hidden = int((stated - felt)[part].sum())
    found = Estimate.bare(
        ratio(hidden, grown[part].sum()), int(grown[-1]) if len(grown) else 0, max(hidden, 0)
    )
    return answer("F16", found, part="hidden")


def conformity(people: pa.Table) -> Answer:
    """1 - variance of stated / variance of private opinion, less the same in the twin (F17).

    Above 0 where the system takes the spread of opinion out of sight. `nan` where all think alike in private.
    `events` are adults who state something else than they think."""
    grown = adults(people)
    with_it, without = (opinions(grown, side) for side in ("system", "twin"))
    (value, influence), (before, influence_before) = (_alike(side) for side in (with_it, without))
    hiding = int(np.count_nonzero(with_it.gap))
    if math.isnan(value - before):
        return answer("F17", Estimate.bare(math.nan, grown.num_rows, hiding))
    moved = influence - influence_before
    return answer("F17", estimate(value - before, moved, clusters(grown), grown.num_rows, hiding))


def _alike(of: Opinions) -> tuple[float, Floats]:
    """1 - variance ratio and the influence of each person on it."""
    persons = len(of.private)
    around_private, around_stated = ((x - x.mean()) ** 2 if persons else x for x in (of.private, of.stated))
    whole = float(around_private.sum())
    if not whole:
        return math.nan, np.zeros(persons)
    left = float(around_stated.sum()) / whole
    return 1 - left, -(around_stated - left * around_private) / whole


def _conviction(people: pa.Table) -> Floats:
    if has(people, "conviction"):
        return column(people, "conviction")
    attitude = optional(people, "attitude")
    return np.ones(people.num_rows) if attitude is None else np.abs(attitude)


@measure(
    id="F16",
    title="Opinion gap",
    unit="share of the scale",
    worse="more",
    side="harm",
    needs=(
        "people",
        "monthly?",
        "twin?",
    ),
    source="Kuran 1989, 1995, preference falsification",
    parts={
        "gap": {"title": "Gap between stated and private opinion"},
        "change": {"title": "Change of that gap against the twin"},
        "hidden": {"title": "Adults who state an approval they do not feel", "unit": "of adults"},
    },
)
def opinion_hidden(data: Data) -> Iterator[Answer]:
    """Mean distance between what adults state in public and what they privately think, on a scale
    of 0 to 1. The change against the twin is the part the system made. From monthly counts: adults
    who state an approval they do not feel.
    """
    if data.has(*MINDS):
        yield from opinion_gap(data.people)
    if data.system.has("monthly"):
        yield hidden_share(data.system.monthly)


@measure(
    id="F17",
    title="Conformity",
    unit="fraction of variance",
    worse="more",
    side="harm",
    needs=(
        "people",
        "twin",
    ),
    source="own; after the falsified preferences of Kuran 1995",
)
def opinions_alike(data: Data) -> Iterator[Answer]:
    """1 - the variance of stated opinion over the variance of private opinion, less the same figure
    in the twin: how much of the spread of opinion disappears from view because of the system.
    """
    if data.has(*MINDS):
        yield conformity(data.people)

"""Time on a list (measure F3) and return to it (measure F7), from the stays on lists.

Table `listings`: one row per stay, `person`, `kind`, `entered` and `left` (months; -1: still on it). A stay
covers the months `entered` .. `left` - 1, so it lasts `left - entered` months. Stays of one person on
several blacklists that overlap or touch are one time listed: nobody is listed twice in a month. Redlists do
not count.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.metrics.answers import counted, of_curves
from glasshouse.metrics.crowd import EVERYBODY, Crowd, integers, is_one_of, require
from glasshouse.metrics.findings import Answer, GroupValue, answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.monthly import Floats, Ints
from glasshouse.metrics.rates import PerPerson
from glasshouse.metrics.survival import Curve, curves


@measure(
    id="F3",
    title="Time exposed",
    unit="listed years per 1,000 person-years",
    worse="more",
    side="harm",
    needs=(
        "people",
        "listings",
    ),
    source="own",
    parts={
        "mean": {"title": "Time on a list"},
        "p90": {"title": "Time on a list that one in ten of the listed exceed", "unit": "years"},
        "ever": {"title": "Ever listed", "unit": "of persons"},
        "publicity": {"title": "Looks at published persons", "unit": "looks per person-year"},
    },
)
def time_exposed(data: Data) -> Iterator[Answer]:
    """Years on a list for each person: mean, 90th percentile of those ever listed, share ever
    listed. For publicity: how often persons were looked at; with a number of possible viewers also
    days in public view times those viewers.
    """
    people, listings, months = data.crowd, data.system.listings, data.months
    found = listed_spells(listings, months)
    ever = ever_listed(people, found)
    yield counted("F3", time_listed(people, found, months), people, "mean")
    values = []
    for dim in people.cells:
        years = months_listed_percentile(people, found, dim) / 12
        values += [
            GroupValue(dim, label, float(value), math.nan, math.nan, rate.over, rate.over)
            for value, (label, rate) in zip(years, ever.by(people, dim).items(), strict=True)
        ]
    yield answer("F3", values[0].estimate, part="p90", by_group=values[1:])
    yield counted("F3", ever, people, "ever")
    if data.has("system_exposure"):
        yield counted("F3", seen(people, data.people, months), people, "publicity")


BLACKLIST = "blacklist"
WITHIN = 12
"""Months within which a new listing counts as relapse, unless another number is given."""


@dataclass(frozen=True)
class Spells:
    """Times listed without a break: who, first month, first month off again, whether it ended in the run.

    Sorted by person and month; `end` of those that did not end is the length of the run."""

    person: Ints
    start: Ints
    end: Ints
    ended: npt.NDArray[np.bool_]

    @property
    def length(self) -> Ints:
        """Months each of them lasted (so far)."""
        return self.end - self.start


def blacklisted(listings: pa.Table) -> pa.Table:
    """The stays on blacklists. Raises `InputError` when columns are missing."""
    require(listings, "listings", ("person", "kind", "entered", "left"))
    return listings.filter(pa.array(is_one_of(listings, "kind", (BLACKLIST,))))


def listed_spells(listings: pa.Table, months: int) -> Spells:
    """Times on any blacklist, overlapping and touching stays made one."""
    stays = blacklisted(listings)
    left = integers(stays, "left")
    end = np.where(left < 0, months, left)
    return merged(integers(stays, "person"), integers(stays, "entered"), end, left >= 0)


def merged(person: Ints, start: Ints, end: Ints, ended: npt.NDArray[np.bool_]) -> Spells:
    """The union of half-open intervals of each person; a union has ended when its last interval has."""
    order = np.lexsort((start, person))
    person, start, end, ended = person[order], start[order], end[order], ended[order]
    if not len(person):
        return Spells(person, start, end, ended)
    shift = np.cumsum(np.diff(person, prepend=person[0]) != 0) * (int(end.max()) + 1)
    reach = np.maximum.accumulate(end + shift)
    fresh = np.ones(len(person), bool)
    fresh[1:] = (start + shift)[1:] > reach[:-1]
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], len(person)) - 1
    over = (reach - shift)[last]
    still = np.bincount(np.cumsum(fresh) - 1, ~ended) > 0
    return Spells(person[first], start[first], over, ~still)


def time_listed(crowd: Crowd, spells: Spells, months: int) -> PerPerson:
    """Time on a blacklist in years per 1,000 person-years, of all persons (children are persons too)."""
    listed = crowd.sums(spells.person, spells.length)
    return PerPerson(listed, np.full(len(crowd), months, np.int64), "mean", 1000.0)


def ever_listed(crowd: Crowd, spells: Spells) -> PerPerson:
    """Share of persons ever on a blacklist, however briefly. Fraction."""
    ever = (crowd.sums(spells.person) > 0).astype(np.int64)
    return PerPerson(ever, np.ones(len(crowd), np.int64), "share")


def months_listed_percentile(
    crowd: Crowd, spells: Spells, dim: str = EVERYBODY, share: float = 0.9
) -> Floats:
    """Months listed that `share` of the ever listed stay within, per group of `dim`.

    The least whole number of months m such that at least `share` of those ever listed were listed for m
    months or fewer (inverse of the distribution function); `nan` for a group in which nobody was."""
    codes, labels = crowd.codes(dim)
    listed = crowd.sums(spells.person, spells.length)
    ever = listed > 0
    span = int(listed.max(initial=0)) + 1
    key = codes[ever] * span + listed[ever]
    counts = np.bincount(key, minlength=len(labels) * span).reshape(len(labels), span)
    size = counts.sum(1)
    reached = np.cumsum(counts, 1) >= np.ceil(share * size - 1e-9)[:, None]
    return np.where(size > 0, reached.argmax(1), np.nan)


def publicity(person_months: Ints, viewers: npt.ArrayLike, *, days: float = 365.25 / 12) -> Floats:
    """Publicity of each person in person-days x possible viewers: months published * days * viewers.

    `viewers` (0 or more) is how many could look at the person on a day, one number or one a person."""
    return np.asarray(person_months, np.float64) * days * np.asarray(viewers, np.float64)


def seen(crowd: Crowd, people: pa.Table, months: int, side: str = "system") -> PerPerson:
    """Looks actually taken at published persons, per person-year of everybody (column `<side>_exposure`)."""
    require(people, "people", (f"{side}_exposure",))
    looks = integers(people, f"{side}_exposure")
    return PerPerson(looks, np.full(len(crowd), months, np.int64), "mean", 12.0)


def relapse(crowd: Crowd, spells: Spells, months: int, dim: str = EVERYBODY) -> list[Curve]:
    """Time from leaving the blacklists to the next entry, for each group of `dim`.

    `1 - curve.at(h)` is the chance of being listed again within h months of an exit. Exits too near the end
    of the run count for as long as they were followed. One person may exit several times; Greenwood's
    interval treats those as independent and is then somewhat too narrow."""
    row = crowd.rows(spells.person)
    follows = np.zeros(len(row), bool)
    follows[:-1] = spells.person[1:] == spells.person[:-1]
    until = np.where(follows, np.roll(spells.start, -1), months)
    left = spells.ended & (row >= 0)
    codes, labels = crowd.codes(dim)
    group = codes[row[left]]
    return curves((until - spells.end)[left], follows[left], group, len(labels))


@measure(
    id="F7",
    title="Relapse",
    unit="of exits",
    worse="more",
    side="harm",
    needs=(
        "listings",
        "people",
    ),
    source="Kaplan and Meier 1958; own use",
)
def relapse_share(data: Data) -> Answer:
    """Chance of being listed again within h months of leaving a list; exits too close to the end of
    the run count for as long as they were seen.
    """
    people = data.crowd
    found = listed_spells(data.system.listings, data.months)
    left = people.sums(found.person[found.ended])
    curves = {dim: relapse(people, found, data.months, dim) for dim in people.cells}
    return of_curves("F7", people, curves, left, partial(_back, WITHIN), note=f"Within {WITHIN} months.")


def _back(within: int, curve: Curve) -> tuple[float, float, float]:
    low, high = curve.interval(within)
    return 1 - curve.at(within), 1 - high, 1 - low

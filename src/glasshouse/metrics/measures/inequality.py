"""Measures F11 and F12: how unequally access and burden are spread over persons.

Sorting is the only step that is not a count. Intervals follow from the influence of each person on the
figure.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.metrics.findings import Answer, Estimate, answer
from glasshouse.metrics.intervals import clipped, estimate
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.monthly import Floats, column
from glasshouse.metrics.persons import adults, clusters, need


@measure(
    id="F11",
    title="Inequality of access",
    unit="index",
    worse="more",
    side="harm",
    needs=("people",),
    source="Gini 1912; concentration index after Wagstaff and van Doorslaer 2000",
    parts={
        "gini": {"title": "Gini index of access"},
        "concentration": {"title": "Concentration of access by income", "worse": "neither"},
    },
)
def access_inequality(data: Data) -> Iterator[Answer]:
    """Gini index of adults' access: the months in which each right was open, added over the rights
    a rulebook can shut. The concentration index ranks persons by income instead of by access:
    positive where access gathers among the richer, negative where it gathers among the poorer.
    """
    if data.has("system_rights_lost_months", "system_income"):
        yield from access(data.people, data.months, data.rights)


TOP = 0.01
"""The part of persons who bear most, as in measure F12."""


def concentration(
    amount: npt.ArrayLike, rank_by: npt.ArrayLike, blocks: npt.ArrayLike | None = None
) -> Estimate:
    """Concentration index of `amount` (0 or more) over persons ranked by `rank_by`: -1 to 1.

    Positive where those who rank high hold more. Twice the area between the concentration curve and the
    diagonal: 2 / (n mean) * sum of amount * fractional rank - 1, ties at their middle rank. Interval after
    Kakwani, Wagstaff and van Doorslaer 1997, summed by block. `nan` where nobody holds anything.
    """
    x = np.asarray(amount, np.float64)
    persons, events = len(x), int(np.count_nonzero(x))
    if not x.sum():
        return Estimate.bare(math.nan, persons, events)
    rank, curve = _rank_and_curve(x, np.asarray(rank_by))
    index = 2 * float((x * rank).sum()) / float(x.sum()) - 1
    moved = x / x.mean() * (2 * rank - 1 - index) + 2 - curve
    return clipped(estimate(index, (moved - moved.mean()) / persons, blocks, persons, events), -1.0, 1.0)


def gini(amount: npt.ArrayLike, blocks: npt.ArrayLike | None = None) -> Estimate:
    """Gini index of `amount` (0 or more per person): 0 all alike, towards 1 where one person holds
    everything.

    The concentration index of an amount ranked by itself. `nan` where nobody holds anything."""
    return clipped(concentration(amount, amount, blocks), 0.0, 1.0)


def top_share(amount: npt.ArrayLike, top: float = TOP, blocks: npt.ArrayLike | None = None) -> Estimate:
    """Share of all of `amount` held by the `top` part of persons (rounded up to whole persons) who hold most.

    Interval by the influence of each person on a quantile share (Langel and Tille 2011). `nan` for no amount.
    """
    x = np.asarray(amount, np.float64)
    persons, events = len(x), int(np.count_nonzero(x))
    if not x.sum():
        return Estimate.bare(math.nan, persons, events)
    many = max(math.ceil(top * persons - 1e-9), 1)
    below = max(persons - many - 1, 0)
    split = np.partition(x, [below, persons - many])
    share, edge = float(split[persons - many :].sum()) / float(x.sum()), float(split[below])
    above = np.maximum(x - edge, 0.0) + edge * many / persons
    return clipped(estimate(share, (above - share * x) / x.sum(), blocks, persons, events), 0.0, 1.0)


def access(people: pa.Table, months: int, rights: int, side: str = "system") -> tuple[Answer, Answer]:
    """Gini index of adults' access to rights and its concentration by income (F11).

    `months` is the length of the run, `rights` how many rights the rulebook can shut; access of a person is
    the number of months in which each right was open, added over rights. Persons are ranked by their income
    in the twin, which the system has not touched, or in the run where there is no twin.
    """
    income = "twin_income" if "twin_income" in people.column_names else f"{side}_income"
    need(people, f"{side}_rights_lost_months", income)
    grown = adults(people)
    open_months = np.maximum(months * rights - column(grown, f"{side}_rights_lost_months"), 0.0)
    blocks = clusters(grown)
    return (
        answer("F11", gini(open_months, blocks), part="gini"),
        answer("F11", concentration(open_months, column(grown, income), blocks), part="concentration"),
    )


def burden(people: pa.Table, side: str = "system", top: float = TOP) -> Answer:
    """Share of all months of lost rights borne by the `top` part of persons (F12).

    `events` are persons who lost any. Raises `InputError` without the column."""
    need(people, f"{side}_rights_lost_months")
    lost = column(people, f"{side}_rights_lost_months")
    return answer("F12", top_share(lost, top, clusters(people)))


def _rank_and_curve(x: Floats, rank_by: npt.NDArray[np.generic]) -> tuple[Floats, Floats]:
    """Fractional rank of each person, and the curve of amounts before plus after them (ties together)."""
    _, place = np.unique(rank_by, return_inverse=True)
    size = np.bincount(place)
    held = np.bincount(place, x)
    until, held_until = np.cumsum(size), np.cumsum(held)
    rank = (until - size / 2) / len(x)
    curve = (2 * held_until - held) / held_until[-1]
    return rank[place], curve[place]


@measure(
    id="F12",
    title="Concentration of the burden",
    unit="of months of lost rights",
    worse="neither",
    side="harm",
    needs=("people",),
    source="top shares as in Lorenz 1905",
)
def burden_of_few(data: Data) -> Iterator[Answer]:
    """Months of lost rights borne by the hundredth of persons who bear most of them, as a share of
    all such months.

    Note: A burden that falls on few is not worse or better than one that falls on many; it is
    another harm.
    """
    if data.has("system_rights_lost_months"):
        yield burden(data.people)

"""Measure F26: what the system costs people in money they would have to be given to be as well off.

Utility of a year is ln(income) - v * (share of rights lost). Losing every right all year is then as bad as
losing 1 - exp(-v) of one's income. Neither the form nor v is measured: both are stated so that they can be
argued with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.metrics.findings import Answer, answer
from glasshouse.metrics.intervals import ratio_of_sums
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.monthly import SUBSISTENCE, Floats, currency_of
from glasshouse.metrics.persons import adults, both, clusters, sides


@measure(
    id="F26",
    title="Loss of welfare",
    unit="money per person a year",
    worse="more",
    side="harm",
    needs=(
        "people",
        "twin",
    ),
    source="Hicks 1939; Atkinson 1970",
    parts={
        "mean": {"title": "Loss of welfare"},
        "weighted": {"title": "Loss of welfare with Atkinson weights"},
    },
)
def welfare_cost(data: Data) -> Iterator[Answer]:
    """Yearly income that would leave an adult as well off as in the twin world (compensating
    variation), where utility is the logarithm of income less a value v times the share of rights
    lost: y0 exp(v (d1 - d0)) - y1. Averaged plainly and with Atkinson weights, which count money
    of the poor for more.

    Note: The value of an open right and the aversion to inequality are assumptions and arguments of
    the measure.
    """
    if data.has(*sides("income", "rights_lost_months")):
        yield from welfare_loss(data.people, data.months, data.rights)


@dataclass(frozen=True)
class Values:
    """What the welfare of a year is taken to be; every number is an assumption.

    `rights`: v, the worth of all rights for a year in logarithms of income (0.5: as much as 39 % of income;
    0: only money counts). `aversion`: Atkinson's aversion to inequality (0: money counts the same for all; 1:
    as many times more as the holder is poorer). `floor`: money a year below which income is not let fall,
    the subsistence of the model's enforcement (750 a month unless the table of people gives another).
    """

    rights: float = 0.5
    aversion: float = 1.0
    floor: float = 9000.0


def compensating_variation(
    income: npt.ArrayLike,
    income_twin: npt.ArrayLike,
    lost: npt.ArrayLike,
    lost_twin: npt.ArrayLike,
    values: Values | None = None,
) -> Floats:
    """Money a year that would leave each person as well off as their twin: y0 exp(v (d1 - d0)) - y1.

    `income` in money a year, `lost` as share of rights lost (0 to 1), each with the system and without. Above
    0 where the system cost the person something. After Hicks 1939, for the utility in the head of this
    module.
    """
    chosen = values or Values()
    y1, y0 = (np.maximum(np.asarray(y, np.float64), chosen.floor) for y in (income, income_twin))
    d1, d0 = (np.asarray(d, np.float64) for d in (lost, lost_twin))
    return np.asarray(y0 * np.exp(chosen.rights * (d1 - d0)) - y1)


def atkinson_weights(income: npt.ArrayLike, aversion: float, floor: float = Values.floor) -> Floats:
    """How much the money of each person counts: income^-aversion, scaled to a mean of 1 (Atkinson 1970)."""
    weights = np.maximum(np.asarray(income, np.float64), floor) ** -aversion
    return np.asarray(weights / weights.mean()) if len(weights) else weights


def _values_in(people: pa.Table) -> Values:
    """The usual values, with the floor that the table of people gives."""
    cents = (people.schema.metadata or {}).get(SUBSISTENCE.encode())
    return Values(floor=int(cents) * 12 / 100) if cents else Values()


def welfare_loss(
    people: pa.Table, months: int, rights: int, values: Values | None = None
) -> tuple[Answer, Answer]:
    """Compensating variation of adults in money per person and year: plain mean and with Atkinson weights
    (F26).

    `months` is the length of the run, `rights` how many rights the rulebook can shut. Weights follow income
    in the twin. `events` are adults whose welfare differs between the worlds.
    """
    chosen, currency = values or _values_in(people), currency_of(people)
    grown = adults(people)
    income, income_twin = (cents * 0.12 / months for cents in both(grown, "income"))
    lost, lost_twin = (count / (months * rights) for count in both(grown, "rights_lost_months"))
    loss = compensating_variation(income, income_twin, lost, lost_twin, chosen)
    weights = atkinson_weights(income_twin, chosen.aversion, chosen.floor)
    note = (
        f"Rights worth {chosen.rights:g}, aversion {chosen.aversion:g}, floor {chosen.floor:,.0f} {currency}."
    )
    blocks, differ = clusters(grown), int(np.count_nonzero(loss))
    mean = ratio_of_sums(loss, np.ones(len(loss)), blocks, differ)
    weighted = ratio_of_sums(weights * loss, weights, blocks, differ)
    return (
        answer("F26", mean, part="mean", note=note),
        answer("F26", weighted, part="weighted", note=note),
    )

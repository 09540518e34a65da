"""What was asked for and what was drawn: the margins of a society beside their targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine.counting import run_numbers
from glasshouse.population.attributes import shares_of
from glasshouse.population.cells import ADULT
from glasshouse.population.margins import controlled_rounding
from glasshouse.population.schema import SCHOOLING
from glasshouse.population.society import Society
from glasshouse.population.society_leaves import Quantity

Column = npt.NDArray[Any]
_PLACES = (("urban", 0), ("rural", 1))
"""The two classes of residents, as in the file."""
_CENTS = 100


@dataclass(frozen=True)
class Margin:
    """One published or assumed figure, its target and what the draw came to.

    `count` is the number of persons or households the realised value rests on; `evidence` and `source` are
    those of the target. The insolvent are not counted apart, and stated approval is the model's to produce.
    """

    name: str
    unit: str
    target: float
    realised: float
    count: int
    evidence: str
    source: str


def margins(society: Society) -> tuple[Margin, ...]:
    """All margins that can be read off the columns of `society`."""
    parts = (_people, _age_by_sex, _schooling, _traits, _incomes, _debts, _attributes)
    return tuple(margin for part in parts for margin in part(society))


def gini(values: Column) -> float:
    """Gini coefficient of non-negative `values` (0 = all equal)."""
    ordered = np.sort(np.asarray(values, np.float64))
    ranks = np.arange(1, len(ordered) + 1)
    return float((2 * ranks - len(ordered) - 1) @ ordered / (len(ordered) * ordered.sum()))


def income_per_head(society: Society) -> Column:
    """Money a year per head of each person's household; those out of work count with the pay they can expect
    where nobody in the household earns, as in the draw. A household cut short at the end is left as it is.
    """
    home = run_numbers(society.household)
    earned = np.where(society.employed == 1, society.wage, society.pension).astype(np.float64)
    total = np.bincount(home, earned)
    expected = np.bincount(home, society.wage.astype(np.float64))
    total = np.where(total > 0, total, expected)
    return np.asarray((total / np.bincount(home))[home] * 12 / _CENTS)


def _mean(name: str, given: Quantity, values: Column) -> Margin:
    return Margin(name, given.unit, given.value, _average(values), len(values), given.evidence, given.source)


def _average(values: Column) -> float:
    return float(np.mean(values)) if len(values) else float("nan")


def _people(society: Society) -> Iterator[Margin]:
    tables = society.recipe.tables
    yield _mean("registration.urban", tables.registration.urban, society.rural == 0)
    yield _mean(
        "households.mean_size",
        tables.households.mean_size,
        np.bincount(run_numbers(society.household)),
    )
    yield _mean("minority.share", tables.minority.share, society.minority)


def _age_by_sex(society: Society) -> Iterator[Margin]:
    ages = society.recipe.tables.ages
    low = np.array(list(ages.men.values))
    table = np.array([list(ages.men.values.values()), list(ages.women.values.values())]).T
    wanted = controlled_rounding(table / table.sum() * len(society))
    band = np.searchsorted(low, society.age, side="right") - 1
    drawn = np.bincount(band * 2 + society.female, minlength=2 * len(low)).reshape(-1, 2)
    for sex, (name, given) in enumerate((("men", ages.men), ("women", ages.women))):
        for b, bound in enumerate(low):
            target, realised = float(wanted[b, sex]), float(drawn[b, sex])
            at = f"ages.{name}.{bound}"
            yield Margin(at, "persons", target, realised, len(society), given.evidence, given.source)


def _schooling(society: Society) -> Iterator[Margin]:
    tables = society.recipe.tables.schooling
    for (place, code), given in zip(_PLACES, (tables.urban, tables.rural), strict=True):
        levels = society.schooling[(society.age >= ADULT) & (society.rural == code)]
        for level, label in enumerate(SCHOOLING):
            name, realised = f"schooling.{place}.{label}", _average(levels == level)
            target = given.values[label]
            yield Margin(name, given.unit, target, realised, len(levels), given.evidence, given.source)


def _attributes(society: Society) -> Iterator[Margin]:
    """Attributes of the society's own; what is asked for follows from who was drawn, where shares differ."""
    tables = society.recipe.tables
    columns = {name: getattr(society, name) for name in ("age", "female", "rural", "province")}
    for name, attribute in tables.attributes.items():
        asked, given = shares_of(attribute, tables, columns).mean(0), attribute.shares
        for code, label in enumerate(attribute.categories):
            yield Margin(
                f"attributes.{name}.{label}", given.unit, float(asked[code]),
                _average(society.attributes[name] == code), len(society), given.evidence, given.source,
            )  # fmt: skip


def _traits(society: Society) -> Iterator[Margin]:
    tables, adult = society.recipe.tables, society.age >= ADULT
    yield _mean("work.rate", tables.work.rate, society.employed[adult])
    bosses = society.legal_rep[society.employed == 1]
    yield _mean("work.legal_representatives", tables.work.legal_representatives, bosses)
    yield _mean("status.official", tables.status.official, society.status[adult] == 1)
    yield _mean("status.connected", tables.status.connected, society.status[adult] == 2)
    for (place, code), given in zip(
        _PLACES, (tables.smartphones.urban, tables.smartphones.rural), strict=True
    ):
        yield _mean(f"smartphones.{place}", given, society.smartphone[society.rural == code])
    yield _mean("mind.private_approval", tables.mind.private_approval, society.attitude[adult] > 0)
    yield _mean("mind.strategic", tables.mind.strategic, society.strategic[adult])
    yield _mean("mind.conviction", tables.mind.conviction, society.conviction[adult] / 256)
    yield _mean("mind.shame", tables.mind.shame, society.shame[adult] / 256)


def _incomes(society: Society) -> Iterator[Margin]:
    income, per_head = society.recipe.tables.income, income_per_head(society)
    for (place, code), given in zip(_PLACES, (income.urban, income.rural), strict=True):
        yield _mean(f"income.{place}", given, per_head[society.rural == code])
    spread, given = float(np.log(np.maximum(per_head, 1)).std()), income.sigma
    yield Margin("income.sigma", given.unit, given.value, spread, len(society), given.evidence, given.source)


def _debts(society: Society) -> Iterator[Margin]:
    debt = society.recipe.tables.debt
    payer = society.payer == np.arange(len(society))
    shares = ((debt.urban, debt.mortgage.urban), (debt.rural, debt.mortgage.rural))
    for (place, code), (indebted, home) in zip(_PLACES, shares, strict=True):
        owed = society.debt[payer & (society.rural == code)] / _CENTS
        yield _mean(f"debt.{place}", indebted, owed > 0)
        mean = home.value * debt.mortgage.mean.value + (1 - home.value) * debt.other.mean.value
        owed, given = owed[owed > 0], debt.mortgage.mean
        yield Margin(
            f"debt.{place}.mean", given.unit, mean, _average(owed), len(owed), given.evidence, given.source
        )

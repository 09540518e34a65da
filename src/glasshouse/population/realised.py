"""What was asked for and what was drawn: the margins of a society beside their targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from glasshouse.engine.counting import run_numbers
from glasshouse.population.attributes import shares_of
from glasshouse.population.cells import ADULT
from glasshouse.population.margins import controlled_rounding
from glasshouse.population.people_schema import SCHOOLING
from glasshouse.population.schema import Tables
from glasshouse.population.society_columns import Column, Drawn
from glasshouse.population.society_leaves import Quantity

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


def margins(tables: Tables, people: Drawn) -> tuple[Margin, ...]:
    """All margins that can be read off the columns of people drawn from `tables`."""
    parts = (_people, _age_by_sex, _schooling, _traits, _incomes, _debts, _attributes)
    return tuple(margin for part in parts for margin in part(tables, people))


def gini(values: Column) -> float:
    """Gini coefficient of non-negative `values` (0 = all equal)."""
    ordered = np.sort(np.asarray(values, np.float64))
    ranks = np.arange(1, len(ordered) + 1)
    return float((2 * ranks - len(ordered) - 1) @ ordered / (len(ordered) * ordered.sum()))


def income_per_head(people: Mapping[str, Column]) -> Column:
    """Money a year per head of each person's household; those out of work count with the pay they can expect
    where nobody in the household earns, as in the draw. A household cut short at the end is left as it is.
    """
    home = run_numbers(people["household"])
    earned = np.where(people["employed"] == 1, people["wage"], people["pension"]).astype(np.float64)
    total = np.bincount(home, earned)
    expected = np.bincount(home, people["wage"].astype(np.float64))
    total = np.where(total > 0, total, expected)
    return np.asarray((total / np.bincount(home))[home] * 12 / _CENTS)


def _mean(name: str, given: Quantity, values: Column) -> Margin:
    return Margin(name, given.unit, given.value, _average(values), len(values), given.evidence, given.source)


def _average(values: Column) -> float:
    return float(np.mean(values)) if len(values) else float("nan")


def _people(tables: Tables, people: Drawn) -> Iterator[Margin]:
    yield _mean("registration.urban", tables.registration.urban, people["rural"] == 0)
    yield _mean(
        "households.mean_size",
        tables.households.mean_size,
        np.bincount(run_numbers(people["household"])),
    )
    yield _mean("minority.share", tables.minority.share, people["minority"])


def _age_by_sex(tables: Tables, people: Drawn) -> Iterator[Margin]:
    ages = tables.ages
    low = np.array(list(ages.men.values))
    table = np.array([list(ages.men.values.values()), list(ages.women.values.values())]).T
    wanted = controlled_rounding(table / table.sum() * len(people))
    band = np.searchsorted(low, people["age"], side="right") - 1
    drawn = np.bincount(band * 2 + people["female"], minlength=2 * len(low)).reshape(-1, 2)
    for sex, (name, given) in enumerate((("men", ages.men), ("women", ages.women))):
        for b, bound in enumerate(low):
            target, realised = float(wanted[b, sex]), float(drawn[b, sex])
            at = f"ages.{name}.{bound}"
            yield Margin(at, "persons", target, realised, len(people), given.evidence, given.source)


def _schooling(tables: Tables, people: Drawn) -> Iterator[Margin]:
    given_by_place = (tables.schooling.urban, tables.schooling.rural)
    for (place, code), given in zip(_PLACES, given_by_place, strict=True):
        levels = people["schooling"][(people["age"] >= ADULT) & (people["rural"] == code)]
        for level, label in enumerate(SCHOOLING):
            name, realised = f"schooling.{place}.{label}", _average(levels == level)
            target = given.values[label]
            yield Margin(name, given.unit, target, realised, len(levels), given.evidence, given.source)


def _attributes(tables: Tables, people: Drawn) -> Iterator[Margin]:
    """Attributes of the society's own; what is asked for follows from who was drawn, where shares differ."""
    columns = {name: people[name] for name in ("age", "female", "rural", "province")}
    for name, attribute in tables.attributes.items():
        asked, given = shares_of(attribute, tables, columns).mean(0), attribute.shares
        for code, label in enumerate(attribute.categories):
            yield Margin(
                f"attributes.{name}.{label}", given.unit, float(asked[code]),
                _average(people.attributes[name] == code), len(people), given.evidence, given.source,
            )  # fmt: skip


def _traits(tables: Tables, people: Drawn) -> Iterator[Margin]:
    adult = people["age"] >= ADULT
    yield _mean("work.rate", tables.work.rate, people["employed"][adult])
    bosses = people["legal_rep"][people["employed"] == 1]
    yield _mean("work.legal_representatives", tables.work.legal_representatives, bosses)
    yield _mean("status.official", tables.status.official, people["status"][adult] == 1)
    yield _mean("status.connected", tables.status.connected, people["status"][adult] == 2)
    for (place, code), given in zip(
        _PLACES, (tables.smartphones.urban, tables.smartphones.rural), strict=True
    ):
        yield _mean(f"smartphones.{place}", given, people["smartphone"][people["rural"] == code])
    yield _mean("mind.private_approval", tables.mind.private_approval, people["attitude"][adult] > 0)
    yield _mean("mind.strategic", tables.mind.strategic, people["strategic"][adult])
    yield _mean("mind.conviction", tables.mind.conviction, people["conviction"][adult] / 256)
    yield _mean("mind.shame", tables.mind.shame, people["shame"][adult] / 256)


def _incomes(tables: Tables, people: Drawn) -> Iterator[Margin]:
    income, per_head = tables.income, income_per_head(people.columns)
    for (place, code), given in zip(_PLACES, (income.urban, income.rural), strict=True):
        yield _mean(f"income.{place}", given, per_head[people["rural"] == code])
    spread, given = float(np.log(np.maximum(per_head, 1)).std()), income.sigma
    yield Margin("income.sigma", given.unit, given.value, spread, len(people), given.evidence, given.source)


def _debts(tables: Tables, people: Drawn) -> Iterator[Margin]:
    debt = tables.debt
    payer = people["payer"] == np.arange(len(people))
    shares = ((debt.urban, debt.mortgage.urban), (debt.rural, debt.mortgage.rural))
    for (place, code), (indebted, home) in zip(_PLACES, shares, strict=True):
        owed = people["debt"][payer & (people["rural"] == code)] / _CENTS
        yield _mean(f"debt.{place}", indebted, owed > 0)
        mean = home.value * debt.mortgage.mean.value + (1 - home.value) * debt.other.mean.value
        owed, given = owed[owed > 0], debt.mortgage.mean
        yield Margin(
            f"debt.{place}.mean", given.unit, mean, _average(owed), len(owed), given.evidence, given.source
        )

"""What households earn, save and owe, and which member is the main earner."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from glasshouse.engine import rng
from glasshouse.population.cells import ADULT, Cells, by_age
from glasshouse.population.households import Members, Words, keys, normal
from glasshouse.population.margins import Floats, Ints, chances
from glasshouse.population.people_schema import SCHOOLING
from glasshouse.population.schema import Tables

_SPREAD = 6.0
_STEPS = 481


@dataclass(frozen=True)
class DebtScales:
    """Constants of debt by registration (2).

    `lent` (band, 2) are probits of being in debt at average income; `homes` (2) of a home among the indebted;
    `home_mean` and `other_mean` (2) money at average income.
    """

    lent: Floats
    homes: Floats
    home_mean: Floats
    other_mean: Floats


def debt_scales(tables: Tables, cells: Cells, learned: Floats) -> DebtScales:
    """Solve the constants so that published shares and means come out over all incomes.

    `learned` (2, level) is schooling as it enters log income.
    """
    debt = tables.debt
    shares = ((debt.urban.value, debt.mortgage.urban.value), (debt.rural.value, debt.mortgage.rural.value))
    solved = np.array([_solve(tables, indebted, home) for indebted, home in shares])
    return DebtScales(_lent(tables, cells, learned), solved[:, 0], solved[:, 1], solved[:, 2])


def _lent(tables: Tables, cells: Cells, learned: Floats) -> Floats:
    """Probits of being in debt by the head's band and registration, given how well off its heads are."""
    access, lean = tables.debt.access.value, tables.income.schooling.value
    heads = cells.heads().sum(axis=(0, 2))
    per_band = heads.sum(-1)
    share = heads / np.maximum(per_band, 1e-15)[..., None]
    mean = (share * learned).sum(-1)
    variance = 1 - lean**2 + lean**2 * ((share * learned**2).sum(-1) - mean**2)
    odds = by_age(tables.debt.odds, cells.low)
    shares = (tables.debt.urban.value, tables.debt.rural.value)
    chance = np.column_stack([chances(share, odds, per_band[:, g]) for g, share in enumerate(shares)])
    return np.asarray(np.sqrt(1 + access**2 * variance) * ndtri(chance) - access * lean * mean)


def _solve(tables: Tables, indebted: float, home: float) -> tuple[float, float, float]:
    """Probit of a home, and the two means at average income, by sums over standardised income."""
    debt = tables.debt
    rich = np.linspace(-_SPREAD, _SPREAD, _STEPS)
    access, indebted = debt.access.value, min(max(indebted, 1e-9), 1 - 1e-9)
    weight = np.exp(-(rich**2) / 2) * ndtr(np.sqrt(1 + access**2) * ndtri(indebted) + access * rich)
    weight /= weight.sum()
    level = _level(rich, weight, debt.mortgage.access.value, home)
    owner = ndtr(level + debt.mortgage.access.value * rich)
    grown = weight * np.exp(_growth(tables) * rich)
    home_mean = debt.mortgage.mean.value * home / float((grown * owner).sum()) if home > 0 else 0.0
    other_mean = debt.other.mean.value * (1 - home) / float((grown * (1 - owner)).sum()) if home < 1 else 0.0
    return level, home_mean, other_mean


def _level(rich: Floats, weight: Floats, slope: float, share: float) -> float:
    low, high = -40.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if float((weight * ndtr(middle + slope * rich)).sum()) < share else (low, middle)
        )
    return (low + high) / 2


def _growth(tables: Tables) -> float:
    return tables.debt.with_income.value * tables.income.sigma.value


def owed(
    tables: Tables, scales: DebtScales, rural: Ints, band: Ints, rich: Floats, pay: Floats, words: Words
) -> tuple[Floats, Floats]:
    """Debt of households and which of them are insolvent.

    `rural` and `band` are registration and the head's age band, `rich` standardised log income, `pay` the
    main earner's pay a month, `words` (n, 4) of which the last three are used.
    """
    debt, u = tables.debt, rng.uniform(words)
    chance = ndtr(scales.lent[band, rural] + debt.access.value * rich)
    owes = u[:, 1] < chance
    indebted = np.where(rural, debt.rural.value, debt.urban.value)
    insolvent = u[:, 1] < chance * debt.insolvent.value / np.maximum(indebted, 1e-9)
    home = u[:, 2] < ndtr(scales.homes[rural] + debt.mortgage.access.value * rich)
    mean = np.where(home, scales.home_mean[rural], scales.other_mean[rural])
    spread = debt.uneven.value
    amount = mean * np.exp(_growth(tables) * rich + spread * normal(words[:, 3]) - spread**2 / 2)
    bearable = debt.bearable.value * np.maximum(pay - debt.subsistence.value, 0.02 * pay) / debt.service.value
    amount = np.where(insolvent, np.maximum(amount, 3 * bearable), np.minimum(amount, bearable))
    return np.asarray(amount * owes), insolvent


_CENTS = 100
_MOST_WAGE = 2_000_000_000
"""Highest monthly pay in cents that fits 32 bits."""


@dataclass(frozen=True)
class Scales:
    """Spread and mean logarithms of income by registration; `learned` (2, level): standardised schooling."""

    sigma: float
    mean_log: Floats
    learned: Floats


def scales_of(tables: Tables, cells: Cells) -> Scales:
    """Solve the spread within town and country from the spread over all, which includes their gap."""
    urban = tables.registration.urban.value
    means = np.array([tables.income.urban.value, tables.income.rural.value])
    gap = float(np.log(means[0] / means[1]))
    sigma = float(np.sqrt(max(tables.income.sigma.value**2 - urban * (1 - urban) * gap**2, 0.01)))
    learned = _standardised(_share_by_level(cells.heads()))
    lean = tables.income.schooling.value
    schooled = (_share_by_level(cells.heads(by_size=True)) * np.exp(sigma * lean * learned)).sum(1)
    return Scales(sigma, np.log(means / schooled) - sigma**2 * (1 - lean**2) / 2, learned)


def _share_by_level(heads: Floats) -> Floats:
    """Schooling of heads, by registration (even where nobody lives)."""
    table = heads.sum(axis=(0, 1, 2)) + 1e-12
    return np.asarray(table / table.sum(1, keepdims=True))


def _standardised(share: Floats) -> Floats:
    """Levels of schooling as numbers of mean 0 and variance 1 under `share`, by registration."""
    level = np.arange(share.shape[1]) * np.ones((len(share), 1))
    centred = level - (share * level).sum(1, keepdims=True)
    spread = np.sqrt((share * centred**2).sum(1, keepdims=True))
    return np.asarray(centred / np.maximum(spread, 1e-9))


def earn(
    people: Members, tables: Tables, scales: Scales, debts: DebtScales, who: int, low: int, seed: int
) -> None:
    """Add income band, money (cents) and dependants, then seat the main earner first."""
    houses = len(people.first)
    words = rng.words(seed, 0, keys(who, low, low + houses), 0, "society.money")
    rich, per_head = _income(people, tables, scales, normal(words[:, 0]))
    _pay(people, tables, per_head)
    _save(people, tables, seed)
    payer = _payer(people, tables)
    _owe(people, tables, debts, payer, rich, words)
    _depend(people, payer)
    _seat_first(people, payer)


def _income(people: Members, tables: Tables, scales: Scales, own: Floats) -> tuple[Floats, Floats]:
    """Standardised and actual income per head of each household (a year); adds the band."""
    head = people.first
    rural = people.columns["rural"][head].astype(np.int64)
    lean = tables.income.schooling.value
    learned = scales.learned[rural, people.columns["schooling"][head]]
    rich = lean * learned + np.sqrt(1 - lean**2) * own
    per_head = np.exp(scales.mean_log[rural] + scales.sigma * rich)
    cuts = [tables.income.bands.values[name] for name in ("low", "high")]
    people.columns["income_band"] = np.searchsorted(cuts, per_head)[people.house]
    return rich, per_head


def _pay(people: Members, tables: Tables, per_head: Floats) -> None:
    """Split a household's income among those who earn; others get the pay they could expect."""
    columns, house, first = people.columns, people.house, people.first
    adult, works = columns["age"] >= ADULT, columns["employed"]
    schooled = np.array([tables.income.schooled.values[name] for name in SCHOOLING])
    weight = (
        schooled[columns["schooling"]] * np.where(columns["female"], tables.income.women.value, 1.0) * adult
    )
    retired = (columns["age"] >= 60) & ~works
    earning = np.where(works, weight, retired * tables.income.pension.value * weight)
    shares = np.add.reduceat(earning, first)
    shares = np.where(shares > 0, shares, np.add.reduceat(weight, first))
    total = per_head * np.diff([*first, len(house)]) / 12 * _CENTS
    unit = (total / shares)[house]
    columns["wage"] = np.minimum(np.rint(unit * weight), _MOST_WAGE)
    columns["pension"] = np.minimum(np.rint(unit * earning * ~works), _MOST_WAGE)


def _save(people: Members, tables: Tables, seed: int) -> None:
    words = rng.words(seed, 0, people.numbers, 0, "society.savings")
    months = tables.savings.median.value * np.exp(tables.savings.uneven.value * normal(words[:, 0]))
    people.columns["savings"] = np.rint(months * _usual(people))
    employed = people.columns["employed"]
    people.columns["legal_rep"] = employed & (
        rng.uniform(words[:, 1]) < tables.work.legal_representatives.value
    )


def _usual(people: Members) -> Floats:
    """Monthly income in cents of a person as things stand (the pay to be expected when out of work)."""
    columns = people.columns
    return np.where(columns["pension"] > 0, columns["pension"], columns["wage"])


def _payer(people: Members, tables: Tables) -> Ints:
    """Who answers for each household: most pay in work, else most pension, else most to expect; men first."""
    columns = people.columns
    pay = _usual(people) * np.where(columns["female"], 1.0, tables.debt.men.value)
    order = np.where(columns["employed"], 3, np.where(columns["pension"] > 0, 2, columns["age"] >= ADULT))
    key = pay + order * 1e13
    best = np.maximum.reduceat(key, people.first)[people.house] == key
    at = np.where(best, np.arange(len(key)), len(key))
    return np.minimum.reduceat(at, people.first)


def _owe(
    people: Members, tables: Tables, scales: DebtScales, payer: Ints, rich: Floats, words: Words
) -> None:
    head, columns = people.first, people.columns
    rural = columns["rural"][head].astype(np.int64)
    pay = _usual(people)[payer] / _CENTS
    amount, insolvent = owed(tables, scales, rural, people.band[head], rich, pay, words)
    columns["debt"] = np.zeros(len(people.house))
    columns["debt"][payer] = np.rint(amount * _CENTS)
    columns["savings"][payer[insolvent]] = 0


def _depend(people: Members, payer: Ints) -> None:
    """Count, at the main earner, members without an income of their own."""
    columns = people.columns
    without = (~columns["employed"]) & (columns["pension"] == 0)
    without[payer] = False
    dependants = np.zeros(len(people.house))
    dependants[payer] = np.add.reduceat(without.astype(np.int64), people.first)
    columns["dependants"] = dependants


def _seat_first(people: Members, payer: Ints) -> None:
    """Swap the main earner with the member of slot 0, so that a household cut short still has its payer."""
    moved = payer != people.first
    order = np.arange(len(people.house))
    order[payer[moved]], order[people.first[moved]] = people.first[moved], payer[moved]
    for name, column in people.columns.items():
        people.columns[name] = column[order]
    people.band, people.role = people.band[order], people.role[order]

"""What households earn, save and owe, and which member is the main earner.

Income per head is log-normal about the means of town and country, tied to the head's schooling; it is shared
among earners by sex and schooling. Debt (see debts.py) is the main earner's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glasshouse.engine import rng
from glasshouse.population.cells import ADULT, Cells
from glasshouse.population.debts import DebtScales, owed
from glasshouse.population.households import Words, keys, normal
from glasshouse.population.margins import Floats, Ints
from glasshouse.population.people import Members
from glasshouse.population.schema import SCHOOLING, Tables

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

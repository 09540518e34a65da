"""What households owe: the main earner's debt, a home for some of the indebted, other ends for the rest.

Amounts are heavy-tailed and grow with income less than in proportion. The poor are lent less often; nobody
but the insolvent is lent more than pay above subsistence can serve.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from glasshouse.engine import rng
from glasshouse.population.cells import Cells, by_age
from glasshouse.population.households import Words, normal
from glasshouse.population.margins import Floats, Ints, chances
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

"""Sobol indices of a Saltelli design, as shares of the variance of one run, with intervals.

Estimators are those of SALib (Saltelli et al. 2010). Means over replicates still hold luck, whose square
would add to every total index; products of different replicates leave it out. Intervals come from draws: base
points by the bootstrap, luck that all points share by its mean square (`replicate_variance`), and a factor's
interaction with such luck by an analysis of variance of what every run adds to the index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.studies.replicate_variance import ReplicateVariance, ends
from glasshouse.studies.variance import two_way

Floats = npt.NDArray[np.float64]
Row = dict[str, Any]
DRAWS = 500
"""Draws behind an interval."""
BATCH = 50
"""Draws of the bootstrap held in memory at a time."""


@dataclass(frozen=True)
class Shares:
    """Indices of one order: `value` has shape (factors,), `draws` what it might be, (factors, draws)."""

    value: Floats
    draws: Floats


def row(name: str, k: int, first: Shares, total: Shares, least: float = 0.0) -> Row:
    """A row of a factor: the indices of number `k` and the ends of their intervals."""
    return {"names": name} | {
        key: value
        for order, found in (("S1", first), ("ST", total))
        for key, value in numbers(order, float(found.value[k]), *ends(found.draws[k]), least).items()
    }


def numbers(order: str, value: float, low: float, high: float, least: float = 0.0) -> Row:
    """An index and the ends of its interval, which holds the index; a low end below `least` is 0."""
    low, high = min(value, 0.0 if low < least else low), max(value, high)
    longer = max(value - low, high - value)
    return {order: value, f"{order}_conf": longer, f"{order}_low": low, f"{order}_high": high}


@dataclass(frozen=True)
class _Terms:
    """What base point j and replicate r add: numerators (2, N, k), and sums for the variance (N, R)."""

    numerators: Floats
    sums: Floats
    squares: Floats


def shares(values: Floats, luck: ReplicateVariance | None, seed: int) -> tuple[Shares, Shares]:
    """First-order and total indices; `values` has shape (base points, factors + 2, replicates).

    The runs of a base point are in the order of SALib: A, one AB for each factor, B.
    """
    centred = values - values.mean(axis=(0, 1))
    terms = _terms(centred)
    within = _variance(terms, np.full((1, len(values)), 1 / len(values)))[0]
    shared = luck.parts.shared if luck else 0.0
    value = terms.numerators.mean(axis=1) / (within + shared)
    numerators, variances = _bootstrapped(terms, seed)
    total = variances + (luck.draws[1, :DRAWS] if luck else 0.0)
    draws = numerators / total
    if luck:
        noise = np.random.default_rng(seed + 1).standard_t(values.shape[-1] - 1, DRAWS)
        draws = draws + np.sqrt(between_replicates(centred, value, within + shared))[:, :, None] * noise
    return Shares(value[0], draws[0]), Shares(np.maximum(value[1], 0), np.maximum(draws[1], 0))


def pick_freeze(values: Floats, factors: int) -> Floats:
    """Numerators of first-order and total indices and the variance behind both, shape (3, factors).

    `values` are a function's at a Saltelli design, shape (points,).
    """
    runs = values.reshape(-1, factors + 2, 1)
    terms = _terms(runs - runs.mean(axis=(0, 1)))
    variance = _variance(terms, np.full((1, len(runs)), 1 / len(runs)))[0]
    return np.concatenate((terms.numerators.mean(axis=1), np.full((1, factors), variance)))


def _terms(centred: Floats) -> _Terms:
    a, b, steps = _sides(centred)
    numerators = np.stack((_product(b[:, None], steps), _product(steps, steps) / 2))
    return _Terms(numerators, (a + b) / 2, (a**2 + b**2) / 2)


def _sides(centred: Floats) -> tuple[Floats, Floats, Floats]:
    """A, B, both (N, replicates), and the steps from A to every AB, (N, factors, replicates)."""
    return centred[:, 0], centred[:, -1], centred[:, 1:-1] - centred[:, :1]


def _product(one: Floats, other: Floats) -> Floats:
    """The product of two means over replicates without the products of a replicate with itself."""
    replicates = one.shape[-1]
    both = np.asarray(one.mean(axis=-1) * other.mean(axis=-1))
    if replicates < 2:
        return both
    apart = one - one.mean(axis=-1, keepdims=True)
    return np.asarray(both - (apart * other).sum(axis=-1) / (replicates * (replicates - 1)))


def _variance(terms: _Terms, weights: Floats) -> Floats:
    """The variance of A and B within a replicate, for rows of weights that add up to one."""
    within = weights @ terms.squares - (weights @ terms.sums) ** 2
    return np.asarray(np.mean(within, axis=1))


def _bootstrapped(terms: _Terms, seed: int) -> tuple[Floats, Floats]:
    """Numerators (2, k, draws) and variances (draws,) of base points drawn again."""
    dice, n = np.random.default_rng(seed), len(terms.sums)
    numerators, variances = [], []
    for _ in range(0, DRAWS, BATCH):
        weights = dice.multinomial(n, np.full(n, 1 / n), size=BATCH) / n
        numerators.append(np.einsum("dn,onk->okd", weights, terms.numerators, optimize=True))
        variances.append(_variance(terms, weights) * n / (n - 1))
    return np.concatenate(numerators, axis=2), np.concatenate(variances)


def between_replicates(centred: Floats, value: Floats, total: float) -> Floats:
    """Variances of indices that come from factors' interaction with luck that points share, (2, factors).

    `centred` has shape (base points, factors + 2, replicates), `value` the indices as shares of `total`.
    """
    a, b, steps = _sides(centred)
    replicates = steps.shape[-1]
    mean = steps.mean(axis=-1, keepdims=True)
    first = b.mean(axis=-1)[:, None, None] * steps + b[:, None] * mean
    added = np.stack((first, mean * steps))
    spread = ((a**2 + b**2) / 2)[:, None]
    excess = np.empty(value.shape)
    for order, factor in np.ndindex(value.shape):
        found = two_way((added[order, :, factor] - value[order, factor] * spread[:, 0]) / total)
        excess[order, factor] = max(0.0, found.by_replicate - found.rest) / (found.points * replicates)
    return excess

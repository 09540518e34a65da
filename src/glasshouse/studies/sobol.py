"""Sobol indices of a Saltelli design, and random variation between replicates as an input of its own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.studies.contrasts import FEWEST_POINTS, FEWEST_REPLICATES, Parts, TwoWay, two_way

Floats = npt.NDArray[np.float64]
VARIANCE_DRAWS = 4000
"""Draws behind an interval."""
SEED = 1
SIDES = (0.025, 0.975)


@dataclass(frozen=True)
class ReplicateVariance:
    """Luck as a row beside the factors: its first-order and total index, each with the ends of an interval.

    `parts` are the variances behind it, `replicates` how many lives each point had. `draws` are the parts as
    they might be, shape (3, `DRAWS`): factors, shared and alone.
    """

    parts: Parts
    replicates: int
    main: tuple[float, float]
    share: tuple[float, float]
    draws: Floats

    @property
    def few(self) -> bool:
        """Whether there are too few replicates for intervals that involve luck."""
        return self.replicates < FEWEST_REPLICATES


def replicate_variance(values: Floats, weights: Floats | None = None) -> ReplicateVariance | None:
    """Luck in a table of points by replicates; None where one replicate cannot tell it from the factors.

    `weights` says how often each point counts; all the same by default.
    """
    points, replicates = values.shape
    if points < 3 or replicates < 2:
        return None
    found = two_way(values, weights)
    if not found.parts.total > 0:
        nothing = (math.nan, math.nan)
        return ReplicateVariance(found.parts, replicates, nothing, nothing, np.zeros((3, VARIANCE_DRAWS)))
    draws = _draws(found, values)
    _, shared, alone = draws
    total = draws.sum(axis=0)
    main, share = (ends(part / total) for part in (shared, shared + alone))
    return ReplicateVariance(found.parts, replicates, main, share, draws)


def ends(draws: Floats) -> tuple[float, float]:
    """The ends of an interval of 95 %."""
    low, high = np.quantile(draws, SIDES)
    return float(low), float(high)


def _draws(found: TwoWay, values: Floats) -> Floats:
    dice = np.random.default_rng(SEED)
    squares = (found.by_point, found.by_replicate, found.rest)
    freedoms = (_freedom_of_points(values, found.points), found.replicates - 1, _freedom_of_rest(values))
    by_point, by_replicate, rest = (
        square * df / dice.chisquare(df, VARIANCE_DRAWS) for square, df in zip(squares, freedoms, strict=True)
    )
    factors = np.maximum(by_point - rest, 0) / found.replicates
    shared = np.maximum(by_replicate - rest, 0) / found.points
    return np.stack((factors, shared, rest))


def _freedom_of_points(values: Floats, points: float) -> float:
    """Degrees of freedom of the variance between points: fewer where some lie far out."""
    from scipy.stats import kurtosis

    n = len(values)
    excess = float(kurtosis(values.mean(axis=1), bias=False)) if n > FEWEST_POINTS else 0.0
    excess = excess if math.isfinite(excess) else 0.0
    return max(1.0, (points - 1) / max(0.4, 1 + excess * (n - 1) / (2 * n)))


def _freedom_of_rest(values: Floats) -> float:
    """Degrees of freedom of the rest: fewer where luck is larger at some points than at others."""
    points, replicates = values.shape
    most = (points - 1) * (replicates - 1)
    each = (values - values.mean(axis=0)).var(axis=1, ddof=1)
    spread = float(each.var(ddof=1))
    return float(np.clip(2 * points * each.mean() ** 2 / spread, 1, most)) if spread > 0 else float(most)


Row = dict[str, Any]
RESAMPLES = 500
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
    total = variances + (luck.draws[1, :RESAMPLES] if luck else 0.0)
    draws = numerators / total
    if luck:
        noise = np.random.default_rng(seed + 1).standard_t(values.shape[-1] - 1, RESAMPLES)
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
    for _ in range(0, RESAMPLES, BATCH):
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

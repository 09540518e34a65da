"""Sobol indices of a surrogate, with the error of asking it and its own error in their intervals."""

from __future__ import annotations

import math

import numpy as np

from glasshouse.studies.designs import Design, cube
from glasshouse.studies.frames import Response, stepped
from glasshouse.studies.process_draws import functions
from glasshouse.studies.sobol import (
    SIDES,
    ReplicateVariance,
    Row,
    Shares,
    between_replicates,
    numbers,
    pick_freeze,
    row,
)
from glasshouse.studies.surrogates import Floats, Surrogate, of_replicates

TRACE = 0.01
"""Share of variance below which the lower end of an interval is given as 0."""
BASE, SCRAMBLES = 1024, 4
"""Base points at which a surrogate is asked, and how many such sequences: they show the error of asking."""
BASE_DRAWN = 256
"""Base points at which every function drawn from a process is asked."""


def predicted(given: Response, surrogate: Surrogate, luck: ReplicateVariance | None) -> list[Row]:
    """Indices of the surrogate, with the error of asking it and its own error in the intervals."""
    asked = [_asked(given, BASE, number) for number in range(SCRAMBLES)]
    found = np.stack([pick_freeze(surrogate.model.predict(at), len(given.factors)) for at in asked])
    middle, error = found.mean(axis=0), found.std(axis=0, ddof=1) / math.sqrt(SCRAMBLES)
    kind = _drawn if surrogate.kind == "process" else _bounded
    return kind(given, surrogate, luck, middle, error)


def _asked(given: Response, base: int, number: int) -> Floats:
    design = Design("saltelli", base, seed=given.design.seed + 1 + number)
    return stepped(given.factors, cube(design, given.factors))


def _drawn(
    given: Response, surrogate: Surrogate, luck: ReplicateVariance | None, middle: Floats, error: Floats
) -> list[Row]:
    """Intervals of functions that the process deems possible."""
    k, asked = len(given.factors), _asked(given, BASE_DRAWN, 0)
    plain = pick_freeze(surrogate.model.predict(asked), k)
    drawn = np.stack([pick_freeze(one, k) for one in functions(surrogate.model, asked)])
    noise = np.random.default_rng(given.design.seed + 1).standard_t(SCRAMBLES - 1, drawn.shape)
    parts = middle + drawn - plain + error * noise  # numerators of S1 and ST, and the variance
    several = np.repeat(parts, math.ceil(600 / len(parts)), axis=0)  # each with several draws of luck
    between = _between_replicates(given, surrogate, luck, middle)
    rest = luck.draws[1:, : len(several)].sum(axis=0) if luck else np.zeros(len(several))
    whole = middle[2, 0] + (luck.parts.shared + luck.parts.alone if luck else 0.0)
    draws = np.maximum(several[:, :2], 0) / (np.maximum(several[:, 2:], 1e-12) + rest[:, None, None])
    dice = np.random.default_rng(given.design.seed + 2)
    draws += np.sqrt(between) * dice.standard_t(_freedom(luck), (len(draws), 1, 1))
    first, total = (Shares(middle[o] / whole, np.maximum(draws[:, o].T, 0)) for o in (0, 1))
    return [row(f.name, n, first, total, TRACE) for n, f in enumerate(given.factors)]


def _between_replicates(
    given: Response, surrogate: Surrogate, luck: ReplicateVariance | None, middle: Floats
) -> Floats:
    """Variances of the indices that come from having seen so few replicates, (2, factors).

    Luck that points share may stretch or shift what factors do; the replicates show how much.
    """
    k = len(given.factors)
    if luck is None:
        return np.zeros((2, k))
    asked = _asked(given, BASE_DRAWN, 0)
    models = of_replicates(surrogate, given.unit, given.values)
    values = np.stack([one.predict(asked) for one in models], axis=-1).reshape(-1, k + 2, len(models))
    total = float(middle[2, 0]) + luck.parts.shared + luck.parts.alone
    return between_replicates(values - values.mean(axis=(0, 1)), middle[:2] / total, total)


def _freedom(luck: ReplicateVariance | None) -> int:
    return luck.replicates - 1 if luck else 1


def _reach(luck: ReplicateVariance | None) -> float:
    """How many standard errors an interval of 95 % reaches to either side."""
    from scipy.stats import t

    return float(t.ppf(SIDES[1], _freedom(luck)))


def _bounded(
    given: Response, surrogate: Surrogate, luck: ReplicateVariance | None, middle: Floats, error: Floats
) -> list[Row]:
    """Bounds from how far the surrogate is off: roots of a factor's variance differ by no more than that.

    The root of either numerator is a seminorm of the response, so that the triangle inequality holds.
    """
    mean = given.values.mean(axis=1)
    noise = luck.parts.alone / luck.replicates if luck else 0.0
    off = math.sqrt(max(0.0, (1 - surrogate.q2) * float(mean.var()) - noise))
    whole = middle[2, 0] + (luck.parts.shared + luck.parts.alone if luck else 0.0)
    root = np.sqrt(np.maximum(middle[:2], 0))
    wide = 2 * error[:2] + whole * np.sqrt(_between_replicates(given, surrogate, luck, middle)) * _reach(luck)
    low, high = (np.maximum(root + side * off, 0) ** 2 + side * wide for side in (-1, 1))
    return [
        {"names": factor.name}
        | {
            key: value
            for o, order in enumerate(("S1", "ST"))
            for key, value in numbers(
                order, float(middle[o, n] / whole), float(low[o, n] / whole), float(high[o, n] / whole), TRACE
            ).items()
        }
        for n, factor in enumerate(given.factors)
    ]

"""Surrogates of a response, and the Sobol indices taken from them.

A surrogate is a cheap stand-in, chosen by how well it predicts unseen points. The intervals of its
indices hold the error of asking it and its own error, for which functions are drawn from the posterior of a
Gaussian process.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.errors import Diagnostic, InputError
from glasshouse.extras import extra, quiet
from glasshouse.studies.designs import Design, cube
from glasshouse.studies.frames import Response, stepped
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

Floats = npt.NDArray[np.float64]
FOLDS = 10
FEWEST = 20
"""Fewest points a surrogate is fitted to: two in each fold."""
MOST_GP = 500
"""Most points of a Gaussian process: its cost grows with their cube."""
MOST_TUNED = 200
"""Most points at which each fold finds lengths of its own; beyond, it takes those of all points."""
SEED = 1


@dataclass(frozen=True)
class Surrogate:
    """A fitted stand-in. `model` predicts; `folds` are the models that each left a tenth of the points out.

    `tried` has the Q2 of every kind, by name; `q2` is that of `kind`, the best.
    """

    kind: str
    q2: float
    tried: dict[str, float]
    model: Any
    folds: tuple[Any, ...]


def fitted(unit: Floats, values: Floats) -> Surrogate:
    """The surrogate with the best Q2 for `values` at points `unit`, shapes (points,) and (points, factors).

    Points must be distinct: one that is repeated would be in the training and the test of a fold at once.
    Raises `InputError` for fewer than `FEWEST` points, or values that are all the same.
    """
    if len(values) < FEWEST:
        fix = f"run at least {FEWEST}, better ten for each factor"
        raise InputError(Diagnostic(f"{len(values)} distinct points are too few for a surrogate", fix))
    if not np.ptp(values) > 0:
        raise InputError(Diagnostic("the outcome is the same at every point", "nothing to explain"))
    kinds = ("process", "trees") if len(values) <= MOST_GP else ("trees",)
    tried = {kind: _tried(kind, unit, values) for kind in kinds}
    best = max(tried, key=lambda kind: tried[kind][0])
    q2, model, folds = tried[best]
    return Surrogate(best, q2, {kind: found[0] for kind, found in tried.items()}, model, tuple(folds))


def _tried(kind: str, unit: Floats, values: Floats) -> tuple[float, Any, list[object]]:
    """Q2 of a kind of surrogate, the model of all points and those of the folds."""
    make = _process if kind == "process" else _trees
    alone = extra(
        "threadpoolctl", "study"
    ).threadpool_limits  # small matrices: threads only wait for each other
    with quiet(), alone(limits=1):
        model = make(unit.shape[1]).fit(unit, values)
        folds, predicted = [], np.empty_like(values)
        for out in _folds(len(values)):
            kept = np.setdiff1d(np.arange(len(values)), out)
            one = make(unit.shape[1], model).fit(unit[kept], values[kept])
            predicted[out] = one.predict(unit[out])
            folds.append(one)
    q2 = 1 - float(((values - predicted) ** 2).mean() / values.var())
    return q2, model, folds


def of_replicates(surrogate: Surrogate, unit: Floats, values: Floats) -> list[Any]:
    """Models of single replicates, of the surrogate's kind; `values` has shape (points, replicates).

    A process keeps the lengths and the noise of the one fitted to the means.
    """
    alone = extra("threadpoolctl", "study").threadpool_limits
    with quiet(), alone(limits=1):
        if surrogate.kind == "trees":
            return [_trees(unit.shape[1]).fit(unit, one) for one in values.T]
        return [_process(unit.shape[1], surrogate.model, tuned=True).fit(unit, one) for one in values.T]


def _folds(points: int) -> Sequence[npt.NDArray[np.int64]]:
    """Points dealt at random into folds, from a seed of its own."""
    return np.array_split(np.random.default_rng(SEED).permutation(points), FOLDS)


def _process(factors: int, like: Any = None, *, tuned: bool = False) -> Any:
    """A Gaussian process, begun at the lengths of one fitted before, or at these as they are if `tuned`."""
    process = extra("sklearn.gaussian_process", "study")
    kernels = extra("sklearn.gaussian_process.kernels", "study")
    kernel = like.kernel_ if like is not None else (
        kernels.ConstantKernel(1.0, (1e-2, 1e4))
        * kernels.Matern(np.full(factors, 0.5), (5e-2, 1e2), nu=2.5)
        + kernels.WhiteKernel(1e-2, (1e-8, 10.0))
    )  # fmt: skip
    fixed = tuned or (like is not None and len(like.X_train_) > MOST_TUNED)
    optimizer = None if fixed else "fmin_l_bfgs_b"
    return process.GaussianProcessRegressor(kernel, optimizer=optimizer, normalize_y=True, random_state=SEED)


def _trees(_factors: int, _like: Any = None) -> Any:
    """Boosted trees, small steps, few points in a leaf."""
    ensemble = extra("sklearn.ensemble", "study")
    return ensemble.GradientBoostingRegressor(
        n_estimators=400,
        learning_rate=0.08,
        max_depth=4,
        subsample=0.7,
        min_samples_leaf=3,
        random_state=SEED,
    )


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


DRAWS = 60
"""Functions drawn for an interval."""
STEPS = 8
"""Metropolis steps from one draw to the next."""
BURN = 240
FEATURES = 400
"""Random Fourier features of a function drawn from the prior."""
PRIOR_MEAN = {"variance": 0.0, "length": math.log(2.0), "noise": math.log(1e-2)}
PRIOR_SD = {"variance": 1.5, "length": 1.5, "noise": 3.0}
"""Normal priors of logarithms, for values of variance one and factors on the unit interval."""


def functions(model: Any, asked: Floats) -> Floats:
    """Values of functions drawn from a fitted process at points, shape (draws, points).

    `model` is as `surrogates` fits it; `asked` are points of the unit cube, shape (points, factors).
    """
    alone = extra("threadpoolctl", "study").threadpool_limits  # threads only wait for each other
    dice = np.random.default_rng(SEED)
    with quiet(), alone(limits=1):
        found = [_function(model, theta, asked, dice) for theta in _hyperparameters(model, dice)]
    return np.asarray(np.stack(found) * model._y_train_std + model._y_train_mean)


def _hyperparameters(model: Any, dice: np.random.Generator) -> list[Floats]:
    """Logarithms of variance, lengths and noise from their posterior, by adaptive Metropolis."""
    theta = np.array(model.kernel_.theta)
    size, limits = len(theta), model.kernel_.bounds.T
    mean, sd = (
        np.array([prior["variance"], *[prior["length"]] * (size - 2), prior["noise"]])
        for prior in (PRIOR_MEAN, PRIOR_SD)
    )

    def log_density(at: Floats) -> float:
        if (at < limits[0]).any() or (at > limits[1]).any():
            return -math.inf
        fit = float(model.log_marginal_likelihood(at, clone_kernel=False))
        return fit - 0.5 * float((((at - mean) / sd) ** 2).sum())

    theta = np.clip(theta, *limits)
    density, kept, visited = log_density(theta), [], [theta]
    scale = np.diag(np.full(size, 0.3))
    few = len(model.X_train_) > MOST_TUNED  # each step costs more, and many points leave less to wander over
    burn, steps = (BURN // 2, STEPS // 2) if few else (BURN, STEPS)
    for step in range(burn + DRAWS * steps):
        if step in (burn // 3, 2 * burn // 3, burn):
            scale = np.linalg.cholesky(np.cov(np.array(visited[step // 3 :]).T) + 1e-4 * np.eye(size))
        offered = theta + 2.4 / math.sqrt(size) * scale @ dice.standard_normal(size)
        offer = log_density(offered)
        if math.log(dice.random()) < offer - density:
            theta, density = offered, offer
        visited.append(theta)
        if step >= burn and (step - burn) % steps == steps - 1:
            kept.append(theta)
    return kept


def _function(model: Any, theta: Floats, asked: Floats, dice: np.random.Generator) -> Floats:
    """One function of the posterior at `asked`: one of the prior, moved by what it misses of the data."""
    linalg = extra("scipy.linalg", "study")
    seen, values = model.X_train_, model.y_train_
    smooth = model.kernel_.clone_with_theta(theta).k1  # without the noise
    variance, lengths, noise = math.exp(theta[0]), np.exp(theta[1:-1]), math.exp(theta[-1])
    spread = np.sqrt(5 / dice.chisquare(5, FEATURES))  # the spectrum of Matern 5/2 is Student's t
    waves = dice.standard_normal((len(lengths), FEATURES)) * spread / lengths[:, None]
    phases = dice.random(FEATURES) * 2 * np.pi
    heights = dice.standard_normal(FEATURES) * math.sqrt(2 * variance / FEATURES)

    def prior(at: Floats) -> Floats:
        angles = (at @ waves + phases).astype(np.float32)  # half the time, and more exact than the features
        return np.asarray(np.cos(angles) @ heights)

    missed = values - prior(seen) - math.sqrt(noise) * dice.standard_normal(len(values))
    factor = linalg.cho_factor(smooth(seen) + (noise + 1e-10) * np.eye(len(seen)), lower=True)
    return np.asarray(prior(asked) + smooth(asked, seen) @ linalg.cho_solve(factor, missed))

"""Surrogates: cheap stand-ins for a response, chosen by how well they predict unseen points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.errors import Diagnostic, InputError
from glasshouse.extras import extra, quiet

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

"""Functions drawn from the posterior of a Gaussian process, which show what a surrogate does not know."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from glasshouse.extras import extra, quiet
from glasshouse.studies.surrogates import MOST_TUNED, SEED, Floats

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

"""Designs: which points of the unit cube are tried. Sequences come from scipy.stats.qmc and SALib.

A design is laid out from its own seed and its size alone; more points of a Sobol sequence or of a list keep
those before, so that a study is extended without repeating work.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.errors import BadInput, Fault
from glasshouse.experiment.extras import extra, quiet
from glasshouse.experiment.factors import Factor, Value, names

Points = list[dict[str, Value]]
MOST_POINTS = 1_000_000
MORRIS_LEVELS = 4
"""Levels of each factor in a Morris design."""


@dataclass(frozen=True)
class Design:
    """How points are laid out: `kind` one of `KINDS`, `samples` its size, `seed` its own luck.

    `samples` is the number of points (Sobol sequence, Latin hypercube), of steps of each factor that has no
    levels (grid), of trajectories (Morris), or the base number N of N (k + 2) points (Saltelli). `rows` are
    the points of a list or table as given.
    """

    kind: str = "list"
    samples: int = 0
    seed: int = 0
    rows: tuple[tuple[tuple[str, Value], ...], ...] = ()

    def points(self, factors: Sequence[Factor]) -> Points:
        """Every point as a map from the name of a factor to its value; one empty point without factors."""
        if not factors and not self.rows:
            return [{}]
        return KINDS[self.kind](self, factors)


def problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """The factors as SALib describes a problem, each on the unit interval."""
    return {"num_vars": len(factors), "names": names(factors), "bounds": [[0.0, 1.0]] * len(factors)}


def cube(design: Design, factors: Sequence[Factor]) -> npt.NDArray[np.float64]:
    """The points of a sampled design in the unit cube, shape (points, factors)."""
    made = _SAMPLERS[design.kind](design, factors)
    if len(made) > MOST_POINTS:
        raise BadInput(Fault(f"the design has {len(made):,} points", f"at most {MOST_POINTS:,} are run"))
    return np.asarray(made, np.float64)


def _sampled(design: Design, factors: Sequence[Factor]) -> Points:
    return [
        {factor.name: factor.at(u) for factor, u in zip(factors, row, strict=True)}
        for row in cube(design, factors)
    ]


def _sobol(design: Design, factors: Sequence[Factor]) -> npt.NDArray[np.float64]:
    from scipy.stats import qmc

    sequence = qmc.Sobol(len(factors), scramble=True, rng=np.random.default_rng(design.seed))
    drawn = sequence.random_base2(max(0, (design.samples - 1).bit_length()))
    return np.asarray(drawn[: design.samples])


def _latin(design: Design, factors: Sequence[Factor]) -> npt.NDArray[np.float64]:
    from scipy.stats import qmc

    drawn = qmc.LatinHypercube(len(factors), rng=np.random.default_rng(design.seed)).random(design.samples)
    return np.asarray(drawn)


def _morris(design: Design, factors: Sequence[Factor]) -> npt.NDArray[np.float64]:
    """Trajectories over four levels; priors that thin out towards their ends are tried within 1 to 99 %."""
    morris = extra("SALib.sample.morris", "study")
    with quiet():
        laid = morris.sample(problem(factors), design.samples, num_levels=MORRIS_LEVELS, seed=design.seed)
    thin = [f.prior is not None and f.prior.family in ("beta", "normal") for f in factors]
    return np.asarray(np.where(thin, np.clip(laid, 0.01, 0.99), laid), np.float64)


def _saltelli(design: Design, factors: Sequence[Factor]) -> npt.NDArray[np.float64]:
    sobol = extra("SALib.sample.sobol", "study")
    with quiet():
        laid = sobol.sample(problem(factors), design.samples, calc_second_order=False, seed=design.seed)
    return np.asarray(laid)


def _grid(design: Design, factors: Sequence[Factor]) -> Points:
    axes = [factor.grid(design.samples or 5) for factor in factors]
    count = int(np.prod([len(axis) for axis in axes]))
    if count > MOST_POINTS:
        raise BadInput(Fault(f"the grid has {count:,} points", f"at most {MOST_POINTS:,} are run"))
    return [dict(zip(names(factors), values, strict=True)) for values in itertools.product(*axes)]


def _listed(design: Design, factors: Sequence[Factor]) -> Points:
    """The rows as given; without rows every level of each factor by itself, the others left as written."""
    if design.rows:
        return [dict(row) for row in design.rows]
    return [{}, *({factor.name: value} for factor in factors for value in factor.grid(design.samples or 5))]


_SAMPLERS: dict[str, Callable[[Design, Sequence[Factor]], npt.NDArray[np.float64]]] = {
    "sobol": _sobol,
    "latin": _latin,
    "morris": _morris,
    "saltelli": _saltelli,
}
KINDS: dict[str, Callable[[Design, Sequence[Factor]], Points]] = {
    "list": _listed,
    "table": _listed,
    "grid": _grid,
    **dict.fromkeys(_SAMPLERS, _sampled),
}
"""Every kind of design and what lays it out."""
NEED_SAMPLES = tuple(_SAMPLERS)

"""Designs: which points of the unit cube are tried. Sequences come from scipy.stats.qmc and SALib.

A design is laid out from its own seed and its size alone; more points of a Sobol sequence or of a list keep
those before, so that a study is extended without repeating work.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from glasshouse.errors import Diagnostic, InputError
from glasshouse.extras import extra, quiet
from glasshouse.studies.members import Factor, Value, names

Points = list[dict[str, Value]]
MOST_POINTS = 1_000_000
"""Most points of a design."""
MORRIS_LEVELS = 4
"""Levels of each factor in a Morris design."""
STEPS = 5
"""Steps of a factor without levels in a list or grid, where the plan names no number."""
FEW_STEPS = 1_000
"""Steps of a grid up to which values that coincide are told apart when points are counted."""


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
        """Every point as a map from the name of a factor to its value; one empty point without factors.

        Raises `InputError` for more than `MOST_POINTS`.
        """
        if not factors and not self.rows:
            return [{}]
        _refuse_more(self.count(factors))
        return KINDS[self.kind](self, factors)

    def count(self, factors: Sequence[Factor]) -> int:
        """How many points there are, without laying them out; a grid of many steps may have fewer."""
        if self.rows or not factors:
            return max(1, len(self.rows))
        if self.kind in NEED_SAMPLES:
            return self.samples * {"morris": len(factors) + 1, "saltelli": len(factors) + 2}.get(self.kind, 1)
        steps = self.samples or STEPS
        axes = [len(f.grid(steps)) if steps <= FEW_STEPS else len(f.levels) or steps for f in factors]
        return math.prod(axes) if self.kind == "grid" else 1 + sum(axes)

    @property
    def uneven(self) -> bool:
        """Whether a Sobol sequence is cut short of a power of two, which spoils its balance."""
        return self.kind in SEQUENCES and self.samples & (self.samples - 1) != 0

    @property
    def grows(self) -> bool:
        """Whether more samples keep the points there are."""
        return self.kind not in ("latin", "grid")


def problem(factors: Sequence[Factor]) -> dict[str, object]:
    """The factors as SALib describes a problem, each on the unit interval."""
    return {"num_vars": len(factors), "names": names(factors), "bounds": [[0.0, 1.0]] * len(factors)}


def cube(design: Design, factors: Sequence[Factor]) -> npt.NDArray[np.float64]:
    """The points of a sampled design in the unit cube, shape (points, factors)."""
    _refuse_more(design.count(factors))
    return np.asarray(_SAMPLERS[design.kind](design, factors), np.float64)


def _refuse_more(count: int) -> None:
    if count > MOST_POINTS:
        raise InputError(Diagnostic(f"the design has {count:,} points", f"at most {MOST_POINTS:,} are run"))


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
    with quiet():  # of sizes that are no power of two `Design.uneven` is told, with the line of the plan
        laid = sobol.sample(problem(factors), design.samples, calc_second_order=False, seed=design.seed)
    return np.asarray(laid)


def _grid(design: Design, factors: Sequence[Factor]) -> Points:
    axes = [factor.grid(design.samples or STEPS) for factor in factors]
    return [dict(zip(names(factors), values, strict=True)) for values in itertools.product(*axes)]


def _listed(design: Design, factors: Sequence[Factor]) -> Points:
    """The rows as given; without rows every level of each factor by itself, the others left as written."""
    if design.rows:
        return [dict(row) for row in design.rows]
    return [
        {},
        *({factor.name: value} for factor in factors for value in factor.grid(design.samples or STEPS)),
    ]


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
SEQUENCES = ("sobol", "saltelli")
"""Kinds laid out by a Sobol sequence."""
GIVEN = ("list", "table")
"""Kinds whose points a plan may give itself."""

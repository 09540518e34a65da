"""How often the intervals of studies hold the truth, by simulation of responses whose truth is known.

Every function simulates `trials` studies from a seed and gives shares of them. Designs are tables of points
by replicates: replicates share luck over all points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from glasshouse.studies.contrasts import Contrast, Parts, of_table
from glasshouse.studies.designs import Design, cube
from glasshouse.studies.discovery import best
from glasshouse.studies.frames import Response
from glasshouse.studies.members import Factor, span
from glasshouse.studies.sensitivity import indices
from glasshouse.studies.sobol import replicate_variance

Floats = npt.NDArray[np.float64]
REPLICATES = (2, 3, 4, 5, 6, 8, 10)
PARTS = {
    "rest only": Parts(0, 0, 1),
    "points": Parts(1, 0, 1),
    "shared luck": Parts(0, 1, 1),
    "both": Parts(1, 1, 1),
    "points above all": Parts(10, 0.1, 1),
    "luck above all": Parts(0.1, 10, 1),
    "some of both": Parts(0.2, 0.1, 1),
    "a little of both": Parts(0.02, 0.02, 1),
    "hardly any luck": Parts(1, 0, 0.01),
}
"""Variances by factors, by luck all points share, and by luck of a point alone."""


def normal(dice: np.random.Generator, size: tuple[int, ...]) -> Floats:
    """Standard normal numbers."""
    return dice.standard_normal(size)


def uniform(dice: np.random.Generator, size: tuple[int, ...]) -> Floats:
    """Uniform numbers of mean 0 and variance 1."""
    return (dice.random(size) - 0.5) * np.sqrt(12)


def skewed(dice: np.random.Generator, size: tuple[int, ...]) -> Floats:
    """Exponential numbers of mean 0 and variance 1."""
    return dice.exponential(size=size) - 1


def table(
    dice: np.random.Generator,
    points: int,
    replicates: int,
    parts: Parts,
    spread: Callable[..., Floats] = normal,
) -> Floats:
    """A study of mean 0 with these variances; `spread` draws the effects of points."""
    return (
        np.sqrt(parts.factors) * spread(dice, (points, 1))
        + np.sqrt(parts.shared) * dice.standard_normal((1, replicates))
        + np.sqrt(parts.alone) * dice.standard_normal((points, replicates))
    )


def of_contrasts(
    points: int,
    replicates: int,
    parts: Parts,
    trials: int,
    seed: int = 1,
    spread: Callable[..., Floats] = normal,
) -> float:
    """Coverage of the interval of a mean over futures."""
    dice = np.random.default_rng(seed)
    found = [of_table(table(dice, points, replicates, parts, spread)) for _ in range(trials)]
    return float(np.mean([one.low <= 0 <= one.high for one in found]))


def of_luck(
    points: int,
    replicates: int,
    parts: Parts,
    trials: int,
    seed: int = 1,
    spread: Callable[..., Floats] = normal,
) -> tuple[float, float]:
    """Coverage of the first-order and the total index of luck."""
    dice, held = np.random.default_rng(seed), []
    for _ in range(trials):
        found = replicate_variance(table(dice, points, replicates, parts, spread))
        assert found
        held.append(
            (found.main[0] <= parts.main <= found.main[1], found.share[0] <= parts.share <= found.share[1])
        )
    main, share = np.mean(held, axis=0)
    return float(main), float(share)


@dataclass(frozen=True)
class Known:
    """A response whose indices are known: `slopes` x + `twist` x0 x1, x uniform of variance 1, and luck.

    `stretch` is the sd of a factor by which shared luck multiplies all effects.
    """

    slopes: tuple[float, ...] = (1.0, 0.5, 0.2, 0.0)
    twist: float = 0.5
    shared: float = 0.0
    alone: float = 0.5
    stretch: float = 0.0

    @property
    def factors(self) -> tuple[Factor, ...]:
        return tuple(Factor(f"x{k}", "input", prior=span(-1, 1)) for k in range(len(self.slopes)))

    @property
    def indices(self) -> Floats:
        """First-order and total indices as shares of the variance of one run, shape (2, factors)."""
        alone = np.array(self.slopes) ** 2
        whole = alone + self.twist**2 * (np.arange(len(alone)) < 2)
        of_factors = float(alone.sum()) + self.twist**2
        return np.stack((alone, whole)) / (of_factors * (1 + self.stretch**2) + self.shared + self.alone)

    def response(self, design: Design, unit: Floats, replicates: int, dice: np.random.Generator) -> Response:
        x = (unit - 0.5) * np.sqrt(12)
        effect = x @ np.array(self.slopes) + self.twist * x[:, 0] * x[:, 1]
        values = (
            effect[:, None] * (1 + self.stretch * dice.standard_normal(replicates))
            + np.sqrt(self.shared) * dice.standard_normal(replicates)
            + np.sqrt(self.alone) * dice.standard_normal((len(unit), replicates))
        )
        return Response("outcome", "rulebook", self.factors, design, unit, values)


def of_indices(
    known: Known, design: Design, replicates: int, trials: int, seed: int = 1, *, at_random: bool = False
) -> tuple[Floats, int]:
    """Coverage of every factor's first-order and total index, shape (2, factors), and studies resolved.

    With `at_random` base points of a Saltelli design are independent, without the evenness of a sequence.
    """
    dice, held = np.random.default_rng(seed), []
    for trial in range(trials):
        laid = Design(design.kind, design.samples, seed=1000 * seed + trial)
        unit = _random_base(laid, known, dice) if at_random else cube(laid, known.factors)
        found = indices(known.response(laid, unit, replicates, dice))
        if found.resolved:
            rows = found.rows[: len(known.slopes)]
            ends = np.array([[[row[f"{o}_low"], row[f"{o}_high"]] for row in rows] for o in ("S1", "ST")])
            held.append((ends[..., 0] <= known.indices) & (known.indices <= ends[..., 1]))
    return np.mean(held, axis=0) if held else np.full(known.indices.shape, np.nan), len(held)


def _random_base(design: Design, known: Known, dice: np.random.Generator) -> Floats:
    k = len(known.slopes)
    a, b = dice.random((2, design.samples, k))
    runs = np.repeat(a[:, None], k + 2, axis=1)
    runs[:, -1] = b
    for factor in range(k):
        runs[:, 1 + factor, factor] = b[:, factor]
    return runs.reshape(-1, k)


def dummies_above_luck(trajectories: int, replicates: int, trials: int, seed: int = 1) -> tuple[float, float]:
    """How often a factor without any effect is above the row of luck in a Morris screening: mu* and sigma."""
    dice, above = np.random.default_rng(seed), []
    known = Known(slopes=(1.0, 0.5, 0.0), shared=0.5)
    for trial in range(trials):
        design = Design("morris", trajectories, seed=1000 * seed + trial)
        found = indices(known.response(design, cube(design, known.factors), replicates, dice))
        dummy, rng = found.rows[-2:]
        above.append((dummy["mu_star"] > rng["mu_star"], dummy["sigma"] > rng["sigma"]))
    mean, sd = np.mean(above, axis=0)
    return float(mean), float(sd)


def width_at_needed(parts: Parts, half_width: float, trials: int, seed: int = 1) -> float:
    """Median half-width of studies of the size needed for `half_width`, over that, at known variances."""
    pilot = Contrast(100, 0.0, 1.0, -1.0, 1.0, points=10, replicates=10, parts=parts)
    needed = pilot.needed(half_width)
    dice = np.random.default_rng(seed)
    found = [of_table(table(dice, needed.points, needed.replicates, parts)) for _ in range(trials)]
    return float(np.median([one.half_width for one in found])) / half_width


def planted_boxes_found(cases: int, trials: int, seed: int = 1) -> int:
    """How often PRIM limits just the two factors of a planted box: 90 % bad inside, 10 % outside."""
    import pandas

    factors = tuple(Factor(name, "input", prior=span(0, 1)) for name in "abcde")
    dice, found = np.random.default_rng(seed), 0
    for trial in range(trials):
        frame = pandas.DataFrame(
            cube(Design("sobol", cases, seed=1000 * seed + trial), factors), columns=list("abcde")
        )
        chance = np.where((frame["a"] > 0.6) & (frame["b"] < 0.5), 0.9, 0.1)
        box = best(frame, dice.random(cases) < chance, 0.8, cases)
        found += box.density >= 0.8 and {limit.factor for limit in box.limits} == {"a", "b"}
    return found

"""The course of a search: the hypervolume of its front, generation by generation, and whether it still grows.

Costs are scaled so that the best of each goal that was ever lived is 0 and its worst in the first generation
that lived any, the reference point, is 1. The hypervolume is the share of that box which the front dominates
(Zitzler and Thiele 1999; by pymoo).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from glasshouse.extras import extra, quiet

Floats = npt.NDArray[np.float64]
BACK = 3
"""Generations over which a search is held to be flat, or not."""
FLAT = 0.01
"""Growth of the hypervolume over these, as a share of it, below which the search is flat."""


@dataclass(frozen=True)
class Course:
    """Hypervolumes by generation, from 0 to 1; `reference` and `ideal` are the costs that scale them."""

    volumes: tuple[float, ...]
    reference: tuple[float, ...]
    ideal: tuple[float, ...]

    @property
    def growth(self) -> float:
        """Growth over the last `BACK` generations, as a share of the last hypervolume; `nan` for fewer."""
        if len(self.volumes) <= BACK:
            return float("nan")
        last = self.volumes[-1]
        return (last - self.volumes[-1 - BACK]) / last if last > 0 else 0.0

    @property
    def hint(self) -> str:
        """Whether more generations are likely to find more."""
        if len(self.volumes) <= BACK:
            return f"too few generations to say whether the search has settled: ask for more than {BACK}"
        over = f"over the last {BACK} generations"
        if self.growth < FLAT:
            return f"flat: the hypervolume grew by {100 * self.growth:.1f} % {over}"
        return f"still improving: the hypervolume grew by {100 * self.growth:.1f} % {over}; ask for more"

    def told(self, goals: Sequence[str], worst: Sequence[float]) -> tuple[str, str]:
        """The course and the hint in words, with the reference point in the units of the goals."""
        point = ", ".join(f"{goal} {value:.4g}" for goal, value in zip(goals, worst, strict=True))
        numbers = ", ".join(f"{volume:.3f}" for volume in self.volumes)
        return f"hypervolume by generation, from {point}: {numbers}", self.hint


def course_of(costs: Floats, sizes: Sequence[int]) -> Course:
    """The course of a search whose variants, in the order lived, have `costs`, shape (variants, goals).

    `sizes` says how many had been lived at the end of each generation.
    """
    if not len(costs):
        return Course((), (), ())
    first = next(size for size in sizes if size)
    reference, ideal = costs[:first].max(axis=0), costs.min(axis=0)
    span = np.where(reference > ideal, reference - ideal, 1.0)
    with quiet():
        measured = extra("pymoo.indicators.hv", "study").HV(ref_point=np.ones(costs.shape[1]))
    volumes = tuple(float(measured((costs[:size] - ideal) / span)) if size else 0.0 for size in sizes)
    return Course(volumes, tuple(map(float, reference)), tuple(map(float, ideal)))

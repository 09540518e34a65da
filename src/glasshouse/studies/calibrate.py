"""Calibration by weights: which draws from the prior give what has been published (ABC).

Every point of a sampled design is a draw from the prior. It weighs 1 where all outcomes lie within their
ranges, and less the farther they lie outside (a normal kernel; softness 0 rejects). Few targets and many
factors leave most of the prior standing: what data cannot tell stays unknown, and the posterior shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse import arguments
from glasshouse.data_table import Table
from glasshouse.errors import Diagnostic, InputError
from glasshouse.extras import extra, quiet
from glasshouse.studies import outcomes
from glasshouse.studies.frames import chosen

if TYPE_CHECKING:
    from glasshouse.studies.study import Study

Floats = npt.NDArray[np.float64]
Ranges = Mapping[str, tuple[float, float]]
FEWEST = 30
MOST_DRAWS = 1_000_000
"""Least effective number of draws at which a posterior is called resolved."""
DRAWN = ("sobol", "latin")


@dataclass(frozen=True)
class Posterior:
    """Draws from the prior with the weight of each. `values` are the factors', by name, shape (points,).

    `ranges` are the targets, `reached` the share of the prior's lives that lie within each, `together` the
    share that lies within all at once, `nearest` the value that comes nearest to each.
    """

    rulebook: str
    ranges: dict[str, tuple[float, float]]
    values: dict[str, Floats]
    weights: Floats
    reached: dict[str, float]
    seed: int
    together: float = 1.0
    nearest: dict[str, float] = field(default_factory=dict)

    @property
    def effective(self) -> float:
        """The effective number of draws: squared sum of weights over sum of squares (Kong 1992)."""
        squares = float((self.weights**2).sum())
        return float(self.weights.sum()) ** 2 / squares if squares > 0 else 0.0

    @property
    def resolved(self) -> bool:
        """Whether some life fits all targets and enough draws are left to speak of a posterior."""
        return self.together > 0 and self.effective >= FEWEST

    @property
    def verdict(self) -> str:
        """Whether the posterior is resolved, and what stands in the way where it is not."""
        if missed := [name for name, share in self.reached.items() if not share > 0]:
            return f"nothing fits: {'; '.join(self._missed(name) for name in missed)}"
        if not self.together > 0:
            return "nothing fits: each target is reached, but no life reaches all of them at once"
        count = f"{self.effective:.0f} effective draws"
        return f"resolved: {count}" if self.resolved else f"unresolved: {count}, fewer than {FEWEST}"

    def _missed(self, name: str) -> str:
        low, high = self.ranges[name]
        return f"no life has {name} from {low:g} to {high:g}, the nearest is {self.nearest[name]:.4g}"

    def table(self) -> Table:
        """A row a factor: mean and sd before and after, and `shrunk`, one minus the ratio of variances."""
        share = self._shares()
        rows = []
        for name, values in self.values.items():
            mean = float((share * values).sum())
            sd = float(np.sqrt((share * (values - mean) ** 2).sum()))
            before = float(values.std())
            rows.append(
                {"factor": name, "prior_mean": float(values.mean()), "prior_sd": before, "mean": mean,
                 "sd": sd, "shrunk": 1 - (sd / before) ** 2 if before > 0 else 0.0}
            )  # fmt: skip
        return Table(pa.Table.from_pylist(rows))

    def _shares(self) -> Floats:
        total = self.weights.sum()
        if not total > 0:
            what = f"no draw comes near the targets ({self.verdict})"
            raise InputError(Diagnostic(what, "widen the priors, or doubt the model"))
        return np.asarray(self.weights / total)

    def to_arviz(self, draws: int = 1000) -> Any:
        """An ArviZ `InferenceData`: `draws` draws by weight as posterior, all draws as prior."""
        draws = arguments.whole("draws", draws, 1, MOST_DRAWS)
        with quiet():
            from_dict = extra("arviz", "frames").from_dict
        picked = np.random.default_rng(self.seed).choice(len(self.weights), draws, p=self._shares())
        about = {"rulebook": self.rulebook, "effective_draws": self.effective, "method": "ABC by weights",
                 "verdict": self.verdict}  # fmt: skip
        return from_dict(
            posterior={name: values[None, picked] for name, values in self.values.items()},
            prior={name: values[None, :] for name, values in self.values.items()},
            attrs=about,
        )


def calibrate(
    study: Study, ranges: Ranges | None = None, rulebook: str = "", *, softness: float = 0.5
) -> Posterior:
    """Weigh the points of a study by how near they come to `ranges` of outcomes.

    Without `ranges` the published figures for calibration are taken, where they are outcomes of studies.
    `softness` is the sd of the kernel in widths of a range. Raises `InputError` for a design that draws not
    from the prior, for outcomes that are not known, and for ranges that are none.
    """
    softness = arguments.number("softness", softness, 0)
    book = chosen(study.plan, rulebook)
    aims = dict(published(book) if ranges is None else ranges)
    _refuse(study, aims)
    frame = [row for row in study.table(*aims).to_pylist() if row["rulebook"] == book]
    points = np.array([row["point"] for row in frame], np.int64)
    near, fits = np.ones(len(frame)), np.ones(len(frame), bool)
    reached, nearest = {}, {}
    for name, (low, high) in aims.items():
        found = np.array([row[name] for row in frame], np.float64)
        away = np.maximum(np.maximum(low - found, found - high), 0.0) / (high - low)
        near *= _kernel(away, softness)
        fits &= away == 0
        reached[name] = float((away == 0).mean())
        nearest[name] = float(found[np.nanargmin(away)]) if np.isfinite(away).any() else float("nan")
    lived = np.unique(points)
    weights = np.array([near[points == point].mean() for point in lived])
    values = {
        factor.name: np.array([float(study.plan.points[point][factor.name]) for point in lived])
        for factor in study.plan.factors
        if not factor.worded
    }
    together = float(fits.mean())
    return Posterior(book, aims, values, weights, reached, study.plan.design.seed, together, nearest)


def published(rulebook: str) -> dict[str, tuple[float, float]]:
    """Ranges of published figures about a rulebook, for calibration, that are outcomes of studies.

    Outcomes of studies are of the last year of a run, whatever the window of the figure.
    """
    from glasshouse.metrics.targets import load

    known = outcomes.names()
    return {
        one.measure: (one.low, one.high)
        for one in load()
        if one.use == "calibration" and one.measure in known and one.about(rulebook)
    }


def _kernel(away: Floats, softness: float) -> Floats:
    """Weights of distances in widths of a range; a distance that is no number weighs nothing."""
    found = np.exp(-0.5 * (away / softness) ** 2) if softness > 0 else (away == 0).astype(np.float64)
    return np.asarray(np.nan_to_num(found, nan=0.0))


def _refuse(study: Study, ranges: Ranges) -> None:
    diagnostics = [
        Diagnostic(f"{name}: {low:g} to {high:g} is no range", "give the lower end first")
        for name, (low, high) in ranges.items()
        if not low < high
    ]
    if not ranges:
        diagnostics.append(Diagnostic("no published figure is about this", "give ranges of outcomes"))
    if study.plan.design.kind not in DRAWN:
        fix = f"use one of {', '.join(DRAWN)}"
        diagnostics.append(Diagnostic(f"a {study.plan.design.kind} design draws not from the prior", fix))
    if diagnostics:
        raise InputError(*diagnostics)

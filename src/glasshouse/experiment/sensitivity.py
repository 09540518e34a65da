"""Sensitivity: which factors an outcome hangs on, which it does not, and how much of it is luck.

Morris screening and Sobol indices by SALib on designs made for them; on any other design Sobol indices of a
surrogate, given only where the surrogate predicts what it has not seen (Q2 of at least `GOOD`). Numbers are
named as in SALib: `mu`, `mu_star`, `sigma`, `S1`, `ST`, and `_conf` for half of an interval of 95 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.errors import BadInput, Fault
from glasshouse.experiment.designs import MORRIS_LEVELS, Design, cube, problem
from glasshouse.experiment.extras import extra, quiet
from glasshouse.experiment.luck import REACH, Luck, jackknifed, luck_of
from glasshouse.experiment.responses import Response, stepped
from glasshouse.experiment.surrogates import Surrogate, fitted

Floats = npt.NDArray[np.float64]
Row = dict[str, Any]
GOOD = 0.8
"""Least Q2 at which the indices of a surrogate are given."""
WIDE = 0.1
"""Half an interval above which a Sobol index is called loose."""
RESAMPLES = 500
BASE = 2048
"""Base number of points at which a surrogate is asked: BASE (factors + 2) in all."""
LUCK = "luck"
SOBOL = ("names", "S1", "S1_conf", "ST", "ST_conf")
MORRIS = ("names", "mu", "mu_star", "mu_star_conf", "sigma")


@dataclass(frozen=True)
class Indices:
    """How an outcome responds to each factor, a row each, and to luck, the last row where it is known.

    `method` is `morris`, `sobol` or `surrogate`. Sobol indices are shares of the whole variance of a run,
    luck included where there are replicates: factors explain `1 - ST` of luck. Morris numbers are in the unit
    of the outcome, for a factor going from one end of its range to the other; `mu_star` of luck is what a
    factor without any effect would show. Without `resolved` there are no rows of factors.
    """

    outcome: str
    rulebook: str
    method: str
    rows: tuple[Row, ...]
    points: int
    replicates: int
    luck: Luck | None = None
    surrogate: Surrogate | None = None
    notes: tuple[str, ...] = ()

    @property
    def resolved(self) -> bool:
        """Whether the indices can be given: not so where a surrogate predicts too badly."""
        return self.surrogate is None or self.surrogate.q2 >= GOOD

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the numbers of a row."""
        return MORRIS if self.method == "morris" else SOBOL

    def table(self) -> pa.Table:
        """The rows as a table with the names of SALib."""
        return pa.table({name: [row[name] for row in self.rows] for name in self.columns})

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain data."""
        found = {
            name: getattr(self, name)
            for name in ("outcome", "rulebook", "method", "points", "replicates", "resolved")
        }
        if self.surrogate:
            found |= {"surrogate": self.surrogate.kind, "Q2": self.surrogate.tried}
        return found | {"notes": list(self.notes), "indices": [dict(row) for row in self.rows]}

    def plot(self) -> Any:
        """The rows as an Altair chart: a dot for each number, a line for its interval."""
        from glasshouse.experiment.pictures import indices_chart

        return indices_chart(self)

    def draw(self, to: str | Path) -> Path:
        """Write the chart to a .svg or .png file. Raises `BadInput` for any other."""
        from glasshouse.experiment.pictures import written

        return written(self.plot(), Path(to))


def indices(given: Response) -> Indices:
    """The indices a response allows: by the design's own method, else by a surrogate.

    Raises `BadInput` where members of a Morris or Saltelli design are missing, or nothing varies.
    """
    if given.design.kind in ("morris", "saltelli"):
        _refuse_holes(given)
        return _morris(given) if given.design.kind == "morris" else _sobol(given)
    complete = given.complete()
    _refuse_constant(complete)
    return _by_surrogate(complete, int((~given.whole).sum()))


def _refuse_holes(given: Response) -> None:
    missing = int((~given.whole).sum())
    if missing:
        what = f"{given.outcome} is no number at {missing:,} of {len(given.whole):,} points"
        fix = "run the study to its end; or choose an outcome that is always defined, or another design"
        raise BadInput(Fault(what, fix))
    _refuse_constant(given)


def _refuse_constant(given: Response) -> None:
    if given.values.size and not np.ptp(given.values) > 0:
        raise BadInput(Fault(f"{given.outcome} is the same in every run", "nothing to explain"))


def _indices(given: Response, method: str, rows: list[Row], luck: Luck | None, **more: Any) -> Indices:
    points, replicates = given.values.shape
    made = Indices(given.outcome, given.rulebook, method, tuple(rows), points, replicates, luck, **more)
    if luck is None:
        made = replace(made, notes=(*made.notes, "luck is not told apart: run at least 2 replicates"))
    return made


def _morris(given: Response) -> Indices:
    analyze = extra("SALib.analyze.morris", "study").analyze
    mean = given.values.mean(axis=1)
    with quiet():
        found = analyze(
            problem(given.factors), given.unit, mean,
            num_levels=MORRIS_LEVELS, num_resamples=RESAMPLES, seed=given.design.seed + 1,
        )  # fmt: skip
    rows = [
        {"names": factor.name, **{name: float(found[name][k]) for name in MORRIS[1:]}}
        for k, factor in enumerate(given.factors)
    ]
    luck = luck_of(given.values)
    return _indices(given, "morris", [*rows, *_luck_in_effects(luck)], luck)


def _luck_in_effects(luck: Luck | None) -> list[Row]:
    """What luck alone makes of the elementary effects of a factor that has none (normal luck)."""
    if luck is None:
        return []
    step = MORRIS_LEVELS / (2 * (MORRIS_LEVELS - 1))
    sigma = math.sqrt(2 * luck.parts.alone / luck.replicates) / step
    mean = sigma * math.sqrt(2 / math.pi)
    return [{"names": LUCK, "mu": 0.0, "mu_star": mean, "mu_star_conf": math.nan, "sigma": sigma}]


def _sobol(given: Response) -> Indices:
    mean = given.values.mean(axis=1)
    luck = luck_of(given.values)
    rows = _shares(given, mean, luck)
    widest = max(row[name] for row in rows for name in ("S1_conf", "ST_conf"))
    loose = f"intervals reach up to {widest:.2f} either side: more samples would narrow them"
    notes = (loose,) if widest > WIDE else ()
    return _indices(given, "sobol", [*rows, *_luck_row(luck)], luck, notes=notes)


def _shares(given: Response, mean: Floats, luck: Luck | None) -> list[Row]:
    """Sobol indices as shares of the whole variance, freed of the luck left in means over replicates.

    Luck of a point alone adds itself to every total index as SALib estimates it; it is taken off again.
    """
    found = _analyzed(given, mean)
    step = len(given.factors) + 2
    spread = float(np.var(np.r_[mean[::step], mean[step - 1 :: step]]))
    noise = luck.parts.alone / luck.replicates if luck else 0.0
    whole = luck.parts.total if luck else spread
    return [
        {
            "names": factor.name,
            "S1": float(found["S1"][k]) * spread / whole,
            "S1_conf": float(found["S1_conf"][k]) * spread / whole,
            "ST": max(0.0, float(found["ST"][k]) * spread - noise) / whole,
            "ST_conf": float(found["ST_conf"][k]) * spread / whole,
        }
        for k, factor in enumerate(given.factors)
    ]


def _analyzed(given: Response, values: Floats, resamples: int = RESAMPLES) -> Any:
    analyze = extra("SALib.analyze.sobol", "study").analyze
    with quiet():
        return analyze(
            problem(given.factors), values, calc_second_order=False, num_resamples=resamples,
            seed=given.design.seed + 1,
        )  # fmt: skip


def _luck_row(luck: Luck | None) -> list[Row]:
    if luck is None:
        return []
    return [
        {
            "names": LUCK,
            "S1": luck.parts.main,
            "S1_conf": luck.main_conf,
            "ST": luck.parts.share,
            "ST_conf": luck.share_conf,
        }
    ]


def _by_surrogate(given: Response, dropped: int) -> Indices:
    mean = given.values.mean(axis=1)
    luck = luck_of(given.values)
    surrogate = fitted(stepped(given.factors, given.unit), mean)
    notes = [f"{dropped:,} points are missing or no number, and left out"] if dropped else []
    rows: list[Row] = []
    if surrogate.q2 >= GOOD:
        rows = _predicted(given, surrogate, luck)
    else:
        notes += _unresolved(surrogate, luck, float(mean.var()))
    made = [*rows, *_luck_row(luck)]
    return _indices(given, "surrogate", made, luck, surrogate=surrogate, notes=tuple(notes))


def _predicted(given: Response, surrogate: Surrogate, luck: Luck | None) -> list[Row]:
    """Indices of the surrogate; intervals from the models that each left a fold of the points out."""
    design = Design("saltelli", BASE, seed=given.design.seed + 1)
    asked = stepped(given.factors, cube(design, given.factors))
    scale = 1 - luck.parts.share if luck else 1.0
    one, *others = (
        _analyzed(given, model.predict(asked), resamples=100 if model is surrogate.model else 2)
        for model in (surrogate.model, *surrogate.folds)
    )
    rows = []
    for k, factor in enumerate(given.factors):
        row: Row = {"names": factor.name}
        for name in ("S1", "ST"):
            left_out = jackknifed([float(other[name][k]) for other in others])
            row[name] = float(one[name][k]) * scale
            row[f"{name}_conf"] = math.hypot(REACH * left_out, float(one[f"{name}_conf"][k])) * scale
        rows.append(row)
    return rows


def _unresolved(surrogate: Surrogate, luck: Luck | None, spread: float) -> list[str]:
    tried = ", ".join(f"{kind} {q2:.2f}" for kind, q2 in surrogate.tried.items())
    notes = [f"unresolved: Q2 is {surrogate.q2:.2f}, below {GOOD} ({tried}); no indices are given"]
    if luck:
        most = max(0.0, 1 - luck.parts.alone / luck.replicates / spread)
        cure = "more replicates" if most < GOOD else "more points"
        notes.append(f"luck left in the means allows a Q2 of at most {most:.2f}: {cure} would help")
    return notes

"""Sensitivity: which factors an outcome hangs on, which it does not, and how much of it is luck.

Morris screening by SALib and Sobol indices on designs made for them; on any other design Sobol indices of a
surrogate, given only where the surrogate predicts what it has not seen (Q2 of at least `GOOD`). Numbers are
named as in SALib: `mu`, `mu_star`, `sigma`, `S1`, `ST`. An interval of 95 % goes from `_low` to `_high`;
`_conf` is its longer side, so that the index plus or minus `_conf` holds it all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.charts import registry
from glasshouse.charts.figure import Figure
from glasshouse.data_table import Table
from glasshouse.errors import Diagnostic, InputError
from glasshouse.extras import extra, quiet
from glasshouse.studies.contrasts import FEWEST_REPLICATES
from glasshouse.studies.designs import MORRIS_LEVELS, problem
from glasshouse.studies.frames import Response, stepped
from glasshouse.studies.sobol import ReplicateVariance, numbers, replicate_variance, row, shares
from glasshouse.studies.surrogates import Surrogate, fitted, predicted

Floats = npt.NDArray[np.float64]
Row = dict[str, Any]
GOOD = 0.8
"""Least Q2 at which the indices of a surrogate are given."""
WIDE = 0.1
"""Half an interval above which a Sobol index is called loose."""
RESAMPLES = 500
DUMMIES = 20_000
"""Dummy factors drawn for the bound of luck on elementary effects."""
LUCK = "luck"
SOBOL = ("names", "S1", "S1_conf", "S1_low", "S1_high", "ST", "ST_conf", "ST_low", "ST_high")
MORRIS = ("names", "mu", "mu_star", "mu_star_conf", "sigma")


EVEN = "intervals hold at least as often as they say: the points of this design cover the ranges evenly"
APPROXIMATE = "intervals of a surrogate are approximate: simulated ones held in 90 to 100 % of studies"
OF_LUCK = "the interval of luck is approximate: simulated ones held in 91 to 100 % of studies"
"""What `python -m bench.studies` says of intervals, beside every index they belong to."""


@dataclass(frozen=True)
class Indices:
    """How an outcome responds to each factor, a row each, and to luck, the last row where it is known.

    `method` is `morris`, `sobol` or `surrogate`. Sobol indices are shares of the whole variance of a run,
    luck included where there are replicates: factors explain `1 - ST` of luck. Morris numbers are in the unit
    of the outcome, for a factor going from one end of its range to the other; `mu_star` and `sigma` of luck
    are bounds that 95 % of factors without any effect stay below. `points` are distinct. Without `resolved`
    there are no rows of factors.
    """

    outcome: str
    rulebook: str
    method: str
    rows: tuple[Row, ...]
    points: int
    replicates: int
    luck: ReplicateVariance | None = None
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

    def table(self) -> Table:
        """The rows as a table with the names of SALib."""
        return Table(pa.table({name: [row[name] for row in self.rows] for name in self.columns}))

    def as_dict(self) -> dict[str, object]:
        """All of it as plain data."""
        found = {
            name: getattr(self, name)
            for name in ("outcome", "rulebook", "method", "points", "replicates", "resolved")
        }
        if self.surrogate:
            found |= {"surrogate": self.surrogate.kind, "Q2": self.surrogate.tried}
        return found | {"notes": list(self.notes), "indices": [dict(row) for row in self.rows]}

    def figure(self) -> Figure:
        """The rows as a figure: a dot for each number, a line for its interval."""
        return registry.draw(self, "indices", of="study")


def indices(given: Response) -> Indices:
    """The indices a response allows: by the design's own method, else by a surrogate.

    Raises `InputError` where members of a Morris or Saltelli design are missing, or nothing varies.
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
        raise InputError(Diagnostic(what, fix))
    _refuse_constant(given)


def _refuse_constant(given: Response) -> None:
    if given.values.size and not np.ptp(given.values) > 0:
        raise InputError(Diagnostic(f"{given.outcome} is the same in every run", "nothing to explain"))


def _indices(
    given: Response, method: str, rows: list[Row], luck: ReplicateVariance | None, **more: Any
) -> Indices:
    points, replicates = given.values.shape
    made = Indices(given.outcome, given.rulebook, method, tuple(rows), points, replicates, luck, **more)
    if luck is None:
        return replace(made, notes=(*made.notes, "luck is not told apart: run at least 2 replicates"))
    if luck.few and method != "morris":
        few = f"too few replicates for intervals of shares that hold: run at least {FEWEST_REPLICATES}"
        return replace(made, notes=(*made.notes, few))
    if method != "morris":
        return replace(made, notes=(*made.notes, OF_LUCK))
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
    luck = replicate_variance(given.values)
    return _indices(given, "morris", [*rows, *_luck_in_effects(given)], luck)


def _luck_in_effects(given: Response) -> list[Row]:
    """Bounds of 95 % for the elementary effects that luck alone gives a factor without any.

    Such a factor steps from one life to another with luck of its own. The differences are drawn from those
    that luck made between neighbours of a trajectory.
    """
    points, replicates = given.values.shape
    if replicates < 2:
        return []
    trajectories = points // (len(given.factors) + 1)
    steps = np.diff(given.values.reshape(trajectories, -1, replicates), axis=1)
    apart = (steps - steps.mean(axis=2, keepdims=True)).ravel()
    size = 1 / (MORRIS_LEVELS / (2 * (MORRIS_LEVELS - 1))) / math.sqrt(replicates - 1)
    dice = np.random.default_rng(given.design.seed + 1)
    freedom = (points - 1) * (replicates - 1)
    unsure = np.sqrt(freedom / dice.chisquare(freedom, (DUMMIES, 1)))  # the spread of luck is an estimate
    lives = len(np.unique(stepped(given.factors, given.unit), axis=0))
    steps_apart = max(2, min(trajectories, lives // 2))  # few levels: trajectories meet the same lives
    effects = size * unsure * dice.choice(apart, (DUMMIES, steps_apart))
    mean, sd = (
        float(np.quantile(x, 0.95)) for x in (np.abs(effects).mean(axis=1), effects.std(axis=1, ddof=1))
    )
    return [{"names": LUCK, "mu": 0.0, "mu_star": mean, "mu_star_conf": math.nan, "sigma": sd}]


def _sobol(given: Response) -> Indices:
    runs = given.values.reshape(-1, len(given.factors) + 2, given.values.shape[1])
    luck = _luck_of_base(given)
    first, total = shares(runs, luck, given.design.seed + 1)
    rows = [row(factor.name, k, first, total) for k, factor in enumerate(given.factors)]
    widest = max(row[name] for row in rows for name in ("S1_conf", "ST_conf"))
    loose = f"intervals reach up to {widest:.2f} either side: more samples would narrow them"
    notes = (EVEN, loose) if widest > WIDE else (EVEN,)
    return _indices(given, "sobol", [*rows, *_luck_row(luck)], luck, notes=notes)


def _luck_of_base(given: Response) -> ReplicateVariance | None:
    """Luck at the points A and B, which are drawn apart: those between share most of their factors."""
    step = len(given.factors) + 2
    rows = np.r_[0 : len(given.unit) : step, step - 1 : len(given.unit) : step]
    base = replace(given, unit=given.unit[rows], values=given.values[rows]).distinct()
    return replicate_variance(base.values, base.weights)


def _luck_row(luck: ReplicateVariance | None) -> list[Row]:
    if luck is None:
        return []
    first, total = numbers("S1", luck.parts.main, *luck.main), numbers("ST", luck.parts.share, *luck.share)
    return [{"names": LUCK} | first | total]


def _by_surrogate(given: Response, dropped: int) -> Indices:
    distinct = given.distinct()
    mean = distinct.values.mean(axis=1)
    luck = replicate_variance(distinct.values, distinct.weights)
    surrogate = fitted(distinct.unit, mean)
    notes = [f"{dropped:,} points are missing or no number, and left out"] if dropped else []
    if repeated := len(given.unit) - len(distinct.unit):
        notes.append(f"{repeated:,} points repeat others and are the same lives, counted once")
    rows: list[Row] = []
    if surrogate.q2 >= GOOD:
        rows = predicted(distinct, surrogate, luck)
        notes += [APPROXIMATE, *_not_seen(rows)]
    else:
        notes += _unresolved(surrogate, luck, float(mean.var()))
    made = [*rows, *_luck_row(luck)]
    return _indices(distinct, "surrogate", made, luck, surrogate=surrogate, notes=tuple(notes))


def _not_seen(rows: list[Row]) -> list[str]:
    """Which factors may have no effect at all."""
    small = [row["names"] for row in rows if row["ST_low"] <= 0]
    return [f"not told apart from no effect: {', '.join(small)}"] if small else []


def _unresolved(surrogate: Surrogate, luck: ReplicateVariance | None, spread: float) -> list[str]:
    tried = ", ".join(f"{kind} {q2:.2f}" for kind, q2 in surrogate.tried.items())
    notes = [f"unresolved: Q2 is {surrogate.q2:.2f}, below {GOOD} ({tried}); no indices are given"]
    if luck:
        most = max(0.0, 1 - luck.parts.alone / luck.replicates / spread)
        cure = "more replicates" if most < GOOD else "more points"
        notes.append(f"luck left in the means allows a Q2 of at most {most:.2f}: {cure} would help")
    return notes

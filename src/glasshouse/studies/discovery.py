"""Scenario discovery: boxes of factor values in which an outcome is high, or low (PRIM, by EMA Workbench).

Each life is a case. A box's density is the share of its cases that are wanted, its coverage the share of all
wanted cases that lie in it (Bryant and Lempert 2010). PRIM looks long for its boxes, so their density is
also given for lives it has not seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse import arguments
from glasshouse.data_table import Table
from glasshouse.errors import Diagnostic, InputError
from glasshouse.extras import extra, quiet
from glasshouse.studies.frames import chosen
from glasshouse.studies.members import Value

if TYPE_CHECKING:
    import pandas

    from glasshouse.studies.study_runs import StudyRuns

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FEWEST = 10
"""Fewest wanted cases, and fewest others, that are searched for boxes."""
DEAL = 1
"""Seed by which points are dealt into halves."""
LEAST_MASS = 0.05
"""Least share of all cases in a box."""
SOME = 1e-9
"""Density below which EMA Workbench throws a box away with the way to it: here the choice is ours."""
PEELED = (0.05, 0.1)
"""Shares of a box peeled off at a time: small steps stop early where there are few cases."""
EDGE = 0.1
"""Largest chance, by a binomial test, that a limit of a box is an accident; others are dropped."""


@dataclass(frozen=True)
class Limit:
    """A factor within a box: from `low` to `high`, or one of `values`. `chance` is its quasi-p value."""

    factor: str
    low: float
    high: float
    values: tuple[Value, ...]
    chance: float

    def __str__(self) -> str:
        if self.values:
            return f"{self.factor} in {', '.join(map(str, self.values))}"
        return f"{self.factor} from {self.low:.4g} to {self.high:.4g}"


@dataclass(frozen=True)
class Box:
    """A box with its limits, `density`, `coverage`, and `mass` (share of all cases).

    `density_unseen` is the mean density of boxes found in the same way on some points and looked at on
    others; `nan` where no such box was found. `note` says what speaks against the box; empty: nothing.
    """

    limits: tuple[Limit, ...]
    density: float
    coverage: float
    mass: float
    density_unseen: float
    note: str = ""

    def __str__(self) -> str:
        return " and ".join(map(str, self.limits))


@dataclass(frozen=True)
class Discovery:
    """What was looked for and found. `base` is the share of wanted cases among all `cases`."""

    outcome: str
    rulebook: str
    wanted: str
    cases: int
    base: float
    boxes: tuple[Box, ...]

    def table(self) -> Table:
        """A row a box: its limits in words, density, coverage, mass."""
        numbers = ("density", "density_unseen", "coverage", "mass", "note")
        columns: dict[str, object] = {"box": [str(box) for box in self.boxes]}
        columns |= {name: [getattr(box, name) for box in self.boxes] for name in numbers}
        return Table(pa.table(columns))

    def as_dict(self) -> dict[str, object]:
        """All of it as plain data."""
        about = {name: getattr(self, name) for name in ("outcome", "rulebook", "wanted", "cases", "base")}
        return about | {
            "boxes": [vars(box) | {"limits": [vars(x) for x in box.limits]} for box in self.boxes]
        }


def discover(
    study: StudyRuns,
    outcome: str,
    rulebook: str = "",
    *,
    above: float | None = None,
    below: float | None = None,
    density: float = 0.8,
) -> Discovery:
    """Boxes in which an outcome lies above, or below, a number in at least `density` of all lives.

    Where none is that dense, the densest box is given with a note.

    Raises `InputError` unless exactly one of `above` and `below` is given, or where too few lives are wanted.
    """
    if (above is None) == (below is None):
        raise InputError(Diagnostic("above or below which number?", "give one of the two"))
    name, limit = ("above", above) if above is not None else ("below", below)
    limit, density = arguments.together(
        lambda: arguments.number(name, limit), lambda: arguments.number("density", density, 0, 1)
    )
    book = chosen(study.plan, rulebook)
    cases, points, values = _cases(study, outcome, book)
    wanted = values > limit if name == "above" else values < limit
    if min(wanted.sum(), (~wanted).sum()) < FEWEST:
        what = f"{int(wanted.sum()):,} of {len(wanted):,} lives are wanted"
        raise InputError(
            Diagnostic(what, f"choose a number that leaves at least {FEWEST} lives on either side")
        )
    found = tuple(_boxes(cases, points, wanted, density))
    return Discovery(outcome, book, f"{name} {limit:g}", len(wanted), float(wanted.mean()), found)


def _cases(
    study: StudyRuns, outcome: str, book: str
) -> tuple[pandas.DataFrame, Ints, npt.NDArray[np.float64]]:
    """A frame of factor values, the point of each row, and the outcome."""
    pandas = extra("pandas", "frames")
    names = list(study.plan.varying(book))
    if not names:
        raise InputError(Diagnostic("nothing varies in this study", "name levers or parameters under vary"))
    rows = [row for row in study.table(outcome).to_pylist() if row["rulebook"] == book]
    known = [row for row in rows if row[outcome] is not None and row[outcome] == row[outcome]]
    frame = pandas.DataFrame({name: [row[name] for row in known] for name in names})
    if frame.isna().any(axis=None):
        raise InputError(
            Diagnostic("some points leave factors as written", "give every factor in every point")
        )
    points = np.array([row["point"] for row in known], np.int64)
    return _typed(frame), points, np.array([row[outcome] for row in known], np.float64)


def _typed(frame: pandas.DataFrame) -> pandas.DataFrame:
    """Numbers as floats, the rest as words, which is what PRIM tells apart."""
    for name in frame.columns:
        words = frame[name].map(lambda value: isinstance(value, str)).any()
        frame[name] = frame[name].astype(object) if words else frame[name].astype(float)
    return frame


def _boxes(cases: pandas.DataFrame, points: Ints, wanted: Flags, density: float) -> Iterator[Box]:
    """Boxes one after the other, each of the cases those before have left, while they are dense enough.

    The first is the best there is, dense enough or not. `cases` is a frame of factors, `points` the point of
    each case, `wanted` whether it is one of those looked for.
    """
    left = np.ones(len(wanted), bool)
    while left.any():
        found = best(cases[left], wanted[left], density, len(wanted))
        within = left & _inside(cases, found.limits)
        if not found.limits or (found.density < density and not left.all()):
            return
        yield Box(
            found.limits,
            found.density,
            float(wanted[within].sum() / wanted.sum()),
            float(within.mean()),
            _unseen(cases[left], points[left], wanted[left], density),
            _note(found, density),
        )
        left &= ~within
        if found.density < density or wanted[left].sum() < FEWEST:
            return


def _note(found: Found, density: float) -> str:
    if _accident(found):
        return "may be an accident"
    return "" if found.density >= density else f"below the density of {density:g} asked for"


def _accident(found: Found) -> bool:
    return any(limit.chance > EDGE for limit in found.limits)


@dataclass(frozen=True)
class Found:
    """Limits with the density and coverage they give among the cases they were found on."""

    limits: tuple[Limit, ...]
    density: float
    coverage: float


def best(cases: pandas.DataFrame, wanted: Flags, density: float, everything: int) -> Found:
    """The best box on the way of peeling: of the dense ones that of most coverage, else the densest.

    Limits that may be accidents are dropped from every box on the way before the choice; where none is left
    in any, the densest box is given with all of its limits.
    """
    way = _peeled(cases, wanted, LEAST_MASS * everything / len(wanted))
    tested = [_tested(cases, wanted, limits) for limits in way]
    kept = {tuple(map(str, one)): one for one in (_dropped(cases, wanted, one) for one in tested) if one}
    boxes = [_measured(cases, wanted, one) for one in kept.values() or tested]
    dense = [box for box in boxes if box.density >= density]
    if dense and kept:
        return max(dense, key=lambda box: (box.coverage, box.density))
    return max(
        boxes, key=lambda box: (box.density, box.coverage), default=Found((), float(wanted.mean()), 1.0)
    )


def _peeled(cases: pandas.DataFrame, wanted: Flags, least: float) -> list[tuple[Limit, ...]]:
    """The limits of every box that peeling and pasting go through."""
    with quiet():
        prim = extra("ema_workbench.analysis.prim", "discovery")
        plain = cases.reset_index(drop=True)
        parameters = [
            prim.Prim(plain, wanted, threshold=SOME, mass_min=least, peel_alpha=peeled).find_box()
            for peeled in PEELED
        ]
    return [
        tuple(_limit(name, lims[name]) for name in chances)
        for box in parameters
        for lims, chances in zip(box.box_lims, box.qp, strict=True)
        if chances
    ]


def _measured(cases: pandas.DataFrame, wanted: Flags, limits: tuple[Limit, ...]) -> Found:
    within = wanted[_inside(cases, limits)]
    return Found(limits, float(within.mean()), float(within.sum() / wanted.sum()))


def _tested(cases: pandas.DataFrame, wanted: Flags, limits: tuple[Limit, ...]) -> tuple[Limit, ...]:
    """Limits with the chance that a box without them is as dense by accident (Bryant and Lempert 2010)."""
    from scipy.stats import binomtest

    within = wanted[_inside(cases, limits)]
    others = [wanted[_inside(cases, tuple(x for x in limits if x is not one))] for one in limits]
    return tuple(
        replace(one, chance=float(binomtest(int(within.sum()), len(within), other.mean(), "greater").pvalue))
        for one, other in zip(limits, others, strict=True)
    )


def _dropped(cases: pandas.DataFrame, wanted: Flags, limits: tuple[Limit, ...]) -> tuple[Limit, ...]:
    """Without the limits that may be accidents, the likeliest first, the others tested again after each."""
    while limits and max(limits, key=_chance).chance > EDGE:
        worst = max(limits, key=_chance)
        limits = _tested(cases, wanted, tuple(limit for limit in limits if limit is not worst))
    return limits


def _chance(limit: Limit) -> float:
    return limit.chance


def _limit(name: str, ends: pandas.Series) -> Limit:
    if isinstance(ends.iloc[0], (set, frozenset)):
        return Limit(name, float("nan"), float("nan"), tuple(sorted(ends.iloc[0])), 1.0)
    return Limit(name, float(ends.iloc[0]), float(ends.iloc[1]), (), 1.0)


def _inside(cases: pandas.DataFrame, limits: tuple[Limit, ...]) -> npt.NDArray[np.bool_]:
    within = np.ones(len(cases), bool)
    for limit in limits:
        column = cases[limit.factor]
        within &= (
            column.isin(limit.values) if limit.values else column.between(limit.low, limit.high)
        ).to_numpy()
    return within


def _unseen(cases: pandas.DataFrame, points: Ints, wanted: Flags, density: float) -> float:
    """The mean density, on the other half of the points, of the first box found on one half."""
    seen = []
    dealt = (
        np.random.default_rng(DEAL).permutation(int(points.max()) + 1) % 2
    )  # neighbours of a sequence differ
    for half in (0, 1):
        ours = dealt[points] == half
        if min(wanted[ours].sum(), (~wanted[ours]).sum()) < FEWEST // 2:
            continue
        found = best(cases[ours], wanted[ours], density, int(ours.sum()))
        within = _inside(cases[~ours], found.limits)
        if within.any() and found.limits and not _accident(found):
            seen.append(float(wanted[~ours][within].mean()))
    return float(np.mean(seen)) if seen else float("nan")

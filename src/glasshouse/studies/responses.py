"""The response of one outcome to a design: points of the unit cube and what was lived there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.studies.designs import NEED_SAMPLES, Design, cube
from glasshouse.studies.factors import Factor, Value

if TYPE_CHECKING:
    from glasshouse.studies.study import Study

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Response:
    """One outcome under one rulebook over a design.

    `unit` has shape (points, factors), each number in [0, 1]; `values` shape (points, replicates), `nan`
    where a member is missing or its outcome is not a number. All points of a replicate share their luck.
    `weights` says how often each point occurs in the design, shape (points,); None: once.
    """

    outcome: str
    rulebook: str
    factors: tuple[Factor, ...]
    design: Design
    unit: Floats
    values: Floats
    weights: Floats | None = None

    @property
    def whole(self) -> npt.NDArray[np.bool_]:
        """Which points have a number in every replicate, shape (points,)."""
        return np.asarray(np.isfinite(self.values).all(axis=1))

    def complete(self) -> Response:
        """The points that are whole alone, for methods that do not need a design to be kept together."""
        return Response(
            self.outcome, self.rulebook, self.factors, self.design,
            self.unit[self.whole], self.values[self.whole],
        )  # fmt: skip

    def distinct(self) -> Response:
        """Each point once, with how often it occurs: levels and whole numbers make one life of several."""
        unit, first, count = np.unique(
            stepped(self.factors, self.unit), axis=0, return_index=True, return_counts=True
        )
        kept = np.argsort(first)
        return Response(
            self.outcome, self.rulebook, self.factors, self.design,
            unit[kept], self.values[first[kept]], count[kept].astype(np.float64),
        )  # fmt: skip


def response(study: Study, outcome: str, rulebook: str = "") -> Response:
    """The response of an outcome under one of the study's rulebooks (its only one, where none is named).

    Raises `InputError` for names that are not known and for a study without factors.
    """
    book = chosen(study, rulebook)
    plan, table = study.plan, study.table(outcome)
    if not plan.factors:
        raise InputError(Diagnostic("nothing varies in this study", "name levers or parameters under vary"))
    values = np.full((len(plan.points), plan.replicates), np.nan)
    for row in table.to_pylist():
        if row["rulebook"] == book and row[outcome] is not None:
            values[row["point"], row["replicate"]] = row[outcome]
    return Response(outcome, book, plan.factors, plan.design, positions(study), values)


def chosen(study: Study, rulebook: str) -> str:
    """The rulebook meant: the one named, or the only one. Raises `InputError`."""
    books = study.plan.rulebooks
    if not rulebook and len(books) == 1:
        return books[0]
    if rulebook not in books:
        hint = suggestion(rulebook, books) or f"one of {', '.join(books)}"
        what = f"{rulebook}: not a rulebook of this study" if rulebook else "which rulebook?"
        raise InputError(Diagnostic(what, hint))
    return rulebook


def positions(study: Study) -> Floats:
    """Where the points of a study lie in the unit cube, shape (points, factors).

    Those of a sampled design as sampled; given values at their share of the factor's prior or levels.
    Raises `InputError` where a point leaves a factor as written, which has no place among its values.
    """
    plan = study.plan
    if plan.design.kind in NEED_SAMPLES:
        return cube(plan.design, plan.factors)
    open_ = [factor.name for factor in plan.factors if any(factor.name not in p for p in plan.points)]
    if open_:
        what = f"some points leave {', '.join(open_)} as written"
        raise InputError(Diagnostic(what, "use a sobol or latin design, or give every factor in every point"))
    return placed(plan.factors, [[p[f.name] for f in plan.factors] for p in plan.points])


def placed(factors: Sequence[Factor], rows: Sequence[Sequence[Value]]) -> Floats:
    """Values as positions in the unit cube, shape (rows, factors)."""
    return np.array([[f.position(v) for f, v in zip(factors, row, strict=True)] for row in rows], np.float64)


def stepped(factors: Sequence[Factor], unit: Floats) -> Floats:
    """Positions moved to the middle of the level, or to the whole number, they stand for."""
    moved = np.array(unit, np.float64)
    for k, factor in enumerate(factors):
        if factor.levels or factor.whole:
            moved[:, k] = [factor.position(factor.at(float(u))) for u in unit[:, k]]
    return moved

"""Results of a study in the formats researchers use, and the response of one outcome to a design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.extras import extra
from glasshouse.studies.designs import NEED_SAMPLES, Design, cube
from glasshouse.studies.members import Factor, Value
from glasshouse.studies.table_metadata import Words, attributes, columns, outcome

if TYPE_CHECKING:
    from glasshouse.studies.plan import Plan
    from glasshouse.studies.study_runs import StudyRuns


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


def response(study: StudyRuns, outcome: str, rulebook: str = "") -> Response:
    """The response of an outcome under one of the study's rulebooks (its only one, where none is named).

    Raises `InputError` for names that are not known and for a study without factors.
    """
    plan, book = study.plan, chosen(study.plan, rulebook)
    table = study.table(outcome)
    if not plan.factors:
        raise InputError(Diagnostic("nothing varies in this study", "name levers or parameters under vary"))
    values = np.full((len(plan.points), plan.replicates), np.nan)
    for row in table.to_pylist():
        if row["rulebook"] == book and row[outcome] is not None:
            values[row["point"], row["replicate"]] = row[outcome]
    return Response(outcome, book, plan.factors, plan.design, positions(plan), values)


def chosen(plan: Plan, rulebook: str) -> str:
    """The rulebook meant: the one named, or the only one. Raises `InputError`."""
    books = plan.rulebooks
    if not rulebook and len(books) == 1:
        return books[0]
    if rulebook not in books:
        hint = suggestion(rulebook, books) or f"one of {', '.join(books)}"
        what = f"{rulebook}: not a rulebook of this study" if rulebook else "which rulebook?"
        raise InputError(Diagnostic(what, hint))
    return rulebook


def positions(plan: Plan) -> Floats:
    """Where the points of a plan lie in the unit cube, shape (points, factors).

    Those of a sampled design as sampled; given values at their share of the factor's prior or levels.
    Raises `InputError` where a point leaves a factor as written, which has no place among its values.
    """
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


DIMS = ("rulebook", "point", "replicate")
XARRAY = {"unit": "units", "meaning": "long_name", "kind": "kind"}
"""What xarray calls the words of a column."""


def _attrs(words: Words) -> Words:
    return {XARRAY[key]: word for key, word in words.items()}


def to_xarray(study: StudyRuns, *names: str) -> Any:
    """An `xarray.Dataset` of outcomes over rulebook, point and replicate; `nan` where nothing was lived.

    Values of factors are coordinates along `point`, and along `rulebook` too if some rulebook lacks them;
    where they are lacking or left as written they are `nan`, or empty words. `attrs` has the hash of
    the study, its settings, and the versions of package and code; columns have `units` and `long_name`.
    """
    xarray = extra("xarray", "frames")
    plan, wanted = study.plan, names or study.outcomes
    shape = (len(plan.rulebooks), len(plan.points), plan.replicates)
    cells = {name: np.full(shape, np.nan) for name in wanted}
    where = {book: k for k, book in enumerate(plan.rulebooks)}
    for row in study.table(*wanted).to_pylist():
        for name in wanted:
            if row[name] is not None:
                cells[name][where[row["rulebook"]], row["point"], row["replicate"]] = row[name]
    words = columns(plan)
    coordinates: dict[str, Any] = {
        name: (name, values, _attrs(words[name]))
        for name, values in zip(DIMS, (list(plan.rulebooks), *map(np.arange, shape[1:])), strict=True)
    }
    for factor in plan.factors:
        coordinates[factor.name] = (*_values(plan, factor), _attrs(words[factor.name]))
    variables = {name: (DIMS, values, _attrs(outcome(plan, name))) for name, values in cells.items()}
    return xarray.Dataset(variables, coordinates, attributes(plan))


def _values(plan: Plan, factor: Factor) -> tuple[tuple[str, ...], object]:
    """The dimensions and values of a coordinate."""
    books = [book for book in plan.rulebooks if factor.name in plan.varying(book)]
    everywhere = len(books) == len(plan.rulebooks)
    rows = [[plan.cell(book, point, factor) for point in plan.points]
            for book in (plan.rulebooks[:1] if everywhere else plan.rulebooks)]  # fmt: skip
    if factor.worded:
        values = np.array([["" if value is None else value for value in row] for row in rows])
    else:
        values = np.array([[np.nan if value is None else float(value) for value in row] for row in rows])
    return (("point",), values[0]) if everywhere else (("rulebook", "point"), values)

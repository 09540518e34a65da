"""Results of a study in the formats researchers use: xarray, pandas, polars, ArviZ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from glasshouse.specs.currencies import in_currency
from glasshouse.studies.extras import extra

if TYPE_CHECKING:
    from glasshouse.studies.factors import Factor
    from glasshouse.studies.plan import Plan
    from glasshouse.studies.study import Study

DIMS = ("rulebook", "point", "replicate")
ABOUT = {
    "point": "number of the point of the design",
    "rulebook": "rulebook as the plan names it",
    "replicate": "number of the luck, which all points and rulebooks share",
}
XARRAY = {"unit": "units", "meaning": "long_name", "kind": "kind"}
"""What xarray calls the words of a column."""
Words = dict[str, str]


def described(table: pa.Table, plan: Plan) -> pa.Table:
    """A table of a study with the unit and meaning of each column, and `attributes`, as metadata."""
    known = {**_columns(plan), **{name: _outcome(plan, name) for name in plan.known}}
    fields = [field.with_metadata(known[field.name]) for field in table.schema]
    about = {key: str(value) for key, value in attributes(plan).items()}
    return pa.Table.from_arrays(table.columns, schema=pa.schema(fields, about))


def _columns(plan: Plan) -> dict[str, Words]:
    """The words of the columns beside outcomes: where a row stands, and its factors."""
    factors = {f.name: {"kind": f.kind, "unit": f.measured_in, "meaning": f.meaning} for f in plan.factors}
    about = {name: {"meaning": meaning} for name, meaning in ABOUT.items()} | factors
    return {name: {key: word for key, word in words.items() if word} for name, words in about.items()}


def _outcome(plan: Plan, name: str) -> Words:
    one = plan.known[name]
    return {"unit": in_currency(one.unit, plan.currency), "meaning": one.meaning}


def _attrs(words: Words) -> Words:
    return {XARRAY[key]: word for key, word in words.items()}


def to_xarray(study: Study, *names: str) -> Any:
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
    words = _columns(plan)
    coordinates: dict[str, Any] = {
        name: (name, values, _attrs(words[name]))
        for name, values in zip(DIMS, (list(plan.rulebooks), *map(np.arange, shape[1:])), strict=True)
    }
    for factor in plan.factors:
        coordinates[factor.name] = (*_values(plan, factor), _attrs(words[factor.name]))
    columns = {name: (DIMS, values, _attrs(_outcome(plan, name))) for name, values in cells.items()}
    return xarray.Dataset(columns, coordinates, attributes(plan))


def _values(plan: Plan, factor: Factor) -> tuple[tuple[str, ...], Any]:
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


def attributes(plan: Plan) -> dict[str, str | int]:
    """What a table of results is of: hash, settings, versions. Plain words and whole numbers."""
    from glasshouse import __version__
    from glasshouse.studies.members import code_hash

    return {
        "study": plan.hash,
        "title": plan.title,
        "society": plan.society,
        "currency": plan.currency,
        "persons": plan.persons,
        "months": plan.months,
        "seed": str(plan.seed),
        "design": plan.design.kind,
        "glasshouse": __version__,
        "code": code_hash(),
        **{f"source of {source.name}": source.sha256 for source in plan.sources},
    }


def to_pandas(table: pa.Table) -> Any:
    """A table as a `pandas.DataFrame`."""
    extra("pandas", "frames")
    return table.to_pandas()


def to_polars(table: pa.Table) -> Any:
    """A table as a `polars.DataFrame`."""
    return extra("polars", "frames").from_arrow(table)

"""Results of a study in the formats researchers use: xarray, pandas, polars, ArviZ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.experiment.extras import extra

if TYPE_CHECKING:
    import pyarrow as pa

    from glasshouse.experiment.study import Study

DIMS = ("rulebook", "point", "replicate")


def to_xarray(study: Study, *names: str) -> Any:
    """An `xarray.Dataset` of outcomes over rulebook, point and replicate; `nan` where nothing was lived.

    Values of factors are coordinates along `point`; left as written they are `nan`, or empty words. `attrs`
    has the hash of the study, its settings, and the versions of package and code.
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
    coordinates: dict[str, Any] = {
        "rulebook": list(plan.rulebooks),
        "point": np.arange(shape[1]),
        "replicate": np.arange(shape[2]),
    }
    for factor in plan.factors:
        unit = {"units": factor.unit} if factor.unit else {}
        coordinates[factor.name] = ("point", _values(study, factor.name), {"kind": factor.kind} | unit)
    return xarray.Dataset(
        {name: (DIMS, values) for name, values in cells.items()}, coordinates, attributes(study)
    )


def _values(study: Study, factor: str) -> Any:
    given = [point.get(factor) for point in study.plan.points]
    if any(isinstance(value, str) for value in given):
        return ["" if value is None else str(value) for value in given]
    return np.array([np.nan if value is None else float(value) for value in given])


def attributes(study: Study) -> dict[str, str | int]:
    """What a table of results is of: hash, settings, versions. Plain words and whole numbers."""
    from glasshouse import __version__
    from glasshouse.experiment.members import code_hash

    plan = study.plan
    return {
        "study": plan.hash,
        "title": plan.title,
        "society": plan.society,
        "persons": plan.persons,
        "months": plan.months,
        "seed": str(plan.seed),
        "design": plan.design.kind,
        "glasshouse": __version__,
        "code": code_hash(),
    }


def to_pandas(table: pa.Table) -> Any:
    """A table as a `pandas.DataFrame`."""
    extra("pandas", "frames")
    return table.to_pandas()


def to_polars(table: pa.Table) -> Any:
    """A table as a `polars.DataFrame`."""
    return extra("polars", "frames").from_arrow(table)

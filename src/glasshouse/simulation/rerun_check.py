"""Running a results folder again: every table must be the one that the manifest describes.

Hashes and seals show damage. A folder in which numbers were changed and all seals made anew is told from a
true one only by running it again, which takes as long as the run did.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from glasshouse.errors import Diagnostic, InputError
from glasshouse.simulation import repeating
from glasshouse.simulation.results_folder import ResultsFolder
from glasshouse.simulation.running import simulate
from glasshouse.simulation.saving import tables
from glasshouse.simulation.table_hash import value_hash

CLOSE = 1e-9
"""Relative difference up to which statistics are the same: last digits may differ between machines."""


def refuse_unless_repeated(results: ResultsFolder, threads: int = 0) -> None:
    """Run a results folder again and compare every table. Raises `InputError` naming each that differs.

    Raises `InputError` too where the run cannot be repeated here (see `repeating.setting_of`).
    """
    chosen = repeating.setting_of(results)
    run = simulate(chosen, threads)
    twin = run.twin() if "twin" in results.manifest["results"] else None
    variants = results.find("variants", ("variant",))
    compared = variants["variant"].unique().to_pylist() if variants is not None else []
    made = dict(tables(run, twin, compared))
    wrong = [name for name, table in made.items() if not _same(results.find(name), table)]
    if wrong:
        what = "is not what this run gives when it is run again"
        fix = "do not use these results; run again"
        raise InputError(*(Diagnostic(what, fix, str(results.path / f"{name}.parquet")) for name in wrong))


def _same(stored: pa.Table | None, made: pa.Table) -> bool:
    if stored is None or stored.column_names != made.column_names or value_hash(stored) != value_hash(made):
        return False
    floats = [field.name for field in made.schema if pa.types.is_floating(field.type)]
    return all(np.allclose(stored[name], made[name], CLOSE, 0, equal_nan=True) for name in floats)
